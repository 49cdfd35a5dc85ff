/*
 * Policy trees: chains with chosen and with random policies, mappings, constraints and self-issued certificates, judged
 * under every flag, and all that can be seen of the tree; trees at OpenSSL's limit, and beyond.
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extend.h"

#define MAX_CHAIN 16

/* What a certificate says, in the words of a configuration; NULL: nothing. */
struct says {
    const char *policies, *mappings, *constraints, *inhibit_any;
    int self_issued, qualified, critical;
};

static EVP_PKEY *key;
static BIO *out;
static unsigned seed = 7;

static unsigned draw(unsigned n) {
    seed = seed * 1103515245u + 12345u;
    return (seed >> 16) % n;
}

/* Policies with a CPS and a notice each. */
static void add_policies(X509 *x, const struct says *s) {
    if (!s->policies) return;
    CERTIFICATEPOLICIES *all = CERTIFICATEPOLICIES_new();
    char copy[8192];
    snprintf(copy, sizeof copy, "%s", s->policies);
    for (char *save = NULL, *o = strtok_r(copy, ",", &save); o; o = strtok_r(NULL, ",", &save)) {
        POLICYINFO *p = POLICYINFO_new();
        ASN1_OBJECT_free(p->policyid);
        p->policyid = OBJ_txt2obj(o, 1);
        if (s->qualified) {
            POLICYQUALINFO *q = POLICYQUALINFO_new();
            ASN1_OBJECT_free(q->pqualid);
            q->pqualid = OBJ_nid2obj(NID_id_qt_cps);
            q->d.cpsuri = ASN1_IA5STRING_new();
            ASN1_STRING_set(q->d.cpsuri, o, -1);
            p->qualifiers = sk_POLICYQUALINFO_new_null();
            sk_POLICYQUALINFO_push(p->qualifiers, q);
            if (s->qualified > 1) {
                q = POLICYQUALINFO_new();
                ASN1_OBJECT_free(q->pqualid);
                q->pqualid = OBJ_nid2obj(NID_id_qt_unotice);
                q->d.usernotice = USERNOTICE_new();
                q->d.usernotice->exptext = ASN1_UTF8STRING_new();
                ASN1_STRING_set(q->d.usernotice->exptext, "text", 4);
                sk_POLICYQUALINFO_push(p->qualifiers, q);
            }
        }
        sk_POLICYINFO_push(all, p);
    }
    X509_add1_ext_i2d(x, NID_certificate_policies, all, s->critical, 0);
    CERTIFICATEPOLICIES_free(all);
}

static X509 *make_cert(const struct says *s, int depth) {
    X509 *x = X509_new();
    char cn[32];
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), depth + 1);
    snprintf(cn, sizeof cn, "at %d", depth);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
    if (!s->self_issued) snprintf(cn, sizeof cn, "at %d", depth + 1);
    X509_NAME_add_entry_by_txt(X509_get_issuer_name(x), "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
    X509_gmtime_adj(X509_getm_notBefore(x), -1000);
    X509_gmtime_adj(X509_getm_notAfter(x), 100000);
    X509_set_pubkey(x, key);
    add_policies(x, s);
    add_ext(x, x, NID_policy_mappings, s->mappings);
    add_ext(x, x, NID_policy_constraints, s->constraints);
    add_ext(x, x, NID_inhibit_any_policy, s->inhibit_any);
    X509_sign(x, key, NULL);
    return x;
}

static void show_nodes(const char *what, STACK_OF(X509_POLICY_NODE) *sk) {
    BIO_printf(out, "  %s %d\n", what, sk_X509_POLICY_NODE_num(sk));
    for (int i = 0; i < sk_X509_POLICY_NODE_num(sk); i++) X509_POLICY_NODE_print(out, sk_X509_POLICY_NODE_value(sk, i), 4);
}

static void show_oid(const X509_POLICY_NODE *n) {
    char text[64] = "-";
    if (n) OBJ_obj2txt(text, sizeof text, X509_policy_node_get0_policy(n), 1);
    BIO_printf(out, " %s", text);
}

