/* SSL_trace(), a message callback that prints what it is told.              man 3 SSL_set_msg_callback */
#include <openssl/pem.h>

#include "compat/ssl/ssl_local.h"
#include "src/hs/trace.h"

static void text(void *arg, const char *p, size_t len) { (void)BIO_write((BIO *)arg, p, (int)len); }

static void certificate(void *arg, bs_reader der) {
    BIO *out = (BIO *)arg;
    const unsigned char *p = der.p;
    X509 *x = d2i_X509(NULL, &p, (long)der.len);
    if (!x) {
        BIO_puts(out, "<UNPARSABLE CERTIFICATE>\n");
    } else {
        BIO_puts(out, "\n------details-----\n");
        X509_print_ex(out, x, XN_FLAG_ONELINE, 0);
        PEM_write_bio_X509(out, x);
        BIO_puts(out, "------------------\n");
        X509_free(x);
    }
    if (p != der.p + der.len) BIO_puts(out, "<TRAILING GARBAGE AFTER CERTIFICATE>\n");
}

static void name(void *arg, bs_reader der) {
    BIO *out = (BIO *)arg;
    const unsigned char *p = der.p;
    X509_NAME *n = d2i_X509_NAME(NULL, &p, (long)der.len);
    if (n) {
        X509_NAME_print_ex(out, n, 0, XN_FLAG_ONELINE);
        BIO_puts(out, "\n");
    } else {
        BIO_puts(out, "<UNPARSABLE DN>\n");
    }
    X509_NAME_free(n);
}

static void dump(void *arg, bs_reader bytes, unsigned indent) {
    (void)BIO_dump_indent((BIO *)arg, (const char *)bytes.p, (int)bytes.len, (int)indent);
}

static const char *alert(uint8_t description) { return SSL_alert_desc_string_long(description); }

/* Before a version is agreed on, messages are read as TLS 1.2's. */
static struct bs_trace_about about(const SSL *ssl, int sent) {
    struct bs_conn_info info = { 0 };
    if (ssl->conn) bs_conn_get_info(ssl->conn, &info);
    uint16_t version = info.version_agreed ? info.version : BS_TLS12;
    return (struct bs_trace_about){ .from_server = (ssl->server == 1) == (sent != 0),
                                    .tls13 = version >= BS_TLS13,
                                    .schemes = version >= BS_TLS12,
                                    .suite = info.pending_suite ? info.pending_suite : info.suite };
}

void SSL_trace(int write_p, int version, int content_type, const void *buf, size_t len, SSL *ssl, void *arg) {
    (void)version;
    bs_reader bytes = bs_r_from(buf, len);
    const struct bs_trace_sink out = { text, certificate, name, dump, alert, arg };
    const struct bs_trace_about what = about(ssl, write_p);
    switch (content_type) {
    case SSL3_RT_HEADER: bs_trace_header(&out, write_p != 0, bytes); break;
    case SSL3_RT_INNER_CONTENT_TYPE: bs_trace_inner_type(&out, len > 0 ? bytes.p[0] : 0); break;
    case SSL3_RT_HANDSHAKE: bs_trace_handshake(&out, &what, bytes); break;
    case SSL3_RT_CHANGE_CIPHER_SPEC: bs_trace_ccs(&out, bytes); break;
    case SSL3_RT_ALERT: bs_trace_alert(&out, bytes); break;
    default: BIO_puts((BIO *)arg, "\n"); break;
    }
}
