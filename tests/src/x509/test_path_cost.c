/* What hostile chains cost: counted, not timed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/x509/path.h"
#include "src/x509/policy_tree.h"
#include "tests/src/x509/make_cert.h"

struct world {
    struct made *made;
    struct bs_path_cert *sent;
    size_t num;
    size_t tried;  /* pairs that were looked at as subject and issuer */
    size_t asked;  /* of the trust store */
    int trusted;   /* number of the trust anchor; -1: none */
};

static int trusted_issuer(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    struct world *w = arg;
    w->asked++;
    if (w->trusted < 0 || !bs_path_check_issued(p, of, &w->sent[w->trusted])) return 0;
    *out = w->sent[w->trusted];
    return 1;
}

static int trusted_match(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    (void)arg, (void)p, (void)of, (void)out;
    return 0;
}

static enum bs_trust trust(void *arg, const struct bs_path_cert *c, int trust_id, unsigned flags) {
    (void)arg, (void)trust_id;
    return bs_path_trust_itself(c->cert, flags);
}

static bool check_issued(void *arg, struct bs_path *p, const struct bs_path_cert *subject, const struct bs_path_cert *issuer) {
    struct world *w = arg;
    (void)p;
    w->tried++;
    const struct bs_cert *a = subject->cert, *b = issuer->cert;
    return bs_r_same(a->issuer, b->subject);
}

static bool event(void *arg, struct bs_path *p, int ok) {
    (void)arg, (void)p;
    return ok != 0;
}

static int verify(void *arg, struct bs_path *p) {
    (void)arg, (void)p;
    return 1;
}

static const struct bs_path_ops ops = { .trusted_issuer = trusted_issuer, .trusted_match = trusted_match, .trust = trust,
                                        .event = event, .check_issued = check_issued, .verify = verify };

static void begin(struct world *w, size_t room) {
    *w = (struct world){ .made = calloc(room, sizeof *w->made), .sent = calloc(room, sizeof *w->sent), .trusted = -1 };
    cr_assert(w->made && w->sent);
}

static void add(struct world *w, const char *subject, const char *issuer, bs_reader extensions) {
    struct make_cert what = { .subject = subject, .issuer = issuer, .serial = w->num + 1, .ca = true, .extensions = extensions };
    made_init(&w->made[w->num], &what);
    w->sent[w->num] = (struct bs_path_cert){ &w->made[w->num].cert, NULL };
    w->num++;
}

static void end(struct world *w) {
    for (size_t i = 0; i < w->num; i++) made_free(&w->made[i]);
    free(w->made);
    free(w->sent);
}

static struct bs_path path(struct world *w, uint32_t flags) {
    struct bs_path p = { .ops = &ops, .arg = w, .untrusted = w->sent, .num_untrusted_given = w->num, .has_untrusted = true,
                         .flags = flags | BS_PATH_NO_CHECK_TIME, .depth = 100 };
    p.chain[0] = w->sent[0];
    return p;
}

static const bs_reader nothing = { NULL, 0 };

/* Each step looks at each certificate once, and there are no more steps than a chain may have certificates. */
static void expect_linear(struct world *w, uint32_t flags) {
    struct bs_path p = path(w, flags);
    w->tried = w->asked = 0;
    cr_expect_neq(bs_path_verify(&p), 1);
    cr_expect_leq(p.num, BS_PATH_MAX);
    cr_expect_leq(w->tried, (p.num + 2) * (w->num + 2), "%zu tried for %zu in a chain of %zu", w->tried, w->num, p.num);
    cr_expect_leq(w->asked, 2 * BS_PATH_MAX, "%zu asked", w->asked);
}

