/* Digests, MACs and signatures of files. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/commands.h"
#include "apps/dgst_mac.h"
#include "apps/keys.h"
#include "apps/options.h"
#include "apps/providers.h"
#include "apps/streams.h"

enum form { FORM_DEFAULT, FORM_HEX, FORM_BINARY };
enum separator { PLAIN, COLONS, COREUTILS };

struct dgst_options {
    bool list, debug, fips_fingerprint;
    int separator, form, xof_len;
    const char *out, *digest, *sign, *verify, *prverify, *signature, *keyform, *passin, *hmac, *mac;
    struct app_list sigopt, macopt;
    struct app_rand_options random;
    struct app_provider_options providers;
};

#define AT(field) offsetof(struct dgst_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "Digest", 0 },
    { "*", APP_OPT_NAME, AT(digest), NULL, "Any digest, such as -sha512 (default: sha256)", 0 },
    { "list", APP_OPT_SET, AT(list), NULL, "List the digests", 0 },
    { "xoflen", APP_OPT_POSITIVE, AT(xof_len), "NUM", "Bytes of output, for SHAKE", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Output", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "c", APP_OPT_VALUE, AT(separator), NULL, "Colons between the bytes", COLONS },
    { "r", APP_OPT_VALUE, AT(separator), NULL, "As sha256sum and its like print", COREUTILS },
    { "hex", APP_OPT_VALUE, AT(form), NULL, "In hexadecimal", FORM_HEX },
    { "binary", APP_OPT_VALUE, AT(form), NULL, "As bytes; the default with -sign", FORM_BINARY },
    { "d", APP_OPT_SET, AT(debug), NULL, "Trace the reading on the standard error output", 0 },
    { "debug", APP_OPT_SET, AT(debug), NULL, "As -d", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Signatures and MACs", 0 },
    { "sign", APP_OPT_STRING, AT(sign), "FILE", "Sign with this private key", 0 },
    { "verify", APP_OPT_STRING, AT(verify), "FILE", "Verify with this public key", 0 },
    { "prverify", APP_OPT_STRING, AT(prverify), "FILE", "Verify with this private key", 0 },
    { "signature", APP_OPT_STRING, AT(signature), "FILE", "The signature to verify", 0 },
    { "sigopt", APP_OPT_LIST, AT(sigopt), "NAME:VALUE", "A parameter of the signature", 0 },
    { "keyform", APP_OPT_STRING, AT(keyform), "FORMAT", "PEM or DER (default: either)", 0 },
    { "passin", APP_OPT_STRING, AT(passin), "SOURCE", "The pass phrase of the private key", 0 },
    { "hmac", APP_OPT_STRING, AT(hmac), "KEY", "HMAC with this key", 0 },
    { "mac", APP_OPT_STRING, AT(mac), "NAME", "A MAC: HMAC, CMAC or Poly1305", 0 },
    { "macopt", APP_OPT_LIST, AT(macopt), "NAME:VALUE", "A parameter of the MAC: key, hexkey, cipher", 0 },
    { "fips-fingerprint", APP_OPT_SET, AT(fips_fingerprint), NULL, "HMAC with the key of OpenSSL's FIPS fingerprints", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_rand_rows, AT(random) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "dgst", "[options] [FILE...]",
                                                "Print digests, MACs or signatures of files, or verify signatures.",
                                                groups, NULL };

struct dgst {
    const struct dgst_options *o;
    BIO *out;
    EVP_MD_CTX *ctx;
    const EVP_MD *md;          /* NULL: the key's default                     */
    char md_name[APP_NAME_MAX]; /* as printed, or empty                       */
    EVP_PKEY *key;             /* of a signature, or NULL                     */
    EVP_MAC_CTX *keyed_mac;    /* to begin each file with, or NULL            */
    EVP_MAC_CTX *mac;          /* of a file                                   */
    const char *kind;          /* of the key or MAC, as printed, or NULL      */
    bool verify, binary;
    unsigned char *signature;  /* to verify */
    size_t signature_len;
};

/* --- output ------------------------------------------------------------------- */

/* A name as the coreutils print it: a line's end is escaped, and then a backslash goes before the digest. */
static void print_coreutils(BIO *out, const unsigned char *bytes, size_t len, const char *file) {
    if (strchr(file, '\n') != NULL) {
        BIO_puts(out, "\\");
    }
    for (size_t i = 0; i < len; i++) {
        BIO_printf(out, "%02x", bytes[i]);
    }
    BIO_puts(out, " *");
    for (const char *p = file; *p != '\0'; p++) {
        BIO_printf(out, *p == '\n' ? "\\n" : "%c", *p);
    }
    BIO_puts(out, "\n");
}

