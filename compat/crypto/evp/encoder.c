/* Writing keys by the names of a form and a structure.        man 3 OSSL_ENCODER_CTX_new_for_pkey, man 3 OSSL_ENCODER_to_bio */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/encoder.h>
#include <openssl/encodererr.h>
#include <openssl/pem.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"

enum output { PEM, DER, TEXT, NO_OUTPUT };

struct ossl_encoder_ctx_st {
    const EVP_PKEY *pkey; /* NULL: made by OSSL_ENCODER_CTX_new(), encodes nothing */
    int selection;
    enum output output;
    char *structure; /* NULL: what suits the selection */
    const EVP_CIPHER *cipher;
    char *pass;
    size_t pass_len;
    pem_password_cb *cb;
    void *cb_arg;
};

OSSL_ENCODER_CTX *OSSL_ENCODER_CTX_new(void) {
    OSSL_ENCODER_CTX *ctx = OPENSSL_zalloc(sizeof *ctx);
    if (ctx != NULL) ctx->output = NO_OUTPUT;
    else BS_RAISE(ERR_LIB_OSSL_ENCODER, ERR_R_MALLOC_FAILURE);
    return ctx;
}

void OSSL_ENCODER_CTX_free(OSSL_ENCODER_CTX *ctx) {
    if (ctx == NULL) return;
    OPENSSL_clear_free(ctx->pass, ctx->pass_len);
    OPENSSL_free(ctx->structure);
    OPENSSL_free(ctx);
}

static int null(const OSSL_ENCODER_CTX *ctx) {
    if (ctx == NULL) BS_RAISE(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_NULL_PARAMETER);
    return ctx == NULL;
}

