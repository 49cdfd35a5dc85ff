/* What the walker refuses, and each extension's shape. */
#include <criterion/criterion.h>

#include "src/ext/ext.h"
#include "tests/src/hs/peers.h"

static const enum bs_ext_msg messages[] = { BS_IN_CH, BS_IN_SH12, BS_IN_SH13, BS_IN_HRR, BS_IN_EE, BS_IN_CR, BS_IN_CT, BS_IN_NST };
#define NUM_MESSAGES (sizeof(messages) / sizeof(messages[0]))

/* Where RFC 8446 4.2 and the extensions' own RFCs let them appear. */
static const struct row {
    uint16_t type;
    unsigned messages;
} rows[] = {
    { BS_EXT_SERVER_NAME, BS_IN_CH | BS_IN_SH12 | BS_IN_EE },
    { BS_EXT_MAX_FRAGMENT_LENGTH, BS_IN_CH | BS_IN_SH12 | BS_IN_EE },
    { BS_EXT_STATUS_REQUEST, BS_IN_CH | BS_IN_SH12 | BS_IN_CR | BS_IN_CT },
    { BS_EXT_SUPPORTED_GROUPS, BS_IN_CH | BS_IN_SH12 | BS_IN_EE },
    { BS_EXT_EC_POINT_FORMATS, BS_IN_CH | BS_IN_SH12 },
    { BS_EXT_SIGNATURE_ALGORITHMS, BS_IN_CH | BS_IN_CR },
    { BS_EXT_ALPN, BS_IN_CH | BS_IN_SH12 | BS_IN_EE },
    { BS_EXT_ENCRYPT_THEN_MAC, BS_IN_CH | BS_IN_SH12 },
    { BS_EXT_EXTENDED_MASTER_SECRET, BS_IN_CH | BS_IN_SH12 },
    { BS_EXT_SESSION_TICKET, BS_IN_CH | BS_IN_SH12 },
    { BS_EXT_PRE_SHARED_KEY, BS_IN_CH | BS_IN_SH13 },
    { BS_EXT_EARLY_DATA, BS_IN_CH | BS_IN_EE | BS_IN_NST },
    { BS_EXT_SUPPORTED_VERSIONS, BS_IN_CH | BS_IN_SH13 | BS_IN_HRR },
    { BS_EXT_COOKIE, BS_IN_CH | BS_IN_HRR },
    { BS_EXT_PSK_MODES, BS_IN_CH },
    { BS_EXT_CERTIFICATE_AUTHORITIES, BS_IN_CH | BS_IN_CR },
    { BS_EXT_POST_HANDSHAKE_AUTH, BS_IN_CH },
    { BS_EXT_SIGNATURE_ALGORITHMS_CERT, BS_IN_CH | BS_IN_CR },
    { BS_EXT_KEY_SHARE, BS_IN_CH | BS_IN_SH13 | BS_IN_HRR },
    { BS_EXT_RENEGOTIATION_INFO, BS_IN_CH | BS_IN_SH12 },
};
#define NUM_ROWS (sizeof(rows) / sizeof(rows[0]))

static struct pair p;

/* A handshake state of the role that reads message m; a client has asked for nothing yet. */
static struct bs_hs *reader_of(enum bs_ext_msg m) {
    pair_init(&p);
    pair_start(&p);
    struct peer *e = m == BS_IN_CH ? &p.s : &p.c;
    cr_assert_eq(bs_hs_start(e->conn, true), BS_OK);
    e->conn->version = m == BS_IN_SH12 ? BS_TLS12 : BS_TLS13;
    e->conn->hs->offer_min = BS_TLS12;
    e->conn->hs->offer_max = BS_TLS13;
    return e->conn->hs;
}

static size_t put(uint8_t *out, uint16_t type, const void *body, size_t len) {
    bs_writer w = bs_w_to(out, 1000);
    bs_w_u16(&w, type);
    bs_w_vec(&w, 2, body, len);
    return w.len;
}

/* What is looked at in a ClientHello for TLS 1.3 alone. */
static bool for13(uint16_t type) {
    return type == BS_EXT_COOKIE || type == BS_EXT_POST_HANDSHAKE_AUTH || type == BS_EXT_PSK_MODES || type == BS_EXT_EARLY_DATA ||
           type == BS_EXT_CERTIFICATE_AUTHORITIES || type == BS_EXT_KEY_SHARE || type == BS_EXT_PRE_SHARED_KEY;
}

