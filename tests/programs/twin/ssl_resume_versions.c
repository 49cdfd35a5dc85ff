/* Sessions of another version or suite than is agreed on now: a full handshake. */
#include "resume.h"

/* --- versions and suites -------------------------------------------------------------------------------------------- */

static void all_versions_client(struct pair p) {
    SSL_set_min_proto_version(p.c, TLS1_VERSION);
    SSL_set_max_proto_version(p.c, TLS1_3_VERSION);
}

static void all_versions_both(struct pair p) {
    all_versions_client(p);
    SSL_set_min_proto_version(p.s, TLS1_VERSION);
    SSL_set_max_proto_version(p.s, TLS1_3_VERSION);
}

static void only(struct pair p, int version) {
    SSL_set_min_proto_version(p.c, version);
    SSL_set_max_proto_version(p.c, version);
    SSL_set_min_proto_version(p.s, TLS1_VERSION);
    SSL_set_max_proto_version(p.s, TLS1_3_VERSION);
}

static void only10(struct pair p) { only(p, TLS1_VERSION); }
static void only11(struct pair p) { only(p, TLS1_1_VERSION); }
static void only12(struct pair p) { only(p, TLS1_2_VERSION); }
static void only13(struct pair p) { only(p, TLS1_3_VERSION); }

static void other_versions(int version, int way) {
    static const struct {
        const char *name;
        prepare_fn prepare;
    } cases[] = { { "a client of all versions", all_versions_client }, { "both of all versions", all_versions_both },
                  { "1.0", only10 }, { "1.1", only11 }, { "1.2", only12 }, { "1.3", only13 } };
    printf("TLS %x by %s: other versions\n", version, way_name(way));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct ends e = ends_new(version, way);
        go("full", e, NULL, NULL);
        go(cases[i].name, e, kept[0], cases[i].prepare);
        go("as it was", e, latest(), NULL);
        counters("server", e.s);
        ends_free(e);
    }
}

static const char *client_suites, *server_suites;

static void suites(struct pair p) {
    if (client_suites && strncmp(client_suites, "TLS_", 4) == 0) check(SSL_set_ciphersuites(p.c, client_suites), "suites");
    else if (client_suites) check(SSL_set_cipher_list(p.c, client_suites), "suites");
    if (server_suites && strncmp(server_suites, "TLS_", 4) == 0) check(SSL_set_ciphersuites(p.s, server_suites), "suites");
    else if (server_suites) check(SSL_set_cipher_list(p.s, server_suites), "suites");
}

static void other_suites(int version, int way) {
    static const char *const lists12[] = { NULL, "ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES128-SHA",
        "ECDHE-RSA-AES128-SHA:ECDHE-RSA-AES256-SHA", "ALL:@SECLEVEL=0" };
    static const char *const lists13[] = { NULL, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256",
                                           "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256" };
    const char *const *lists = version == TLS1_3_VERSION ? lists13 : lists12;
    printf("TLS %x by %s: other suites\n", version, way_name(way));
    for (int c = 0; c < 4; c++) {
        for (int s = 0; s < 4; s++) {
            struct ends e = ends_new(version, way);
            client_suites = lists[1];
            server_suites = lists[c == 3 ? 2 : 1];
            go("full", e, NULL, suites);
            client_suites = lists[c];
            server_suites = lists[s];
            printf("  client %s, server %s\n", client_suites ? client_suites : "-", server_suites ? server_suites : "-");
            go("offered", e, latest(), suites);
            ends_free(e);
        }
    }
}

int main(void) {
    FOR_EACH_VERSION(v) {
        FOR_EACH_WAY(way) {
            other_versions(v, way);
            other_suites(v, way);
        }
    }
    return 0;
}
