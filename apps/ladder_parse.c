/*
 * What handshake messages say, for people. Everything is read through a cursor that cannot leave the message; a field
 * that does not fit ends the reading, with a note. Nothing here decides anything for the connection.
 */
#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <stdarg.h>
#include <string.h>

#include "apps/ladder.h"

struct cursor { const uint8_t *p; size_t len; };

static bool take_uint(struct cursor *c, unsigned width, uint32_t *out) {
    if (c->len < width) {
        return false;
    }
    uint32_t v = 0;
    for (unsigned i = 0; i < width; i++) {
        v = v << 8 | c->p[i];
    }
    c->p += width;
    c->len -= width;
    *out = v;
    return true;
}

static bool take_bytes(struct cursor *c, size_t len, struct cursor *out) {
    if (c->len < len) {
        return false;
    }
    *out = (struct cursor){ c->p, len };
    c->p += len;
    c->len -= len;
    return true;
}

static bool take_vector(struct cursor *c, unsigned width, struct cursor *out) {
    uint32_t len;
    struct cursor saved = *c;
    if (take_uint(c, width, &len) && take_bytes(c, len, out)) {
        return true;
    }
    *c = saved;
    return false;
}

void app_hs_note(struct app_hs_view *v, const char *format, ...) {
    if (v->num_notes == APP_NOTE_MAX) {
        return;
    }
    char *at = v->notes[v->num_notes++];
    va_list args;
    va_start(args, format);
    vsnprintf(at, APP_NOTE_LEN, format, args);
    va_end(args);
    for (; *at != '\0'; at++) { /* names come from the peer: nothing of it may steer a terminal */
        if ((unsigned char)*at < 0x20 || (unsigned char)*at > 0x7e) {
            *at = '?';
        }
    }
}

/* Add to a list as much as fits: it is for reading only. */
static void append(char *text, size_t cap, const char *more) {
    size_t at = strlen(text);
    if (at > 0 && at + 2 < cap) {
        memcpy(text + at, ", ", 3);
        at += 2;
    }
    size_t len = strlen(more);
    len = len < cap - at ? len : cap - at - 1;
    memcpy(text + at, more, len);
    text[at + len] = '\0';
}

/* --- extensions ------------------------------------------------------------ */

enum { EXT_SERVER_NAME = 0, EXT_STATUS = 5, EXT_ALPN = 16, EXT_EMS = 23, EXT_TICKET = 35, EXT_PSK = 41, EXT_EARLY = 42,
       EXT_VERSIONS = 43, EXT_COOKIE = 44, EXT_KEY_SHARE = 51 };

typedef bool extension_reader(struct app_hs_view *v, unsigned type, struct cursor body);

static bool each_extension(struct app_hs_view *v, struct cursor *c, extension_reader *read) {
    struct cursor list, body;
    uint32_t type;
    if (c->len == 0) {
        return true;
    }
    if (!take_vector(c, 2, &list)) {
        return false;
    }
    while (list.len > 0) {
        if (!take_uint(&list, 2, &type) || !take_vector(&list, 2, &body) || !read(v, type, body)) {
            return false;
        }
    }
    return true;
}

static bool read_alpn(struct app_hs_view *v, struct cursor body) {
    char text[APP_NOTE_LEN - 20] = "";
    struct cursor list, name;
    if (!take_vector(&body, 2, &list)) {
        return false;
    }
    while (list.len > 0) {
        char one[260];
        if (!take_vector(&list, 1, &name)) {
            return false;
        }
        snprintf(one, sizeof(one), "%.*s", (int)name.len, (const char *)name.p);
        append(text, sizeof(text), one);
    }
    app_hs_note(v, "ALPN %s", text);
    return true;
}

static bool read_server_name(struct app_hs_view *v, struct cursor body) {
    struct cursor list, name;
    uint32_t type;
    if (body.len == 0) { /* the server's acknowledgement */
        app_hs_note(v, "server name taken");
        return true;
    }
    if (!take_vector(&body, 2, &list) || !take_uint(&list, 1, &type) || !take_vector(&list, 2, &name)) {
        return false;
    }
    app_hs_note(v, "server name %.*s", name.len < 120 ? (int)name.len : 120, (const char *)name.p);
    return true;
}

