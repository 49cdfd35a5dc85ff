/* Stores by URI: files and directories.                                   man 3 OSSL_STORE_open, man 7 ossl_store-file
 *
 * A file is read whole when it is first asked for something: block after block if it is PEM, else element after element.
 * A directory gives the names of its files. No other scheme is here. */
#include <dirent.h>
#include <errno.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/proverr.h>
#include <openssl/storeerr.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/store/store_local.h"
#include "src/x509/der.h"

#define MAX_FILE (256u << 20)
#define STEP 16384u

struct ossl_store_ctx_st {
    char *uri;
    struct bs_store_asker who;
    OSSL_STORE_post_process_info_fn post_process;
    void *post_arg;
    int expected;
    bool loading, ended, failed;
    STACK_OF(OSSL_STORE_INFO) *waiting; /* what one object of the file held besides the first */
    /* a file */
    BIO *source;    /* until it was read */
    bool owned;
    uint8_t *bytes; /* all of it */
    size_t room;
    bs_reader rest; /* DER: what was not looked at yet */
    BIO *pem;       /* else */
    /* a directory */
    DIR *dir;
    bool by_hash;
    unsigned long hash;
};

static void *fail(int lib, int reason) {
    BS_RAISE(lib, reason);
    return NULL;
}

/* --- opening -------------------------------------------------------------------------------------------------------- */

static OSSL_STORE_CTX *ctx_new(const char *uri, const UI_METHOD *ui, void *ui_data, OSSL_STORE_post_process_info_fn post,
                               void *post_arg) {
    OSSL_STORE_CTX *c = OPENSSL_zalloc(sizeof *c);
    if (c == NULL) return NULL;
    c->uri = OPENSSL_strdup(uri);
    c->waiting = sk_OSSL_STORE_INFO_new_null();
    c->who = (struct bs_store_asker){ ui, ui_data, c->uri };
    c->post_process = post;
    c->post_arg = post_arg;
    if (c->uri != NULL && c->waiting != NULL) return c;
    OSSL_STORE_close(c);
    return NULL;
}

int OSSL_STORE_close(OSSL_STORE_CTX *c) {
    if (c == NULL) return 1;
    sk_OSSL_STORE_INFO_pop_free(c->waiting, OSSL_STORE_INFO_free);
    if (c->owned) BIO_free_all(c->source);
    BIO_free(c->pem);
    OPENSSL_clear_free(c->bytes, c->room); /* there may be private keys in it */
    if (c->dir != NULL) (void)closedir(c->dir);
    OPENSSL_free(c->uri);
    OPENSSL_free(c);
    return 1;
}

/* RFC 8089 2: "file:" and an absolute path, with an authority that is this host or nobody. NULL: an error is queued. */
static const char *path_of_uri(const char *p) {
    if (strncmp(p, "//", 2) == 0) {
        if (strncasecmp(p, "//localhost/", 12) == 0) p += 11;
        else if (p[2] == '/') p += 2;
        else return fail(ERR_LIB_PROV, PROV_R_URI_AUTHORITY_UNSUPPORTED);
    }
    return p[0] == '/' ? p : fail(ERR_LIB_PROV, PROV_R_PATH_MUST_BE_ABSOLUTE);
}

/* A file may have a name that looks like a URI, unless an authority says that it is one. NULL: an error is queued. */
static const char *find_path(const char *uri, struct stat *st) {
    const bool is_uri = strncasecmp(uri, "file:", 5) == 0;
    const char *colon = strchr(uri, ':');
    if (!is_uri && colon != NULL && strncmp(colon + 1, "//", 2) == 0) {
        return fail(ERR_LIB_OSSL_STORE, OSSL_STORE_R_UNREGISTERED_SCHEME);
    }
    if ((!is_uri || strncmp(uri + 5, "//", 2) != 0) && stat(uri, st) == 0) return uri;
    const char *path = is_uri ? path_of_uri(uri + 5) : uri;
    if (path == NULL || (is_uri && stat(path, st) == 0)) return path;
    BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling stat(%s)", path);
    return NULL;
}

static bool look_for(OSSL_STORE_CTX *c, const X509_NAME *name) {
    int ok = 0;
    if (c->dir == NULL) return fail(ERR_LIB_PROV, PROV_R_SEARCH_ONLY_SUPPORTED_FOR_DIRECTORIES) != NULL;
    c->hash = X509_NAME_hash_ex(name, NULL, NULL, &ok);
    c->by_hash = ok != 0;
    return c->by_hash;
}

/* man 7 provider-storemgmt; what would choose among decoders cannot be honoured, and others are none of ours. As with
 * OpenSSL, a type that is expected by this way counts for the names of a directory's files alone. */
