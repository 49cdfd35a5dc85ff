/* Sessions as text and in PEM.                                            man 3 SSL_SESSION_print, PEM_read_bio_SSL_SESSION */
#include <openssl/pem.h>

#include "compat/ssl/ssl_local.h"

static int put_hex(BIO *bp, const unsigned char *p, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (BIO_printf(bp, "%02X", p[i]) <= 0) return 0;
    }
    return 1;
}

static int put_field(BIO *bp, const char *name, const unsigned char *p, size_t len) {
    return BIO_puts(bp, name) > 0 && put_hex(bp, p, len) && BIO_puts(bp, "\n") > 0;
}

static const char *version_name(uint16_t version) {
    switch (version) {
    case BS_TLS13: return "TLSv1.3";
    case BS_TLS12: return "TLSv1.2";
    case BS_TLS11: return "TLSv1.1";
    case BS_TLS10: return "TLSv1";
    default: return "unknown";
    }
}

static int print_suite(BIO *bp, const struct bs_session *s) {
    const struct bs_suite *row = bs_suite_find(s->suite);
    if (row) return BIO_printf(bp, "    Cipher    : %s\n", row->name) > 0;
    return BIO_printf(bp, "    Cipher    : %04X\n", s->suite) > 0;
}

static int print_ticket(BIO *bp, const struct bs_session *s) {
    if (s->ticket_lifetime_s != 0 &&
        BIO_printf(bp, "    TLS session ticket lifetime hint: %lu (seconds)\n", (unsigned long)s->ticket_lifetime_s) <= 0) {
        return 0;
    }
    if (s->ticket_len == 0) return 1;
    return BIO_puts(bp, "    TLS session ticket:\n") > 0 &&
           BIO_dump_indent(bp, (const char *)s->ticket, (int)s->ticket_len, 4) > 0 && BIO_puts(bp, "\n") > 0;
}

static int print_times(BIO *bp, const struct bs_session *s) {
    if (s->time_s != 0 && BIO_printf(bp, "    Start Time: %lld\n", (long long)s->time_s) <= 0) return 0;
    return s->timeout_s == 0 || BIO_printf(bp, "    Timeout   : %lld (sec)\n", (long long)s->timeout_s) > 0;
}

static int print_verdict(BIO *bp, const struct bs_session *s) {
    bool tls13 = s->version == BS_TLS13;
    return BIO_printf(bp, "    Verify return code: %ld (%s)\n", (long)s->verify_result,
                      X509_verify_cert_error_string(s->verify_result)) > 0 &&
           BIO_printf(bp, "    Extended master secret: %s\n", s->ems ? "yes" : "no") > 0 &&
           (!tls13 || BIO_printf(bp, "    Max Early Data: %u\n", (unsigned)s->max_early_data) > 0);
}

static int print_text(BIO *bp, const char *name, const char *text) {
    return BIO_printf(bp, "    %s: %s\n", name, text ? text : "None") > 0;
}

/* The line about SRP is always the same here: it is not built. */
int SSL_SESSION_print(BIO *bp, const SSL_SESSION *ses) {
    if (!ses) return 0;
    const struct bs_session *s = &ses->core;
    bs_reader secret = bs_session_secret(s);
    const char *label = s->version == BS_TLS13 ? "    Resumption PSK: " : "    Master-Key: ";
    return BIO_puts(bp, "SSL-Session:\n") > 0 && BIO_printf(bp, "    Protocol  : %s\n", version_name(s->version)) > 0 &&
           print_suite(bp, s) && put_field(bp, "    Session-ID: ", s->id, s->id_len) &&
           put_field(bp, "    Session-ID-ctx: ", s->sid_ctx, s->sid_ctx_len) &&
           put_field(bp, label, secret.p, secret.len) &&
           print_text(bp, "PSK identity", s->psk_identity) && print_text(bp, "PSK identity hint", s->psk_hint) &&
           print_text(bp, "SRP username", NULL) &&
           print_ticket(bp, s) && print_times(bp, s) && print_verdict(bp, s);
}

int SSL_SESSION_print_fp(FILE *fp, const SSL_SESSION *ses) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    if (!b) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_BUF_LIB);
        return 0;
    }
    int ret = SSL_SESSION_print(b, ses);
    BIO_free(b);
    return ret;
}

/* A line that Wireshark takes as a key log. */
int SSL_SESSION_print_keylog(BIO *bp, const SSL_SESSION *ses) {
    bs_reader secret = ses ? bs_session_secret(&ses->core) : (bs_reader){ 0 };
    if (!ses || ses->core.id_len == 0 || secret.len == 0) return 0;
    return BIO_puts(bp, "RSA Session-ID:") > 0 && put_hex(bp, ses->core.id, ses->core.id_len) &&
           put_field(bp, " Master-Key:", secret.p, secret.len);
}

/* --- PEM -------------------------------------------------------------------------------------------------------- */

SSL_SESSION *PEM_read_bio_SSL_SESSION(BIO *bp, SSL_SESSION **x, pem_password_cb *cb, void *u) {
    unsigned char *data = NULL;
    long len;
    if (!PEM_bytes_read_bio(&data, &len, NULL, PEM_STRING_SSL_SESSION, bp, cb, u)) return NULL;
    const unsigned char *p = data;
    SSL_SESSION *s = d2i_SSL_SESSION(x, &p, len);
    if (!s) BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB);
    OPENSSL_clear_free(data, (size_t)len);
    return s;
}

SSL_SESSION *PEM_read_SSL_SESSION(FILE *fp, SSL_SESSION **x, pem_password_cb *cb, void *u) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    SSL_SESSION *s = b ? PEM_read_bio_SSL_SESSION(b, x, cb, u) : NULL;
    BIO_free(b);
    return s;
}

int PEM_write_bio_SSL_SESSION(BIO *bp, const SSL_SESSION *x) {
    unsigned char *der = NULL;
    int n = i2d_SSL_SESSION(x, &der);
    if (n <= 0) {
        BS_RAISE(ERR_LIB_PEM, ERR_R_ASN1_LIB);
        return 0;
    }
    int ret = PEM_write_bio(bp, PEM_STRING_SSL_SESSION, "", der, n);
    OPENSSL_clear_free(der, (size_t)n);
    return ret > 0;
}

int PEM_write_SSL_SESSION(FILE *fp, const SSL_SESSION *x) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int ret = b ? PEM_write_bio_SSL_SESSION(b, x) : 0;
    BIO_free(b);
    return ret;
}
