#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/certs.h"
#include "apps/pkcs12.h"
#include "apps/streams.h"

#define NO_ENCRYPTION (-1)

/* A PBE algorithm, or a cipher for PBES2, by name; NID_undef if there is none. */
static int find_pbe(const char *name) {
    if (name == NULL) {
        return NID_aes_256_cbc;
    }
    if (strcmp(name, "NONE") == 0) {
        return NO_ENCRYPTION;
    }
    return OBJ_txt2nid(name);
}

/* The certificate of a key goes first; without one there is none. */
static X509 *take_own(STACK_OF(X509) *certs, const EVP_PKEY *key) {
    for (int i = 0; key != NULL && i < sk_X509_num(certs); i++) {
        if (X509_check_private_key(sk_X509_value(certs, i), key)) {
            return sk_X509_delete(certs, i);
        }
    }
    ERR_clear_error();
    return NULL;
}

static int write_out(PKCS12 *p12, const struct pkcs12_options *o) {
    BIO *out = app_open_out("pkcs12", o->out, APP_STREAM_PRIVATE);
    if (out == NULL) {
        return 1;
    }
    bool ok = i2d_PKCS12_bio(out, p12) > 0;
    ok = app_close_out(out) && ok;
    return ok ? 0 : app_error("pkcs12", "cannot write all");
}

static int make(const struct pkcs12_options *o, EVP_PKEY *key, X509 *own, STACK_OF(X509) *others, struct app_pass *pass) {
    int key_pbe = find_pbe(o->key_pbe), cert_pbe = find_pbe(o->cert_pbe), iter = o->iter > 0 ? o->iter : PKCS12_DEFAULT_ITER;
    const EVP_MD *md = o->mac_alg != NULL ? app_digest_option("pkcs12", o->mac_alg, NULL) : EVP_sha256();
    if (o->des_cert) {
        cert_pbe = NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
    }
    if (md == NULL) {
        return 1;
    }
    if (key_pbe == NID_undef || cert_pbe == NID_undef) {
        return app_usage_error("pkcs12", "-keypbe or -certpbe names no algorithm");
    }
    PKCS12 *p12 = PKCS12_create(pass->text, o->name, key, own, others, key_pbe, cert_pbe, o->no_iter ? 1 : iter, -1, o->key_type);
    bool ok = p12 != NULL && (o->no_mac || PKCS12_set_mac(p12, pass->text, -1, NULL, 0, o->no_mac_iter ? 1 : iter, md));
    int status = ok ? write_out(p12, o) : app_library_error("pkcs12", "the file cannot be made");
    PKCS12_free(p12);
    return status;
}

int app_pkcs12_make(const struct pkcs12_options *o, struct app_pass *passin, struct app_pass *passout) {
    STACK_OF(X509) *certs = sk_X509_new_null();
    EVP_PKEY *key = NULL;
    X509 *own = NULL;
    int status = 1;
    bool ok = certs != NULL && (o->no_certs || app_certs_load("pkcs12", o->in, certs));
    if (ok && !o->no_keys) {
        key = app_key_load("pkcs12", o->inkey != NULL ? o->inkey : o->in, NULL, APP_KEY_PRIVATE, passin);
        ok = key != NULL;
    }
    if (ok && key != NULL && !o->no_certs) {
        own = take_own(certs, key);
        ok = own != NULL;
        if (!ok) {
            app_error("pkcs12", "none of the certificates is the key's");
        }
    }
    if (ok && o->certfile != NULL) {
        ok = app_certs_load("pkcs12", o->certfile, certs);
    }
    if (ok && !passout->given) {
        ok = app_pass_callback(passout->text, sizeof(passout->text) - 1, 1, NULL) >= 0;
        if (!ok) {
            app_error("pkcs12", "no pass phrase could be read");
        }
    }
    if (ok) {
        status = make(o, key, own, certs, passout);
    }
    X509_free(own);
    EVP_PKEY_free(key);
    sk_X509_pop_free(certs, X509_free);
    return status;
}
