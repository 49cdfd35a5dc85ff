/* Loading certificates and CRLs from files: X509_LOOKUP_file() and X509_load_*_file(). */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "compat/crypto/core/paths.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_local.h"

static BIO *open_file(const char *file) {
    BIO *in = BIO_new(BIO_s_file());
    if (in && file && BIO_ctrl(in, BIO_C_SET_FILENAME, BIO_CLOSE | BIO_FP_READ, (void *)(uintptr_t)file) > 0) return in;
    BIO_free(in);
    BS_RAISE(ERR_LIB_X509, ERR_R_SYS_LIB);
    return NULL;
}

/* The end of a PEM file is an error of the reader; it is fine after at least one object. */
static bool at_pem_end(int count) {
    if (count == 0 || ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) return false;
    ERR_clear_error();
    return true;
}

static int pem_certs(X509_STORE *s, BIO *in) {
    int count = 0;
    for (;;) {
        X509 *x = PEM_read_bio_X509_AUX(in, NULL, NULL, (void *)(uintptr_t) "");
        if (!x) return at_pem_end(count) ? count : 0;
        int ok = X509_STORE_add_cert(s, x);
        X509_free(x);
        if (!ok) return 0;
        count++;
    }
}

static int pem_crls(X509_STORE *s, BIO *in) {
    int count = 0;
    for (;;) {
        X509_CRL *crl = PEM_read_bio_X509_CRL(in, NULL, NULL, (void *)(uintptr_t) "");
        if (!crl && at_pem_end(count)) return count;
        if (!crl) {
            BS_RAISE(ERR_LIB_X509, ERR_R_PEM_LIB);
            return 0;
        }
        int ok = X509_STORE_add_crl(s, crl);
        X509_CRL_free(crl);
        if (!ok) return 0;
        count++;
    }
}

static int der_cert(X509_STORE *s, BIO *in) {
    X509 *x = d2i_X509_bio(in, NULL);
    if (!x) {
        BS_RAISE(ERR_LIB_X509, ERR_R_ASN1_LIB);
        return 0;
    }
    int ok = X509_STORE_add_cert(s, x);
    X509_free(x);
    return ok;
}

static int der_crl(X509_STORE *s, BIO *in) {
    X509_CRL *crl = d2i_X509_CRL_bio(in, NULL);
    if (!crl) {
        BS_RAISE(ERR_LIB_X509, ERR_R_ASN1_LIB);
        return 0;
    }
    int ok = X509_STORE_add_crl(s, crl);
    X509_CRL_free(crl);
    return ok;
}

static int load(X509_LOOKUP *lu, const char *file, int type, int (*pem)(X509_STORE *, BIO *),
                int (*der)(X509_STORE *, BIO *)) {
    int ret = 0;
    BIO *in = open_file(file);
    if (!in) return 0;
    if (type == X509_FILETYPE_PEM) {
        ret = pem(lu->store, in);
    } else if (type == X509_FILETYPE_ASN1) {
        ret = der(lu->store, in);
    } else {
        BS_RAISE(ERR_LIB_X509, X509_R_BAD_X509_FILETYPE);
    }
    BIO_free(in);
    return ret;
}

int X509_load_cert_file(X509_LOOKUP *lu, const char *file, int type) {
    int n = type == X509_FILETYPE_PEM ? bs_store_add_bundle(lu->store, file) : -1;
    return n > 0 ? n : load(lu, file, type, pem_certs, der_cert);
}

int X509_load_cert_file_ex(X509_LOOKUP *lu, const char *file, int type, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_load_cert_file(lu, file, type);
}

int X509_load_crl_file(X509_LOOKUP *lu, const char *file, int type) { return load(lu, file, type, pem_crls, der_crl); }

static int add_info(X509_STORE *s, const X509_INFO *info) {
    if (info->x509 && !X509_STORE_add_cert(s, info->x509)) return -1;
    if (info->crl && !X509_STORE_add_crl(s, info->crl)) return -1;
    return (info->x509 != NULL) + (info->crl != NULL);
}

static int add_infos(X509_STORE *s, STACK_OF(X509_INFO) *infos) {
    int count = 0;
    for (int i = 0; i < sk_X509_INFO_num(infos); i++) {
        int n = add_info(s, sk_X509_INFO_value(infos, i));
        if (n < 0) return 0;
        count += n;
    }
    if (count == 0) BS_RAISE(ERR_LIB_X509, X509_R_NO_CERTIFICATE_OR_CRL_FOUND);
    return count;
}

