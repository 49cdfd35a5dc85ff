/* Secrets are marked as undefined memory; valgrind then reports each branch and each address that depends on one.
 * Run by ct-valgrind. A check says how many reports it expects: none, or one where the outcome itself is told. */
#include <stdio.h>
#include <stdlib.h>

#include "src/base/secret.h"
#include "src/crypto/aead.h"
#include "src/crypto/group.h"
#include "src/crypto/modexp.h"
#include "src/crypto/rsa_kx.h"
#include "src/crypto/rsa_op.h"
#include "src/hs/premaster.h"
#include "src/hs/psk.h"
#include "src/keys/prf.h"
#include "src/keys/schedule.h"
#include "src/record/protect.h"
#include "src/x509/der.h"
#include "tests/src/record/formats.h"
#include "tests/vectors/openssl_rsa.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>

static int failures;
static struct bs_impl impl;

static void secret(const void *p, size_t n) { (void)VALGRIND_MAKE_MEM_UNDEFINED(p, n); }
static void told(const void *p, size_t n) { (void)VALGRIND_MAKE_MEM_DEFINED(p, n); }

static unsigned since(unsigned before) { return (unsigned)VALGRIND_COUNT_ERRORS - before; }

static void expect(const char *what, unsigned before, unsigned want) {
    unsigned got = since(before);
    if (got != want) failures++;
    printf("%s: %u reports, %u expected%s\n", what, got, want, got == want ? "" : " -- FAILED");
}

static void check_base(void) {
    uint8_t a[16] = { 0 }, b[16] = { 0 };
    uint32_t mask = 0;
    unsigned n = VALGRIND_COUNT_ERRORS;
    secret(a, sizeof a);
    secret(&mask, sizeof mask);
    bs_ct_select(b, a, sizeof a, mask);
    mask = bs_ct_eq_mask(a[0], b[1]);
    volatile bool equal = bs_ct_equal(a, b, sizeof a);
    told((const void *)&equal, sizeof equal);
    expect("bs_ct_*", n, 0);
}

/* ---- RSA: all that comes out of the private operation is secret */

static br_rsa_private true_private;

static uint32_t marking_private(unsigned char *x, const br_rsa_private_key *sk) {
    uint32_t r = true_private(x, sk);
    secret(x, (sk->n_bitlen + 7) / 8);
    return r; /* says whether x was below the modulus, which the sender knows */
}

static struct bs_privkey *key(const char *der) {
    bs_reader whole = hex(der), body, v[9];
    struct bs_privkey *k = NULL;
    if (!bs_der_read(&whole, BS_DER_SEQUENCE, &body)) abort();
    for (int i = 0; i < 9; i++) {
        if (!bs_der_unsigned(&body, &v[i])) abort();
    }
    if (bs_privkey_new_rsa(&k, false, v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8]) != BS_OK) abort();
    return k;
}

static void check_premaster_of(const char *what, const struct bs_privkey *k, const char *ct) {
    uint8_t out[48], fallback[48] = { 1 };
    unsigned n = VALGRIND_COUNT_ERRORS;
    secret(fallback, sizeof fallback);
    if (bs_rsa_decrypt_premaster(&impl, k, hex(ct), 0x0303, fallback, out) != BS_OK) abort();
    expect(what, n, 0);
}

static void check_premaster(void) {
    struct bs_privkey *k = key(OPENSSL_RSA_2048);
    true_private = impl.rsa_private;
    impl.rsa_private = marking_private;
    check_premaster_of("premaster, good", k, OPENSSL_RSA_2048_CIPHERTEXT);
    for (size_t i = 0; i < sizeof openssl_rsa_flawed / sizeof openssl_rsa_flawed[0]; i++) {
        check_premaster_of(openssl_rsa_flawed[i].flaw, k, openssl_rsa_flawed[i].ciphertext);
    }
    impl.rsa_private = true_private;
    bs_privkey_free(k);
}

static void check_modexp(void) {
    uint8_t x[128], m[128], e[128];
    uint64_t seed = 8;
    toy_random(&seed, x, sizeof x);
    toy_random(&seed, m, sizeof m);
    toy_random(&seed, e, sizeof e);
    m[0] |= 0x80;
    m[127] |= 1;
    x[0] &= 0x7F;
    unsigned n = VALGRIND_COUNT_ERRORS;
    secret(x, sizeof x);
    secret(e, sizeof e);
    if (bs_modexp(x, bs_r_from(e, sizeof e), bs_r_from(m, sizeof m)) != BS_OK) abort();
    expect("bs_modexp", n, 0);
}

/* ---- CBC: all that comes out of the block cipher is secret */

