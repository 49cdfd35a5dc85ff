/* Sessions for another name, of another client, with or without the extended master secret. */
#include "resume.h"

static void name_a(struct pair p) { SSL_set_tlsext_host_name(p.c, "a.example"); }
static void name_b(struct pair p) { SSL_set_tlsext_host_name(p.c, "b.example"); }

/* --- names ---------------------------------------------------------------------------------------------------------- */

static int sni_answer;

static int on_name(SSL *s, int *alert, void *arg) {
    (void)s, (void)alert, (void)arg;
    return sni_answer;
}

static void names(int version, int way) {
    static const prepare_fn all[] = { NULL, name_a, name_b };
    static const int answers[] = { -1, SSL_TLSEXT_ERR_OK, SSL_TLSEXT_ERR_NOACK };
    for (int a = 0; a < 3; a++) {
        for (int first = 0; first < 3; first++) {
            for (int second = 0; second < 3; second++) {
                struct ends e = ends_new(version, way);
                if (version < TLS1_3_VERSION && a == 1 && first > 0 && second > 0 && first != second) {
                    ends_free(e); /* RFC 6066 3: "MUST NOT accept"; OpenSSL does */
                    continue;
                }
                sni_answer = answers[a];
                if (sni_answer >= 0) SSL_CTX_set_tlsext_servername_callback(e.s, on_name);
                printf("TLS %x by %s: name %d, then %d, the callback answers %d\n", version, way_name(way), first,
                    second, sni_answer);
                go_long("full", e, NULL, all[first]);
                go_long("again", e, latest(), all[second]);
                ends_free(e);
            }
        }
    }
}

/* --- clients --------------------------------------------------------------------------------------------------------- */

static void as_client(struct pair p) {
    check(SSL_use_certificate_file(p.c, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "certificate");
    check(SSL_use_PrivateKey_file(p.c, data_file("client.pem"), SSL_FILETYPE_PEM) == 1, "key");
}

static void as_other(struct pair p) {
    check(SSL_use_certificate_file(p.c, data_file("ec.pem"), SSL_FILETYPE_PEM) == 1, "certificate");
    check(SSL_use_PrivateKey_file(p.c, data_file("ec.pem"), SSL_FILETYPE_PEM) == 1, "key");
}

static int accept_any(int ok, X509_STORE_CTX *ctx) {
    (void)ok, (void)ctx;
    return 1;
}

/* The server goes by the session: a client that offers one is who it was, whatever certificate it has now. */
static void clients(int version, int way) {
    static const prepare_fn all[] = { NULL, as_client, as_other };
    for (int first = 0; first < 3; first++) {
        for (int second = 0; second < 3; second++) {
            struct ends e = ends_new(version, way);
            check(SSL_CTX_load_verify_locations(e.s, data_file("ca.pem"), NULL) == 1, "CA");
            SSL_CTX_set_verify(e.s, SSL_VERIFY_PEER, accept_any);
            printf("TLS %x by %s: client %d, then %d\n", version, way_name(way), first, second);
            go_long("full", e, NULL, all[first]);
            go_long("again", e, latest(), all[second]);
            SSL_CTX_set_verify(e.s, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
            go_long("a certificate is a must", e, latest(), all[second]);
            counters("server", e.s);
            ends_free(e);
        }
    }
}

/* --- the extended master secret ---------------------------------------------------------------------------------------- */

static int ems_off[2];

static void set_ems(struct pair p) {
    if (ems_off[0]) SSL_set_options(p.c, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    if (ems_off[1]) SSL_set_options(p.s, SSL_OP_NO_EXTENDED_MASTER_SECRET);
}

static void ems(int version, int way) {
    for (int mix = 0; mix < 16; mix++) {
        struct ends e = ends_new(version, way);
        printf("TLS %x by %s: without EMS %d%d, then %d%d\n", version, way_name(way), mix & 1, mix >> 1 & 1,
            mix >> 2 & 1, mix >> 3);
        ems_off[0] = mix & 1;
        ems_off[1] = mix >> 1 & 1;
        go("full", e, NULL, set_ems);
        ems_off[0] = mix >> 2 & 1;
        ems_off[1] = mix >> 3;
        go("again", e, latest(), set_ems);
        counters("server", e.s);
        ends_free(e);
    }
}

int main(void) {
    FOR_EACH_VERSION(v) {
        FOR_EACH_WAY(way) {
            names(v, way);
            clients(v, way);
            ems(v, way);
        }
    }
    return 0;
}
