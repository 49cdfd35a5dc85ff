#include <stdint.h>
#include <string.h>

#include "apps/show.h"
#include "apps/tls_setup.h"

const char *app_handshake_name(unsigned type) {
    switch (type) { /* RFC 8446 B.3, RFC 5246 A.4, RFC 6066 */
    case 0: return "HelloRequest";
    case 1: return "ClientHello";
    case 2: return "ServerHello";
    case 3: return "HelloVerifyRequest";
    case 4: return "NewSessionTicket";
    case 5: return "EndOfEarlyData";
    case 8: return "EncryptedExtensions";
    case 11: return "Certificate";
    case 12: return "ServerKeyExchange";
    case 13: return "CertificateRequest";
    case 14: return "ServerHelloDone";
    case 15: return "CertificateVerify";
    case 16: return "ClientKeyExchange";
    case 20: return "Finished";
    case 21: return "CertificateUrl";
    case 22: return "CertificateStatus";
    case 23: return "SupplementalData";
    case 24: return "KeyUpdate";
    case 67: return "NextProto";
    case 254: return "MessageHash";
    default: return "???";
    }
}

static const char *version_name(int version) {
    switch (version) {
    case SSL3_VERSION: return "SSL 3.0";
    case TLS1_VERSION: return "TLS 1.0";
    case TLS1_1_VERSION: return "TLS 1.1";
    case TLS1_2_VERSION: return "TLS 1.2";
    case TLS1_3_VERSION: return "TLS 1.3";
    default: return "???";
    }
}

static const char *content_name(int content_type) {
    switch (content_type) {
    case SSL3_RT_HEADER: return "RecordHeader";
    case SSL3_RT_INNER_CONTENT_TYPE: return "InnerContent";
    case SSL3_RT_CHANGE_CIPHER_SPEC: return "ChangeCipherSpec";
    case SSL3_RT_ALERT: return "Alert";
    case SSL3_RT_HANDSHAKE: return "Handshake";
    case SSL3_RT_APPLICATION_DATA: return "ApplicationData";
    default: return NULL;
    }
}

/* SSL_alert_desc_string_long() says "close notify" where this output has "close_notify", as the RFCs do, and does not
 * know what RFC 8446 6 has added. */
static void print_alert(FILE *out, const uint8_t *p) {
    char text[64];
    const char *desc = p[1] == SSL_AD_MISSING_EXTENSION      ? "missing_extension"
                       : p[1] == SSL_AD_CERTIFICATE_REQUIRED ? "certificate_required"
                                                             : SSL_alert_desc_string_long(p[1]);
    snprintf(text, sizeof(text), "%s", desc);
    for (char *c = text; *c != '\0'; c++) {
        if (*c == ' ') {
            *c = '_';
        }
    }
    const char *level = p[0] == SSL3_AL_WARNING ? "warning" : p[0] == SSL3_AL_FATAL ? "fatal" : "???";
    fprintf(out, ", %s %s", level, text);
}

void app_trace_message(int write_p, int version, int content_type, const void *buf, size_t len, SSL *ssl, void *arg) {
    const struct app_tls *t = arg;
    FILE *out = t->msg_out;
    const uint8_t *p = buf;
    const char *content = content_name(content_type);
    (void)ssl;
    fprintf(out, "%s %s", write_p ? ">>>" : "<<<", version_name(version));
    if (content != NULL) {
        fprintf(out, ", %s", content);
    }
    fprintf(out, " [length %04lx]", (unsigned long)len);
    if (content_type == SSL3_RT_ALERT) {
        if (len == 2) {
            print_alert(out, p);
        } else {
            fputs(", ???", out);
        }
    } else if (content_type == SSL3_RT_HANDSHAKE && len > 0) {
        fprintf(out, ", %s", app_handshake_name(p[0]));
    }
    for (size_t i = 0; i < len; i++) {
        fprintf(out, "%s%02x", i % 16 == 0 ? "\n    " : " ", p[i]);
    }
    fputc('\n', out);
    fflush(out);
}

void app_trace_state(const SSL *ssl, int where, int ret) {
    const char *who = (where & SSL_ST_CONNECT) != 0 ? "SSL_connect" : (where & SSL_ST_ACCEPT) != 0 ? "SSL_accept"
                                                                                                  : "undefined";
    if ((where & SSL_CB_LOOP) != 0) {
        fprintf(stderr, "%s:%s\n", who, SSL_state_string_long(ssl));
    } else if ((where & SSL_CB_ALERT) != 0) {
        fprintf(stderr, "SSL3 alert %s:%s:%s\n", (where & SSL_CB_READ) != 0 ? "read" : "write",
                SSL_alert_type_string_long(ret), SSL_alert_desc_string_long(ret));
    } else if ((where & SSL_CB_EXIT) != 0) {
        if (ret == 0) {
            fprintf(stderr, "%s:failed in %s\n", who, SSL_state_string_long(ssl));
        } else if (ret < 0) {
            fprintf(stderr, "%s:error in %s\n", who, SSL_state_string_long(ssl));
        }
    }
}

static long on_bio(BIO *bio, int oper, const char *argp, size_t len, int argi, long argl, int ret, size_t *processed) {
    FILE *out = (FILE *)(void *)BIO_get_callback_arg(bio);
    (void)argi;
    (void)argl;
    bool read = oper == (BIO_CB_READ | BIO_CB_RETURN);
    if (!read && oper != (BIO_CB_WRITE | BIO_CB_RETURN)) {
        return ret;
    }
    bool moved = ret > 0 && processed != NULL;
    size_t done = moved ? *processed : 0;
    const char *verb = read ? "read from" : "write to";
    if (!moved) {
        fprintf(out, "%s %p [%p] (%zu bytes => %ld)\n", verb, (void *)bio, (const void *)argp, len, (long)ret);
        return ret;
    }
    fprintf(out, "%s %p [%p] (%zu bytes => %zu (0x%zX))\n", verb, (void *)bio, (const void *)argp, len, done, done);
    BIO *to = BIO_new_fp(out, BIO_NOCLOSE);
    if (to != NULL) {
        BIO_dump(to, argp, (int)done);
    }
    BIO_free(to);
    return ret;
}

void app_trace_bytes(SSL *ssl, FILE *out) {
    BIO *bio = SSL_get_rbio(ssl);
    BIO_set_callback_ex(bio, on_bio);
    BIO_set_callback_arg(bio, (char *)(void *)out);
}
