/* Names of CAs that a server sends to clients, and those a client was sent.    man 3 SSL_CTX_set_client_CA_list */
#include <dirent.h>
#include <errno.h>
#include <openssl/pem.h>
#include <openssl/store.h>
#include <stdio.h>
#include <sys/stat.h>

#include "compat/ssl/hooks.h"
#include "compat/ssl/ssl_local.h"

static void replace(STACK_OF(X509_NAME) **slot, STACK_OF(X509_NAME) *names) {
    sk_X509_NAME_pop_free(*slot, X509_NAME_free);
    *slot = names;
}

void SSL_CTX_set_client_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) *names) { replace(&ctx->set.client_ca_names, names); }

void SSL_set_client_CA_list(SSL *s, STACK_OF(X509_NAME) *names) { replace(&s->set.client_ca_names, names); }

void SSL_CTX_set0_CA_list(SSL_CTX *ctx, STACK_OF(X509_NAME) *names) { replace(&ctx->set.ca_names, names); }

void SSL_set0_CA_list(SSL *s, STACK_OF(X509_NAME) *names) { replace(&s->set.ca_names, names); }

const STACK_OF(X509_NAME) *SSL_CTX_get0_CA_list(const SSL_CTX *ctx) { return ctx->set.ca_names; }

const STACK_OF(X509_NAME) *SSL_get0_CA_list(const SSL *s) {
    return s->set.ca_names ? s->set.ca_names : s->ctx->set.ca_names;
}

STACK_OF(X509_NAME) *SSL_CTX_get_client_CA_list(const SSL_CTX *ctx) { return ctx->set.client_ca_names; }

static STACK_OF(X509_NAME) *decode_names(bs_reader r) {
    STACK_OF(X509_NAME) *sk = sk_X509_NAME_new_null();
    bs_reader der;
    while (sk && !bs_r_done(&r)) {
        X509_NAME *name = NULL;
        if (bs_r_vec(&r, 2, 1, 0xFFFF, &der)) {
            const unsigned char *p = der.p;
            name = d2i_X509_NAME(NULL, &p, (long)der.len);
        }
        if (!name || sk_X509_NAME_push(sk, name) <= 0) {
            X509_NAME_free(name);
            sk_X509_NAME_pop_free(sk, X509_NAME_free);
            return NULL;
        }
    }
    return sk;
}

const STACK_OF(X509_NAME) *SSL_get0_peer_CA_list(const SSL *s) {
    struct bs_conn_info info;
    SSL *w = (SSL *)(uintptr_t)s;
    if (s->peer_ca_names || !s->conn) return s->peer_ca_names;
    bs_conn_get_info(s->conn, &info);
    if (s->peer_lists && !info.peer_ca_names.p) info.peer_ca_names = s->peer_lists->ca_names;
    /* up to TLS 1.2 a CertificateRequest may have an empty list, which is not none */
    if (info.peer_ca_names.p) w->peer_ca_names = decode_names(info.peer_ca_names);
    return s->peer_ca_names;
}

STACK_OF(X509_NAME) *SSL_get_client_CA_list(const SSL *s) {
    if (s->server != 1) return (STACK_OF(X509_NAME) *)(uintptr_t)SSL_get0_peer_CA_list(s);
    return s->set.client_ca_names ? s->set.client_ca_names : s->ctx->set.client_ca_names;
}

static int add_name(STACK_OF(X509_NAME) **slot, const X509 *x) {
    X509_NAME *name = x ? X509_NAME_dup(X509_get_subject_name(x)) : NULL;
    if (!name) return 0;
    if (!*slot) *slot = sk_X509_NAME_new_null();
    if (*slot && sk_X509_NAME_push(*slot, name) > 0) return 1;
    X509_NAME_free(name);
    return 0;
}

int SSL_CTX_add_client_CA(SSL_CTX *ctx, X509 *x) { return add_name(&ctx->set.client_ca_names, x); }

int SSL_add_client_CA(SSL *s, X509 *x) { return add_name(&s->set.client_ca_names, x); }

int SSL_CTX_add1_to_CA_list(SSL_CTX *ctx, const X509 *x) { return add_name(&ctx->set.ca_names, x); }

int SSL_add1_to_CA_list(SSL *s, const X509 *x) { return add_name(&s->set.ca_names, x); }

STACK_OF(X509_NAME) *SSL_dup_CA_list(const STACK_OF(X509_NAME) *from) {
    int num = sk_X509_NAME_num(from);
    STACK_OF(X509_NAME) *sk = sk_X509_NAME_new_null();
    for (int i = 0; sk && i < num; i++) {
        X509_NAME *name = X509_NAME_dup(sk_X509_NAME_value(from, i));
        if (!name || sk_X509_NAME_push(sk, name) <= 0) {
            X509_NAME_free(name);
            sk_X509_NAME_pop_free(sk, X509_NAME_free);
            return NULL;
        }
    }
    return sk;
}

