/* Stapled OCSP responses: asked for, given, judged, refused; what callbacks find and what they can answer. The response is
 * any bytes: neither end of the protocol looks into it. */
#include "pair.h"

#include <openssl/ocsp.h>
#include <openssl/x509.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

static int server_answer, client_answer, give, ids_seen, times;
static long big;

static int server_cb(SSL *s, void *arg) {
    STACK_OF(OCSP_RESPID) *ids = NULL;
    STACK_OF(X509_EXTENSION) *exts = NULL;
    char name[100] = "none";
    X509 *x = SSL_get_certificate(s);
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    SSL_get_tlsext_status_ids(s, &ids);
    SSL_get_tlsext_status_exts(s, &exts);
    printf("  server asked (%s): type %ld, %d ids, %d extensions, own certificate %s\n", (char *)arg,
           SSL_get_tlsext_status_type(s), sk_OCSP_RESPID_num(ids), sk_X509_EXTENSION_num(exts), name);
    for (int i = 0; ids_seen && i < sk_OCSP_RESPID_num(ids); i++) {
        unsigned char *der = NULL;
        int n = i2d_OCSP_RESPID(sk_OCSP_RESPID_value(ids, i), &der);
        printf("    id of %d bytes, tag %02x\n", n, der[0]);
        OPENSSL_free(der);
    }
    if (give) {
        long n = big ? big : 9;
        unsigned char *resp = OPENSSL_malloc((size_t)n);
        memset(resp, 'r', (size_t)n);
        printf("    set %ld\n", SSL_set_tlsext_status_ocsp_resp(s, resp, n));
    }
    return server_answer;
}

static int client_cb(SSL *s, void *arg) {
    const unsigned char *resp = NULL;
    long n = SSL_get_tlsext_status_ocsp_resp(s, &resp);
    printf("  client judges (%s): %ld bytes%s, reused %d\n", (char *)arg, n, resp ? "" : " at NULL", SSL_session_reused(s));
    times++;
    return client_answer;
}

static void messages(int write_p, int version, int type, const void *buf, size_t len, SSL *s, void *arg) {
    (void)version, (void)s, (void)arg;
    const unsigned char *p = buf;
    if (type == SSL3_RT_HANDSHAKE && len > 0)
        printf("  %s message %d%s\n", write_p ? "sends" : "gets", p[0], p[0] == 22 ? " (CertificateStatus)" : "");
}

struct setup {
    int version, type;         /* client: 0 does not ask */
    int with_cb;               /* 1: server, 2: client */
    const char *pem;
};

static SSL_CTX *contexts[2];

static void make(const struct setup *t) {
    contexts[0] = client_ctx(0);
    contexts[1] = server_ctx(t->pem ? t->pem : "rsa.pem");
    for (int i = 0; i < 2; i++) {
        SSL_CTX_set_min_proto_version(contexts[i], t->version);
        SSL_CTX_set_max_proto_version(contexts[i], t->version);
    }
    if (t->with_cb & 2) {
        printf("client callback %ld %ld\n", SSL_CTX_set_tlsext_status_cb(contexts[0], client_cb),
               SSL_CTX_set_tlsext_status_arg(contexts[0], "arg c"));
    }
    if (t->with_cb & 1) {
        SSL_CTX_set_tlsext_status_cb(contexts[1], server_cb);
        SSL_CTX_set_tlsext_status_arg(contexts[1], "arg s");
    }
    if (t->type) printf("set type %ld\n", SSL_CTX_set_tlsext_status_type(contexts[0], t->type));
    printf("types %ld %ld\n", SSL_CTX_get_tlsext_status_type(contexts[0]), SSL_CTX_get_tlsext_status_type(contexts[1]));
}

static void forget(void) {
    SSL_CTX_free(contexts[0]);
    SSL_CTX_free(contexts[1]);
}

static void after(struct pair p) {
    const unsigned char *resp = NULL;
    long n = SSL_get_tlsext_status_ocsp_resp(p.c, &resp);
    printf("  client has %ld bytes%s, type %ld; server's type %ld\n", n, resp ? "" : " at NULL", SSL_get_tlsext_status_type(p.c),
           SSL_get_tlsext_status_type(p.s));
}

static void run(const char *what, const struct setup *t) {
    printf("-- %s, %x\n", what, (unsigned)t->version);
    make(t);
    struct pair p = pair_new(contexts[0], contexts[1]);
    if (pair_handshake(p)) {
        pair_exchange(p);
        pair_close(p);
    }
    after(p);
    pair_free(p);
    forget();
}

static void answers(int version) {
    static const int server[] = { SSL_TLSEXT_ERR_OK, SSL_TLSEXT_ERR_ALERT_WARNING, SSL_TLSEXT_ERR_ALERT_FATAL,
        SSL_TLSEXT_ERR_NOACK, 7 };
    static const int client[] = { 1, 0, -1, 2 };
    struct setup t = { version, TLSEXT_STATUSTYPE_ocsp, 3, NULL };
    client_answer = 1;
    for (give = 0; give < 2; give++) {
        for (int i = 0; i < 5; i++) {
            server_answer = server[i];
            printf("server answers %d, response %d\n", server_answer, give);
            run("answers", &t);
        }
    }
    server_answer = SSL_TLSEXT_ERR_OK;
    for (give = 0; give < 2; give++) {
        for (int i = 0; i < 4; i++) {
            client_answer = client[i];
            printf("client answers %d, response %d\n", client_answer, give);
            run("answers", &t);
        }
    }
    client_answer = give = 1;
}