static bool set_params(OSSL_STORE_CTX *c, const OSSL_PARAM *params) {
    if (params == NULL) return true;
    if (c->dir == NULL && (OSSL_PARAM_locate_const(params, OSSL_STORE_PARAM_PROPERTIES) != NULL ||
                           OSSL_PARAM_locate_const(params, OSSL_STORE_PARAM_INPUT_TYPE) != NULL)) {
        return fail(ERR_LIB_OSSL_STORE, ERR_R_UNSUPPORTED) != NULL;
    }
    const OSSL_PARAM *p = OSSL_PARAM_locate_const(params, OSSL_STORE_PARAM_EXPECT);
    int expected = 0;
    if (p != NULL && !OSSL_PARAM_get_int(p, &expected)) return false;
    if (c->dir != NULL) c->expected = expected;
    p = OSSL_PARAM_locate_const(params, OSSL_STORE_PARAM_SUBJECT);
    if (p == NULL) return true;
    const void *der;
    size_t len;
    if (!OSSL_PARAM_get_octet_string_ptr(p, &der, &len)) return false;
    const unsigned char *at = der;
    X509_NAME *name = d2i_X509_NAME(NULL, &at, (long)len);
    bool ok = name != NULL && look_for(c, name);
    X509_NAME_free(name);
    return ok;
}

OSSL_STORE_CTX *OSSL_STORE_open_ex(const char *uri, OSSL_LIB_CTX *libctx, const char *propq, const UI_METHOD *ui_method,
                                   void *ui_data, const OSSL_PARAM params[], OSSL_STORE_post_process_info_fn post_process,
                                   void *post_process_data) {
    struct stat st;
    (void)libctx;
    (void)propq;
    const char *path = find_path(uri, &st);
    OSSL_STORE_CTX *c = path != NULL ? ctx_new(uri, ui_method, ui_data, post_process, post_process_data) : NULL;
    if (c == NULL) return NULL;
    if (S_ISDIR(st.st_mode)) {
        c->dir = opendir(path);
        if (c->dir == NULL) BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling opendir(%s)", path);
    } else {
        c->source = BIO_new_file(path, "rb");
        c->owned = true;
    }
    if ((c->dir != NULL || c->source != NULL) && set_params(c, params)) return c;
    OSSL_STORE_close(c);
    return NULL;
}

OSSL_STORE_CTX *OSSL_STORE_open(const char *uri, const UI_METHOD *ui_method, void *ui_data,
                                OSSL_STORE_post_process_info_fn post_process, void *post_process_data) {
    return OSSL_STORE_open_ex(uri, NULL, NULL, ui_method, ui_data, NULL, post_process, post_process_data);
}

/* The BIO stays the program's. */
OSSL_STORE_CTX *OSSL_STORE_attach(BIO *bio, const char *scheme, OSSL_LIB_CTX *libctx, const char *propq,
                                  const UI_METHOD *ui_method, void *ui_data, const OSSL_PARAM params[],
                                  OSSL_STORE_post_process_info_fn post_process, void *post_process_data) {
    (void)libctx;
    (void)propq;
    if (scheme != NULL && strcasecmp(scheme, "file") != 0) return fail(ERR_LIB_OSSL_STORE, OSSL_STORE_R_UNREGISTERED_SCHEME);
    OSSL_STORE_CTX *c = ctx_new("file", ui_method, ui_data, post_process, post_process_data);
    if (c == NULL) return NULL;
    c->source = bio;
    if (set_params(c, params)) return c;
    OSSL_STORE_close(c);
    return NULL;
}

/* --- before loading ------------------------------------------------------------------------------------------------- */

int OSSL_STORE_expect(OSSL_STORE_CTX *c, int type) {
    if (c == NULL || type < 0 || type > OSSL_STORE_INFO_CRL) return fail(ERR_LIB_OSSL_STORE, ERR_R_PASSED_INVALID_ARGUMENT) != NULL;
    if (c->loading) return fail(ERR_LIB_OSSL_STORE, OSSL_STORE_R_LOADING_STARTED) != NULL;
    c->expected = type;
    return 1;
}

int OSSL_STORE_supports_search(OSSL_STORE_CTX *c, int type) { return c != NULL && type == OSSL_STORE_SEARCH_BY_NAME; }

int OSSL_STORE_find(OSSL_STORE_CTX *c, const OSSL_STORE_SEARCH *search) {
    if (c == NULL || search == NULL) return fail(ERR_LIB_OSSL_STORE, ERR_R_PASSED_NULL_PARAMETER) != NULL;
    if (c->loading) return fail(ERR_LIB_OSSL_STORE, OSSL_STORE_R_LOADING_STARTED) != NULL;
    if (search->type != OSSL_STORE_SEARCH_BY_NAME) return fail(ERR_LIB_OSSL_STORE, OSSL_STORE_R_UNSUPPORTED_SEARCH_TYPE) != NULL;
    return look_for(c, search->name);
}

/* --- a directory's names ---------------------------------------------------------------------------------------------- */

/* As c_rehash names them: the hash, a point, "r" for CRLs, a number. */
static bool name_fits(const OSSL_STORE_CTX *c, const char *name) {
    char hash[12];
    if (!c->by_hash) return true;
    (void)snprintf(hash, sizeof hash, "%08lx", c->hash);
    if (strncasecmp(name, hash, 8) != 0 || name[8] != '.') return false;
    const char *p = name + 9;
    const bool crl = *p == 'r';
    if (c->expected != 0 && crl != (c->expected == OSSL_STORE_INFO_CRL)) return false;
    p += crl;
    return *p != '\0' && strspn(p, "0123456789") == strlen(p);
}

