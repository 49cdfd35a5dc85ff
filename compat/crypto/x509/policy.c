/* X509_policy_check() and the tree it makes; libnet-ssleay-perl and `openssl verify -policy_print` look at it. */
#include "compat/crypto/x509/policy.h"

#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/x509_local.h"
#include "src/x509/policy_tree.h"

struct X509_POLICY_NODE_st {
    const struct bs_policy_node *node;
    const X509_POLICY_NODE *parent;
    ASN1_OBJECT *policy;
    STACK_OF(POLICYQUALINFO) *qualifiers;
};

struct X509_POLICY_LEVEL_st {
    X509_POLICY_NODE **nodes; /* anyPolicy first, if it is there */
    int num;
};

struct X509_POLICY_TREE_st {
    struct bs_policy_tree *tree;
    STACK_OF(X509) *chain;   /* counted */
    X509_POLICY_NODE *nodes; /* by the engine's numbers */
    X509_POLICY_LEVEL *levels;
    STACK_OF(X509_POLICY_NODE) *authority, *user; /* NULL: empty */
};

static void free_node(X509_POLICY_NODE *n) {
    ASN1_OBJECT_free(n->policy);
    sk_POLICYQUALINFO_pop_free(n->qualifiers, POLICYQUALINFO_free);
}

void X509_policy_tree_free(X509_POLICY_TREE *t) {
    if (!t) return;
    for (size_t i = 0; t->nodes && i < t->tree->num_nodes; i++) free_node(&t->nodes[i]);
    for (size_t i = 0; t->levels && i < t->tree->num_levels; i++) OPENSSL_free(t->levels[i].nodes);
    OPENSSL_free(t->nodes);
    OPENSSL_free(t->levels);
    sk_X509_POLICY_NODE_free(t->authority);
    sk_X509_POLICY_NODE_free(t->user);
    sk_X509_pop_free(t->chain, X509_free);
    bs_policy_tree_free(t->tree);
    OPENSSL_free(t);
}

static ASN1_OBJECT *object_of(bs_reader oid) {
    return ASN1_OBJECT_create(NID_undef, (unsigned char *)(uintptr_t)oid.p, (int)oid.len, NULL, NULL);
}

/* The engine has seen that they are well-formed. */
static bool read_qualifiers(STACK_OF(POLICYQUALINFO) **out, bs_reader list) {
    const unsigned char *p = list.p;
    if (!list.p) return true;
    *out = sk_POLICYQUALINFO_new_null();
    while (*out && p < list.p + list.len) {
        POLICYQUALINFO *q = d2i_POLICYQUALINFO(NULL, &p, (long)(list.p + list.len - p));
        if (!q || sk_POLICYQUALINFO_push(*out, q) <= 0) {
            POLICYQUALINFO_free(q);
            return false;
        }
    }
    return *out != NULL;
}

static X509_POLICY_NODE *node_of(const X509_POLICY_TREE *t, const struct bs_policy_node *n) {
    return &t->nodes[n - t->tree->nodes];
}

/* A node that can be reached: its objects are made. */
static X509_POLICY_NODE *show_node(X509_POLICY_TREE *t, const struct bs_policy_node *n) {
    X509_POLICY_NODE *x = node_of(t, n);
    if (x->policy) return x;
    x->node = n;
    x->parent = n->parent ? node_of(t, n->parent) : NULL;
    x->policy = object_of(n->data->policy);
    return x->policy && read_qualifiers(&x->qualifiers, n->data->qualifiers) ? x : NULL;
}

static bool show_level(X509_POLICY_TREE *t, X509_POLICY_LEVEL *out, const struct bs_policy_level *l) {
    out->nodes = (X509_POLICY_NODE **)OPENSSL_zalloc((l->num + 1) * sizeof *out->nodes);
    if (!out->nodes) return false;
    if (l->any && !(out->nodes[out->num++] = show_node(t, l->any))) return false;
    for (size_t i = 0; i < l->num; i++) {
        if (!(out->nodes[out->num++] = show_node(t, l->nodes[i]))) return false;
    }
    return true;
}

static bool show_set(X509_POLICY_TREE *t, STACK_OF(X509_POLICY_NODE) **out, const struct bs_policy_set *s) {
    if (s->num == 0) return true;
    *out = sk_X509_POLICY_NODE_new_null();
    for (size_t i = 0; *out && i < s->num; i++) {
        X509_POLICY_NODE *n = show_node(t, s->nodes[i]);
        if (!n || sk_X509_POLICY_NODE_push(*out, n) <= 0) return false;
    }
    return *out != NULL;
}

static bool show_all(X509_POLICY_TREE *t, STACK_OF(X509) *chain) {
    const struct bs_policy_tree *e = t->tree;
    t->chain = X509_chain_up_ref(chain);
    t->nodes = (X509_POLICY_NODE *)OPENSSL_zalloc((e->num_nodes + 1) * sizeof *t->nodes);
    t->levels = (X509_POLICY_LEVEL *)OPENSSL_zalloc(e->num_levels * sizeof *t->levels);
    bool ok = t->chain && t->nodes && t->levels;
    for (size_t i = 0; ok && i < e->num_levels; i++) ok = show_level(t, &t->levels[i], &e->levels[i]);
    return ok && show_set(t, &t->authority, &e->authority) && show_set(t, &t->user, &e->user);
}

