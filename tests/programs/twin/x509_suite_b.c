/* Suite B: the verdict on chains of every curve, digest and length, with each of its flags, as X509_verify_cert() tells it
 * callback by callback and as X509_chain_check_suiteb() does by itself; CRLs too. */
#include "authority.h"

static const unsigned long flag_sets[] = { 0, X509_V_FLAG_SUITEB_128_LOS_ONLY, X509_V_FLAG_SUITEB_192_LOS,
                                           X509_V_FLAG_SUITEB_128_LOS };
enum { NUM_FLAGS = 4 };

static int tell(int ok, X509_STORE_CTX *v) {
    int error = X509_STORE_CTX_get_error(v);
    if (!ok) {
        printf("    %d at %d (%s)\n", error, X509_STORE_CTX_get_error_depth(v), common_name(X509_STORE_CTX_get_current_cert(v)));
    }
    return ok || (error >= X509_V_ERR_SUITE_B_INVALID_VERSION && error <= X509_V_ERR_SUITE_B_CANNOT_SIGN_P_384_WITH_P_256);
}

static void verify(struct identity root, STACK_OF(X509) *middles, struct identity leaf, X509_CRL *crl, int overrule) {
    for (int i = 0; i < NUM_FLAGS; i++) {
        X509_STORE *store = X509_STORE_new();
        X509_STORE_CTX *v = X509_STORE_CTX_new();
        X509_STORE_add_cert(store, root.cert);
        if (crl) X509_STORE_add_crl(store, crl);
        check(X509_STORE_CTX_init(v, store, leaf.cert, middles) == 1, "init");
        X509_STORE_CTX_set_flags(v, flag_sets[i] | (crl ? X509_V_FLAG_CRL_CHECK : 0));
        if (overrule) X509_STORE_CTX_set_verify_cb(v, tell);
        int ret = X509_verify_cert(v);
        printf("  flags %05lx%s: %d, %d at %d\n", flag_sets[i], overrule ? ", overruled" : "", ret, X509_STORE_CTX_get_error(v),
               X509_STORE_CTX_get_error_depth(v));
        X509_STORE_CTX_free(v);
        X509_STORE_free(store);
    }
}

static void alone(struct identity root, STACK_OF(X509) *middles, struct identity leaf) {
    STACK_OF(X509) *rest = stack_of(NULL, NULL), *all = stack_of(leaf.cert, NULL);
    for (int i = 0; i < sk_X509_num(middles); i++) {
        X509 *x = sk_X509_value(middles, i);
        X509_up_ref(x);
        sk_X509_push(rest, x);
        X509_up_ref(x);
        sk_X509_push(all, x);
    }
    for (int with_root = 0; with_root < 2; with_root++) {
        for (int i = 0; i < NUM_FLAGS; i++) {
            int a = -7, b = -7, c = -7;
            int ra = X509_chain_check_suiteb(&a, NULL, all, flag_sets[i]);
            int rb = X509_chain_check_suiteb(&b, leaf.cert, rest, flag_sets[i]);
            int rc = X509_chain_check_suiteb(&c, leaf.cert, NULL, flag_sets[i]);
            printf("  %05lx: %d at %d, %d at %d, %d at %d, %d\n", flag_sets[i], ra, a, rb, b, rc, c,
                   X509_chain_check_suiteb(NULL, NULL, all, flag_sets[i]));
        }
        X509_up_ref(root.cert);
        sk_X509_push(rest, root.cert);
        X509_up_ref(root.cert);
        sk_X509_push(all, root.cert);
    }
    sk_X509_pop_free(rest, X509_free);
    sk_X509_pop_free(all, X509_free);
}

static X509_CRL *new_crl(struct identity by, const EVP_MD *md) {
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *now = X509_gmtime_adj(NULL, -60), *later = X509_gmtime_adj(NULL, 3600);
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(by.cert));
    X509_CRL_set1_lastUpdate(crl, now);
    X509_CRL_set1_nextUpdate(crl, later);
    check(X509_CRL_sign(crl, by.key, md) > 0, "CRL");
    ASN1_TIME_free(now);
    ASN1_TIME_free(later);
    return crl;
}

struct kind {
    const char *key;
    int sha; /* of what it signs */
};
static const struct kind kinds[] = { { "P-256", 256 }, { "P-384", 384 }, { "P-256", 384 }, { "P-384", 256 },
                                     { "P-521", 512 }, { "RSA", 256 },   { "ED25519", 0 } };
enum { NUM_KINDS = sizeof kinds / sizeof kinds[0] };

static const EVP_MD *digest(int sha) {
    return sha == 256 ? EVP_sha256() : sha == 384 ? EVP_sha384() : sha == 512 ? EVP_sha512() : NULL;
}

static void two(const struct kind *top, const struct kind *low) {
    struct identity root = issue("root", top->key, NULL, 1, digest(top->sha));
    struct identity leaf = issue("leaf", low->key, &root, 0, digest(top->sha));
    X509_CRL *crl = new_crl(root, digest(top->sha));
    printf("%s by %s with %d\n", low->key, top->key, top->sha);
    verify(root, NULL, leaf, NULL, 0);
    verify(root, NULL, leaf, NULL, 1);
    verify(root, NULL, leaf, crl, 1);
    alone(root, NULL, leaf);
    for (int i = 0; i < NUM_FLAGS; i++) {
        printf("  CRL %05lx: %d %d %d\n", flag_sets[i], X509_CRL_check_suiteb(crl, root.key, flag_sets[i]),
               X509_CRL_check_suiteb(crl, leaf.key, flag_sets[i]), X509_CRL_check_suiteb(crl, NULL, flag_sets[i]));
    }
    X509_CRL_free(crl);
    identity_free(root);
    identity_free(leaf);
}

static void three(const struct kind *top, const struct kind *mid, const struct kind *low, long version) {
    struct identity root = issue("root", top->key, NULL, 1, digest(top->sha));
    struct identity middle = issue("middle", mid->key, &root, 1, digest(top->sha));
    struct identity leaf = issue("leaf", low->key, &middle, 0, digest(mid->sha));
    if (version != X509_VERSION_3) {
        X509_set_version(middle.cert, version);
        check(X509_sign(middle.cert, root.key, digest(top->sha)) > 0, "again");
    }
    STACK_OF(X509) *middles = stack_of(middle.cert, NULL);
    printf("%s by %s with %d by %s with %d, version %ld\n", low->key, mid->key, mid->sha, top->key, top->sha, version);
    verify(root, middles, leaf, NULL, 1);
    alone(root, middles, leaf);
    sk_X509_pop_free(middles, X509_free);
    identity_free(root);
    identity_free(middle);
    identity_free(leaf);
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 0; i < NUM_KINDS; i++) {
        for (int k = 0; k < NUM_KINDS; k++) two(&kinds[i], &kinds[k]);
    }
    for (int i = 0; i < 4; i++) {
        for (int k = 0; k < 4; k++) {
            for (int n = 0; n < 2; n++) three(&kinds[i], &kinds[k], &kinds[n], X509_VERSION_3);
        }
    }
    three(&kinds[0], &kinds[0], &kinds[0], X509_VERSION_1);
    three(&kinds[1], &kinds[1], &kinds[1], X509_VERSION_2);
    int depth = 5;
    printf("no flags: %d\n", X509_chain_check_suiteb(&depth, NULL, NULL, 0));
    return 0;
}
