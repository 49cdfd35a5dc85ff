/* Digests of a program's own, and contexts that have one.                                     man 3 EVP_MD_meth_new */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/params.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"

struct own_md {
    EVP_MD md;
    struct bs_own_md own;
};

/* Where only the name counts, one that the library knows stands for the library's digest. */
EVP_MD *EVP_MD_meth_new(int md_type, int pkey_type) {
    struct own_md *o = OPENSSL_zalloc(sizeof *o);
    if (o == NULL) return NULL;
    const char *name = OBJ_nid2sn(md_type), *text = OBJ_nid2ln(md_type);
    const EVP_MD *named = name != NULL ? bs_md_by_name(name) : NULL;
    o->md = (EVP_MD){ .nid = md_type,
                      .pkey_nid = pkey_type,
                      .name = name != NULL ? name : "",
                      .aliases = named != NULL ? named->aliases : ":",
                      .pkey_names = ":",
                      .description = text,
                      .hash = named != NULL ? named->hash : BS_HASH_NONE,
                      .class = named != NULL ? named->class : NULL,
                      .own = &o->own };
    return &o->md;
}

EVP_MD *EVP_MD_meth_dup(const EVP_MD *md) {
    if (md->own == NULL) return NULL; /* as OpenSSL of a fetched one: there is nothing that could be changed */
    EVP_MD *dup = EVP_MD_meth_new(md->nid, md->pkey_nid);
    if (dup == NULL) return NULL;
    *dup->own = *md->own;
    dup->size = md->size;
    dup->block_size = md->block_size;
    dup->flags = md->flags;
    return dup;
}

void EVP_MD_meth_free(EVP_MD *md) {
    if (md != NULL && md->own != NULL) OPENSSL_free(md);
}

/* What was set stays: each of these says 0 the second time, as in OpenSSL. The library's own are constants. */
#define SETTER(name, type, member)                            \
    int EVP_MD_meth_set_##name(EVP_MD *md, type value) {      \
        if (md->own == NULL || md->member) return 0;          \
        md->member = value;                                   \
        return 1;                                             \
    }

typedef int (*init_fn)(EVP_MD_CTX *ctx);
typedef int (*update_fn)(EVP_MD_CTX *ctx, const void *data, size_t count);
typedef int (*final_fn)(EVP_MD_CTX *ctx, unsigned char *md);
typedef int (*copy_fn)(EVP_MD_CTX *to, const EVP_MD_CTX *from);
typedef int (*cleanup_fn)(EVP_MD_CTX *ctx);
typedef int (*ctrl_fn)(EVP_MD_CTX *ctx, int cmd, int p1, void *p2);

SETTER(input_blocksize, int, block_size)
SETTER(result_size, int, size)
SETTER(app_datasize, int, own->data_size)
SETTER(flags, unsigned long, flags)
SETTER(init, init_fn, own->init)
SETTER(update, update_fn, own->update)
SETTER(final, final_fn, own->final)
SETTER(copy, copy_fn, own->copy)
SETTER(cleanup, cleanup_fn, own->cleanup)
SETTER(ctrl, ctrl_fn, own->ctrl)

int EVP_MD_meth_get_input_blocksize(const EVP_MD *md) { return md->block_size; }
int EVP_MD_meth_get_result_size(const EVP_MD *md) { return md->size; }
int EVP_MD_meth_get_app_datasize(const EVP_MD *md) { return md->own != NULL ? md->own->data_size : 0; }
unsigned long EVP_MD_meth_get_flags(const EVP_MD *md) { return md->flags; }
init_fn EVP_MD_meth_get_init(const EVP_MD *md) { return md->own != NULL ? md->own->init : NULL; }
update_fn EVP_MD_meth_get_update(const EVP_MD *md) { return md->own != NULL ? md->own->update : NULL; }
final_fn EVP_MD_meth_get_final(const EVP_MD *md) { return md->own != NULL ? md->own->final : NULL; }
copy_fn EVP_MD_meth_get_copy(const EVP_MD *md) { return md->own != NULL ? md->own->copy : NULL; }
cleanup_fn EVP_MD_meth_get_cleanup(const EVP_MD *md) { return md->own != NULL ? md->own->cleanup : NULL; }
ctrl_fn EVP_MD_meth_get_ctrl(const EVP_MD *md) { return md->own != NULL ? md->own->ctrl : NULL; }

/* --- contexts ----------------------------------------------------------------------------------------------------- */

static bool make_data(EVP_MD_CTX *ctx, const EVP_MD *md) {
    if (md->own->data_size <= 0) return true;
    ctx->own_data = OPENSSL_zalloc((size_t)md->own->data_size);
    if (ctx->own_data == NULL) BS_RAISE(ERR_LIB_EVP, ERR_R_MALLOC_FAILURE);
    return ctx->own_data != NULL;
}

