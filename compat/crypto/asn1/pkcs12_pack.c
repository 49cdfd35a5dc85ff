/* PKCS#12 files put together: bags into contents, contents into a file.  man 3 PKCS12_pack_p7data, PKCS12_add_safe; RFC 7292 4.1 */
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pkcs7.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"
#include "src/base/secret.h"

#define ALGORITHM_ROOM 1024 /* with a salt of the program's */
#define FIRST_ROOM 4096
#define MOST_ROOM (64u << 20)

/* An encoding in memory that grows until it fits; for OPENSSL_clear_free(p, *room). */
static uint8_t *encode(void (*put)(bs_writer *, const void *), const void *what, size_t *len, size_t *room) {
    for (*room = FIRST_ROOM; *room <= MOST_ROOM; *room *= 2) {
        uint8_t *der = (uint8_t *)OPENSSL_malloc(*room);
        if (!der) return NULL;
        bs_writer w = bs_w_to(der, *room);
        put(&w, what);
        if (bs_w_finish(&w, len)) return der;
        OPENSSL_clear_free(der, *room);
    }
    return NULL;
}

static void put_der(bs_writer *w, unsigned char *der, int len) {
    if (len > 0) bs_w_bytes(w, der, (size_t)len);
    else w->bad = true;
    if (len > 0) OPENSSL_clear_free(der, (size_t)len);
}

static void put_bags(bs_writer *w, const void *stack);

static void put_inner(bs_writer *w, const PKCS12_BAGS *bag) {
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_item_encode(bag->type, w, &bs_item_object);
    bs_mark value = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0));
    bs_item_encode(bag->value, w, &bs_item_any);
    bs_der_close(w, value);
    bs_der_close(w, seq);
}

void bs_p12_put_bag(bs_writer *w, const PKCS12_SAFEBAG *b) {
    unsigned char *der = NULL;
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_item_encode(b->type, w, &bs_item_object);
    bs_mark value = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0));
    if (b->key) {
        int n = i2d_PKCS8_PRIV_KEY_INFO(b->key, &der);
        put_der(w, der, n);
    } else if (b->shrouded) {
        int n = i2d_X509_SIG(b->shrouded, &der);
        put_der(w, der, n);
    } else if (b->bag) {
        put_inner(w, b->bag);
    } else if (b->safes) {
        put_bags(w, b->safes);
    } else {
        bs_item_encode(b->other, w, &bs_item_any); /* none: w->bad */
    }
    bs_der_close(w, value);
    if (b->attributes) bs_item_encode(b->attributes, w, &bs_item_x509_attributes);
    bs_der_close(w, seq);
}

static void put_bags(bs_writer *w, const void *stack) {
    const STACK_OF(PKCS12_SAFEBAG) *sk = (const STACK_OF(PKCS12_SAFEBAG) *)stack;
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(sk); i++) bs_p12_put_bag(w, sk_PKCS12_SAFEBAG_value(sk, i));
    bs_der_close(w, seq);
}

/* --- contents ----------------------------------------------------------------------------------------------------------- */

static ASN1_OCTET_STRING *octets(const uint8_t *p, size_t n) {
    ASN1_OCTET_STRING *o = ASN1_OCTET_STRING_new();
    if (o && n <= INT32_MAX && ASN1_OCTET_STRING_set(o, p, (int)n)) return o;
    ASN1_OCTET_STRING_free(o);
    return NULL;
}

PKCS7 *PKCS12_pack_p7data(STACK_OF(PKCS12_SAFEBAG) *sk) {
    size_t len = 0, room = 0;
    uint8_t *der = encode(put_bags, sk, &len, &room);
    PKCS7 *p7 = (PKCS7 *)OPENSSL_zalloc(sizeof *p7);
    if (p7) p7->type = OBJ_nid2obj(NID_pkcs7_data);
    if (p7 && der) p7->d.data = octets(der, len);
    OPENSSL_clear_free(der, room);
    if (p7 && p7->d.data) return p7;
    PKCS7_free(p7);
    BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_CANT_PACK_STRUCTURE);
    return NULL;
}

