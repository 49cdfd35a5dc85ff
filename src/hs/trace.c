#include "src/hs/trace.h"

#include <stdarg.h>
#include <stdio.h>

#include "src/hs/conn_local.h"
#include "src/hs/trace_local.h"

#define MAX_LINE 200
#define HELLO_VERIFY_REQUEST 3 /* RFC 6347 4.3.2, of DTLS */

/* --- writing --------------------------------------------------------------------------------------------------- */

static void put_list(const struct bs_trace_sink *out, const char *format, va_list args) __attribute__((format(printf, 2, 0)));
static void put_list(const struct bs_trace_sink *out, const char *format, va_list args) {
    char text[MAX_LINE];
    int n = vsnprintf(text, sizeof text, format, args);
    if (n > 0) out->text(out->arg, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}

void bs_trace_put(const struct bs_trace_sink *out, const char *format, ...) {
    va_list args;
    va_start(args, format);
    put_list(out, format, args);
    va_end(args);
}

void bs_trace_line(const struct bs_trace_sink *out, unsigned indent, const char *format, ...) {
    va_list args;
    bs_trace_put(out, "%*s", (int)indent, "");
    va_start(args, format);
    put_list(out, format, args);
    va_end(args);
}

void bs_trace_hex(const struct bs_trace_sink *out, unsigned indent, const char *name, bs_reader bytes) {
    static const char digits[] = "0123456789ABCDEF";
    bs_trace_line(out, indent, "%s (len=%u): ", name, (unsigned)bytes.len);
    for (size_t i = 0; i < bytes.len; i++) {
        const char pair[2] = { digits[bytes.p[i] >> 4], digits[bytes.p[i] & 15] };
        out->text(out->arg, pair, 2);
    }
    bs_trace_put(out, "\n");
}

bool bs_trace_vec(const struct bs_trace_sink *out, unsigned indent, const char *name, unsigned width, bs_reader *r) {
    bs_reader bytes;
    if (!bs_r_vec(r, width, 0, 65535, &bytes)) return false;
    bs_trace_hex(out, indent, name, bytes);
    return true;
}

bool bs_trace_list(const struct bs_trace_sink *out, unsigned indent, enum bs_trace_kind kind, unsigned width, bs_reader list) {
    uint32_t v;
    if (list.len % width != 0) return false;
    while (bs_r_uint(&list, width, &v)) bs_trace_line(out, indent, "%s (%u)\n", bs_trace_name(kind, v), (unsigned)v);
    return true;
}

static void scheme(const struct bs_trace_sink *out, unsigned indent, const char *before, uint16_t id) {
    bs_trace_line(out, indent, "%s%s (0x%04x)\n", before, bs_trace_name(BS_TRACE_SIGALG, id), id);
}

bool bs_trace_schemes(const struct bs_trace_sink *out, unsigned indent, bs_reader list) {
    uint16_t id;
    while (bs_r_u16(&list, &id)) scheme(out, indent, "", id);
    return bs_r_done(&list);
}

/* --- hello messages ---------------------------------------------------------------------------------------------- */

static bool version(const struct bs_trace_sink *out, unsigned indent, const char *name, bs_reader *r, uint16_t *v) {
    if (!bs_r_u16(r, v)) return false;
    bs_trace_line(out, indent, "%s=0x%x (%s)\n", name, *v, bs_trace_name(BS_TRACE_VERSION, *v));
    return true;
}

/* RFC 5246 7.4.1.2: the first four bytes were a time once. */
static bool random_bytes(const struct bs_trace_sink *out, unsigned indent, bs_reader *r) {
    uint32_t seconds;
    bs_reader all, rest;
    if (!bs_r_bytes(r, 32, &all) || !bs_r_u32(&all, &seconds) || !bs_r_bytes(&all, 28, &rest)) return false;
    bs_trace_line(out, indent, "Random:\n");
    bs_trace_line(out, indent + 2, "gmt_unix_time=0x%08X\n", (unsigned)seconds);
    bs_trace_hex(out, indent + 2, "random_bytes", rest);
    return true;
}

static void put_suite(const struct bs_trace_sink *out, uint16_t id) {
    bs_trace_put(out, "{0x%02X, 0x%02X} %s\n", id >> 8, id & 0xFF, bs_trace_name(BS_TRACE_SUITE, id));
}

static bool suites(const struct bs_trace_sink *out, unsigned indent, bs_reader *r) {
    uint16_t len, id;
    bs_reader list;
    if (!bs_r_u16(r, &len)) return false;
    bs_trace_line(out, indent, "cipher_suites (len=%u)\n", len);
    if (len % 2 != 0 || !bs_r_bytes(r, len, &list)) return false;
    while (bs_r_u16(&list, &id)) {
        bs_trace_line(out, indent + 2, "%s", "");
        put_suite(out, id);
    }
    return true;
}

static void compression(const struct bs_trace_sink *out, uint8_t method) {
    bs_trace_put(out, "%s (0x%02X)\n", bs_trace_name(BS_TRACE_COMPRESSION, method), method);
}

static bool client_hello(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent, bs_reader r) {
    (void)about;
    uint16_t v;
    uint8_t method;
    bs_reader methods;
    if (!version(out, indent, "client_version", &r, &v) || !random_bytes(out, indent, &r)) return false;
    if (!bs_trace_vec(out, indent, "session_id", 1, &r) || !suites(out, indent, &r)) return false;
    if (!bs_r_vec(&r, 1, 0, 255, &methods)) return false;
    bs_trace_line(out, indent, "compression_methods (len=%u)\n", (unsigned)methods.len);
    while (bs_r_u8(&methods, &method)) {
        bs_trace_line(out, indent + 2, "%s", "");
        compression(out, method);
    }
    return bs_trace_extensions(out, indent, false, BS_MT_CLIENT_HELLO, &r);
}

/* The drafts of TLS 1.3 that had its version in the message had no session id and no compression. */
static bool server_hello(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent, bs_reader r) {
    (void)about;
    uint16_t v, id;
    uint8_t method;
    if (!version(out, indent, "server_version", &r, &v) || !random_bytes(out, indent, &r)) return false;
    bool is_draft = v == BS_TLS13;
    if (!is_draft && !bs_trace_vec(out, indent, "session_id", 1, &r)) return false;
    if (!bs_r_u16(&r, &id)) return false;
    bs_trace_line(out, indent, "cipher_suite ");
    put_suite(out, id);
    if (!is_draft) {
        if (!bs_r_u8(&r, &method)) return false;
        bs_trace_line(out, indent, "compression_method: ");
        compression(out, method);
    }
    return bs_trace_extensions(out, indent, true, BS_MT_SERVER_HELLO, &r);
}

static bool hello_verify_request(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent,
                                 bs_reader r) {
    (void)about;
    uint16_t v;
    return version(out, indent, "server_version", &r, &v) && bs_trace_vec(out, indent, "cookie", 1, &r);
}

/* --- key exchange ------------------------------------------------------------------------------------------------ */

static enum bs_kx key_exchange(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent) {
    static const struct {
        enum bs_kx kx;
        const char *name;
    } names[] = { { BS_KX_RSA, "rsa" },        { BS_KX_DHE, "DHE" },         { BS_KX_ECDHE, "ECDHE" },
                  { BS_KX_PSK, "PSK" },        { BS_KX_RSA_PSK, "RSAPSK" },  { BS_KX_DHE_PSK, "DHEPSK" },
                  { BS_KX_ECDHE_PSK, "ECDHEPSK" } };
    const char *name = "UNKNOWN";
    enum bs_kx kx = about->suite ? about->suite->kx : BS_KX_ANY;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].kx == kx) name = names[i].name;
    }
    bs_trace_line(out, indent, "KeyExchangeAlgorithm=%s\n", name);
    return kx;
}

