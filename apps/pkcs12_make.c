#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/certs.h"
#include "apps/pkcs12.h"

/* What goes into the file. */
struct contents {
    EVP_PKEY *key;
    X509 *own;                  /* the key's certificate */
    STACK_OF(X509) *others;
};

/* --- what is in it ------------------------------------------------------------------------------------------------ */

/* The certificate of a key goes first, under no name but that of the options; without one there is none. */
static X509 *take_own(STACK_OF(X509) *certs, const EVP_PKEY *key) {
    for (int i = 0; i < sk_X509_num(certs); i++) {
        X509 *cert = sk_X509_value(certs, i);
        if (X509_check_private_key(cert, key)) {
            ERR_clear_error();
            return X509_keyid_set1(cert, NULL, 0) && X509_alias_set1(cert, NULL, 0) ? sk_X509_delete(certs, i) : NULL;
        }
    }
    ERR_clear_error();
    app_error("pkcs12", "none of the certificates is the key's");
    return NULL;
}

static bool load_key(struct contents *c, const struct pkcs12_options *o, struct pkcs12_passes *pass) {
    if (o->no_keys) {
        return true;
    }
    c->key = app_key_load("pkcs12", o->inkey != NULL ? o->inkey : o->in, "PEM", APP_KEY_PRIVATE, &pass->keys);
    return c->key != NULL;
}

static bool load_certs(struct contents *c, const struct pkcs12_options *o, struct pkcs12_passes *pass) {
    if (o->no_certs) {
        return true;
    }
    if (!app_certs_load("pkcs12", o->in, &pass->keys, c->others)) {
        return false;
    }
    c->own = c->key != NULL ? take_own(c->others, c->key) : NULL;
    return c->key == NULL || c->own != NULL;
}

/* The chain of a certificate, which is its first; NULL, and a line on stderr. */
static STACK_OF(X509) *chain_of(X509 *cert, STACK_OF(X509) *untrusted, const struct app_trust_options *trust) {
    X509_STORE *store = app_trust_store("pkcs12", trust);
    X509_STORE_CTX *ctx = store != NULL ? X509_STORE_CTX_new() : NULL;
    STACK_OF(X509) *chain = NULL;
    if (ctx != NULL && X509_STORE_CTX_init(ctx, store, cert, untrusted)) {
        if (X509_verify_cert(ctx) > 0) {
            chain = X509_STORE_CTX_get1_chain(ctx);
        } else {
            app_error("pkcs12", "no chain: %s", X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx)));
        }
    }
    ERR_clear_error();
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    return chain;
}

static bool add_chain(struct contents *c, const struct pkcs12_options *o, struct pkcs12_passes *pass) {
    STACK_OF(X509) *untrusted = o->untrusted != NULL ? sk_X509_new_null() : NULL;
    if (untrusted != NULL && !app_certs_load("pkcs12", o->untrusted, &pass->certs, untrusted)) {
        sk_X509_free(untrusted);
        return false;
    }
    bool ok = true;
    if (o->chain && !o->no_certs) {
        X509 *first = c->own != NULL ? c->own : sk_X509_value(c->others, 0);
        STACK_OF(X509) *chain = chain_of(first, untrusted, &o->trust);
        X509_free(sk_X509_shift(chain));
        ok = chain != NULL && X509_add_certs(c->others, chain, X509_ADD_FLAG_UP_REF | X509_ADD_FLAG_NO_DUP);
        sk_X509_pop_free(chain, X509_free);
    }
    sk_X509_pop_free(untrusted, X509_free);
    return ok;
}

