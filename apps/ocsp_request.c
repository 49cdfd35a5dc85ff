#include <string.h>

#include "apps/algorithms.h"
#include "apps/certs.h"
#include "apps/keys.h"
#include "apps/ocsp.h"
#include "apps/streams.h"

static bool fail(const char *what) { return app_library_error("ocsp", "%s", what) == 0; }

void app_ocsp_question_clear(struct ocsp_question *q) {
    OCSP_REQUEST_free(q->request);
    sk_X509_pop_free(q->issuers, X509_free);
}

/* A serial number in decimal, or in hexadecimal after 0x. */
static ASN1_INTEGER *serial_number(const char *text) {
    BIGNUM *n = NULL;
    bool negative = *text == '-';
    const char *digits = text + negative;
    bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    const char *set = hex ? "0123456789abcdefABCDEF" : "0123456789";
    digits += hex ? 2 : 0;
    if (*digits == '\0' || digits[strspn(digits, set)] != '\0' || !(hex ? BN_hex2bn(&n, digits) : BN_dec2bn(&n, digits))) {
        return NULL;
    }
    BN_set_negative(n, negative && !BN_is_zero(n));
    ASN1_INTEGER *serial = BN_to_ASN1_INTEGER(n, NULL);
    BN_free(n);
    return serial;
}

static OCSP_CERTID *identify(const char *kind, const char *value, const EVP_MD *md, X509 *issuer) {
    if (strcmp(kind, "cert") == 0) {
        X509 *cert = app_cert_load("ocsp", value, NULL, NULL);
        OCSP_CERTID *id = cert != NULL ? OCSP_cert_to_id(md, cert, issuer) : NULL;
        if (cert != NULL && id == NULL) {
            fail("the certificate cannot be asked for");
        }
        X509_free(cert);
        return id;
    }
    ASN1_INTEGER *serial = serial_number(value);
    if (serial == NULL) {
        app_error("ocsp", "%s is no serial number", value);
        return NULL;
    }
    OCSP_CERTID *id = OCSP_cert_id_new(md, X509_get_subject_name(issuer), X509_get0_pubkey_bitstr(issuer), serial);
    ASN1_INTEGER_free(serial);
    if (id == NULL) {
        fail("the serial number cannot be asked for");
    }
    return id;
}

static bool add_subject(struct ocsp_question *q, const char *kind, const char *value, const EVP_MD *md) {
    if (sk_X509_num(q->issuers) <= 0) {
        app_error("ocsp", "-%s needs -issuer before it", kind);
        return false;
    }
    X509 *issuer = sk_X509_value(q->issuers, sk_X509_num(q->issuers) - 1);
    OCSP_CERTID *id = identify(kind, value, md, issuer);
    if (id == NULL) {
        return false;
    }
    if (q->request == NULL) {
        q->request = OCSP_REQUEST_new();
    }
    if (q->request == NULL || OCSP_request_add0_id(q->request, id) == NULL) {
        OCSP_CERTID_free(id);
        return fail("the request cannot be made");
    }
    q->ids[q->num] = id;
    q->names[q->num++] = value;
    return true;
}

static bool add_issuer(struct ocsp_question *q, const char *name) {
    X509 *issuer = app_cert_load("ocsp", name, NULL, NULL);
    if (issuer == NULL) {
        return false;
    }
    if (q->issuers == NULL) {
        q->issuers = sk_X509_new_null();
    }
    if (q->issuers != NULL && sk_X509_push(q->issuers, issuer) > 0) {
        return true;
    }
    X509_free(issuer);
    return fail("out of memory");
}

static bool collect(struct ocsp_question *q, const struct app_conf *subjects) {
    const EVP_MD *md = EVP_sha1();
    bool pending = false; /* a digest that counts for nothing is a mistake */
    for (size_t i = 0; i < subjects->num; i++) {
        const char *kind = subjects->list[i].name, *value = subjects->list[i].value;
        if (strcmp(kind, "issuer") == 0) {
            if (!add_issuer(q, value)) {
                return false;
            }
        } else if (value == NULL) {
            md = app_digest_option("ocsp", kind, NULL);
            if (pending && md != NULL) {
                app_usage_error("ocsp", "one digest alone before -cert or -serial");
            }
            if (pending || md == NULL) {
                return false;
            }
            pending = true;
        } else {
            pending = false;
            if (!add_subject(q, kind, value, md)) {
                return false;
            }
        }
    }
    if (pending) {
        app_usage_error("ocsp", "a digest goes before -cert or -serial");
    }
    return !pending;
}

static bool read_request(struct ocsp_question *q, const char *name) {
    BIO *in = app_open_in("ocsp", name);
    if (in == NULL) {
        return false;
    }
    OCSP_REQUEST_free(q->request);
    q->request = d2i_OCSP_REQUEST_bio(in, NULL);
    q->num = 0;
    BIO_free_all(in);
    return q->request != NULL || fail("no request could be read");
}

static bool sign(OCSP_REQUEST *request, const struct ocsp_options *o) {
    struct app_pass pass, none;
    STACK_OF(X509) *others = sk_X509_new_null();
    X509 *signer = app_cert_load("ocsp", o->signer, NULL, NULL);
    if (signer == NULL || others == NULL || (o->sign_other != NULL && !app_certs_load("ocsp", o->sign_other, NULL, others))
        || !app_pass_get("ocsp", o->passin, NULL, &pass, &none)) {
        X509_free(signer);
        sk_X509_pop_free(others, X509_free);
        return false;
    }
    const char *file = o->sign_key != NULL ? o->sign_key : o->signer;
    EVP_PKEY *key = app_key_load("ocsp", file, NULL, APP_KEY_PRIVATE, &pass);
    app_pass_wipe(&pass);
    bool ok = key != NULL;
    if (ok && !OCSP_request_sign(request, signer, key, NULL, others, o->no_certs ? OCSP_NOCERTS : 0)) {
        ok = fail("the request cannot be signed");
    }
    EVP_PKEY_free(key);
    X509_free(signer);
    sk_X509_pop_free(others, X509_free);
    return ok;
}

bool app_ocsp_question(struct ocsp_question *q, const struct ocsp_options *o) {
    if (!collect(q, &o->subjects)) {
        return false;
    }
    if (q->request == NULL && o->request_in == NULL && o->response_in == NULL) {
        app_usage_error("ocsp", "nothing to ask for: -cert, -serial, -reqin or -respin");
        return false;
    }
    bool nonce = o->nonce == NONCE_ALWAYS || (o->nonce == NONCE_DEFAULT && q->request != NULL);
    if (o->request_in != NULL && q->request == NULL && !read_request(q, o->request_in)) {
        return false;
    }
    if (q->request != NULL && nonce && !OCSP_request_add1_nonce(q->request, NULL, -1)) {
        return fail("no nonce could be made");
    }
    if (o->signer != NULL && q->request == NULL) {
        app_error("ocsp", "there is no request to sign");
        return false;
    }
    return o->signer == NULL || sign(q->request, o);
}
