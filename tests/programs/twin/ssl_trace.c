/* SSL_trace(): fixed messages of every type with every extension, whole, cut short and damaged, as connections of every
 * version and key exchange print them; then what handshakes print, with the numbers that are never the same masked. */
#include "pair.h"

#include <ctype.h>

#define RANDOM "5f5e1000000102030405060708090a0b0c0d0e0f101112131415161718191a1b"
#define SIG256 "0403" "0008" "3006020101020102"
#define DN "30113" "10f300d06035504030c06" "6d7920636120"

static const struct {
    const char *name, *hex; /* from the type on, without the length */
} messages[] = {
    { "ClientHello", "01 0303" RANDOM "02 aabb 0010 1301 c02b 00ff 5600 0000 fefe c030 c0b0 02 0001"
                     "00ed 0000 0009 0007 00 0004 61626364 0001 0001 03 0005 0005 01 0000 0000 000a 000a 0008 001d 0017 0100 ff01"
                     "000b 0004 03 000102 000d 000c 000a 0403 0804 0202 0101 eded 000e 0003 000100 0010 000b 0009 02 6832 05 68312e31"
                     "30 0012 0000 0015 0002 0000 0016 0000 0017 0000 0023 0004 01020304 002a 0000 002b 0009 08 0304 0303 0301 7f1c"
                     "002c 0004 0002 abcd 002d 0003 02 0001 002f 0004 0002 0000 0031 0000 0032 0004 0002 0403"
                     "0033 0014 0012 001d 0004 01020304 0017 0002 0505 0a0a 0000 3374 0000 ff01 0003 02 0102 1234 0003 616200"
                     "0029 001a 000c 0006 010203040506 00000001 000a 09 010203040506070809" },
    { "ClientHello without extensions", "01 0301" RANDOM "00 0002 002f 01 00" },
    { "ClientHello with none", "01 0300" RANDOM "00 0002 002f 01 00 0000" },
    { "ServerHello", "02 0303" RANDOM "00 c02f 00 0025 0000 0000 ff01 0005 04 01020304 000b 0002 01 00 0023 0000 0010 0005 0003 02 6832"
                     "0001 0001 01" },
    { "ServerHello of 1.3", "02 0303" RANDOM "01 ff 1302 00 0014 002b 0002 0304 0033 0006 001d 0002 0a0b 0029 0002 0000" },
    { "HelloRetryRequest", "02 0303 cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c 00 1301 00"
                           "0014 002b 0002 0304 0033 0002 0018 002c 0004 0002 0102" },
    { "ServerHello of a draft", "02 0304" RANDOM "1301 000c 0033 0008 001d 0004 01020304" },
    { "HelloRequest", "00" },
    { "HelloVerifyRequest", "03 fefd 02 0102" },
    { "NewSessionTicket", "04 00001c20 0004 01020304" },
    { "NewSessionTicket, empty", "04" },
    { "NewSessionTicket of 1.3", "04 00001c20 01020304 02 0001 0003 0a0b0c 0008 002a 0004 00004000" },
    { "NewSessionTicket of 1.3, no extensions", "04 00001c20 01020304 00 0001 0a 0000" },
    { "EndOfEarlyData", "05" },
    { "EncryptedExtensions", "08 0012 0000 0000 002a 0000 000a 0006 0004 001d 0017" },
    { "EncryptedExtensions, none", "08 0000" },
    { "Certificate, bad", "0b 00000a 000007 30050101010101" },
    { "Certificate of 1.3, bad", "0b 00 00000c 000003 300101 0004 0012 0000" },
    { "Certificate, empty", "0b 000000" },
    { "Certificate of 1.3, empty", "0b 02 0102 000000" },
    { "CertificateRequest", "0d 04 01 02 40 63 0006 0403 0804 0101 0015 0013" DN },
    { "CertificateRequest to 1.1", "0d 02 01 40 0004 0002 3001" },
    { "CertificateRequest, none", "0d 01 40 0000 0000" },
    { "CertificateRequest of 1.3", "0d 03 010203 0010 000d 0006 0004 0403 0807 002f 0002 0000" },
    { "ServerHelloDone", "0e" },
    { "ServerHelloDone with more", "0e 0102" },
    { "CertificateVerify", "0f" SIG256 },
    { "CertificateVerify to 1.1", "0f 0004 01020304" },
    { "Finished", "14 000102030405060708090a0b" },
    { "CertificateUrl", "15 0102" },
    { "CertificateStatus", "16 01 000004 30020500" },
    { "SupplementalData", "17 00" },
    { "KeyUpdate", "18 01" },
    { "KeyUpdate, unknown", "18 02" },
    { "KeyUpdate, long", "18 0100" },
    { "NextProto", "43 0268 32" },
    { "CompressedCertificate", "19 0001" },
    { "MessageHash", "fe 0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425" },
};
enum { NUM_MESSAGES = sizeof messages / sizeof messages[0] };

