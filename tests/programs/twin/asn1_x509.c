/* X509 and X509_CRL: everything they tell of themselves, for certificates made here and for the system's CA file. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static BIO *out;

static void make(const char *file, const char *command) {
    char line[2048];
    if (access(file, R_OK) == 0) return; /* the second run uses the first one's */
    snprintf(line, sizeof line, "(unset LD_LIBRARY_PATH LD_PRELOAD; cnf=$TWIN_DATA/asn1.cnf; %s) >openssl.log 2>&1", command);
    if (system(line) != 0) printf("cannot make %s\n", file);
}

static void make_all(void) {
    make("rsa.pem", "openssl req -utf8 -x509 -config $cnf -extensions full -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem "
                    "-days 3650 -set_serial 0x0123456789abcdef0123");
    make("ec.pem", "openssl req -utf8 -x509 -config $cnf -extensions leaf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
                   "-keyout ec.key -out ec.pem -days 36500 -set_serial 5");
    make("ec521.pem", "openssl req -x509 -config $cnf -extensions leaf -newkey ec -pkeyopt ec_paramgen_curve:P-521 -nodes "
                      "-keyout ec521.key -out ec521.pem -set_serial -5 -multivalue-rdn -subj '/C=DE/CN=a+OU=b/O=  two  spaces '");
    make("ed.pem",
        "openssl req -x509 -config $cnf -extensions leaf -newkey ed25519 -nodes -keyout ed.key -out ed.pem -subj "
        "/CN=ed");
    make("pss.pem", "openssl req -x509 -config $cnf -key rsa.key -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 "
                    "-sha256 -out pss.pem -subj /CN=pss");
    make("psskey.pem", "openssl req -x509 -config $cnf -newkey rsa-pss -pkeyopt rsa_keygen_bits:2048 -nodes -keyout psskey.key "
                       "-out psskey.pem -subj /");
    make("trusted.pem", "openssl x509 -in ec.pem -trustout -addtrust serverAuth -addreject emailProtection -setalias 'my alias' "
                        "-out trusted.pem");
    make("mixed.pem", "(echo text; cat rsa.pem; echo more; cat ec.key ec.pem; echo; cat trusted.pem rsa.key) >mixed.pem");
    make("crl.pem", "echo 01 >crl_number.txt; printf 'R\\t360101000000Z\\t250101000000Z,keyCompromise\\t1002\\tunknown\\t/CN=x\\n"
                    "R\\t360101000000Z\\t250101000000Z\\t1003\\tunknown\\t/CN=y\\n' >crl_index.txt; "
                    "openssl ca -config $cnf -gencrl -keyfile rsa.key -cert rsa.pem -out crl.pem");
}

static void dump(const char *title, const unsigned char *p, unsigned n) {
    BIO_printf(out, "%s ", title);
    for (unsigned i = 0; i < n; i++) BIO_printf(out, "%02x", p[i]);
    BIO_puts(out, "\n");
}

static void print_forms(X509 *x) {
    char buf[40];
    X509_print(out, x);
    X509_print_ex(out, x, XN_FLAG_ONELINE, 0);
    X509_print_ex(out, x, XN_FLAG_MULTILINE | ASN1_STRFLGS_UTF8_CONVERT, X509V3_EXT_DUMP_UNKNOWN);
    X509_print_ex(out, x, XN_FLAG_RFC2253, X509V3_EXT_ERROR_UNKNOWN | X509_FLAG_NO_SIGDUMP);
    X509_NAME_print_ex(out, X509_get_subject_name(x), 4, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    BIO_puts(out, "\n");
    X509_NAME_print_ex(out, X509_get_subject_name(x), 4, XN_FLAG_ONELINE | ASN1_STRFLGS_SHOW_TYPE);
    BIO_printf(out, "\n%s\n", X509_NAME_oneline(X509_get_issuer_name(x), buf, sizeof buf));
}

static void numbers(X509 *x) {
    unsigned char md[EVP_MAX_MD_SIZE];
    unsigned int n;
    int mdnid, pknid, bits;
    uint32_t flags;
    BIO_printf(out, "%08lx %08lx %08lx %08lx %d %x %x %x\n", X509_subject_name_hash(x), X509_subject_name_hash_old(x),
               X509_issuer_name_hash(x), X509_issuer_and_serial_hash(x), X509_get_signature_nid(x), X509_get_extension_flags(x),
               X509_get_key_usage(x), X509_get_extended_key_usage(x));
    X509_digest(x, EVP_sha256(), md, &n);
    dump("digest", md, n);
    X509_pubkey_digest(x, EVP_sha1(), md, &n);
    dump("key", md, n);
    X509_NAME_digest(X509_get_subject_name(x), EVP_sha1(), md, &n);
    dump("name", md, n);
    X509_get_signature_info(x, &mdnid, &pknid, &bits, &flags);
    BIO_printf(out, "signature %d %d %d %x, pathlen %ld\n", mdnid, pknid, bits, flags, X509_get_pathlen(x));
    const ASN1_OCTET_STRING *id = X509_get0_subject_key_id(x);
    if (id) dump("skid", id->data, (unsigned)id->length);
    id = X509_get0_authority_key_id(x);
    if (id) dump("akid", id->data, (unsigned)id->length);
    X509 *d = X509_dup(x);
    BIO_printf(out, "dup %d, names %d %d\n", X509_cmp(x, d), X509_subject_name_cmp(x, d),
               X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(d)) == 0);
    X509_free(d);
}

