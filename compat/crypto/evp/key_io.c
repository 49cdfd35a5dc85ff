/* d2i_* and i2d_* of keys.                                                              man 3 d2i_PrivateKey, d2i_RSAPrivateKey */
#include "compat/crypto/evp/key_io.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/der_bio.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/rsa_local.h"
#include "src/x509/der.h"
#include "src/x509/key_der.h"

static bool write_key(bs_writer *w, const struct bs_keymat *mat, enum bs_key_encoding what) {
    const struct bs_ec_style style = { .form = mat->ec.form, .no_params = mat->ec.no_params, .no_public = mat->ec.no_public };
    bool private = what == BS_ENC_PKCS8 || what == BS_ENC_TRADITIONAL;
    if (private && mat->priv == NULL) return false;
    struct bs_privkey priv = private ? *mat->priv : (struct bs_privkey){ 0 };
    priv.pub = mat->pub; /* EVP_PKEY_set1_encoded_public_key() may have set another */
    if (what == BS_ENC_SPKI) {
        bs_spki_encode(w, &mat->pub, &style);
    } else if (what == BS_ENC_RSA_SPKI) {
        struct bs_pubkey rsa = mat->pub;
        rsa.type = BS_KEY_RSA;
        bs_spki_encode(w, &rsa, NULL);
    } else if (what == BS_ENC_PUBLIC) {
        bs_pubkey_bits_encode(w, &mat->pub, &style);
    } else if (what == BS_ENC_TRADITIONAL && mat->pub.n.len > 0) {
        bs_rsa_private_encode(w, &priv);
    } else if (what == BS_ENC_TRADITIONAL && mat->pub.type == BS_KEY_EC) {
        bs_sec1_encode(w, &priv, &style);
    } else {
        bs_pkcs8_encode(w, &priv, &style);
    }
    return true;
}

bool bs_key_encode(const struct bs_keymat *mat, enum bs_key_encoding what, uint8_t **out, size_t *len, size_t *room) {
    *out = NULL;
    if (mat == NULL) return false;
    *room = bs_key_der_room(&mat->pub);
    uint8_t *buf = OPENSSL_malloc(*room);
    if (buf == NULL) return false;
    bs_writer w = bs_w_to(buf, *room);
    if (write_key(&w, mat, what) && bs_w_finish(&w, len)) {
        *out = buf;
        return true;
    }
    OPENSSL_clear_free(buf, *room);
    BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNSUPPORTED_TYPE);
    return false;
}

static int hand_out(uint8_t *der, size_t len, size_t room, unsigned char **pp) {
    if (pp != NULL && *pp != NULL) {
        memcpy(*pp, der, len);
        *pp += len;
    } else if (pp != NULL) {
        *pp = OPENSSL_memdup(der, len);
        if (*pp == NULL) len = 0;
    }
    OPENSSL_clear_free(der, room);
    return len > 0 ? (int)len : -1;
}

int bs_key_i2d(const struct bs_keymat *mat, enum bs_key_encoding what, unsigned char **pp) {
    uint8_t *der;
    size_t len, room;
    return bs_key_encode(mat, what, &der, &len, &room) ? hand_out(der, len, room, pp) : -1;
}

#define NONE "No supported data to decode."

void bs_key_raise_no_pem(void) { BS_RAISE_DATA(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED, NONE " Input type: PEM"); }

void bs_key_raise_undecoded(enum bs_key_reader reader, bs_reader der, int type) {
    if (reader == BS_KEY_READER_PEM) {
        bs_key_raise_no_pem();
    } else if (reader != BS_KEY_READER_OBJECT) {
        BS_RAISE_DATA(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED, NONE "  Input type: DER, Input structure: type-specific");
        BS_RAISE_DATA(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED, NONE "  Input type: DER, Input structure: PrivateKeyInfo");
        BS_RAISE_DATA(ERR_LIB_OSSL_DECODER, ERR_R_UNSUPPORTED, NONE " Input type: DER");
    }
    if (reader == BS_KEY_READER_PKCS8) return;
    if (reader != BS_KEY_READER_OBJECT) bs_key_explain_private(der, type);
    else (void)bs_key_explain(der, type == EVP_PKEY_EC ? BS_SHAPE_SEC1 : type == EVP_PKEY_RSA ? BS_SHAPE_RSA : BS_SHAPE_PKCS8);
}

