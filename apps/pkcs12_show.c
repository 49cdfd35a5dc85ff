#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <stdio.h>

#include "apps/certs.h"
#include "apps/pkcs12.h"

struct show {
    BIO *out;
    const struct pkcs12_options *o;
    const char *pass;              /* NULL: none, which is not the same as an empty one */
    struct pkcs12_passes *passes;
    const EVP_CIPHER *cipher;      /* of the keys that are printed; NULL: none */
};

static void note(const struct show *s, const char *what) {
    if (s->o->info) {
        fprintf(stderr, "%s\n", what);
    }
}

static void print_bytes(BIO *out, const ASN1_STRING *s) {
    for (int i = 0; i < ASN1_STRING_length(s); i++) {
        BIO_printf(out, "%02X ", ASN1_STRING_get0_data(s)[i]);
    }
    BIO_puts(out, "\n");
}

/* Two bytes a character, of which the second is printed, as openssl does. */
static void print_bmp(BIO *out, const ASN1_STRING *s) {
    for (int i = 1; i < ASN1_STRING_length(s); i += 2) {
        BIO_write(out, ASN1_STRING_get0_data(s) + i, 1);
    }
    BIO_puts(out, "\n");
}

static void print_value(BIO *out, const ASN1_TYPE *value) {
    int type = value != NULL ? ASN1_TYPE_get(value) : V_ASN1_UNDEF;
    switch (type) {
    case V_ASN1_BMPSTRING:
        print_bmp(out, value->value.bmpstring);
        break;
    case V_ASN1_UTF8STRING:
        BIO_printf(out, "%.*s\n", ASN1_STRING_length(value->value.utf8string),
                   (const char *)ASN1_STRING_get0_data(value->value.utf8string));
        break;
    case V_ASN1_OCTET_STRING:
    case V_ASN1_BIT_STRING:
        print_bytes(out, value->value.asn1_string);
        break;
    default:
        BIO_printf(out, "<Unsupported tag %d>\n", type);
    }
}

static void print_attributes(BIO *out, const STACK_OF(X509_ATTRIBUTE) *list, const char *title) {
    if (list == NULL) {
        BIO_printf(out, "%s: <No Attributes>\n", title);
        return;
    }
    if (sk_X509_ATTRIBUTE_num(list) == 0) {
        BIO_printf(out, "%s: <Empty Attributes>\n", title);
        return;
    }
    BIO_printf(out, "%s\n", title);
    for (int i = 0; i < sk_X509_ATTRIBUTE_num(list); i++) {
        X509_ATTRIBUTE *a = sk_X509_ATTRIBUTE_value(list, i);
        const ASN1_OBJECT *kind = X509_ATTRIBUTE_get0_object(a);
        int nid = OBJ_obj2nid(kind);
        BIO_puts(out, "    ");
        if (nid == NID_undef) {
            i2a_ASN1_OBJECT(out, kind);
            BIO_puts(out, ": ");
        } else {
            BIO_printf(out, "%s: ", OBJ_nid2ln(nid));
        }
        if (X509_ATTRIBUTE_count(a) == 0) {
            BIO_puts(out, "<No Values>\n");
        }
        for (int k = 0; k < X509_ATTRIBUTE_count(a); k++) {
            print_value(out, X509_ATTRIBUTE_get0_type(a, k));
        }
    }
}

static bool print_key(struct show *s, const PKCS12_SAFEBAG *bag, const PKCS8_PRIV_KEY_INFO *p8) {
    EVP_PKEY *key = p8 != NULL ? EVP_PKCS82PKEY(p8) : NULL;
    if (key == NULL) {
        return false;
    }
    print_attributes(s->out, PKCS12_SAFEBAG_get0_attrs(bag), "Bag Attributes");
    print_attributes(s->out, PKCS8_pkey_get0_attrs(p8), "Key Attributes");
    bool ok = PEM_write_bio_PrivateKey(s->out, key, s->cipher, NULL, 0, app_pass_callback, &s->passes->keys) > 0;
    EVP_PKEY_free(key);
    return ok;
}

static bool print_cert(struct show *s, const PKCS12_SAFEBAG *bag) {
    bool client = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID) != NULL;
    if (client ? s->o->ca_only : s->o->client_only) {
        return true;
    }
    print_attributes(s->out, PKCS12_SAFEBAG_get0_attrs(bag), "Bag Attributes");
    if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate) {
        return true;
    }
    X509 *cert = PKCS12_SAFEBAG_get1_cert(bag);
    if (cert == NULL) {
        return false;
    }
    BIO_puts(s->out, "subject=");
    X509_NAME_print_ex(s->out, X509_get_subject_name(cert), 0, XN_FLAG_ONELINE);
    BIO_puts(s->out, "\nissuer=");
    X509_NAME_print_ex(s->out, X509_get_issuer_name(cert), 0, XN_FLAG_ONELINE);
    BIO_puts(s->out, "\n");
    bool ok = PEM_write_bio_X509(s->out, cert) > 0;
    X509_free(cert);
    return ok;
}