int X509_load_cert_crl_file(X509_LOOKUP *lu, const char *file, int type) {
    if (type != X509_FILETYPE_PEM) return X509_load_cert_file(lu, file, type);
    int count = bs_store_add_bundle(lu->store, file);
    if (count > 0) return count;
    BIO *in = BIO_new_file(file, "rb");
    if (!in) {
        BS_RAISE(ERR_LIB_X509, ERR_R_SYS_LIB);
        return 0;
    }
    STACK_OF(X509_INFO) *infos = PEM_X509_INFO_read_bio(in, NULL, NULL, (void *)(uintptr_t) "");
    BIO_free(in);
    if (!infos) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PEM_LIB);
        return 0;
    }
    count = add_infos(lu->store, infos);
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
    return count;
}

int X509_load_cert_crl_file_ex(X509_LOOKUP *lu, const char *file, int type, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_load_cert_crl_file(lu, file, type);
}

static int file_ctrl(X509_LOOKUP *lu, int cmd, const char *argp, long argl, char **ret) {
    (void)ret;
    if (cmd != X509_L_FILE_LOAD) return 0;
    if (argl != X509_FILETYPE_DEFAULT) return X509_load_cert_crl_file(lu, argp, (int)argl) != 0;
    const char *file = bs_getenv_safe(X509_get_default_cert_file_env());
    if (!file) file = X509_get_default_cert_file();
    if (X509_load_cert_crl_file(lu, file, X509_FILETYPE_PEM) != 0) return 1;
    BS_RAISE(ERR_LIB_X509, X509_R_LOADING_DEFAULTS);
    return 0;
}

X509_LOOKUP_METHOD *X509_LOOKUP_file(void) {
    static char name[] = "Load file into cache";
    static X509_LOOKUP_METHOD method = { .name = name, .ctrl = file_ctrl };
    return &method;
}

/* Not-there default files are no error: a fresh system has none. */
static void add_default(X509_LOOKUP *lu, int cmd) {
    ERR_set_mark();
    X509_LOOKUP_ctrl(lu, cmd, NULL, X509_FILETYPE_DEFAULT, NULL);
    ERR_pop_to_mark();
}

int X509_STORE_set_default_paths(X509_STORE *s) {
    X509_LOOKUP *file = X509_STORE_add_lookup(s, X509_LOOKUP_file());
    if (!file) return 0;
    add_default(file, X509_L_FILE_LOAD);
    X509_LOOKUP *dir = X509_STORE_add_lookup(s, X509_LOOKUP_hash_dir());
    if (!dir) return 0;
    add_default(dir, X509_L_ADD_DIR);
    return bs_store_add_default_uri(s);
}

int X509_STORE_set_default_paths_ex(X509_STORE *s, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_STORE_set_default_paths(s);
}

int X509_STORE_load_file(X509_STORE *s, const char *file) {
    X509_LOOKUP *lu = file ? X509_STORE_add_lookup(s, X509_LOOKUP_file()) : NULL;
    return lu && X509_LOOKUP_ctrl(lu, X509_L_FILE_LOAD, file, X509_FILETYPE_PEM, NULL) > 0;
}

int X509_STORE_load_file_ex(X509_STORE *s, const char *file, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_STORE_load_file(s, file);
}

int X509_STORE_load_path(X509_STORE *s, const char *path) {
    X509_LOOKUP *lu = path ? X509_STORE_add_lookup(s, X509_LOOKUP_hash_dir()) : NULL;
    return lu && X509_LOOKUP_ctrl(lu, X509_L_ADD_DIR, path, X509_FILETYPE_PEM, NULL) > 0;
}

int X509_STORE_load_locations(X509_STORE *s, const char *file, const char *dir) {
    if (!file && !dir) return 0;
    if (file && !X509_STORE_load_file(s, file)) return 0;
    return !dir || X509_STORE_load_path(s, dir);
}

int X509_STORE_load_locations_ex(X509_STORE *s, const char *file, const char *dir, OSSL_LIB_CTX *libctx,
                                 const char *propq) {
    (void)libctx;
    (void)propq;
    return X509_STORE_load_locations(s, file, dir);
}
