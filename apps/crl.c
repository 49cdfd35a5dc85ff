#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/certs.h"
#include "apps/commands.h"
#include "apps/keys.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/print_flags.h"
#include "apps/streams.h"
#include "apps/verify_options.h"

enum field { ISSUER = 1, NUMBER, HASH, HASH_OLD, LAST_UPDATE, NEXT_UPDATE, FINGERPRINT };

struct crl_options {
    const char *in, *out, *inform, *outform, *digest, *dateopt, *newer, *key, *keyform;
    bool text, noout, verify, badsig;
    struct app_order fields; /* what is printed, in the order given */
    struct app_list nameopt;
    struct app_trust_options trust;
    struct app_provider_options providers;
};

#define AT(field) offsetof(struct crl_options, field)
#define PRINT(name, field, help) { name, APP_OPT_EACH, AT(fields), NULL, help, field }
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Input and output", 0 },
    { "in", APP_OPT_STRING, AT(in), "FILE", "The CRL (default: standard input)", 0 },
    { "inform", APP_OPT_STRING, AT(inform), "PEM|DER", "Its form (found by itself)", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "outform", APP_OPT_STRING, AT(outform), "PEM|DER", "The form of the CRL that is written (default: PEM)", 0 },
    { "noout", APP_OPT_SET, AT(noout), NULL, "Do not write the CRL", 0 },
    { "gendelta", APP_OPT_STRING, AT(newer), "FILE", "Make a delta CRL: what this newer CRL has beyond that of -in", 0 },
    { "key", APP_OPT_STRING, AT(key), "FILE", "The key that signs it, and that signed the others", 0 },
    { "keyform", APP_OPT_STRING, AT(keyform), "PEM|DER", "The key's form (found by itself)", 0 },
    { "badsig", APP_OPT_SET, AT(badsig), NULL, "Damage the signature, for tests", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Printing", 0 },
    { "text", APP_OPT_SET, AT(text), NULL, "The whole CRL as text", 0 },
    PRINT("issuer", ISSUER, "The issuer's name"),
    PRINT("crlnumber", NUMBER, "The CRL's number"),
    PRINT("hash", HASH, "The hash of the issuer's name"),
    PRINT("hash_old", HASH_OLD, "The same, as before OpenSSL 1.0.0"),
    PRINT("lastupdate", LAST_UPDATE, "When it was issued"),
    PRINT("nextupdate", NEXT_UPDATE, "When the next one comes"),
    PRINT("fingerprint", FINGERPRINT, "The digest of its DER"),
    { "DIGEST", APP_OPT_NAME, AT(digest), NULL, "The digest of -fingerprint (default: SHA-1)", 0 },
    { "nameopt", APP_OPT_LIST, AT(nameopt), "WORDS", "How names are printed; may be repeated", 0 },
    { "dateopt", APP_OPT_STRING, AT(dateopt), "FORMAT", "How dates are printed: rfc_822 or iso_8601", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Checking", 0 },
    { "verify", APP_OPT_SET, AT(verify), NULL, "Verify the signature", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_trust_rows, AT(trust) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "crl", "[options]", "Print, check or convert a CRL.", groups, NULL };

/* Says on stderr how the signature is; true unless it could not be looked at. */
static bool verify_signature(X509_CRL *crl, const struct app_trust_options *trust) {
    X509_STORE *store = app_trust_store("crl", trust);
    X509_STORE_CTX *ctx = store != NULL ? X509_STORE_CTX_new() : NULL;
    X509_OBJECT *object = NULL;
    bool looked = false;
    if (ctx != NULL && X509_STORE_CTX_init(ctx, store, NULL, NULL)) {
        object = X509_STORE_CTX_get_obj_by_subject(ctx, X509_LU_X509, X509_CRL_get_issuer(crl));
        EVP_PKEY *key = object != NULL ? X509_get0_pubkey(X509_OBJECT_get0_X509(object)) : NULL;
        if (object == NULL) {
            app_error("crl", "the issuer's certificate is not among the trusted ones");
        } else if (key == NULL) {
            app_library_error("crl", "the issuer's key cannot be used");
        } else {
            fprintf(stderr, "verify %s\n", X509_CRL_verify(crl, key) > 0 ? "OK" : "failure");
            looked = true;
        }
    }
    ERR_clear_error();
    X509_OBJECT_free(object);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    return looked;
}

static void print_number(BIO *out, X509_CRL *crl) {
    ASN1_INTEGER *number = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
    BIO_puts(out, "crlNumber=");
    if (number != NULL) {
        BIO_puts(out, "0x");
        i2a_ASN1_INTEGER(out, number);
    } else {
        BIO_puts(out, "<NONE>");
    }
    ASN1_INTEGER_free(number);
    BIO_puts(out, "\n");
}

/* How to print. */
struct manner {
    const EVP_MD *digest;
    char digest_name[APP_NAME_MAX];
    unsigned long name_flags, date_flag;
    bool titles; /* hashes are told apart by them */
};

static bool print_field(BIO *out, X509_CRL *crl, int field, const struct manner *m) {
    const X509_NAME *issuer = X509_CRL_get_issuer(crl);
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned len;
    switch (field) {
    case ISSUER: app_print_name(out, "issuer=", issuer, m->name_flags); break;
    case NUMBER: print_number(out, crl); break;
    case HASH:
        BIO_printf(out, "%s%08lx\n", m->titles ? "issuer name hash=" : "", X509_NAME_hash_ex(issuer, NULL, NULL, NULL));
        break;
    case HASH_OLD: BIO_printf(out, "%s%08lx\n", m->titles ? "issuer name old hash=" : "", X509_NAME_hash_old(issuer)); break;
    case LAST_UPDATE: app_print_time(out, "lastUpdate=", X509_CRL_get0_lastUpdate(crl), m->date_flag); break;
    case NEXT_UPDATE: app_print_time(out, "nextUpdate=", X509_CRL_get0_nextUpdate(crl), m->date_flag); break;
    default:
        if (!X509_CRL_digest(crl, m->digest, md, &len)) {
            app_library_error("crl", "cannot digest");
            return false;
        }
        app_print_fingerprint(out, m->digest_name, md, len);
    }
    return true;
}

static X509_CRL *with_bad_signature(X509_CRL *crl) {
    const ASN1_BIT_STRING *sig;
    X509_CRL_get0_signature(crl, &sig, NULL);
    unsigned char *der = NULL;
    int len = i2d_X509_CRL(crl, &der);
    const unsigned char *p = der;
    if (len > 0 && ASN1_STRING_length(sig) > 0) {
        der[len - 1] ^= 1; /* the signature is what a CRL ends with */
    }
    X509_CRL *bad = len > 0 ? d2i_X509_CRL(NULL, &p, len) : NULL;
    OPENSSL_free(der);
    return bad;
}

/* NULL, and a line on stderr, if none can be made. */
static X509_CRL *delta_of(X509_CRL *base, const struct crl_options *o, const EVP_MD *digest) {
    X509_CRL *newer = app_crl_load("crl", o->newer, o->inform), *delta = NULL;
    EVP_PKEY *key = newer != NULL ? app_key_load("crl", o->key, o->keyform, APP_KEY_PRIVATE, NULL) : NULL;
    if (key != NULL) {
        delta = X509_CRL_diff(base, newer, key, digest, 0);
        if (delta == NULL) {
            app_library_error("crl", "a delta CRL cannot be made");
        }
    }
    EVP_PKEY_free(key);
    X509_CRL_free(newer);
    return delta;
}

/* Puts the CRL that is made in the place of the one that it was made of. */
static bool replace(X509_CRL **crl, X509_CRL *made) {
    X509_CRL_free(*crl);
    *crl = made;
    return made != NULL;
}

static bool write_crl(BIO *out, X509_CRL *crl, const struct crl_options *o, const struct manner *m) {
    bool ok = true;
    for (size_t i = 0; ok && i < o->fields.num; i++) {
        ok = print_field(out, crl, o->fields.list[i], m);
    }
    if (ok && o->text) {
        ok = X509_CRL_print_ex(out, crl, m->name_flags) > 0;
    }
    if (ok && !o->noout) {
        bool der = o->outform != NULL && strcmp(o->outform, "DER") == 0;
        ok = (der ? i2d_X509_CRL_bio(out, crl) : PEM_write_bio_X509_CRL(out, crl)) > 0;
    }
    return ok;
}

int app_crl(int argc, char **argv) {
    struct crl_options o = { 0 };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("crl", &o.providers)) {
        return 1;
    }
    if (rest != argc) {
        return app_usage_error("crl", "unexpected argument %s", argv[rest]);
    }
    struct manner m = { .digest = EVP_sha1(), .digest_name = "SHA1", .titles = o.fields.num > 1 };
    if (o.newer != NULL && o.key == NULL) {
        return app_usage_error("crl", "-gendelta needs -key, which signs");
    }
    if (!app_key_format(o.inform, &o.inform) || !app_key_format(o.outform, &o.outform) ||
        !app_key_any_format(o.keyform, &o.keyform)) {
        return app_usage_error("crl", "a form is PEM or DER");
    }
    if (!app_name_flags("crl", &o.nameopt, &m.name_flags) || !app_date_flag("crl", o.dateopt, &m.date_flag)) {
        return 1;
    }
    if (o.digest != NULL && (m.digest = app_digest_option("crl", o.digest, m.digest_name)) == NULL) {
        return 1;
    }
    X509_CRL *crl = app_crl_load("crl", o.in, o.inform);
    if (crl == NULL) {
        return 1;
    }
    bool ok = true;
    if (o.verify || o.trust.ca_file != NULL || o.trust.ca_path != NULL || o.trust.ca_store != NULL) {
        ok = verify_signature(crl, &o.trust);
    }
    ok = ok && (o.newer == NULL || replace(&crl, delta_of(crl, &o, m.digest)));
    ok = ok && (!o.badsig || replace(&crl, with_bad_signature(crl)));
    BIO *out = ok ? app_open_out("crl", o.out, APP_STREAM_BINARY) : NULL;
    ok = out != NULL && write_crl(out, crl, &o, &m);
    if (!app_close_out(out) && ok) {
        app_error("crl", "cannot write all of it");
        ok = false;
    }
    X509_CRL_free(crl);
    return ok ? 0 : 1;
}
