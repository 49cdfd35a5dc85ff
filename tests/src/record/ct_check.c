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
#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "src/hs/premaster.h"
#include "src/hs/psk.h"
#include "src/keys/prf.h"
#include "src/keys/schedule.h"
#include "src/record/protect.h"
#include "src/session/ticket.h"
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

static unsigned num_decrypted; /* runs of the block cipher */
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
    num_decrypted++;
    true_aes->run(ctx, iv, data, len);
    secret(data, len);
}

static void marking_run_des(const br_block_cbcdec_class *const *ctx, void *iv, void *data, size_t len) {
    num_decrypted++;
    true_des->run(ctx, iv, data, len);
    secret(data, len);
}

/* What differs from a good record: the MAC, a byte of the padding, its length byte. */
static void check_cbc_of(const struct format *f, const char *what, size_t spoil) {
    struct bs_protect out = { 0 }, in = { 0 };
    struct bs_protect_keys keys = format_keys(f);
    uint8_t rec[512], type, mac_key[BS_HASH_MAX];
    uint64_t seed = 5;
    size_t n = 0;
    bs_reader plain;
    if (bs_protect_init(&out, &impl, f->version, f->bulk, f->mac, true, &keys) != BS_OK) abort();
    impl.aes_cbcdec = &marking_aes;
    impl.des_cbcdec = &marking_des;
    memcpy(mac_key, keys.mac_key.p, keys.mac_key.len);
    secret(mac_key, keys.mac_key.len);
    keys.mac_key.p = mac_key;
    if (bs_protect_init(&in, &impl, f->version, f->bulk, f->mac, false, &keys) != BS_OK) abort();
    impl.aes_cbcdec = true_aes;
    impl.des_cbcdec = true_des;
    memset(rec, 'x', sizeof rec);
    if (bs_protect_seal(&out, 23, 0, rec, 200, 0, toy_random, &seed, &n) != BS_OK) abort();
    rec[n - 1 - spoil] ^= 1;
    unsigned before = VALGRIND_COUNT_ERRORS;
    num_decrypted = 0;
    bs_status s = bs_protect_open(&in, rec, rec + 5, n - 5, &type, &plain);
    unsigned got = since(before);
    told(&s, sizeof s);
    if (s != BS_E_BAD_MAC) abort();
    /* RFC 7366 3: with the MAC outside, nothing is decrypted before it is found good: then the padding is no secret */
    bool right = got == 1 && (num_decrypted == 0) == f->encrypt_then_mac;
    printf("%04x %s with hash %d %s, %s: %u reports, 1 expected: the verdict%s\n", f->version, bs_bulk_get(f->bulk)->name,
           f->mac, f->encrypt_then_mac ? "outside" : "inside", what, got, right ? "" : " -- FAILED");
    if (!right) failures++;
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
        if (formats[f].mac == BS_HASH_NONE) continue;
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

/* ---- what proves possession of a secret, compared with what it should be: the verdict is all that shows */

static struct bs_conn conn;

static void expect_refused(const char *what, size_t at, unsigned before, bs_status got, bs_status want) {
    unsigned reports = since(before);
    told(&got, sizeof got);
    if (got != want) abort();
    printf("byte %zu of a %s: %u reports, at most 1 expected%s\n", at, what, reports, reports <= 1 ? "" : " -- FAILED");
    if (reports > 1) failures++;
}

/* RFC 8446 4.4.4, RFC 5246 7.4.9 */
static void check_finished(uint16_t version, uint16_t suite) {
    size_t len = version >= 0x0304 ? 32 : BS_TLS12_VERIFY_LEN;
    for (size_t at = 0; at < len; at += len - 1) {
        struct bs_session s = { .secret_len = 48 };
        struct bs_hs hs = { .c = &conn, .suite = bs_suite_find(suite), .session = &s };
        uint8_t body[32], mac[BS_HASH_MAX];
        conn = (struct bs_conn){ .version = version, .role = BS_CLIENT };
        bs_transcript_init(&hs.transcript);
        bs_reader hash = bs_r_from(mac, bs_hs_hash(&hs, mac));
        if (version >= 0x0304) bs_finished_mac(hs.suite->prf, hs.peer_hs, hash, body);
        else bs_prf(version, hs.suite->prf, bs_session_secret(&s), "server finished", hash, bs_r_from(NULL, 0), body, len);
        body[at] ^= 1;
        secret(hs.peer_hs, sizeof hs.peer_hs);
        secret(s.secret, sizeof s.secret);
        unsigned n = VALGRIND_COUNT_ERRORS;
        bs_status got = bs_finished_recv(&hs, bs_r_from(body, len));
        expect_refused("Finished", at, n, got, BS_E_BAD_FINISHED);
    }
}

/* RFC 8446 4.2.11.2 */
static void check_binder(void) {
    for (size_t at = 1; at < 33; at += 31) {
        struct bs_session s = { .secret_len = 32, .suite = 0x1301 };
        struct bs_hs hs = { .c = &conn, .suite = bs_suite_find(0x1301), .old = &s };
        uint8_t hello[100] = { 1 }, binders[33] = { 32 };
        conn = (struct bs_conn){ .version = 0x0304, .role = BS_SERVER };
        bs_transcript_init(&hs.before_hello);
        hs.hello = hello;
        hs.hello_len = sizeof hello;
        hs.psk_block_len = 35;
        hs.psk_binders = bs_r_from(binders, sizeof binders);
        binders[at] = 1;
        secret(s.secret, sizeof s.secret);
        unsigned n = VALGRIND_COUNT_ERRORS;
        bs_status got = bs_psk_check_binder(&hs);
        expect_refused("binder", at, n, got, BS_E_BAD_PSK_BINDER);
    }
}

/* RFC 5077 5.2: a forged ticket is found out before anything of it is decrypted. */
static void check_ticket(void) {
    struct bs_ticket_keys keys = { .name = { 0 } };
    uint8_t ticket[200], out[200];
    uint64_t seed = 9;
    size_t len = sizeof ticket;
    if (bs_ticket_seal(&impl, &keys, bs_r_from("state", 5), toy_random, &seed, ticket, &len) != BS_OK) abort();
    for (size_t back = 1; back <= 32; back += 31) {
        size_t out_len = sizeof out;
        ticket[len - back] ^= 1;
        secret(keys.hmac_key, sizeof keys.hmac_key);
        unsigned n = VALGRIND_COUNT_ERRORS;
        bs_status got = bs_ticket_open(&impl, &keys, bs_r_from(ticket, len), out, &out_len);
        expect_refused("ticket's MAC", 32 - back, n, got, BS_E_NOT_FOUND);
        ticket[len - back] ^= 1;
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
    check_finished(0x0304, 0x1301);
    check_finished(0x0303, 0xC02F);
    check_finished(0x0302, 0x002F);
    check_finished(0x0301, 0x002F);
    check_binder();
    check_ticket();
    return failures != 0;
}

#else
int main(void) {
    printf("valgrind/memcheck.h was not there at build time\n");
    return 77;
}
#endif