/* Names that are left over belong to none. */
static bool name_all(struct contents *c, const struct pkcs12_options *o) {
    bool ok = true;
    for (int i = 0; ok && i < (int)o->ca_names.num && i < sk_X509_num(c->others); i++) {
        ok = X509_alias_set1(sk_X509_value(c->others, i), (const unsigned char *)o->ca_names.list[i], -1);
    }
    if (ok && o->csp != NULL && c->key != NULL) {
        ok = EVP_PKEY_add1_attr_by_NID(c->key, NID_ms_csp_name, MBSTRING_ASC, (const unsigned char *)o->csp, -1);
    }
    if (ok && o->local_key_set && c->key != NULL) {
        ok = EVP_PKEY_add1_attr_by_NID(c->key, NID_LocalKeySet, 0, NULL, -1);
    }
    return ok || app_library_error("pkcs12", "a name cannot be in the file") == 0;
}

static bool gather(struct contents *c, const struct pkcs12_options *o, struct pkcs12_passes *pass) {
    c->others = sk_X509_new_null();
    return c->others != NULL && load_key(c, o, pass) && load_certs(c, o, pass) && add_chain(c, o, pass) &&
        (o->certfile == NULL || app_certs_load("pkcs12", o->certfile, &pass->certs, c->others)) && name_all(c, o);
}

/* --- how it is written -------------------------------------------------------------------------------------------- */

/* A PBE algorithm, or a cipher for PBES2, by name, which is known to be one. */
static int find_pbe(const char *name) { return strcmp(name, "NONE") == 0 ? PKCS12_APP_NONE : OBJ_txt2nid(name); }

/* Of -certpbe, -descert and -nomac the last one counts. */
static int cert_pbe(const struct pkcs12_options *o) {
    if (o->cert_how.num == 0) {
        return o->legacy ? NID_pbe_WithSHA1And40BitRC2_CBC : NID_aes_256_cbc;
    }
    const char *name = o->cert_how.list[o->cert_how.num - 1].name, *value = o->cert_how.list[o->cert_how.num - 1].value;
    return value != NULL ? find_pbe(value)
        : strcmp(name, "nomac") == 0 ? PKCS12_APP_NONE
                                     : NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
}

static int key_pbe(const struct pkcs12_options *o) {
    return o->key_pbe != NULL ? find_pbe(o->key_pbe)
        : o->legacy           ? NID_pbe_WithSHA1And3_Key_TripleDES_CBC
                              : NID_aes_256_cbc;
}

static int write_out(const PKCS12 *p12, const struct pkcs12_options *o) {
    BIO *out = app_open_out("pkcs12", o->out, APP_STREAM_PRIVATE);
    if (out == NULL) {
        return 1;
    }
    bool ok = i2d_PKCS12_bio(out, p12) > 0;
    ok = app_close_out(out) && ok;
    return ok ? 0 : app_error("pkcs12", "cannot write all");
}

static int make(const struct contents *c, const struct pkcs12_options *o, const struct pkcs12_passes *pass) {
    int for_key = key_pbe(o), for_certs = cert_pbe(o);
    const EVP_MD *usual = o->legacy ? EVP_sha1() : EVP_sha256();
    const EVP_MD *md = o->mac_alg != NULL ? app_digest_option("pkcs12", o->mac_alg, NULL) : usual;
    if (md == NULL) {
        return 1;
    }
    PKCS12 *p12 = PKCS12_create(pass->contents.text, o->name, c->key, c->own, c->others, for_key, for_certs, o->iter, -1,
                                o->key_type);
    bool ok = p12 != NULL &&
        (o->mac_iter == PKCS12_APP_NONE || PKCS12_set_mac(p12, pass->mac.text, -1, NULL, 0, o->mac_iter, md));
    int status = ok ? write_out(p12, o) : app_library_error("pkcs12", "the file cannot be made");
    PKCS12_free(p12);
    return status;
}

int app_pkcs12_make(const struct pkcs12_options *o, struct pkcs12_passes *pass) {
    struct contents c = { NULL, NULL, NULL };
    int status = gather(&c, o, pass) && app_pkcs12_ask(pass, o) ? make(&c, o, pass) : 1;
    X509_free(c.own);
    EVP_PKEY_free(c.key);
    sk_X509_pop_free(c.others, X509_free);
    return status;
}