static bool signature(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent, bs_reader *r) {
    uint16_t id;
    if (r->len < 2) return false;
    if (about->schemes && bs_r_u16(r, &id)) scheme(out, indent, "Signature Algorithm: ", id);
    return bs_trace_vec(out, indent, "Signature", 2, r);
}

static bool ec_params(const struct bs_trace_sink *out, unsigned indent, bs_reader *r) {
    uint8_t type;
    uint16_t id;
    if (!bs_r_u8(r, &type)) return false;
    bs_trace_line(out, indent, "%s", "");
    if (type == 1 || type == 2) { /* RFC 4492 5.4 */
        bs_trace_put(out, type == 1 ? "explicit_prime\n" : "explicit_char2\n");
        r->p--, r->len++; /* OpenSSL leaves it to stand before the signature */
        return true;
    }
    if (type != 3) {
        bs_trace_put(out, "UNKNOWN CURVE PARAMETER TYPE %d\n", type);
        return false;
    }
    if (!bs_r_u16(r, &id)) return false;
    bs_trace_put(out, "named_curve: %s (%d)\n", bs_trace_name(BS_TRACE_GROUP, id), id);
    return bs_trace_vec(out, indent, "point", 1, r);
}

static bool server_key_exchange(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent,
                                bs_reader r) {
    enum bs_kx kx = key_exchange(out, about, indent);
    unsigned in = indent + 2;
    if ((kx & BS_KX_PSK) != 0 && !bs_trace_vec(out, in, "psk_identity_hint", 2, &r)) return false;
    if (kx == BS_KX_RSA &&
        !(bs_trace_vec(out, in, "rsa_modulus", 2, &r) && bs_trace_vec(out, in, "rsa_exponent", 2, &r))) {
        return false;
    }
    if ((kx & BS_KX_DHE) != 0 && !(bs_trace_vec(out, in, "dh_p", 2, &r) && bs_trace_vec(out, in, "dh_g", 2, &r) &&
                                   bs_trace_vec(out, in, "dh_Ys", 2, &r))) {
        return false;
    }
    if ((kx & BS_KX_ECDHE) != 0 && !ec_params(out, in, &r)) return false;
    bool whole = (kx & BS_KX_PSK) != 0 || signature(out, about, indent, &r) || bs_r_done(&r); /* it may be missing */
    return whole && bs_r_done(&r);
}

