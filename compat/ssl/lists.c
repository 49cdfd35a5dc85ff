/* Lists of names separated by colons: TLS 1.3's suites, groups, signature schemes.
 *                                          man 3 SSL_CTX_set_ciphersuites, SSL_CTX_set1_groups_list, SSL_CTX_set1_sigalgs
 *
 * What OpenSSL knows and we have not built is passed over, as a suite in a cipher string is: nothing outside the list is
 * ever used. A list of which nothing is left is an error. */
#include <string.h>

#include "compat/ssl/cipher_list.h"
#include "compat/ssl/ctrl.h"

#define MAX_ITEMS 64
#define MAX_NAME 64

struct code_points {
    size_t num;
    uint16_t v[MAX_ITEMS];
};

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The next item without the spaces around it; false at the end. */
static bool next_item(const char **pp, bs_reader *out) {
    const char *start = *pp;
    if (!start) return false;
    const char *end = strchr(start, ':');
    *pp = end ? end + 1 : NULL;
    if (!end) end = start + strlen(start);
    while (start < end && is_space(*start)) start++;
    while (end > start && is_space(end[-1])) end--;
    *out = bs_r_from(start, (size_t)(end - start));
    return true;
}

static bool is_item(const char *name, bs_reader item) { return name && bs_r_equal(item, name, strlen(name)); }

static bool has(const struct code_points *l, uint16_t v) {
    for (size_t i = 0; i < l->num; i++) {
        if (l->v[i] == v) return true;
    }
    return false;
}

static bool push(struct code_points *l, uint16_t v) {
    if (l->num == MAX_ITEMS) return false;
    l->v[l->num++] = v;
    return true;
}

static int finish(struct ssl_list **out, const struct code_points *l) {
    *out = l->num > 0 ? ssl_list_new(l->v, l->num) : NULL;
    return *out != NULL;
}

/* --- TLS 1.3's suites ------------------------------------------------------------------------------------------- */

static const struct bs_suite *suite_by_std_name(bs_reader item) {
    for (size_t i = 0; i < bs_num_suites; i++) {
        if (is_item(bs_suites[i].std_name, item)) return &bs_suites[i];
    }
    return NULL;
}

int ssl_set_ciphersuites(struct ssl_settings *set, const char *str) {
    struct code_points l = { .num = 0 };
    bs_reader item;
    bool none_wanted = *str == '\0';
    for (const char *p = str; next_item(&p, &item);) {
        const struct bs_suite *s = suite_by_std_name(item);
        if (s && !push(&l, s->id)) break;
    }
    if (l.num == 0 && !none_wanted) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_NO_CIPHER_MATCH);
        return 0;
    }
    struct ssl_list *fresh = ssl_list_new(l.v, l.num);
    if (!fresh) return 0;
    ssl_list_free(set->suites13);
    set->suites13 = fresh;
    return 1;
}

int SSL_CTX_set_ciphersuites(SSL_CTX *ctx, const char *str) { return ssl_set_ciphersuites(&ctx->set, str); }

int SSL_set_ciphersuites(SSL *s, const char *str) {
    int ret = ssl_set_ciphersuites(&s->set, str);
    s->set.own_suites |= ret != 0;
    return ret;
}

/* --- groups ----------------------------------------------------------------------------------------------------- */

static const struct unbuilt_group {
    int nid;
    const char *name, *other, *third;
} unbuilt_groups[] = {
    { NID_X9_62_prime192v1, "P-192", "prime192v1", "secp192r1" },
    { NID_secp224r1, "P-224", "secp224r1", NULL },
    { NID_secp256k1, "secp256k1", NULL, NULL },
    { NID_brainpoolP256r1, "brainpoolP256r1", NULL, NULL },
    { NID_brainpoolP384r1, "brainpoolP384r1", NULL, NULL },
    { NID_brainpoolP512r1, "brainpoolP512r1", NULL, NULL },
};

static const struct bs_group *group_by_name(bs_reader item) {
    for (size_t i = 0; i < bs_num_groups; i++) {
        const struct bs_group *g = &bs_groups[i];
        if (is_item(g->name, item) || is_item(g->alias, item) || is_item(g->rfc, item)) return g;
    }
    return NULL;
}

static bool is_unbuilt_group(bs_reader item) {
    for (size_t i = 0; i < sizeof unbuilt_groups / sizeof unbuilt_groups[0]; i++) {
        const struct unbuilt_group *u = &unbuilt_groups[i];
        if (is_item(u->name, item) || is_item(u->other, item) || is_item(u->third, item)) return true;
    }
    return false;
}