/* Whose shape is the suite's. */
static const struct {
    const char *name, *hex;
} exchanges[] = {
    { "ECDHE", "0c 03 001d 04 01020304" SIG256 },
    { "ECDHE to 1.1", "0c 03 0017 04 01020304 0004 0a0b0c0d" },
    { "ECDHE with a prime", "0c 01 0102" },
    { "ECDHE with another curve type", "0c 02 0403 0001 aa" },
    { "ECDHE with an unknown curve type", "0c 05 0102" },
    { "DHE", "0c 0002 0117 0001 02 0002 0a0b" SIG256 },
    { "RSA", "0c 0002 0117 0001 03 0004 0a0b0c0d" },
    { "PSK", "0c 0004 68696e74" },
    { "PSK without a hint", "0c 0000" },
    { "DHE_PSK", "0c 0002 6869 0002 0117 0001 02 0002 0a0b" },
    { "ECDHE_PSK", "0c 0000 03 0017 02 0a0b" },
    { "client's ECDHE", "10 04 01020304" },
    { "client's DHE or RSA", "10 0004 01020304" },
    { "client's PSK", "10 0002 6964" },
    { "client's PSK and DHE", "10 0002 6964 0002 0a0b" },
    { "client's PSK and ECDHE", "10 0002 6964 02 0a0b" },
    { "nothing", "10" },
};
enum { NUM_EXCHANGES = sizeof exchanges / sizeof exchanges[0] };

static size_t from_hex(const char *hex, unsigned char *out) {
    size_t n = 0;
    int high = -1;
    out[n++] = 0; /* moved behind the length below */
    for (; *hex; hex++) {
        if (*hex == ' ') continue;
        int v = isdigit((unsigned char)*hex) ? *hex - '0' : tolower((unsigned char)*hex) - 'a' + 10;
        if (high < 0) {
            high = v;
        } else {
            out[n++] = (unsigned char)(high << 4 | v);
            high = -1;
        }
    }
    /* type, then three bytes of length */
    size_t body = n - 2;
    memmove(out + 4, out + 2, body);
    out[0] = out[1];
    out[1] = (unsigned char)(body >> 16);
    out[2] = (unsigned char)(body >> 8);
    out[3] = (unsigned char)body;
    return body + 4;
}

static BIO *sink;

static unsigned long long take_hash(void) {
    char *p;
    long n = BIO_get_mem_data(sink, &p);
    unsigned long long h = 14695981039346656037ULL;
    for (long i = 0; i < n; i++) h = (h ^ (unsigned char)p[i]) * 1099511628211ULL;
    BIO_reset(sink);
    return h;
}

static void print_text(void) {
    char *p;
    long n = BIO_get_mem_data(sink, &p);
    printf("%.*s", (int)n, p);
    BIO_reset(sink);
}

static void trace(SSL *s, int sent, int type, const unsigned char *m, size_t n) { SSL_trace(sent, 0x303, type, m, n, s, sink); }

/* Cut at every length, with the header as it was and as it should be then; each byte changed in three ways. */
static void damage(SSL *s, int sent, const unsigned char *m, size_t n) {
    unsigned char copy[1024];
    unsigned long long all = 0;
    for (size_t cut = 0; cut <= n; cut++) {
        memcpy(copy, m, n);
        trace(s, sent, SSL3_RT_HANDSHAKE, copy, cut);
        if (cut >= 4) {
            copy[2] = (unsigned char)((cut - 4) >> 8);
            copy[3] = (unsigned char)(cut - 4);
            trace(s, sent, SSL3_RT_HANDSHAKE, copy, cut);
        }
        all = all * 31 + take_hash();
    }
    printf("  cut: %016llx\n", all);
    all = 0;
    for (size_t i = 4; i < n; i++) {
        static const unsigned char change[] = { 1, 0x80, 0xFF };
        for (size_t k = 0; k < sizeof change; k++) {
            memcpy(copy, m, n);
            copy[i] ^= change[k];
            trace(s, sent, SSL3_RT_HANDSHAKE, copy, n);
        }
        all = all * 31 + take_hash();
    }
    printf("  changed: %016llx\n", all);
}

static void message(SSL *s, const char *name, const char *hex, int whole) {
    unsigned char m[1024];
    size_t n = from_hex(hex, m);
    for (int sent = 0; sent < 2; sent++) {
        printf("%s, %s\n", name, sent ? "sent" : "received");
        trace(s, sent, SSL3_RT_HANDSHAKE, m, n);
        if (whole) {
            print_text();
        } else {
            printf("  %016llx\n", take_hash());
        }
        damage(s, sent, m, n);
    }
}