Test(x509_path_cost, many_issuers_of_one_name) {
    for (size_t each = 10; each <= 640; each *= 8) {
        struct world w;
        begin(&w, 3 * each + 1);
        add(&w, "leaf", "A", nothing);
        for (size_t i = 0; i < each; i++) {
            add(&w, "A", "B", nothing);
            add(&w, "B", "C", nothing);
            add(&w, "C", "D", nothing);
        }
        expect_linear(&w, BS_PATH_TRUSTED_FIRST);
        expect_linear(&w, 0);
        end(&w);
    }
}

Test(x509_path_cost, a_mesh_of_cross_certificates) {
    for (size_t each = 5; each <= 320; each *= 4) {
        struct world w;
        begin(&w, 6 * each + 1);
        add(&w, "leaf", "A", nothing);
        for (size_t i = 0; i < each; i++) {
            add(&w, "A", "B", nothing);
            add(&w, "A", "C", nothing);
            add(&w, "B", "A", nothing);
            add(&w, "B", "C", nothing);
            add(&w, "C", "A", nothing);
            add(&w, "C", "B", nothing);
        }
        expect_linear(&w, BS_PATH_TRUSTED_FIRST);
        expect_linear(&w, 0);
        expect_linear(&w, BS_PATH_NO_ALT_CHAINS | BS_PATH_PARTIAL_CHAIN);
        end(&w);
    }
}

Test(x509_path_cost, a_long_list_of_strangers) {
    struct world w;
    char name[32];
    begin(&w, 2001);
    add(&w, "leaf", "A", nothing);
    for (int i = 0; i < 2000; i++) {
        snprintf(name, sizeof name, "stranger %d", i);
        add(&w, name, "A", nothing);
    }
    expect_linear(&w, BS_PATH_TRUSTED_FIRST);
    end(&w);
}

/* n names to have, or n permitted subtrees that match the last of them alone. */
static bs_reader names_extension(uint8_t *buf, size_t room, size_t n, bool constraints) {
    uint8_t *inner = malloc(room);
    cr_assert(inner != NULL);
    bs_writer w = bs_w_to(inner, room), out = bs_w_to(buf, room);
    bs_mark list = bs_der_open(&w, BS_DER_SEQUENCE), side = { 0 };
    if (constraints) side = bs_der_open(&w, BS_DER_CONTEXT_CONSTRUCTED(0));
    for (size_t i = 0; i < n; i++) {
        const char *name = constraints && i + 1 < n ? "no" : "a.b";
        bs_mark tree = { 0 };
        if (constraints) tree = bs_der_open(&w, BS_DER_SEQUENCE);
        bs_der_put(&w, BS_DER_CONTEXT(2), name, strlen(name));
        if (constraints) bs_der_close(&w, tree);
    }
    if (constraints) bs_der_close(&w, side);
    bs_der_close(&w, list);
    cr_assert(!w.bad);
    put_extension(&out, constraints ? 0x1E : 0x11, bs_w_written(&w));
    free(inner);
    cr_assert(!out.bad);
    return bs_w_written(&out);
}

/* A chain of `depth` CAs, each with so many constraints and names, under a trusted root with constraints. */
static int constrained(struct bs_path *p, size_t depth, size_t num) {
    enum { ROOM = 1 << 17 };
    struct world w;
    uint8_t *buf = malloc(ROOM);
    char subject[32], issuer[32];
    cr_assert(buf != NULL);
    begin(&w, depth + 2);
    add(&w, "leaf", "CA 1", names_extension(buf, ROOM, num, false));
    for (size_t i = 1; i <= depth; i++) {
        uint8_t *both = malloc(2 * ROOM);
        cr_assert(both != NULL);
        bs_reader one = names_extension(both, ROOM, num, true), two = names_extension(buf, ROOM, num, false);
        memcpy(both + one.len, two.p, two.len);
        snprintf(subject, sizeof subject, "CA %zu", i);
        snprintf(issuer, sizeof issuer, i == depth ? "root" : "CA %zu", i + 1);
        add(&w, subject, issuer, bs_r_from(both, one.len + two.len));
        free(both);
    }
    add(&w, "root", "root", nothing);
    w.trusted = (int)w.num - 1;
    *p = path(&w, BS_PATH_TRUSTED_FIRST);
    int r = bs_path_verify(p);
    free(buf);
    end(&w);
    return r;
}

