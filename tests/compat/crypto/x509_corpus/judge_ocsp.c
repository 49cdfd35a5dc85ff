/*
 * Reads the records of make_ocsp and prints how each response is judged: what can be read of it, whether it answers the
 * request, whether its times hold, and the verdict on its signer under every flag. Built once, run on the system's
 * OpenSSL and on ours, equal output.
 *
 * usage: judge_ocsp FILE [NAME]   with NAME: that record alone
 */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct field {
    unsigned char *p;
    size_t len;
};

static X509 *root, *issuer, *leaf, *responder;
static OCSP_REQUEST *request;
static BIO *out;

static int read_field(FILE *f, struct field *to) {
    unsigned char head[4];
    if (fread(head, 1, 4, f) != 4) return 0;
    to->len = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    to->p = malloc(to->len + 1);
    if (!to->p || fread(to->p, 1, to->len, f) != to->len) exit(2);
    to->p[to->len] = 0;
    return 1;
}

/* What OCSP itself said, in order; how the layers below put it is not compared here. */
static void show_errors(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) {
        if (ERR_GET_LIB(e) == ERR_LIB_OCSP) BIO_printf(out, " %d", ERR_GET_REASON(e));
    }
    BIO_puts(out, "\n");
}

static void show_time(const char *what, const ASN1_GENERALIZEDTIME *t) {
    BIO_printf(out, " %s ", what);
    if (!t) BIO_puts(out, "none");
    else if (!ASN1_GENERALIZEDTIME_print(out, t)) BIO_puts(out, "bad");
}

static void show_single(OCSP_SINGLERESP *one) {
    static const long limits[][2] = { { 300, -1 }, { 0, 60 }, { 86400L * 100, 86400L * 100 } };
    int reason = -1;
    ASN1_GENERALIZEDTIME *revoked = NULL, *this_update = NULL, *next = NULL;
    int status = OCSP_single_get0_status(one, &reason, &revoked, &this_update, &next);
    BIO_printf(out, "  status %d reason %d", status, status == V_OCSP_CERTSTATUS_REVOKED ? reason : 0);
    show_time("revoked", revoked);
    show_time("this", this_update);
    show_time("next", next);
    BIO_printf(out, " extensions %d\n", OCSP_SINGLERESP_get_ext_count(one));
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        BIO_printf(out, "   valid %d", OCSP_check_validity(this_update, next, limits[i][0], limits[i][1]));
        show_errors();
    }
}

static void find_status(OCSP_BASICRESP *bs, const EVP_MD *md, X509 *of) {
    OCSP_CERTID *id = OCSP_cert_to_id(md, of, issuer);
    int status = -2, reason = -2;
    ASN1_GENERALIZEDTIME *revoked = NULL, *this_update = NULL, *next = NULL;
    int found = OCSP_resp_find_status(bs, id, &status, &reason, &revoked, &this_update, &next);
    BIO_printf(out, "  found %d at %d status %d\n", found, OCSP_resp_find(bs, id, -1), found ? status : 0);
    OCSP_CERTID_free(id);
    ERR_clear_error();
}

static void verify(OCSP_BASICRESP *bs, STACK_OF(X509) *certs, X509 *trusted, unsigned long flags) {
    X509_STORE *store = X509_STORE_new();
    X509_STORE_add_cert(store, trusted);
    BIO_printf(out, "  flags %lx certs %d: %d", flags, sk_X509_num(certs), OCSP_basic_verify(bs, certs, store, flags));
    show_errors();
    X509_STORE_free(store);
}

static void show_basic(OCSP_BASICRESP *bs, int all) {
    static const unsigned long flags[] = { 0, OCSP_TRUSTOTHER, OCSP_NOCHECKS, OCSP_NOCHAIN, OCSP_NOSIGS, OCSP_NOVERIFY,
                                           OCSP_NOINTERN, OCSP_NOEXPLICIT, OCSP_PARTIAL_CHAIN };
    const ASN1_OCTET_STRING *key_hash = NULL;
    const X509_NAME *name = NULL;
    X509 *signer = NULL;
    STACK_OF(X509) *certs = sk_X509_new_null();
    sk_X509_push(certs, responder);
    sk_X509_push(certs, issuer);
    int n = OCSP_resp_count(bs);
    BIO_printf(out, "  answers %d certs %d id %d %d extensions %d", n, sk_X509_num(OCSP_resp_get0_certs(bs)),
               OCSP_resp_get0_id(bs, &key_hash, &name), key_hash ? key_hash->length : -1, OCSP_BASICRESP_get_ext_count(bs));
    show_time("produced", OCSP_resp_get0_produced_at(bs));
    BIO_printf(out, " nonce %d", OCSP_check_nonce(request, bs));
    show_errors();
    for (int i = 0; i < n; i++) show_single(OCSP_resp_get0(bs, i));
    find_status(bs, NULL, leaf);
    find_status(bs, EVP_sha256(), issuer);
    find_status(bs, EVP_sha256(), responder);
    BIO_printf(out, "  signer %d", OCSP_resp_get0_signer(bs, &signer, certs));
    show_errors();
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        if (!all && i % 3 != 0) continue;
        verify(bs, certs, root, flags[i]);
        if (all || i == 0) verify(bs, NULL, root, flags[i]);
        if (all || i == 0) verify(bs, certs, issuer, flags[i]);
    }
    sk_X509_free(certs);
}

static void judge(const char *name, const struct field *f) {
    const unsigned char *p = f->p;
    int all = strstr(name, "element") == NULL;
    OCSP_RESPONSE *r = d2i_OCSP_RESPONSE(NULL, &p, (long)f->len);
    BIO_printf(out, "# %s\n  read %d", name, r != NULL);
    ERR_clear_error();
    OCSP_BASICRESP *bs = NULL;
    if (r) {
        BIO_printf(out, " status %d %s", OCSP_response_status(r), OCSP_response_status_str(OCSP_response_status(r)));
        bs = OCSP_response_get1_basic(r);
        BIO_printf(out, " basic %d", bs != NULL);
    }
    show_errors();
    if (bs) show_basic(bs, all);
    OCSP_BASICRESP_free(bs);
    OCSP_RESPONSE_free(r);
    ERR_clear_error();
}

static int keep(const char *name, const struct field *f) {
    const unsigned char *p = f->p;
    if (strcmp(name, "@request") == 0) return (request = d2i_OCSP_REQUEST(NULL, &p, (long)f->len)) != NULL;
    X509 **to = strcmp(name, "@root") == 0 ? &root : strcmp(name, "@issuer") == 0 ? &issuer
                : strcmp(name, "@leaf") == 0 ? &leaf : &responder;
    return (*to = d2i_X509(NULL, &p, (long)f->len)) != NULL;
}

int main(int argc, char **argv) {
    struct field name, f;
    FILE *in = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!in) return 2;
    out = BIO_new_fp(stdout, BIO_NOCLOSE);
    while (read_field(in, &name)) {
        if (!read_field(in, &f)) return 2;
        if (name.p[0] == '@') {
            if (!keep((const char *)name.p, &f)) return 2;
        } else if (argc < 3 || strcmp(argv[2], (const char *)name.p) == 0) {
            judge((const char *)name.p, &f);
        }
        free(name.p);
        free(f.p);
    }
    fclose(in);
    X509_free(root);
    X509_free(issuer);
    X509_free(leaf);
    X509_free(responder);
    OCSP_REQUEST_free(request);
    BIO_free(out);
    return 0;
}