static bool read_offered_versions(struct app_hs_view *v, struct cursor body) {
    char text[100] = "";
    struct cursor list;
    struct app_name_buf buf;
    uint32_t version;
    if (!take_vector(&body, 1, &list)) {
        return false;
    }
    while (list.len > 0) {
        if (!take_uint(&list, 2, &version)) {
            return false;
        }
        append(text, sizeof(text), app_version_name(version, &buf));
    }
    app_hs_note(v, "offers %s", text);
    return true;
}

static bool read_offered_shares(struct app_hs_view *v, struct cursor body) {
    char text[120] = "";
    struct cursor list, key;
    struct app_name_buf buf;
    uint32_t group;
    if (!take_vector(&body, 2, &list)) {
        return false;
    }
    while (list.len > 0) {
        if (!take_uint(&list, 2, &group) || !take_vector(&list, 2, &key)) {
            return false;
        }
        append(text, sizeof(text), app_group_name(group, &buf));
    }
    app_hs_note(v, "key share %s", text[0] != '\0' ? text : "none");
    return true;
}

static bool client_extension(struct app_hs_view *v, unsigned type, struct cursor body) {
    switch (type) {
    case EXT_SERVER_NAME:
        return read_server_name(v, body);
    case EXT_ALPN:
        return read_alpn(v, body);
    case EXT_VERSIONS:
        return read_offered_versions(v, body);
    case EXT_KEY_SHARE:
        return read_offered_shares(v, body);
    case EXT_TICKET:
        v->has_ticket = body.len > 0;
        return true;
    case EXT_PSK:
        v->offered_psk = true;
        return true;
    case EXT_EARLY:
        app_hs_note(v, "early data follows");
        return true;
    case EXT_COOKIE:
        app_hs_note(v, "cookie returned");
        return true;
    default:
        return true;
    }
}

static bool server_extension(struct app_hs_view *v, unsigned type, struct cursor body) {
    uint32_t number;
    switch (type) {
    case EXT_VERSIONS:
        if (!take_uint(&body, 2, &number)) {
            return false;
        }
        v->version = number;
        return true;
    case EXT_KEY_SHARE:
        if (!take_uint(&body, 2, &number)) {
            return false;
        }
        v->group = number;
        return true;
    case EXT_PSK:
        v->psk_chosen = true;
        return true;
    case EXT_SERVER_NAME:
        return read_server_name(v, body);
    case EXT_ALPN:
        return read_alpn(v, body);
    case EXT_EARLY:
        app_hs_note(v, "early data accepted");
        return true;
    default:
        return true;
    }
}

/* --- hellos ---------------------------------------------------------------- */

static bool read_client_hello(struct app_hs_view *v, struct cursor c) {
    struct cursor random, id, suites, compression;
    uint32_t legacy;
    struct app_name_buf buf;
    v->offered_psk = v->has_ticket = v->psk_chosen = v->resumed = false;
    if (!take_uint(&c, 2, &legacy) || !take_bytes(&c, 32, &random) || !take_vector(&c, 1, &id)
        || !take_vector(&c, 2, &suites) || !take_vector(&c, 1, &compression) || id.len > 32) {
        return false;
    }
    memcpy(v->session_id, id.p, id.len);
    v->session_id_len = id.len;
    size_t before = v->num_notes;
    if (!each_extension(v, &c, client_extension)) {
        return false;
    }
    bool versions = false;
    for (size_t i = before; i < v->num_notes; i++) {
        versions = versions || strncmp(v->notes[i], "offers ", 7) == 0;
    }
    if (!versions) {
        app_hs_note(v, "offers %s at most", app_version_name(legacy, &buf));
    }
    app_hs_note(v, "%zu cipher suites", suites.len / 2);
    if (v->offered_psk) {
        app_hs_note(v, "asks to resume a session (PSK)");
    } else if (v->has_ticket) {
        app_hs_note(v, "asks to resume a session (ticket)");
    }
    return true;
}

/* RFC 8446 4.1.3: a HelloRetryRequest is a ServerHello with this random, SHA-256 of "HelloRetryRequest". */
static const uint8_t retry_random[32] = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c
};