static int type_of(enum bs_key_format format) {
    return format == BS_KEY_FORMAT_PKCS1 ? EVP_PKEY_RSA : format == BS_KEY_FORMAT_SEC1 ? EVP_PKEY_EC : BS_KEY_TYPE_PKCS8;
}

static bool is_pkcs8(bs_reader der) {
    bs_reader seq;
    uint64_t version;
    return bs_der_read(&der, BS_DER_SEQUENCE, &seq) && bs_der_uint64(&seq, &version) && bs_der_next_is(&seq, BS_DER_SEQUENCE);
}

static EVP_PKEY *undecoded(bs_reader der, enum bs_key_format format, int type, enum bs_key_reader reader) {
    if (format != BS_KEY_FORMAT_ANY) type = type_of(format);
    bs_key_raise_undecoded(reader, der, type);
    return NULL;
}

EVP_PKEY *bs_key_from_der(bs_reader der, enum bs_key_format format, int type, int curve, enum bs_key_reader reader) {
    struct bs_privkey *k = NULL;
    bs_reader in = der, whole;
    if (!bs_der_whole(&in, BS_DER_SEQUENCE, &whole)) return undecoded(der, format, type, reader);
    bs_status s = bs_privkey_decode(&k, format, curve, whole);
    EVP_PKEY *pkey = NULL;
    if (s == BS_E_UNSUPPORTED && format != BS_KEY_FORMAT_PKCS1 && format != BS_KEY_FORMAT_SEC1) {
        s = bs_dh_pkey_from_pkcs8(&pkey, whole);
        if (s == BS_E_ARGUMENT) s = BS_E_DECODE; /* its reason is queued */
    }
    if (s == BS_E_UNSUPPORTED && (format == BS_KEY_FORMAT_PKCS1 || format == BS_KEY_FORMAT_SEC1)) s = BS_E_DECODE;
    if (s != BS_OK) {
        if (s == BS_E_DECODE || s == BS_E_UNSUPPORTED) (void)undecoded(whole, format, type, reader);
        if (s != BS_E_DECODE && ERR_GET_LIB(ERR_peek_last_error()) != ERR_LIB_ASN1) bs_evp_raise_status(ERR_LIB_EVP, s);
        return NULL;
    }
    if (pkey == NULL) pkey = bs_evp_pkey_from_private(k);
    if (pkey == NULL) bs_privkey_free(k);
    if (pkey == NULL || type == 0 || pkey->type == type) return pkey;
    EVP_PKEY_free(pkey);
    return undecoded(whole, format, type, reader == BS_KEY_READER_DER && is_pkcs8(whole) ? BS_KEY_READER_PKCS8 : reader);
}

/* The element at *pp, if it has that shape; *pp moves when the caller's object is made. */
static bool element(const unsigned char **pp, long length, enum bs_key_shape shape, bs_reader *whole, bs_reader *rest) {
    *rest = bs_r_from(*pp, length > 0 ? (size_t)length : 0);
    if (bs_key_explain(*rest, shape)) return false;
    if (bs_der_whole(rest, BS_DER_SEQUENCE, whole)) return true;
    BS_RAISE(ERR_LIB_ASN1, ERR_R_NESTED_ASN1_ERROR);
    return false;
}