static int add_group(struct code_points *l, bs_reader item) {
    if (item.len == 0 || item.len >= MAX_NAME) return 0;
    const struct bs_group *g = group_by_name(item);
    if (g) return !has(l, g->id) && push(l, g->id);
    if (is_unbuilt_group(item)) return 1;
    BS_RAISE_DATA(ERR_LIB_SSL, ERR_R_PASSED_INVALID_ARGUMENT, "group '%.*s' cannot be set", (int)item.len,
                  (const char *)item.p);
    return 0;
}

int ssl_set_groups_list(struct ssl_list **out, const char *str) {
    struct code_points l = { .num = 0 };
    bs_reader item;
    for (const char *p = str; next_item(&p, &item);) {
        if (!add_group(&l, item)) return 0;
    }
    if (l.num == 0) BS_RAISE_DATA(ERR_LIB_SSL, ERR_R_PASSED_INVALID_ARGUMENT, "no group of '%s' is supported", str);
    return finish(out, &l);
}

static const struct bs_group *group_by_nid(int nid) {
    for (size_t i = 0; i < bs_num_groups; i++) {
        if (OBJ_sn2nid(bs_groups[i].alias) == nid) return &bs_groups[i];
    }
    return NULL;
}

static bool is_unbuilt_nid(int nid) {
    for (size_t i = 0; i < sizeof unbuilt_groups / sizeof unbuilt_groups[0]; i++) {
        if (unbuilt_groups[i].nid == nid) return true;
    }
    return false;
}

int ssl_set_groups_nids(struct ssl_list **out, const int *nids, size_t num) {
    struct code_points l = { .num = 0 };
    if (num == 0) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_BAD_LENGTH);
        return 0;
    }
    for (size_t i = 0; i < num; i++) {
        const struct bs_group *g = group_by_nid(nids[i]);
        if (!g && is_unbuilt_nid(nids[i])) continue;
        if (!g || has(&l, g->id) || !push(&l, g->id)) return 0;
    }
    return finish(out, &l);
}

/* --- signature schemes ------------------------------------------------------------------------------------------ */

static const char *const unbuilt_sigalgs[] = {
    "ecdsa_brainpoolP256r1_sha256", "DSA+SHA1", "DSA+SHA224", "DSA+SHA256", "DSA+SHA384", "DSA+SHA512",
};

static bs_reader part_from(const char *p, const char *end) { return bs_r_from(p, (size_t)(end - p)); }

/* A digest by its short or long name, written as the table's aliases have it. */
static const char *digest_name(bs_reader part) {
    static const char *const names[][2] = { { "SHA1", "sha1" },     { "SHA224", "sha224" }, { "SHA256", "sha256" },
                                            { "SHA384", "sha384" }, { "SHA512", "sha512" } };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_item(names[i][0], part) || is_item(names[i][1], part)) return names[i][0];
    }
    return NULL;
}

static const char *key_name(bs_reader part) {
    static const char *const names[][2] = { { "RSA", "RSA" }, { "RSA-PSS", "RSA-PSS" }, { "PSS", "RSA-PSS" },
                                            { "ECDSA", "ECDSA" }, { "DSA", "DSA" } };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (is_item(names[i][0], part)) return names[i][1];
    }
    return NULL;
}

/* "RSA+SHA256" in either order; the pair's canonical text goes to buf. */
static bool canonical_pair(bs_reader item, char buf[MAX_NAME]) {
    const char *start = (const char *)item.p, *end = start + item.len;
    const char *plus = (const char *)memchr(start, '+', item.len);
    if (!plus) return false;
    bs_reader a = part_from(start, plus), b = part_from(plus + 1, end);
    const char *key = key_name(a), *digest = digest_name(b);
    if (!key && !digest) {
        key = key_name(b);
        digest = digest_name(a);
    }
    if (!key || !digest) return false;
    size_t n = strlen(key), m = strlen(digest);
    memcpy(buf, key, n);
    buf[n] = '+';
    memcpy(buf + n + 1, digest, m + 1);
    return true;
}

/* The legacy ECDSA schemes have no names of their own, only pairs. */
static bool has_own_name(const struct bs_sigscheme *s) {
    return s->kind != BS_SIG_ECDSA || s->curve != 0;
}

