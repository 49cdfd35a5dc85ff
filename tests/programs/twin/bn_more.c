/* Numbers: fixed primes, shortcuts, randomness, secure and native forms, Montgomery and generators' callbacks. */
#include "trace.h"
#include <openssl/asn1.h>
#include <openssl/bn.h>

static void show(const char *what, int ok, const BIGNUM *b) {
    char *h = b ? BN_bn2hex(b) : NULL;
    printf("%s %d %s", what, ok, h ? h : "-");
    errors();
    OPENSSL_free(h);
}

static void primes(BN_CTX *ctx) {
    BIGNUM *(*const known[])(BIGNUM *) = { BN_get_rfc2409_prime_768, BN_get_rfc2409_prime_1024, BN_get_rfc3526_prime_1536,
        BN_get_rfc3526_prime_2048, BN_get_rfc3526_prime_3072, BN_get_rfc3526_prime_4096, BN_get_rfc3526_prime_6144,
        BN_get_rfc3526_prime_8192 };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        BIGNUM *p = known[i](NULL), *q = BN_new();
        SHOW(known[i](q) == q);
        SHOW(BN_cmp(p, q));
        show("prime", BN_num_bits(p), p);
        BN_free(p);
        BN_free(q);
    }
    static const char *const candidates[] = { "0", "1", "2", "3", "4", "-7", "61", "10001", "10000000000000000000F",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001", "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" };
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        BIGNUM *c = NULL;
        BN_hex2bn(&c, candidates[i]);
        printf("%s prime %d %d", candidates[i], BN_is_prime_ex(c, 20, ctx, NULL), BN_is_prime_fasttest_ex(c, 20, NULL, 1, NULL));
        errors();
        BN_free(c);
    }
}