static void small_things(SSL *s) {
    static const unsigned char versions[][2] = { { 3, 0 }, { 3, 1 }, { 3, 2 }, { 3, 3 }, { 3, 4 }, { 2, 0 }, { 0xFE, 0xFD } };
    for (int type = 19; type < 26; type++) {
        for (size_t i = 0; i < 7; i++) {
            unsigned char h[5] = { (unsigned char)type, versions[i][0], versions[i][1], 1, (unsigned char)i };
            trace(s, type & 1, SSL3_RT_HEADER, h, i == 6 ? 4 : 5);
        }
    }
    print_text();
    for (int i = 0; i < 256; i++) {
        unsigned char b[2] = { (unsigned char)(i % 4), (unsigned char)i };
        trace(s, 1, SSL3_RT_INNER_CONTENT_TYPE, b + 1, 1);
        trace(s, 1, SSL3_RT_ALERT, b, 2);
        trace(s, 1, SSL3_RT_CHANGE_CIPHER_SPEC, b + 1, 1);
    }
    print_text();
    trace(s, 1, SSL3_RT_ALERT, versions[0], 1);
    trace(s, 1, SSL3_RT_CHANGE_CIPHER_SPEC, versions[0], 2);
    trace(s, 1, SSL3_RT_APPLICATION_DATA, versions[0], 2);
    trace(s, 1, 99, versions[0], 2);
    print_text();
}

/* Every code point there is, as far as the rest of the message lets it be seen. */
static void all_names(SSL *s) {
    unsigned char m[128];
    for (int v = 0; v < 65536; v++) {
        if (v == 0x2000) v = 0xC000; /* nothing is between them */
        size_t n = from_hex("02 0303" RANDOM "00 0000 00 0004 0000 0000", m);
        m[39] = m[45] = (unsigned char)(v >> 8);
        m[40] = m[46] = (unsigned char)v;
        trace(s, 1, SSL3_RT_HANDSHAKE, m, n);
        n = from_hex("08 0010 000a 0004 0002 0000 000d 0004 0002 0000", m);
        m[12] = m[20] = (unsigned char)(v >> 8);
        m[13] = m[21] = (unsigned char)v;
        trace(s, 1, SSL3_RT_HANDSHAKE, m, n);
        if (v % 256 == 255) printf("%04x %016llx\n", (unsigned)v, take_hash());
    }
}

/* --- connections -------------------------------------------------------------------------------------------------- */

static unsigned psk(SSL *s, const char *id, unsigned char *key, unsigned max) {
    (void)s, (void)id, (void)max;
    memset(key, 7, 16);
    return 16;
}

static unsigned client_psk(SSL *s, const char *hint, char *id, unsigned max, unsigned char *key, unsigned key_max) {
    snprintf(id, max, "me");
    return psk(s, hint, key, key_max);
}

static struct pair connection(int version, const char *suite) {
    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
    SSL_CTX_set_security_level(cc, 0);
    SSL_CTX_set_security_level(sc, 0);
    SSL_CTX_set_min_proto_version(cc, version);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_min_proto_version(sc, TLS1_VERSION);
    if (strstr(suite, "PSK")) {
        SSL_CTX_set_psk_client_callback(cc, client_psk);
        SSL_CTX_set_psk_server_callback(sc, psk);
    }
    SSL_CTX_set_dh_auto(sc, 1);
    if (version < TLS1_3_VERSION) check(SSL_CTX_set_cipher_list(cc, suite) == 1, suite);
    struct pair p = pair_new(cc, sc);
    check(pair_handshake(p), suite);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    return p;
}

static void fixed(int version, const char *suite, int whole) {
    struct pair p = connection(version, suite);
    printf("== %x %s\n", (unsigned)version, suite);
    for (int i = 0; i < NUM_EXCHANGES; i++) message(i % 2 ? p.s : p.c, exchanges[i].name, exchanges[i].hex, 1);
    for (int i = 0; whole && i < NUM_MESSAGES; i++) message(i % 2 ? p.s : p.c, messages[i].name, messages[i].hex, 1);
    pair_close(p);
    pair_free(p);
}

/* --- handshakes --------------------------------------------------------------------------------------------------- */

/* Digits after "): " and "=" are never the same; dumps are left out. */
static void print_masked(void) {
    char *p, *line;
    long n = BIO_get_mem_data(sink, &p);
    char *copy = (char *)malloc((size_t)n + 1);
    memcpy(copy, p, (size_t)n);
    copy[n] = 0;
    for (line = strtok(copy, "\n"); line; line = strtok(NULL, "\n")) {
        char *colon = strstr(line, "): ");
        if (colon && strstr(line, "(len=") && !strstr(line, "Distinguished")) colon[3] = 0;
        char *age = strstr(line, "ticket_age_add=");
        if (age) age[15] = 0;
        if (!strstr(line, " - ") && !strstr(line, "extension_type=psk")) printf("%s\n", line);
    }
    free(copy);
    BIO_reset(sink);
}

