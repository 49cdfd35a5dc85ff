/* Reading keys without saying what they are.                 man 3 OSSL_DECODER_CTX_new_for_pkey, man 3 OSSL_DECODER_from_bio */
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/decoder.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/asn1/pem_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/pkcs8_local.h"
#include "src/base/secret.h"

struct ossl_decoder_ctx_st {
    EVP_PKEY **target; /* NULL: made by OSSL_DECODER_CTX_new(), decodes nothing */
    int type;          /* EVP_PKEY_*, 0 for any */
    bool known_type;   /* false: a type that is not here, nothing fits */
    int selection;     /* 0: any */
    bool pem, der;     /* which inputs are taken */
    char *structure;   /* NULL: any */
    char *pass;
    size_t pass_len;
    pem_password_cb *cb;
    void *cb_arg;
};

OSSL_DECODER_CTX *OSSL_DECODER_CTX_new(void) { return OPENSSL_zalloc(sizeof(OSSL_DECODER_CTX)); }

void OSSL_DECODER_CTX_free(OSSL_DECODER_CTX *ctx) {
    if (ctx == NULL) return;
    OPENSSL_clear_free(ctx->pass, ctx->pass_len);
    OPENSSL_free(ctx->structure);
    OPENSSL_free(ctx);
}

int OSSL_DECODER_CTX_set_selection(OSSL_DECODER_CTX *ctx, int selection) {
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    ctx->selection = selection;
    return 1;
}

int OSSL_DECODER_CTX_set_input_type(OSSL_DECODER_CTX *ctx, const char *input_type) {
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    ctx->pem = input_type == NULL || strcasecmp(input_type, "PEM") == 0;
    ctx->der = input_type == NULL || strcasecmp(input_type, "DER") == 0;
    return 1;
}

int OSSL_DECODER_CTX_set_input_structure(OSSL_DECODER_CTX *ctx, const char *input_structure) {
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    OPENSSL_free(ctx->structure);
    ctx->structure = input_structure != NULL ? OPENSSL_strdup(input_structure) : NULL;
    return input_structure == NULL || ctx->structure != NULL;
}

