#include "src/keys/transcript.h"

void bs_transcript_init(struct bs_transcript *t) {
    br_md5_init(&t->md5);
    br_sha1_init(&t->sha1);
    br_sha224_init(&t->sha224);
    br_sha256_init(&t->sha256);
    br_sha384_init(&t->sha384);
    br_sha512_init(&t->sha512);
    t->only = BS_HASH_NONE;
}

/* The contexts that a hash needs, as a running context of BearSSL's; NULL for the pair, which needs two. */
static const br_hash_class **running(struct bs_transcript *t, enum bs_hash hash) {
    switch (hash) {
    case BS_HASH_MD5: return &t->md5.vtable;
    case BS_HASH_SHA1: return &t->sha1.vtable;
    case BS_HASH_SHA224: return &t->sha224.vtable;
    case BS_HASH_SHA256: return &t->sha256.vtable;
    case BS_HASH_SHA384: return &t->sha384.vtable;
    case BS_HASH_SHA512: return &t->sha512.vtable;
    default: return NULL;
    }
}

static void add_to(struct bs_transcript *t, enum bs_hash hash, bs_reader bytes) {
    const br_hash_class **ctx = running(t, hash);
    if (ctx) (*ctx)->update(ctx, bytes.p, bytes.len);
}

void bs_transcript_add(struct bs_transcript *t, bs_reader bytes) {
    static const enum bs_hash all[] = { BS_HASH_MD5,    BS_HASH_SHA1,   BS_HASH_SHA224,
                                        BS_HASH_SHA256, BS_HASH_SHA384, BS_HASH_SHA512 };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        bool half = t->only == BS_HASH_MD5SHA1 && (all[i] == BS_HASH_MD5 || all[i] == BS_HASH_SHA1);
        if (t->only == BS_HASH_NONE || t->only == all[i] || half) add_to(t, all[i], bytes);
    }
}

void bs_transcript_narrow(struct bs_transcript *t, enum bs_hash hash) { t->only = hash; }

void bs_transcript_keep(const struct bs_transcript *t, enum bs_hash hash, br_hash_compat_context *out) {
    if (hash == BS_HASH_SHA384) out->sha384 = t->sha384; /* the two that TLS 1.3 has */
    else out->sha256 = t->sha256;
}

void bs_transcript_resume(struct bs_transcript *t, enum bs_hash hash, const br_hash_compat_context *from) {
    bs_transcript_init(t);
    bs_transcript_narrow(t, hash);
    if (hash == BS_HASH_SHA384) t->sha384 = from->sha384;
    else t->sha256 = from->sha256;
}

size_t bs_transcript_hash(const struct bs_transcript *t, enum bs_hash hash, uint8_t out[BS_HASH_MAX]) {
    if (t->only != BS_HASH_NONE && t->only != hash) return 0;
    switch (hash) { /* BearSSL's out functions leave the context as it is */
    case BS_HASH_MD5: br_md5_out(&t->md5, out); break;
    case BS_HASH_SHA1: br_sha1_out(&t->sha1, out); break;
    case BS_HASH_SHA224: br_sha224_out(&t->sha224, out); break;
    case BS_HASH_SHA256: br_sha256_out(&t->sha256, out); break;
    case BS_HASH_SHA384: br_sha384_out(&t->sha384, out); break;
    case BS_HASH_SHA512: br_sha512_out(&t->sha512, out); break;
    case BS_HASH_MD5SHA1:
        br_md5_out(&t->md5, out);
        br_sha1_out(&t->sha1, out + br_md5_SIZE);
        break;
    default: break;
    }
    return bs_hash_len(hash);
}

void bs_transcript_begin_hrr(struct bs_transcript *t, bs_reader hello_hash) {
    uint8_t header[4] = { 254, 0, 0, (uint8_t)hello_hash.len }; /* RFC 8446 4.4.1: a synthetic message_hash message */
    bs_transcript_init(t);
    bs_transcript_add(t, bs_r_from(header, sizeof header));
    bs_transcript_add(t, hello_hash);
}

void bs_transcript_rewind_hrr(struct bs_transcript *t, enum bs_hash hash) {
    uint8_t digest[BS_HASH_MAX];
    bs_transcript_begin_hrr(t, bs_r_from(digest, bs_transcript_hash(t, hash, digest)));
}
