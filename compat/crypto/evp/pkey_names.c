/* Settings by the names of digests, and what names a key and its context have.   man 3 EVP_PKEY_CTX_ctrl, EVP_PKEY_is_a */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "compat/crypto/evp/pctx_local.h"

/* --- digests ------------------------------------------------------------------------------------------------------ */

/* Ours are constants: what is fetched is not counted. */
static int by_name(EVP_PKEY_CTX *ctx, const char *name, const char *props, int (*set)(EVP_PKEY_CTX *, const EVP_MD *)) {
    EVP_MD *md = name != NULL ? EVP_MD_fetch(NULL, name, props) : NULL;
    if (md == NULL) return 0;
    int r = set(ctx, md);
    EVP_MD_free(md);
    return r;
}

static int name_out(const EVP_MD *md, char *name, size_t room) {
    const char *n = EVP_MD_get0_name(md);
    return n != NULL && name != NULL && OPENSSL_strlcpy(name, n, room) < room;
}

int EVP_PKEY_CTX_set_rsa_mgf1_md_name(EVP_PKEY_CTX *ctx, const char *mdname, const char *mdprops) {
    return by_name(ctx, mdname, mdprops, EVP_PKEY_CTX_set_rsa_mgf1_md);
}

int EVP_PKEY_CTX_get_rsa_mgf1_md_name(EVP_PKEY_CTX *ctx, char *name, size_t namelen) {
    const EVP_MD *md;
    int r = EVP_PKEY_CTX_get_rsa_mgf1_md(ctx, &md);
    return r > 0 ? name_out(md, name, namelen) : r;
}

int EVP_PKEY_CTX_set_rsa_oaep_md_name(EVP_PKEY_CTX *ctx, const char *mdname, const char *mdprops) {
    return by_name(ctx, mdname, mdprops, EVP_PKEY_CTX_set_rsa_oaep_md);
}

int EVP_PKEY_CTX_get_rsa_oaep_md_name(EVP_PKEY_CTX *ctx, char *name, size_t namelen) {
    const EVP_MD *md;
    int r = EVP_PKEY_CTX_get_rsa_oaep_md(ctx, &md);
    return r > 0 ? name_out(md, name, namelen) : r;
}

int EVP_PKEY_CTX_set_rsa_pss_keygen_md_name(EVP_PKEY_CTX *ctx, const char *mdname, const char *mdprops) {
    return by_name(ctx, mdname, mdprops, EVP_PKEY_CTX_set_rsa_pss_keygen_md);
}

int EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md_name(EVP_PKEY_CTX *ctx, const char *mdname) {
    return by_name(ctx, mdname, NULL, EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md);
}

int EVP_PKEY_CTX_md(EVP_PKEY_CTX *ctx, int optype, int cmd, const char *md) {
    const EVP_MD *found = md != NULL ? EVP_get_digestbyname(md) : NULL;
    if (found == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_INVALID_DIGEST);
        return 0;
    }
    union {
        const EVP_MD *from;
        void *to;
    } constant = { found }; /* the control's parameter is one for all types */
    return EVP_PKEY_CTX_ctrl(ctx, -1, optype, cmd, 0, constant.to);
}

int EVP_PKEY_CTX_ctrl_uint64(EVP_PKEY_CTX *ctx, int keytype, int optype, int cmd, uint64_t value) {
    return EVP_PKEY_CTX_ctrl(ctx, keytype, optype, cmd, 0, &value);
}

int EVP_PKEY_digestsign_supports_digest(EVP_PKEY *pkey, OSSL_LIB_CTX *libctx, const char *name, const char *propq) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (ctx == NULL) return -1;
    ERR_set_mark();
    int r = EVP_DigestSignInit_ex(ctx, NULL, name, libctx, propq, pkey, NULL);
    ERR_pop_to_mark();
    EVP_MD_CTX_free(ctx);
    return r;
}

/* --- types -------------------------------------------------------------------------------------------------------- */