static bs_status read_one(struct bs_hs *hs, enum bs_ext_msg m, uint16_t type, const void *body, size_t len) {
    uint8_t block[1000];
    size_t at = m == BS_IN_CH && for13(type) ? put(block, BS_EXT_SUPPORTED_VERSIONS, "\2\3\4", 3) : 0;
    return bs_ext_read(hs, m, bs_r_from(block, at + put(block + at, type, body, len)));
}

static bs_status malformed(uint16_t type, enum bs_ext_msg m, size_t len) { /* as OpenSSL tells them apart */
    if (type == BS_EXT_KEY_SHARE || type == BS_EXT_COOKIE || type == BS_EXT_PRE_SHARED_KEY) return BS_E_LENGTH;
    if (type == BS_EXT_CERTIFICATE_AUTHORITIES && len <= 6) return BS_E_LENGTH; /* else there is more than the list */
    if (type == BS_EXT_STATUS_REQUEST && m == BS_IN_CT) return len > 0 ? BS_E_LENGTH : BS_E_STATUS_TYPE;
    if (type == BS_EXT_POST_HANDSHAKE_AUTH) return BS_E_PHA_ENCODING;
    return type == BS_EXT_RENEGOTIATION_INFO ? BS_E_BAD_RENEGOTIATION_INFO : BS_E_BAD_EXTENSION;
}

Test(ext_walker, each_extension_in_each_message) {
    for (size_t i = 0; i < NUM_ROWS; i++) {
        for (size_t k = 0; k < NUM_MESSAGES; k++) {
            struct bs_hs *hs = reader_of(messages[k]);
            hs->ext_sent = UINT64_MAX;
            bs_status s = read_one(hs, messages[k], rows[i].type, NULL, 0);
            bool ok = (rows[i].messages & messages[k]) != 0;
            cr_expect_eq(s == BS_E_MISPLACED_EXTENSION, !ok, "%u in message %zu: %s", rows[i].type, k, bs_status_name(s));
            pair_free(&p);
        }
    }
}

Test(ext_walker, unsolicited_answers_are_refused) {
    for (size_t i = 0; i < NUM_ROWS; i++) {
        for (size_t k = 1; k < 5; k++) { /* ServerHello, HelloRetryRequest, EncryptedExtensions */
            if (!(rows[i].messages & messages[k])) continue;
            struct bs_hs *hs = reader_of(messages[k]);
            bs_status s = read_one(hs, messages[k], rows[i].type, NULL, 0);
            bool excused = rows[i].type == BS_EXT_RENEGOTIATION_INFO || rows[i].type == BS_EXT_COOKIE;
            cr_expect_eq(s == BS_E_UNSOLICITED_EXTENSION, !excused, "%u in message %zu: %s", rows[i].type, k, bs_status_name(s));
            pair_free(&p);
        }
    }
}

Test(ext_walker, unknown_ones_are_ignored_in_requests_and_refused_in_answers) {
    for (size_t k = 0; k < NUM_MESSAGES; k++) {
        bool request = messages[k] & (BS_IN_CH | BS_IN_CR | BS_IN_NST);
        struct bs_hs *hs = reader_of(messages[k]);
        hs->c->cfg.flags |= BS_CF_LEGACY_SERVER_CONNECT;
        cr_expect_eq(read_one(hs, messages[k], 0x5a5a, "xyz", 3), request ? BS_OK : BS_E_UNSOLICITED_EXTENSION, "%zu", k);
        pair_free(&p);
    }
}

Test(ext_walker, repeated_ones_are_refused_known_or_not) {
    static const uint16_t types[] = { BS_EXT_EXTENDED_MASTER_SECRET, 0x5a5a, 0xffff };
    for (size_t i = 0; i < 3; i++) {
        struct bs_hs *hs = reader_of(BS_IN_CH);
        uint8_t block[2000];
        size_t n = put(block, types[i], NULL, 0);
        n += put(block + n, 0x1234, "a", 1);
        n += put(block + n, types[i], NULL, 0);
        cr_expect_eq(bs_ext_read(hs, BS_IN_CH, bs_r_from(block, n)), BS_E_REPEATED_EXTENSION);
        pair_free(&p);
    }
}