static void print_secret(struct show *s, const PKCS12_SAFEBAG *bag) {
    char type[80];
    print_attributes(s->out, PKCS12_SAFEBAG_get0_attrs(bag), "Bag Attributes");
    OBJ_obj2txt(type, sizeof(type), PKCS12_SAFEBAG_get0_bag_type(bag), 0);
    fprintf(stderr, "Bag Type: %s\nBag Value: ", type);
    print_value(s->out, PKCS12_SAFEBAG_get0_bag_obj(bag));
}

static bool show_bags(struct show *s, const STACK_OF(PKCS12_SAFEBAG) *bags);

static void note_shrouded(const struct show *s, const PKCS12_SAFEBAG *bag) {
    const X509_ALGOR *alg;
    if (s->o->info) {
        fprintf(stderr, "Shrouded Keybag: ");
        X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &alg, NULL);
        app_pkcs12_tell_algorithm(alg);
    }
}

static bool show_bag(struct show *s, const PKCS12_SAFEBAG *bag) {
    PKCS8_PRIV_KEY_INFO *p8;
    bool ok;
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_keyBag:
        note(s, "Key bag");
        return s->o->no_keys || print_key(s, bag, PKCS12_SAFEBAG_get0_p8inf(bag));
    case NID_pkcs8ShroudedKeyBag:
        note_shrouded(s, bag);
        if (s->o->no_keys) {
            return true;
        }
        p8 = PKCS12_decrypt_skey(bag, s->pass, -1);
        ok = print_key(s, bag, p8);
        PKCS8_PRIV_KEY_INFO_free(p8);
        return ok;
    case NID_certBag:
        note(s, "Certificate bag");
        return s->o->no_certs || print_cert(s, bag);
    case NID_secretBag:
        note(s, "Secret bag");
        print_secret(s, bag);
        return true;
    case NID_safeContentsBag:
        note(s, "Safe Contents bag");
        print_attributes(s->out, PKCS12_SAFEBAG_get0_attrs(bag), "Bag Attributes");
        return show_bags(s, PKCS12_SAFEBAG_get0_safes(bag));
    default:
        fprintf(stderr, "bearshim pkcs12: warning: a bag of a kind that is not printed\n");
        return true;
    }
}

static bool show_bags(struct show *s, const STACK_OF(PKCS12_SAFEBAG) *bags) {
    bool ok = bags != NULL;
    for (int i = 0; ok && i < sk_PKCS12_SAFEBAG_num(bags); i++) {
        ok = show_bag(s, sk_PKCS12_SAFEBAG_value(bags, i));
    }
    return ok;
}

static bool show_contents(struct show *s, PKCS7 *part) {
    int nid = OBJ_obj2nid(part->type);
    STACK_OF(PKCS12_SAFEBAG) *bags = NULL;
    if (nid == NID_pkcs7_data) {
        note(s, "PKCS7 Data");
        bags = PKCS12_unpack_p7data(part);
    } else if (nid == NID_pkcs7_encrypted) {
        if (s->o->info) {
            fprintf(stderr, "PKCS7 Encrypted data: ");
            app_pkcs12_tell_algorithm(part->d.encrypted->enc_data->algorithm);
        }
        bags = PKCS12_unpack_p7encdata(part, s->pass, -1);
    } else {
        return true;
    }
    bool ok = show_bags(s, bags);
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    return ok;
}

static bool check_mac(struct show *s, PKCS12 *p12) {
    if (s->o->no_mac_verify) {
        return true;
    }
    if (!PKCS12_mac_present(p12)) {
        fprintf(stderr, "bearshim pkcs12: warning: there is no MAC\n");
        return true;
    }
    const char *pass = s->passes->mac.text;
    if (pass[0] == '\0' && PKCS12_verify_mac(p12, NULL, 0)) {
        s->pass = s->o->two_passes ? s->pass : NULL;
        return true;
    }
    return PKCS12_verify_mac(p12, pass, -1);
}

int app_pkcs12_show(BIO *in, BIO *out, const struct pkcs12_options *o, struct pkcs12_passes *pass, const EVP_CIPHER *cipher) {
    struct show s = { out, o, pass->contents.text, pass, cipher };
    PKCS12 *p12 = d2i_PKCS12_bio(in, NULL);
    if (p12 == NULL) {
        return app_library_error("pkcs12", "no PKCS#12 file could be read");
    }
    if (!app_pkcs12_ask(pass, o)) {
        PKCS12_free(p12);
        return 1;
    }
    if (o->info) {
        app_pkcs12_tell_mac(p12);
    }
    if (!check_mac(&s, p12)) {
        PKCS12_free(p12);
        ERR_clear_error();
        return app_error("pkcs12", "the MAC does not verify: the pass phrase is wrong, or the file was changed");
    }
    STACK_OF(PKCS7) *parts = PKCS12_unpack_authsafes(p12);
    bool ok = parts != NULL;
    for (int i = 0; ok && i < sk_PKCS7_num(parts); i++) {
        ok = show_contents(&s, sk_PKCS7_value(parts, i));
    }
    sk_PKCS7_pop_free(parts, PKCS7_free);
    PKCS12_free(p12);
    return ok ? 0 : app_library_error("pkcs12", "the contents cannot be read");
}
