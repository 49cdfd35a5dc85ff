#include "apps/print_flags.h"

#include <openssl/bn.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <strings.h>

/* A word: the bits that it sets, after those of the mask are cleared (0: only its own). */
struct word {
    const char *name;
    unsigned long set, mask;
};

static const struct word name_words[] = {
    { "esc_2253", ASN1_STRFLGS_ESC_2253, 0 },
    { "esc_2254", ASN1_STRFLGS_ESC_2254, 0 },
    { "esc_ctrl", ASN1_STRFLGS_ESC_CTRL, 0 },
    { "esc_msb", ASN1_STRFLGS_ESC_MSB, 0 },
    { "use_quote", ASN1_STRFLGS_ESC_QUOTE, 0 },
    { "utf8", ASN1_STRFLGS_UTF8_CONVERT, 0 },
    { "ignore_type", ASN1_STRFLGS_IGNORE_TYPE, 0 },
    { "show_type", ASN1_STRFLGS_SHOW_TYPE, 0 },
    { "dump_all", ASN1_STRFLGS_DUMP_ALL, 0 },
    { "dump_nostr", ASN1_STRFLGS_DUMP_UNKNOWN, 0 },
    { "dump_der", ASN1_STRFLGS_DUMP_DER, 0 },
    { "compat", XN_FLAG_COMPAT, 0xffffffff },
    { "sep_comma_plus", XN_FLAG_SEP_COMMA_PLUS, XN_FLAG_SEP_MASK },
    { "sep_comma_plus_space", XN_FLAG_SEP_CPLUS_SPC, XN_FLAG_SEP_MASK },
    { "sep_semi_plus_space", XN_FLAG_SEP_SPLUS_SPC, XN_FLAG_SEP_MASK },
    { "sep_multiline", XN_FLAG_SEP_MULTILINE, XN_FLAG_SEP_MASK },
    { "dn_rev", XN_FLAG_DN_REV, 0 },
    { "nofname", XN_FLAG_FN_NONE, XN_FLAG_FN_MASK },
    { "sname", XN_FLAG_FN_SN, XN_FLAG_FN_MASK },
    { "lname", XN_FLAG_FN_LN, XN_FLAG_FN_MASK },
    { "align", XN_FLAG_FN_ALIGN, 0 },
    { "oid", XN_FLAG_FN_OID, XN_FLAG_FN_MASK },
    { "space_eq", XN_FLAG_SPC_EQ, 0 },
    { "dump_unknown", XN_FLAG_DUMP_UNKNOWN_FIELDS, 0 },
    { "RFC2253", XN_FLAG_RFC2253, 0xffffffff },
    { "oneline", XN_FLAG_ONELINE, 0xffffffff },
    { "multiline", XN_FLAG_MULTILINE, 0xffffffff },
    { "ca_default", XN_FLAG_MULTILINE, 0xffffffff },
    { NULL, 0, 0 },
};

#define CA_DEFAULT (X509_FLAG_NO_ISSUER | X509_FLAG_NO_PUBKEY | X509_FLAG_NO_HEADER | X509_FLAG_NO_VERSION)
static const struct word cert_words[] = {
    { "compatible", X509_FLAG_COMPAT, 0xffffffff },
    { "ca_default", CA_DEFAULT, 0xffffffff },
    { "no_header", X509_FLAG_NO_HEADER, 0 },
    { "no_version", X509_FLAG_NO_VERSION, 0 },
    { "no_serial", X509_FLAG_NO_SERIAL, 0 },
    { "no_signame", X509_FLAG_NO_SIGNAME, 0 },
    { "no_validity", X509_FLAG_NO_VALIDITY, 0 },
    { "no_subject", X509_FLAG_NO_SUBJECT, 0 },
    { "no_issuer", X509_FLAG_NO_ISSUER, 0 },
    { "no_pubkey", X509_FLAG_NO_PUBKEY, 0 },
    { "no_extensions", X509_FLAG_NO_EXTENSIONS, 0 },
    { "no_sigdump", X509_FLAG_NO_SIGDUMP, 0 },
    { "no_aux", X509_FLAG_NO_AUX, 0 },
    { "no_attributes", X509_FLAG_NO_ATTRIBUTES, 0 },
    { "ext_default", X509V3_EXT_DEFAULT, X509V3_EXT_UNKNOWN_MASK },
    { "ext_error", X509V3_EXT_ERROR_UNKNOWN, X509V3_EXT_UNKNOWN_MASK },
    { "ext_parse", X509V3_EXT_PARSE_UNKNOWN, X509V3_EXT_UNKNOWN_MASK },
    { "ext_dump", X509V3_EXT_DUMP_UNKNOWN, X509V3_EXT_UNKNOWN_MASK },
    { NULL, 0, 0 },
};