static bool holds(const STACK_OF(X509_NAME) *sk, const X509_NAME *name) {
    for (int i = 0; i < sk_X509_NAME_num(sk); i++) {
        if (X509_NAME_cmp(sk_X509_NAME_value(sk, i), name) == 0) return true;
    }
    return false;
}

static int add_names_of_file(STACK_OF(X509_NAME) *sk, BIO *in) {
    X509 *x;
    while ((x = PEM_read_bio_X509(in, NULL, NULL, NULL))) {
        X509_NAME *name = X509_get_subject_name(x);
        int ok = name && (holds(sk, name) || add_name(&sk, x));
        X509_free(x);
        if (!ok) return 0;
    }
    return 1;
}

/* Whichever the library context, there is one implementation. */
STACK_OF(X509_NAME) *SSL_load_client_CA_file_ex(const char *file, OSSL_LIB_CTX *libctx, const char *propq) {
    (void)libctx;
    (void)propq;
    return SSL_load_client_CA_file(file);
}

/* Ends with the error of the file's end on the queue. */
static bool add_names_of_path(STACK_OF(X509_NAME) *sk, const char *file) {
    BIO *in = BIO_new(BIO_s_file());
    bool ok = in && BIO_ctrl(in, BIO_C_SET_FILENAME, BIO_CLOSE | BIO_FP_READ, (void *)(uintptr_t)file) > 0 &&
        add_names_of_file(sk, in);
    BIO_free(in);
    return ok;
}

STACK_OF(X509_NAME) *SSL_load_client_CA_file(const char *file) {
    STACK_OF(X509_NAME) *sk = sk_X509_NAME_new_null();
    if (sk && add_names_of_path(sk, file) && sk_X509_NAME_num(sk) > 0) {
        ERR_clear_error();
        return sk;
    }
    sk_X509_NAME_pop_free(sk, X509_NAME_free);
    return NULL;
}

int SSL_add_file_cert_subjects_to_stack(STACK_OF(X509_NAME) *sk, const char *file) {
    bool ok = add_names_of_path(sk, file);
    if (ok) ERR_clear_error();
    return ok;
}

static int add_entry(STACK_OF(X509_NAME) *sk, const char *dir, const char *name) {
    char path[1024];
    struct stat st;
    int n = snprintf(path, sizeof path, "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof path) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_PATH_TOO_LONG);
        return 0;
    }
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return 1;
    return SSL_add_file_cert_subjects_to_stack(sk, path);
}

int SSL_add_dir_cert_subjects_to_stack(STACK_OF(X509_NAME) *sk, const char *dir) {
    DIR *d = opendir(dir);
    if (!d) {
        BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling OPENSSL_dir_read(%s)", dir);
        BS_RAISE(ERR_LIB_SSL, ERR_R_SYS_LIB);
        return 0;
    }
    int ok = 1;
    for (const struct dirent *e; ok && (e = readdir(d));) ok = add_entry(sk, dir, e->d_name);
    closedir(d);
    return ok;
}

static bool add_names_of_uri(STACK_OF(X509_NAME) *sk, const char *uri, int depth);

/* What a URI leads to: a certificate, or, in a directory, another URI. */
static bool add_info(STACK_OF(X509_NAME) *sk, const OSSL_STORE_INFO *info, int depth) {
    if (OSSL_STORE_INFO_get_type(info) == OSSL_STORE_INFO_NAME) {
        return depth == 0 || add_names_of_uri(sk, OSSL_STORE_INFO_get0_NAME(info), depth - 1);
    }
    if (OSSL_STORE_INFO_get_type(info) != OSSL_STORE_INFO_CERT) return true;
    X509 *x = OSSL_STORE_INFO_get0_CERT(info);
    X509_NAME *name = x ? X509_get_subject_name(x) : NULL;
    return name && (holds(sk, name) || add_name(&sk, x));
}

/* As in OpenSSL, what cannot be read in it is passed over. */
static bool add_names_of_uri(STACK_OF(X509_NAME) *sk, const char *uri, int depth) {
    OSSL_STORE_CTX *store = OSSL_STORE_open(uri, NULL, NULL, NULL, NULL);
    bool ok = store != NULL;
    while (ok && !OSSL_STORE_eof(store) && !OSSL_STORE_error(store)) {
        OSSL_STORE_INFO *info = OSSL_STORE_load(store);
        ok = !info || add_info(sk, info, depth);
        OSSL_STORE_INFO_free(info);
    }
    if (ok) ERR_clear_error();
    OSSL_STORE_close(store);
    return ok;
}

int SSL_add_store_cert_subjects_to_stack(STACK_OF(X509_NAME) *sk, const char *uri) { return add_names_of_uri(sk, uri, 1); }
