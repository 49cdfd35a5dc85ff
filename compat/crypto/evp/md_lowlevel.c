/* MD5_*, SHA1_*, SHA224_* ... SHA512_*: the hashes over structs that the caller owns.                  man 3 SHA256
 *
 * The public structs are as large as the primitives' state plus a block; BearSSL's contexts add a pointer to their
 * class, so the two do not fit into each other. What is kept in the caller's struct is what it was made for: chaining
 * value, bit count and the block in progress; a context is set up around them for each call. */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/hash.h"

/* A caller's struct, taken apart. */
struct parts {
    enum bs_hash hash;
    void *chain;      /* the chaining value, as host-order words */
    size_t word;      /* bytes of a word: 4 or 8 */
    size_t num_words;
    uint8_t *block;   /* the block in progress */
    size_t block_len;
    unsigned *fill;   /* bytes in it */
    uint64_t total;   /* bytes hashed so far */
    bool little;      /* MD5 writes its words little-endian */
};

static void chain_out(const struct parts *p, uint8_t *out) {
    for (size_t i = 0; i < p->num_words; i++) {
        uint64_t v = p->word == 4 ? ((const uint32_t *)p->chain)[i] : ((const uint64_t *)p->chain)[i];
        for (size_t j = 0; j < p->word; j++) {
            size_t shift = 8 * (p->little ? j : p->word - 1 - j);
            out[i * p->word + j] = (uint8_t)(v >> shift);
        }
    }
}

static void chain_in(const struct parts *p, const uint8_t *in) {
    for (size_t i = 0; i < p->num_words; i++) {
        uint64_t v = 0;
        for (size_t j = 0; j < p->word; j++) {
            size_t shift = 8 * (p->little ? j : p->word - 1 - j);
            v |= (uint64_t)in[i * p->word + j] << shift;
        }
        if (p->word == 4) {
            ((uint32_t *)p->chain)[i] = (uint32_t)v;
        } else {
            ((uint64_t *)p->chain)[i] = v;
        }
    }
}

/* A context at the last block boundary, and the block in progress fed to it. */
static const br_hash_class *resume(const struct parts *p, br_hash_compat_context *hc) {
    uint8_t chain[64];
    const br_hash_class *c = bs_hash_class(p->hash);
    c->init(&hc->vtable);
    chain_out(p, chain);
    c->set_state(&hc->vtable, chain, p->total - *p->fill);
    bs_wipe(chain, sizeof chain);
    return c;
}

static void update(const struct parts *p, const void *data, size_t len) {
    br_hash_compat_context hc;
    const uint8_t *in = data;
    size_t fill = *p->fill;
    if (fill + len >= p->block_len) {
        uint8_t chain[64];
        size_t tail = (fill + len) % p->block_len;
        const br_hash_class *c = resume(p, &hc);
        c->update(&hc.vtable, p->block, fill);
        c->update(&hc.vtable, in, len - tail);
        (void)c->state(&hc.vtable, chain);
        chain_in(p, chain);
        in += len - tail;
        len = tail;
        fill = 0;
        bs_wipe(chain, sizeof chain);
        bs_wipe(&hc, sizeof hc);
    }
    if (len > 0) memcpy(p->block + fill, in, len);
    *p->fill = (unsigned)(fill + len);
}

static void final(const struct parts *p, uint8_t *out, size_t out_len) {
    br_hash_compat_context hc;
    uint8_t full[BS_HASH_MAX];
    const br_hash_class *c = resume(p, &hc);
    c->update(&hc.vtable, p->block, *p->fill);
    c->out(&hc.vtable, full);
    memcpy(out, full, out_len);
    bs_wipe(full, sizeof full);
    bs_wipe(&hc, sizeof hc);
}

static void start(const struct parts *p) {
    br_hash_compat_context hc;
    uint8_t chain[64];
    const br_hash_class *c = bs_hash_class(p->hash);
    c->init(&hc.vtable);
    (void)c->state(&hc.vtable, chain);
    chain_in(p, chain);
}

/* Bits hashed, in the two words of the struct. */
#define COUNT32(c) ((((uint64_t)(c)->Nh << 32) | (c)->Nl) >> 3)
#define ADD32(c, len) \
    do { \
        uint64_t bits_ = ((((uint64_t)(c)->Nh << 32) | (c)->Nl)) + ((uint64_t)(len) << 3); \
        (c)->Nl = (unsigned)bits_; \
        (c)->Nh = (unsigned)(bits_ >> 32); \
    } while (0)

static struct parts parts_md5(MD5_CTX *c) {
    return (struct parts){ BS_HASH_MD5, &c->A, 4, 4, (uint8_t *)c->data, MD5_CBLOCK, &c->num, COUNT32(c), true };
}

static struct parts parts_sha1(SHA_CTX *c) {
    return (struct parts){ BS_HASH_SHA1, &c->h0, 4, 5, (uint8_t *)c->data, SHA_CBLOCK, &c->num, COUNT32(c), false };
}

static struct parts parts_sha256(SHA256_CTX *c, enum bs_hash h) {
    return (struct parts){ h, c->h, 4, 8, (uint8_t *)c->data, SHA256_CBLOCK, &c->num, COUNT32(c), false };
}

static struct parts parts_sha512(SHA512_CTX *c, enum bs_hash h) {
    return (struct parts){ h, c->h, 8, 8, c->u.p, SHA512_CBLOCK, &c->num, c->Nl >> 3, false };
}

int MD5_Init(MD5_CTX *c) {
    memset(c, 0, sizeof *c);
    struct parts p = parts_md5(c);
    start(&p);
    return 1;
}

int MD5_Update(MD5_CTX *c, const void *data, size_t len) {
    struct parts p = parts_md5(c);
    update(&p, data, len);
    ADD32(c, len);
    return 1;
}