/* A word, with a '-' before it if it takes bits away. */
static bool apply(const struct word *words, const char *text, unsigned long *flags) {
    bool off = *text == '-';
    text += off;
    for (const struct word *w = words; w->name != NULL; w++) {
        if (strcasecmp(w->name, text) == 0) {
            *flags &= ~w->mask;
            *flags = off ? *flags & ~w->set : *flags | w->set;
            return true;
        }
    }
    return false;
}

/* The words of one option, separated by commas. */
static bool apply_all(const struct word *words, const char *text, unsigned long *flags) {
    STACK_OF(CONF_VALUE) *list = X509V3_parse_list(text);
    bool ok = list != NULL;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) {
        ok = apply(words, sk_CONF_VALUE_value(list, i)->name, flags);
    }
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    return ok;
}

static bool gather(const char *command, const char *option, const struct word *words, const struct app_list *options,
                   unsigned long *out) {
    for (size_t i = 0; i < options->num; i++) {
        if (*options->list[i] != '\0' && !apply_all(words, options->list[i], out)) {
            app_usage_error(command, "-%s has no such word: %s", option, options->list[i]);
            return false;
        }
    }
    return true;
}

bool app_name_flags(const char *command, const struct app_list *options, unsigned long *out) {
    *out = options->num > 0 ? 0 : XN_FLAG_ONELINE;
    if (!gather(command, "nameopt", name_words, options, out)) {
        return false;
    }
    if (*out != XN_FLAG_COMPAT && (*out & XN_FLAG_SEP_MASK) == 0) {
        *out |= XN_FLAG_SEP_CPLUS_SPC; /* a name printed by parts has something between them */
    }
    return true;
}

bool app_cert_flags(const char *command, const struct app_list *options, unsigned long *out) {
    *out = X509_FLAG_COMPAT;
    return gather(command, "certopt", cert_words, options, out);
}

bool app_date_flag(const char *command, const char *option, unsigned long *out) {
    *out = ASN1_DTFLGS_RFC822;
    if (option == NULL || strcasecmp(option, "rfc_822") == 0) {
        return true;
    }
    *out = ASN1_DTFLGS_ISO8601;
    if (strcasecmp(option, "iso_8601") == 0) {
        return true;
    }
    app_usage_error(command, "-dateopt is rfc_822 or iso_8601, not %s", option);
    return false;
}

void app_print_name(BIO *out, const char *title, const X509_NAME *name, unsigned long flags) {
    BIO_puts(out, title);
    if (flags == XN_FLAG_COMPAT) {
        char *text = X509_NAME_oneline(name, NULL, 0);
        BIO_puts(out, text != NULL ? text : "");
        OPENSSL_free(text);
    } else {
        bool lines = (flags & XN_FLAG_SEP_MASK) == XN_FLAG_SEP_MULTILINE;
        if (lines) {
            BIO_puts(out, "\n");
        }
        X509_NAME_print_ex(out, name, lines ? 4 : 0, flags);
    }
    BIO_puts(out, "\n");
}

void app_print_time(BIO *out, const char *title, const ASN1_TIME *t, unsigned long date_flag) {
    BIO_puts(out, title);
    if (t != NULL) {
        ASN1_TIME_print_ex(out, t, date_flag);
    } else {
        BIO_puts(out, "NONE");
    }
    BIO_puts(out, "\n");
}

void app_print_modulus(BIO *out, const EVP_PKEY *key, const char *no_rsa) {
    const RSA *rsa = EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "RSA-PSS") ? EVP_PKEY_get0_RSA(key) : NULL;
    BIO_puts(out, "Modulus=");
    if (rsa != NULL) {
        BN_print(out, RSA_get0_n(rsa));
    } else {
        BIO_puts(out, no_rsa);
    }
    BIO_puts(out, "\n");
}

void app_print_fingerprint(BIO *out, const char *digest, const unsigned char *md, unsigned len) {
    BIO_printf(out, "%s Fingerprint=", digest);
    for (unsigned i = 0; i < len; i++) {
        BIO_printf(out, "%02X%c", md[i], i + 1 == len ? '\n' : ':');
    }
}
