/* How a PKCS#12 file is sealed, on the standard error output.                                    RFC 7292 4; RFC 8018 6 */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <stdio.h>

#include "apps/pkcs12.h"

static int algorithm(const X509_ALGOR *alg) {
    const ASN1_OBJECT *oid;
    X509_ALGOR_get0(&oid, NULL, NULL, alg);
    return OBJ_obj2nid(oid);
}

/* The parameters as an item, the caller's; NULL if they are none. */
static void *parameters(const X509_ALGOR *alg, const ASN1_ITEM *it) {
    const void *value;
    int type;
    X509_ALGOR_get0(NULL, &type, &value, alg);
    return type == V_ASN1_SEQUENCE ? ASN1_item_unpack(value, it) : NULL;
}

static void tell_pbkdf2(const X509_ALGOR *alg) {
    PBKDF2PARAM *p = parameters(alg, ASN1_ITEM_rptr(PBKDF2PARAM));
    if (p == NULL) {
        fprintf(stderr, ", <unsupported parameters>");
        return;
    }
    fprintf(stderr, ", Iteration %ld, PRF %s", ASN1_INTEGER_get(p->iter),
            OBJ_nid2sn(p->prf != NULL ? algorithm(p->prf) : NID_hmacWithSHA1));
    PBKDF2PARAM_free(p);
}

static void tell_scrypt(const X509_ALGOR *alg) {
    SCRYPT_PARAMS *p = parameters(alg, ASN1_ITEM_rptr(SCRYPT_PARAMS));
    if (p == NULL) {
        fprintf(stderr, ", <unsupported parameters>");
        return;
    }
    fprintf(stderr, ", Salt length: %d, Cost(N): %ld, Block size(r): %ld, Parallelism(p): %ld",
            ASN1_STRING_length(p->salt), ASN1_INTEGER_get(p->costParameter), ASN1_INTEGER_get(p->blockSize),
            ASN1_INTEGER_get(p->parallelizationParameter));
    SCRYPT_PARAMS_free(p);
}

static void tell_pbes2(const X509_ALGOR *alg) {
    PBE2PARAM *p = parameters(alg, ASN1_ITEM_rptr(PBE2PARAM));
    if (p == NULL) {
        fprintf(stderr, ", <unsupported parameters>");
        return;
    }
    int kdf = algorithm(p->keyfunc);
    fprintf(stderr, ", %s, %s", OBJ_nid2ln(kdf), OBJ_nid2sn(algorithm(p->encryption)));
    if (kdf == NID_id_pbkdf2) {
        tell_pbkdf2(p->keyfunc);
    } else if (kdf == NID_id_scrypt) {
        tell_scrypt(p->keyfunc);
    }
    PBE2PARAM_free(p);
}

void app_pkcs12_tell_algorithm(const X509_ALGOR *alg) {
    int nid = algorithm(alg);
    fprintf(stderr, "%s", OBJ_nid2ln(nid));
    if (nid == NID_pbes2) {
        tell_pbes2(alg);
    } else {
        PBEPARAM *p = parameters(alg, ASN1_ITEM_rptr(PBEPARAM));
        if (p != NULL) {
            fprintf(stderr, ", Iteration %ld", ASN1_INTEGER_get(p->iter));
        } else {
            fprintf(stderr, ", <unsupported parameters>");
        }
        PBEPARAM_free(p);
    }
    fputc('\n', stderr);
    ERR_clear_error();
}

void app_pkcs12_tell_mac(const PKCS12 *p12) {
    const ASN1_OCTET_STRING *mac, *salt;
    const X509_ALGOR *alg;
    const ASN1_INTEGER *iter;
    PKCS12_get0_mac(&mac, &alg, &salt, &iter, p12);
    if (mac == NULL) {
        return;
    }
    char name[80];
    const ASN1_OBJECT *oid;
    X509_ALGOR_get0(&oid, NULL, NULL, alg);
    OBJ_obj2txt(name, sizeof(name), oid, 0);
    fprintf(stderr, "MAC: %s, Iteration %ld\nMAC length: %d, salt length: %d\n", name,
            iter != NULL ? ASN1_INTEGER_get(iter) : 1L, ASN1_STRING_length(mac), ASN1_STRING_length(salt));
}