static void show_tree(const X509_POLICY_TREE *tree, int levels) {
    BIO_printf(out, "  levels %d beyond %d\n", X509_policy_tree_level_count(tree),
               X509_policy_tree_get0_level(tree, X509_policy_tree_level_count(tree)) != NULL);
    for (int i = 0; levels && i < X509_policy_tree_level_count(tree); i++) {
        X509_POLICY_LEVEL *l = X509_policy_tree_get0_level(tree, i);
        int n = X509_policy_level_node_count(l);
        BIO_printf(out, "  level %d:", i);
        for (int k = 0; k < n; k++) {
            const X509_POLICY_NODE *node = X509_policy_level_get0_node(l, k);
            show_oid(node);
            BIO_printf(out, " <");
            show_oid(X509_policy_node_get0_parent(node));
            BIO_printf(out, " q%d", sk_POLICYQUALINFO_num(X509_policy_node_get0_qualifiers(node)));
        }
        BIO_printf(out, " beyond %d\n", X509_policy_level_get0_node(l, n) != NULL);
    }
    show_nodes("authority", X509_policy_tree_get0_policies(tree));
    show_nodes("user", X509_policy_tree_get0_user_policies(tree));
}

static STACK_OF(ASN1_OBJECT) *list_of(const char *list) {
    char copy[512];
    if (!list) return NULL;
    STACK_OF(ASN1_OBJECT) *sk = sk_ASN1_OBJECT_new_null();
    snprintf(copy, sizeof copy, "%s", list);
    for (char *save = NULL, *o = strtok_r(copy, ",", &save); o; o = strtok_r(NULL, ",", &save)) {
        sk_ASN1_OBJECT_push(sk, OBJ_txt2obj(o, 1));
    }
    return sk;
}

static void check(STACK_OF(X509) *chain, const char *wanted, unsigned flags, int levels) {
    X509_POLICY_TREE *tree = NULL;
    int required = 7;
    STACK_OF(ASN1_OBJECT) *oids = list_of(wanted);
    int r = X509_policy_check(&tree, &required, chain, oids, flags);
    BIO_printf(out, " flags %x wanted %s: %d required %d tree %d\n", flags, wanted ? wanted : "-", r, required, tree != NULL);
    show_tree(tree, levels);
    X509_policy_tree_free(tree);
    sk_ASN1_OBJECT_pop_free(oids, ASN1_OBJECT_free);
    ERR_clear_error();
}

static STACK_OF(X509) *make_chain(const struct says *says, int n) {
    STACK_OF(X509) *chain = sk_X509_new_null();
    for (int i = 0; i < n; i++) sk_X509_push(chain, make_cert(&says[i], i));
    return chain;
}

static int notify(int ok, X509_STORE_CTX *ctx) {
    BIO_printf(out, "  callback %d error %d cert %d tree %d required %d\n", ok, X509_STORE_CTX_get_error(ctx),
               X509_STORE_CTX_get_current_cert(ctx) != NULL, X509_STORE_CTX_get0_policy_tree(ctx) != NULL,
               X509_STORE_CTX_get_explicit_policy(ctx));
    return 1;
}

/* The same through a verification, where the callback overrides all that is wrong with these certificates. */
static void verify(STACK_OF(X509) *chain, const char *wanted, unsigned long flags) {
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(ASN1_OBJECT) *oids = list_of(wanted);
    X509_STORE_set_verify_cb(store, notify);
    X509_STORE_CTX_init(ctx, store, sk_X509_value(chain, 0), chain);
    X509_VERIFY_PARAM_set1_policies(X509_STORE_CTX_get0_param(ctx), oids);
    X509_STORE_CTX_set_flags(ctx, flags);
    int r = X509_verify_cert(ctx);
    BIO_printf(out, " verified %lx: %d error %d required %d\n", flags, r, X509_STORE_CTX_get_error(ctx),
               X509_STORE_CTX_get_explicit_policy(ctx));
    show_tree(X509_STORE_CTX_get0_policy_tree(ctx), 1);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_ASN1_OBJECT_pop_free(oids, ASN1_OBJECT_free);
    ERR_clear_error();
}

