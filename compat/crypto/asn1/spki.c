/* NETSCAPE_SPKI: what the HTML element keygen sent, a key and a challenge signed with it.        man 1 openssl-spkac */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/algor.h"
#include "compat/crypto/asn1/sign.h"
#include "compat/crypto/asn1/x509_local.h"
#include "compat/crypto/core/raise.h"

static const struct bs_field spkac_fields[] = {
    { &bs_item_x509_pubkey, offsetof(NETSCAPE_SPKAC, pubkey), BS_PLAIN, 0, false },
    { &bs_item_ia5, offsetof(NETSCAPE_SPKAC, challenge), BS_PLAIN, 0, false },
};
static const struct bs_item item_spkac = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(NETSCAPE_SPKAC),
    BS_FIELDS(spkac_fields), .name = "NETSCAPE_SPKAC" };
BS_ITEM_FUNCTIONS(NETSCAPE_SPKAC, NETSCAPE_SPKAC, item_spkac)

/* The public struct has its AlgorithmIdentifier inside, not behind a pointer. */
struct with_pointer {
    NETSCAPE_SPKAC *spkac;
    X509_ALGOR *algor;
    ASN1_BIT_STRING *signature;
};
static const struct bs_field signed_fields[] = {
    { &item_spkac, offsetof(struct with_pointer, spkac), BS_PLAIN, 0, false },
    { &bs_item_x509_algor, offsetof(struct with_pointer, algor), BS_PLAIN, 0, false },
    { &bs_item_bit_string, offsetof(struct with_pointer, signature), BS_PLAIN, 0, false },
};
static const struct bs_item item_signed = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(struct with_pointer), BS_FIELDS(signed_fields), .name = "NETSCAPE_SPKI" };

static void spki_free(void *v) {
    NETSCAPE_SPKI *s = (NETSCAPE_SPKI *)v;
    NETSCAPE_SPKAC_free(s->spkac);
    ASN1_OBJECT_free(s->sig_algor.algorithm);
    ASN1_TYPE_free(s->sig_algor.parameter);
    ASN1_BIT_STRING_free(s->signature);
    OPENSSL_free(s);
}

/* Takes the parts over. */
static NETSCAPE_SPKI *from_parts(struct with_pointer *p) {
    NETSCAPE_SPKI *s = p ? (NETSCAPE_SPKI *)OPENSSL_zalloc(sizeof *s) : NULL;
    if (!s) {
        bs_item_free(p, &item_signed);
        return NULL;
    }
    s->spkac = p->spkac;
    s->sig_algor = *p->algor;
    s->signature = p->signature;
    OPENSSL_free(p->algor);
    OPENSSL_free(p);
    return s;
}

static void *spki_make(void) { return from_parts((struct with_pointer *)bs_item_new(&item_signed)); }
static void *spki_decode(bs_reader whole) { return from_parts((struct with_pointer *)bs_item_decode(&whole, &item_signed)); }
static void spki_encode(const void *v, bs_writer *w) {
    NETSCAPE_SPKI *s = (NETSCAPE_SPKI *)(uintptr_t)v;
    struct with_pointer p = { s->spkac, &s->sig_algor, s->signature };
    bs_item_encode(&p, w, &item_signed);
}
static const struct bs_item_funcs spki_funcs = { spki_make, spki_free, spki_decode, spki_encode };
static const struct bs_item item_spki = { .kind = BS_ITEM_WHOLE, .tag = BS_DER_SEQUENCE, .funcs = &spki_funcs,
    .name = "NETSCAPE_SPKI" };
BS_ITEM_FUNCTIONS(NETSCAPE_SPKI, NETSCAPE_SPKI, item_spki)

int NETSCAPE_SPKI_sign(NETSCAPE_SPKI *x, EVP_PKEY *key, const EVP_MD *md) {
    return ASN1_item_sign(ASN1_ITEM_rptr(NETSCAPE_SPKAC), &x->sig_algor, NULL, x->signature, x->spkac, key, md);
}

int NETSCAPE_SPKI_verify(NETSCAPE_SPKI *a, EVP_PKEY *key) {
    return bs_item_verify(&item_spkac, a->spkac, &a->sig_algor, a->signature, key);
}

int NETSCAPE_SPKI_set_pubkey(NETSCAPE_SPKI *x, EVP_PKEY *key) {
    return x && x->spkac ? X509_PUBKEY_set(&x->spkac->pubkey, key) : 0;
}