static void shortcuts(BN_CTX *ctx) {
    BIGNUM *a = NULL, *b = NULL, *m = NULL, *e = NULL, *r = BN_new();
    BN_hex2bn(&a, "123456789ABCDEF0FEDCBA9876543210AABBCCDDEEFF0011");
    BN_hex2bn(&b, "0FEDCBA98765432100112233445566778899AABBCCDDEEFF");
    BN_hex2bn(&m, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFFFFFFFFFFFF");
    BN_hex2bn(&e, "10001");
    show("add_quick", BN_mod_add_quick(r, a, b, m), r);
    show("sub_quick", BN_mod_sub_quick(r, b, a, m), r);
    show("sub_quick", BN_mod_sub_quick(r, a, a, m), r);
    show("lshift1_quick", BN_mod_lshift1_quick(r, a, m), r);
    show("lshift_quick", BN_mod_lshift_quick(r, a, 77, m), r);
    show("lshift_quick 0", BN_mod_lshift_quick(r, a, 0, m), r);
    show("lshift1", BN_mod_lshift1(r, m, m, ctx), r);
    show("lshift1", BN_lshift1(r, a), r);
    show("rshift1", BN_rshift1(r, a), r);
    show("rshift1 self", BN_rshift1(r, r), r);
    show("sqr", BN_sqr(r, a, ctx), r);
    show("simple", BN_mod_exp_simple(r, a, e, m, ctx), r);
    show("recp", BN_mod_exp_recp(r, a, e, m, ctx), r);
    show("word", BN_mod_exp_mont_word(r, 7, e, m, ctx, NULL), r);
    show("word 0", BN_mod_exp_mont_word(r, 0, e, m, ctx, NULL), r);
    show("exp2", BN_mod_exp2_mont(r, a, e, b, e, m, ctx, NULL), r);
    BN_set_word(b, 100);
    show("even exp2", BN_mod_exp2_mont(r, a, e, a, e, b, ctx, NULL), NULL);
    show("even word", BN_mod_exp_mont_word(r, 7, e, b, ctx, NULL), NULL);
    show("even recp", BN_mod_exp_recp(r, a, e, b, ctx), r);
    show("even simple", BN_mod_exp_simple(r, a, e, b, ctx), r);
    BN_zero(b);
    show("recp by 0", BN_mod_exp_recp(r, a, e, b, ctx), NULL);
    show("to the 0", BN_mod_exp_recp(r, a, b, m, ctx), r);
    show("to the 0", BN_mod_exp_simple(r, a, b, m, ctx), r);
    BN_one(b);
    show("mod 1", BN_mod_exp_simple(r, a, e, b, ctx), r);
    BN_clear(r);
    show("clear", BN_is_zero(r), r);
    BN_free(a); BN_free(b); BN_free(m); BN_free(e); BN_free(r);
}

static void forms(void) {
    BIGNUM *a = BN_secure_new(), *b;
    unsigned char buf[24];
    BN_set_word(a, 0x12345678);
    SHOW(BN_get_flags(a, BN_FLG_SECURE) != 0);
    SHOW(BN_bn2nativepad(a, buf, 8));
    hex("native", buf, 8);
    SHOW(BN_bn2nativepad(a, buf, 3));
    SHOW(BN_bn2nativepad(a, buf, -1));
    b = BN_native2bn(buf, 8, NULL);
    show("back", BN_cmp(a, b), b);
    show("empty", 0, BN_native2bn(buf, 0, b));
    BN_set_negative(a, 1);
    ASN1_ENUMERATED *n = BN_to_ASN1_ENUMERATED(a, NULL);
    printf("enumerated type %d value %ld\n", n->type, ASN1_ENUMERATED_get(n));
    BIGNUM *c = ASN1_ENUMERATED_to_BN(n, NULL);
    show("from it", BN_cmp(a, c), c);
    SHOW(BN_to_ASN1_ENUMERATED(b, n) == n);
    hex("zero", n->data, n->length);
    BIO *out = BIO_new(BIO_s_mem());
    SHOW(BN_print(out, a));
    text("print", out);
    BN_zero(a);
    SHOW(BN_print(out, a));
    text("print", out);
    BIO_free(out);
    ASN1_ENUMERATED_free(n);
    BN_clear_free(a);
    BN_free(b);
    BN_free(c);
}

static void random_numbers(BN_CTX *ctx) {
    BIGNUM *r = BN_new(), *range = NULL;
    BN_hex2bn(&range, "10000000000000001");
    for (int top = -1; top <= 2; top++) {
        for (int bits = 0; bits <= 65; bits += 13) {
            printf("top %d bits %d:", top, bits);
            int ok = BN_priv_rand(r, bits, top, BN_RAND_BOTTOM_ODD),
                good = BN_num_bits(r) <= bits && (!ok || bits == 0 || BN_is_odd(r));
            printf(" priv %d %d", ok, good);
            errors();
            printf(" pseudo %d", BN_pseudo_rand(r, bits, top, 0));
            errors();
            printf(" ex %d", BN_rand_ex(r, bits, top, 0, 0, ctx));
            errors();
            printf(" priv_ex %d", BN_priv_rand_ex(r, bits, top, 0, 128, ctx));
            errors();
        }
    }
    SHOW(BN_priv_rand(r, -1, 0, 0));
    SHOW(BN_rand_ex(r, 1, 1, 0, 0, ctx));
    int low = 1;
    for (int i = 0; i < 50; i++) {
        low &= BN_priv_rand_range(r, range) && BN_cmp(r, range) < 0 && !BN_is_negative(r);
        low &= BN_pseudo_rand_range(r, range) && BN_cmp(r, range) < 0;
        low &= BN_rand_range_ex(r, range, 0, ctx) && BN_cmp(r, range) < 0;
        low &= BN_priv_rand_range_ex(r, range, 0, ctx) && BN_cmp(r, range) < 0;
    }
    printf("below the range %d\n", low);
    BN_one(range);
    show("range 1", BN_priv_rand_range(r, range), r);
    BN_zero(range);
    SHOW(BN_priv_rand_range(r, range));
    SHOW(BN_pseudo_rand_range(r, range));
    BN_set_word(range, 9);
    BN_set_negative(range, 1);
    SHOW(BN_rand_range_ex(r, range, 0, ctx));
    SHOW(BN_priv_rand_range_ex(r, range, 0, ctx));
    BN_free(r);
    BN_free(range);
}

static int calls;
static void old_callback(int a, int b, void *arg) {
    calls++;
    if (*(int *)arg) printf("old callback %d %d\n", a, b);
}
static int new_callback(int a, int b, BN_GENCB *cb) {
    calls++;
    if (*(int *)BN_GENCB_get_arg(cb)) printf("callback %d %d\n", a, b);
    return a != 7;
}

static void generators(BN_CTX *ctx) {
    BN_GENCB *cb = BN_GENCB_new();
    BIGNUM *p = BN_new();
    int loud = 1;
    SHOW(BN_GENCB_call(NULL, 1, 2));
    SHOW(BN_GENCB_call(cb, 1, 2));
    BN_GENCB_set_old(cb, old_callback, &loud);
    SHOW(BN_GENCB_call(cb, 3, 4));
    BN_GENCB_set(cb, new_callback, &loud);
    SHOW(BN_GENCB_call(cb, 5, 6));
    SHOW(BN_GENCB_call(cb, 7, 8));
    loud = 0;
    SHOW(BN_generate_prime_ex2(p, 64, 0, NULL, NULL, cb, ctx));
    printf("bits %d prime %d called %d\n", BN_num_bits(p), BN_check_prime(p, ctx, NULL), calls > 3);
    SHOW(BN_generate_prime_ex2(p, 40, 1, NULL, NULL, NULL, ctx));
    printf("bits %d safe %d\n", BN_num_bits(p), BN_mod_word(p, 4) == 3);
    SHOW(BN_generate_prime_ex2(p, 1, 0, NULL, NULL, NULL, ctx));
    SHOW(BN_generate_prime_ex2(p, 5, 1, NULL, NULL, NULL, ctx));
    BN_GENCB_free(cb);
    BN_free(p);
}

static void montgomery(BN_CTX *ctx) {
    BN_MONT_CTX *a = BN_MONT_CTX_new(), *b = BN_MONT_CTX_new(), *shared = NULL;
    CRYPTO_RWLOCK *lock = CRYPTO_THREAD_lock_new();
    BIGNUM *m = NULL, *x = BN_new(), *y = BN_new();
    BN_hex2bn(&m, "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF61");
    SHOW(BN_MONT_CTX_set(a, m, ctx));
    SHOW(BN_MONT_CTX_copy(b, a) == b);
    SHOW(BN_MONT_CTX_copy(b, b) == b);
    BN_set_word(x, 12345);
    SHOW(BN_to_montgomery(y, x, a, ctx));
    SHOW(BN_from_montgomery(y, y, b, ctx));
    show("through both", BN_cmp(x, y), y);
    BN_MONT_CTX *first = BN_MONT_CTX_set_locked(&shared, lock, m, ctx);
    SHOW(first == shared && first != NULL);
    SHOW(BN_MONT_CTX_set_locked(&shared, lock, m, ctx) == first);
    BN_MONT_CTX *none = NULL;
    BN_zero(m);
    SHOWP(BN_MONT_CTX_set_locked(&none, lock, m, ctx));
    BN_MONT_CTX_free(shared); BN_MONT_CTX_free(a); BN_MONT_CTX_free(b);
    CRYPTO_THREAD_lock_free(lock);
    BN_free(m); BN_free(x); BN_free(y);
}

int main(void) {
    BN_CTX *ctx = BN_CTX_new_ex(NULL), *secure = BN_CTX_secure_new(), *secure_ex = BN_CTX_secure_new_ex(NULL);
    primes(ctx);
    shortcuts(ctx);
    shortcuts(secure);
    forms();
    random_numbers(ctx);
    generators(ctx);
    montgomery(secure_ex);
    BN_CTX_start(secure);
    SHOW(BN_get_flags(BN_CTX_get(secure), BN_FLG_SECURE) != 0);
    BN_CTX_end(secure);
    BN_CTX_free(ctx);
    BN_CTX_free(secure);
    BN_CTX_free(secure_ex);
    BN_CTX_free(NULL);
    return 0;
}
