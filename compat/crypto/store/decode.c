/* One object of a file: what kind it is, and the passphrase that opens it.                       man 7 ossl_store-file */
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/storeerr.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "compat/crypto/evp/pkcs8_local.h"
#include "compat/crypto/store/store_local.h"
#include "src/base/secret.h"
#include "src/x509/der.h"

int bs_store_ask(const struct bs_store_asker *who, char *buf, int size) {
    UI *ui = who->method != NULL ? UI_new_method(who->method) : NULL;
    char *prompt = ui != NULL ? UI_construct_prompt(ui, "pass phrase", who->what) : NULL;
    int n = -1;
    if (prompt != NULL) {
        (void)UI_add_user_data(ui, who->data);
        memset(buf, 0, (size_t)size);
        if (UI_add_input_string(ui, prompt, UI_INPUT_FLAG_DEFAULT_PWD, buf, 0, size - 1) >= 0 && UI_process(ui) == 0) {
            n = (int)strlen(buf);
        }
    }
    OPENSSL_free(prompt);
    UI_free(ui);
    if (n < 0) BS_RAISE(ERR_LIB_OSSL_STORE, OSSL_STORE_R_PASSPHRASE_CALLBACK_ERROR);
    return n;
}

static bool put(STACK_OF(OSSL_STORE_INFO) *out, int type, void *data) {
    OSSL_STORE_INFO *i = data != NULL ? OSSL_STORE_INFO_new(type, data) : NULL;
    if (i != NULL && sk_OSSL_STORE_INFO_push(out, i) > 0) return true;
    if (i == NULL) i = OSSL_STORE_INFO_new(type, data); /* which frees what it holds */
    OSSL_STORE_INFO_free(i);
    return false;
}

/* A key of a type that is not wanted is a failure, as OpenSSL's decoders have it; nobody is asked for its passphrase. */
static bool wanted(int expected, int type) { return expected == 0 || expected == type; }

static bool put_encrypted(bs_reader der, const struct bs_store_asker *who, STACK_OF(OSSL_STORE_INFO) *out) {
    char pass[PEM_BUFSIZE];
    int n = bs_store_ask(who, pass, sizeof pass);
    EVP_PKEY *key = n >= 0 ? bs_pkcs8_read(der, bs_r_from(pass, (size_t)n)) : NULL;
    bs_wipe(pass, sizeof pass);
    return put(out, OSSL_STORE_INFO_PKEY, key);
}

static bool is_encrypted(bs_reader der) {
    const unsigned char *p = der.p;
    X509_SIG *sig = d2i_X509_SIG(NULL, &p, (long)der.len);
    X509_SIG_free(sig);
    return sig != NULL;
}

static bool put_private(bs_reader der, STACK_OF(OSSL_STORE_INFO) *out) {
    return put(out, OSSL_STORE_INFO_PKEY, bs_key_from_der(der, BS_KEY_FORMAT_ANY, 0, 0, BS_KEY_READER_OBJECT));
}

static bool put_cert(bs_reader der, bool trusted, STACK_OF(OSSL_STORE_INFO) *out) {
    const unsigned char *p = der.p;
    X509 *x = trusted ? d2i_X509_AUX(NULL, &p, (long)der.len) : d2i_X509(NULL, &p, (long)der.len);
    return put(out, OSSL_STORE_INFO_CERT, x);
}

static bool put_crl(bs_reader der, STACK_OF(OSSL_STORE_INFO) *out) {
    const unsigned char *p = der.p;
    return put(out, OSSL_STORE_INFO_CRL, d2i_X509_CRL(NULL, &p, (long)der.len));
}

static bool put_params(const char *label, bs_reader der, STACK_OF(OSSL_STORE_INFO) *out) {
    return put(out, OSSL_STORE_INFO_PARAMS, bs_key_params_from(label, der));
}

/* The key, its certificate, and those above it. */
static bool put_contents(PKCS12 *p12, const char *pass, STACK_OF(OSSL_STORE_INFO) *out) {
    EVP_PKEY *key = NULL;
    X509 *cert = NULL, *x;
    STACK_OF(X509) *more = NULL;
    if (!PKCS12_parse(p12, pass, &key, &cert, &more)) return false;
    bool ok = (key == NULL || put(out, OSSL_STORE_INFO_PKEY, key)) && (cert == NULL || put(out, OSSL_STORE_INFO_CERT, cert));
    while (ok && (x = sk_X509_shift(more)) != NULL) ok = put(out, OSSL_STORE_INFO_CERT, x);
    sk_X509_pop_free(more, X509_free);
    return ok;
}