static const char *const wanted_lists[] = { NULL, "1.2.3.1", "1.2.3.2,1.2.3.3", "2.5.29.32.0", "1.2.3.9,1.2.3.1,1.2.3.4" };

static void judge(const struct says *says, int n, int all) {
    STACK_OF(X509) *chain = make_chain(says, n);
    for (int i = 0; i < n; i++) {
        const struct says *s = &says[i];
        BIO_printf(out, " %d: policies %s mappings %s constraints %s inhibit %s si %d\n", i, s->policies ? s->policies : "-",
                   s->mappings ? s->mappings : "-", s->constraints ? s->constraints : "-",
                   s->inhibit_any ? s->inhibit_any : "-", s->self_issued);
    }
    for (unsigned f = 0; f < 8; f++) {
        if (!all && f != draw(8)) continue;
        check(chain, wanted_lists[all ? f % 5 : draw(5)], f * X509_V_FLAG_EXPLICIT_POLICY, 1);
    }
    verify(chain, wanted_lists[draw(5)], X509_V_FLAG_POLICY_CHECK | (draw(2) ? X509_V_FLAG_NOTIFY_POLICY : 0)
                                             | (draw(2) ? X509_V_FLAG_EXPLICIT_POLICY : 0));
    sk_X509_pop_free(chain, X509_free);
}

static void chosen(void) {
    static const struct says chains[][4] = {
        { { "1.2.3.1", NULL, NULL, NULL, 0, 1, 0 }, { "1.2.3.1,1.2.3.2", NULL, NULL, NULL, 0, 2, 1 }, { 0 }, { 0 } },
        { { "1.2.3.1,2.5.29.32.0", NULL, NULL, NULL, 0, 1, 1 }, { "2.5.29.32.0", NULL, NULL, NULL, 0, 2, 0 }, { 0 }, { 0 } },
        { { "1.2.3.4", NULL, NULL, NULL, 0, 0, 0 },
          { "2.5.29.32.0", "1.2.3.9:1.2.3.4,1.2.3.8:1.2.3.4,1.2.3.7:1.2.3.4", NULL, NULL, 0, 1, 0 }, { 0 }, { 0 } },
        { { "1.2.3.4,1.2.3.5,1.2.3.6", NULL, NULL, NULL, 0, 0, 0 },
          { "1.2.3.8,2.5.29.32.0", "1.2.3.9:1.2.3.4,1.2.3.8:1.2.3.5,1.2.3.7:1.2.3.6,1.2.3.9:1.2.3.5", NULL, NULL, 0, 1, 0 },
          { "2.5.29.32.0", NULL, "requireExplicitPolicy:0", NULL, 0, 0, 0 }, { 0 } },
        { { "2.5.29.32.0", NULL, NULL, NULL, 0, 0, 0 }, { "1.2.3.1,1.2.3.2", "1.2.3.2:1.2.3.7,1.2.3.2:1.2.3.6", NULL, NULL, 0, 0, 0 },
          { "2.5.29.32.0", NULL, NULL, "0", 0, 0, 0 }, { 0 } },
        { { "1.2.3.1", NULL, NULL, NULL, 0, 0, 0 }, { "1.2.3.1", "2.5.29.32.0:1.2.3.1", NULL, NULL, 0, 0, 0 }, { 0 }, { 0 } },
        { { "1.2.3.1,1.2.3.1", NULL, NULL, NULL, 0, 0, 0 }, { "1.2.3.1", NULL, NULL, NULL, 0, 0, 0 }, { 0 }, { 0 } },
        { { "1.2.3.1", NULL, NULL, NULL, 0, 0, 0 }, { NULL, NULL, "requireExplicitPolicy:1", NULL, 0, 0, 0 }, { 0 }, { 0 } },
    };
    for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++) {
        for (int n = 1; n <= 4; n++) {
            BIO_printf(out, "chosen %zu of %d\n", i, n);
            judge(chains[i], n, 1);
        }
    }
}