static void print_bytes(const struct dgst *d, const unsigned char *bytes, size_t len, const char *file, bool named) {
    if (d->binary) {
        BIO_write(d->out, bytes, (int)len);
        return;
    }
    if (d->o->separator == COREUTILS) {
        print_coreutils(d->out, bytes, len, file);
        return;
    }
    if (named && d->kind != NULL) {
        BIO_printf(d->out, "%s%s", d->kind, d->md_name[0] != '\0' ? "-" : "");
    }
    BIO_printf(d->out, "%s(%s)= ", d->md_name, file);
    for (size_t i = 0; i < len; i++) {
        BIO_printf(d->out, "%s%02x", i > 0 && d->o->separator == COLONS ? ":" : "", bytes[i]);
    }
    BIO_puts(d->out, "\n");
}

/* --- a file ------------------------------------------------------------------- */

static bool begin(struct dgst *d) {
    EVP_PKEY_CTX *pctx = NULL;
    EVP_MD_CTX_reset(d->ctx);
    EVP_MAC_CTX_free(d->mac);
    d->mac = NULL;
    if (d->keyed_mac != NULL) { /* not every MAC can be begun again with the same key */
        d->mac = EVP_MAC_CTX_dup(d->keyed_mac);
        return d->mac != NULL;
    }
    if (d->key == NULL) {
        return EVP_DigestInit_ex(d->ctx, d->md, NULL);
    }
    if (!(d->verify ? EVP_DigestVerifyInit(d->ctx, &pctx, d->md, NULL, d->key)
                    : EVP_DigestSignInit(d->ctx, &pctx, d->md, NULL, d->key))) {
        app_error("dgst", "the key or the digest cannot be used for this");
        return false;
    }
    return app_key_set_options("dgst", pctx, &d->o->sigopt);
}

static int finish_verify(struct dgst *d) {
    int r = EVP_DigestVerifyFinal(d->ctx, d->signature, d->signature_len);
    if (r > 0) {
        BIO_puts(d->out, "Verified OK\n");
        return 0;
    }
    if (r == 0) {
        BIO_puts(d->out, "Verification failure\n");
        return app_error("dgst", "the signature is wrong");
    }
    return app_error("dgst", "the signature cannot be verified");
}

static int finish_sign(struct dgst *d, const char *file, bool named) {
    size_t len = 0;
    unsigned char *bytes = NULL;
    bool ok = EVP_DigestSignFinal(d->ctx, NULL, &len) > 0 && (bytes = OPENSSL_malloc(len)) != NULL
        && EVP_DigestSignFinal(d->ctx, bytes, &len) > 0;
    if (ok) {
        print_bytes(d, bytes, len, file, named);
    } else {
        app_error("dgst", "signing failed");
    }
    OPENSSL_free(bytes);
    return ok ? 0 : 1;
}

static int finish_mac(struct dgst *d, const char *file, bool named) {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    size_t len = 0;
    if (!EVP_MAC_final(d->mac, bytes, &len, sizeof(bytes))) {
        return app_error("dgst", "the MAC cannot be made");
    }
    print_bytes(d, bytes, len, file, named);
    return 0;
}

static int finish_digest(struct dgst *d, const char *file) {
    size_t len = d->o->xof_len > 0 ? (size_t)d->o->xof_len : (size_t)EVP_MD_get_size(d->md);
    unsigned char *bytes = OPENSSL_malloc(len);
    bool ok = bytes != NULL
        && (d->o->xof_len > 0 ? EVP_DigestFinalXOF(d->ctx, bytes, len) : EVP_DigestFinal_ex(d->ctx, bytes, NULL));
    if (ok) {
        print_bytes(d, bytes, len, file, false);
    } else {
        app_error("dgst", "the digest cannot be made");
    }
    OPENSSL_free(bytes);
    return ok ? 0 : 1;
}