int MD5_Final(unsigned char *md, MD5_CTX *c) {
    struct parts p = parts_md5(c);
    final(&p, md, MD5_DIGEST_LENGTH);
    bs_wipe(c, sizeof *c);
    return 1;
}

int SHA1_Init(SHA_CTX *c) {
    memset(c, 0, sizeof *c);
    struct parts p = parts_sha1(c);
    start(&p);
    return 1;
}

int SHA1_Update(SHA_CTX *c, const void *data, size_t len) {
    struct parts p = parts_sha1(c);
    update(&p, data, len);
    ADD32(c, len);
    return 1;
}

void SHA1_Transform(SHA_CTX *c, const unsigned char *data) { /* one block, uncounted; nothing is in progress */
    SHA_CTX one = *c;
    one.num = 0;
    struct parts p = parts_sha1(&one);
    p.total = 0;
    update(&p, data, SHA_CBLOCK);
    c->h0 = one.h0;
    c->h1 = one.h1;
    c->h2 = one.h2;
    c->h3 = one.h3;
    c->h4 = one.h4;
}

int SHA1_Final(unsigned char *md, SHA_CTX *c) {
    struct parts p = parts_sha1(c);
    final(&p, md, SHA_DIGEST_LENGTH);
    bs_wipe(c, sizeof *c);
    return 1;
}

static int start_sha256(SHA256_CTX *c, enum bs_hash h, unsigned len) {
    memset(c, 0, sizeof *c);
    c->md_len = len;
    struct parts p = parts_sha256(c, h);
    start(&p);
    return 1;
}

static enum bs_hash which256(const SHA256_CTX *c) {
    return c->md_len == SHA224_DIGEST_LENGTH ? BS_HASH_SHA224 : BS_HASH_SHA256;
}

int SHA224_Init(SHA256_CTX *c) { return start_sha256(c, BS_HASH_SHA224, SHA224_DIGEST_LENGTH); }
int SHA256_Init(SHA256_CTX *c) { return start_sha256(c, BS_HASH_SHA256, SHA256_DIGEST_LENGTH); }

int SHA256_Update(SHA256_CTX *c, const void *data, size_t len) {
    struct parts p = parts_sha256(c, which256(c));
    update(&p, data, len);
    ADD32(c, len);
    return 1;
}

int SHA224_Update(SHA256_CTX *c, const void *data, size_t len) { return SHA256_Update(c, data, len); }

int SHA256_Final(unsigned char *md, SHA256_CTX *c) {
    struct parts p = parts_sha256(c, which256(c));
    final(&p, md, c->md_len == SHA224_DIGEST_LENGTH ? SHA224_DIGEST_LENGTH : SHA256_DIGEST_LENGTH);
    bs_wipe(c, sizeof *c);
    return 1;
}

int SHA224_Final(unsigned char *md, SHA256_CTX *c) { return SHA256_Final(md, c); }

static int start_sha512(SHA512_CTX *c, enum bs_hash h, unsigned len) {
    memset(c, 0, sizeof *c);
    c->md_len = len;
    struct parts p = parts_sha512(c, h);
    start(&p);
    return 1;
}

static enum bs_hash which512(const SHA512_CTX *c) {
    return c->md_len == SHA384_DIGEST_LENGTH ? BS_HASH_SHA384 : BS_HASH_SHA512;
}

int SHA384_Init(SHA512_CTX *c) { return start_sha512(c, BS_HASH_SHA384, SHA384_DIGEST_LENGTH); }
int SHA512_Init(SHA512_CTX *c) { return start_sha512(c, BS_HASH_SHA512, SHA512_DIGEST_LENGTH); }

int SHA512_Update(SHA512_CTX *c, const void *data, size_t len) {
    struct parts p = parts_sha512(c, which512(c));
    update(&p, data, len);
    c->Nl += (SHA_LONG64)len << 3;
    return 1;
}

int SHA384_Update(SHA512_CTX *c, const void *data, size_t len) { return SHA512_Update(c, data, len); }

int SHA512_Final(unsigned char *md, SHA512_CTX *c) {
    struct parts p = parts_sha512(c, which512(c));
    final(&p, md, c->md_len == SHA384_DIGEST_LENGTH ? SHA384_DIGEST_LENGTH : SHA512_DIGEST_LENGTH);
    bs_wipe(c, sizeof *c);
    return 1;
}

int SHA384_Final(unsigned char *md, SHA512_CTX *c) { return SHA512_Final(md, c); }

/* One-shots; without a buffer the result is in static memory, as the manual page warns. */
static unsigned char *once(enum bs_hash h, const void *d, size_t n, unsigned char *md, unsigned char *fallback) {
    if (md == NULL) md = fallback;
    (void)bs_hash_once(h, bs_r_from(d, n), md);
    return md;
}

#define ONE_SHOT(NAME, HASH, LEN) \
    unsigned char *NAME(const unsigned char *d, size_t n, unsigned char *md) { \
        static unsigned char fallback[LEN]; \
        return once(HASH, d, n, md, fallback); \
    }
ONE_SHOT(MD5, BS_HASH_MD5, MD5_DIGEST_LENGTH)
ONE_SHOT(SHA1, BS_HASH_SHA1, SHA_DIGEST_LENGTH)
ONE_SHOT(SHA224, BS_HASH_SHA224, SHA224_DIGEST_LENGTH)
ONE_SHOT(SHA256, BS_HASH_SHA256, SHA256_DIGEST_LENGTH)
ONE_SHOT(SHA384, BS_HASH_SHA384, SHA384_DIGEST_LENGTH)
ONE_SHOT(SHA512, BS_HASH_SHA512, SHA512_DIGEST_LENGTH)
