#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#include "compat/crypto/asn1/pem_local.h"
#include "compat/crypto/core/raise.h"

#define LINE_ROOM 255
#define BEGIN "-----BEGIN "
#define END "-----END "
#define TAIL "-----\n"

/* Text grows in memory of the kind the flags ask for, and is wiped where it was. */
struct text {
    char *p;
    size_t len, cap;
    bool secure;
};

static void *get(size_t n, bool secure) { return secure ? OPENSSL_secure_malloc(n) : OPENSSL_malloc(n); }

static void put_back(void *p, size_t n, bool secure) {
    if (secure) OPENSSL_secure_clear_free(p, n);
    else OPENSSL_free(p);
}

static bool append(struct text *t, const char *p, size_t n) {
    if (t->len + n + 1 > t->cap) {
        size_t cap = t->cap * 2 > t->len + n + 1 ? t->cap * 2 : t->len + n + 256;
        char *grown = (char *)get(cap, t->secure);
        if (!grown) return false;
        if (t->len > 0) memcpy(grown, t->p, t->len);
        put_back(t->p, t->cap, t->secure);
        t->p = grown;
        t->cap = cap;
    }
    memcpy(t->p + t->len, p, n);
    t->len += n;
    t->p[t->len] = 0;
    return true;
}

static void drop(struct text *t) { put_back(t->p, t->cap, t->secure); }