static bool feed(struct dgst *d, BIO *in, const char *file) {
    unsigned char buf[8192];
    int n;
    while ((n = BIO_read(in, buf, sizeof(buf))) > 0) {
        bool ok = d->mac != NULL ? EVP_MAC_update(d->mac, buf, (size_t)n)
            : d->key == NULL     ? EVP_DigestUpdate(d->ctx, buf, (size_t)n)
            : d->verify          ? EVP_DigestVerifyUpdate(d->ctx, buf, (size_t)n)
                                 : EVP_DigestSignUpdate(d->ctx, buf, (size_t)n);
        if (!ok) {
            app_error("dgst", "the digest cannot be made");
            return false;
        }
    }
    if (n < 0) {
        app_error("dgst", "cannot read %s", file);
    }
    return n == 0;
}

/* One file, or the standard input (NULL), whose line has no name of a key. */
static int one_file(struct dgst *d, const char *name) {
    const char *shown = name != NULL ? name : "stdin";
    BIO *in = name != NULL ? BIO_new_file(name, "rb") : BIO_new_fp(stdin, BIO_NOCLOSE);
    if (in == NULL) {
        return app_error("dgst", "cannot open %s", name);
    }
    BIO *trace = d->o->debug ? BIO_new_fp(stderr, BIO_NOCLOSE) : NULL;
    if (trace != NULL) {
        BIO_set_callback_ex(in, BIO_debug_callback_ex);
        BIO_set_callback_arg(in, (char *)trace);
    }
    int status = 1;
    if (begin(d) && feed(d, in, shown)) {
        status = d->mac != NULL ? finish_mac(d, shown, name != NULL)
            : d->verify         ? finish_verify(d)
            : d->key != NULL    ? finish_sign(d, shown, name != NULL)
                                : finish_digest(d, shown);
    }
    BIO_free_all(in);
    BIO_free_all(trace);
    return status;
}

/* --- what to do --------------------------------------------------------------- */

static void use_default(struct dgst *d) {
    if (d->md == NULL) {
        d->md = EVP_sha256();
        snprintf(d->md_name, sizeof(d->md_name), "%s", EVP_MD_get0_name(d->md));
    }
}

static EVP_PKEY *signature_key(const struct dgst_options *o) {
    const char *format, *file = o->sign != NULL ? o->sign : o->verify != NULL ? o->verify : o->prverify;
    if (!app_key_any_format(o->keyform, &format)) {
        return NULL; /* was said in wrong_use() */
    }
    struct app_pass pass, none;
    if (!app_pass_get("dgst", o->passin, NULL, &pass, &none)) {
        return NULL;
    }
    enum app_key_part part = file == o->verify ? APP_KEY_PUBLIC : APP_KEY_PRIVATE;
    EVP_PKEY *key = app_key_load("dgst", file, format, part, &pass);
    app_pass_wipe(&pass);
    int id = key != NULL ? EVP_PKEY_get_id(key) : 0;
    if (id == EVP_PKEY_ED25519 || id == EVP_PKEY_ED448) {
        app_error("dgst", "keys of this type sign no digests");
        EVP_PKEY_free(key);
        return NULL;
    }
    return key;
}

static const char *name_of_key(const EVP_PKEY *key) {
    switch (EVP_PKEY_get_id(key)) {
    case EVP_PKEY_RSA:
        return "RSA";
    case EVP_PKEY_RSA_PSS:
        return "RSA-PSS";
    case EVP_PKEY_EC:
        return "EC";
    default:
        return NULL;
    }
}

/* A MAC is keyed once. */
static bool load_mac(struct dgst *d) {
    const struct dgst_options *o = d->o;
    if (o->mac != NULL) {
        d->kind = app_mac_name(o->mac);
        d->keyed_mac = app_mac_new(o->mac, d->md, &o->macopt);
        return d->keyed_mac != NULL;
    }
    char *option = OPENSSL_malloc(strlen(o->hmac) + 5);
    if (option == NULL) {
        return false;
    }
    sprintf(option, "key:%s", o->hmac);
    struct app_list key = { 1, { option } };
    use_default(d);
    d->kind = "HMAC";
    d->keyed_mac = app_mac_new("HMAC", d->md, &key);
    OPENSSL_clear_free(option, strlen(option));
    return d->keyed_mac != NULL;
}

static bool load_key(struct dgst *d) {
    d->key = signature_key(d->o);
    if (d->key == NULL) {
        return false;
    }
    d->kind = name_of_key(d->key);
    if (d->md == NULL) { /* the digest that the key prefers */
        if (!begin(d)) {
            return false;
        }
        app_digest_provider_name(EVP_MD_CTX_get0_md(d->ctx), d->md_name);
    }
    return true;
}