/* A private key of that type, or of any (0). */
static EVP_PKEY *private_key(int type, const unsigned char **pp, long length, enum bs_key_format format, int curve) {
    bs_reader whole, rest = bs_r_from(*pp, length > 0 ? (size_t)length : 0);
    if (!bs_der_whole(&rest, BS_DER_SEQUENCE, &whole)) whole = rest;
    EVP_PKEY *made = bs_key_from_der(whole, format, type, curve,
                                     format == BS_KEY_FORMAT_ANY ? BS_KEY_READER_DER : BS_KEY_READER_OBJECT);
    if (made != NULL) *pp = rest.p;
    return made;
}

static EVP_PKEY *hand_over(EVP_PKEY *made, EVP_PKEY **a) {
    if (made == NULL || a == NULL) return made;
    if (*a == NULL) {
        *a = made;
        return made;
    }
    if (made->dh != NULL) { /* the caller's object takes the new content */
        (void)DH_up_ref(made->dh);
        (void)bs_pkey_own(*a, made->type, made->dh);
    } else {
        bs_pkey_set_mat(*a, bs_keymat_up_ref(made->mat));
    }
    EVP_PKEY_free(made);
    return *a;
}

EVP_PKEY *d2i_AutoPrivateKey(EVP_PKEY **a, const unsigned char **pp, long length) {
    return hand_over(private_key(0, pp, length, BS_KEY_FORMAT_ANY, 0), a);
}

EVP_PKEY *d2i_PrivateKey(int type, EVP_PKEY **a, const unsigned char **pp, long length) {
    return hand_over(private_key(EVP_PKEY_type(type), pp, length, BS_KEY_FORMAT_ANY, 0), a);
}

EVP_PKEY *d2i_KeyParams(int type, EVP_PKEY **a, const unsigned char **pp, long length) {
    bs_reader whole, rest = bs_r_from(*pp, length > 0 ? (size_t)length : 0), content;
    uint8_t tag;
    const char *label = type == EVP_PKEY_EC    ? PEM_STRING_ECPARAMETERS
                        : type == EVP_PKEY_DHX ? PEM_STRING_DHXPARAMS
                        : type == EVP_PKEY_DH  ? PEM_STRING_DHPARAMS
                                               : NULL;
    EVP_PKEY *made = label != NULL && bs_der_any(&rest, &tag, &content, &whole) ? bs_key_params_from(label, whole) : NULL;
    if (made == NULL) {
        BS_RAISE(ERR_LIB_ASN1, label != NULL ? ERR_R_NESTED_ASN1_ERROR : ASN1_R_UNSUPPORTED_TYPE);
        return NULL;
    }
    *pp = rest.p;
    return bs_pkey_replace(made, a);
}

static struct bs_keymat *public_rsa(const unsigned char **pp, long length) {
    RSA *rsa = d2i_RSAPublicKey(NULL, pp, length);
    struct bs_keymat *mat = rsa != NULL ? bs_rsa_mat(rsa) : NULL;
    if (mat != NULL) (void)bs_keymat_up_ref(mat);
    RSA_free(rsa);
    return mat;
}

static struct bs_keymat *public_point(const EVP_PKEY *of_curve, const unsigned char **pp, long length) {
    const EC_KEY *like = of_curve != NULL ? EVP_PKEY_get0_EC_KEY(of_curve) : NULL;
    EC_KEY *ec = like != NULL && like->group != NULL ? EC_KEY_new() : NULL;
    bool ok = ec != NULL && EC_KEY_set_group(ec, like->group) && o2i_ECPublicKey(&ec, pp, length) != NULL;
    struct bs_keymat *mat = ok ? bs_ec_key_mat(ec) : NULL;
    if (mat != NULL) (void)bs_keymat_up_ref(mat);
    EC_KEY_free(ec);
    return mat;
}

