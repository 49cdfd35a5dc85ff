#include "src/ext/ext.h"

/* In the order of OpenSSL's ClientHello, which some peers are known to depend on; pre_shared_key must be the last. */
static const struct bs_ext *const list[] = {
    &bs_ext_renegotiation_info,
    &bs_ext_server_name,
    &bs_ext_max_fragment_length,
    &bs_ext_ec_point_formats,
    &bs_ext_supported_groups,
    &bs_ext_session_ticket,
    &bs_ext_status_request,
    &bs_ext_alpn,
    &bs_ext_encrypt_then_mac,
    &bs_ext_extended_master_secret,
    &bs_ext_signature_algorithms_cert,
    &bs_ext_post_handshake_auth,
    &bs_ext_signature_algorithms,
    &bs_ext_supported_versions,
    &bs_ext_psk_key_exchange_modes,
    &bs_ext_key_share,
    &bs_ext_cookie,
    &bs_ext_early_data,
    &bs_ext_certificate_authorities,
    &bs_ext_pre_shared_key
};
#define NUM (sizeof(list) / sizeof(list[0]))
_Static_assert(NUM <= 64, "a bit each in bs_hs.ext_sent");

static size_t find(uint16_t type) {
    size_t i = 0;
    while (i < NUM && list[i]->type != type) i++;
    return i;
}

bool bs_conn_has_extension(uint16_t type) { return find(type) < NUM; }

bool bs_ext_got(const struct bs_hs *hs, uint16_t type) { return hs->ext_got >> find(type) & 1; }
bool bs_ext_sent(const struct bs_hs *hs, uint16_t type) { return hs->ext_sent >> find(type) & 1; }

bs_status bs_ext_write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w, bool omit_empty) {
    size_t start = w->len;
    bs_mark block = bs_w_open(w, 2);
    size_t before = w->len;
    BS_TRY(bs_custom_write(hs, m, w));
    for (size_t i = 0; i < NUM; i++) {
        const struct bs_ext *e = list[i];
        if (!(e->messages & m) || !e->wanted || !e->wanted(hs, m)) continue;
        bs_w_u16(w, e->type);
        bs_mark body = bs_w_open(w, 2);
        BS_TRY(e->write(hs, m, w));
        bs_w_close(w, body);
        if (m == BS_IN_CH) hs->ext_sent |= (uint64_t)1 << i;
    }
    bs_w_close(w, block);
    if (omit_empty && w->len == before && !w->bad) w->len = start;
    return w->bad ? BS_E_SPACE : BS_OK;
}

/* Answers: what we did not ask for may not come. RFC 8446 4.2 */
static const unsigned answers = BS_IN_SH12 | BS_IN_SH13 | BS_IN_HRR | BS_IN_EE;

/*
 * A Certificate answers the ClientHello at a client, and our CertificateRequest at a server, where we ask for nothing that a
 * Certificate may have; the program may.
 */
static bool asked(const struct bs_hs *hs, enum bs_ext_msg m, const struct bs_ext *e, size_t i) {
    return ((m & answers) == 0 && m != BS_IN_CT) || (e->unasked & m) != 0 || (hs->ext_sent >> i & 1);
}

static bool is_answer(const struct bs_hs *hs, enum bs_ext_msg m) {
    return (m & answers) != 0 || (m == BS_IN_CT && hs->c->role == BS_CLIENT);
}

/* What is not in the list: the program's, or unknown. */
static bs_status judge_foreign(const struct bs_hs *hs, enum bs_ext_msg m, uint16_t type) {
    const struct bs_custom_ext *e = bs_custom_find(hs->c, type);
    if (!e) {
        /* RFC 8446 4.2: in requests, unknown ones are ignored */
        return (m & answers) || m == BS_IN_CT ? BS_E_UNSOLICITED_EXTENSION : BS_OK;
    }
    if (!(e->messages & m)) return BS_E_MISPLACED_EXTENSION;
    return is_answer(hs, m) && !bs_custom_sent(hs, type) ? BS_E_UNSOLICITED_EXTENSION : BS_OK;
}