static bool base64_char(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

/* Cuts what may trail a line, and ends it with one newline. Returns the new length. */
static int tidy(char *line, int len, unsigned flags, bool first) {
    if (first && len > 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark that editors leave */
        memmove(line, line + 3, (size_t)(len -= 3));
    }
    if ((flags & PEM_FLAG_EAY_COMPATIBLE) != 0) {
        while (len > 0 && (unsigned char)line[len - 1] <= ' ') len--;
    } else if ((flags & PEM_FLAG_ONLY_B64) != 0) {
        int n = 0;
        while (n < len && base64_char(line[n])) n++;
        len = n;
    } else {
        int n = 0;
        for (; n < len && line[n] != '\n' && line[n] != '\r'; n++) {
            if ((unsigned char)line[n] < 0x20 || line[n] == 0x7F) line[n] = ' ';
        }
        len = n;
    }
    line[len++] = '\n';
    line[len] = 0;
    return len;
}

static bool starts(const char *line, const char *with) { return strncmp(line, with, strlen(with)) == 0; }

/* Skips to the next BEGIN line; the label, or NULL with NO_START_LINE at the end of the input. */
static char *read_label(BIO *bp, unsigned flags) {
    char line[LINE_ROOM + 2];
    const size_t tail = strlen(TAIL);
    for (bool first = true;; first = false) {
        int len = BIO_gets(bp, line, LINE_ROOM);
        if (len <= 0) {
            BS_RAISE(ERR_LIB_PEM, PEM_R_NO_START_LINE);
            return NULL;
        }
        len = tidy(line, len, flags & ~(unsigned)PEM_FLAG_ONLY_B64, first);
        if (!starts(line, BEGIN) || (size_t)len < strlen(BEGIN) + tail || strcmp(line + len - tail, TAIL) != 0) continue;
        line[(size_t)len - tail] = 0;
        return OPENSSL_strdup(line + strlen(BEGIN));
    }
}

static bool is_end(const char *line, const char *label) {
    const char *p = line + strlen(END);
    return starts(p, label) && strcmp(p + strlen(label), TAIL) == 0;
}

/* The lines up to END: headers before an empty line, if there is one, then base64. */
static bool read_body(BIO *bp, const char *label, unsigned flags, struct text *header, struct text *data) {
    enum { MAYBE_HEADER, IN_HEADER, AFTER_HEADER } where = MAYBE_HEADER;
    char line[LINE_ROOM + 2];
    bool short_line = false;
    for (;;) {
        int len = BIO_gets(bp, line, LINE_ROOM);
        if (len <= 0) break;
        if (where == MAYBE_HEADER && memchr(line, ':', (size_t)len)) where = IN_HEADER;
        bool plain = starts(line, END) || where == IN_HEADER;
        len = tidy(line, len, plain ? flags & ~(unsigned)PEM_FLAG_ONLY_B64 : flags, false);
        if (line[0] == '\n') {
            if (where == AFTER_HEADER) break;
            if (where == MAYBE_HEADER || where == IN_HEADER) { /* what was read so far was header */
                struct text t = *header;
                *header = *data;
                *data = t;
            }
            where = AFTER_HEADER;
            continue;
        }
        if (starts(line, END)) {
            if (is_end(line, label)) return true;
            break;
        }
        if (short_line) break; /* only the last line may be short */
        if (!append(data, line, (size_t)len)) return false;
        if (where == AFTER_HEADER) {
            if (len > 65) break;
            short_line = len < 65;
        }
    }
    BS_RAISE(ERR_LIB_PEM, PEM_R_BAD_END_LINE);
    return false;
}

static bool decode(struct text *data, struct bs_pem_block *b) {
    EVP_ENCODE_CTX *ctx = EVP_ENCODE_CTX_new();
    int n = 0, tail = 0;
    if (!ctx) return false;
    EVP_DecodeInit(ctx);
    bool ok = data->len < INT32_MAX
        && EVP_DecodeUpdate(ctx, (unsigned char *)data->p, &n, (unsigned char *)data->p, (int)data->len) >= 0
        && EVP_DecodeFinal(ctx, (unsigned char *)data->p + n, &tail) >= 0;
    EVP_ENCODE_CTX_free(ctx);
    if (!ok) {
        BS_RAISE(ERR_LIB_PEM, PEM_R_BAD_BASE64_DECODE);
        return false;
    }
    b->len = n + tail;
    b->data = (unsigned char *)get((size_t)b->len + 1, b->secure);
    if (!b->data) return false;
    memcpy(b->data, data->p, (size_t)b->len);
    return true;
}

void bs_pem_block_free(struct bs_pem_block *b) {
    OPENSSL_free(b->name);
    put_back(b->header, b->header ? strlen(b->header) : 0, b->secure);
    put_back(b->data, b->data ? (size_t)b->len : 0, b->secure);
    *b = (struct bs_pem_block){ .secure = b->secure };
}

int PEM_read_bio_ex(BIO *bp, char **name, char **header, unsigned char **out, long *len, unsigned int flags) {
    struct bs_pem_block b = { .secure = (flags & PEM_FLAG_SECURE) != 0 };
    struct text head = { .secure = b.secure }, data = { .secure = b.secure };
    *len = 0;
    *name = *header = NULL;
    *out = NULL;
    if ((flags & PEM_FLAG_EAY_COMPATIBLE) != 0 && (flags & PEM_FLAG_ONLY_B64) != 0) {
        BS_RAISE(ERR_LIB_PEM, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    b.name = read_label(bp, flags);
    /* an empty block is no success, and no error is queued for it: OpenSSL's way */
    bool ok = b.name && read_body(bp, b.name, flags, &head, &data) && data.len > 0 && append(&head, "", 0)
        && decode(&data, &b);
    drop(&data);
    if (!ok) {
        drop(&head);
        bs_pem_block_free(&b);
        return 0;
    }
    *name = b.name;
    *header = head.p;
    *out = b.data;
    *len = b.len;
    return 1;
}

int PEM_read_bio(BIO *bp, char **name, char **header, unsigned char **data, long *len) {
    return PEM_read_bio_ex(bp, name, header, data, len, PEM_FLAG_EAY_COMPATIBLE);
}

int PEM_read(FILE *fp, char **name, char **header, unsigned char **data, long *len) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = b ? PEM_read_bio(b, name, header, data, len) : 0;
    BIO_free(b);
    return ret;
}

static bool ends(const char *s, const char *with) {
    size_t n = strlen(s), k = strlen(with);
    return n >= k && strcmp(s + n - k, with) == 0;
}

/* Old labels, and labels that stand for several kinds of content. */
bool bs_pem_label_fits(const char *found, const char *wanted) {
    static const char *const aliases[][2] = { /* found, wanted */
        { PEM_STRING_X509_OLD, PEM_STRING_X509 },
        { PEM_STRING_X509, PEM_STRING_X509_TRUSTED },
        { PEM_STRING_X509_OLD, PEM_STRING_X509_TRUSTED },
        { PEM_STRING_X509_REQ_OLD, PEM_STRING_X509_REQ },
        { PEM_STRING_DHXPARAMS, PEM_STRING_DHPARAMS },
        { PEM_STRING_X509, PEM_STRING_PKCS7 },
        { PEM_STRING_PKCS7_SIGNED, PEM_STRING_PKCS7 },
        { PEM_STRING_X509, PEM_STRING_CMS },
        { PEM_STRING_PKCS7, PEM_STRING_CMS },
    };
    if (strcmp(found, wanted) == 0) return true;
    if (strcmp(wanted, PEM_STRING_EVP_PKEY) == 0) {
        return strcmp(found, PEM_STRING_PKCS8) == 0 || strcmp(found, PEM_STRING_PKCS8INF) == 0 || ends(found, " PRIVATE KEY");
    }
    if (strcmp(wanted, PEM_STRING_PARAMETERS) == 0) return ends(found, " PARAMETERS");
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (strcmp(found, aliases[i][0]) == 0 && strcmp(wanted, aliases[i][1]) == 0) return true;
    }
    return false;
}

static int read_named(unsigned char **out, long *len, char **out_name, const char *name, BIO *bp, pem_password_cb *cb,
                      void *u, bool secure) {
    struct bs_pem_block b;
    unsigned flags = PEM_FLAG_EAY_COMPATIBLE | (secure ? PEM_FLAG_SECURE : 0u);
    for (;;) {
        b = (struct bs_pem_block){ .secure = secure };
        if (!PEM_read_bio_ex(bp, &b.name, &b.header, &b.data, &b.len, flags)) {
            if (ERR_GET_REASON(ERR_peek_error()) == PEM_R_NO_START_LINE) ERR_add_error_data(2, "Expecting: ", name);
            return 0;
        }
        if (bs_pem_label_fits(b.name, name)) break;
        bs_pem_block_free(&b);
    }
    EVP_CIPHER_INFO cipher;
    if (!PEM_get_EVP_CIPHER_INFO(b.header, &cipher) || !PEM_do_header(&cipher, b.data, &b.len, cb, u)) {
        bs_pem_block_free(&b);
        return 0;
    }
    *out = b.data;
    *len = b.len;
    b.data = NULL;
    if (out_name) {
        *out_name = b.name;
        b.name = NULL;
    }
    bs_pem_block_free(&b);
    return 1;
}

int PEM_bytes_read_bio(unsigned char **out, long *len, char **out_name, const char *name, BIO *bp, pem_password_cb *cb,
                       void *u) {
    return read_named(out, len, out_name, name, bp, cb, u, false);
}

int PEM_bytes_read_bio_secmem(unsigned char **out, long *len, char **out_name, const char *name, BIO *bp,
                              pem_password_cb *cb, void *u) {
    return read_named(out, len, out_name, name, bp, cb, u, true);
}

void *PEM_ASN1_read_bio(d2i_of_void *d2i, const char *name, BIO *bp, void **x, pem_password_cb *cb, void *u) {
    unsigned char *data = NULL;
    long len;
    if (!PEM_bytes_read_bio(&data, &len, NULL, name, bp, cb, u)) return NULL;
    const unsigned char *p = data;
    void *v = d2i(x, &p, len);
    if (!v) BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    OPENSSL_free(data);
    return v;
}

void *PEM_ASN1_read(d2i_of_void *d2i, const char *name, FILE *fp, void **x, pem_password_cb *cb, void *u) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    void *v = b ? PEM_ASN1_read_bio(d2i, name, b, x, cb, u) : NULL;
    BIO_free(b);
    return v;
}