/* The key of *a is replaced, or a new one made; for a curve's point, *a must have the curve. */
EVP_PKEY *d2i_PublicKey(int type, EVP_PKEY **a, const unsigned char **pp, long length) {
    const int kind = EVP_PKEY_type(type);
    const unsigned char *at = *pp;
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNKNOWN_PUBLIC_KEY_TYPE);
        return NULL;
    }
    struct bs_keymat *mat = kind == EVP_PKEY_RSA ? public_rsa(&at, length) : public_point(a != NULL ? *a : NULL, &at, length);
    EVP_PKEY *made = mat != NULL ? EVP_PKEY_new() : NULL;
    if (made == NULL) {
        bs_keymat_free(mat);
        BS_RAISE(ERR_LIB_ASN1, ERR_R_ASN1_LIB);
        return NULL;
    }
    bs_pkey_set_mat(made, mat);
    *pp = at;
    return hand_over(made, a);
}

EVP_PKEY *d2i_KeyParams_bio(int type, EVP_PKEY **a, BIO *in) {
    uint8_t *der;
    long len = bs_bio_read_der(in, &der);
    if (len < 0) return NULL;
    const unsigned char *p = der;
    EVP_PKEY *made = d2i_KeyParams(type, a, &p, len);
    OPENSSL_free(der);
    return made;
}

EVP_PKEY *d2i_PUBKEY(EVP_PKEY **a, const unsigned char **pp, long length) {
    bs_reader whole, rest;
    if (!element(pp, length, BS_SHAPE_SPKI, &whole, &rest)) return NULL;
    ERR_set_mark();
    EVP_PKEY *made = bs_evp_pkey_from_spki(whole);
    if (made != NULL) *pp = rest.p;
    bool undecoded = made == NULL && ERR_GET_REASON(ERR_peek_last_error()) == EVP_R_DECODE_ERROR;
    if (!undecoded) {
        ERR_clear_last_mark();
        return hand_over(made, a);
    }
    ERR_pop_to_mark();
    BS_RAISE(ERR_LIB_EVP, EVP_R_DECODE_ERROR); /* without a text */
    return NULL;
}

static void *auto_private(void **a, const unsigned char **pp, long length) {
    (void)a;
    return d2i_AutoPrivateKey(NULL, pp, length);
}

static void *any_pubkey(void **a, const unsigned char **pp, long length) {
    (void)a;
    return d2i_PUBKEY(NULL, pp, length);
}

EVP_PKEY *d2i_PrivateKey_bio(BIO *bp, EVP_PKEY **a) { return hand_over(ASN1_d2i_bio(NULL, auto_private, bp, NULL), a); }
EVP_PKEY *d2i_PrivateKey_fp(FILE *fp, EVP_PKEY **a) { return hand_over(ASN1_d2i_fp(NULL, auto_private, fp, NULL), a); }
EVP_PKEY *d2i_PUBKEY_bio(BIO *bp, EVP_PKEY **a) { return hand_over(ASN1_d2i_bio(NULL, any_pubkey, bp, NULL), a); }
EVP_PKEY *d2i_PUBKEY_fp(FILE *fp, EVP_PKEY **a) { return hand_over(ASN1_d2i_fp(NULL, any_pubkey, fp, NULL), a); }

/* A curve's name, which an EC_KEY may have without a key. */
static bool encode_curve(const EVP_PKEY *pkey, uint8_t **out, size_t *len, size_t *room) {
    const EC_KEY *k = pkey->type == EVP_PKEY_EC ? EVP_PKEY_get0_EC_KEY(pkey) : NULL;
    *out = NULL;
    int n = k != NULL && k->group != NULL ? i2d_ASN1_OBJECT(OBJ_nid2obj(k->group->nid), out) : -1;
    if (n <= 0) return false;
    *len = *room = (size_t)n;
    return true;
}

static bool encode_any(const EVP_PKEY *pkey, enum bs_key_encoding what, uint8_t **out, size_t *len, size_t *room) {
    if (pkey->dh != NULL) return bs_dh_encode(pkey->dh, pkey->type == EVP_PKEY_DHX, what, out, len, room);
    return what == BS_ENC_PARAMS && encode_curve(pkey, out, len, room);
}