static const br_block_cbcdec_class *true_aes, *true_des;
static br_block_cbcdec_class marking_aes, marking_des;

static void marking_init_aes(const br_block_cbcdec_class **ctx, const void *k, size_t len) {
    true_aes->init(ctx, k, len);
    *ctx = &marking_aes;
}

static void marking_init_des(const br_block_cbcdec_class **ctx, const void *k, size_t len) {
    true_des->init(ctx, k, len);
    *ctx = &marking_des;
}

static void marking_run_aes(const br_block_cbcdec_class *const *ctx, void *iv, void *data, size_t len) {
    true_aes->run(ctx, iv, data, len);
    secret(data, len);
}

static void marking_run_des(const br_block_cbcdec_class *const *ctx, void *iv, void *data, size_t len) {
    true_des->run(ctx, iv, data, len);
    secret(data, len);
}

/* What differs from a good record: the MAC, a byte of the padding, its length byte. */
static void check_cbc_of(const struct format *f, const char *what, size_t spoil) {
    struct bs_protect out = { 0 }, in = { 0 };
    struct bs_protect_keys keys = format_keys(f);
    uint8_t rec[512], type;
    uint64_t seed = 5;
    size_t n = 0;
    bs_reader plain;
    if (bs_protect_init(&out, &impl, f->version, f->bulk, f->mac, true, &keys) != BS_OK) abort();
    impl.aes_cbcdec = &marking_aes;
    impl.des_cbcdec = &marking_des;
    if (bs_protect_init(&in, &impl, f->version, f->bulk, f->mac, false, &keys) != BS_OK) abort();
    impl.aes_cbcdec = true_aes;
    impl.des_cbcdec = true_des;
    memset(rec, 'x', sizeof rec);
    if (bs_protect_seal(&out, 23, 0, rec, 200, 0, toy_random, &seed, &n) != BS_OK) abort();
    rec[n - 1 - spoil] ^= 1;
    unsigned before = VALGRIND_COUNT_ERRORS;
    bs_status s = bs_protect_open(&in, rec, rec + 5, n - 5, &type, &plain);
    unsigned got = since(before);
    told(&s, sizeof s);
    if (s != BS_E_BAD_MAC) abort();
    printf("%s with hash %d, %s: %u reports, 1 expected: the verdict%s\n", bs_bulk_get(f->bulk)->name, f->mac, what, got,
           got == 1 ? "" : " -- FAILED");
    if (got != 1) failures++;
}

static void check_cbc(void) {
    true_aes = impl.aes_cbcdec;
    true_des = impl.des_cbcdec;
    marking_aes = *true_aes;
    marking_des = *true_des;
    marking_aes.init = marking_init_aes;
    marking_des.init = marking_init_des;
    marking_aes.run = marking_run_aes;
    marking_des.run = marking_run_des;
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        /* RFC 7366: what is opened has been authenticated, and is no secret to be guessed at */
        if (formats[f].mac == BS_HASH_NONE || formats[f].encrypt_then_mac) continue;
        check_cbc_of(&formats[f], "padding length spoiled",
            bs_bulk_get(formats[f].bulk)->block_len); /* flips the same byte of the next block */
        check_cbc_of(&formats[f], "last block spoiled", 0);
        check_cbc_of(&formats[f], "MAC spoiled", 40);
        check_cbc_of(&formats[f], "content spoiled", 150);
    }
}

/* ---- the rest: keys and scalars are secret */

/* Opening tells whether the tag was right, and nothing else: where it differs is not to be seen. */
static void check_aead_open(bs_aead_context *c, const uint8_t *nonce, uint8_t *data, size_t len, uint8_t *tag, int spoil) {
    unsigned n = VALGRIND_COUNT_ERRORS;
    if (spoil >= 0) tag[spoil] ^= 1;
    bool ok = c->vtable->open(&c->vtable, nonce, bs_r_from("aad", 3), data, len, tag);
    told(&ok, sizeof ok);
    unsigned got = since(n);
    if (ok != (spoil < 0)) abort();
    printf("AEAD open, byte %d of the tag spoiled: %u reports, at most 1 expected: the verdict%s\n", spoil, got,
           got <= 1 ? "" : " -- FAILED");
    if (got > 1) failures++;
}

