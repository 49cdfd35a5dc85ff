/* What an RSA-PSS key binds its signatures to, as a structure.                      man 3 RSA_get0_pss_params; RFC 4055 3.1 */
#include <openssl/crypto.h>
#include <openssl/x509.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/item.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/x509/der.h"
#include "src/x509/key_der.h"

static const struct bs_field fields[] = {
    { &bs_item_x509_algor, offsetof(RSA_PSS_PARAMS, hashAlgorithm), BS_EXPLICIT, 0, true },
    { &bs_item_x509_algor, offsetof(RSA_PSS_PARAMS, maskGenAlgorithm), BS_EXPLICIT, 1, true },
    { &bs_item_integer, offsetof(RSA_PSS_PARAMS, saltLength), BS_EXPLICIT, 2, true },
    { &bs_item_integer, offsetof(RSA_PSS_PARAMS, trailerField), BS_EXPLICIT, 3, true },
};
static const struct bs_item item = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(RSA_PSS_PARAMS),
    BS_FIELDS(fields), .name = "RSA_PSS_PARAMS" };

void bs_rsa_pss_params_free(RSA_PSS_PARAMS *p) {
    if (p == NULL) return;
    X509_ALGOR_free(p->maskHash); /* is no field of the encoding */
    bs_item_free(p, &item);
}

RSA_PSS_PARAMS *RSA_PSS_PARAMS_new(void) { return (RSA_PSS_PARAMS *)bs_item_new(&item); }
void RSA_PSS_PARAMS_free(RSA_PSS_PARAMS *p) { bs_rsa_pss_params_free(p); }
BS_ITEM_IT(RSA_PSS_PARAMS, item)
BS_ITEM_ENCODE(RSA_PSS_PARAMS, RSA_PSS_PARAMS, item)
BS_ITEM_DUP(RSA_PSS_PARAMS, RSA_PSS_PARAMS, item)

/* From the key's own encoding: AlgorithmIdentifier, OID, parameters. */
static bool find_params(const struct bs_keymat *mat, uint8_t *buf, size_t room, bs_reader *params) {
    bs_writer w = bs_w_to(buf, room);
    bs_reader all, spki, alg, oid;
    size_t len;
    bs_spki_encode(&w, &mat->pub, NULL);
    if (!bs_w_finish(&w, &len)) return false;
    all = bs_r_from(buf, len);
    if (!bs_der_read(&all, BS_DER_SEQUENCE, &spki) || !bs_der_read(&spki, BS_DER_SEQUENCE, &alg) ||
        !bs_der_read(&alg, BS_DER_OID, &oid)) {
        return false;
    }
    *params = alg;
    return bs_der_next_is(&alg, BS_DER_SEQUENCE);
}

RSA_PSS_PARAMS *bs_rsa_pss_params_new(const struct bs_keymat *mat) {
    const size_t room = bs_key_der_room(&mat->pub);
    uint8_t *buf = OPENSSL_malloc(room);
    RSA_PSS_PARAMS *p = NULL;
    bs_reader params;
    if (buf != NULL && find_params(mat, buf, room, &params)) p = bs_item_decode(&params, &item);
    OPENSSL_free(buf);
    if (p == NULL || p->maskGenAlgorithm == NULL) return p;
    const ASN1_TYPE *mask = p->maskGenAlgorithm->parameter;
    if (mask != NULL && mask->type == V_ASN1_SEQUENCE) {
        const unsigned char *at = mask->value.sequence->data;
        p->maskHash = d2i_X509_ALGOR(NULL, &at, mask->value.sequence->length);
    }
    return p;
}

const RSA_PSS_PARAMS *RSA_get0_pss_params(const RSA *r) { return r->pss_params; }
