# A throw-away public key infrastructure, made with the system's openssl; sourced by lib.sh.

CA=$DIR/pki/ca.pem

# new_key FILE rsa|ec|ed
new_key() {
    case $2 in
    rsa) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1" ;;
    ec) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" ;;
    ed) openssl genpkey -algorithm ED25519 -out "$1" ;;
    esac 2>/dev/null
}

# issue NAME KIND CN EXTENSIONS [START END [ISSUER]]: $DIR/pki/NAME.pem and NAME.key
issue() {
    p=$DIR/pki
    issuer=${7:-ca}
    new_key "$p/$1.key" "$2"
    printf '%s\n' "$4" >"$p/$1.ext"
    openssl req -new -key "$p/$1.key" -subj "/O=Throw Away/CN=$3" -out "$p/$1.csr" 2>/dev/null
    openssl ca -batch -notext -config "$p/ca.cnf" -cert "$p/$issuer.pem" -keyfile "$p/$issuer.key" \
        -in "$p/$1.csr" -out "$p/$1.pem" -extfile "$p/$1.ext" \
        -startdate "${5:-20200101000000Z}" -enddate "${6:-20990101000000Z}" 2>>"$p/log"
}

server_ext() {
    printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\n'
    printf 'subjectAltName=%s\n' "$1"
}

make_pki() {
    p=$DIR/pki
    mkdir -p "$p/capath"
    : >"$p/index.txt"
    cat >"$p/ca.cnf" <<CONF
[ca]
default_ca = d
[d]
database = $p/index.txt
new_certs_dir = $p
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
organizationName = optional
commonName = supplied
CONF
    new_key "$p/ca.key" rsa
    openssl req -x509 -new -key "$p/ca.key" -subj '/O=Throw Away/CN=Test CA' -days 3650 -out "$p/ca.pem" \
        -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
    names='DNS:localhost,DNS:www.example.test,IP:127.0.0.1'
    issue rsa rsa localhost "$(server_ext "$names")"
    issue ecdsa ec localhost "$(server_ext "$names")"
    issue other ec other.example.test "$(server_ext 'DNS:other.example.test,DNS:*.wild.example.test')"
    issue expired ec localhost "$(server_ext "$names")" 20200101000000Z 20210101000000Z
    issue future ec localhost "$(server_ext "$names")" 20900101000000Z
    issue client rsa 'A Client' "$(printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth')"
    issue client_ec ec 'An EC Client' "$(printf 'basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth')"
    issue inter ec 'Test Intermediate' "$(printf 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=keyCertSign')"
    issue deep ec localhost "$(server_ext "$names")" '' '' inter
    cat "$p/deep.pem" "$p/inter.pem" >"$p/deep_chain.pem"
    new_key "$p/self.key" ec
    openssl req -x509 -new -key "$p/self.key" -subj '/CN=localhost' -days 30 -addext 'subjectAltName=DNS:localhost' \
        -out "$p/self.pem" 2>/dev/null
    new_key "$p/stranger.key" ec
    openssl req -x509 -new -key "$p/stranger.key" -subj '/CN=A Stranger' -days 30 -out "$p/stranger.pem" 2>/dev/null
    cp "$p/ca.pem" "$p/capath/" && openssl rehash "$p/capath" 2>/dev/null
    for n in rsa ecdsa other expired future client client_ec deep_chain self stranger; do
        [ -s "$p/$n.pem" ] || { echo "Bail out! cannot make the certificate $n"; cat "$p/log"; exit 99; }
    done
}

# ssl_files NAME: nginx's two directives.
ssl_files() {
    key=$1
    [ "$1" = deep_chain ] && key=deep
    echo "ssl_certificate $DIR/pki/$1.pem; ssl_certificate_key $DIR/pki/$key.key;"
}