static bool client_key_exchange(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent,
                                bs_reader r) {
    enum bs_kx kx = key_exchange(out, about, indent);
    unsigned in = indent + 2;
    if ((kx & BS_KX_PSK) != 0 && !bs_trace_vec(out, in, "psk_identity", 2, &r)) return false;
    if ((kx & BS_KX_RSA) != 0 && !bs_trace_vec(out, in, "EncryptedPreMasterSecret", 2, &r)) return false;
    if ((kx & BS_KX_DHE) != 0 && !bs_trace_vec(out, in, "dh_Yc", 2, &r)) return false;
    if ((kx & BS_KX_ECDHE) != 0 && !bs_trace_vec(out, in, "ecdh_Yc", 1, &r)) return false;
    return bs_r_done(&r);
}

/* --- certificates ------------------------------------------------------------------------------------------------ */

static bool certificates(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent, bs_reader r) {
    bs_reader list, der;
    if (about->tls13 && !bs_trace_vec(out, indent, "context", 1, &r)) return false;
    if (!bs_r_vec(&r, 3, 0, 0xFFFFFF, &list) || !bs_r_done(&r)) return false;
    bs_trace_line(out, indent, "certificate_list, length=%u\n", (unsigned)list.len);
    while (!bs_r_done(&list)) {
        if (!bs_r_vec(&list, 3, 0, 0xFFFFFF, &der)) return false;
        bs_trace_line(out, indent + 2, "ASN.1Cert, length=%u", (unsigned)der.len);
        out->certificate(out->arg, der);
        if (about->tls13 && !bs_trace_extensions(out, indent + 2, about->from_server, BS_MT_CERTIFICATE, &list)) return false;
    }
    return true;
}