static X509_ALGOR *algorithm(const struct bs_pbe *pbe) {
    uint8_t der[ALGORITHM_ROOM];
    size_t len;
    bs_writer w = bs_w_to(der, sizeof der);
    bs_pbe_encode(&w, pbe);
    const unsigned char *p = der;
    return bs_w_finish(&w, &len) ? d2i_X509_ALGOR(NULL, &p, (long)len) : NULL;
}

static PKCS7 *encrypted(const struct bs_pbe *pbe, const uint8_t *sealed, size_t len) {
    PKCS7 *p7 = (PKCS7 *)OPENSSL_zalloc(sizeof *p7);
    PKCS7_ENCRYPT *e = (PKCS7_ENCRYPT *)OPENSSL_zalloc(sizeof *e);
    PKCS7_ENC_CONTENT *c = (PKCS7_ENC_CONTENT *)OPENSSL_zalloc(sizeof *c);
    if (!p7 || !e || !c) {
        OPENSSL_free(p7);
        OPENSSL_free(e);
        OPENSSL_free(c);
        return NULL;
    }
    p7->type = OBJ_nid2obj(NID_pkcs7_encrypted);
    p7->d.encrypted = e;
    e->version = ASN1_INTEGER_new(); /* 0 */
    e->enc_data = c;
    c->content_type = OBJ_nid2obj(NID_pkcs7_data);
    c->algorithm = algorithm(pbe);
    c->enc_data = octets(sealed, len);
    if (e->version && c->algorithm && c->enc_data) return p7;
    PKCS7_free(p7);
    return NULL;
}

PKCS7 *PKCS12_pack_p7encdata_ex(int pbe_nid, const char *pass, int passlen, unsigned char *salt, int saltlen, int iter,
                                STACK_OF(PKCS12_SAFEBAG) *bags, OSSL_LIB_CTX *ctx, const char *propq) {
    const EVP_CIPHER *cipher = EVP_get_cipherbynid(pbe_nid); /* a cipher: PBES2 with it */
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    size_t len = 0, room = 0, sealed_len = 0, sealed_room = 0;
    uint8_t *sealed = NULL;
    (void)ctx;
    (void)propq;
    if (!bs_pbe_choose(&pbe, &random, cipher ? -1 : pbe_nid, cipher, iter, salt, saltlen > 0 ? (size_t)saltlen : 0)) {
        /* a scheme that is none is found out when it is to encrypt */
        if (ERR_GET_LIB(ERR_peek_last_error()) == ERR_LIB_EVP) bs_pbe_raise_encrypt();
        else BS_RAISE(ERR_LIB_PKCS12, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    uint8_t *der = encode(put_bags, bags, &len, &room);
    bool ok = der && bs_pbe_crypt(&pbe, bs_p12_password(pass, passlen), true, bs_r_from(der, len), &sealed, &sealed_len,
                                  &sealed_room);
    PKCS7 *p7 = ok ? encrypted(&pbe, sealed, sealed_len) : NULL;
    OPENSSL_clear_free(der, room);
    OPENSSL_free(sealed);
    return p7;
}

PKCS7 *PKCS12_pack_p7encdata(int pbe_nid, const char *pass, int passlen, unsigned char *salt, int saltlen, int iter,
                             STACK_OF(PKCS12_SAFEBAG) *bags) {
    return PKCS12_pack_p7encdata_ex(pbe_nid, pass, passlen, salt, saltlen, iter, bags, NULL, NULL);
}

/* --- a file ------------------------------------------------------------------------------------------------------------- */

static void put_content(bs_writer *w, const PKCS7 *p7) {
    if (OBJ_obj2nid(p7->type) == NID_pkcs7_data && p7->d.data) {
        bs_p12_put_data(w, bs_r_from(p7->d.data->data, (size_t)p7->d.data->length));
    } else if (OBJ_obj2nid(p7->type) == NID_pkcs7_encrypted && p7->d.encrypted) {
        const PKCS7_ENC_CONTENT *c = p7->d.encrypted->enc_data;
        unsigned char *alg = NULL;
        int n = i2d_X509_ALGOR(c->algorithm, &alg);
        bs_p12_put_encrypted(w, bs_r_from(alg, n > 0 ? (size_t)n : 0), bs_r_from(c->enc_data->data, (size_t)c->enc_data->length));
        OPENSSL_free(alg);
    } else {
        w->bad = true; /* nothing that this library makes */
    }
}

static void put_safes(bs_writer *w, const void *stack) {
    const STACK_OF(PKCS7) *sk = (const STACK_OF(PKCS7) *)stack;
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    for (int i = 0; i < sk_PKCS7_num(sk); i++) put_content(w, sk_PKCS7_value(sk, i));
    bs_der_close(w, seq);
}

PKCS12 *PKCS12_init_ex(int mode, OSSL_LIB_CTX *ctx, const char *propq) {
    (void)ctx;
    (void)propq;
    if (mode != NID_pkcs7_data) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_UNSUPPORTED_PKCS12_MODE);
        return NULL;
    }
    PKCS12 *p = PKCS12_new();
    if (p && bs_p12_fill(p, bs_r_from(NULL, 0), NULL, (bs_reader){ NULL, 0 }, NULL, 0, 1)) return p;
    PKCS12_free(p);
    return NULL;
}