static bool put_pkcs12(PKCS12 *p12, const struct bs_store_asker *who, STACK_OF(OSSL_STORE_INFO) *out) {
    char pass[PEM_BUFSIZE] = "";
    ERR_set_mark();
    bool open = PKCS12_verify_mac(p12, "", 0) || PKCS12_verify_mac(p12, NULL, 0);
    ERR_pop_to_mark();
    if (!open && bs_store_ask(who, pass, sizeof pass) < 0) return false;
    if (!open && !PKCS12_verify_mac(p12, pass, (int)strlen(pass))) {
        BS_RAISE(ERR_LIB_OSSL_STORE, OSSL_STORE_R_ERROR_VERIFYING_PKCS12_MAC);
        bs_wipe(pass, sizeof pass);
        return false;
    }
    bool ok = put_contents(p12, pass, out);
    bs_wipe(pass, sizeof pass);
    return ok;
}

static bool ends(const char *s, const char *with) {
    size_t n = strlen(s), k = strlen(with);
    return n >= k && strcmp(s + n - k, with) == 0;
}

static bool by_label(const char *label, bs_reader der, int expected, const struct bs_store_asker *who,
                     STACK_OF(OSSL_STORE_INFO) *out) {
    if (strcmp(label, PEM_STRING_X509) == 0 || strcmp(label, PEM_STRING_X509_OLD) == 0) return put_cert(der, false, out);
    if (strcmp(label, PEM_STRING_X509_TRUSTED) == 0) return put_cert(der, true, out);
    if (strcmp(label, PEM_STRING_X509_CRL) == 0) return put_crl(der, out);
    if (strcmp(label, PEM_STRING_PUBLIC) == 0) {
        return wanted(expected, OSSL_STORE_INFO_PUBKEY) && put(out, OSSL_STORE_INFO_PUBKEY, bs_evp_pkey_from_spki(der));
    }
    if (ends(label, " PARAMETERS")) return wanted(expected, OSSL_STORE_INFO_PARAMS) && put_params(label, der, out);
    if (!ends(label, PEM_STRING_PKCS8INF) || !wanted(expected, OSSL_STORE_INFO_PKEY)) return false;
    return strcmp(label, PEM_STRING_PKCS8) == 0 ? put_encrypted(der, who, out) : put_private(der, out);
}

static bool key_by_trying(bs_reader der, int expected, const struct bs_store_asker *who, STACK_OF(OSSL_STORE_INFO) *out) {
    if (wanted(expected, OSSL_STORE_INFO_PKEY)) {
        if (is_encrypted(der)) return put_encrypted(der, who, out);
        if (put_private(der, out)) return true;
    }
    if (wanted(expected, OSSL_STORE_INFO_PUBKEY) && put(out, OSSL_STORE_INFO_PUBKEY, bs_evp_pkey_from_spki(der))) return true;
    return wanted(expected, OSSL_STORE_INFO_PARAMS) &&
           (put_params(PEM_STRING_ECPARAMETERS, der, out) || put_params(PEM_STRING_DHPARAMS, der, out) ||
            put_params(PEM_STRING_DHXPARAMS, der, out));
}

static bool by_trying(bs_reader der, int expected, const struct bs_store_asker *who, STACK_OF(OSSL_STORE_INFO) *out) {
    const unsigned char *p = der.p;
    if (put_cert(der, false, out) || put_crl(der, out)) return true;
    PKCS12 *p12 = d2i_PKCS12(NULL, &p, (long)der.len);
    if (p12 == NULL) return key_by_trying(der, expected, who, out);
    bool ok = put_pkcs12(p12, who, out);
    PKCS12_free(p12);
    return ok;
}

bool bs_store_decode(const char *label, bs_reader der, int expected, const struct bs_store_asker *who,
                     STACK_OF(OSSL_STORE_INFO) *out) {
    ERR_set_mark();
    bool ok = label != NULL ? by_label(label, der, expected, who, out) : by_trying(der, expected, who, out);
    if (ok) {
        ERR_pop_to_mark(); /* of what it is not */
        return true;
    }
    ERR_clear_last_mark();
    BS_RAISE(ERR_LIB_OSSL_STORE, OSSL_STORE_R_UNSUPPORTED_CONTENT_TYPE);
    return false;
}
