/* Parameters of algorithms, as types of their own.        RFC 8018 A; RFC 7914 7; RFC 8017 A.2.1 */
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/item.h"

#define SEQUENCE_ITEM(id, type, f) \
    static const struct bs_item id = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(type), \
        BS_FIELDS(f), .name = #type }

static const struct bs_field pbe_fields[] = {
    { &bs_item_octet_string, offsetof(PBEPARAM, salt), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(PBEPARAM, iter), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_pbe, PBEPARAM, pbe_fields);
BS_ITEM_FUNCTIONS(PBEPARAM, PBEPARAM, item_pbe)

static const struct bs_field pbe2_fields[] = {
    { &bs_item_x509_algor, offsetof(PBE2PARAM, keyfunc), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(PBE2PARAM, encryption), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_pbe2, PBE2PARAM, pbe2_fields);
BS_ITEM_FUNCTIONS(PBE2PARAM, PBE2PARAM, item_pbe2)

static const struct bs_field pbkdf2_fields[] = {
    { &bs_item_any, offsetof(PBKDF2PARAM, salt), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(PBKDF2PARAM, iter), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(PBKDF2PARAM, keylength), BS_PLAIN, 0, true },
    { &bs_item_x509_algor, offsetof(PBKDF2PARAM, prf), BS_PLAIN, 0, true },
};
SEQUENCE_ITEM(item_pbkdf2, PBKDF2PARAM, pbkdf2_fields);
BS_ITEM_FUNCTIONS(PBKDF2PARAM, PBKDF2PARAM, item_pbkdf2)

static const struct bs_field scrypt_fields[] = {
    { &bs_item_octet_string, offsetof(SCRYPT_PARAMS, salt), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(SCRYPT_PARAMS, costParameter), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(SCRYPT_PARAMS, blockSize), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(SCRYPT_PARAMS, parallelizationParameter), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(SCRYPT_PARAMS, keyLength), BS_PLAIN, 0, true },
};
SEQUENCE_ITEM(item_scrypt, SCRYPT_PARAMS, scrypt_fields);
BS_ITEM_FUNCTIONS(SCRYPT_PARAMS, SCRYPT_PARAMS, item_scrypt)

static const struct bs_field oaep_fields[] = {
    { &bs_item_x509_algor, offsetof(RSA_OAEP_PARAMS, hashFunc), BS_EXPLICIT, 0, true },
    { &bs_item_x509_algor, offsetof(RSA_OAEP_PARAMS, maskGenFunc), BS_EXPLICIT, 1, true },
    { &bs_item_x509_algor, offsetof(RSA_OAEP_PARAMS, pSourceFunc), BS_EXPLICIT, 2, true },
};
SEQUENCE_ITEM(item_oaep, RSA_OAEP_PARAMS, oaep_fields);
BS_ITEM_IT(RSA_OAEP_PARAMS, item_oaep)
BS_ITEM_ENCODE(RSA_OAEP_PARAMS, RSA_OAEP_PARAMS, item_oaep)

RSA_OAEP_PARAMS *RSA_OAEP_PARAMS_new(void) { return (RSA_OAEP_PARAMS *)bs_item_new(&item_oaep); }

void RSA_OAEP_PARAMS_free(RSA_OAEP_PARAMS *p) {
    if (!p) return;
    X509_ALGOR_free(p->maskHash); /* is no field of the encoding */
    bs_item_free(p, &item_oaep);
}
