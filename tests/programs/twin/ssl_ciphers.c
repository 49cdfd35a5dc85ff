/* Cipher strings: the grammar, and the order of what they give. Of OpenSSL's lists only the suites that we build count;
 * a new row of the suite table belongs into built[] too. */
#include "pair.h"

static const char *const built[] = {
    "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
    "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256",
    "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA",
    "AES256-GCM-SHA384", "AES128-GCM-SHA256", "AES256-SHA256", "AES128-SHA256", "AES256-SHA", "AES128-SHA",
};
#define NUM_BUILT (sizeof built / sizeof built[0])

static int is_built(const char *name) {
    for (size_t i = 0; i < NUM_BUILT; i++) {
        if (strcmp(built[i], name) == 0) return 1;
    }
    return 0;
}

static int print_list(STACK_OF(SSL_CIPHER) *sk) {
    int num = 0;
    for (int i = 0; i < sk_SSL_CIPHER_num(sk); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(sk, i);
        if (!is_built(SSL_CIPHER_get_name(c))) continue;
        printf(" %s", SSL_CIPHER_get_name(c));
        if (strcmp(SSL_CIPHER_get_version(c), "TLSv1.3") != 0) num++;
    }
    printf("\n");
    return num;
}

/* A list of suites that we do not build is empty for us, and so an error. */
static void try(const char *str) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    int ret = SSL_CTX_set_cipher_list(ctx, str);
    unsigned long e = ERR_get_error();
    int malformed = ERR_GET_REASON(e) == SSL_R_INVALID_COMMAND;
    ERR_clear_error();
    printf("'%s' level %d:", str, SSL_CTX_get_security_level(ctx));
    int num = print_list(SSL_CTX_get_ciphers(ctx));
    if (!ret) {
        printf("  %s\n", malformed ? "malformed" : "none");
    } else {
        printf("  %s\n", num > 0 ? "taken" : "none");
    }
    SSL_CTX_free(ctx);
}

