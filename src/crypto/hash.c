#include "src/crypto/hash.h"

#include "src/base/secret.h"

const br_hash_class *bs_hash_class(enum bs_hash h) {
    switch (h) {
    case BS_HASH_MD5: return &br_md5_vtable;
    case BS_HASH_SHA1: return &br_sha1_vtable;
    case BS_HASH_SHA224: return &br_sha224_vtable;
    case BS_HASH_SHA256: return &br_sha256_vtable;
    case BS_HASH_SHA384: return &br_sha384_vtable;
    case BS_HASH_SHA512: return &br_sha512_vtable;
    case BS_HASH_MD5SHA1: return &br_md5sha1_vtable;
    case BS_HASH_NONE: break;
    }
    return NULL;
}

size_t bs_hash_len(enum bs_hash h) {
    const br_hash_class *c = bs_hash_class(h);
    return c ? (c->desc >> BR_HASHDESC_OUT_OFF) & BR_HASHDESC_OUT_MASK : 0;
}

size_t bs_hash_once(enum bs_hash h, bs_reader msg, uint8_t out[BS_HASH_MAX]) {
    const br_hash_class *c = bs_hash_class(h);
    if (!c) return 0;
    br_hash_compat_context ctx;
    c->init(&ctx.vtable);
    c->update(&ctx.vtable, msg.p, msg.len);
    c->out(&ctx.vtable, out);
    bs_wipe(&ctx, sizeof ctx); /* the message may be a secret */
    return bs_hash_len(h);
}

size_t bs_hmac_once(enum bs_hash h, bs_reader key, bs_reader msg, uint8_t out[BS_HASH_MAX]) {
    const br_hash_class *c = bs_hash_class(h);
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
