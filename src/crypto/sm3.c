#include "src/crypto/sm3.h"

#include "src/base/secret.h"

static bs_sm3_context *self(const br_hash_class **ctx) { return (bs_sm3_context *)(void *)ctx; }

static void init(const br_hash_class **ctx) {
    bs_sm3_context *c = self(ctx);
    c->vtable = &bs_sm3_vtable;
    sm3_init(&c->state);
}

static void update(const br_hash_class **ctx, const void *data, size_t len) {
    sm3_update(&self(ctx)->state, len, data);
}

static void out(const br_hash_class *const *ctx, void *dst) {
    struct sm3_ctx last = ((const bs_sm3_context *)(const void *)ctx)->state;
    sm3_digest(&last, SM3_DIGEST_SIZE, dst);
    bs_wipe(&last, sizeof last);
}

const br_hash_class bs_sm3_vtable = { .context_size = sizeof(bs_sm3_context),
                                      .desc = BR_HASHDESC_OUT(SM3_DIGEST_SIZE),
                                      .init = init,
                                      .update = update,
                                      .out = out };