static const char *const strings[] = {
    "", " ", ":", "ALL", "DEFAULT", "DEFAULT:", "DEFAULT,", "DEFAULTX", "default", "COMPLEMENTOFDEFAULT", "COMPLEMENTOFALL",
    "HIGH", "MEDIUM", "LOW", "FIPS", "EXPORT", "HIGH:!aNULL", "HIGH:!aNULL:!MD5", "HIGH !aNULL !MD5", "HIGH,!aNULL,!MD5",
    "HIGH;!aNULL;!MD5", "ALL:!aNULL:!eNULL", "ALL:+AES128", "ALL:+RSA", "ALL:-RSA", "ALL:!RSA", "ALL:-RSA:RSA",
    "ALL:!RSA:RSA", "ALL:-AES:AES", "ALL:-AES:-CHACHA20:ALL", "kRSA", "aRSA", "kECDHE", "kEECDH", "ECDHE", "EECDH",
    "ECDH", "aECDSA", "ECDSA", "RSA", "AES", "AES128", "AES256", "AESGCM", "AESCCM", "AESCCM8", "CHACHA20", "CBC", "SHA",
    "SHA1", "SHA256", "SHA384", "MD5", "TLSv1", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3", "SSLv3", "SSLv2", "kDHE", "DHE",
    "kEDH", "EDH", "DH", "ADH", "AECDH", "aNULL", "eNULL", "NULL", "PSK", "kPSK", "aPSK", "SRP", "kSRP", "aSRP", "DSS",
    "aDSS", "CAMELLIA", "ARIA", "SEED", "IDEA", "RC4", "3DES", "DES", "GOST", "kGOST", "AEAD", "EECDH+AESGCM",
    "EECDH+ECDSA+AESGCM", "EECDH+aRSA+AESGCM", "ECDHE+CHACHA20:ECDHE+AES", "AES+SHA", "AES+SHA+RSA", "AES128+SHA256",
    "AES128+AES256", "RSA+ECDHE", "kRSA+ECDSA", "HIGH+FIPS", "FIPS+RSA", "AES+FOO", "FOO+AES", "FOO", "FOO:AES",
    "AES128-SHA", "AES128-SHA+AES", "AES+AES128-SHA", "AES128-SHA+AES256-SHA", "AES128-SHA+TLSv1.2",
    "AES128-SHA+SSLv3", "TLSv1.2+SSLv3", "TLSv1.2+AESGCM", "SSLv3+AES", "AES128-SHA:AES256-SHA", "AES256-SHA:AES128-SHA",
    "aes128-sha", "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_AES_128_GCM_SHA256", "AES128-SHA:TLS_AES_128_GCM_SHA256",
    "ECDHE-RSA-AES128-GCM-SHA256:HIGH", "HIGH:+ECDHE-RSA-AES128-GCM-SHA256", "!ALL", "!ALL:AES", "-ALL:AES", "+ALL",
    "ALL:-ALL", "ALL:!ALL:ALL", "AES128-SHA:-AES128-SHA:AES256-SHA:AES128-SHA", "@STRENGTH", "ALL:@STRENGTH",
    "ALL@STRENGTH", "AES128:AES256:@STRENGTH", "AES128:AES256@STRENGTH:RSA", "ALL:@STRENGTH:+AES256", "@STRENGTH:ALL",
    "@SECLEVEL=0", "@SECLEVEL=0:ALL", "ALL:@SECLEVEL=1", "ALL@SECLEVEL=5", "ALL:@SECLEVEL=6", "ALL:@SECLEVEL=-1",
    "ALL:@SECLEVEL=", "ALL:@SECLEVEL=12", "ALL:@SECLEVEL=2:@SECLEVEL=3", "ALL:@seclevel=1", "DEFAULT@SECLEVEL=1",
    "DEFAULT:@SECLEVEL=1", "DEFAULT:!aRSA", "DEFAULT:-AES", "DEFAULT:+AES", "@SECLEVEL=2:DEFAULT", "ALL:DEFAULT",
    "@FOO", "@FOO:ALL", "ALL:@FOO", "@", "ALL:@", "+", "-", "!", "ALL:+", "ALL:!", "ALL:-", "*", "ALL:*", "*:ALL",
    "@FOO:@SECLEVEL=1", "@:@SECLEVEL=1", "@SECLEVEL=9:@SECLEVEL=1", "@STRENGTHX:@SECLEVEL=1", "ALL:+:@SECLEVEL=1",
    "FIPS+COMPLEMENTOFDEFAULT", "COMPLEMENTOFDEFAULT+FIPS", "COMPLEMENTOFDEFAULT+RSA", "COMPLEMENTOFDEFAULT+AES128-SHA",
    "ALL:*:@SECLEVEL=1", "ALL:@SECLEVEL=1:*", "AES+", "AES+:ALL", "+AES+", "AES++SHA", "!-AES", "AES/SHA", "AES&SHA",
    "AES128-SHA\tAES256-SHA", "AES128-SHA\nAES256-SHA", "AES128-SHA_", "AES.128", "AES=128", "A", "AES:", ":AES",
    "::AES::", " AES ", "AES  RSA", "AES,;: RSA", "PROFILE=SYSTEM", "ALL:!DHE:!3DES:!DSS", "ECDHE:!AES128",
    "ALL:!COMPLEMENTOFDEFAULT:!eNULL", "ALL:!AES256:!SHA384", "EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH",
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384",
    "ECDH+AESGCM:DH+AESGCM:ECDH+AES256:DH+AES256:ECDH+AES128:DH+AES:RSA+AESGCM:RSA+AES:!aNULL:!MD5:!DSS",
    "TLSv1.2:TLSv1.0:SSLv3", "SSLv3:TLSv1.2", "ALL:-TLSv1.2:TLSv1.2", "ALL:+TLSv1.0", "ALL:!SSLv3",
};

static const char *const words[] = {
    "ALL", "HIGH", "FIPS", "kRSA", "aRSA", "ECDHE", "ECDSA", "RSA", "AES", "AES128", "AES256", "AESGCM", "CHACHA20", "CBC",
    "SHA", "SHA256", "SHA384", "TLSv1", "TLSv1.2", "SSLv3", "DHE", "aNULL", "PSK", "CAMELLIA", "FOO", "AES128-SHA",
    "AES256-GCM-SHA384", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-CHACHA20-POLY1305", "DHE-RSA-AES128-SHA", "@STRENGTH",
    "AES128-CCM", "COMPLEMENTOFDEFAULT", "MEDIUM",
};

static unsigned seed = 1;