int bs_own_md_start(EVP_MD_CTX *ctx, const EVP_MD *type) {
    const bool inits = (ctx->flags & EVP_MD_CTX_FLAG_NO_INIT) == 0;
    if (ctx->md != type) {
        bs_own_md_end(ctx);
        ctx->md = type;
        if (inits) {
            ctx->own_update = type->own->update;
            if (!make_data(ctx, type)) return 0;
        }
    }
    ctx->ready = true;
    if (!inits) return 1;
    if (type->own->init != NULL) return type->own->init(ctx);
    BS_RAISE(ERR_LIB_EVP, EVP_R_INITIALIZATION_ERROR);
    return 0;
}

int bs_own_md_update(EVP_MD_CTX *ctx, const void *data, size_t n) {
    if (ctx->own_update != NULL) return ctx->own_update(ctx, data, n);
    BS_RAISE(ERR_LIB_EVP, EVP_R_UPDATE_ERROR);
    return 0;
}

static void clean(EVP_MD_CTX *ctx) {
    if (ctx->md->own->cleanup != NULL) {
        (void)ctx->md->own->cleanup(ctx);
        ctx->flags |= EVP_MD_CTX_FLAG_CLEANED;
    }
    if (ctx->own_data != NULL) OPENSSL_cleanse(ctx->own_data, (size_t)ctx->md->own->data_size);
}

int bs_own_md_final(EVP_MD_CTX *ctx, unsigned char *out) {
    const EVP_MD *md = ctx->md;
    if (md->own->final == NULL || md->size < 0 || md->size > EVP_MAX_MD_SIZE) { /* callers have room for so much */
        BS_RAISE(ERR_LIB_EVP, EVP_R_FINAL_ERROR);
        return 0;
    }
    int ok = md->own->final(ctx, out);
    clean(ctx);
    return ok;
}

int bs_own_md_final_xof(EVP_MD_CTX *ctx, unsigned char *out, size_t len) {
    const EVP_MD *md = ctx->md;
    const bool takes = (md->flags & EVP_MD_FLAG_XOF) != 0 && len <= INT32_MAX && md->own->ctrl != NULL &&
                       md->own->final != NULL;
    if (!takes || md->own->ctrl(ctx, EVP_MD_CTRL_XOF_LEN, (int)len, NULL) == 0) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_NOT_XOF_OR_INVALID_LENGTH);
        return 0;
    }
    int ok = md->own->final(ctx, out);
    clean(ctx);
    return ok;
}

int bs_own_md_copied(EVP_MD_CTX *to, const EVP_MD_CTX *from) {
    to->own_data = NULL;
    if (from->own_data != NULL) {
        if (!make_data(to, from->md)) return 0;
        memcpy(to->own_data, from->own_data, (size_t)from->md->own->data_size);
    }
    return to->md->own->copy != NULL ? to->md->own->copy(to, from) : 1;
}

void bs_own_md_end(EVP_MD_CTX *ctx) {
    if (ctx->md == NULL || ctx->md->own == NULL) return;
    const struct bs_own_md *own = ctx->md->own;
    if (own->cleanup != NULL && (ctx->flags & EVP_MD_CTX_FLAG_CLEANED) == 0) (void)own->cleanup(ctx);
    OPENSSL_clear_free(ctx->own_data, own->data_size > 0 ? (size_t)own->data_size : 0);
    ctx->own_data = NULL;
}

void *EVP_MD_CTX_get0_md_data(const EVP_MD_CTX *ctx) { return ctx->own_data; }

update_fn EVP_MD_CTX_update_fn(EVP_MD_CTX *ctx) { return ctx->own_update; }

/* A digest of the library's keeps its own, as in OpenSSL. */
void EVP_MD_CTX_set_update_fn(EVP_MD_CTX *ctx, update_fn update) { ctx->own_update = update; }

static int ctrl_own(EVP_MD_CTX *ctx, int cmd, int p1, void *p2) {
    if (ctx->md->own->ctrl != NULL) return ctx->md->own->ctrl(ctx, cmd, p1, p2);
    BS_RAISE(ERR_LIB_EVP, EVP_R_CTRL_NOT_IMPLEMENTED);
    return 0;
}

int EVP_MD_CTX_ctrl(EVP_MD_CTX *ctx, int cmd, int p1, void *p2) {
    OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };
    size_t len = (size_t)p1;
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (ctx->md != NULL && ctx->md->own != NULL) {
        int ret = ctrl_own(ctx, cmd, p1, p2);
        return ret > 0 ? ret : 0;
    }
    switch (cmd) {
    case EVP_MD_CTRL_XOF_LEN: params[0] = OSSL_PARAM_construct_size_t(OSSL_DIGEST_PARAM_XOFLEN, &len); break;
    case EVP_CTRL_SSL3_MASTER_SECRET:
        params[0] = OSSL_PARAM_construct_octet_string(OSSL_DIGEST_PARAM_SSL3_MS, p2, len);
        break;
    default: return 0; /* no digest here has another */
    }
    return EVP_MD_CTX_set_params(ctx, params) > 0;
}
