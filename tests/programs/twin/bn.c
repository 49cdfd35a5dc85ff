/* Numbers: every operation over a set of values of all signs and sizes; conversions; contexts. */
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void errs(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) printf(" error %08lx", e);
    puts("");
}
static void show(const char *what, int ok, const BIGNUM *r) {
    char *h = ok > 0 && r ? BN_bn2hex(r) : NULL;
    printf(" %s %d %s", what, ok, h ? h : "-");
    OPENSSL_free(h);
}
static const char *texts[] = { "0", "1", "-1", "2", "-2", "3", "7", "D", "-F", "11", "61", "FFFFFFFFFFFFFFFF", "10000000000000000",
                               "-10000000000000001", "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
                               "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED",
                               "-123456789ABCDEF0FEDCBA9876543210AABBCCDDEEFF00112233445566778899",
                               "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001" };
#define N (sizeof(texts) / sizeof(*texts))

static void pairs(BIGNUM *a, BIGNUM *b, BN_CTX *ctx) {
    BIGNUM *r = BN_new(), *q = BN_new();
    show("add", BN_add(r, a, b), r);
    show("sub", BN_sub(r, a, b), r);
    show("uadd", BN_uadd(r, a, b), r);
    int ok = (BN_num_bits(a) + 63) / 64 == (BN_num_bits(b) + 63) / 64 && BN_ucmp(a, b) < 0 ? 7 : BN_usub(r, a, b);
    show("usub", ok, ok == 7 ? NULL : r);
    show("mul", BN_mul(r, a, b, ctx), r);
    ok = BN_div(q, r, a, b, ctx);
    show("quot", ok, q);
    show("rem", ok, r);
    show("nnmod", BN_nnmod(r, a, b, ctx), r);
    show("gcd", BN_gcd(r, a, b, ctx), r);
    printf(" cmp %d ucmp %d", BN_cmp(a, b), (BN_ucmp(a, b) > 0) - (BN_ucmp(a, b) < 0));
    if (!BN_is_zero(b)) {
        BIGNUM *inv = BN_mod_inverse(r, a, b, ctx);
        show("inv", inv != NULL, r);
        printf(" kron %d", BN_is_odd(b) ? BN_kronecker(a, b, ctx) : 9);
        show("sqr", BN_mod_sqr(r, a, b, ctx), r);
        if (!BN_is_negative(b)) show("lsh", BN_mod_lshift(r, a, 77, b, ctx), r);
    }
    BN_free(r);
    BN_free(q);
    errs();
}

static void triples(BIGNUM *a, BIGNUM *b, BIGNUM *m, BN_CTX *ctx) {
    BIGNUM *r = BN_new();
    show("madd", BN_mod_add(r, a, b, m, ctx), r);
    show("msub", BN_mod_sub(r, a, b, m, ctx), r);
    show("mmul", BN_mod_mul(r, a, b, m, ctx), r);
    if (!BN_is_negative(a) && !BN_is_negative(b) && !BN_is_negative(m) && !BN_is_zero(m)) {
        show("mexp", BN_mod_exp(r, a, b, m, ctx), r);
        show("mont", BN_mod_exp_mont(r, a, b, m, ctx, NULL), r);
        if (BN_is_odd(m)) show("ct", BN_mod_exp_mont_consttime(r, a, b, m, ctx, NULL), r);
    }
    BN_free(r);
    errs();
}

static void single(BIGNUM *a) {
    BIGNUM *r = BN_new();
    unsigned char buf[100];
    printf("bits %d bytes %d zero %d one %d odd %d neg %d word %lx", BN_num_bits(a), BN_num_bytes(a), BN_is_zero(a), BN_is_one(a),
           BN_is_odd(a), BN_is_negative(a), BN_get_word(a));
    char *s = BN_bn2dec(a);
    printf(" dec %s", s);
    OPENSSL_free(s);
    int n = BN_bn2bin(a, buf);
    printf(" bin %d", n);
    for (int i = 0; i < n; i++) printf("%02x", buf[i]);
    show("back", BN_bin2bn(buf, n, r) != NULL, r);
    printf(" pad %d %d", BN_bn2binpad(a, buf, 40), BN_bn2binpad(a, buf, 2));
    n = BN_bn2lebinpad(a, buf, 35);
    show("le", BN_lebin2bn(buf, 35, r) != NULL, r);
    n = BN_bn2mpi(a, NULL);
    printf(" mpi %d %d ", n, BN_bn2mpi(a, buf));
    for (int i = 0; i < n; i++) printf("%02x", buf[i]);
    show("mpi", BN_mpi2bn(buf, n, r) != NULL, r);
    printf(" mod 10 %lu", BN_mod_word(a, 10));
    for (int k = 0; k < 200; k += 63) {
        show("lshift", BN_lshift(r, a, k), r);
        show("rshift", BN_rshift(r, a, k), r);
        printf(" bit %d", BN_is_bit_set(a, k));
        BN_copy(r, a);
        show("set", BN_set_bit(r, k), r);
        BN_copy(r, a);
        int ok = BN_clear_bit(r, k);
        show("clear", ok, r);
        BN_copy(r, a);
        ok = BN_mask_bits(r, k);
        show("mask", ok, r);
    }
    BN_copy(r, a);
    show("add_word", BN_add_word(r, 5), r);
    show("sub_word", BN_sub_word(r, 9), r);
    show("mul_word", BN_mul_word(r, 0xfffffffffffffffful), r);
    unsigned long rem = BN_div_word(r, 12345);
    printf(" div_word %lu", rem);
    show("", 1, r);
    printf(" div0 %lx mod0 %lx", BN_div_word(r, 0), BN_mod_word(r, 0));
    BN_set_negative(r, 1);
    show("neg", 1, r);
    printf(" print ");
    fflush(stdout);
    BN_print_fp(stdout, a);
    printf(" is_word %d abs %d prime %d", BN_is_word(a, 2), BN_abs_is_word(a, 2), BN_check_prime(a, NULL, NULL));
    BN_free(r);
    errs();
}