static bool same_bytes(struct cursor a, const uint8_t *b, size_t len) {
    return a.len == len && memcmp(a.p, b, len) == 0; /* public values */
}

static bool read_server_hello(struct app_hs_view *v, struct cursor c) {
    struct cursor random, id;
    uint32_t legacy, suite, compression;
    struct app_name_buf a, b;
    if (!take_uint(&c, 2, &legacy) || !take_bytes(&c, 32, &random) || !take_vector(&c, 1, &id)
        || !take_uint(&c, 2, &suite) || !take_uint(&c, 1, &compression)) {
        return false;
    }
    v->version = legacy;
    v->suite = suite;
    v->group = 0;
    v->retry = same_bytes(random, retry_random, sizeof(retry_random));
    struct cursor extensions = c;
    if (!each_extension(v, &c, server_extension)) {
        return false;
    }
    v->num_notes = 0; /* version and suite first, then what the extensions say */
    /* Up to TLS 1.2 the echo of the session ID means resumption; in 1.3 it means nothing. */
    bool echoed = id.len > 0 && same_bytes(id, v->session_id, v->session_id_len);
    v->resumed = v->version >= 0x0304 ? v->psk_chosen : echoed;
    app_hs_note(v, "%s, %s", app_version_name(v->version, &a), app_suite_name(suite, &b));
    if (v->group != 0) {
        app_hs_note(v, v->retry ? "wants a key share of %s" : "key share %s", app_group_name(v->group, &a));
    }
    if (!v->retry) {
        app_hs_note(v, v->resumed ? "resumes the session" : "full handshake");
    }
    return each_extension(v, &extensions, server_extension);
}

/* --- certificates and signatures ------------------------------------------- */

static void note_certificate(struct app_hs_view *v, size_t index, struct cursor der) {
    char name[120] = "(unreadable)";
    BIO *in = BIO_new_mem_buf(der.p, (int)der.len);
    X509 *cert = in != NULL ? d2i_X509_bio(in, NULL) : NULL;
    BIO *out = BIO_new(BIO_s_mem());
    int bits = 0;
    const char *kind = "";
    if (cert != NULL && out != NULL) {
        X509_NAME_print_ex(out, X509_get_subject_name(cert), 0, XN_FLAG_ONELINE);
        int n = BIO_read(out, name, (int)sizeof(name) - 1);
        name[n > 0 ? n : 0] = '\0';
        EVP_PKEY *key = X509_get_pubkey(cert);
        if (key != NULL) {
            kind = EVP_PKEY_get_id(key) == EVP_PKEY_RSA ? "RSA" : EVP_PKEY_get_id(key) == EVP_PKEY_EC ? "EC" : "other";
            bits = EVP_PKEY_get_bits(key);
        }
        EVP_PKEY_free(key);
    }
    if (bits > 0) {
        app_hs_note(v, "%zu: %s (%s %d)", index, name, kind, bits);
    } else {
        app_hs_note(v, "%zu: %s", index, name);
    }
    X509_free(cert);
    BIO_free(in);
    BIO_free(out);
}

static bool read_certificate(struct app_hs_view *v, struct cursor c) {
    struct cursor context, list, der, extensions;
    bool tls13 = v->version >= 0x0304;
    if ((tls13 && !take_vector(&c, 1, &context)) || !take_vector(&c, 3, &list)) {
        return false;
    }
    if (list.len == 0) {
        app_hs_note(v, "no certificate");
    }
    for (size_t i = 0; list.len > 0; i++) {
        if (!take_vector(&list, 3, &der) || (tls13 && !take_vector(&list, 2, &extensions))) {
            return false;
        }
        if (i < APP_NOTE_MAX - 1) {
            note_certificate(v, i, der);
        }
    }
    return true;
}

static bool read_signature(struct app_hs_view *v, struct cursor c) {
    uint32_t alg;
    struct cursor signature;
    struct app_name_buf buf;
    if (v->version < 0x0303) {
        return true; /* no algorithm on the wire */
    }
    if (!take_uint(&c, 2, &alg) || !take_vector(&c, 2, &signature)) {
        return false;
    }
    app_hs_note(v, "signed with %s", app_sigalg_name(alg, &buf));
    return true;
}