static void check_aead(void) {
    for (int id = BS_AEAD_AES128_GCM; id <= BS_AEAD_AES256_CCM_8; id++) {
        const bs_aead_class *cls = bs_aead_class_of((enum bs_aead_id)id);
        for (int spoil = -1; spoil < (int)cls->tag_len; spoil += (int)cls->tag_len / 2) {
            bs_aead_context c;
            uint8_t k[32] = { 7 }, nonce[12] = { 0 }, data[100] = { 0 }, tag[16];
            unsigned n = VALGRIND_COUNT_ERRORS;
            secret(k, sizeof k);
            secret(data, sizeof data);
            bs_aead_init(&c, cls, &impl, k);
            c.vtable->seal(&c.vtable, nonce, bs_r_from("aad", 3), data, sizeof data, tag);
            expect("AEAD seal", n, 0);
            told(data, sizeof data); /* what is on the wire is public */
            told(tag, sizeof tag);
            check_aead_open(&c, nonce, data, sizeof data, tag, spoil);
        }
    }
}

static void check_kex(void) {
    for (size_t i = 0; i < bs_num_groups; i++) {
        struct bs_kex a, b;
        uint64_t seed = 11 + i;
        uint8_t out[BS_GROUP_MAX_SECRET];
        if (bs_kex_init(&a, &impl, &bs_groups[i], toy_random, &seed) != BS_OK) abort();
        if (bs_kex_init(&b, &impl, &bs_groups[i], toy_random, &seed) != BS_OK) abort();
        unsigned n = VALGRIND_COUNT_ERRORS;
        secret(a.scalar, a.scalar_len);
        (void)bs_kex_derive(&a, &impl, bs_r_from(b.share, bs_groups[i].share_len), out);
        printf("%s ", bs_groups[i].name);
        /* told is whether the result is zero, and in FFDHE whether it is 0, 1 or p - 1 */
        expect("derive", n, bs_groups[i].kind != BS_GROUP_ECP);
        bs_kex_wipe(&a);
        bs_kex_wipe(&b);
    }
}

static void check_keys(void) {
    struct bs_schedule s;
    uint8_t shared[32] = { 1 }, out[48];
    unsigned n = VALGRIND_COUNT_ERRORS;
    secret(shared, sizeof shared);
    bs_schedule_early(&s, BS_HASH_SHA256, bs_r_from(NULL, 0));
    bs_schedule_handshake(&s, bs_r_from(shared, sizeof shared));
    bs_schedule_master(&s);
    bs_schedule_derive(&s, "c ap traffic", bs_r_from(NULL, 0), out);
    expect("TLS 1.3 schedule", n, 0);
    n = VALGRIND_COUNT_ERRORS;
    bs_prf(0x0303, BS_HASH_SHA384, bs_r_from(shared, 32), "master secret", bs_r_from("a", 1), bs_r_from("b", 1), out, 48);
    expect("TLS 1.2 PRF", n, 0);
}

/* RFC 4279, RFC 5489: the premaster of each kind, and the secrets that come of it in old versions and new. */
static void check_psk(void) {
    static const uint8_t kinds[] = { BS_KX_PSK, BS_KX_DHE_PSK, BS_KX_ECDHE_PSK, BS_KX_RSA_PSK };
    for (size_t i = 0; i < sizeof kinds; i++) {
        struct bs_suite suite = { .kx = kinds[i] };
        struct bs_hs hs = { .suite = &suite, .shared_key_len = 20 };
        uint8_t out[48];
        hs.shared_key = (uint8_t *)calloc(1, hs.shared_key_len);
        if (!hs.shared_key || (kinds[i] != BS_KX_PSK && bs_premaster_room(&hs, 48) != BS_OK)) abort();
        unsigned n = VALGRIND_COUNT_ERRORS;
        secret(hs.shared_key, hs.shared_key_len);
        if (hs.premaster) secret(hs.premaster, hs.premaster_len);
        if (bs_psk_premaster(&hs) != BS_OK) abort();
        bs_reader premaster = bs_r_from(hs.premaster, hs.premaster_len);
        for (uint16_t v = 0x0301; v <= 0x0303; v++) {
            bs_prf(v, BS_HASH_SHA256, premaster, "master secret", bs_r_from("a", 1), bs_r_from("b", 1), out, sizeof out);
        }
        bs_premaster_wipe(&hs);
        printf("key exchange %u, ", kinds[i]);
        expect("PSK premaster and PRF", n, 0);
    }
}

int main(void) {
    if (!RUNNING_ON_VALGRIND) {
        printf("not under valgrind\n");
        return 77;
    }
    bs_impl_choose(&impl);
    check_base();
    check_premaster();
    check_modexp();
    check_cbc();
    check_aead();
    check_kex();
    check_keys();
    check_psk();
    return failures != 0;
}

#else
int main(void) {
    printf("valgrind/memcheck.h was not there at build time\n");
    return 77;
}
#endif