static bool authorities(const struct bs_trace_sink *out, unsigned indent, bs_reader *r) {
    bs_reader list, name;
    if (r->len < 2) return false;
    bs_trace_line(out, indent, "%s", "");
    if (!bs_r_vec(r, 2, 0, 65535, &list)) return false;
    bs_trace_put(out, "certificate_authorities (len=%u)\n", (unsigned)list.len);
    while (!bs_r_done(&list)) {
        if (!bs_r_vec(&list, 2, 0, 65535, &name)) return false;
        bs_trace_line(out, indent + 2, "DistinguishedName (len=%u): ", (unsigned)name.len);
        out->name(out->arg, name);
    }
    return true;
}

static bool certificate_request(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent,
                                bs_reader r) {
    bs_reader list;
    if (about->tls13) {
        return bs_trace_vec(out, indent, "request_context", 1, &r) &&
               bs_trace_extensions(out, indent, true, BS_MT_CERTIFICATE_REQUEST, &r);
    }
    if (!bs_r_vec(&r, 1, 0, 255, &list)) return false;
    bs_trace_line(out, indent, "certificate_types (len=%u)\n", (unsigned)list.len);
    if (!bs_trace_list(out, indent + 2, BS_TRACE_CERT_TYPE, 1, list)) return false;
    if (about->schemes) {
        if (!bs_r_vec(&r, 2, 0, 65535, &list) || list.len % 2 != 0) return false;
        bs_trace_line(out, indent, "signature_algorithms (len=%u)\n", (unsigned)list.len);
        if (!bs_trace_schemes(out, indent + 2, list)) return false;
    }
    return authorities(out, indent, &r) && bs_r_done(&r);
}

static bool certificate_verify(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent,
                               bs_reader r) {
    return signature(out, about, indent, &r);
}

/* --- the others -------------------------------------------------------------------------------------------------- */

static bool new_session_ticket(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent,
                               bs_reader r) {
    uint32_t v;
    indent += 2;
    if (bs_r_done(&r)) {
        bs_trace_line(out, indent, "No Ticket\n");
        return true;
    }
    if (!bs_r_u32(&r, &v)) return false;
    bs_trace_line(out, indent, "ticket_lifetime_hint=%u\n", (unsigned)v);
    if (about->tls13) {
        if (!bs_r_u32(&r, &v)) return false;
        bs_trace_line(out, indent, "ticket_age_add=%u\n", (unsigned)v);
        if (!bs_trace_vec(out, indent, "ticket_nonce", 1, &r)) return false;
    }
    if (!bs_trace_vec(out, indent, "ticket", 2, &r)) return false;
    if (about->tls13 && !bs_trace_extensions(out, indent, false, BS_MT_NEW_SESSION_TICKET, &r)) return false;
    return bs_r_done(&r);
}

static bool encrypted_extensions(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent,
                                 bs_reader r) {
    (void)about;
    return bs_trace_extensions(out, indent, true, BS_MT_ENCRYPTED_EXTENSIONS, &r);
}

static bool key_update(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent, bs_reader r) {
    (void)about;
    if (r.len == 1) return bs_trace_list(out, indent, BS_TRACE_KEY_UPDATE, 1, r);
    bs_trace_hex(out, indent, "unexpected value", r);
    return false;
}

static bool server_hello_done(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent,
                              bs_reader r) {
    (void)about;
    if (r.len > 0) bs_trace_hex(out, indent, "unexpected value", r);
    return true;
}

static bool finished(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent, bs_reader r) {
    (void)about;
    bs_trace_hex(out, indent, "verify_data", r);
    return true;
}

static bool unsupported(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent, bs_reader r) {
    (void)about;
    bs_trace_line(out, indent, "Unsupported, hex dump follows:\n");
    out->dump(out->arg, r, indent + 2);
    return true;
}