PKCS12 *PKCS12_init(int mode) { return PKCS12_init_ex(mode, NULL, NULL); }

int PKCS12_pack_authsafes(PKCS12 *p12, STACK_OF(PKCS7) *safes) {
    size_t len = 0, room = 0;
    if (!p12->der) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_CONTENT_TYPE_NOT_DATA);
        return 0;
    }
    uint8_t *der = encode(put_safes, safes, &len, &room);
    int ok = der && bs_p12_refill(p12, bs_r_from(der, len));
    OPENSSL_clear_free(der, room);
    return ok;
}

int PKCS12_add_safe_ex(STACK_OF(PKCS7) **psafes, STACK_OF(PKCS12_SAFEBAG) *bags, int safe_nid, int iter, const char *pass,
                       OSSL_LIB_CTX *ctx, const char *propq) {
    bool fresh = !*psafes;
    if (fresh) *psafes = sk_PKCS7_new_null();
    if (!*psafes) return 0;
    if (safe_nid == 0) safe_nid = NID_pbe_WithSHA1And40BitRC2_CBC; /* OpenSSL's default, which needs its legacy provider */
    PKCS7 *p7 = safe_nid == -1 ? PKCS12_pack_p7data(bags)
                               : PKCS12_pack_p7encdata_ex(safe_nid, pass, -1, NULL, 0, iter, bags, ctx, propq);
    if (p7 && sk_PKCS7_push(*psafes, p7)) return 1;
    if (fresh) {
        sk_PKCS7_free(*psafes);
        *psafes = NULL;
    }
    PKCS7_free(p7);
    return 0;
}

int PKCS12_add_safe(STACK_OF(PKCS7) **psafes, STACK_OF(PKCS12_SAFEBAG) *bags, int safe_nid, int iter, const char *pass) {
    return PKCS12_add_safe_ex(psafes, bags, safe_nid, iter, pass, NULL, NULL);
}

PKCS12 *PKCS12_add_safes_ex(STACK_OF(PKCS7) *safes, int p7_nid, OSSL_LIB_CTX *ctx, const char *propq) {
    PKCS12 *p = PKCS12_init_ex(p7_nid <= 0 ? NID_pkcs7_data : p7_nid, ctx, propq);
    if (p && PKCS12_pack_authsafes(p, safes)) return p;
    PKCS12_free(p);
    return NULL;
}

PKCS12 *PKCS12_add_safes(STACK_OF(PKCS7) *safes, int p7_nid) { return PKCS12_add_safes_ex(safes, p7_nid, NULL, NULL); }
