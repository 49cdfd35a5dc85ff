/* SSL_CONF commands by name, on command lines and from openssl.cnf's sections. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pair.h"

static const char *const commands[][2] = {
    { "Options", "x" }, { "Options", "-SessionTicket" }, { "Options", "SessionTicket" }, { "Options", "+Bugs" },
    { "Options", "ServerPreference, -Compression ,MiddleboxCompat" }, { "Options", "Bugs,x,-Bugs" }, { "Options", "" },
    { "Options", "-MiddleboxCompat,EncryptThenMac,-ExtendedMasterSecret" }, { "Options", "Bugs," }, { "options", "bugs" },
    { "Options", "ClientRenegotiation,UnsafeLegacyRenegotiation,-AntiReplay,PrioritizeChaCha,NoRenegotiation" },
    { "Protocol", "ALL" }, { "Protocol", "-ALL,TLSv1.2" }, { "Protocol", "-TLSv1.3" }, { "Protocol", "SSLv2" },
    { "Protocol", "TLSv1.4" }, { "Protocol", "all,-tlsv1" }, { "MinProtocol", "TLSv1.2" }, { "MinProtocol", "tlsv1.2" },
    { "MinProtocol", "None" }, { "MinProtocol", "DTLSv1.2" }, { "MinProtocol", "" }, { "MaxProtocol", "TLSv1.3" },
    { "MaxProtocol", "SSLv3" }, { "MaxProtocol", "TLSv1.2" }, { "VerifyMode", "Peer" }, { "VerifyMode", "Request" },
    { "VerifyMode", "Require" }, { "VerifyMode", "Require,Once" }, { "VerifyMode", "-Peer" }, { "VerifyMode", "x" },
    { "NumTickets", "4" }, { "NumTickets", "-1" }, { "NumTickets", "x" }, { "NumTickets", "0" },
    { "CipherString", "AES128-SHA" }, { "CipherString", "x" }, { "CipherString", "*" }, { "CipherString", "DEFAULT@SECLEVEL=1" },
    { "Ciphersuites", "TLS_AES_128_GCM_SHA256" }, { "Ciphersuites", "" }, { "Ciphersuites", "x" }, { "Curves", "P-256" },
    { "Groups", "X25519:P-256" }, { "Groups", "x" }, { "ECDHParameters", "P-384" }, { "ECDHParameters", "P-384:P-256" },
    { "ECDHParameters", "+automatic" }, { "ECDHParameters", "automatic" }, { "ECDHParameters", "auto" },
    { "SignatureAlgorithms", "RSA+SHA256" }, { "SignatureAlgorithms", "x" }, { "ClientSignatureAlgorithms", "ECDSA+SHA384" },
    { "Certificate", "rsa.pem" }, { "PrivateKey", "rsa.pem" }, { "PrivateKey", "ec.pem" }, { "Certificate", "none.pem" },
    { "RequestCAFile", "ca.pem" }, { "ClientCAFile", "ca.pem" }, { "ServerPreference", NULL }, { "Nonsense", "x" },
    { "", "x" }, { "Options", NULL }, { "CipherString", NULL }, { "Certificate", NULL },
    { "-no_tls1_3", NULL }, { "-no_tls1_2", "value" }, { "-no_ssl3", NULL }, { "-bugs", NULL }, { "-comp", NULL },
    { "-no_comp", NULL }, { "-no_ticket", NULL }, { "-serverpref", NULL }, { "-legacy_renegotiation", NULL },
    { "-legacy_server_connect", NULL }, { "-no_legacy_server_connect", NULL }, { "-no_renegotiation", NULL },
    { "-client_renegotiation", NULL }, { "-no_resumption_on_reneg", NULL }, { "-allow_no_dhe_kex", NULL },
    { "-prioritize_chacha", NULL }, { "-no_middlebox", NULL }, { "-anti_replay", NULL }, { "-no_anti_replay", NULL },
    { "-no_etm", NULL }, { "-ecdh_single", NULL }, { "-cipher", "AES128-SHA" }, { "-cipher", NULL },
    { "-ciphersuites", "TLS_AES_128_GCM_SHA256" }, { "-curves", "P-256" }, { "-groups", "P-256" },
    { "-named_curve", "P-256" }, { "-sigalgs", "RSA+SHA256" }, { "-client_sigalgs", "RSA+SHA256" },
    { "-min_protocol", "TLSv1.2" }, { "-max_protocol", "TLSv1.2" }, { "-num_tickets", "1" }, { "-cert", "rsa.pem" },
    { "-key", "rsa.pem" }, { "-requestCAfile", "ca.pem" }, { "-requestCAFile", "ca.pem" }, { "-Options", "Bugs" },
    { "-", "x" }, { "no_tls1_3", NULL }, { "--bugs", NULL }, { "-strict", NULL },
    { "-debug_broken_protocol", NULL }, { "ChainCAFile", "ca.pem" }, { "VerifyCAFile", "ca.pem" },
    { "ChainCAPath", "." }, { "VerifyCAPath", "." }, { "-chainCAfile", "ca.pem" }, { "-verifyCAfile", "none.pem" },
    { "-chainCApath", NULL }, { "-verifyCApath", "." }, { "ChainCAStore", "ca.pem" }, { "VerifyCAStore", "." },
    { "-chainCAstore", "none.pem" }, { "-verifyCAstore", "ca.pem" }, { "RequestCAStore", "ca.pem" },
    { "RequestCAStore", "none.pem" }, { "RequestCAStore", "DATA" }, { "ClientCAStore", "auth/ca.pem" },
    { "-requestCAStore", "rsa.pem" }, { "RequestCAPath", "CAS" }, { "RequestCAPath", "nowhere" }, { "ClientCAPath", "CAS" },
    { "-requestCApath", "CAS" }, { "ServerInfoFile", "ca.pem" }, { "ServerInfoFile", "none.pem" }, { "-serverinfo", "ca.pem" },
};

static void state(SSL_CTX *ctx) {
    X509_STORE *chain = NULL, *verify = NULL;
    SSL_CTX_get0_chain_cert_store(ctx, &chain);
    SSL_CTX_get0_verify_cert_store(ctx, &verify);
    printf("   flags %lx, stores %d %d\n", (long)SSL_CTX_set_cert_flags(ctx, 0), chain != NULL, verify != NULL);
    int cas = sk_X509_NAME_num(SSL_CTX_get0_CA_list(ctx));
    printf("   options %llx min %x max %x verify %d tickets %zu level %d cas %d first %s key %d\n",
           (unsigned long long)SSL_CTX_get_options(ctx), (unsigned)SSL_CTX_get_min_proto_version(ctx),
           (unsigned)SSL_CTX_get_max_proto_version(ctx), SSL_CTX_get_verify_mode(ctx), SSL_CTX_get_num_tickets(ctx),
           SSL_CTX_get_security_level(ctx), cas > 0 ? cas : 0,
           SSL_CIPHER_get_name(sk_SSL_CIPHER_value(SSL_CTX_get_ciphers(ctx), 0)), SSL_CTX_get0_privatekey(ctx) != NULL);
}

static const char *value_of(const char *v) {
    size_t n = v ? strlen(v) : 0;
    if (v && strcmp(v, "DATA") == 0) return data_file("auth");
    if (v && strcmp(v, "CAS") == 0) return "cas";
    return n > 4 && strcmp(v + n - 4, ".pem") == 0 ? data_file(v) : v;
}

/* Of an error the path is left out, and files that are not there are told in the words of each library. */
static void print_reasons(void) {
    unsigned long e;
    const char *data;
    int flags;
    while ((e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags))) {
        if (ERR_GET_LIB(e) != ERR_LIB_SSL) continue;
        int path = !(flags & ERR_TXT_STRING) || strchr(data, '/') != NULL;
        printf("   %s: %s\n", ERR_reason_error_string(e), path ? "" : data);
    }
}

