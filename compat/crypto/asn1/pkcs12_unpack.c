/* PKCS#12 files taken apart: the MAC, and the PKCS#7 contents.    man 3 PKCS12_unpack_authsafes; RFC 7292 4.1; RFC 2315 8, 13 */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"

static ASN1_OCTET_STRING *octets(bs_reader r) {
    ASN1_OCTET_STRING *o = ASN1_OCTET_STRING_new();
    if (o && r.len <= INT32_MAX && ASN1_OCTET_STRING_set(o, r.p, (int)r.len)) return o;
    ASN1_OCTET_STRING_free(o);
    return NULL;
}

static bool read_encrypted(PKCS7 *p7, bs_reader content) {
    bs_reader alg, data;
    uint8_t *gathered = NULL;
    PKCS7_ENCRYPT *e = (PKCS7_ENCRYPT *)OPENSSL_zalloc(sizeof *e);
    p7->d.encrypted = e;
    if (!e || !(e->version = ASN1_INTEGER_new()) || !(e->enc_data = (PKCS7_ENC_CONTENT *)OPENSSL_zalloc(sizeof *e->enc_data))) {
        return false;
    }
    if (!bs_p12_encrypted_parts(content, &alg, &data, &gathered)) return false;
    e->enc_data->content_type = OBJ_nid2obj(NID_pkcs7_data);
    e->enc_data->algorithm = (X509_ALGOR *)bs_item_decode(&alg, &bs_item_x509_algor);
    e->enc_data->enc_data = octets(data);
    OPENSSL_free(gathered);
    return e->enc_data->algorithm && e->enc_data->enc_data;
}

static PKCS7 *read_content(bs_reader *list) {
    bs_reader info, content, data;
    PKCS7 *p7 = (PKCS7 *)OPENSSL_zalloc(sizeof *p7);
    if (!p7) return NULL;
    bool ok = bs_der_read(list, BS_DER_SEQUENCE, &info)
        && (p7->type = (ASN1_OBJECT *)bs_item_decode(&info, &bs_item_object)) != NULL
        && bs_der_read(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &content) && bs_r_done(&info);
    if (ok && OBJ_obj2nid(p7->type) == NID_pkcs7_data) {
        ok = bs_der_read(&content, BS_DER_OCTET_STRING, &data) && (p7->d.data = octets(data)) != NULL;
    } else if (ok && OBJ_obj2nid(p7->type) == NID_pkcs7_encrypted) {
        ok = read_encrypted(p7, content);
    } /* envelopedData: nothing that a password opens */
    if (ok) return p7;
    PKCS7_free(p7);
    return NULL;
}

static STACK_OF(PKCS7) *read_safes(bs_reader der) {
    bs_reader list;
    STACK_OF(PKCS7) *sk = sk_PKCS7_new_null();
    bool ok = sk && bs_der_read(&der, BS_DER_SEQUENCE, &list);
    while (ok && !bs_r_done(&list)) {
        PKCS7 *p7 = read_content(&list);
        ok = p7 && sk_PKCS7_push(sk, p7);
        if (!ok) PKCS7_free(p7);
    }
    if (ok) return sk;
    sk_PKCS7_pop_free(sk, PKCS7_free);
    return NULL;
}

STACK_OF(PKCS7) *PKCS12_unpack_authsafes(const PKCS12 *p12) {
    size_t n, room;
    if (!p12->der) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_CONTENT_TYPE_NOT_DATA);
        return NULL;
    }
    uint8_t *der = bs_p12_normalize(p12->auth_safe, &n, &room);
    STACK_OF(PKCS7) *sk = der ? read_safes(bs_r_from(der, n)) : NULL;
    if (der) OPENSSL_clear_free(der, room);
    if (!sk) BS_RAISE(ERR_LIB_ASN1, ASN1_R_DECODE_ERROR);
    return sk;
}

STACK_OF(PKCS12_SAFEBAG) *PKCS12_unpack_p7data(PKCS7 *p7) {
    if (OBJ_obj2nid(p7->type) == NID_pkcs7_data) return bs_p12_read_bags(bs_r_from(p7->d.data->data, (size_t)p7->d.data->length));
    BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_CONTENT_TYPE_NOT_DATA);
    return NULL;
}

STACK_OF(PKCS12_SAFEBAG) *PKCS12_unpack_p7encdata(PKCS7 *p7, const char *pass, int passlen) {
    if (OBJ_obj2nid(p7->type) != NID_pkcs7_encrypted) return NULL;
    const PKCS7_ENC_CONTENT *c = p7->d.encrypted->enc_data;
    unsigned char *alg = NULL;
    uint8_t *plain = NULL;
    size_t len = 0, room = 0;
    struct bs_pbe pbe;
    STACK_OF(PKCS12_SAFEBAG) *sk = NULL;
    int n = i2d_X509_ALGOR(c->algorithm, &alg);
    if (n > 0 && bs_pbe_decode(&pbe, bs_r_from(alg, (size_t)n)) &&
        bs_pbe_crypt(&pbe, bs_p12_password(pass, passlen), false, bs_r_from(c->enc_data->data, (size_t)c->enc_data->length),
                     &plain, &len, &room)) {
        sk = bs_p12_read_bags(bs_r_from(plain, len));
        if (!sk) BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_DECODE_ERROR);
        OPENSSL_clear_free(plain, room);
    }
    OPENSSL_free(alg);
    return sk;
}

/* --- the MAC ---------------------------------------------------------------------------------------------------------------- */

bool bs_p12_mac_objects(PKCS12 *p, bs_reader mac) {
    bs_reader info;
    bool ok = bs_der_read(&mac, BS_DER_SEQUENCE, &info);
    if (ok) p->objects.alg = (X509_ALGOR *)bs_item_decode(&info, &bs_item_x509_algor);
    p->objects.mac = octets(p->mac);
    p->objects.salt = octets(p->mac_salt);
    bs_reader salt;
    ok = ok && bs_der_read(&mac, BS_DER_OCTET_STRING, &salt);
    if (ok && !bs_r_done(&mac)) ok = (p->objects.iterations = (ASN1_INTEGER *)bs_item_decode(&mac, &bs_item_integer)) != NULL;
    return ok && p->objects.alg && p->objects.mac && p->objects.salt;
}

void bs_p12_mac_objects_free(PKCS12 *p) {
    X509_ALGOR_free(p->objects.alg);
    ASN1_OCTET_STRING_free(p->objects.mac);
    ASN1_OCTET_STRING_free(p->objects.salt);
    ASN1_INTEGER_free(p->objects.iterations);
}

void PKCS12_get0_mac(const ASN1_OCTET_STRING **pmac, const X509_ALGOR **pmacalg, const ASN1_OCTET_STRING **psalt,
                     const ASN1_INTEGER **piter, const PKCS12 *p12) {
    if (pmac) *pmac = p12->objects.mac;
    if (pmacalg) *pmacalg = p12->objects.alg;
    if (psalt) *psalt = p12->objects.salt;
    if (piter) *piter = p12->objects.iterations;
}