static const struct names {
    int type;
    const char *aliases; /* all names, with colons around each */
    const char *description;
} names[] = {
    { EVP_PKEY_RSA, ":RSA:rsaEncryption:1.2.840.113549.1.1.1:2.5.8.1.1:", "OpenSSL RSA implementation" },
    { EVP_PKEY_RSA_PSS, ":RSA-PSS:RSASSA-PSS:rsassaPss:1.2.840.113549.1.1.10:", "OpenSSL RSA-PSS implementation" },
    { EVP_PKEY_EC, ":EC:id-ecPublicKey:1.2.840.10045.2.1:", "OpenSSL EC implementation" },
    { EVP_PKEY_X25519, ":X25519:1.3.101.110:", "OpenSSL X25519 implementation" },
    { EVP_PKEY_X448, ":X448:1.3.101.111:", "OpenSSL X448 implementation" },
    { EVP_PKEY_ED25519, ":ED25519:1.3.101.112:", "OpenSSL ED25519 implementation" },
    { EVP_PKEY_ED448, ":ED448:1.3.101.113:", "OpenSSL ED448 implementation" },
    { EVP_PKEY_DH, ":DH:dhKeyAgreement:1.2.840.113549.1.3.1:", "OpenSSL PKCS#3 DH implementation" },
    { EVP_PKEY_DHX, ":DHX:X9.42 DH:dhpublicnumber:1.2.840.10046.2.1:", "OpenSSL X9.42 DH implementation" },
    { EVP_PKEY_HMAC, ":HMAC:", "OpenSSL HMAC via EVP_PKEY implementation" },
    { EVP_PKEY_HKDF, ":HKDF:", "OpenSSL HKDF via EVP_PKEY implementation" },
    { EVP_PKEY_TLS1_PRF, ":TLS1-PRF:", "OpenSSL TLS1_PRF via EVP_PKEY implementation" },
    { EVP_PKEY_SCRYPT, ":SCRYPT:id-scrypt:1.3.6.1.4.1.11591.4.11:", "OpenSSL SCRYPT via EVP_PKEY implementation" },
};

static const struct names *names_of(int type) {
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].type == type) return &names[i];
    }
    return NULL;
}

int EVP_PKEY_CTX_is_a(EVP_PKEY_CTX *ctx, const char *keytype) {
    const struct names *n = names_of(ctx->type);
    return n != NULL && keytype != NULL && bs_name_listed(n->aliases, keytype);
}

int EVP_PKEY_is_a(const EVP_PKEY *pkey, const char *name) {
    const struct names *n = pkey != NULL ? names_of(pkey->type) : NULL;
    return n != NULL && name != NULL && bs_name_listed(n->aliases, name);
}

const char *EVP_PKEY_get0_description(const EVP_PKEY *pkey) {
    const struct names *n = pkey != NULL ? names_of(pkey->type) : NULL;
    return n != NULL ? n->description : NULL;
}

int EVP_PKEY_type_names_do_all(const EVP_PKEY *pkey, void (*fn)(const char *name, void *data), void *data) {
    const struct names *n = pkey != NULL ? names_of(pkey->type) : NULL;
    if (n == NULL) return 0;
    bs_names_do_all(n->aliases, fn, data);
    return 1;
}

int EVP_PKEY_set_type_str(EVP_PKEY *pkey, const char *str, int len) {
    char name[64] = "";
    const size_t n = str == NULL ? 0 : len < 0 ? strlen(str) : (size_t)len;
    if (n > 0 && n < sizeof name) memcpy(name, str, n); /* no name is longer */
    int type = bs_pkey_type_by_name(name);
    if (type != 0) return EVP_PKEY_set_type(pkey, type);
    BS_RAISE(ERR_LIB_EVP, EVP_R_UNSUPPORTED_ALGORITHM);
    return 0;
}

const unsigned char *EVP_PKEY_get0_hmac(const EVP_PKEY *pkey, size_t *len) {
    if (pkey->type != EVP_PKEY_HMAC || pkey->mac_key == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_EXPECTING_AN_HMAC_KEY);
        return NULL;
    }
    *len = pkey->mac_key_len;
    return pkey->mac_key;
}