static char *random_list(char *to, size_t room, int pairs) {
    size_t n = 0;
    char used[16] = "";
    to[0] = '\0';
    for (unsigned i = 1 + draw(4); i > 0; i--) {
        unsigned p = draw(6);
        if (!pairs && strchr(used, (char)('a' + p))) continue;
        used[strlen(used)] = (char)('a' + p);
        const char *comma = n ? "," : "";
        if (pairs) n += (size_t)snprintf(to + n, room - n, "%s1.2.3.%u:1.2.3.%u", comma, p + 1, draw(6) + 1);
        else if (p == 5) n += (size_t)snprintf(to + n, room - n, "%s2.5.29.32.0", comma);
        else n += (size_t)snprintf(to + n, room - n, "%s1.2.3.%u", comma, p + 1);
    }
    return to;
}

static void drawn(void) {
    static const char *const constraints[] = { NULL, NULL, NULL, "requireExplicitPolicy:0", "requireExplicitPolicy:1",
                                               "inhibitPolicyMapping:0", "inhibitPolicyMapping:1",
                                               "requireExplicitPolicy:2,inhibitPolicyMapping:1" };
    static const char *const inhibit[] = { NULL, NULL, NULL, "0", "1", "2" };
    for (int round = 0; round < 500; round++) {
        struct says says[6];
        char text[6][2][256];
        int n = 2 + (int)draw(5);
        for (int i = 0; i < n; i++) {
            says[i] = (struct says){ draw(12) ? random_list(text[i][0], 256, 0) : NULL,
                                     draw(2) ? random_list(text[i][1], 256, 1) : NULL, constraints[draw(8)], inhibit[draw(6)],
                                     draw(5) == 0, (int)draw(3), (int)draw(2) };
        }
        BIO_printf(out, "drawn %d of %d\n", round, n);
        judge(says, n, 0);
    }
}

/* Two policies, each mapped to both, double a level; so do lists that anyPolicy expands. */
static void large(void) {
    static const struct says doubling = { "1.2.3.1,1.2.3.2", "1.2.3.1:1.2.3.1,1.2.3.1:1.2.3.2,1.2.3.2:1.2.3.1,1.2.3.2:1.2.3.2",
                                          NULL, NULL, 0, 0, 0 };
    for (int n = 2; n <= MAX_CHAIN; n++) {
        struct says says[MAX_CHAIN];
        for (int i = 0; i < n; i++) says[i] = doubling;
        STACK_OF(X509) *chain = make_chain(says, n);
        BIO_printf(out, "doubling, %d\n", n);
        check(chain, "1.2.3.1", X509_V_FLAG_EXPLICIT_POLICY, n < 5);
        check(chain, NULL, 0, 0);
        sk_X509_pop_free(chain, X509_free);
    }
    for (int num = 330; num <= 336; num++) {
        struct says says[5] = { { NULL } };
        char list[8192];
        size_t at = 0;
        for (int i = 0; i < num; i++) at += (size_t)snprintf(list + at, sizeof list - at, "%s1.2.4.%d", i ? "," : "", i);
        for (int i = 0; i < 4; i++) says[i].policies = i == 0 || i == 3 ? "2.5.29.32.0" : "1.2.3.1,2.5.29.32.0";
        STACK_OF(X509) *chain = sk_X509_new_null();
        for (int i = 0; i < 5; i++) {
            if (i == 3) says[i].policies = list;
            sk_X509_push(chain, make_cert(&says[i], i));
        }
        BIO_printf(out, "many, %d\n", num);
        check(chain, "1.2.4.7,1.2.3.1", X509_V_FLAG_EXPLICIT_POLICY, 0);
        sk_X509_pop_free(chain, X509_free);
    }
}

int main(void) {
    key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    show_tree(NULL, 1);
    BIO_printf(out, "none %d %d %d %d %d\n", X509_policy_level_node_count(NULL), X509_policy_level_get0_node(NULL, 0) != NULL,
               X509_policy_node_get0_policy(NULL) != NULL, X509_policy_node_get0_parent(NULL) != NULL,
               X509_policy_node_get0_qualifiers(NULL) != NULL);
    X509_policy_tree_free(NULL);
    chosen();
    drawn();
    large();
    BIO_free(out);
    EVP_PKEY_free(key);
    return 0;
}