static void try_all(unsigned flags, const char *prefix) {
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        SSL_CONF_CTX *cctx = SSL_CONF_CTX_new();
        SSL_CONF_CTX_set_flags(cctx, flags);
        if (prefix) SSL_CONF_CTX_set1_prefix(cctx, prefix);
        SSL_CONF_CTX_set_ssl_ctx(cctx, ctx);
        const char *cmd = commands[i][0], *value = commands[i][1];
        printf("%x %s %s: type %d", flags, cmd, value ? value : "(none)", SSL_CONF_cmd_value_type(cctx, cmd));
        printf(" ret %d", SSL_CONF_cmd(cctx, cmd, value_of(value)));
        printf(" finish %d\n", SSL_CONF_CTX_finish(cctx));
        state(ctx);
        print_reasons();
        SSL_CONF_CTX_free(cctx);
        SSL_CTX_free(ctx);
    }
}

static void arguments(void) {
    char a[] = "-bugs", b[] = "-cipher", c[] = "AES128-SHA", d[] = "-foo", e[] = "-min_protocol", f[] = "x";
    char *list[] = { a, b, c, e, f, d, b, NULL }, **argv = list;
    int argc = 7;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL_CONF_CTX *cctx = SSL_CONF_CTX_new();
    SSL_CONF_CTX_set_flags(cctx, SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_SHOW_ERRORS);
    SSL_CONF_CTX_set_ssl_ctx(cctx, ctx);
    while (argc > 0) {
        printf("argv %s:", *argv);
        int ret = SSL_CONF_cmd_argv(cctx, &argc, &argv);
        printf(" %d, left %d\n", ret, argc);
        print_reasons();
        if (ret > 0) continue;
        argv++;
        argc--;
    }
    printf("argv end %d\n", SSL_CONF_cmd_argv(cctx, &argc, &argv));
    printf("none %d\n", SSL_CONF_cmd(cctx, NULL, "x"));
    print_reasons();
    state(ctx);
    printf("flags %x %x\n", SSL_CONF_CTX_set_flags(cctx, SSL_CONF_FLAG_FILE), SSL_CONF_CTX_clear_flags(cctx, 0x3));
    SSL_CONF_CTX_free(cctx);
    SSL_CTX_free(ctx);
}