static bool load_signature(struct dgst *d) {
    BIO *in = app_open_in("dgst", d->o->signature);
    if (in == NULL) {
        return false;
    }
    int size = EVP_PKEY_get_size(d->key), n = 0;
    d->signature = size > 0 ? OPENSSL_malloc((size_t)size) : NULL;
    if (d->signature != NULL) {
        n = BIO_read(in, d->signature, size);
    }
    BIO_free_all(in);
    if (n <= 0) {
        app_error("dgst", "no signature in %s", d->o->signature);
        return false;
    }
    d->signature_len = (size_t)n;
    return true;
}

static int all_files(struct dgst *d, int num, char **files) {
    const struct dgst_options *o = d->o;
    bool keyed = o->sign != NULL || o->verify != NULL || o->prverify != NULL;
    bool mac = o->hmac != NULL || o->mac != NULL;
    if (keyed ? !load_key(d) : mac && !load_mac(d)) {
        return 1;
    }
    if (!keyed && !mac) {
        use_default(d);
    }
    if (o->xof_len > 0 && (keyed || mac || (EVP_MD_get_flags(d->md) & EVP_MD_FLAG_XOF) == 0)) {
        return app_error("dgst", "-xoflen is for SHAKE alone");
    }
    if (d->verify && !load_signature(d)) {
        return 1;
    }
    int status = num == 0 ? one_file(d, NULL) : 0;
    for (int i = 0; i < num; i++) {
        status |= one_file(d, files[i]);
    }
    return status;
}

static int wrong_use(const struct dgst_options *o, int num) {
    int keyed = (o->sign != NULL) + (o->verify != NULL) + (o->prverify != NULL);
    if (keyed > 1) {
        return app_usage_error("dgst", "only one of -sign, -verify and -prverify");
    }
    if (keyed + (o->hmac != NULL) + (o->mac != NULL) > 1) {
        return app_usage_error("dgst", "only one of a MAC and a signature");
    }
    const char *format;
    if (!app_key_any_format(o->keyform, &format)) {
        return app_usage_error("dgst", "-keyform is PEM or DER, not %s", o->keyform);
    }
    if (keyed > 0 && num > 1) {
        return app_usage_error("dgst", "signs or verifies one file only");
    }
    if (keyed > 0 && o->sign == NULL && o->signature == NULL) {
        return app_usage_error("dgst", "-signature is needed for verifying");
    }
    return 0;
}

static int run(struct dgst_options *o, const char *by_name, int num, char **files) {
    struct dgst d = { .o = o, .verify = o->verify != NULL || o->prverify != NULL };
    if (wrong_use(o, num) != 0) {
        return 1;
    }
    const char *digest = o->digest != NULL ? o->digest : by_name;
    if (digest != NULL && (d.md = app_digest_option("dgst", digest, d.md_name)) == NULL) {
        return 1;
    }
    d.binary = o->form == FORM_BINARY || (o->form == FORM_DEFAULT && o->sign != NULL);
    d.ctx = EVP_MD_CTX_new();
    d.out = d.ctx != NULL ? app_open_out("dgst", o->out, d.binary ? APP_STREAM_BINARY : APP_STREAM_TEXT) : NULL;
    int status = d.out != NULL ? all_files(&d, num, files) : 1;
    if (!app_close_out(d.out)) {
        status = app_error("dgst", "cannot write all");
    }
    EVP_MD_CTX_free(d.ctx);
    EVP_MAC_CTX_free(d.keyed_mac);
    EVP_MAC_CTX_free(d.mac);
    EVP_PKEY_free(d.key);
    OPENSSL_free(d.signature);
    return status;
}

int app_dgst(int argc, char **argv) {
    static const char fingerprint_key[] = "etaonrishdlcupfm";
    struct dgst_options o = { 0 };
    int rest;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("dgst", &o.providers)) {
        return 1;
    }
    if (o.list) {
        app_list_digests();
        return 0;
    }
    if (o.fips_fingerprint && o.hmac == NULL) {
        o.hmac = fingerprint_key;
    }
    if (!app_rand_load("dgst", &o.random)) {
        return 1;
    }
    while (rest < argc && strcmp(argv[rest], "-") == 0) { /* openssl passes over it, too */
        rest++;
    }
    int status = run(&o, strcmp(argv[0], "dgst") != 0 ? argv[0] : NULL, argc - rest, argv + rest);
    return status == 0 && !app_rand_save("dgst", &o.random) ? 1 : status;
}
