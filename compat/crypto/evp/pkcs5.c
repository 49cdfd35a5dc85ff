/* PBKDF2.                                                                               man 3 PKCS5_PBKDF2_HMAC; RFC 8018 5.2 */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/md_local.h"
#include "src/base/secret.h"

static bool block(HMAC_CTX *h, const EVP_MD *md, const unsigned char *salt, int saltlen, int iter, uint32_t index,
                  uint8_t *t) {
    const uint8_t be[4] = { (uint8_t)(index >> 24), (uint8_t)(index >> 16), (uint8_t)(index >> 8), (uint8_t)index };
    uint8_t u[EVP_MAX_MD_SIZE];
    size_t n = (size_t)EVP_MD_get_size(md);
    bool ok = HMAC_Init_ex(h, NULL, 0, NULL, NULL) && HMAC_Update(h, salt, (size_t)saltlen) && HMAC_Update(h, be, 4) &&
              HMAC_Final(h, u, NULL);
    if (ok) memcpy(t, u, n);
    for (int i = 1; ok && i < iter; i++) {
        ok = HMAC_Init_ex(h, NULL, 0, NULL, NULL) && HMAC_Update(h, u, n) && HMAC_Final(h, u, NULL);
        for (size_t j = 0; j < n; j++) t[j] ^= u[j];
    }
    bs_wipe(u, sizeof u);
    return ok;
}

int PKCS5_PBKDF2_HMAC(const char *pass, int passlen, const unsigned char *salt, int saltlen, int iter,
                      const EVP_MD *digest, int keylen, unsigned char *out) {
    uint8_t t[EVP_MAX_MD_SIZE];
    if (pass == NULL) {
        pass = "";
        passlen = 0;
    } else if (passlen == -1) {
        passlen = (int)strlen(pass);
    }
    if (salt == NULL) saltlen = 0;
    if (digest == NULL || keylen < 0 || saltlen < 0 || iter < 1) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_PARAMETER_TOO_LARGE);
        return 0;
    }
    const EVP_MD *named = bs_md_provided(digest);
    if (named == NULL) {
        bs_raise_unsupported(digest->name, 0, NULL);
        return 0;
    }
    digest = named;
    HMAC_CTX *h = HMAC_CTX_new();
    int size = EVP_MD_get_size(digest), done = 0;
    bool ok = h != NULL && HMAC_Init_ex(h, pass, passlen, digest, NULL);
    for (uint32_t i = 1; ok && done < keylen; i++) {
        ok = block(h, digest, salt != NULL ? salt : t, saltlen, iter, i, t);
        int n = size < keylen - done ? size : keylen - done;
        if (ok) memcpy(out + done, t, (size_t)n);
        done += n;
    }
    HMAC_CTX_free(h);
    bs_wipe(t, sizeof t);
    return ok;
}

int PKCS5_PBKDF2_HMAC_SHA1(const char *pass, int passlen, const unsigned char *salt, int saltlen, int iter, int keylen,
                           unsigned char *out) {
    return PKCS5_PBKDF2_HMAC(pass, passlen, salt, saltlen, iter, EVP_sha1(), keylen, out);
}
