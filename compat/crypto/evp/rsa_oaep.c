/* EME-OAEP.                                                                                          RFC 8017 7.1 */
#include <string.h>

#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/base/secret.h"

static const EVP_MD *oaep_md(const struct bs_rsa_padding *pad) { return pad->oaep_md != NULL ? pad->oaep_md : EVP_sha1(); }

static bool hash(const EVP_MD *md, bs_reader in, const uint8_t counter[4], uint8_t *out) {
    union bs_hash_context hc;
    if (!bs_md_start(md, &hc)) return false;
    hc.vtable->update(&hc.vtable, in.p, in.len);
    if (counter != NULL) hc.vtable->update(&hc.vtable, counter, 4);
    bs_md_out(md, &hc, out);
    bs_wipe(&hc, sizeof hc);
    return true;
}

/* RFC 8017 B.2.1, XORed over data. */
static bool mgf1_xor(const EVP_MD *md, bs_reader seed, uint8_t *data, size_t len) {
    uint8_t block[BS_HASH_MAX] = { 0 };
    bool ok = true;
    for (uint32_t c = 0; len > 0 && ok; c++) {
        const uint8_t counter[4] = { (uint8_t)(c >> 24), (uint8_t)(c >> 16), (uint8_t)(c >> 8), (uint8_t)c };
        ok = hash(md, seed, counter, block);
        size_t n = (size_t)md->size < len ? (size_t)md->size : len;
        for (size_t i = 0; i < n; i++) data[i] ^= block[i];
        data += n;
        len -= n;
    }
    bs_wipe(block, sizeof block);
    return ok;
}

bool bs_oaep_encode(uint8_t *em, size_t em_len, const struct bs_rsa_padding *pad, bs_reader msg) {
    const EVP_MD *md = oaep_md(pad), *mgf = pad->mgf1_md != NULL ? pad->mgf1_md : md;
    const size_t h = (size_t)md->size;
    if (h == 0 || em_len < 2 * h + 2 || msg.len > em_len - 2 * h - 2) return false;
    uint8_t *seed = em + 1, *db = em + 1 + h;
    const size_t db_len = em_len - 1 - h;
    memset(em, 0, em_len);
    if (!hash(md, pad->label, NULL, db) || !bs_evp_random(NULL, seed, h)) return false;
    db[db_len - msg.len - 1] = 1;
    if (msg.len > 0) memcpy(db + db_len - msg.len, msg.p, msg.len);
    return mgf1_xor(mgf, bs_r_from(seed, h), db, db_len) && mgf1_xor(mgf, bs_r_from(db, db_len), seed, h);
}

/* Where the 01 stands that ends the zeros; nothing branches on what is found. Manger's attack needs no more. */
static size_t find_one(const uint8_t *db, size_t from, size_t len, uint32_t *good) {
    uint32_t looking = UINT32_MAX, at = 0;
    for (size_t i = from; i < len; i++) {
        uint32_t one = bs_ct_eq_mask(db[i], 1), zero = bs_ct_eq_mask(db[i], 0);
        at |= looking & one & (uint32_t)i;
        *good &= ~looking | one | zero;
        looking &= ~one & zero;
    }
    *good &= ~looking;
    return at;
}

bool bs_oaep_decode(uint8_t *em, size_t em_len, const struct bs_rsa_padding *pad, uint8_t *out, size_t *out_len) {
    const EVP_MD *md = oaep_md(pad), *mgf = pad->mgf1_md != NULL ? pad->mgf1_md : md;
    const size_t h = (size_t)md->size;
    uint8_t label_hash[BS_HASH_MAX];
    if (h == 0 || em_len < 2 * h + 2 || !hash(md, pad->label, NULL, label_hash)) return false;
    uint8_t *seed = em + 1, *db = em + 1 + h;
    const size_t db_len = em_len - 1 - h;
    if (!mgf1_xor(mgf, bs_r_from(db, db_len), seed, h) || !mgf1_xor(mgf, bs_r_from(seed, h), db, db_len)) return false;
    uint32_t good = bs_ct_eq_mask(em[0], 0), diff = 0;
    for (size_t i = 0; i < h; i++) diff |= (uint32_t)(db[i] ^ label_hash[i]);
    good &= bs_ct_eq_mask(diff, 0);
    size_t one = find_one(db, h, db_len, &good);
    if (good == 0) return false;
    *out_len = db_len - one - 1;
    memcpy(out, db + one + 1, *out_len);
    return true;
}