X509_POLICY_TREE *bs_x509_policy_tree_new(struct bs_policy_tree *tree, STACK_OF(X509) *chain) {
    X509_POLICY_TREE *t = (X509_POLICY_TREE *)OPENSSL_zalloc(sizeof *t);
    if (!t) {
        bs_policy_tree_free(tree);
        return NULL;
    }
    t->tree = tree;
    if (show_all(t, chain)) return t;
    X509_policy_tree_free(t);
    return NULL;
}

/* The program's policies as the engine wants them; false when out of memory. */
static bool list_wanted(STACK_OF(ASN1_OBJECT) *oids, bs_reader **out, size_t *out_num) {
    int n = sk_ASN1_OBJECT_num(oids);
    *out = NULL;
    *out_num = n > 0 ? (size_t)n : 0;
    if (n <= 0) return true;
    *out = (bs_reader *)OPENSSL_zalloc((size_t)n * sizeof **out);
    for (int i = 0; *out && i < n; i++) {
        const ASN1_OBJECT *o = sk_ASN1_OBJECT_value(oids, i);
        (*out)[i] = bs_r_from(OBJ_get0_data(o), OBJ_length(o));
    }
    return *out != NULL;
}

static int result_of(enum bs_policy_verdict v) {
    switch (v) {
    case BS_POLICY_VALID: return X509_PCY_TREE_VALID;
    case BS_POLICY_FAILURE: return X509_PCY_TREE_FAILURE;
    case BS_POLICY_INVALID: return X509_PCY_TREE_INVALID;
    default: return X509_PCY_TREE_INTERNAL;
    }
}

int X509_policy_check(X509_POLICY_TREE **ptree, int *pexplicit_policy, STACK_OF(X509) *certs,
                      STACK_OF(ASN1_OBJECT) *policy_oids, unsigned int flags) {
    int n = sk_X509_num(certs);
    struct bs_policy_tree *tree = NULL;
    bs_reader *wanted = NULL;
    bool required = false;
    enum bs_policy_verdict v = BS_POLICY_TOO_MANY;
    struct bs_policy_question q = { .num = n > 0 ? (size_t)n : 0, .explicit_policy = (flags & X509_V_FLAG_EXPLICIT_POLICY) != 0,
                                    .inhibit_any = (flags & X509_V_FLAG_INHIBIT_ANY) != 0,
                                    .inhibit_map = (flags & X509_V_FLAG_INHIBIT_MAP) != 0 };
    *ptree = NULL;
    *pexplicit_policy = 0;
    const struct bs_cert **chain = (const struct bs_cert **)OPENSSL_zalloc((q.num + 1) * sizeof *chain);
    if (chain && list_wanted(policy_oids, &wanted, &q.num_wanted)) {
        for (int i = 0; i < n; i++) chain[i] = bs_x509_cert(sk_X509_value(certs, i));
        q.chain = chain;
        q.wanted = wanted;
        v = bs_policy_check(&q, &tree, &required);
        *pexplicit_policy = required;
        if (tree && !(*ptree = bs_x509_policy_tree_new(tree, certs))) v = BS_POLICY_TOO_MANY;
    }
    OPENSSL_free(wanted);
    OPENSSL_free((void *)chain);
    return result_of(v);
}

int X509_policy_tree_level_count(const X509_POLICY_TREE *t) { return t ? (int)t->tree->num_levels : 0; }

X509_POLICY_LEVEL *X509_policy_tree_get0_level(const X509_POLICY_TREE *t, int i) {
    return t && i >= 0 && i < (int)t->tree->num_levels ? &t->levels[i] : NULL;
}

STACK_OF(X509_POLICY_NODE) *X509_policy_tree_get0_policies(const X509_POLICY_TREE *t) { return t ? t->authority : NULL; }

STACK_OF(X509_POLICY_NODE) *X509_policy_tree_get0_user_policies(const X509_POLICY_TREE *t) {
    if (!t) return NULL;
    return t->tree->user_any ? t->authority : t->user;
}

int X509_policy_level_node_count(X509_POLICY_LEVEL *l) { return l ? l->num : 0; }

X509_POLICY_NODE *X509_policy_level_get0_node(const X509_POLICY_LEVEL *l, int i) {
    return l && i >= 0 && i < l->num ? l->nodes[i] : NULL;
}

const ASN1_OBJECT *X509_policy_node_get0_policy(const X509_POLICY_NODE *n) { return n ? n->policy : NULL; }
STACK_OF(POLICYQUALINFO) *X509_policy_node_get0_qualifiers(const X509_POLICY_NODE *n) { return n ? n->qualifiers : NULL; }
const X509_POLICY_NODE *X509_policy_node_get0_parent(const X509_POLICY_NODE *n) { return n ? n->parent : NULL; }

void X509_POLICY_NODE_print(BIO *out, X509_POLICY_NODE *n, int indent) {
    BIO_printf(out, "%*sPolicy: ", indent, "");
    i2a_ASN1_OBJECT(out, n->policy);
    BIO_printf(out, "\n%*s%s\n", indent + 2, "", n->node->data->critical ? "Critical" : "Non Critical");
    if (n->qualifiers) {
        bs_v3_print_qualifiers(out, n->qualifiers, indent + 2);
        BIO_puts(out, "\n");
    } else {
        BIO_printf(out, "%*sNo Qualifiers\n", indent + 2, "");
    }
}