static void parse(const char *s) {
    BIGNUM *r = NULL;
    int n = BN_hex2bn(&r, s);
    printf("[%s] hex", s);
    show("", n, r);
    BN_free(r);
    r = NULL;
    n = BN_dec2bn(&r, s);
    printf(" dec");
    show("", n, r);
    BN_free(r);
    r = NULL;
    printf(" measure %d", strspn(s, "-0123456789") > 0 ? BN_hex2bn(NULL, s) + BN_dec2bn(NULL, s) : 0);
    n = strspn(s, "-0123456789") > 0 ? BN_asc2bn(&r, s) : 0;
    printf(" asc");
    show("", n, r);
    BN_free(r);
    errs();
}

static void roots(const char *prime, BN_CTX *ctx) {
    BIGNUM *p = NULL, *a = BN_new(), *r = BN_new();
    BN_hex2bn(&p, prime);
    for (unsigned long i = 0; i < 12; i++) {
        BN_set_word(a, i);
        BIGNUM *ok = BN_mod_sqrt(r, a, p, ctx);
        show("sqrt", ok != NULL, r);
    }
    BN_free(p);
    BN_free(a);
    BN_free(r);
    errs();
}

static int ticks(int a, int b, BN_GENCB *cb) {
    (void)b;
    int *seen = BN_GENCB_get_arg(cb);
    if (a >= 0 && a < 4) seen[a] = 1;
    return 1;
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *v[N];
    for (size_t i = 0; i < N; i++) {
        v[i] = NULL;
        BN_hex2bn(&v[i], texts[i]);
        single(v[i]);
    }
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < N; j++) {
            printf("%zu %zu:", i, j);
            pairs(v[i], v[j], ctx);
        }
    }
    for (size_t i = 0; i < N; i += 2) {
        for (size_t j = 1; j < N; j += 3) {
            for (size_t k = 0; k < N; k++) {
                printf("%zu %zu %zu:", i, j, k);
                triples(v[i], v[j], v[k], ctx);
            }
        }
    }
    const char *p[] = { "", "0", "00", "-0", "12", "-12", "0x1f", "-0X1f", "12g", "abc", "g", "007", "-00000000000000000000000001",
                        "123456789012345678901234567890", " 1", "+1" };
    for (size_t i = 0; i < sizeof(p) / sizeof(*p); i++) parse(p[i]);
    const char *primes[] = { "2", "3", "5", "7", "B", "D", "11", "29", "61", "101", "F", "9", "8", "1",
                             "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF",
                             "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFED",
                             "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF000000000000000000000001" };
    for (size_t i = 0; i < sizeof(primes) / sizeof(*primes); i++) {
        printf("%s:", primes[i]);
        roots(primes[i], ctx);
    }
    BIGNUM *a = BN_new(), *b = BN_new(), *c = BN_new();
    BN_set_word(a, 3);
    BN_set_word(b, 100);
    show("exp", BN_exp(c, a, b, ctx), c);
    show("lshift -1", BN_lshift(c, a, -1), c);
    show("rshift -1", BN_rshift(c, a, -1), c);
    show("set_bit -1", BN_set_bit(c, -1), c);
    errs();
    BN_set_flags(b, BN_FLG_CONSTTIME);
    printf("flags %x %x", BN_get_flags(b, BN_FLG_CONSTTIME), BN_get_flags(a, BN_FLG_CONSTTIME));
    show("secret exp", BN_mod_exp(c, a, b, v[14], ctx), c);
    show("secret inverse", BN_mod_inverse(c, b, v[14], ctx) != NULL, c);
    errs();
    BN_CTX_start(ctx);
    BIGNUM *t = BN_CTX_get(ctx), *u = BN_CTX_get(ctx);
    BN_set_word(t, 9);
    BN_CTX_start(ctx);
    BIGNUM *w = BN_CTX_get(ctx);
    printf("ctx %d %d zero %d\n", t != u, w != t && w != u, BN_is_zero(w));
    BN_CTX_end(ctx);
    BN_CTX_end(ctx);
    BN_CTX_start(ctx);
    t = BN_CTX_get(ctx);
    printf("reused zero %d\n", BN_is_zero(t));
    BN_CTX_end(ctx);
    for (int bits = 0; bits < 70; bits += 3) {
        int ok = BN_rand(a, bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD);
        printf("rand %d %d %d %d", bits, ok, ok ? BN_num_bits(a) : -1, ok ? BN_is_odd(a) : -1);
        errs();
    }
    printf("rand 0 any %d", BN_rand(a, 0, BN_RAND_TOP_ANY, 0));
    printf(" 1 two %d -1 %d", BN_rand(a, 1, BN_RAND_TOP_TWO, 0), BN_rand(a, -1, 0, 0));
    BN_zero(b);
    printf(" range 0 %d", BN_rand_range(a, b));
    BN_set_word(b, 7);
    int in = 1;
    for (int i = 0; i < 100; i++) in &= BN_rand_range(a, b) && BN_get_word(a) < 7;
    printf(" range 7 %d", in);
    errs();
    int seen[4] = { 0 };
    BN_GENCB *cb = BN_GENCB_new();
    BN_GENCB_set(cb, ticks, seen);
    int sizes[] = { 1, 2, 3, 5, 6, 16, 64, 256 };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        int ok = BN_generate_prime_ex(a, sizes[i], 0, NULL, NULL, cb);
        printf("prime %d %d %d %d", sizes[i], ok, ok ? BN_num_bits(a) : 0, ok ? BN_check_prime(a, ctx, NULL) : 0);
        ok = BN_generate_prime_ex(a, sizes[i], 1, NULL, NULL, NULL);
        printf(" safe %d %d", ok, ok ? BN_num_bits(a) : 0);
        errs();
    }
    printf("ticks %d %d\n", seen[0], seen[2]);
    BN_GENCB_free(cb);
    BN_set_word(b, 24);
    BN_set_word(c, 23);
    printf("add %d", BN_generate_prime_ex(a, 64, 0, b, c, NULL));
    printf(" %lu\n", BN_mod_word(a, 24));
    BN_MONT_CTX *mont = BN_MONT_CTX_new();
    printf("mont even %d", BN_MONT_CTX_set(mont, v[3], ctx));
    BN_MONT_CTX_free(mont);
    mont = BN_MONT_CTX_new();
    printf(" odd %d", BN_MONT_CTX_set(mont, v[14], ctx));
    show("to", BN_to_montgomery(a, v[9], mont, ctx), a);
    show("mul", BN_mod_mul_montgomery(b, a, a, mont, ctx), b);
    show("from", BN_from_montgomery(b, b, mont, ctx), b);
    errs();
    BN_MONT_CTX_free(mont);
    BN_set_word(a, 1);
    BN_copy(b, v[14]);
    BN_consttime_swap(1, a, b, 4);
    show("swapped", 1, a);
    BN_consttime_swap(0, a, b, 4);
    show("kept", 1, a);
    BN_swap(a, b);
    show("swap", 1, a);
    BN_with_flags(c, v[14], BN_FLG_CONSTTIME);
    printf(" with %d %x", BN_cmp(c, v[14]), BN_get_flags(c, BN_FLG_CONSTTIME | BN_FLG_STATIC_DATA));
    errs();
    printf("security");
    for (int l = 500; l < 16000; l += 500) printf(" %d/%d", BN_security_bits(l, -1), BN_security_bits(l, 224));
    printf(" %d\nbits", BN_security_bits(3072, 159));
    for (unsigned long x = 1; x; x <<= 3) printf(" %d", BN_num_bits_word(x));
    puts("");
    BIGNUM *p768 = BN_get_rfc2409_prime_768(NULL);
    show("768", 1, p768);
    BN_free(p768);
    BIGNUM *p1536 = BN_get_rfc3526_prime_1536(NULL);
    show("1536", 1, p1536);
    BN_free(p1536);
    BIGNUM *p8192 = BN_get_rfc3526_prime_8192(NULL);
    show("8192", 1, p8192);
    BN_free(p8192);
    show("192", 1, BN_get0_nist_prime_192());
    show("224", 1, BN_get0_nist_prime_224());
    show("256", 1, BN_get0_nist_prime_256());
    show("384", 1, BN_get0_nist_prime_384());
    show("521", 1, BN_get0_nist_prime_521());
    errs();
    printf("one %d %s cmp %d %d %d\n", BN_is_one(BN_value_one()), BN_options(), BN_cmp(NULL, a), BN_cmp(a, NULL),
        BN_cmp(NULL, NULL));
    BN_free(NULL);
    BN_clear_free(NULL);
    printf("dup NULL %p\n", (void *)BN_dup(NULL));
    for (size_t i = 0; i < N; i++) BN_free(v[i]);
    BN_free(a);
    BN_free(b);
    BN_free(c);
    BN_CTX_free(ctx);
    return 0;
}