Test(x509_path_cost, names_times_constraints) {
    struct bs_path p;
    cr_expect_eq(constrained(&p, 1, 100), 1);
    /* the names and the subject of the leaf against each constraint */
    cr_expect_eq(p.name_checks, 101 * 100);
    cr_expect_eq(constrained(&p, 4, 100), 1);
    cr_expect_eq(p.name_checks, 10 * 101 * 100); /* each against all above it */
    cr_expect_eq(constrained(&p, 1, 1100), 0);   /* more for one pair than OpenSSL allows */
    cr_expect_eq(p.error, BS_V_ERR_UNSPECIFIED);
    cr_expect_eq(constrained(&p, 20, 500), 0); /* more on the whole path than we allow */
    cr_expect_eq(p.error, BS_V_ERR_UNSPECIFIED);
    cr_expect_leq(p.name_checks, BS_PATH_NAME_CHECKS_MAX);
}

/* 1.2.3.1 and 1.2.3.2, each mapped to both: a level has twice the nodes of the one above. */
static bs_reader doubling(uint8_t *buf, size_t room) {
    static const uint8_t oids[2][3] = { { 0x2A, 3, 1 }, { 0x2A, 3, 2 } };
    uint8_t inner[128];
    bs_writer out = bs_w_to(buf, room), w = bs_w_to(inner, sizeof inner);
    bs_mark list = bs_der_open(&w, BS_DER_SEQUENCE);
    for (int i = 0; i < 2; i++) {
        bs_mark m = bs_der_open(&w, BS_DER_SEQUENCE);
        bs_der_put(&w, BS_DER_OID, oids[i], 3);
        bs_der_close(&w, m);
    }
    bs_der_close(&w, list);
    put_extension(&out, 0x20, bs_w_written(&w));
    w = bs_w_to(inner, sizeof inner);
    list = bs_der_open(&w, BS_DER_SEQUENCE);
    for (int i = 0; i < 4; i++) {
        bs_mark m = bs_der_open(&w, BS_DER_SEQUENCE);
        bs_der_put(&w, BS_DER_OID, oids[i / 2], 3);
        bs_der_put(&w, BS_DER_OID, oids[i % 2], 3);
        bs_der_close(&w, m);
    }
    bs_der_close(&w, list);
    put_extension(&out, 0x21, bs_w_written(&w));
    cr_assert(!w.bad && !out.bad);
    return bs_w_written(&out);
}

Test(x509_path_cost, policies_that_double) {
    uint8_t buf[256];
    const struct bs_cert *chain[101];
    struct world w;
    begin(&w, 101);
    bs_reader extensions = doubling(buf, sizeof buf);
    for (size_t i = 0; i < 101; i++) add(&w, "A", "B", extensions);
    for (size_t i = 0; i < 101; i++) chain[i] = w.sent[i].cert;
    size_t nodes = 1, level = 2;
    for (size_t n = 2; n <= 101; n++) {
        struct bs_policy_question q = { .chain = chain, .num = n };
        struct bs_policy_tree *tree;
        bool required;
        enum bs_policy_verdict v = bs_policy_check(&q, &tree, &required);
        if (nodes < BS_POLICY_NODES_MAX) nodes += level;
        level *= 2;
        cr_expect_eq(v, nodes <= BS_POLICY_NODES_MAX ? BS_POLICY_VALID : BS_POLICY_TOO_MANY, "%zu certificates", n);
        if (v == BS_POLICY_VALID) cr_expect_eq(tree->num_nodes, nodes, "%zu certificates", n);
        else cr_expect_null(tree);
        bs_policy_tree_free(tree);
    }
    end(&w);
}