EVP_PKEY *NETSCAPE_SPKI_get_pubkey(NETSCAPE_SPKI *x) { return x && x->spkac ? X509_PUBKEY_get(x->spkac->pubkey) : NULL; }

NETSCAPE_SPKI *NETSCAPE_SPKI_b64_decode(const char *str, int len) {
    if (len <= 0) len = (int)strlen(str);
    unsigned char *der = (unsigned char *)OPENSSL_malloc((size_t)len + 1);
    int n = der ? EVP_DecodeBlock(der, (const unsigned char *)str, len) : -1;
    NETSCAPE_SPKI *s = NULL;
    if (n >= 0) {
        const unsigned char *p = der; /* with up to two octets of padding behind it */
        s = d2i_NETSCAPE_SPKI(NULL, &p, n);
    } else {
        BS_RAISE(ERR_LIB_X509, X509_R_BASE64_DECODE_ERROR);
    }
    OPENSSL_free(der);
    return s;
}

char *NETSCAPE_SPKI_b64_encode(NETSCAPE_SPKI *s) {
    unsigned char *der = NULL;
    int n = i2d_NETSCAPE_SPKI(s, &der);
    unsigned char *text = n > 0 ? (unsigned char *)OPENSSL_malloc((size_t)n * 2 + 1) : NULL;
    if (text) EVP_EncodeBlock(text, der, n);
    OPENSSL_free(der);
    return (char *)text;
}

static const char *name_of(const ASN1_OBJECT *obj) {
    int nid = OBJ_obj2nid(obj);
    return nid == NID_undef ? "UNKNOWN" : OBJ_nid2ln(nid);
}

int NETSCAPE_SPKI_print(BIO *out, NETSCAPE_SPKI *s) {
    ASN1_OBJECT *alg = NULL;
    BIO_puts(out, "Netscape SPKI:\n");
    X509_PUBKEY_get0_param(&alg, NULL, NULL, NULL, s->spkac->pubkey);
    BIO_printf(out, "  Public Key Algorithm: %s\n", name_of(alg));
    const EVP_PKEY *key = X509_PUBKEY_get0(s->spkac->pubkey);
    if (key) EVP_PKEY_print_public(out, key, 4, NULL);
    else BIO_puts(out, "  Unable to load public key\n");
    const ASN1_IA5STRING *challenge = s->spkac->challenge;
    if (challenge->length > 0) BIO_printf(out, "  Challenge String: %.*s\n", challenge->length, (const char *)challenge->data);
    BIO_printf(out, "  Signature Algorithm: %s", name_of(s->sig_algor.algorithm));
    for (int i = 0, n = s->signature->length; i < n; i++) {
        if (i % 18 == 0) BIO_puts(out, "\n      ");
        BIO_printf(out, "%02x%s", s->signature->data[i], i + 1 == n ? "" : ":");
    }
    BIO_puts(out, "\n");
    return 1;
}

/* --- a list of certificates, as old browsers took it ----------------------------------------------------------------- */

static const struct bs_item item_certificates = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &bs_item_x509,
    .name = "X509" };
static const struct bs_field sequence_fields[] = {
    { &bs_item_object, offsetof(NETSCAPE_CERT_SEQUENCE, type), BS_PLAIN, 0, false },
    { &item_certificates, offsetof(NETSCAPE_CERT_SEQUENCE, certs), BS_EXPLICIT, 0, true },
};
static const struct bs_item item_sequence = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE,
    .size = sizeof(NETSCAPE_CERT_SEQUENCE), BS_FIELDS(sequence_fields), .name = "NETSCAPE_CERT_SEQUENCE" };
BS_ITEM_IT(NETSCAPE_CERT_SEQUENCE, item_sequence)
BS_ITEM_ENCODE(NETSCAPE_CERT_SEQUENCE, NETSCAPE_CERT_SEQUENCE, item_sequence)

NETSCAPE_CERT_SEQUENCE *NETSCAPE_CERT_SEQUENCE_new(void) {
    NETSCAPE_CERT_SEQUENCE *s = (NETSCAPE_CERT_SEQUENCE *)bs_item_new(&item_sequence);
    if (s) s->type = OBJ_nid2obj(NID_netscape_cert_sequence);
    return s;
}

void NETSCAPE_CERT_SEQUENCE_free(NETSCAPE_CERT_SEQUENCE *s) { bs_item_free(s, &item_sequence); }
