/* Alerts and sessions as text, in all forms; sessions written by openssl, read, printed and written again. */
#include "pair.h"

#include <openssl/pem.h>

static void alerts(void) {
    for (int i = -1; i < 256; i++) {
        printf("alert %d %s | %s\n", i, SSL_alert_desc_string(i), SSL_alert_desc_string_long(i));
    }
    for (int level = 0; level < 4; level++) {
        int v = level << 8 | SSL_AD_HANDSHAKE_FAILURE;
        printf("alert %x %s | %s | %s\n", (unsigned)v, SSL_alert_type_string(v), SSL_alert_type_string_long(v),
               SSL_alert_desc_string(v));
    }
}

static void hex(const char *what, const unsigned char *p, size_t n) {
    printf("%s %zu ", what, n);
    for (size_t i = 0; i < n; i++) printf("%02x", p[i]);
    printf("\n");
}

static void fields(SSL_SESSION *s) {
    unsigned int n;
    size_t len;
    const unsigned char *p = SSL_SESSION_get_id(s, &n);
    unsigned char key[64];
    hex("id", p, n);
    p = SSL_SESSION_get0_id_context(s, &n);
    hex("context", p, n);
    SSL_SESSION_get0_ticket(s, &p, &len);
    hex("ticket", p, len);
    SSL_SESSION_get0_alpn_selected(s, &p, &len);
    hex("alpn", p, len);
    len = SSL_SESSION_get_master_key(s, key, sizeof key);
    hex("secret", key, len);
    printf("version %x cipher %s time %ld timeout %ld ticket %d hint %lu host %s resumable %d early %u compress %u\n",
           (unsigned)SSL_SESSION_get_protocol_version(s), SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(s)),
           SSL_SESSION_get_time(s), SSL_SESSION_get_timeout(s), SSL_SESSION_has_ticket(s),
           SSL_SESSION_get_ticket_lifetime_hint(s), SSL_SESSION_get0_hostname(s) ? SSL_SESSION_get0_hostname(s) : "-",
           SSL_SESSION_is_resumable(s), SSL_SESSION_get_max_early_data(s), SSL_SESSION_get_compress_id(s));
    X509 *x = SSL_SESSION_get0_peer(s);
    char name[256] = "none";
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    printf("peer %s\n", name);
}

static void again(BIO *out, SSL_SESSION *s) {
    unsigned char *der = NULL, *end, buf[8192];
    int n = i2d_SSL_SESSION(s, &der);
    hex("der", der, (size_t)n);
    end = buf;
    printf("same length %d %d", i2d_SSL_SESSION(s, NULL) == n, i2d_SSL_SESSION(s, &end) == n);
    printf(", moved %d, same %d\n", end == buf + n, memcmp(buf, der, (size_t)n) == 0);
    for (int cut = 0; cut < n; cut += 7) {
        const unsigned char *p = der;
        SSL_SESSION *t = d2i_SSL_SESSION(NULL, &p, cut);
        if (t) printf("cut at %d is read\n", cut);
        SSL_SESSION_free(t);
    }
    ERR_clear_error();
    printf("pem %d\n", PEM_write_bio_SSL_SESSION(out, s));
    OPENSSL_free(der);
}

static void session(BIO *out, const char *file) {
    BIO *in = BIO_new_file(data_file(file), "r");
    SSL_SESSION *s = PEM_read_bio_SSL_SESSION(in, NULL, NULL, NULL), *d;
    check(s != NULL, file);
    SSL_SESSION_print(out, s);
    printf("keylog %d\n", SSL_SESSION_print_keylog(out, s));
    fields(s);
    again(out, s);
    d = SSL_SESSION_dup(s);
    SSL_SESSION_set_time(d, 0);
    SSL_SESSION_set_timeout(d, 0);
    SSL_SESSION_set1_id_context(d, (const unsigned char *)"context", 7);
    printf("long id %d\n", SSL_SESSION_set1_id(d, (const unsigned char *)"0123456789012345678901234567890123", 33));
    print_errors("id");
    SSL_SESSION_set1_id(d, (const unsigned char *)"", 0);
    SSL_SESSION_set1_hostname(d, "example.org");
    SSL_SESSION_set1_alpn_selected(d, (const unsigned char *)"h2", 2);
    SSL_SESSION_print(out, d);
    printf("keylog %d\n", SSL_SESSION_print_keylog(out, d));
    fields(d);
    again(out, d);
    SSL_SESSION_free(d);
    SSL_SESSION_free(s);
    printf("no more: %d\n", PEM_read_bio_SSL_SESSION(in, NULL, NULL, NULL) == NULL);
    print_errors("pem");
    BIO_free(in);
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    alerts();
    session(out, "session12.pem");
    session(out, "session13.pem");
    SSL_SESSION *s = SSL_SESSION_new();
    SSL_SESSION_set_time(s, 0);
    printf("empty %d\n", SSL_SESSION_print(out, s));
    printf("empty %d %d\n", SSL_SESSION_print_keylog(out, s), SSL_SESSION_is_resumable(s));
    printf("none %d %d\n", SSL_SESSION_print(out, NULL), SSL_SESSION_print_keylog(out, NULL));
    SSL_SESSION_free(s);
    BIO_free(out);
    return 0;
}