static OSSL_STORE_INFO *next_name(OSSL_STORE_CTX *c) {
    const struct dirent *e;
    while ((e = readdir(c->dir)) != NULL) {
        if (e->d_name[0] == '.' || !name_fits(c, e->d_name)) continue;
        const size_t n = strlen(c->uri), room = n + strlen(e->d_name) + 2;
        char *uri = OPENSSL_malloc(room);
        if (uri == NULL) return NULL;
        (void)snprintf(uri, room, "%s%s%s", c->uri, n > 0 && c->uri[n - 1] == '/' ? "" : "/", e->d_name);
        OSSL_STORE_INFO *i = OSSL_STORE_INFO_new_NAME(uri);
        if (i == NULL) OPENSSL_free(uri);
        return i;
    }
    c->ended = true;
    return NULL;
}

/* --- a file's objects ------------------------------------------------------------------------------------------------- */

static bool read_all(OSSL_STORE_CTX *c) {
    size_t len = 0, n = 0;
    do {
        if (c->room - len < STEP) {
            uint8_t *grown = c->room < MAX_FILE ? OPENSSL_clear_realloc(c->bytes, c->room, c->room * 2 + 2 * STEP) : NULL;
            if (grown == NULL) return false;
            c->bytes = grown;
            c->room = c->room * 2 + 2 * STEP;
        }
        n = 0;
        if (!BIO_read_ex(c->source, c->bytes + len, c->room - len, &n)) break;
        len += n;
    } while (n > 0);
    c->rest = bs_r_from(c->bytes, len);
    return true;
}

/* PEM, unless it begins as DER does. */
static bool begin(OSSL_STORE_CTX *c) {
    bs_reader at;
    uint8_t tag;
    bs_reader content;
    if (!read_all(c)) return false;
    if (c->owned) BIO_free_all(c->source);
    c->source = NULL;
    at = c->rest;
    if (bs_der_any(&at, &tag, &content, NULL) && tag == BS_DER_SEQUENCE) return true;
    c->pem = BIO_new_mem_buf(c->rest.p, (int)c->rest.len);
    return c->pem != NULL;
}

static int passphrase(char *buf, int size, int rwflag, void *u) {
    (void)rwflag;
    return bs_store_ask((const struct bs_store_asker *)u, buf, size);
}

static bool next_block(OSSL_STORE_CTX *c) {
    char *label = NULL, *header = NULL;
    unsigned char *data = NULL;
    long len = 0;
    EVP_CIPHER_INFO cipher;
    ERR_set_mark();
    bool ok = PEM_read_bio(c->pem, &label, &header, &data, &len) != 0;
    ERR_pop_to_mark();
    if (!ok) {
        c->ended = BIO_eof(c->pem);
        return false;
    }
    ok = PEM_get_EVP_CIPHER_INFO(header, &cipher) && PEM_do_header(&cipher, data, &len, passphrase, &c->who) &&
         bs_store_decode(label, bs_r_from(data, (size_t)len), c->expected, &c->who, c->waiting);
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, len > 0 ? (size_t)len : 0);
    return ok;
}

static bool next_element(OSSL_STORE_CTX *c) {
    bs_reader whole, content;
    uint8_t tag;
    if (bs_der_any(&c->rest, &tag, &content, &whole)) return bs_store_decode(NULL, whole, c->expected, &c->who, c->waiting);
    c->ended = true;
    return false;
}

static OSSL_STORE_INFO *next_object(OSSL_STORE_CTX *c) {
    if (sk_OSSL_STORE_INFO_num(c->waiting) == 0) {
        if (c->source != NULL && !begin(c)) {
            c->ended = true;
            return NULL;
        }
        if (!(c->pem != NULL ? next_block(c) : next_element(c))) return NULL;
    }
    return sk_OSSL_STORE_INFO_shift(c->waiting);
}

/* --- loading ---------------------------------------------------------------------------------------------------------- */

static bool as_expected(const OSSL_STORE_CTX *c, const OSSL_STORE_INFO *i) {
    return c->expected == 0 || i->type == OSSL_STORE_INFO_NAME || i->type == c->expected;
}

OSSL_STORE_INFO *OSSL_STORE_load(OSSL_STORE_CTX *c) {
    c->loading = true;
    while (!c->ended) {
        OSSL_STORE_INFO *i = c->dir != NULL ? next_name(c) : next_object(c);
        if (i == NULL) {
            c->failed = true;
            return NULL;
        }
        if (c->post_process != NULL) i = c->post_process(i, c->post_arg);
        if (i == NULL) continue; /* the program has no use for it */
        if (as_expected(c, i)) return i;
        OSSL_STORE_INFO_free(i);
    }
    return NULL;
}

/* What the last call of OSSL_STORE_load() found: an end is known when it was met. */
int OSSL_STORE_eof(OSSL_STORE_CTX *c) { return c->ended; }
int OSSL_STORE_error(OSSL_STORE_CTX *c) { return c->failed; }