static const struct bs_sigscheme *scheme_of(bs_reader item, const char *pair) {
    for (size_t i = 0; i < bs_num_sigschemes; i++) {
        const struct bs_sigscheme *s = &bs_sigschemes[i];
        if (pair[0] != '\0' ? s->alias && strcmp(s->alias, pair) == 0 : has_own_name(s) && is_item(s->name, item)) return s;
    }
    return NULL;
}

static bool is_unbuilt_sigalg(bs_reader item, const char *pair) {
    for (size_t i = 0; i < sizeof unbuilt_sigalgs / sizeof unbuilt_sigalgs[0]; i++) {
        const char *u = unbuilt_sigalgs[i];
        if (pair[0] != '\0' ? strcmp(u, pair) == 0 : !strchr(u, '+') && is_item(u, item)) return true;
    }
    return false;
}

static int add_sigalg(struct code_points *l, bs_reader item) {
    char pair[MAX_NAME] = "";
    if (item.len == 0 || item.len >= MAX_NAME) return 0;
    if (memchr(item.p, '+', item.len) && !canonical_pair(item, pair)) return 0;
    const struct bs_sigscheme *s = scheme_of(item, pair);
    if (!s) return is_unbuilt_sigalg(item, pair);
    return !has(l, s->id) && push(l, s->id);
}

int ssl_set_sigalgs_list(struct ssl_list **out, const char *str) {
    struct code_points l = { .num = 0 };
    bs_reader item;
    for (const char *p = str; next_item(&p, &item);) {
        if (!add_sigalg(&l, item)) return 0;
    }
    if (l.num == 0) {
        BS_RAISE_DATA(ERR_LIB_SSL, ERR_R_PASSED_INVALID_ARGUMENT, "no signature algorithm of '%s' is supported", str);
    }
    return finish(out, &l);
}

static const struct bs_sigscheme *scheme_by_nids(int hash, int key) {
    for (size_t i = 0; i < bs_num_sigschemes; i++) {
        const struct bs_sigscheme *s = &bs_sigschemes[i];
        /* EVP_PKEY_RSA_PSS stands for both kinds of PSS in OpenSSL, and the first in its table is the one of RSA keys */
        if (s->kind != BS_SIG_RSA_PSS_PSS && ssl_sig_nid(s) == key && ssl_hash_nid(s->hash) == hash) return s;
    }
    return NULL;
}

static bool is_unbuilt_pair(int hash, int key) {
    return key == EVP_PKEY_DSA && (hash == NID_sha1 || hash == NID_sha224 || hash == NID_sha256 || hash == NID_sha384 ||
                                   hash == NID_sha512);
}

int ssl_set_sigalgs_nids(struct ssl_list **out, const int *nids, size_t num) {
    struct code_points l = { .num = 0 };
    if (num % 2 != 0) return 0;
    for (size_t i = 0; i < num; i += 2) {
        const struct bs_sigscheme *s = scheme_by_nids(nids[i], nids[i + 1]);
        if (!s && is_unbuilt_pair(nids[i], nids[i + 1])) continue;
        if (!s || !push(&l, s->id)) return 0;
    }
    return finish(out, &l);
}

/* --- defaults --------------------------------------------------------------------------------------------------- */

static pthread_once_t defaults_once = PTHREAD_ONCE_INIT;
static union {
    struct ssl_list list;
    uint16_t room[sizeof(struct ssl_list) / sizeof(uint16_t) + MAX_ITEMS];
} default_groups, default_sigalgs;

static void make_defaults(void) {
    bs_ref_init(&default_groups.list.refs);
    bs_ref_init(&default_sigalgs.list.refs);
    for (size_t i = 0; i < bs_num_groups && i < MAX_ITEMS; i++) default_groups.list.v[i] = bs_groups[i].id;
    for (size_t i = 0; i < bs_num_sigschemes && i < MAX_ITEMS; i++) default_sigalgs.list.v[i] = bs_sigschemes[i].id;
    default_groups.list.num = bs_num_groups;
    default_sigalgs.list.num = bs_num_sigschemes;
}

const struct ssl_list *ssl_default_groups(void) {
    (void)pthread_once(&defaults_once, make_defaults);
    return &default_groups.list;
}

const struct ssl_list *ssl_default_sigalgs(void) {
    (void)pthread_once(&defaults_once, make_defaults);
    return &default_sigalgs.list;
}