int OSSL_ENCODER_CTX_set_selection(OSSL_ENCODER_CTX *ctx, int selection) {
    if (null(ctx)) return 0;
    if (selection == 0) {
        BS_RAISE(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    ctx->selection = selection;
    return 1;
}

int OSSL_ENCODER_CTX_set_output_type(OSSL_ENCODER_CTX *ctx, const char *output_type) {
    if (ctx == NULL || output_type == NULL) {
        BS_RAISE(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    ctx->output = strcasecmp(output_type, "PEM") == 0    ? PEM
                  : strcasecmp(output_type, "DER") == 0  ? DER
                  : strcasecmp(output_type, "TEXT") == 0 ? TEXT
                                                         : NO_OUTPUT;
    return 1;
}

int OSSL_ENCODER_CTX_set_output_structure(OSSL_ENCODER_CTX *ctx, const char *output_structure) {
    if (ctx == NULL || output_structure == NULL) {
        BS_RAISE(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    OPENSSL_free(ctx->structure);
    ctx->structure = OPENSSL_strdup(output_structure);
    return ctx->structure != NULL;
}

int OSSL_ENCODER_CTX_set_cipher(OSSL_ENCODER_CTX *ctx, const char *cipher_name, const char *propquery) {
    (void)propquery;
    if (null(ctx)) return 0;
    ctx->cipher = cipher_name != NULL ? EVP_get_cipherbyname(cipher_name) : NULL;
    if (cipher_name == NULL || ctx->cipher != NULL) return 1;
    BS_RAISE_DATA(ERR_LIB_OSSL_ENCODER, ERR_R_UNSUPPORTED, "%s", cipher_name);
    return 0;
}

int OSSL_ENCODER_CTX_set_passphrase(OSSL_ENCODER_CTX *ctx, const unsigned char *kstr, size_t klen) {
    char *pass = OPENSSL_malloc(klen + 1);
    if (pass == NULL) return 0;
    if (klen > 0) memcpy(pass, kstr, klen);
    OPENSSL_clear_free(ctx->pass, ctx->pass_len);
    ctx->pass = pass;
    ctx->pass_len = klen;
    return 1;
}

int OSSL_ENCODER_CTX_set_pem_password_cb(OSSL_ENCODER_CTX *ctx, pem_password_cb *cb, void *cbarg) {
    if (cb == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    ctx->cb = cb;
    ctx->cb_arg = cbarg;
    return 1;
}

OSSL_ENCODER_CTX *OSSL_ENCODER_CTX_new_for_pkey(const EVP_PKEY *pkey, int selection, const char *output_type,
                                                const char *output_struct, const char *propquery) {
    (void)propquery;
    if (pkey == NULL) {
        BS_RAISE(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (pkey->type == EVP_PKEY_NONE) {
        BS_RAISE_DATA(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_INVALID_ARGUMENT, "The passed EVP_PKEY must be assigned a key");
        return NULL;
    }
    OSSL_ENCODER_CTX *ctx = OSSL_ENCODER_CTX_new();
    if (ctx == NULL) return NULL;
    ctx->pkey = pkey;
    ctx->selection = selection;
    if ((output_type == NULL || OSSL_ENCODER_CTX_set_output_type(ctx, output_type)) &&
        (output_struct == NULL || OSSL_ENCODER_CTX_set_output_structure(ctx, output_struct))) {
        return ctx;
    }
    OSSL_ENCODER_CTX_free(ctx);
    return NULL;
}

/* --- what is written ---------------------------------------------------------------------------------------------------- */

enum form { PKCS8, ENCRYPTED, TRADITIONAL, SPKI, PUBLIC, PARAMS, NO_FORM };

static bool is(const OSSL_ENCODER_CTX *ctx, const char *name) {
    return ctx->structure != NULL && strcasecmp(ctx->structure, name) == 0;
}

/* A type's own structure, by that word or its name. */
static bool own(const OSSL_ENCODER_CTX *ctx, bool rsa, bool ec) {
    return is(ctx, "type-specific") || (rsa && (is(ctx, "pkcs1") || is(ctx, "rsa"))) || (ec && (is(ctx, "x9.62") || is(ctx, "ec")));
}

static enum form private_form(const OSSL_ENCODER_CTX *ctx, bool rsa, bool ec) {
    if (ctx->structure == NULL || is(ctx, "PrivateKeyInfo")) return PKCS8;
    if (is(ctx, "EncryptedPrivateKeyInfo")) return ENCRYPTED;
    return (rsa || ec) && own(ctx, rsa, ec) ? TRADITIONAL : NO_FORM;
}

static enum form form_of(const OSSL_ENCODER_CTX *ctx) {
    const int type = ctx->pkey != NULL ? ctx->pkey->type : EVP_PKEY_NONE;
    const bool rsa = type == EVP_PKEY_RSA, ec = type == EVP_PKEY_EC;
    if (ctx->output == NO_OUTPUT || type == EVP_PKEY_NONE) return NO_FORM;
    if ((ctx->selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0) return private_form(ctx, rsa, ec);
    if ((ctx->selection & OSSL_KEYMGMT_SELECT_PUBLIC_KEY) != 0) {
        if (ctx->structure == NULL || is(ctx, "SubjectPublicKeyInfo")) return SPKI;
        return rsa && own(ctx, rsa, false) ? PUBLIC : NO_FORM;
    }
    if ((ctx->selection & OSSL_KEYMGMT_SELECT_ALL_PARAMETERS) == 0 || (!ec && ctx->pkey->dh == NULL)) return NO_FORM;
    return ctx->structure == NULL || own(ctx, false, ec) ? PARAMS : NO_FORM;
}

/* Programs ask whether there is any: for a key of that type, whatever is asked of it. */
int OSSL_ENCODER_CTX_get_num_encoders(OSSL_ENCODER_CTX *ctx) {
    return ctx != NULL && ctx->pkey != NULL && ctx->pkey->type != EVP_PKEY_NONE;
}

static int print(const OSSL_ENCODER_CTX *ctx, BIO *out) {
    if ((ctx->selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0) return EVP_PKEY_print_private(out, ctx->pkey, 0, NULL);
    if ((ctx->selection & OSSL_KEYMGMT_SELECT_PUBLIC_KEY) != 0) return EVP_PKEY_print_public(out, ctx->pkey, 0, NULL);
    return EVP_PKEY_print_params(out, ctx->pkey, 0, NULL);
}

static int write_pkcs8(const OSSL_ENCODER_CTX *ctx, BIO *out) {
    int (*write)(BIO *, const EVP_PKEY *, const EVP_CIPHER *, const char *, int, pem_password_cb *, void *) =
        ctx->output == PEM ? PEM_write_bio_PKCS8PrivateKey : i2d_PKCS8PrivateKey_bio;
    return write(out, ctx->pkey, ctx->cipher, ctx->pass, (int)ctx->pass_len, ctx->cb, ctx->cb_arg);
}

static int write_traditional(const OSSL_ENCODER_CTX *ctx, BIO *out) {
    if (ctx->output == PEM) {
        return PEM_write_bio_PrivateKey_traditional(out, ctx->pkey, ctx->cipher, (const unsigned char *)ctx->pass,
                                                    (int)ctx->pass_len, ctx->cb, ctx->cb_arg);
    }
    if (ctx->cipher == NULL) return i2d_PrivateKey_bio(out, ctx->pkey);
    BS_RAISE(ERR_LIB_OSSL_ENCODER, ERR_R_UNSUPPORTED); /* it has no encrypted form in DER */
    return 0;
}

static int write_public(const OSSL_ENCODER_CTX *ctx, BIO *out) {
    uint8_t *der;
    size_t len, room;
    if (!bs_pkey_encode(ctx->pkey, BS_ENC_PUBLIC, &der, &len, &room)) return 0;
    int ok = ctx->output == PEM ? PEM_write_bio(out, PEM_STRING_RSA_PUBLIC, "", der, (long)len) > 0
                                : BIO_write(out, der, (int)len) == (int)len;
    OPENSSL_free(der);
    return ok;
}

int OSSL_ENCODER_to_bio(OSSL_ENCODER_CTX *ctx, BIO *out) {
    if (null(ctx)) return 0;
    enum form form = form_of(ctx);
    if (ctx->pkey != NULL && ctx->output == TEXT) return print(ctx, out);
    switch (form) {
    case PKCS8: return write_pkcs8(ctx, out);
    case ENCRYPTED:
        if (ctx->cipher != NULL) return write_pkcs8(ctx, out);
        break;
    case TRADITIONAL: return write_traditional(ctx, out);
    case SPKI: return ctx->output == PEM ? PEM_write_bio_PUBKEY(out, ctx->pkey) : i2d_PUBKEY_bio(out, ctx->pkey);
    case PUBLIC: return write_public(ctx, out);
    case PARAMS: return ctx->output == PEM ? PEM_write_bio_Parameters(out, ctx->pkey) : i2d_KeyParams_bio(out, ctx->pkey);
    case NO_FORM: break;
    }
    if (ctx->pkey != NULL) return 0; /* what was asked for, the key has not: OpenSSL says no more */
    BS_RAISE_DATA(ERR_LIB_OSSL_ENCODER, OSSL_ENCODER_R_ENCODER_NOT_FOUND,
                  "No encoders were found. For standard encoders you need at least one of the default or base providers "
                  "available. Did you forget to load them?");
    return 0;
}

int OSSL_ENCODER_to_fp(OSSL_ENCODER_CTX *ctx, FILE *fp) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok = b != NULL && OSSL_ENCODER_to_bio(ctx, b);
    BIO_free(b);
    return ok;
}

/* Into the caller's memory, if there is enough of it, or new memory (man page). */
int OSSL_ENCODER_to_data(OSSL_ENCODER_CTX *ctx, unsigned char **pdata, size_t *pdata_len) {
    char *p;
    if (pdata_len == NULL) {
        BS_RAISE(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    BIO *b = BIO_new(BIO_s_secmem());
    if (b == NULL || !OSSL_ENCODER_to_bio(ctx, b)) {
        BIO_free(b);
        return 0;
    }
    size_t n = (size_t)BIO_get_mem_data(b, &p);
    int ok = 1;
    if (pdata == NULL) {
        *pdata_len = n;
    } else if (*pdata == NULL) {
        *pdata = OPENSSL_memdup(p, n);
        ok = *pdata != NULL;
        *pdata_len = n;
    } else if (*pdata_len < n) {
        ok = 0;
    } else {
        memcpy(*pdata, p, n);
        *pdata += n;
        *pdata_len -= n;
    }
    BIO_free(b);
    return ok;
}
