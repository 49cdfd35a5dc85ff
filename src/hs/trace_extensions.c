/* The extensions that OpenSSL tells more of than their bytes. */
#include "src/ext/ext.h"
#include "src/hs/trace_local.h"

struct place {
    bool answer;
    uint8_t message;
};

typedef bool (*print_body)(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body);

/* The whole body is one vector. */
static bool whole_vec(bs_reader *body, unsigned width, bs_reader *out) {
    return bs_r_vec(body, width, 0, 65535, out) && bs_r_done(body);
}

static bool fragment_length(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    (void)at;
    return body.len > 0 && bs_trace_list(out, indent, BS_TRACE_FRAGMENT, 1, body);
}

static bool point_formats(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    (void)at;
    bs_reader list;
    return whole_vec(&body, 1, &list) && bs_trace_list(out, indent, BS_TRACE_POINT_FORMAT, 1, list);
}

static bool groups(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    (void)at;
    bs_reader list;
    return whole_vec(&body, 2, &list) && bs_trace_list(out, indent, BS_TRACE_GROUP, 2, list);
}

static bool schemes(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    (void)at;
    bs_reader list;
    return whole_vec(&body, 2, &list) && list.len % 2 == 0 && bs_trace_schemes(out, indent, list);
}

static bool protocols(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    (void)at;
    bs_reader list, one;
    if (!whole_vec(&body, 2, &list)) return false;
    while (!bs_r_done(&list)) {
        if (!bs_r_vec(&list, 1, 0, 255, &one)) return false;
        bs_trace_line(out, indent, "%s", "");
        out->text(out->arg, (const char *)one.p, one.len);
        bs_trace_put(out, "\n");
    }
    return true;
}

/* RFC 5746 3.2: a server's has the verify_data of both. */
static bool renegotiation(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    bs_reader data, first;
    if (!whole_vec(&body, 1, &data)) return false;
    if (data.len == 0) {
        bs_trace_line(out, indent + 2, "<EMPTY>\n");
        return true;
    }
    if (at.answer && data.len % 2 != 0) return false;
    if (!bs_r_bytes(&data, at.answer ? data.len / 2 : data.len, &first)) return false;
    bs_trace_hex(out, indent + 2, "client_verify_data", first);
    if (at.answer) bs_trace_hex(out, indent + 2, "server_verify_data", data);
    return true;
}

static bool ticket(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    (void)at;
    if (body.len > 0) bs_trace_hex(out, indent + 2, "ticket", body);
    return true;
}

static void named_group(const struct bs_trace_sink *out, unsigned indent, unsigned id) {
    bs_trace_line(out, indent, "NamedGroup: %s (%u)\n", bs_trace_name(BS_TRACE_GROUP, id), id);
}

/* RFC 8446 4.2.8: a list, one entry, or in a HelloRetryRequest the group alone. */
static bool key_share(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    uint16_t id;
    bs_reader share, list = body;
    if (at.answer && body.len == 2 && bs_r_u16(&body, &id)) {
        named_group(out, indent + 2, id);
        return true;
    }
    if (body.len < 2 || (!at.answer && !whole_vec(&body, 2, &list))) return false;
    while (!bs_r_done(&list)) {
        if (!bs_r_u16(&list, &id) || !bs_r_vec(&list, 2, 0, 65535, &share)) return false;
        named_group(out, indent + 2, id);
        bs_trace_hex(out, indent + 2, "key_exchange: ", share);
    }
    return true;
}

static bool versions(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    bs_reader list;
    if (at.answer) return body.len == 2 && bs_trace_list(out, indent + 2, BS_TRACE_VERSION, 2, body);
    return whole_vec(&body, 1, &list) && bs_trace_list(out, indent, BS_TRACE_VERSION, 2, list);
}

static bool psk_modes(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    (void)at;
    bs_reader list;
    return whole_vec(&body, 1, &list) && bs_trace_list(out, indent, BS_TRACE_PSK_MODE, 1, list);
}

/* RFC 8446 4.2.10: a ticket's has a number, the others nothing. */
static bool early_data(const struct bs_trace_sink *out, unsigned indent, struct place at, bs_reader body) {
    uint32_t max;
    if (at.message != BS_MT_NEW_SESSION_TICKET) return true;
    if (!bs_r_u32(&body, &max) || !bs_r_done(&body)) return false;
    bs_trace_line(out, indent, "max_early_data=%u\n", (unsigned)max);
    return true;
}

static const struct {
    uint16_t type;
    print_body print;
} known[] = {
    { BS_EXT_MAX_FRAGMENT_LENGTH, fragment_length },
    { BS_EXT_EC_POINT_FORMATS, point_formats },
    { BS_EXT_SUPPORTED_GROUPS, groups },
    { BS_EXT_SIGNATURE_ALGORITHMS, schemes },
    { BS_EXT_ALPN, protocols },
    { BS_EXT_RENEGOTIATION_INFO, renegotiation },
    { BS_EXT_SESSION_TICKET, ticket },
    { BS_EXT_KEY_SHARE, key_share },
    { BS_EXT_SUPPORTED_VERSIONS, versions },
    { BS_EXT_PSK_MODES, psk_modes },
    { BS_EXT_EARLY_DATA, early_data },
};

static bool print_one(const struct bs_trace_sink *out, unsigned indent, struct place at, uint16_t type, bs_reader body) {
    bs_trace_line(out, indent, "extension_type=%s(%u), length=%u\n", bs_trace_name(BS_TRACE_EXTENSION, type), type,
                  (unsigned)body.len);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].type == type) return known[i].print(out, indent + 2, at, body);
    }
    out->dump(out->arg, body, indent + 2);
    return true;
}

bool bs_trace_extensions(const struct bs_trace_sink *out, unsigned indent, bool answer, uint8_t message, bs_reader *r) {
    const struct place at = { answer, message };
    bs_reader block, body;
    uint16_t type;
    bs_trace_line(out, indent, "%s", "");
    if (bs_r_done(r) || (r->len >= 2 && r->p[0] == 0 && r->p[1] == 0)) {
        bs_trace_put(out, "No extensions\n");
        return bs_r_done(r) || bs_r_u16(r, &type);
    }
    if (!bs_r_vec(r, 2, 0, 65535, &block)) return false;
    bs_trace_put(out, "extensions, length = %u\n", (unsigned)block.len);
    while (!bs_r_done(&block)) {
        bs_reader rest = block;
        uint16_t len;
        if (!bs_r_u16(&block, &type) || !bs_r_u16(&block, &len)) return false;
        if (!bs_r_bytes(&block, len, &body)) {
            bs_trace_put(out, "extensions, extype = %u, extlen = %u\n", type, len);
            out->dump(out->arg, rest, indent + 2);
            return false;
        }
        if (!print_one(out, indent + 2, at, type, body)) return false;
    }
    return true;
}