Test(ext_walker, a_block_cut_anywhere_is_refused) {
    uint8_t block[2000];
    size_t n = put(block, BS_EXT_EXTENDED_MASTER_SECRET, NULL, 0), first = n;
    n += put(block + n, 0x1234, "abc", 3);
    for (size_t at = 1; at < n; at++) {
        struct bs_hs *hs = reader_of(BS_IN_CH);
        cr_expect_eq(bs_ext_read(hs, BS_IN_CH, bs_r_from(block, at)), at == first ? BS_OK : BS_E_BAD_EXTENSION, "%zu", at);
        pair_free(&p);
    }
}

Test(ext_walker, pre_shared_key_must_be_the_last) {
    struct bs_hs *hs = reader_of(BS_IN_CH);
    uint8_t block[2000];
    size_t n = put(block, BS_EXT_PRE_SHARED_KEY, "", 0);
    n += put(block + n, 0x1234, "abc", 3);
    cr_expect_eq(bs_ext_read(hs, BS_IN_CH, bs_r_from(block, n)), BS_E_PSK_NOT_LAST);
    pair_free(&p);
}

/* A well-formed body for each; cut anywhere, or with a byte after it, it must be refused. */
static const struct sample {
    uint16_t type;
    enum bs_ext_msg m;
    const char *body;
    size_t len;
    bool cut_ok; /* every length has a meaning */
} samples[] = {
    { BS_EXT_SERVER_NAME, BS_IN_CH, "\0\7\0\0\4host", 9, false },
    { BS_EXT_SUPPORTED_GROUPS, BS_IN_CH, "\0\4\0\x1d\0\x17", 6, false },
    { BS_EXT_EC_POINT_FORMATS, BS_IN_CH, "\1\0", 2, false },
    { BS_EXT_EC_POINT_FORMATS, BS_IN_SH12, "\1\0", 2, false },
    { BS_EXT_SIGNATURE_ALGORITHMS, BS_IN_CH, "\0\4\4\3\10\4", 6, false },
    { BS_EXT_SIGNATURE_ALGORITHMS, BS_IN_CR, "\0\4\4\3\10\4", 6, false },
    { BS_EXT_SIGNATURE_ALGORITHMS_CERT, BS_IN_CH, "\0\4\4\3\10\4", 6, false },
    { BS_EXT_ALPN, BS_IN_CH, "\0\3\2h2", 5, false },
    { BS_EXT_EXTENDED_MASTER_SECRET, BS_IN_CH, "", 0, false },
    { BS_EXT_SESSION_TICKET, BS_IN_CH, "abc", 3, true },
    { BS_EXT_SESSION_TICKET, BS_IN_SH12, "", 0, false },
    { BS_EXT_SUPPORTED_VERSIONS, BS_IN_CH, "\4\3\4\3\3", 5, false },
    { BS_EXT_SUPPORTED_VERSIONS, BS_IN_SH13, "\3\4", 2, false },
    { BS_EXT_COOKIE, BS_IN_HRR, "\0\2ab", 4, false },
    { BS_EXT_COOKIE, BS_IN_CH, "\0\2ab", 4, false },
    { BS_EXT_PSK_MODES, BS_IN_CH, "\2\0\1", 3, false },
    { BS_EXT_EARLY_DATA, BS_IN_CH, "", 0, false },
    { BS_EXT_CERTIFICATE_AUTHORITIES, BS_IN_CR, "\0\4\0\2\x30\0", 6, false },
    { BS_EXT_KEY_SHARE, BS_IN_CH, "\0\6\0\x1d\0\2ab", 8, false },
    { BS_EXT_KEY_SHARE, BS_IN_HRR, "\0\x18", 2, false },
    { BS_EXT_RENEGOTIATION_INFO, BS_IN_CH, "\0", 1, false },
    { BS_EXT_RENEGOTIATION_INFO, BS_IN_SH12, "\0", 1, false },
    { BS_EXT_SUPPORTED_VERSIONS, BS_IN_HRR, "\3\4", 2, false },
    { BS_EXT_SERVER_NAME, BS_IN_SH12, "", 0, false },
    { BS_EXT_SERVER_NAME, BS_IN_EE, "", 0, false },
    { BS_EXT_MAX_FRAGMENT_LENGTH, BS_IN_CH, "\1", 1, false },
    { BS_EXT_MAX_FRAGMENT_LENGTH, BS_IN_SH12, "\1", 1, false },
    { BS_EXT_MAX_FRAGMENT_LENGTH, BS_IN_EE, "\1", 1, false },
    { BS_EXT_STATUS_REQUEST, BS_IN_CH, "\1\0\6\0\4\xa2\2\4\0\0\2\x30\0", 13, false },
    { BS_EXT_STATUS_REQUEST, BS_IN_SH12, "", 0, false },
    { BS_EXT_STATUS_REQUEST, BS_IN_CR, "", 0, true }, /* not for us */
    { BS_EXT_STATUS_REQUEST, BS_IN_CT, "\1\0\0\3abc", 7, false },
    { BS_EXT_SUPPORTED_GROUPS, BS_IN_SH12, "\0\4\0\x1d\0\x17", 6, false },
    { BS_EXT_SUPPORTED_GROUPS, BS_IN_EE, "\0\4\0\x1d\0\x17", 6, false },
    { BS_EXT_ALPN, BS_IN_SH12, "\0\3\2h2", 5, false },
    { BS_EXT_ALPN, BS_IN_EE, "\0\3\2h2", 5, false },
    { BS_EXT_ENCRYPT_THEN_MAC, BS_IN_CH, "", 0, true }, /* ignored, as by OpenSSL */
    { BS_EXT_ENCRYPT_THEN_MAC, BS_IN_SH12, "", 0, true },
    { BS_EXT_EXTENDED_MASTER_SECRET, BS_IN_SH12, "", 0, false },
    { BS_EXT_EARLY_DATA, BS_IN_EE, "", 0, false }, /* with the PSK that it goes with: below */
    { BS_EXT_CERTIFICATE_AUTHORITIES, BS_IN_CH, "\0\4\0\2\x30\0", 6, false },
    { BS_EXT_POST_HANDSHAKE_AUTH, BS_IN_CH, "", 0, false },
    { BS_EXT_SIGNATURE_ALGORITHMS_CERT, BS_IN_CR, "\0\4\4\3\10\4", 6, false },
    { BS_EXT_KEY_SHARE, BS_IN_SH13, "\0\x1d\0\2ab", 6, false },
    { BS_EXT_PRE_SHARED_KEY, BS_IN_SH13, "\0\0", 2, false },
};