static unsigned pick(unsigned n) {
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

static void generated(void) {
    static const char ops[] = "+-!", separators[] = ": ,;";
    char str[512] = "";
    size_t n = 0;
    for (unsigned commands = 1 + pick(6); commands > 0; commands--) {
        const char *word = words[pick(sizeof words / sizeof words[0])];
        if (word[0] != '@' && pick(2)) str[n++] = ops[pick(3)];
        n += (size_t)snprintf(str + n, sizeof str - n, "%s", word);
        for (unsigned more = pick(6) == 0 ? 2 : pick(3) == 0; more > 0 && word[0] != '@'; more--) {
            word = words[pick(sizeof words / sizeof words[0])];
            if (word[0] != '@') n += (size_t)snprintf(str + n, sizeof str - n, "+%s", word);
        }
        if (commands > 1) str[n++] = pick(4) ? ':' : separators[pick(4)];
        str[n] = '\0';
    }
    try(str);
}

static void suites13(const char *str) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    printf("suites '%s': %d", str, SSL_CTX_set_ciphersuites(ctx, str));
    print_list(SSL_CTX_get_ciphers(ctx));
    print_errors("suites");
    SSL_CTX_free(ctx);
}

static const char *const lists13[] = {
    "", ":", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384", "tls_aes_128_gcm_sha256", "foo",
    "foo:TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256:", "TLS_AES_128_GCM_SHA256::TLS_AES_256_GCM_SHA384",
    " TLS_AES_128_GCM_SHA256 : TLS_AES_256_GCM_SHA384 ", "TLS_AES_128_GCM_SHA256,TLS_AES_256_GCM_SHA384", "AES128-SHA",
    "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256:TLS_AES_128_GCM_SHA256", "ALL", "DEFAULT",
};

static void on_connection(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    printf("ssl: %d", SSL_set_cipher_list(s, "AES128-SHA"));
    print_list(SSL_get_ciphers(s));
    printf("ssl: %d", SSL_set_ciphersuites(s, "TLS_AES_128_GCM_SHA256"));
    print_list(SSL_get_ciphers(s));
    printf("ssl: %d", SSL_set_cipher_list(s, "FOO"));
    print_list(SSL_get_ciphers(s));
    print_errors("ssl");
    printf("ctx:");
    print_list(SSL_CTX_get_ciphers(ctx));
    printf("first: %s, none: %d\n", SSL_get_cipher_list(s, 0), SSL_get_cipher_list(s, 1) == NULL);
    SSL_free(s);
    SSL_CTX_free(ctx);
}

static void describe(const SSL_CIPHER *c) {
    char buf[128];
    int alg = 0, bits = SSL_CIPHER_get_bits(c, &alg);
    printf("%s", SSL_CIPHER_description(c, buf, sizeof buf));
    printf("  %s %08lx %04x %d/%d %s aead %d\n", SSL_CIPHER_standard_name(c), (unsigned long)SSL_CIPHER_get_id(c),
           SSL_CIPHER_get_protocol_id(c), bits, alg, SSL_CIPHER_get_version(c), SSL_CIPHER_is_aead(c));
    printf("  cipher %s digest %s kx %s auth %s prf %s\n", OBJ_nid2sn(SSL_CIPHER_get_cipher_nid(c)),
           OBJ_nid2sn(SSL_CIPHER_get_digest_nid(c)), OBJ_nid2sn(SSL_CIPHER_get_kx_nid(c)),
           OBJ_nid2sn(SSL_CIPHER_get_auth_nid(c)), EVP_MD_get0_name(SSL_CIPHER_get_handshake_digest(c)));
    printf("  by name %s, short buffer %d\n", OPENSSL_cipher_name(SSL_CIPHER_standard_name(c)),
           SSL_CIPHER_description(c, buf, 127) == NULL);
}

int main(void) {
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) try(strings[i]);
    for (int i = 0; i < 1000; i++) generated();
    for (size_t i = 0; i < sizeof lists13 / sizeof lists13[0]; i++) suites13(lists13[i]);
    on_connection();
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    STACK_OF(SSL_CIPHER) *sk = SSL_CTX_get_ciphers(ctx);
    for (int i = 0; i < sk_SSL_CIPHER_num(sk); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(sk, i);
        if (is_built(SSL_CIPHER_get_name(c))) describe(c);
    }
    printf("%s %d %s\n", SSL_CIPHER_get_name(NULL), SSL_CIPHER_get_bits(NULL, NULL), SSL_CIPHER_get_version(NULL));
    printf("%s %s\n", OPENSSL_cipher_name("foo"), OSSL_default_ciphersuites());
    SSL_CTX_free(ctx);
    return 0;
}
