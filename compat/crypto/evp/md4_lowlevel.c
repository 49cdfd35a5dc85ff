/* MD4_* and RIPEMD160(), over Nettle's: EVP has no MD4 without the legacy provider, but these need none. */
#include <nettle/md4.h>
#include <openssl/md4.h>
#include <openssl/ripemd.h>
#include <string.h>

#include "src/base/secret.h"
#include "src/crypto/ripemd160.h"

/* The public struct has the same parts as Nettle's; only the count is another's: bits here, whole blocks there. */
static void load(const MD4_CTX *c, struct md4_ctx *m) {
    const uint64_t bits = (uint64_t)c->Nh << 32 | c->Nl;
    m->state[0] = c->A;
    m->state[1] = c->B;
    m->state[2] = c->C;
    m->state[3] = c->D;
    m->count = bits / (8 * MD4_CBLOCK);
    m->index = c->num;
    memcpy(m->block, c->data, MD4_CBLOCK);
}

static void store(MD4_CTX *c, struct md4_ctx *m) {
    const uint64_t bits = m->count * 8 * MD4_CBLOCK + 8 * m->index;
    c->A = m->state[0];
    c->B = m->state[1];
    c->C = m->state[2];
    c->D = m->state[3];
    c->Nl = (MD4_LONG)bits;
    c->Nh = (MD4_LONG)(bits >> 32);
    c->num = m->index;
    memcpy(c->data, m->block, MD4_CBLOCK);
    bs_wipe(m, sizeof *m);
}

int MD4_Init(MD4_CTX *c) {
    struct md4_ctx m;
    memset(&m, 0, sizeof m);
    md4_init(&m);
    store(c, &m);
    return 1;
}

int MD4_Update(MD4_CTX *c, const void *data, size_t len) {
    struct md4_ctx m;
    load(c, &m);
    md4_update(&m, len, data);
    store(c, &m);
    return 1;
}

int MD4_Final(unsigned char *md, MD4_CTX *c) {
    struct md4_ctx m;
    load(c, &m);
    md4_digest(&m, MD4_DIGEST_LENGTH, md);
    bs_wipe(&m, sizeof m);
    bs_wipe(c, sizeof *c);
    return 1;
}

/* Without a buffer the result is in static memory, as the manual page warns. */
unsigned char *MD4(const unsigned char *d, size_t n, unsigned char *md) {
    static unsigned char fallback[MD4_DIGEST_LENGTH];
    MD4_CTX c;
    if (md == NULL) md = fallback;
    (void)MD4_Init(&c);
    (void)MD4_Update(&c, d, n);
    (void)MD4_Final(md, &c);
    return md;
}

unsigned char *RIPEMD160(const unsigned char *d, size_t n, unsigned char *md) {
    static unsigned char fallback[RIPEMD160_DIGEST_SIZE];
    bs_ripemd160_context c;
    if (md == NULL) md = fallback;
    bs_ripemd160_vtable.init(&c.vtable);
    bs_ripemd160_vtable.update(&c.vtable, d, n);
    bs_ripemd160_vtable.out(&c.vtable, md);
    bs_wipe(&c, sizeof c);
    return md;
}