/* What has tests of its own: pre_shared_key below, the limit in a ticket in test_early.c. */
static bool elsewhere(uint16_t type, enum bs_ext_msg m) {
    return (type == BS_EXT_PRE_SHARED_KEY && m == BS_IN_CH) || (type == BS_EXT_EARLY_DATA && m == BS_IN_NST);
}

Test(ext_walker, the_tables_are_complete) {
    size_t known = 0;
    for (unsigned type = 0; type < 65536; type++) known += bs_conn_has_extension((uint16_t)type);
    cr_expect_eq(known, NUM_ROWS);
    for (size_t i = 0; i < NUM_ROWS; i++) {
        cr_expect(bs_conn_has_extension(rows[i].type), "%u", rows[i].type);
        for (size_t k = 0; k < NUM_MESSAGES; k++) {
            if (!(rows[i].messages & messages[k]) || elsewhere(rows[i].type, messages[k])) continue;
            size_t num = 0;
            for (size_t s = 0; s < sizeof(samples) / sizeof(samples[0]); s++) {
                num += samples[s].type == rows[i].type && samples[s].m == messages[k];
            }
            cr_expect_eq(num, 1, "%u in message %zu has %zu samples", rows[i].type, k, num);
        }
    }
}

/* A state in which the sample is right. */
static void prepare(struct bs_hs *hs, const struct sample *s) {
    struct bs_conn *c = hs->c;
    hs->ext_sent = UINT64_MAX;
    c->cfg.flags |= BS_CF_LEGACY_SERVER_CONNECT;
    c->cfg.alpn = bs_r_from("\2h2\2h3", 6);
    c->cfg.max_fragment_code = BS_MAX_FRAGMENT_512;
    hs->num_offered_psks = 1;
    if (s->type == BS_EXT_KEY_SHARE && s->m == BS_IN_SH13) {
        cr_assert_eq(bs_key_share_make(hs, bs_group_find(29)), BS_OK);
    }
    if (s->type == BS_EXT_EARLY_DATA && s->m == BS_IN_EE) {
        hs->suite = bs_suite_find(0x1301);
        hs->old = c->cfg.ops->session_alloc(c->app);
        hs->old->suite = 0x1301;
        hs->early_keys = hs->resumed = true;
    }
}

