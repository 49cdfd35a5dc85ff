/* The error queue's other readers, deprecated ones among them, printing, and the loaders of texts. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/asn1err.h>
#include <openssl/asyncerr.h>
#include <openssl/bnerr.h>
#include <openssl/buffererr.h>
#include <openssl/conferr.h>
#include <openssl/dherr.h>
#include <openssl/dsaerr.h>
#include <openssl/ecerr.h>
#include <openssl/evperr.h>
#include <openssl/objectserr.h>
#include <openssl/ocsperr.h>
#include <openssl/pemerr.h>
#include <openssl/pkcs12err.h>
#include <openssl/pkcs7err.h>
#include <openssl/rsaerr.h>
#include <openssl/uierr.h>
#include <openssl/x509err.h>
#include <openssl/x509v3err.h>
#include <stdarg.h>

extern int ERR_load_KDF_strings(void);

static void fill(void) {
    ERR_clear_error();
    ERR_new();
    ERR_set_debug("first.c", 11, "first_function");
    ERR_set_error(ERR_LIB_BN, 103, "one %d", 1);
    ERR_new();
    ERR_set_debug("second.c", 22, "second_function");
    ERR_set_error(ERR_LIB_EVP, 134, NULL);
    ERR_new();
    ERR_set_debug("third.c", 33, NULL);
    ERR_set_error(ERR_LIB_SYS, 2, "three");
}

static void readers(void) {
    const char *file = "-", *func = "-", *data = "-";
    int line = -1, flags = -1;
#define LOOK(call)                                                                                                     \
    do {                                                                                                               \
        unsigned long e_ = call;                                                                                       \
        printf("%s = %lx %s:%d %s [%s] %d\n", #call, e_, file, line, func ? func : "(null)", data ? data : "(null)",   \
            flags);                                                                                                    \
    } while (0)
    fill();
    LOOK(ERR_peek_error_all(&file, &line, &func, &data, &flags));
    LOOK(ERR_peek_error_line(&file, &line));
    LOOK(ERR_peek_error_func(&func));
    LOOK(ERR_peek_error_line_data(&file, &line, &data, &flags));
    LOOK(ERR_peek_last_error_line_data(&file, &line, &data, &flags));
    LOOK(ERR_peek_last_error_func(&func));
    LOOK(ERR_peek_last_error_data(&data, &flags));
    LOOK(ERR_peek_error_all(NULL, NULL, NULL, NULL, NULL));
    LOOK(ERR_get_error_line(&file, &line));
    LOOK(ERR_peek_error_func(&func));
    data = "-"; /* the entry took it along */
    LOOK(ERR_get_error_line(NULL, NULL));
    LOOK(ERR_get_error_line(&file, &line));
    LOOK(ERR_get_error_line(&file, &line));
    LOOK(ERR_peek_error_all(&file, &line, &func, &data, &flags));
    LOOK(ERR_peek_last_error_func(&func));
    LOOK(ERR_peek_last_error_data(&data, &flags));
    LOOK(ERR_peek_error_line(&file, &line));
}

static void add(int n, ...) {
    va_list ap;
    va_start(ap, n);
    ERR_add_error_vdata(n, ap);
    va_end(ap);
}
static void set(int lib, int reason, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    ERR_new();
    ERR_set_debug("v.c", 5, "v");
    ERR_vset_error(lib, reason, format, ap);
    va_end(ap);
}

static void writers(void) {
    BIO *mem = BIO_new(BIO_s_mem());
    ERR_clear_error();
    set(ERR_LIB_EVP, 6, "%s and %d", "text", 7);
    errors();
    set(ERR_LIB_EVP, 6, NULL);
    add(3, "a", "b", "c");
    errors();
    set(ERR_LIB_EVP, 6, "kept");
    add(2, " and ", "more");
    add(0);
    errors();
    BIO_puts(mem, "from a BIO");
    set(ERR_LIB_PEM, 108, NULL);
    ERR_add_error_mem_bio(": ", mem);
    errors();
    BIO_reset(mem);
    set(ERR_LIB_PEM, 108, "old");
    ERR_add_error_mem_bio(":", mem);
    errors();
    ERR_add_error_mem_bio("-", NULL);
    fill();
    ERR_print_errors(mem);
    char *p, *at;
    long n = BIO_get_mem_data(mem, &p);
    for (long i = 0; i < n; i++) { /* after the thread's number, which differs */
        at = memchr(p + i, ':', (size_t)(n - i));
        char *end = memchr(p + i, '\n', (size_t)(n - i));
        if (!at || !end) break;
        printf("line%.*s\n", (int)(end - at), at);
        i = end - p;
    }
    SHOW(ERR_peek_error());
    fill();
    FILE *f = fopen("errors.txt", "w+");
    ERR_print_errors_fp(f);
    rewind(f);
    char line[512];
    while (fgets(line, sizeof line, f)) printf("file%s", strchr(line, ':'));
    fclose(f);
    remove("errors.txt");
    BIO_free(mem);
}

int main(void) {
    readers();
    writers();
    SHOW(ERR_load_ASN1_strings());
    SHOW(ERR_load_ASYNC_strings());
    SHOW(ERR_load_BN_strings());
    SHOW(ERR_load_BUF_strings());
    SHOW(ERR_load_CONF_strings());
    SHOW(ERR_load_DH_strings());
    SHOW(ERR_load_DSA_strings());
    SHOW(ERR_load_EC_strings());
    SHOW(ERR_load_ERR_strings());
    SHOW(ERR_load_EVP_strings());
    SHOW(ERR_load_KDF_strings());
    SHOW(ERR_load_OBJ_strings());
    SHOW(ERR_load_OCSP_strings());
    SHOW(ERR_load_PEM_strings());
    SHOW(ERR_load_PKCS12_strings());
    SHOW(ERR_load_PKCS7_strings());
    SHOW(ERR_load_RSA_strings());
    SHOW(ERR_load_UI_strings());
    SHOW(ERR_load_X509V3_strings());
    SHOW(ERR_load_X509_strings());
    static const ERR_STRING_DATA texts[] = { { ERR_PACK(100, 0, 0), "twin library" },
        { ERR_PACK(100, 0, 7), "seventh" }, { 0, NULL } };
    SHOW(ERR_load_strings_const(texts));
    SHOWS(ERR_lib_error_string(ERR_PACK(100, 0, 7)));
    SHOWS(ERR_reason_error_string(ERR_PACK(100, 0, 7)));
    SHOWS(ERR_reason_error_string(ERR_PACK(100, 0, 8)));
    ERR_remove_thread_state(NULL);
    ERR_remove_state(0);
    return 0;
}