static void settings(int version) {
    struct setup t = { version, 0, 3, NULL };
    run("not asked", &t);
    t.type = 2;
    run("another type", &t);
    t.type = TLSEXT_STATUSTYPE_ocsp;
    t.with_cb = 1;
    run("no callback on the client", &t);
    t.with_cb = 2;
    run("no callback on the server", &t);
    t.with_cb = 3;
    t.pem = "ec.pem";
    run("ECDSA", &t);
    big = 60000;
    run("a long response", &t);
    big = 0;
}

/* A response of 20000 bytes or more takes several records, and in 1.2 is beyond what OpenSSL's client reads. */
static void lengths(void) {
    static const long sizes[] = { 1, 16380, 16381, 16384 };
    struct setup t = { TLS1_2_VERSION, TLSEXT_STATUSTYPE_ocsp, 3, NULL };
    for (int i = 0; i < 4; i++) {
        big = sizes[i];
        printf("%ld bytes\n", big);
        run("length", &t);
    }
    big = 0;
}

/* ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash } */
static OCSP_RESPID *by_key(void) {
    unsigned char der[24] = { 0xa2, 22, 4, 20, 1, 2, 3 };
    const unsigned char *p = der;
    return d2i_OCSP_RESPID(NULL, &p, sizeof der);
}

static OCSP_RESPID *by_name(X509_NAME *name) {
    unsigned char der[120], *at = der + 2;
    int n = i2d_X509_NAME(name, &at);
    const unsigned char *p = der;
    der[0] = 0xa1;
    der[1] = (unsigned char)n;
    return d2i_OCSP_RESPID(NULL, &p, n + 2);
}

static void responders(int version) {
    struct setup t = { version, TLSEXT_STATUSTYPE_ocsp, 3, NULL };
    printf("-- responders and extensions, %x\n", (unsigned)version);
    make(&t);
    ids_seen = 1;
    BIO *in = BIO_new_file(data_file("ca.pem"), "r");
    X509 *ca = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    STACK_OF(OCSP_RESPID) *ids = sk_OCSP_RESPID_new_null(), *got = NULL;
    for (int i = 0; i < 3; i++) {
        OCSP_RESPID *id = i == 1 ? by_key() : by_name(X509_get_subject_name(ca));
        check(id != NULL, "responder");
        sk_OCSP_RESPID_push(ids, id);
    }
    STACK_OF(X509_EXTENSION) *exts = sk_X509_EXTENSION_new_null();
    ASN1_OCTET_STRING *nonce = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(nonce, (const unsigned char *)"\x04\x02hi", 4);
    sk_X509_EXTENSION_push(exts, X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_Nonce, 0, nonce));
    ASN1_OCTET_STRING_free(nonce);
    struct pair p = pair_new(contexts[0], contexts[1]);
    printf("set %ld %ld\n", SSL_set_tlsext_status_ids(p.c, ids), SSL_set_tlsext_status_exts(p.c, exts));
    printf("get %ld %d\n", SSL_get_tlsext_status_ids(p.c, &got), got == ids);
    if (pair_handshake(p)) pair_close(p);
    after(p);
    pair_free(p);
    X509_free(ca);
    forget();
    ids_seen = 0;
}

/* How often the callbacks are asked when a session is resumed. */
static void resumed(int version) {
    struct setup t = { version, TLSEXT_STATUSTYPE_ocsp, 3, NULL };
    SSL_SESSION *sess = NULL;
    printf("-- resumed, %x\n", (unsigned)version);
    make(&t);
    for (int i = 0; i < 2; i++) {
        struct pair p = pair_new(contexts[0], contexts[1]);
        if (sess) SSL_set_session(p.c, sess);
        if (pair_handshake(p)) {
            pair_exchange(p);
            printf("  reused %d\n", SSL_session_reused(p.c));
            SSL_SESSION_free(sess);
            sess = SSL_get1_session(p.c);
            pair_close(p);
        }
        after(p);
        pair_free(p);
    }
    SSL_SESSION_free(sess);
    forget();
}

static void order(int version) {
    struct setup t = { version, TLSEXT_STATUSTYPE_ocsp, 3, NULL };
    printf("-- order of messages, %x\n", (unsigned)version);
    make(&t);
    SSL_CTX_set_msg_callback(contexts[0], messages);
    struct pair p = pair_new(contexts[0], contexts[1]);
    if (pair_handshake(p)) pair_close(p);
    pair_free(p);
    forget();
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        answers(version);
        settings(version);
        responders(version);
        resumed(version);
        order(version);
    }
    lengths();
    printf("client was asked %d times\n", times);
    return 0;
}