/* One bit a type: even unknown ones may not be repeated. RFC 8446 4.2: "no more than one extension of the same type" */
struct seen {
    uint32_t bits[65536 / 32];
};

static bool mark(struct seen *s, uint16_t type) {
    uint32_t bit = (uint32_t)1 << (type & 31);
    bool again = (s->bits[type >> 5] & bit) != 0;
    s->bits[type >> 5] |= bit;
    return again;
}

/* First pass: shape, repetition, place; bodies are collected by row. */
static bs_status collect(struct bs_hs *hs, enum bs_ext_msg m, bs_reader block, bs_reader bodies[NUM]) {
    struct seen seen = { { 0 } };
    uint16_t type;
    bs_reader body;
    while (!bs_r_done(&block)) {
        if (!bs_r_u16(&block, &type) || !bs_r_vec(&block, 2, 0, 65535, &body)) return BS_E_BAD_EXTENSION;
        if (mark(&seen, type)) return BS_E_REPEATED_EXTENSION;
        size_t i = find(type);
        if (i == NUM) {
            BS_TRY(judge_foreign(hs, m, type));
            continue;
        }
        if (!(list[i]->messages & m)) return BS_E_MISPLACED_EXTENSION;
        if (!asked(hs, m, list[i], i)) return BS_E_UNSOLICITED_EXTENSION;
        if (type == BS_EXT_PRE_SHARED_KEY && m == BS_IN_CH && block.len > 0) return BS_E_PSK_NOT_LAST;
        bodies[i] = body;
        hs->ext_got |= (uint64_t)1 << i;
    }
    return BS_OK;
}

bs_status bs_ext_judge_ticket(const struct bs_conn *c, bs_reader block) {
    struct seen seen = { { 0 } };
    uint16_t type;
    bs_reader body;
    while (!bs_r_done(&block)) {
        if (!bs_r_u16(&block, &type) || !bs_r_vec(&block, 2, 0, 65535, &body)) return BS_E_BAD_EXTENSION;
        if (mark(&seen, type)) return BS_E_REPEATED_EXTENSION;
        size_t i = find(type);
        const struct bs_custom_ext *e = bs_custom_find(c, type);
        if (i < NUM ? !(list[i]->messages & BS_IN_NST) : e && !(e->messages & BS_IN_NST)) return BS_E_MISPLACED_EXTENSION;
    }
    return BS_OK;
}

/* A ClientHello's supported_versions come first: they decide what else is looked at. */
static bs_status read_versions(struct bs_hs *hs, const bs_reader bodies[NUM], bool *out_is13) {
    size_t i = find(BS_EXT_SUPPORTED_VERSIONS);
    *out_is13 = false;
    if (!(hs->ext_got >> i & 1)) return BS_OK;
    BS_TRY(list[i]->read(hs, BS_IN_CH, bodies[i]));
    *out_is13 = !hs->renegotiation && hs->offer_max >= BS_TLS13;
    return hs->offer_max == 0 ? BS_E_UNSUPPORTED_VERSION : BS_OK;
}

bs_status bs_ext_read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader block) {
    bs_reader bodies[NUM] = { { 0 } };
    bool is13 = false, hello = m == BS_IN_CH;
    hs->ext_got = 0;
    if (block.len > 0) BS_TRY(collect(hs, m, block, bodies));
    if (hello) BS_TRY(read_versions(hs, bodies, &is13));
    for (size_t i = 0; i < NUM; i++) {
        const struct bs_ext *e = list[i];
        if (hello && (is13 ? e->only12 : e->only13)) continue;
        if (hello && e->type == BS_EXT_SUPPORTED_VERSIONS) continue;
        if (hs->ext_got >> i & 1) {
            if (e->read) BS_TRY(e->read(hs, m, bodies[i]));
        } else if ((e->messages & m) && e->absent) {
            BS_TRY(e->absent(hs, m));
        }
    }
    return m == BS_IN_CH ? BS_OK : bs_custom_read(hs, m, block); /* a hello's wait until a version is chosen */
}