/* The hello messages differ in what they offer, and with them their records' lengths. */
static void watch(int sent, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    const unsigned char *m = (const unsigned char *)buf;
    if (type == SSL3_RT_HEADER || (type == SSL3_RT_HANDSHAKE && (m[0] == 1 || m[0] == 2 || m[0] == 8))) return;
    SSL_trace(sent, version, type, buf, len, s, arg);
}

static void live(int version, const char *suite, int auth) {
    SSL_CTX *cc = client_ctx(1), *sc = server_ctx("rsa.pem");
    printf("== handshake %x %s%s\n", (unsigned)version, suite, auth ? ", client too" : "");
    SSL_CTX_set_security_level(cc, 0);
    SSL_CTX_set_security_level(sc, 0);
    SSL_CTX_set_min_proto_version(cc, version);
    SSL_CTX_set_max_proto_version(cc, version);
    SSL_CTX_set_min_proto_version(sc, TLS1_VERSION);
    SSL_CTX_set_dh_auto(sc, 1);
    if (version < TLS1_3_VERSION) check(SSL_CTX_set_cipher_list(cc, suite) == 1, suite);
    if (auth) {
        check(SSL_CTX_use_certificate_file(cc, data_file("rsa.pem"), SSL_FILETYPE_PEM) == 1, "certificate");
        check(SSL_CTX_use_PrivateKey_file(cc, data_file("rsa.pem"), SSL_FILETYPE_PEM) == 1, "key");
        SSL_CTX_set_verify(sc, SSL_VERIFY_PEER, NULL);
        check(SSL_CTX_load_verify_locations(sc, data_file("ca.pem"), NULL) == 1, "CA file");
        SSL_CTX_set_client_CA_list(sc, SSL_load_client_CA_file(data_file("ca.pem")));
        static const unsigned char types[] = { 1, 64 };
        SSL_CTX_set1_client_certificate_types(sc, types, 2);
        check(SSL_CTX_set1_sigalgs_list(sc, "RSA-PSS+SHA256:RSA+SHA256") == 1, "schemes");
    }
    struct pair p = pair_new(cc, sc);
    SSL_set_msg_callback(p.c, watch);
    SSL_set_msg_callback_arg(p.c, sink);
    printf("done %d\n", pair_handshake(p));
    pair_exchange(p);
    if (version == TLS1_3_VERSION) {
        SSL_key_update(p.c, SSL_KEY_UPDATE_REQUESTED);
        pair_exchange(p);
        pair_exchange(p);
    }
    pair_close(p);
    print_masked();
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    sink = BIO_new(BIO_s_mem());
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *s = SSL_new(ctx);
    SSL_set_connect_state(s);
    small_things(s);
    printf("== before a handshake\n");
    for (int i = 0; i < NUM_MESSAGES; i++) message(s, messages[i].name, messages[i].hex, 1);
    all_names(s);
    SSL_free(s);
    SSL_CTX_free(ctx);
    fixed(TLS1_VERSION, "AES128-SHA", 1);
    fixed(TLS1_1_VERSION, "ECDHE-RSA-AES128-SHA", 0);
    fixed(TLS1_2_VERSION, "AES128-GCM-SHA256", 0);
    fixed(TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", 1);
    fixed(TLS1_2_VERSION, "DHE-RSA-AES128-GCM-SHA256", 0);
    fixed(TLS1_2_VERSION, "PSK-AES128-GCM-SHA256", 0);
    fixed(TLS1_2_VERSION, "RSA-PSK-AES128-GCM-SHA256", 0);
    fixed(TLS1_2_VERSION, "DHE-PSK-AES128-GCM-SHA256", 0);
    fixed(TLS1_2_VERSION, "ECDHE-PSK-CHACHA20-POLY1305", 0);
    fixed(TLS1_3_VERSION, "any", 1);
    live(TLS1_VERSION, "AES128-SHA", 1);
    live(TLS1_1_VERSION, "DHE-RSA-AES128-SHA", 0);
    live(TLS1_2_VERSION, "AES128-GCM-SHA256", 0);
    live(TLS1_2_VERSION, "DHE-RSA-AES128-GCM-SHA256", 0);
    live(TLS1_2_VERSION, "ECDHE-RSA-AES128-GCM-SHA256", 1);
    live(TLS1_3_VERSION, "any", 0);
    live(TLS1_3_VERSION, "any", 1);
    BIO_free(sink);
    return 0;
}
