# Sourced by the scripts that start from a bare Debian 12: packages, then a build tree.
#
# Names: bearshim_src, the source tree; need PACKAGES..., installs what is missing; unpack DIR PACKAGES... and
# unpack_source DIR PACKAGE FOLDER, without installing; build DIR [CONFIGURE ARGS...].

bearshim_src=$(cd "$(dirname "$0")/.." && pwd)
while [ ! -f "$bearshim_src/configure.ac" ] && [ "$bearshim_src" != / ]; do bearshim_src=$(dirname "$bearshim_src"); done

packages_build="gcc libc6-dev make autoconf automake libtool pkg-config libbearssl-dev libgmp-dev nettle-dev libelf-dev"
packages_demo="nginx-light curl openssl ca-certificates python3"
packages_test="libcriterion-dev libssl-dev nginx-light curl openssl ca-certificates gnutls-bin libnss3-tools
    tshark apache2-utils wrk valgrind python3 g++ clang binutils procps
    python3-cryptography-vectors libpython3.11-testsuite"
# Packages of which some files alone are read: unpacked beside the build, without what they depend on.
packages_vectors="librust-hkdf-dev librust-hmac-dev librust-ring-dev golang-github-cloudflare-circl-dev"
# A source package, and the folder in it that is read: BoringSSL's files of Project Wycheproof.
source_vectors="android-platform-external-boringssl wycheproof_testvectors"

say() { printf '== %s\n' "$*"; }

missing() {
    for p in "$@"; do
        dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$p"
    done
}

# as_root: what to begin a command with that only root may give; false if there is no way.
become_root() {
    as_root=
    [ "$(id -u)" = 0 ] && return 0
    as_root=sudo
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null
}

# Any nginx with TLS will do where nginx-light was named.
need() {
    if command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ]; then
        set -- $(printf '%s ' "$@" | sed 's/nginx-light//')
    fi
    lacking=$(missing "$@")
    [ -n "$lacking" ] || return 0
    if ! become_root; then
        printf 'bearshim: packages are missing and neither root nor sudo is at hand; please run\n' >&2
        printf '  apt-get install -y %s\n' "$lacking" >&2
        exit 1
    fi
    say "installing: $lacking"
    $as_root apt-get update -qq
    # nginx must not start a service of its own.
    $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $lacking \
        >/dev/null
}

download() { apt-get download -qq "$@" 2>/dev/null; }

# unpack DIR PACKAGES...: their files under DIR, those that are not there yet.
unpack() {
    dir=$1
    shift
    lacking=
    for p in "$@"; do [ -f "$dir/$p.unpacked" ] || lacking="$lacking $p"; done
    [ -n "$lacking" ] || return 0
    say "unpacking:$lacking"
    mkdir -p "$dir"
    (cd "$dir" && { download $lacking || { become_root && $as_root apt-get update -qq && download $lacking; }; } &&
        for p in $lacking; do dpkg-deb -x "$p"_*.deb . && rm "$p"_*.deb && : >"$p.unpacked" || exit 1; done)
}

# unpack_source DIR PACKAGE FOLDER: the last folder of that name in a source package becomes DIR/FOLDER. The list of sources
# is DIR's own, at the mirror that the machine has for Debian's main component; its lists stay as they are.
unpack_source() {
    dir=$1 package=$2 folder=$3
    [ ! -f "$dir/$package.unpacked" ] || return 0
    say "unpacking $folder of the source of $package"
    mkdir -p "$dir/apt/lists/partial" "$dir/apt/cache/archives/partial"
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -r "$keys" ] && keys="[signed-by=$keys]" || keys=
    apt-get indextargets --format '$(SITE) $(CODENAME) $(COMPONENT)' 2>/dev/null |
        awk -v keys="$keys" '$3 == "main" && $2 !~ /-/ { print "deb-src", keys, $0; exit }' >"$dir/apt/sources.list"
    set -- -qq -o "Dir::Etc::sourcelist=$dir/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$dir/apt/lists" \
        -o "Dir::Cache=$dir/apt/cache"
    [ -s "$dir/apt/sources.list" ] && apt-get "$@" update >/dev/null 2>&1 &&
        (cd "$dir" && apt-get "$@" source --download-only "$package" >/dev/null 2>&1 &&
            tar -xf "$package"_*.orig.tar.* --wildcards "*/$folder/*" && rm -rf "$folder" &&
            mv "$(find . -depth -type d -name "$folder" | tail -n 1)" . && rm -rf "$package"[_-]* apt && : >"$package.unpacked")
}

build() {
    dir=$1
    shift
    # configure is made again where it is older than what makes it
    newer=$(find "$bearshim_src" -name '*.am' -newer "$bearshim_src/configure" 2>/dev/null | head -n 1)
    if [ ! -x "$bearshim_src/configure" ] || [ -n "$newer" ] ||
        [ "$bearshim_src/configure.ac" -nt "$bearshim_src/configure" ]; then
        say "making configure"
        "$bearshim_src/autogen.sh" >/dev/null 2>&1 || "$bearshim_src/autogen.sh"
    fi
    mkdir -p "$dir"
    say "building in $dir ($*)"
    (cd "$dir" && "$bearshim_src/configure" -q "$@" && make -s -j"$(nproc)" >/dev/null)
}
