/**
 * \file kdf_local.h
 * \brief EVP_KDF: one table of algorithms, one set of settings for all.                              man 3 EVP_KDF
 */
#ifndef BS_COMPAT_EVP_KDF_LOCAL_H
#define BS_COMPAT_EVP_KDF_LOCAL_H

#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <stdbool.h>

#include "src/base/reader.h"

/** Bytes that a context owns; wiped when replaced. */
struct bs_kdf_bytes {
    uint8_t *p; /* NULL: not set */
    size_t len;
};

/** The values that are bytes, by what most call them. */
enum bs_kdf_value {
    BS_KDF_KEY,  /* also: password, secret */
    BS_KDF_SALT, /* KBKDF: label */
    BS_KDF_INFO, /* TLS1-PRF: seed; KBKDF: context */
    BS_KDF_XCGHASH,
    BS_KDF_SESSION_ID,
    BS_KDF_SEED,   /* KBKDF's */
    BS_KDF_PREFIX, /* TLS 1.3's, as the next two */
    BS_KDF_LABEL,
    BS_KDF_DATA,
    BS_KDF_CONSTANT, /* Kerberos's */
    BS_KDF_NUM_VALUES
};

/** What parameters have set; each algorithm reads its own. */
struct evp_kdf_ctx_st {
    const EVP_KDF *kdf;
    const EVP_MD *md;
    const EVP_CIPHER *cipher; /* Kerberos's */
    int id;                   /* PKCS#12's purpose */
    struct bs_kdf_bytes value[BS_KDF_NUM_VALUES];
    EVP_MAC_CTX *mac;       /* SSKDF, KBKDF: NULL: none was named */
    bool mac_keyed;         /* KBKDF: it can begin */
    size_t mac_size;        /* SSKDF with KMAC; 0: as long as the output */
    bool feedback, no_length, no_separator; /* KBKDF */
    int mode;               /* EVP_KDF_HKDF_MODE_* */
    char type;              /* SSHKDF: 'A' to 'F' */
    bool checks;            /* PBKDF2: SP 800-132's lower bounds */
    uint64_t iter, n, r, p, maxmem;
};

/** An algorithm. All are constants of the library, so that nothing is counted or freed. */
struct evp_kdf_st {
    const char *name;
    const char *names; /* all, with colons around each */
    void (*reset)(EVP_KDF_CTX *ctx); /* sets what is not zero by default; NULL if all is */
    int (*derive)(EVP_KDF_CTX *ctx, unsigned char *out, size_t len);
    size_t (*size)(const EVP_KDF_CTX *ctx); /* NULL: as long as one likes */
    int (*settle)(EVP_KDF_CTX *ctx);        /* judges what was set, all together; NULL: nothing to judge */
};

/** A value as a view; empty when it is not set. */
static inline bs_reader bs_kdf_view(const EVP_KDF_CTX *ctx, enum bs_kdf_value which) {
    return bs_r_from(ctx->value[which].p, ctx->value[which].len);
}

/** True if it was set, be it to nothing. */
static inline bool bs_kdf_has(const EVP_KDF_CTX *ctx, enum bs_kdf_value which) { return ctx->value[which].p != NULL; }

/** Replaces a value. False, with an error queued, when memory is out. */
BS_CHECKED bool bs_kdf_set(struct bs_kdf_bytes *b, const void *data, size_t len);
/** The same, behind what is there. */
BS_CHECKED bool bs_kdf_append(struct bs_kdf_bytes *b, const void *data, size_t len);

/** A copy; NULL if src is, or memory is out. (OpenSSL 3.0's EVP_KDF_CTX_dup() copies none, and is not exported.) */
EVP_KDF_CTX *bs_kdf_ctx_dup(const EVP_KDF_CTX *src);

/** \name HKDF's two steps. False when memory is out or the output is too long.                        RFC 5869 2.2, 2.3
 * @{ */
BS_CHECKED bool bs_hkdf_extract(const EVP_MD *md, bs_reader salt, bs_reader ikm, uint8_t prk[EVP_MAX_MD_SIZE]);
BS_CHECKED bool bs_hkdf_expand(const EVP_MD *md, bs_reader prk, bs_reader info, uint8_t *out, size_t len);
/** @} */

/** Queues a reason of the provider's and returns 0. */
int bs_kdf_refuse(int reason);

/** \name The algorithms; each file has one. 1, or 0 with an error queued.
 * @{ */
int bs_hkdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len);     /* RFC 5869 */
size_t bs_hkdf_size(const EVP_KDF_CTX *ctx);
int bs_tls1_prf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len); /* RFC 5246 5; RFC 2246 5 */
int bs_tls13_kdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len); /* RFC 8446 7.1 */
int bs_tls13_kdf_settle(EVP_KDF_CTX *ctx);
int bs_kbkdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len);    /* SP 800-108 4.1, 4.2 */
int bs_kbkdf_settle(EVP_KDF_CTX *ctx);
int bs_sskdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len);    /* SP 800-56C 4.1 */
int bs_sskdf_mac_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len); /* the same with a MAC */
size_t bs_sskdf_size(const EVP_KDF_CTX *ctx);
int bs_x963kdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len);  /* SEC 1 3.6.1 */
int bs_krb5kdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len);  /* RFC 3961 5.3 */
size_t bs_krb5kdf_size(const EVP_KDF_CTX *ctx);
int bs_pkcs12kdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len); /* RFC 7292 B.2 */
int bs_sshkdf_derive(EVP_KDF_CTX *ctx, unsigned char *out, size_t len);   /* RFC 4253 7.2 */
/** @} */

#endif
