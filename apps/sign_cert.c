#include "apps/sign_cert.h"

#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/certs.h"
#include "apps/keys.h"

enum { SERIAL_BITS = 159 }; /* RFC 5280 4.1.2.2: positive, at most 20 octets */

static ASN1_INTEGER *random_serial(void) {
    BIGNUM *n = BN_new();
    ASN1_INTEGER *serial = NULL;
    if (n != NULL && BN_rand(n, SERIAL_BITS, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY)) {
        serial = BN_to_ASN1_INTEGER(n, NULL);
    }
    BN_free(n);
    return serial;
}

bool app_cert_set_serial(const char *command, X509 *cert, const char *text) {
    ASN1_INTEGER *serial = text != NULL ? s2i_ASN1_INTEGER(NULL, text) : random_serial();
    bool ok = serial != NULL && X509_set_serialNumber(cert, serial);
    ASN1_INTEGER_free(serial);
    if (!ok) {
        app_library_error(command, "%s cannot be the serial number", text != NULL ? text : "a random number");
    }
    return ok;
}

ASN1_INTEGER *app_next_serial(const ASN1_INTEGER *serial) {
    BIGNUM *n = ASN1_INTEGER_to_BN(serial, NULL);
    ASN1_INTEGER *next = n != NULL && BN_add_word(n, 1) ? BN_to_ASN1_INTEGER(n, NULL) : NULL;
    BN_free(n);
    return next;
}

bool app_cert_set_days(X509 *cert, int days) {
    return X509_gmtime_adj(X509_getm_notBefore(cert), 0) != NULL &&
        X509_time_adj_ex(X509_getm_notAfter(cert), days, 0, NULL) != NULL;
}

/* --- extensions -------------------------------------------------------------------------------------------------- */

/* The lines of all as a configuration; a name that occurs twice is an error. */
static CONF *conf_of(const char *command, const struct app_list *list) {
    BIO *text = BIO_new(BIO_s_mem());
    CONF *conf = NCONF_new(NULL);
    long line = 0;
    bool ok = text != NULL && conf != NULL;
    for (size_t i = 0; ok && i < list->num; i++) {
        size_t name = strcspn(list->list[i], "= ");
        for (size_t k = 0; ok && k < i; k++) {
            if (strcspn(list->list[k], "= ") == name && strncmp(list->list[k], list->list[i], name) == 0) {
                app_usage_error(command, "-addext: the extension %.*s is there twice", (int)name, list->list[i]);
                ok = false;
            }
        }
        ok = ok && BIO_printf(text, "%s\n", list->list[i]) > 0;
    }
    if (ok && NCONF_load_bio(conf, text, &line) <= 0) {
        app_library_error(command, "-addext: %s is no extension", list->list[line > 0 ? line - 1 : 0]);
        ok = false;
    }
    BIO_free(text);
    if (ok) {
        return conf;
    }
    NCONF_free(conf);
    return NULL;
}

bool app_add_extensions(const char *command, X509V3_CTX *ctx, const struct app_list *list, X509 *cert, X509_REQ *req) {
    if (list->num == 0) {
        return true;
    }
    static char section[] = "default";
    CONF *conf = conf_of(command, list);
    if (conf == NULL) {
        return false;
    }
    X509V3_set_nconf(ctx, conf);
    bool ok = cert != NULL ? X509V3_EXT_add_nconf(conf, ctx, section, cert) : X509V3_EXT_REQ_add_nconf(conf, ctx, section, req);
    X509V3_set_nconf(ctx, NULL);
    NCONF_free(conf);
    if (!ok) {
        app_library_error(command, "an extension of -addext cannot be made");
    }
    return ok;
}

bool app_copy_extensions(X509 *cert, const X509_REQ *req, bool all) {
    STACK_OF(X509_EXTENSION) *exts = X509_REQ_get_extensions((X509_REQ *)(uintptr_t)req);
    bool ok = true;
    for (int i = 0; ok && i < sk_X509_EXTENSION_num(exts); i++) {
        X509_EXTENSION *ext = sk_X509_EXTENSION_value(exts, i);
        int at = X509_get_ext_by_OBJ(cert, X509_EXTENSION_get_object(ext), -1);
        if (at != -1 && !all) {
            continue;
        }
        for (; at != -1; at = X509_get_ext_by_OBJ(cert, X509_EXTENSION_get_object(ext), -1)) {
            X509_EXTENSION_free(X509_delete_ext(cert, at));
        }
        ok = X509_add_ext(cert, ext, -1);
    }
    sk_X509_EXTENSION_pop_free(exts, X509_EXTENSION_free);
    return ok;
}