static void strings(X509 *x) {
    STACK_OF(OPENSSL_STRING) *s = X509_get1_ocsp(x);
    for (int k = 0; k < sk_OPENSSL_STRING_num(s); k++) BIO_printf(out, "ocsp %s\n", sk_OPENSSL_STRING_value(s, k));
    X509_email_free(s);
    s = X509_get1_email(x);
    for (int k = 0; k < sk_OPENSSL_STRING_num(s); k++) BIO_printf(out, "email %s\n", sk_OPENSSL_STRING_value(s, k));
    X509_email_free(s);
    for (int j = 0; j < X509_NAME_entry_count(X509_get_subject_name(x)); j++) {
        X509_NAME_ENTRY *e = X509_NAME_get_entry(X509_get_subject_name(x), j);
        unsigned char *u = NULL;
        int n = ASN1_STRING_to_UTF8(&u, X509_NAME_ENTRY_get_data(e));
        BIO_printf(out, "entry %d type %d %d %.*s\n", X509_NAME_ENTRY_set(e), ASN1_STRING_type(X509_NAME_ENTRY_get_data(e)), n,
                   n > 0 ? n : 0, u);
        OPENSSL_free(u);
    }
}

/* Each extension decoded and encoded again. */
static void free_mappings(POLICY_MAPPINGS *m) { sk_POLICY_MAPPING_pop_free(m, POLICY_MAPPING_free); }

static void extensions(X509 *x) {
    for (int j = 0; j < X509_get_ext_count(x); j++) {
        X509_EXTENSION *e = X509_get_ext(x, j);
        int nid = OBJ_obj2nid(X509_EXTENSION_get_object(e)), n = -1, crit = -9, idx = -1;
        unsigned char *d = NULL;
        void *p = X509V3_EXT_d2i(e), *q = X509_get_ext_d2i(x, nid, &crit, NULL), *r = X509_get_ext_d2i(x, nid, NULL, &idx);
#define CASE(name, type) case name: n = i2d_##type(p, &d); type##_free(p); type##_free(q); type##_free(r); break
        switch (p ? nid : 0) {
        CASE(NID_subject_alt_name, GENERAL_NAMES);
        CASE(NID_certificate_policies, CERTIFICATEPOLICIES);
        CASE(NID_crl_distribution_points, CRL_DIST_POINTS);
        CASE(NID_authority_key_identifier, AUTHORITY_KEYID);
        CASE(NID_basic_constraints, BASIC_CONSTRAINTS);
        CASE(NID_key_usage, ASN1_BIT_STRING);
        CASE(NID_info_access, AUTHORITY_INFO_ACCESS);
        CASE(NID_ext_key_usage, EXTENDED_KEY_USAGE);
        CASE(NID_subject_key_identifier, ASN1_OCTET_STRING);
#define FREE(name, release) case name: release(p); release(q); release(r); break
        FREE(NID_issuer_alt_name, GENERAL_NAMES_free);
        FREE(NID_name_constraints, NAME_CONSTRAINTS_free);
        FREE(NID_policy_constraints, POLICY_CONSTRAINTS_free);
        FREE(NID_policy_mappings, free_mappings);
        FREE(NID_inhibit_any_policy, ASN1_INTEGER_free);
        FREE(NID_tlsfeature, TLS_FEATURE_free);
        FREE(NID_netscape_cert_type, ASN1_BIT_STRING_free);
        FREE(NID_netscape_comment, ASN1_IA5STRING_free);
        FREE(NID_private_key_usage_period, PKEY_USAGE_PERIOD_free);
        default: break;
        }
        BIO_printf(out, "ext %d %d crit %d at %d: %s\n", nid, p != NULL, crit, idx,
                   n < 0 ? "-" : memcmp(d, ASN1_STRING_get0_data(X509_EXTENSION_get_data(e)), (size_t)n) ? "differs" : "same");
        OPENSSL_free(d);
    }
}

