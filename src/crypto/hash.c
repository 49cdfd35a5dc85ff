#include "src/crypto/hash.h"

#include "src/base/secret.h"

static const struct hash_row {
    enum bs_hash hash;
    const br_hash_class *class;
    uint8_t block_len, oid_len, oid[9];
} rows[] = {
    { BS_HASH_SHA256, &br_sha256_vtable, 64, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01 } },
    { BS_HASH_SHA384, &br_sha384_vtable, 128, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 } },
    { BS_HASH_SHA512, &br_sha512_vtable, 128, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03 } },
    { BS_HASH_SHA1, &br_sha1_vtable, 64, 5, { 0x2B, 0x0E, 0x03, 0x02, 0x1A } },
    { BS_HASH_SHA224, &br_sha224_vtable, 64, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04 } },
    { BS_HASH_MD5, &br_md5_vtable, 64, 8, { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05 } },
    { BS_HASH_MD5SHA1, &br_md5sha1_vtable, 64, 0, { 0 } },
    { BS_HASH_SHA512_224, &bs_sha512_224_vtable, 128, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x05 } },
    { BS_HASH_SHA512_256, &bs_sha512_256_vtable, 128, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x06 } },
    { BS_HASH_SHA3_224, &bs_sha3_224.base, 144, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x07 } },
    { BS_HASH_SHA3_256, &bs_sha3_256.base, 136, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x08 } },
    { BS_HASH_SHA3_384, &bs_sha3_384.base, 104, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x09 } },
    { BS_HASH_SHA3_512, &bs_sha3_512.base, 72, 9, { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x0A } },
    { BS_HASH_RIPEMD160, &bs_ripemd160_vtable, 64, 5, { 0x2B, 0x24, 0x03, 0x02, 0x01 } },
};

static const struct hash_row *row_of(enum bs_hash h) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].hash == h) return &rows[i];
    }
    return NULL;
}

const br_hash_class *bs_hash_class(enum bs_hash h) {
    const struct hash_row *row = row_of(h);
    return row ? row->class : NULL;
}

size_t bs_hash_block_len(enum bs_hash h) {
    const struct hash_row *row = row_of(h);
    return row ? row->block_len : 0;
}

bs_reader bs_hash_oid(enum bs_hash h) {
    const struct hash_row *row = row_of(h);
    return row ? bs_r_from(row->oid, row->oid_len) : (bs_reader){ 0 };
}

enum bs_hash bs_hash_by_oid(bs_reader oid) {
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (oid.len > 0 && bs_r_equal(oid, rows[i].oid, rows[i].oid_len)) return rows[i].hash;
    }
    return BS_HASH_NONE;
}

size_t bs_hash_len(enum bs_hash h) {
    const br_hash_class *c = bs_hash_class(h);
    return c ? (c->desc >> BR_HASHDESC_OUT_OFF) & BR_HASHDESC_OUT_MASK : 0;
}

size_t bs_hash_once(enum bs_hash h, bs_reader msg, uint8_t out[BS_HASH_MAX]) {
    const br_hash_class *c = bs_hash_class(h);
    if (!c) return 0;
    union bs_hash_context ctx;
    c->init(&ctx.vtable);
    c->update(&ctx.vtable, msg.p, msg.len);
    c->out(&ctx.vtable, out);
    bs_wipe(&ctx, sizeof ctx); /* the message may be a secret */
    return bs_hash_len(h);
}

size_t bs_hmac_once(enum bs_hash h, bs_reader key, bs_reader msg, uint8_t out[BS_HASH_MAX]) {
    const br_hash_class *c = h <= BS_HASH_MD5SHA1 ? bs_hash_class(h) : NULL; /* BearSSL's HMAC takes no others */
    if (!c) return 0;
    br_hmac_key_context kc;
    br_hmac_context ctx;
    br_hmac_key_init(&kc, c, key.p, key.len);
    br_hmac_init(&ctx, &kc, 0);
    br_hmac_update(&ctx, msg.p, msg.len);
    size_t n = br_hmac_out(&ctx, out);
    bs_wipe(&kc, sizeof kc);
    bs_wipe(&ctx, sizeof ctx);
    return n;
}