/* An identifier of no bytes stands for `none`, and goes; one that is missing is added where it is wanted. */
static bool settle_identifier(X509 *cert, X509V3_CTX *ctx, int nid, const char *value, bool wanted) {
    int at = X509_get_ext_by_NID(cert, nid, -1);
    if (at >= 0) {
        if (ASN1_STRING_length(X509_EXTENSION_get_data(X509_get_ext(cert, at))) <= 2) {
            X509_EXTENSION_free(X509_delete_ext(cert, at));
        }
        return true;
    }
    if (!wanted) {
        return true;
    }
    X509_EXTENSION *ext = X509V3_EXT_nconf_nid(NULL, ctx, nid, value);
    bool ok = ext != NULL &&
        (ASN1_STRING_length(X509_EXTENSION_get_data(ext)) <= 2 || X509_add_ext(cert, ext, -1));
    X509_EXTENSION_free(ext);
    return ok;
}

/* --- signatures -------------------------------------------------------------------------------------------------- */

/* A context ready to sign; NULL, and a line on stderr. */
static EVP_MD_CTX *signer(const char *command, EVP_PKEY *key, const char *digest, const struct app_list *sigopt) {
    const EVP_MD *md = NULL;
    char usual[APP_NAME_MAX] = "";
    if (EVP_PKEY_get_default_digest_name(key, usual, sizeof(usual)) == 2 && strcmp(usual, "UNDEF") == 0) {
        digest = NULL; /* the algorithm has its own, as Ed25519 */
    } else if (digest != NULL) {
        md = app_digest_option(command, digest, NULL);
    } else {
        md = EVP_get_digestbyname(usual);
    }
    if (digest != NULL && md == NULL) {
        return NULL;
    }
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    EVP_PKEY_CTX *kctx = NULL;
    bool ok = ctx != NULL && EVP_DigestSignInit(ctx, &kctx, md, NULL, key) > 0;
    if (!ok) {
        app_library_error(command, "the key cannot sign");
    }
    if (ok && app_key_set_options(command, kctx, sigopt)) {
        return ctx;
    }
    EVP_MD_CTX_free(ctx);
    return NULL;
}

bool app_cert_sign(const char *command, X509 *cert, EVP_PKEY *key, const char *digest, const struct app_list *sigopt,
                   X509V3_CTX *ctx) {
    const bool extended = X509_get_ext_count(cert) > 0; /* else it may stay one of version 1 */
    bool ok = !extended ||
        (X509_set_version(cert, X509_VERSION_3) && settle_identifier(cert, ctx, NID_subject_key_identifier, "hash", true));
    ERR_set_mark();
    const bool own = X509_check_private_key(cert, key);
    ERR_pop_to_mark();
    ok = ok && (!extended || settle_identifier(cert, ctx, NID_authority_key_identifier, "keyid, issuer", !own));
    if (!ok) {
        app_library_error(command, "the key identifiers cannot be made");
        return false;
    }
    EVP_MD_CTX *md = signer(command, key, digest, sigopt);
    ok = md != NULL && X509_sign_ctx(cert, md) > 0;
    if (md != NULL && !ok) {
        app_library_error(command, "the certificate cannot be signed");
    }
    EVP_MD_CTX_free(md);
    return ok;
}

bool app_request_sign(const char *command, X509_REQ *req, EVP_PKEY *key, const char *digest, const struct app_list *sigopt) {
    EVP_MD_CTX *md = signer(command, key, digest, sigopt);
    bool ok = md != NULL && X509_REQ_sign_ctx(req, md) > 0;
    if (md != NULL && !ok) {
        app_library_error(command, "the request cannot be signed");
    }
    EVP_MD_CTX_free(md);
    return ok;
}