/* The file is written here and named by OPENSSL_CONF before the library looks for it. */
static void write_conf(void) {
    FILE *f = fopen("twin.cnf", "w");
    check(f != NULL, "twin.cnf");
    fprintf(f, "openssl_conf = main\n[main]\nssl_conf = names\n[names]\nsystem_default = d\nother = o\nwrong = w\n"
               "[d]\nMinProtocol = TLSv1.2\n1.Options = -SessionTicket\n2.Options = ServerPreference\nMaxProtocol = junk\n"
               "Frobnicate = yes\nCipherString = DEFAULT@SECLEVEL=1\n[o]\nCipherString = AES128-SHA\nCertificate = %s\n"
               "VerifyMode = Require\n[w]\nNonsense = 1\nCurves = nowhere\nMinProtocol = TLSv1.3\n",
            data_file("ec.pem"));
    fclose(f);
    setenv("OPENSSL_CONF", "twin.cnf", 1);
    mkdir("cas", 0755); /* with a file that can be read and one that holds nothing */
    check(symlink(data_file("ca.pem"), "cas/one.pem") == 0 || errno == EEXIST, "cas/one.pem");
    check(symlink("/dev/null", "cas/two.pem") == 0 || errno == EEXIST, "cas/two.pem");
}

static void sections(void) {
    static const char *const names[] = { "system_default", "other", "wrong", "nowhere" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        SSL *s = SSL_new(ctx);
        printf("section %s: ctx %d", names[i], SSL_CTX_config(ctx, names[i]));
        printf(" ssl %d\n", SSL_config(s, names[i]));
        print_reasons();
        state(ctx);
        printf("   ssl min %x verify %d %s\n", (unsigned)SSL_get_min_proto_version(s), SSL_get_verify_mode(s),
               SSL_get_cipher_list(s, 3));
        SSL_free(s);
        SSL_CTX_free(ctx);
    }
}

/* What the commands set must rule the handshake. */
static void in_force(void) {
    SSL_CTX *sc = server_ctx("rsa.pem"), *cc = client_ctx(0);
    SSL_CONF_CTX *cctx = SSL_CONF_CTX_new();
    SSL_CONF_CTX_set_flags(cctx, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);
    SSL_CONF_CTX_set_ssl_ctx(cctx, cc);
    printf("groups %d", SSL_CONF_cmd(cctx, "Groups", "P-384:P-521"));
    printf(" signatures %d\n", SSL_CONF_cmd(cctx, "SignatureAlgorithms", "RSA-PSS+SHA384"));
    struct pair p = pair_new(cc, sc);
    int ok = pair_handshake(p), nid = 0;
    printf("handshake %d group %s", ok, OBJ_nid2sn((int)SSL_get_negotiated_group(p.c) & 0xFFFF));
    if (SSL_get_peer_signature_nid(p.c, &nid)) printf(" signed with %s", OBJ_nid2sn(nid));
    printf("\n");
    pair_free(p);
    SSL_CONF_CTX_set_ssl_ctx(cctx, sc);
    printf("groups %d", SSL_CONF_cmd(cctx, "Groups", "P-256"));
    printf(" client signatures %d\n", SSL_CONF_cmd(cctx, "ClientSignatureAlgorithms", "ECDSA+SHA384"));
    p = pair_new(cc, sc);
    printf("handshake without a common group %d\n", pair_handshake(p));
    pair_free(p);
    SSL_CONF_CTX_free(cctx);
    SSL_CTX_free(sc);
    SSL_CTX_free(cc);
}

int main(void) {
    const unsigned both = SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER, show = SSL_CONF_FLAG_SHOW_ERRORS;
    write_conf();
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    state(ctx);
    SSL_CTX_free(ctx);
    try_all(SSL_CONF_FLAG_FILE | both | SSL_CONF_FLAG_CERTIFICATE | show, NULL);
    try_all(SSL_CONF_FLAG_CMDLINE | both | SSL_CONF_FLAG_CERTIFICATE | show, NULL);
    try_all(SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT, NULL);
    try_all(SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_CLIENT | show, NULL);
    try_all(SSL_CONF_FLAG_CMDLINE | SSL_CONF_FLAG_SERVER | show, "-n");
    try_all(SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CERTIFICATE | SSL_CONF_FLAG_REQUIRE_PRIVATE, "c");
    try_all(0, NULL);
    arguments();
    sections();
    in_force();
    return 0;
}
