#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/rsa_op.h"

/* RFC 8017 B.2.1: xors MGF1(seed) into out. */
static void mgf1_xor(enum bs_hash hash, uint8_t *out, size_t len, bs_reader seed) {
    const br_hash_class *c = bs_hash_class(hash);
    size_t h = bs_hash_len(hash);
    uint8_t block[BS_HASH_MAX];
    for (uint32_t counter = 0; len > 0; counter++) {
        union bs_hash_context ctx;
        uint8_t be[4];
        for (unsigned i = 0; i < 4; i++) be[i] = (uint8_t)(counter >> (24 - 8 * i));
        c->init(&ctx.vtable);
        c->update(&ctx.vtable, seed.p, seed.len);
        c->update(&ctx.vtable, be, sizeof be);
        c->out(&ctx.vtable, block);
        size_t n = len < h ? len : h;
        for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(out[i] ^ block[i]);
        out += n;
        len -= n;
    }
    bs_wipe(block, sizeof block);
}

/* H = Hash(eight zero bytes, mHash, salt): 9.1.1 steps 5 and 6. */
static void salted_hash(enum bs_hash hash, bs_reader digest, bs_reader salt, uint8_t *out) {
    static const uint8_t zeros[8];
    const br_hash_class *c = bs_hash_class(hash);
    union bs_hash_context ctx;
    c->init(&ctx.vtable);
    c->update(&ctx.vtable, zeros, sizeof zeros);
    c->update(&ctx.vtable, digest.p, digest.len);
    c->update(&ctx.vtable, salt.p, salt.len);
    c->out(&ctx.vtable, out);
}

static bool usable(const struct bs_pss *pss, bs_reader digest) {
    size_t h = bs_hash_len(pss->hash);
    return h != 0 && digest.len == h && bs_hash_len(pss->mgf_hash) != 0;
}

bs_status bs_pss_encode(uint8_t *em, unsigned mod_bits, const struct bs_pss *pss, bs_reader digest,
                        bool (*random)(void *arg, uint8_t *out, size_t n), void *random_arg) {
    size_t h = bs_hash_len(pss->hash), em_len = (mod_bits - 1 + 7) / 8, salt_len = pss->salt_len;
    if (!usable(pss, digest)) return BS_E_WRONG_SIGALG;
    if (em_len < h + 2 || salt_len > em_len - h - 2) return BS_E_SPACE;
    if (em_len < (mod_bits + 7) / 8) *em++ = 0; /* the modulus has a byte of one bit on top */
    size_t db_len = em_len - h - 1;
    uint8_t *salt = em + db_len - salt_len, *hash = em + db_len;
    memset(em, 0, db_len - salt_len - 1);
    salt[-1] = 1;
    if (salt_len > 0 && !random(random_arg, salt, salt_len)) return BS_E_ENTROPY;
    salted_hash(pss->hash, digest, bs_r_from(salt, salt_len), hash);
    mgf1_xor(pss->mgf_hash, em, db_len, bs_r_from(hash, h));
    em[0] &= (uint8_t)(0xFFu >> (8 * em_len - (mod_bits - 1)));
    em[em_len - 1] = 0xBC;
    return BS_OK;
}

bool bs_pss_verify(uint8_t *em, unsigned mod_bits, const struct bs_pss *pss, bs_reader digest) {
    size_t h = bs_hash_len(pss->hash), em_len = (mod_bits - 1 + 7) / 8;
    if (!usable(pss, digest) || em_len < h + 2) return false;
    if (em_len < (mod_bits + 7) / 8 && *em++ != 0) return false;
    size_t db_len = em_len - h - 1;
    const uint8_t *hash = em + db_len;
    uint8_t top = (uint8_t)(0xFFu >> (8 * em_len - (mod_bits - 1))), want[BS_HASH_MAX];
    if (em[em_len - 1] != 0xBC || (em[0] & (uint8_t)~top) != 0) return false;
    mgf1_xor(pss->mgf_hash, em, db_len, bs_r_from(hash, h));
    em[0] &= top;
    size_t at = 0;
    while (at < db_len && em[at] == 0) at++;
    if (at == db_len || em[at] != 1) return false;
    bs_reader salt = bs_r_from(em + at + 1, db_len - at - 1);
    if (pss->salt_len != SIZE_MAX && salt.len != pss->salt_len) return false;
    salted_hash(pss->hash, digest, salt, want);
    return bs_ct_equal(want, hash, h);
}
