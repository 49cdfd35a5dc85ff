#include "src/crypto/cmac.h"

#include <string.h>

#include "src/base/secret.h"

static void encrypt(const bs_cmac *c, uint8_t *chain, uint8_t *block) {
    const br_block_cbcenc_class *const *k = &c->keys.vtable;
    c->keys.vtable->run(k, chain, block, c->block);
}

/* Twice the value in the field: shifted left, the constant added if a bit fell out. No branch on the bit. */
static void twice(uint8_t *out, const uint8_t *in, size_t block) {
    const uint8_t constant = block == 16 ? 0x87 : 0x1B, mask = (uint8_t) - (in[0] >> 7);
    for (size_t i = 0; i + 1 < block; i++) out[i] = (uint8_t)(in[i] << 1 | in[i + 1] >> 7);
    out[block - 1] = (uint8_t)(in[block - 1] << 1 ^ (constant & mask));
}

void bs_cmac_restart(bs_cmac *c) {
    memset(c->chain, 0, sizeof c->chain);
    c->fill = 0;
}

void bs_cmac_init(bs_cmac *c, const br_block_cbcenc_class *class, const uint8_t *key, size_t len) {
    uint8_t l[16] = { 0 }, zero[16] = { 0 };
    class->init(&c->keys.vtable, key, len);
    c->block = class->block_size;
    encrypt(c, zero, l);
    twice(c->k1, l, c->block);
    twice(c->k2, c->k1, c->block);
    bs_wipe(l, sizeof l);
    bs_wipe(zero, sizeof zero); /* CBC left the block in it */
    bs_cmac_restart(c);
}

void bs_cmac_update(bs_cmac *c, const uint8_t *data, size_t len) {
    while (len > 0) {
        if (c->fill == c->block) { /* there is more, so this was not the last */
            encrypt(c, c->chain, c->buf);
            c->fill = 0;
        }
        size_t n = c->block - c->fill < len ? c->block - c->fill : len;
        memcpy(c->buf + c->fill, data, n);
        c->fill += n;
        data += n;
        len -= n;
    }
}

void bs_cmac_out(const bs_cmac *c, uint8_t *out) {
    uint8_t last[16] = { 0 }, chain[16];
    memcpy(last, c->buf, c->fill);
    memcpy(chain, c->chain, sizeof chain);
    const bool whole = c->fill == c->block;
    if (!whole) last[c->fill] = 0x80;
    for (size_t i = 0; i < c->block; i++) last[i] ^= whole ? c->k1[i] : c->k2[i];
    encrypt(c, chain, last);
    memcpy(out, last, c->block);
    bs_wipe(last, sizeof last);
}