typedef bool (*print_message)(const struct bs_trace_sink *out, const struct bs_trace_about *about, unsigned indent, bs_reader r);

static print_message printer_of(uint8_t type) {
    switch (type) {
    case BS_MT_CLIENT_HELLO: return client_hello;
    case BS_MT_SERVER_HELLO: return server_hello;
    case HELLO_VERIFY_REQUEST: return hello_verify_request;
    case BS_MT_SERVER_KEY_EXCHANGE: return server_key_exchange;
    case BS_MT_CLIENT_KEY_EXCHANGE: return client_key_exchange;
    case BS_MT_CERTIFICATE: return certificates;
    case BS_MT_CERTIFICATE_VERIFY: return certificate_verify;
    case BS_MT_CERTIFICATE_REQUEST: return certificate_request;
    case BS_MT_FINISHED: return finished;
    case BS_MT_SERVER_HELLO_DONE: return server_hello_done;
    case BS_MT_NEW_SESSION_TICKET: return new_session_ticket;
    case BS_MT_ENCRYPTED_EXTENSIONS: return encrypted_extensions;
    case BS_MT_KEY_UPDATE: return key_update;
    default: return unsupported;
    }
}

static bool handshake(const struct bs_trace_sink *out, const struct bs_trace_about *about, bs_reader r) {
    uint8_t type;
    uint32_t len;
    if (!bs_r_u8(&r, &type) || !bs_r_u24(&r, &len)) return false;
    bs_trace_line(out, 4, "%s, Length=%u\n", bs_trace_name(BS_TRACE_MESSAGE, type), (unsigned)len);
    return r.len >= len && printer_of(type)(out, about, 6, r);
}

/* --- content types ----------------------------------------------------------------------------------------------- */

void bs_trace_handshake(const struct bs_trace_sink *out, const struct bs_trace_about *about, bs_reader message) {
    if (!handshake(out, about, message)) bs_trace_put(out, "Message length parse error!\n");
    bs_trace_put(out, "\n");
}

void bs_trace_header(const struct bs_trace_sink *out, bool sent, bs_reader header) {
    uint8_t type;
    uint16_t v, len;
    bs_reader r = header;
    bs_trace_put(out, sent ? "Sent" : "Received");
    if (!bs_r_u8(&r, &type) || !bs_r_u16(&r, &v) || !bs_r_u16(&r, &len)) {
        bs_trace_hex(out, 0, " too short message", header);
    } else {
        len = (uint16_t)(header.p[header.len - 2] << 8 | header.p[header.len - 1]);
        bs_trace_put(out, " Record\nHeader:\n  Version = %s (0x%x)\n", bs_trace_name(BS_TRACE_VERSION, v), v);
        bs_trace_put(out, "  Content Type = %s (%d)\n  Length = %d", bs_trace_name(BS_TRACE_CONTENT, type), type, len);
    }
    bs_trace_put(out, "\n");
}

void bs_trace_inner_type(const struct bs_trace_sink *out, uint8_t type) {
    bs_trace_put(out, "  Inner Content Type = %s (%d)\n", bs_trace_name(BS_TRACE_CONTENT, type), type);
}

void bs_trace_ccs(const struct bs_trace_sink *out, bs_reader body) {
    if (body.len == 1 && body.p[0] == 1) {
        bs_trace_line(out, 4, "change_cipher_spec (1)\n");
    } else {
        bs_trace_hex(out, 4, "unknown value", body);
    }
    bs_trace_put(out, "\n");
}

void bs_trace_alert(const struct bs_trace_sink *out, bs_reader body) {
    if (body.len != 2) {
        bs_trace_line(out, 4, "Illegal Alert Length\n");
    } else {
        const char *level = body.p[0] == 1 ? "warning" : body.p[0] == 2 ? "fatal" : "unknown";
        bs_trace_line(out, 4, "Level=%s(%d), description=%s(%d)\n", level, body.p[0], out->alert(body.p[1]), body.p[1]);
    }
    bs_trace_put(out, "\n");
}