static bool is_ecdhe(unsigned suite) {
    return suite >> 8 == 0xc0 || suite == 0xcca8 || suite == 0xcca9;
}

static bool read_server_key_exchange(struct app_hs_view *v, struct cursor c) {
    uint32_t curve_type, group;
    struct cursor prime, generator, point;
    struct app_name_buf buf;
    if (!is_ecdhe(v->suite)) {
        if (!take_vector(&c, 2, &prime) || !take_vector(&c, 2, &generator) || !take_vector(&c, 2, &point)) {
            return false;
        }
        app_hs_note(v, "DH, %zu bits", prime.len * 8);
        return read_signature(v, c);
    }
    if (!take_uint(&c, 1, &curve_type) || !take_uint(&c, 2, &group) || !take_vector(&c, 1, &point)) {
        return false;
    }
    v->group = group;
    app_hs_note(v, "key share %s", app_group_name(group, &buf));
    return read_signature(v, c);
}

static bool read_client_key_exchange(struct app_hs_view *v, struct cursor c) {
    struct app_name_buf buf;
    if (is_ecdhe(v->suite)) {
        app_hs_note(v, "key share %s", app_group_name(v->group, &buf));
    } else {
        app_hs_note(v, "key exchange, %zu bytes", c.len);
    }
    return true;
}

static bool read_certificate_request(struct app_hs_view *v, struct cursor c) {
    struct cursor skipped, names, name;
    size_t num = 0;
    if (v->version >= 0x0304) {
        app_hs_note(v, "asks for a client certificate");
        return true;
    }
    if (!take_vector(&c, 1, &skipped) || (v->version == 0x0303 && !take_vector(&c, 2, &skipped))
        || !take_vector(&c, 2, &names)) {
        return false;
    }
    while (names.len > 0) {
        if (!take_vector(&names, 2, &name)) {
            return false;
        }
        num++;
    }
    app_hs_note(v, "asks for a client certificate, names %zu CA%s", num, num == 1 ? "" : "s");
    return true;
}

static bool read_ticket(struct app_hs_view *v, struct cursor c) {
    uint32_t lifetime, age_add;
    struct cursor nonce, ticket;
    if (!take_uint(&c, 4, &lifetime)
        || (v->version >= 0x0304 && (!take_uint(&c, 4, &age_add) || !take_vector(&c, 1, &nonce)))
        || !take_vector(&c, 2, &ticket)) {
        return false;
    }
    app_hs_note(v, "ticket of %zu bytes, good for %lu s", ticket.len, (unsigned long)lifetime);
    return true;
}

static bool encrypted_extension(struct app_hs_view *v, struct cursor c) {
    return each_extension(v, &c, server_extension);
}

static bool read_key_update(struct app_hs_view *v, struct cursor c) {
    uint32_t request;
    if (!take_uint(&c, 1, &request)) {
        return false;
    }
    app_hs_note(v, request != 0 ? "new keys, asks for the same" : "new keys");
    return true;
}

void app_hs_view_message(struct app_hs_view *v, const uint8_t *msg, size_t len) {
    struct cursor c = { msg, len };
    struct cursor body;
    uint32_t type = 256;
    v->num_notes = 0;
    bool ok = take_uint(&c, 1, &type) && take_vector(&c, 3, &body) && c.len == 0;
    if (ok) {
        switch (type) {
        case 1: ok = read_client_hello(v, body); break;
        case 2: ok = read_server_hello(v, body); break;
        case 4: ok = read_ticket(v, body); break;
        case 8: ok = encrypted_extension(v, body); break;
        case 11: ok = read_certificate(v, body); break;
        case 12: ok = read_server_key_exchange(v, body); break;
        case 13: ok = read_certificate_request(v, body); break;
        case 15: ok = read_signature(v, body); break;
        case 16: ok = read_client_key_exchange(v, body); break;
        case 24: ok = read_key_update(v, body); break;
        default: break;
        }
    }
    if (!ok) {
        app_hs_note(v, "(malformed)");
    }
}