bool bs_pkey_encode(const EVP_PKEY *pkey, enum bs_key_encoding what, uint8_t **out, size_t *len, size_t *room) {
    if (pkey != NULL && (pkey->dh != NULL || what == BS_ENC_PARAMS)) {
        if (encode_any(pkey, what, out, len, room)) return true;
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNSUPPORTED_TYPE);
        return false;
    }
    const struct bs_keymat *mat = bs_pkey_mat(pkey);
    /* PKCS#1 would lose that an RSA-PSS key is one */
    if (what == BS_ENC_TRADITIONAL && mat != NULL && mat->pub.type == BS_KEY_RSA_PSS) what = BS_ENC_PKCS8;
    return bs_key_encode(mat, what, out, len, room);
}

static int i2d(const EVP_PKEY *a, enum bs_key_encoding what, unsigned char **pp) {
    uint8_t *der;
    size_t len, room;
    return bs_pkey_encode(a, what, &der, &len, &room) ? hand_out(der, len, room, pp) : -1;
}

int i2d_PrivateKey(const EVP_PKEY *a, unsigned char **pp) { return i2d(a, BS_ENC_TRADITIONAL, pp); }
int i2d_PublicKey(const EVP_PKEY *a, unsigned char **pp) { return i2d(a, BS_ENC_PUBLIC, pp); }
int i2d_PUBKEY(const EVP_PKEY *a, unsigned char **pp) { return a == NULL ? 0 : i2d(a, BS_ENC_SPKI, pp); }
int i2d_KeyParams(const EVP_PKEY *a, unsigned char **pp) { return i2d(a, BS_ENC_PARAMS, pp); }

static int to_bio(BIO *bp, const EVP_PKEY *pkey, enum bs_key_encoding what) {
    uint8_t *der;
    size_t len, room;
    if (!bs_pkey_encode(pkey, what, &der, &len, &room)) return 0;
    int ok = BIO_write(bp, der, (int)len) == (int)len;
    OPENSSL_clear_free(der, room);
    return ok;
}

int i2d_PrivateKey_bio(BIO *bp, const EVP_PKEY *pkey) { return to_bio(bp, pkey, BS_ENC_TRADITIONAL); }
int i2d_KeyParams_bio(BIO *bp, const EVP_PKEY *pkey) { return to_bio(bp, pkey, BS_ENC_PARAMS); }
int i2d_PUBKEY_bio(BIO *bp, const EVP_PKEY *pkey) { return to_bio(bp, pkey, BS_ENC_SPKI); }
int i2d_PKCS8PrivateKeyInfo_bio(BIO *bp, const EVP_PKEY *key) { return to_bio(bp, key, BS_ENC_PKCS8); }

static int to_file(FILE *fp, const EVP_PKEY *pkey, enum bs_key_encoding what) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ok = b != NULL && to_bio(b, pkey, what);
    BIO_free(b);
    return ok;
}

int i2d_PrivateKey_fp(FILE *fp, const EVP_PKEY *pkey) { return to_file(fp, pkey, BS_ENC_TRADITIONAL); }
int i2d_PUBKEY_fp(FILE *fp, const EVP_PKEY *pkey) { return to_file(fp, pkey, BS_ENC_SPKI); }
int i2d_PKCS8PrivateKeyInfo_fp(FILE *fp, const EVP_PKEY *key) { return to_file(fp, key, BS_ENC_PKCS8); }

/* --- RSA objects --- */

static RSA *rsa_out(EVP_PKEY *pkey, RSA **a) {
    RSA *r = pkey != NULL ? EVP_PKEY_get1_RSA(pkey) : NULL;
    EVP_PKEY_free(pkey);
    if (r == NULL || a == NULL) return r;
    RSA_free(*a);
    *a = r;
    return r;
}

RSA *d2i_RSAPrivateKey(RSA **a, const unsigned char **pp, long length) {
    return rsa_out(private_key(EVP_PKEY_RSA, pp, length, BS_KEY_FORMAT_PKCS1, 0), a);
}

RSA *d2i_RSA_PUBKEY(RSA **a, const unsigned char **pp, long length) { return rsa_out(d2i_PUBKEY(NULL, pp, length), a); }