int OSSL_DECODER_CTX_set_pem_password_cb(OSSL_DECODER_CTX *ctx, pem_password_cb *cb, void *cbarg) {
    if (cb == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    ctx->cb = cb;
    ctx->cb_arg = cbarg;
    return 1;
}

int OSSL_DECODER_CTX_set_passphrase(OSSL_DECODER_CTX *ctx, const unsigned char *kstr, size_t klen) {
    char *pass = OPENSSL_malloc(klen + 1); /* never NULL, where it is empty either */
    if (pass == NULL) return 0;
    if (klen > 0) memcpy(pass, kstr, klen);
    OPENSSL_clear_free(ctx->pass, ctx->pass_len);
    ctx->pass = pass;
    ctx->pass_len = klen;
    return 1;
}

OSSL_DECODER_CTX *OSSL_DECODER_CTX_new_for_pkey(EVP_PKEY **pkey, const char *input_type, const char *input_struct,
                                                const char *keytype, int selection, OSSL_LIB_CTX *libctx,
                                                const char *propquery) {
    OSSL_DECODER_CTX *ctx = OSSL_DECODER_CTX_new();
    (void)libctx;
    (void)propquery;
    if (ctx == NULL) {
        BS_RAISE(ERR_LIB_OSSL_DECODER, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    ctx->target = pkey;
    ctx->selection = selection;
    ctx->type = keytype != NULL ? bs_pkey_type_by_name(keytype) : 0;
    ctx->known_type = keytype == NULL || EVP_PKEY_type(ctx->type) != NID_undef;
    if (OSSL_DECODER_CTX_set_input_type(ctx, input_type) && OSSL_DECODER_CTX_set_input_structure(ctx, input_struct)) return ctx;
    OSSL_DECODER_CTX_free(ctx);
    return NULL;
}

/* Programs ask whether there is any. */
int OSSL_DECODER_CTX_get_num_decoders(OSSL_DECODER_CTX *ctx) {
    return ctx != NULL && ctx->target != NULL && ctx->known_type ? ctx->pem + ctx->der : 0;
}

/* What is public alone will not do where the private key is wanted too. */
static bool wants(const OSSL_DECODER_CTX *ctx, int what) {
    if (ctx->selection == 0) return true;
    if (what == OSSL_KEYMGMT_SELECT_PUBLIC_KEY && (ctx->selection & OSSL_KEYMGMT_SELECT_PRIVATE_KEY) != 0) return false;
    return (ctx->selection & what) != 0;
}

/* Parameters are what is wanted only where no key is: a key has both. */
static bool wants_params(const OSSL_DECODER_CTX *ctx) {
    return ctx->selection == 0 || (ctx->selection & OSSL_KEYMGMT_SELECT_KEYPAIR) == 0;
}

/* Nobody is asked for the passphrase of what is not encrypted. */
static bool is_encrypted(bs_reader der) {
    const unsigned char *p = der.p;
    X509_SIG *sig = d2i_X509_SIG(NULL, &p, (long)der.len);
    X509_SIG_free(sig);
    return sig != NULL;
}

static EVP_PKEY *decrypt(const OSSL_DECODER_CTX *ctx, bs_reader der) {
    char pass[PEM_BUFSIZE];
    if (!is_encrypted(der)) return NULL;
    if (ctx->pass != NULL) return bs_pkcs8_read(der, bs_r_from(ctx->pass, ctx->pass_len));
    if (ctx->cb == NULL) {
        BS_RAISE(ERR_LIB_CRYPTO, ERR_R_PASSED_INVALID_ARGUMENT);
        return NULL;
    }
    int n = bs_passphrase(pass, PEM_BUFSIZE, 0, ctx->cb, ctx->cb_arg);
    EVP_PKEY *key = n >= 0 ? bs_pkcs8_read(der, bs_r_from(pass, (size_t)n)) : NULL;
    bs_wipe(pass, sizeof pass);
    return key;
}

static EVP_PKEY *rsa_public(bs_reader der) {
    const unsigned char *p = der.p;
    RSA *r = d2i_RSAPublicKey(NULL, &p, (long)der.len);
    EVP_PKEY *pkey = r != NULL ? EVP_PKEY_new() : NULL;
    if (pkey != NULL && bs_pkey_own(pkey, EVP_PKEY_RSA, r)) return pkey;
    EVP_PKEY_free(pkey);
    RSA_free(r);
    return NULL;
}

static const struct row {
    const char *label;
    int what; /* 0: parameters */
    enum bs_key_format format;
} rows[] = {
    { PEM_STRING_PKCS8, OSSL_KEYMGMT_SELECT_PRIVATE_KEY, BS_KEY_FORMAT_ANY },
    { PEM_STRING_PKCS8INF, OSSL_KEYMGMT_SELECT_PRIVATE_KEY, BS_KEY_FORMAT_PKCS8 },
    { PEM_STRING_RSA, OSSL_KEYMGMT_SELECT_PRIVATE_KEY, BS_KEY_FORMAT_PKCS1 },
    { PEM_STRING_ECPRIVATEKEY, OSSL_KEYMGMT_SELECT_PRIVATE_KEY, BS_KEY_FORMAT_SEC1 },
    { PEM_STRING_PUBLIC, OSSL_KEYMGMT_SELECT_PUBLIC_KEY, BS_KEY_FORMAT_ANY },
    { PEM_STRING_DHPARAMS, 0, BS_KEY_FORMAT_ANY }, /* before RSA's public keys, which look like them in DER */
    { PEM_STRING_RSA_PUBLIC, OSSL_KEYMGMT_SELECT_PUBLIC_KEY, BS_KEY_FORMAT_ANY },
    { PEM_STRING_DHXPARAMS, 0, BS_KEY_FORMAT_ANY },
    { PEM_STRING_ECPARAMETERS, 0, BS_KEY_FORMAT_ANY },
};
enum { NUM_ROWS = sizeof rows / sizeof rows[0] };

/* As OpenSSL's decoders, who take the structure for a wish, but for encrypted keys. */
static bool fits(const OSSL_DECODER_CTX *ctx, const struct row *r) {
    if (strcmp(r->label, PEM_STRING_PKCS8) == 0 && ctx->structure != NULL &&
        strcasecmp(ctx->structure, "EncryptedPrivateKeyInfo") != 0) {
        return false;
    }
    return r->what != 0 ? wants(ctx, r->what) : wants_params(ctx);
}

static EVP_PKEY *decode_as(const OSSL_DECODER_CTX *ctx, const struct row *r, bs_reader der) {
    if (r->what == 0) return bs_key_params_from(r->label, der);
    if (strcmp(r->label, PEM_STRING_PKCS8) == 0) return decrypt(ctx, der);
    if (strcmp(r->label, PEM_STRING_PUBLIC) == 0) return bs_evp_pkey_from_spki(der);
    if (strcmp(r->label, PEM_STRING_RSA_PUBLIC) == 0) return rsa_public(der);
    return bs_key_from_der(der, r->format, 0, 0, BS_KEY_READER_OBJECT);
}

static bool deliver(const OSSL_DECODER_CTX *ctx, EVP_PKEY *made) {
    if (made == NULL) return false;
    if (ctx->type != 0 && made->type != ctx->type) {
        EVP_PKEY_free(made);
        return false;
    }
    EVP_PKEY_free(*ctx->target);
    *ctx->target = made;
    return true;
}

/* A wrong passphrase is told; that other forms do not fit is not. */
static bool wrong_passphrase(void) {
    unsigned long e = ERR_peek_last_error();
    return ERR_GET_LIB(e) == ERR_LIB_PKCS12 || ERR_GET_LIB(e) == ERR_LIB_PEM || ERR_GET_LIB(e) == ERR_LIB_CRYPTO;
}

static bool decode(const OSSL_DECODER_CTX *ctx, const char *label, bs_reader der, bool *told) {
    for (int i = 0; i < NUM_ROWS; i++) {
        if (label != NULL && strcmp(label, rows[i].label) != 0) continue;
        if (!fits(ctx, &rows[i])) continue;
        ERR_set_mark();
        if (deliver(ctx, decode_as(ctx, &rows[i], der))) {
            ERR_pop_to_mark();
            return true;
        }
        *told = label != NULL && strcmp(label, PEM_STRING_PKCS8) == 0 && wrong_passphrase();
        if (*told) {
            ERR_clear_last_mark();
            return false;
        }
        ERR_pop_to_mark();
    }
    return false;
}

static int with_passphrase(char *buf, int size, int rwflag, void *u) {
    const OSSL_DECODER_CTX *ctx = u;
    if (ctx->pass == NULL) return ctx->cb != NULL ? ctx->cb(buf, size, rwflag, ctx->cb_arg) : -1;
    if (ctx->pass_len > (size_t)size) return -1;
    memcpy(buf, ctx->pass, ctx->pass_len);
    return (int)ctx->pass_len;
}

/* Block after block, until one is what is looked for. */
static bool from_pem(OSSL_DECODER_CTX *ctx, BIO *in, bool *told) {
    bool done = false;
    ERR_set_mark();
    while (!done && !*told) {
        struct bs_pem_block b = { .name = NULL };
        EVP_CIPHER_INFO cipher;
        if (!PEM_read_bio(in, &b.name, &b.header, &b.data, &b.len)) break;
        if (!PEM_get_EVP_CIPHER_INFO(b.header, &cipher) || !PEM_do_header(&cipher, b.data, &b.len, with_passphrase, ctx)) {
            *told = true; /* its traditional encryption */
        } else {
            done = decode(ctx, b.name, bs_r_from(b.data, (size_t)b.len), told);
        }
        bs_pem_block_free(&b);
    }
    if (*told) ERR_clear_last_mark();
    else ERR_pop_to_mark();
    return done;
}

int OSSL_DECODER_from_bio(OSSL_DECODER_CTX *ctx, BIO *in) {
    bool told = false;
    if (in == NULL) {
        BS_RAISE(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if (OSSL_DECODER_CTX_get_num_decoders(ctx) == 0) {
        BS_RAISE_DATA(ERR_LIB_OSSL_DECODER, OSSL_DECODER_R_DECODER_NOT_FOUND,
                      "No decoders were found. For standard decoders you need at least one of the default or base providers "
                      "available. Did you forget to load them?");
        return 0;
    }
    const int start = (int)BIO_tell(in);
    if (ctx->pem && from_pem(ctx, in, &told)) return 1;
    if (ctx->der && !told) {
        uint8_t *der = NULL;
        ERR_set_mark();
        if (ctx->pem && start >= 0) (void)BIO_seek(in, start);
        long len = bs_bio_read_der(in, &der);
        ERR_pop_to_mark();
        bool ok = len > 0 && decode(ctx, NULL, bs_r_from(der, (size_t)len), &told);
        OPENSSL_clear_free(der, len > 0 ? (size_t)len : 0);
        if (ok) return 1;
    }
    if (!told) {
        BS_RAISE_DATA(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED, "No supported data to decode.%s%s",
                      ctx->pem && ctx->der ? "" : " Input type: ", ctx->pem && ctx->der ? "" : ctx->pem ? "PEM" : "DER");
    }
    return 0;
}

int OSSL_DECODER_from_fp(OSSL_DECODER_CTX *ctx, FILE *in) {
    BIO *b = BIO_new_fp(in, BIO_NOCLOSE);
    int ok = b != NULL && OSSL_DECODER_from_bio(ctx, b);
    BIO_free(b);
    return ok;
}

int OSSL_DECODER_from_data(OSSL_DECODER_CTX *ctx, const unsigned char **pdata, size_t *pdata_len) {
    if (pdata == NULL || *pdata == NULL || pdata_len == NULL || *pdata_len > INT32_MAX) {
        BS_RAISE(ERR_LIB_OSSL_DECODER, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    BIO *b = BIO_new_mem_buf(*pdata, (int)*pdata_len);
    int ok = b != NULL && OSSL_DECODER_from_bio(ctx, b);
    if (ok) {
        size_t left = BIO_ctrl_pending(b);
        *pdata += *pdata_len - left;
        *pdata_len = left;
    }
    BIO_free(b);
    return ok;
}
