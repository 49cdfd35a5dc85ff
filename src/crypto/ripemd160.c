#include "src/crypto/ripemd160.h"

#include "src/base/secret.h"

static bs_ripemd160_context *self(const br_hash_class **ctx) { return (bs_ripemd160_context *)(void *)ctx; }

static void init(const br_hash_class **ctx) {
    bs_ripemd160_context *c = self(ctx);
    c->vtable = &bs_ripemd160_vtable;
    ripemd160_init(&c->state);
}

static void update(const br_hash_class **ctx, const void *data, size_t len) {
    ripemd160_update(&self(ctx)->state, len, data);
}

static void out(const br_hash_class *const *ctx, void *dst) {
    struct ripemd160_ctx last = ((const bs_ripemd160_context *)(const void *)ctx)->state;
    ripemd160_digest(&last, RIPEMD160_DIGEST_SIZE, dst);
    bs_wipe(&last, sizeof last);
}

const br_hash_class bs_ripemd160_vtable = { .context_size = sizeof(bs_ripemd160_context),
                                            .desc = BR_HASHDESC_OUT(RIPEMD160_DIGEST_SIZE),
                                            .init = init,
                                            .update = update,
                                            .out = out };