RSA *d2i_RSAPublicKey(RSA **a, const unsigned char **pp, long length) {
    bs_reader whole, rest;
    struct bs_pubkey pub;
    if (!element(pp, length, BS_SHAPE_RSA_PUBLIC, &whole, &rest)) return NULL;
    bs_status s = bs_rsa_public_decode(&pub, whole);
    if (s != BS_OK) {
        bs_evp_raise_status(ERR_LIB_RSA, s);
        return NULL;
    }
    RSA *r = rsa_out(bs_evp_pkey_from_public(&pub), a);
    if (r != NULL) *pp = rest.p;
    return r;
}

int i2d_RSAPrivateKey(const RSA *a, unsigned char **pp) { return bs_key_i2d(bs_rsa_mat(a), BS_ENC_TRADITIONAL, pp); }
int i2d_RSAPublicKey(const RSA *a, unsigned char **pp) { return bs_key_i2d(bs_rsa_mat(a), BS_ENC_PUBLIC, pp); }
int i2d_RSA_PUBKEY(const RSA *a, unsigned char **pp) { return bs_key_i2d(bs_rsa_mat(a), BS_ENC_RSA_SPKI, pp); }

static RSA *rsa_dup(const RSA *rsa) {
    struct bs_keymat *mat = bs_rsa_mat(rsa);
    return mat != NULL ? bs_rsa_from_mat(mat) : NULL;
}

RSA *RSAPrivateKey_dup(const RSA *a) { return rsa_dup(a); }

RSA *RSAPublicKey_dup(const RSA *a) {
    struct bs_keymat *mat = bs_rsa_mat(a), *pub = mat != NULL ? bs_keymat_from_public(&mat->pub) : NULL;
    RSA *r = pub != NULL ? bs_rsa_from_mat(pub) : NULL;
    bs_keymat_free(pub);
    return r;
}

/* --- EC objects --- */

static EC_KEY *ec_out(EVP_PKEY *pkey, EC_KEY **a) {
    EC_KEY *k = pkey != NULL && pkey->type == EVP_PKEY_EC ? EVP_PKEY_get1_EC_KEY(pkey) : NULL; /* and no word of another type */
    EVP_PKEY_free(pkey);
    if (k == NULL || a == NULL) return k;
    EC_KEY_free(*a);
    *a = k;
    return k;
}

EC_KEY *d2i_ECPrivateKey(EC_KEY **a, const unsigned char **pp, long length) {
    /* *a may hold the curve of a key that does not name its own */
    int curve = a != NULL && *a != NULL && (*a)->group != NULL ? (*a)->group->curve : 0;
    return ec_out(private_key(EVP_PKEY_EC, pp, length, BS_KEY_FORMAT_SEC1, curve), a);
}

EC_KEY *d2i_EC_PUBKEY(EC_KEY **a, const unsigned char **pp, long length) { return ec_out(d2i_PUBKEY(NULL, pp, length), a); }
int i2d_ECPrivateKey(const EC_KEY *a, unsigned char **pp) { return bs_key_i2d(bs_ec_key_mat(a), BS_ENC_TRADITIONAL, pp); }
int i2d_EC_PUBKEY(const EC_KEY *a, unsigned char **pp) { return bs_key_i2d(bs_ec_key_mat(a), BS_ENC_SPKI, pp); }
int i2o_ECPublicKey(const EC_KEY *a, unsigned char **pp) {
    return bs_key_i2d(bs_ec_key_mat(a), BS_ENC_PUBLIC, pp);
}

EC_KEY *o2i_ECPublicKey(EC_KEY **a, const unsigned char **pp, long len) {
    if (a == NULL || *a == NULL || (*a)->group == NULL || len < 0) {
        BS_RAISE(ERR_LIB_EC, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (!EC_KEY_oct2key(*a, *pp, (size_t)len, NULL)) return NULL;
    *pp += len;
    return *a;
}