static void certs(const char *file) {
    BIO *b = BIO_new_file(file, "r");
    X509 *x;
    int n = 0;
    BIO_printf(out, "== %s\n", file);
    for (; (x = PEM_read_bio_X509_AUX(b, NULL, NULL, NULL)) != NULL; n++) {
        print_forms(x);
        numbers(x);
        strings(x);
        extensions(x);
        PEM_write_bio_X509(out, x);
        PEM_write_bio_X509_AUX(out, x);
        BIO_printf(out, "self signed %d\n", X509_self_signed(x, n < 3));
        ERR_clear_error();
        X509_free(x);
    }
    BIO_printf(out, "%d certs, then %lx\n", n, ERR_peek_error());
    ERR_clear_error();
    BIO_free(b);
    b = BIO_new_file(file, "r");
    STACK_OF(X509_INFO) *sk = PEM_X509_INFO_read_bio(b, NULL, NULL, NULL);
    for (int k = 0; k < sk_X509_INFO_num(sk); k++) {
        X509_INFO *xi = sk_X509_INFO_value(sk, k);
        BIO_printf(out, "info %d %d %d\n", xi->x509 != NULL, xi->crl != NULL, xi->x_pkey != NULL);
    }
    BIO_printf(out, "err %lx\n", ERR_get_error());
    sk_X509_INFO_pop_free(sk, X509_INFO_free);
    BIO_free(b);
}

static void crl(void) {
    BIO *b = BIO_new_file("crl.pem", "r"), *k = BIO_new_file("rsa.pem", "r");
    X509_CRL *c = PEM_read_bio_X509_CRL(b, NULL, NULL, NULL);
    X509 *ca = PEM_read_bio_X509(k, NULL, NULL, NULL);
    BIO_free(b);
    BIO_free(k);
    BIO_printf(out, "crl version %ld verify %d ", X509_CRL_get_version(c), X509_CRL_verify(c, X509_get0_pubkey(ca)));
    X509_NAME_print_ex(out, X509_CRL_get_issuer(c), 0, XN_FLAG_ONELINE);
    ASN1_TIME_print(out, X509_CRL_get0_lastUpdate(c));
    ASN1_TIME_print(out, X509_CRL_get0_nextUpdate(c));
    X509V3_extensions_print(out, "CRL extensions", X509_CRL_get0_extensions(c), 0, 8);
    for (int i = 0; i < sk_X509_REVOKED_num(X509_CRL_get_REVOKED(c)); i++) {
        X509_REVOKED *r = sk_X509_REVOKED_value(X509_CRL_get_REVOKED(c), i);
        i2a_ASN1_INTEGER(out, X509_REVOKED_get0_serialNumber(r));
        ASN1_TIME_print(out, X509_REVOKED_get0_revocationDate(r));
        X509V3_extensions_print(out, "entry", X509_REVOKED_get0_extensions(r), 0, 8);
    }
    for (int64_t s = 0x1001; s < 0x1005; s++) {
        ASN1_INTEGER *n = ASN1_INTEGER_new();
        X509_REVOKED *r = NULL;
        ASN1_INTEGER_set_int64(n, s);
        BIO_printf(out, "by serial %d\n", X509_CRL_get0_by_serial(c, &r, n));
        ASN1_INTEGER_free(n);
    }
    PEM_write_bio_X509_CRL(out, c);
    X509_CRL_print(out, c);
    X509_CRL_print_ex(out, c, XN_FLAG_ONELINE);
    STACK_OF(X509) *sk = sk_X509_new_null();
    sk_X509_push(sk, ca);
    BIO_printf(out, "found %d %d %d\n", X509_find_by_subject(sk, X509_CRL_get_issuer(c)) == ca,
               X509_find_by_issuer_and_serial(sk, X509_CRL_get_issuer(c), X509_get_serialNumber(ca)) == ca,
               X509_find_by_issuer_and_serial(sk, X509_CRL_get_issuer(c),
                   X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(X509_CRL_get_REVOKED(c), 0))) == NULL);
    sk_X509_free(sk);
    X509_CRL_free(c);
    X509_free(ca);
}

static void addresses(void) {
    static const char *const texts[] = { "1.2.3.4", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.004", "::", "::1", "1::2::3",
        "2001:db8::1.2.3.4", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "", "a.b.c.d", "10.0.0.0/255.0.0.0", "10.0.0.0/::",
        "2001:db8::/ffff:ffff::" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ASN1_OCTET_STRING *a = a2i_IPADDRESS(texts[i]), *b = a2i_IPADDRESS_NC(texts[i]);
        BIO_printf(out, "address %s\n", texts[i]);
        if (a) dump("ip", a->data, (unsigned)a->length);
        if (b) dump("range", b->data, (unsigned)b->length);
        ASN1_OCTET_STRING_free(a);
        ASN1_OCTET_STRING_free(b);
    }
}

int main(void) {
    static const char *const files[] = { "rsa.pem", "ec.pem", "ec521.pem", "ed.pem", "pss.pem", "psskey.pem", "trusted.pem",
        "mixed.pem", "crl.pem", "/etc/ssl/certs/ca-certificates.crt" };
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    mkdir("../made", 0777); /* both runs work on the same files */
    if (chdir("../made") != 0) return 99;
    make_all();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        if (access(files[i], R_OK) == 0) certs(files[i]);
    }
    crl();
    addresses();
    BIO_free(out);
    return 0;
}