Test(ext_walker, each_body_whole_cut_and_trailed) {
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const struct sample *s = &samples[i];
        uint8_t body[100];
        for (size_t n = 0; n <= s->len + 1; n++) {
            struct bs_hs *hs = reader_of(s->m);
            prepare(hs, s);
            memcpy(body, s->body, s->len);
            body[s->len] = 0;
            bs_status st = read_one(hs, s->m, s->type, body, n);
            bool ok = n == s->len || s->cut_ok;
            cr_expect_eq(st, ok ? BS_OK : malformed(s->type, s->m, n), "%u in %d at %zu: %s", s->type, s->m, n, bs_status_name(st));
            pair_free(&p);
        }
    }
}

/* What the version that is chosen has no use for is not looked at. */
Test(ext_walker, each_body_of_the_other_version_in_a_hello) {
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        const struct sample *s = &samples[i];
        bool only12 = s->type == BS_EXT_EC_POINT_FORMATS || s->type == BS_EXT_EXTENDED_MASTER_SECRET ||
                      s->type == BS_EXT_SESSION_TICKET || s->type == BS_EXT_RENEGOTIATION_INFO;
        if (s->m != BS_IN_CH || (!only12 && !for13(s->type))) continue;
        uint8_t block[100];
        struct bs_hs *hs = reader_of(s->m);
        size_t n = only12 ? put(block, BS_EXT_SUPPORTED_VERSIONS, "\2\3\4", 3) : 0;
        n += put(block + n, s->type, "\377", 1);
        cr_expect_eq(bs_ext_read(hs, BS_IN_CH, bs_r_from(block, n)), BS_OK, "%u", s->type);
        pair_free(&p);
    }
}

Test(ext_walker, values_that_are_not_allowed) {
    static const struct {
        uint16_t type;
        enum bs_ext_msg m;
        const char *body;
        size_t len;
        bs_status want;
    } cases[] = {
        { BS_EXT_RENEGOTIATION_INFO, BS_IN_CH, "\1x", 2, BS_E_RENEGOTIATION_INFO },
        { BS_EXT_RENEGOTIATION_INFO, BS_IN_SH12, "\1x", 2, BS_E_RENEGOTIATION_INFO },
        { BS_EXT_SERVER_NAME, BS_IN_CH, "\0\6\0\0\3a\0b", 8, BS_E_BAD_SERVER_NAME },
        { BS_EXT_SERVER_NAME, BS_IN_CH, "\0\7\1\0\4host", 9, BS_E_BAD_EXTENSION },
        { BS_EXT_SERVER_NAME, BS_IN_CH, "\0\10\0\0\1a\0\0\1b", 10, BS_E_BAD_EXTENSION },
        { BS_EXT_SUPPORTED_VERSIONS, BS_IN_SH13, "\3\3", 2, BS_E_ILLEGAL_EXTENSION },
        { BS_EXT_KEY_SHARE, BS_IN_HRR, "\x7f\x7f", 2, BS_E_BAD_KEY_SHARE },
        { BS_EXT_KEY_SHARE, BS_IN_SH13, "\0\x1d\0\2ab", 6, BS_E_BAD_KEY_SHARE },
        { BS_EXT_PRE_SHARED_KEY, BS_IN_SH13, "\0\1", 2, BS_E_BAD_PSK_IDENTITY },
        { BS_EXT_ALPN, BS_IN_EE, "\0\4\3foo", 6, BS_E_ILLEGAL_EXTENSION },
        { BS_EXT_ALPN, BS_IN_EE, "\0\6\2h2\2h3", 8, BS_E_BAD_EXTENSION },
        { BS_EXT_SUPPORTED_GROUPS, BS_IN_CH, "\0\3\0\x1d\0", 5, BS_E_BAD_EXTENSION },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bs_hs *hs = reader_of(cases[i].m);
        hs->ext_sent = UINT64_MAX;
        hs->c->cfg.flags |= BS_CF_LEGACY_SERVER_CONNECT;
        hs->c->cfg.alpn = bs_r_from("\2h2\2h3", 6);
        bs_status st = read_one(hs, cases[i].m, cases[i].type, cases[i].body, cases[i].len);
        cr_expect_eq(st, cases[i].want, "%zu: %s", i, bs_status_name(st));
        pair_free(&p);
    }
}

