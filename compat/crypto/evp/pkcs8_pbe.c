#include "compat/crypto/evp/pkcs8_local.h"

#include <openssl/crypto.h>
#include <openssl/pkcs12.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "src/x509/der.h"

#define ALGORITHM_ROOM 256

bool bs_pkcs8_decrypt(bs_reader der, bs_reader pass, uint8_t **out, size_t *out_len, size_t *room) {
    bs_reader seq, alg, data;
    struct bs_pbe pbe;
    *out = NULL;
    if (bs_key_explain(der, BS_SHAPE_ENCRYPTED)) return false;
    if (!bs_der_read(&der, BS_DER_SEQUENCE, &seq) || !bs_r_done(&der) || !bs_der_whole(&seq, BS_DER_SEQUENCE, &alg) ||
        !bs_der_read(&seq, BS_DER_OCTET_STRING, &data) || !bs_r_done(&seq)) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
        return false;
    }
    if (!bs_pbe_decode(&pbe, alg) || !bs_pbe_crypt(&pbe, pass, false, data, out, out_len, room)) return false;
    if (!bs_key_explain(bs_r_from(*out, *out_len), BS_SHAPE_PKCS8)) return true;
    OPENSSL_clear_free(*out, *room); /* the padding was right by chance, or there is none */
    *out = NULL;
    BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR);
    return false;
}

bool bs_pkcs8_encrypt(bs_reader info, const struct bs_pbe *pbe, bs_reader pass, uint8_t **out, size_t *out_len) {
    uint8_t *sealed = NULL, *der = NULL;
    size_t n = 0, room;
    bool ok = bs_pbe_crypt(pbe, pass, true, info, &sealed, &n, &room);
    const size_t cap = n + pbe->salt.len + ALGORITHM_ROOM;
    if (ok) der = OPENSSL_malloc(cap);
    if (der != NULL) {
        bs_writer w = bs_w_to(der, cap);
        bs_mark seq = bs_der_open(&w, BS_DER_SEQUENCE);
        bs_pbe_encode(&w, pbe);
        bs_der_put(&w, BS_DER_OCTET_STRING, sealed, n);
        bs_der_close(&w, seq);
        ok = bs_w_finish(&w, out_len);
    }
    OPENSSL_free(sealed);
    *out = der;
    if (ok && der != NULL) return true;
    OPENSSL_free(der);
    *out = NULL;
    return false;
}

EVP_PKEY *bs_pkcs8_read(bs_reader der, bs_reader pass) {
    uint8_t *plain;
    size_t len, room;
    if (!bs_pkcs8_decrypt(der, pass, &plain, &len, &room)) return NULL;
    EVP_PKEY *pkey = bs_key_from_der(bs_r_from(plain, len), BS_KEY_FORMAT_PKCS8, 0, 0, BS_KEY_READER_OBJECT);
    OPENSSL_clear_free(plain, room);
    return pkey;
}