/* Identities, binders and modes, RFC 8446 4.2.11. */
Test(ext_walker, pre_shared_key_of_a_client) {
    uint8_t body[100] = { 0, 7, 0, 1, 'i', 0, 0, 0, 0, 0, 33, 32 };
    const size_t len = 2 + 7 + 2 + 33;
    uint8_t block[300];
    for (size_t n = 0; n <= len + 1; n++) {
        struct bs_hs *hs = reader_of(BS_IN_CH);
        size_t at = put(block, BS_EXT_PSK_MODES, "\1\1", 2);
        at += put(block + at, BS_EXT_SUPPORTED_VERSIONS, "\2\3\4", 3);
        at += put(block + at, BS_EXT_PRE_SHARED_KEY, body, n);
        cr_expect_eq(bs_ext_read(hs, BS_IN_CH, bs_r_from(block, at)), n == len ? BS_OK : BS_E_BAD_EXTENSION, "%zu", n);
        pair_free(&p);
    }
    struct bs_hs *hs = reader_of(BS_IN_CH);
    cr_expect_eq(read_one(hs, BS_IN_CH, BS_EXT_PRE_SHARED_KEY, body, len), BS_E_MISSING_PSK_MODES);
    body[1] = 14; /* two identities, one binder */
    memmove(body + 9, body + 2, 42);
    size_t at = put(block, BS_EXT_PSK_MODES, "\1\1", 2);
    at += put(block + at, BS_EXT_SUPPORTED_VERSIONS, "\2\3\4", 3);
    at += put(block + at, BS_EXT_PRE_SHARED_KEY, body, len + 7);
    cr_expect_eq(bs_ext_read(hs, BS_IN_CH, bs_r_from(block, at)), BS_E_BAD_PSK_IDENTITY);
    pair_free(&p);
}

/* RFC 5746 3.5, 3.7, 4.2, 4.4: in a renegotiation, by what was known of the peer before. */
Test(ext_walker, renegotiation_info_of_a_renegotiation) {
    const uint32_t legacy = BS_CF_LEGACY_SERVER_CONNECT, unsafe = BS_CF_UNSAFE_LEGACY_RENEGOTIATION;
    const bs_status mismatch = BS_E_RENEGOTIATION_INFO, missing = BS_E_UNSAFE_LEGACY_RENEGOTIATION;
    const struct {
        enum bs_ext_msg m;
        bool secure;
        uint32_t flags;
        const char *body; /* NULL: absent */
        size_t len;
        bs_status want;
    } cases[] = {
        { BS_IN_CH, true, 0, "\6client", 7, BS_OK },
        { BS_IN_CH, true, 0, "\6clieNt", 7, mismatch },
        { BS_IN_CH, true, 0, "\5clien", 6, mismatch },
        { BS_IN_CH, true, 0, "\14clientserver", 13, mismatch },
        { BS_IN_CH, true, 0, "\0", 1, mismatch },
        { BS_IN_CH, true, unsafe, NULL, 0, missing },
        { BS_IN_CH, false, unsafe, "\6client", 7, mismatch },
        { BS_IN_CH, false, unsafe, NULL, 0, BS_OK },
        { BS_IN_CH, false, legacy, NULL, 0, missing },
        { BS_IN_SH12, true, 0, "\14clientserver", 13, BS_OK },
        { BS_IN_SH12, true, 0, "\14clientserveR", 13, mismatch },
        { BS_IN_SH12, true, 0, "\6client", 7, mismatch },
        { BS_IN_SH12, true, legacy | unsafe, "\0", 1, mismatch },
        { BS_IN_SH12, true, legacy | unsafe, NULL, 0, missing },
        { BS_IN_SH12, false, legacy, NULL, 0, BS_OK },
        { BS_IN_SH12, false, unsafe, NULL, 0, BS_OK },
        { BS_IN_SH12, false, 0, NULL, 0, missing },
        { BS_IN_SH12, false, legacy, "\0", 1, mismatch },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bs_hs *hs = reader_of(cases[i].m);
        struct bs_conn *c = hs->c;
        bool client = c->role == BS_CLIENT;
        hs->ext_sent = UINT64_MAX;
        hs->renegotiation = true;
        c->version = BS_TLS12;
        c->secure_renegotiation = cases[i].secure;
        c->cfg.flags |= cases[i].flags;
        memcpy(client ? c->own_finished : c->peer_finished, "client", 6);
        memcpy(client ? c->peer_finished : c->own_finished, "server", 6);
        c->own_finished_len = c->peer_finished_len = 6;
        bs_status st = cases[i].body ? read_one(hs, cases[i].m, BS_EXT_RENEGOTIATION_INFO, cases[i].body, cases[i].len)
                                     : bs_ext_read(hs, cases[i].m, (bs_reader){ 0 });
        cr_expect_eq(st, cases[i].want, "%zu: %s", i, bs_status_name(st));
        pair_free(&p);
    }
}
