/* What the RFCs say that an end must check: one field of one message is changed before it is hashed and sealed. */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "tests/src/hs/flows.h"

/* What the handshake is like. */
enum { RETRY = 1, RESUMED = 2, CLIENT_AUTH = 4, BY_PSK_TOO = 8, NO_EMS_BEFORE = 16, BY_ECDHE_PSK = 32, BY_DHE = 64 };

/* The message in hand, that an edit may make longer. */
struct text {
    uint8_t *p;
    size_t len;
};

struct must {
    const char *what;
    uint16_t version;
    unsigned how;
    enum bs_role from;
    uint8_t msg;
    int number;                      /* the n-th message of the type */
    void (*edit)(struct text *t, const struct must *m);
    int ext;                         /* the extension that is edited; or the byte, after the header */
    const char *bytes;
    size_t n;
    bs_status want;
};

/* ---- edits ---- */

static size_t u16_at(const struct text *t, size_t at) { return (size_t)t->p[at] << 8 | t->p[at + 1]; }

static void put_u16(struct text *t, size_t at, size_t v) {
    t->p[at] = (uint8_t)(v >> 8);
    t->p[at + 1] = (uint8_t)v;
}

static void replace(struct text *t, size_t at, size_t old_len, const void *bytes, size_t n) {
    memmove(t->p + at + n, t->p + at + old_len, t->len - at - old_len);
    if (n > 0) memcpy(t->p + at, bytes, n);
    t->len = t->len + n - old_len;
}

/* Where a ClientHello's list of suites begins, with its length. */
static size_t suites_at(const struct text *t) { return 4 + 34 + 1 + (size_t)t->p[4 + 34]; }
static size_t compressions_at(const struct text *t) { return suites_at(t) + 2 + u16_at(t, suites_at(t)); }

/* Where the block of extensions begins, with its length: of a Certificate, the first entry's. */
static size_t block_at(const struct text *t) {
    size_t at = 4 + 34;
    switch (t->p[0]) {
    case BS_MT_CLIENT_HELLO: return compressions_at(t) + 1 + (size_t)t->p[compressions_at(t)];
    case BS_MT_SERVER_HELLO: return at + 1 + (size_t)t->p[at] + 3;
    case BS_MT_CERTIFICATE_REQUEST: return 4 + 1 + (size_t)t->p[4];
    case BS_MT_CERTIFICATE:
        at = 4 + 1 + (size_t)t->p[4] + 3;
        return at + 3 + ((size_t)t->p[at] << 16 | u16_at(t, at + 1));
    default: return 4;
    }
}

static void resize_block(struct text *t, size_t block, size_t added) {
    put_u16(t, block, u16_at(t, block) + added);
    if (t->p[0] != BS_MT_CERTIFICATE) return;
    size_t list = 4 + 1 + (size_t)t->p[4];
    put_u16(t, list + 1, u16_at(t, list + 1) + added);
}

static void drop(struct text *t, const struct must *m) {
    size_t block = block_at(t), at = block + 2;
    while (at < t->len && u16_at(t, at) != (size_t)m->ext) at += 4 + u16_at(t, at + 2);
    cr_assert_lt(at, t->len, "%s: no such extension", m->what);
    size_t n = 4 + u16_at(t, at + 2);
    replace(t, at, n, NULL, 0);
    resize_block(t, block, 0 - n);
}

/* At the block's beginning, since pre_shared_key must stay the last. */
static void add(struct text *t, const struct must *m) {
    size_t block = block_at(t);
    uint8_t head[4] = { (uint8_t)(m->ext >> 8), (uint8_t)m->ext, (uint8_t)(m->n >> 8), (uint8_t)m->n };
    replace(t, block + 2, 0, m->bytes, m->n);
    replace(t, block + 2, 0, head, 4);
    resize_block(t, block, 4 + m->n);
}

static void set(struct text *t, const struct must *m) {
    drop(t, m);
    add(t, m);
}

static void flip(struct text *t, const struct must *m) { t->p[4 + m->ext] ^= (uint8_t)m->bytes[0]; }

static void body(struct text *t, const struct must *m) { replace(t, 4, t->len - 4, m->bytes, m->n); }

static void flip_last(struct text *t, const struct must *m) {
    (void)m;
    t->p[t->len - 1] ^= 1;
}

static void trail(struct text *t, const struct must *m) {
    (void)m;
    replace(t, t->len, 0, "\0", 1);
}

static void compressions(struct text *t, const struct must *m) {
    size_t at = compressions_at(t);
    replace(t, at, 1 + (size_t)t->p[at], m->bytes, m->n);
}

static void suites(struct text *t, const struct must *m) {
    size_t at = suites_at(t);
    replace(t, at, 2 + u16_at(t, at), m->bytes, m->n);
}

static void fallback(struct text *t, const struct must *m) {
    size_t at = suites_at(t);
    (void)m;
    put_u16(t, at, u16_at(t, at) + 2);
    replace(t, at + 2, 0, "\x56\0", 2);
}

/* A key_share whose share is all of one byte but for the first and the last; a client's is in a list. */
static void share(struct text *t, const struct must *m) {
    const struct bs_group *g = bs_group_find((uint16_t)m->ext);
    uint8_t entry[2 + 4 + 512];
    bool hello = t->p[0] == BS_MT_CLIENT_HELLO;
    size_t n = g->share_len - (m->n == 4), head = hello ? 6 : 4; /* cut by one */
    bs_writer w = bs_w_to(entry, sizeof(entry));
    if (hello) bs_w_u16(&w, (uint16_t)(4 + n));
    bs_w_u16(&w, g->id);
    bs_w_u16(&w, (uint16_t)n);
    memset(entry + head, m->bytes[1], n);
    entry[head] = (uint8_t)m->bytes[0];
    entry[head + n - 1] = (uint8_t)m->bytes[2];
    struct must as_ext = { .what = m->what, .ext = BS_EXT_KEY_SHARE, .bytes = (const char *)entry, .n = head + n };
    set(t, &as_ext);
}

/* Another entry behind those that are there. */
static void another_share(struct text *t, const struct must *m) {
    size_t block = block_at(t), at = block + 2;
    while (u16_at(t, at) != BS_EXT_KEY_SHARE) at += 4 + u16_at(t, at + 2);
    size_t end = at + 4 + u16_at(t, at + 2);
    replace(t, end, 0, m->bytes, m->n);
    put_u16(t, at + 2, u16_at(t, at + 2) + m->n);
    put_u16(t, at + 4, u16_at(t, at + 4) + m->n);
    resize_block(t, block, m->n);
}

/* ---- the table ---- */

#define V13 BS_TLS13
#define V12 BS_TLS12
#define CH BS_CLIENT, BS_MT_CLIENT_HELLO
#define SH BS_SERVER, BS_MT_SERVER_HELLO
#define EE BS_SERVER, BS_MT_ENCRYPTED_EXTENSIONS
#define CR BS_SERVER, BS_MT_CERTIFICATE_REQUEST
#define CT BS_SERVER, BS_MT_CERTIFICATE
#define CV BS_SERVER, BS_MT_CERTIFICATE_VERIFY
#define FIN BS_SERVER, BS_MT_FINISHED
#define NST BS_SERVER, BS_MT_NEW_SESSION_TICKET
#define SKE BS_SERVER, BS_MT_SERVER_KEY_EXCHANGE
#define CKE BS_CLIENT, BS_MT_CLIENT_KEY_EXCHANGE
#define CLIENT_CT BS_CLIENT, BS_MT_CERTIFICATE
#define CLIENT_CV BS_CLIENT, BS_MT_CERTIFICATE_VERIFY
#define CLIENT_FIN BS_CLIENT, BS_MT_FINISHED
#define B(s) s, sizeof(s) - 1
enum {
    GROUPS = BS_EXT_SUPPORTED_GROUPS, SCHEMES = BS_EXT_SIGNATURE_ALGORITHMS, KEY_SHARE = BS_EXT_KEY_SHARE,
    MODES = BS_EXT_PSK_MODES, VERSIONS = BS_EXT_SUPPORTED_VERSIONS, PSK = BS_EXT_PRE_SHARED_KEY,
    EARLY = BS_EXT_EARLY_DATA, NAME = BS_EXT_SERVER_NAME, FORMATS = BS_EXT_EC_POINT_FORMATS,
    RENEGOTIATION = BS_EXT_RENEGOTIATION_INFO, EMS = BS_EXT_EXTENDED_MASTER_SECRET, STATUS = BS_EXT_STATUS_REQUEST
};
enum { SID = 35, SUITE = SID + 32, COMPRESSION = SUITE + 2 }; /* in a ServerHello of TLS 1.3 */

static const struct must musts[] = {
    /* RFC 8446: a ClientHello */
    { "8446 9.2: groups missing", V13, 0, CH, 0, drop, GROUPS, B(""), BS_E_MISSING_GROUPS },
    { "8446 9.2: signature_algorithms missing", V13, 0, CH, 0, drop, SCHEMES, B(""), BS_E_MISSING_SIGALGS },
    { "8446 9.2: key_share missing", V13, 0, CH, 0, drop, KEY_SHARE, B(""), BS_E_NO_KEY_SHARE },
    { "8446 9.2: groups missing, with a PSK",
      V13, RESUMED | BY_PSK_TOO, CH, 0, drop, GROUPS, B(""), BS_E_MISSING_GROUPS },
    { "8446 9.2: key_share missing, with a PSK",
      V13, RESUMED | BY_PSK_TOO, CH, 0, drop, KEY_SHARE, B(""), BS_E_NO_KEY_SHARE },
    { "8446 4.2.9: key_share missing for psk_dhe_ke",
      V13, RESUMED, CH, 0, drop, KEY_SHARE, B(""), BS_E_NO_KEY_SHARE },
    { "8446 4.2.9: psk_key_exchange_modes missing", V13, RESUMED, CH, 0, drop, MODES, B(""), BS_E_MISSING_PSK_MODES },
    { "8446 4.2.1: supported_versions missing", V13, 0, CH, 0, drop, VERSIONS, B(""), BS_E_UNSUPPORTED_VERSION },
    { "8446 4.2.1: no version of ours", V13, 0, CH, 0, set, VERSIONS, B("\2\3\3"), BS_E_UNSUPPORTED_VERSION },
    { "8446 4.1.2: two compressions", V13, 0, CH, 0, compressions, 0, B("\2\0\1"), BS_E_COMPRESSION_IN_TLS13 },
    { "8446 4.1.2: another compression", V13, 0, CH, 0, compressions, 0, B("\1\1"), BS_E_NO_COMPRESSION },
    { "8446 4.1.1: no suite", V13, 0, CH, 0, suites, 0, B("\0\2\x13\x77"), BS_E_NO_SHARED_CIPHER },
    { "8446 4.2.8: a share of a group that is not listed",
      V13, 0, CH, 0, set, GROUPS, B("\0\2\0\x18"), BS_E_BAD_KEY_SHARE },
    { "8446 4.2.8.1: 0", V13, 0, CH, 0, share, 0x100, B("\0\0\0"), BS_E_BAD_POINT },
    { "8446 4.2.8.1: 1", V13, 0, CH, 0, share, 0x100, B("\0\0\1"), BS_E_BAD_POINT },
    { "8446 4.2.8.1: above p", V13, 0, CH, 0, share, 0x100, B("\xff\xff\xff"), BS_E_BAD_POINT },
    { "8446 4.2.8.1: shorter than p", V13, 0, CH, 0, share, 0x100, B("\1\1\1\0"), BS_E_BAD_POINT },
    { "8446 4.2.8.2: off the curve", V13, 0, CH, 0, share, 23, B("\4\2\2"), BS_E_BAD_POINT },
    { "8446 4.2.8.2: compressed", V13, 0, CH, 0, share, 23, B("\2\2\2"), BS_E_BAD_POINT },
    { "8446 4.2.8.2: a point cut", V13, 0, CH, 0, share, 23, B("\4\2\2\0"), BS_E_BAD_POINT },
    { "8446 7.4.2: X25519 of 0", V13, 0, CH, 0, share, 29, B("\0\0\0"), BS_E_BAD_KEY_SHARE },
    { "8446 7.4.2: X25519 of 1", V13, 0, CH, 0, share, 29, B("\1\0\0"), BS_E_BAD_KEY_SHARE },
    { "8446 7.4.2: X448 of 0", V13, 0, CH, 0, share, 30, B("\0\0\0"), BS_E_BAD_KEY_SHARE },
    /* and a second one */
    { "8446 4.1.2: another random", V13, RETRY, CH, 1, flip, 2, B("\1"), BS_E_ILLEGAL_EXTENSION },
    { "8446 4.1.2: another session id", V13, RETRY, CH, 1, flip, SID, B("\1"), BS_E_BAD_SESSION_ID },
    { "8446 4.1.2: without its suite", V13, RETRY, CH, 1, suites, 0, B("\0\2\x13\3"), BS_E_RETRY_CIPHER },
    { "8446 4.1.2: another compression", V13, RETRY, CH, 1, compressions, 0, B("\2\0\0"), BS_E_COMPRESSION_IN_TLS13 },
    { "8446 4.1.2: another name", V13, RETRY, CH, 1, set, NAME, B("\0\7\0\0\4host"), BS_E_ILLEGAL_EXTENSION },
    { "8446 4.1.2: no versions", V13, RETRY, CH, 1, drop, VERSIONS, B(""), BS_E_UNSUPPORTED_VERSION },
    { "8446 4.1.2: no share", V13, RETRY, CH, 1, drop, KEY_SHARE, B(""), BS_E_NO_KEY_SHARE },
    { "8446 4.1.2: a share of another group", V13, RETRY, CH, 1, share, 29, B("\2\2\2"), BS_E_BAD_KEY_SHARE },
    { "8446 4.1.2: another share behind it",
      V13, RETRY, CH, 1, another_share, 0, B("\0\x17\0\1x"), BS_E_BAD_KEY_SHARE },
    { "8446 4.1.2: the share twice", V13, RETRY, CH, 1, another_share, 0, B("\0\x18\0\1x"), BS_E_BAD_KEY_SHARE },
    { "8446 4.1.2: early_data", V13, RETRY, CH, 1, add, EARLY, B(""), BS_E_ILLEGAL_EXTENSION },
    /* a ServerHello */
    { "8446 4.1.3: session id echoed", V13, 0, SH, 0, flip, SID, B("\1"), BS_E_BAD_SESSION_ID },
    { "8446 4.1.3: legacy version", V13, 0, SH, 0, flip, 1, B("\1"), BS_E_BAD_LEGACY_VERSION },
    { "8446 4.1.3: compression", V13, 0, SH, 0, flip, COMPRESSION, B("\1"), BS_E_COMPRESSION_IN_TLS13 },
    { "8446 4.1.3: an unknown suite", V13, 0, SH, 0, flip, SUITE, B("\1"), BS_E_UNKNOWN_CIPHER },
    { "8446 4.2.1: a version before 1.3", V13, 0, SH, 0, set, VERSIONS, B("\3\3"), BS_E_BAD_VERSION_NUMBER },
    { "8446 4.2.1: a version after 1.3", V13, 0, SH, 0, set, VERSIONS, B("\3\5"), BS_E_BAD_VERSION_NUMBER },
    { "8446 4.2.8: no share", V13, 0, SH, 0, drop, KEY_SHARE, B(""), BS_E_NO_KEY_SHARE },
    { "8446 4.2.8: a share of another group", V13, 0, SH, 0, share, 23, B("\4\2\2"), BS_E_BAD_KEY_SHARE },
    { "8446 7.4.2: X25519 of 0", V13, 0, SH, 0, share, 29, B("\0\0\0"), BS_E_BAD_KEY_SHARE },
    { "8446 4.2.11: a PSK that was not offered", V13, 0, SH, 0, add, PSK, B("\0\0"), BS_E_UNSOLICITED_EXTENSION },
    { "8446 4.2.11: a PSK beyond the last", V13, RESUMED, SH, 0, set, PSK, B("\0\1"), BS_E_BAD_PSK_IDENTITY },
    { "8446 4.2.11: another hash than the PSK's",
      V13, RESUMED, SH, 0, flip, SUITE + 1, B("\3"), BS_E_PSK_HASH_CHANGED },
    { "8446 4.2.11: no share for psk_dhe_ke", V13, RESUMED, SH, 0, drop, KEY_SHARE, B(""), BS_E_PSK_NO_KEY_SHARE },
    { "8446 4.2: a cookie in a ServerHello",
      V13, 0, SH, 0, add, BS_EXT_COOKIE, B("\0\1x"), BS_E_MISPLACED_EXTENSION },
    /* a HelloRetryRequest, and the ServerHello after it */
    { "8446 4.1.4: session id echoed", V13, RETRY, SH, 0, flip, SID, B("\1"), BS_E_BAD_SESSION_ID },
    { "8446 4.1.4: compression", V13, RETRY, SH, 0, flip, COMPRESSION, B("\1"), BS_E_COMPRESSION_IN_TLS13 },
    { "8446 9.2: versions missing", V13, RETRY, SH, 0, drop, VERSIONS, B(""), BS_E_HRR_VERSION },
    { "8446 4.1.4: nothing would change", V13, RETRY, SH, 0, drop, KEY_SHARE, B(""), BS_E_BAD_HRR },
    { "8446 4.2.8: the group of the share", V13, RETRY, SH, 0, set, KEY_SHARE, B("\0\x1d"), BS_E_BAD_KEY_SHARE },
    { "8446 4.2.8: an unknown group", V13, RETRY, SH, 0, set, KEY_SHARE, B("\0\1"), BS_E_BAD_KEY_SHARE },
    { "8446 4.1.4: another suite", V13, RETRY, SH, 1, flip, SUITE + 1, B("\3"), BS_E_WRONG_CIPHER },
    { "8446 4.1.4: no version any more", V13, RETRY, SH, 1, drop, VERSIONS, B(""), BS_E_VERSION_AFTER_HRR },
    { "8446 4.1.4: another version", V13, RETRY, SH, 1, set, VERSIONS, B("\3\3"), BS_E_BAD_VERSION_NUMBER },
    { "8446 4.2.8: not the retry's group", V13, RETRY, SH, 1, share, 29, B("\2\2\2"), BS_E_BAD_KEY_SHARE },
    /* what is encrypted */
    { "8446 4.3.1: an extension of the ServerHello",
      V13, 0, EE, 0, add, KEY_SHARE, B("\0\x1d"), BS_E_MISPLACED_EXTENSION },
    { "8446 4.2: an answer without a request",
      V13, 0, EE, 0, add, BS_EXT_ALPN, B("\0\3\2h2"), BS_E_UNSOLICITED_EXTENSION },
    { "8446 4.2: an unknown one", V13, 0, EE, 0, add, 0x5a5a, B(""), BS_E_UNSOLICITED_EXTENSION },
    { "8446 4.2.10: early_data without any", V13, RESUMED, EE, 0, add, EARLY, B(""), BS_E_UNSOLICITED_EXTENSION },
    { "8446 4.3.2: signature_algorithms missing",
      V13, CLIENT_AUTH, CR, 0, drop, SCHEMES, B(""), BS_E_MISSING_SIGALGS },
    { "8446 4.3.2: a context", V13, CLIENT_AUTH, CR, 0, body, 0, B("\1x\0\10\0\15\0\4\0\2\4\3"), BS_E_LENGTH },
    { "8446 4.2.4: a CA's name that is none",
      V13, CLIENT_AUTH, CR, 0, add, BS_EXT_CERTIFICATE_AUTHORITIES, B("\0\3\0\1x"), BS_E_CA_NAME },
    { "8446 4.2.4: no name", V13, CLIENT_AUTH, CR, 0, add, BS_EXT_CERTIFICATE_AUTHORITIES, B("\0\0"), BS_E_LENGTH },
    { "8446 4.3.2: an extension of ClientHellos",
      V13, CLIENT_AUTH, CR, 0, add, KEY_SHARE, B(""), BS_E_MISPLACED_EXTENSION },
    { "8446 4.4.2: no certificate", V13, 0, CT, 0, body, 0, B("\0\0\0\0"), BS_E_NO_PEER_CERT },
    { "8446 4.4.2: a context", V13, 0, CT, 0, body, 0, B("\1x\0\0\0"), BS_E_LENGTH },
    { "8446 4.4.2: a certificate that is none", V13, 0, CT, 0, body, 0, B("\0\0\0\6\0\0\1x\0\0"), BS_E_CERT_DECODE },
    { "8446 4.4.2: a status that was not asked for",
      V13, 0, CT, 0, add, STATUS, B("\1\0\0\1x"), BS_E_UNSOLICITED_EXTENSION },
    { "8446 4.4.2: an unknown extension", V13, 0, CT, 0, add, 0x5a5a, B(""), BS_E_UNSOLICITED_EXTENSION },
    { "8446 4.4.2: an extension of hellos", V13, 0, CT, 0, add, BS_EXT_ALPN, B(""), BS_E_MISPLACED_EXTENSION },
    { "8446 4.4.3: PKCS#1 in TLS 1.3", V13, 0, CV, 0, flip, 1, B("\2"), BS_E_WRONG_SIGALG },
    { "8446 4.4.3: SHA-1 in TLS 1.3", V13, 0, CV, 0, flip, 0, B("\6"), BS_E_WRONG_SIGALG },
    { "8446 4.4.3: a scheme of another curve", V13, 0, CV, 0, flip, 0, B("\1"), BS_E_WRONG_GROUP },
    { "8446 4.4.3: another signature", V13, 0, CV, 0, flip_last, 0, B(""), BS_E_BAD_SIGNATURE },
    { "8446 4.4.4: another Finished", V13, 0, FIN, 0, flip_last, 0, B(""), BS_E_BAD_FINISHED },
    { "8446 4.4.4: a longer Finished", V13, 0, FIN, 0, trail, 0, B(""), BS_E_BAD_FINISHED_LENGTH },
    { "8446 4.6.1: malformed early_data in a ticket", V13, 0, NST, 0, add, EARLY, B("\0"), BS_E_LENGTH },
    /* a client's */
    { "8446 4.4.2: a context", V13, CLIENT_AUTH, CLIENT_CT, 0, body, 0, B("\1x\0\0\0"), BS_E_INVALID_CONTEXT },
    { "8446 4.4.2: a status that was not asked for",
      V13, CLIENT_AUTH, CLIENT_CT, 0, add, STATUS, B("\1\0\0\1x"), BS_E_UNSOLICITED_EXTENSION },
    { "8446 4.4.2.4: no certificate where there must be one",
      V13, CLIENT_AUTH, CLIENT_CT, 0, body, 0, B("\0\0\0\0"), BS_E_CERT_REQUIRED },
    { "8446 4.4.3: another signature", V13, CLIENT_AUTH, CLIENT_CV, 0, flip_last, 0, B(""), BS_E_BAD_SIGNATURE },
    { "8446 4.4.4: another Finished", V13, 0, CLIENT_FIN, 0, flip_last, 0, B(""), BS_E_BAD_FINISHED },
    /* RFC 5246, 5746, 7301, 7366, 7507, 7627, 8422 */
    { "5246 7.4.1.2: no null compression", V12, 0, CH, 0, compressions, 0, B("\1\1"), BS_E_NO_COMPRESSION },
    { "5246 7.4.1.2: no suite", V12, 0, CH, 0, suites, 0, B("\0\2\x13\1"), BS_E_NO_SHARED_CIPHER },
    { "8422 4: ECDHE alone, and no groups", V12, 0, CH, 0, drop, GROUPS, B(""), BS_E_NO_SHARED_CIPHER },
    { "5246 7.4.1.2: not the session's suite",
      V12, RESUMED, CH, 0, suites, 0, B("\0\4\xc0\x09\0\xff"), BS_E_RESUMED_WITHOUT_CIPHER },
    { "5746 3.6: renegotiation_info with bytes",
      V12, 0, CH, 0, add, RENEGOTIATION, B("\1x"), BS_E_RENEGOTIATION_INFO },
    { "7507 3: a fallback",
      V12, 0, CH, 0, fallback, 0, B(""), BS_OK }, /* from 1.2 to 1.2: test_versions.c has the others */
    { "8422 5.1.2: no uncompressed points at a server",
      V12, 0, CH, 0, set, FORMATS, B("\2\1\2"), BS_E_ILLEGAL_EXTENSION },
    { "5246 7.4.1.3: an unknown suite", V12, 0, SH, 0, flip, SID, B("\x55"), BS_E_UNKNOWN_CIPHER },
    { "5246 7.4.1.3: compression", V12, 0, SH, 0, flip, SID + 2, B("\1"), BS_E_BAD_COMPRESSION },
    { "5246 7.4.1.4: an answer without a request",
      V12, 0, SH, 0, add, BS_EXT_ALPN, B("\0\3\2h2"), BS_E_UNSOLICITED_EXTENSION },
    { "5246 7.4.1.4.1: signature_algorithms", V12, 0, SH, 0, add, SCHEMES, B("\0\2\4\3"), BS_E_MISPLACED_EXTENSION },
    { "6066 3: a name", V12, 0, SH, 0, add, NAME, B("\0\7\0\0\4host"), BS_E_BAD_EXTENSION },
    { "5746 3.4: renegotiation_info with bytes",
      V12, 0, SH, 0, set, RENEGOTIATION, B("\1x"), BS_E_RENEGOTIATION_INFO },
    { "5746 4.1: no renegotiation_info",
      V12, 0, SH, 0, drop, RENEGOTIATION, B(""), BS_E_UNSAFE_LEGACY_RENEGOTIATION },
    { "8422 5.1.2: no uncompressed points at a client",
      V12, 0, SH, 0, set, FORMATS, B("\1\1"), BS_E_ILLEGAL_EXTENSION },
    { "8422 5.1.2: the same with ECDHE_PSK",
      V12, BY_ECDHE_PSK, SH, 0, add, FORMATS, B("\1\1"), BS_E_ILLEGAL_EXTENSION },
    { "5246 7.4.1.3: another suite than the session's",
      V12, RESUMED, SH, 0, flip, SUITE + 1, B("\4"), BS_E_CIPHER_CHANGED },
    { "7627 5.3: a session with it, resumed without", V12, RESUMED, SH, 0, drop, EMS, B(""), BS_E_INCONSISTENT_EMS },
    { "7627 5.3: a session without it, resumed with it",
      V12, RESUMED | NO_EMS_BEFORE, SH, 0, add, EMS, B(""), BS_E_INCONSISTENT_EMS },
    { "8422 5.4: an explicit curve", V12, 0, SKE, 0, flip, 0, B("\2"), BS_E_WRONG_GROUP },
    { "8422 5.4: a curve that was not offered", V12, 0, SKE, 0, flip, 2, B("\x0b"), BS_E_WRONG_GROUP },
    { "8422 5.4: other parameters than are signed", V12, 0, SKE, 0, flip, 9, B("\1"), BS_E_BAD_SIGNATURE },
    { "5246 7.4.3: a scheme that was not offered", V12, 0, SKE, 0, flip, 4 + 32, B("\x55"), BS_E_WRONG_SIGALG },
    { "8422 5.11: X25519 of 0",
      V12, 0, CKE, 0, body, 0,
      B("\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), BS_E_BAD_KEY_SHARE },
    { "5246 7.4.2: no certificate of a server", V12, 0, CT, 0, body, 0, B("\0\0\0"), BS_E_LENGTH },
    { "5246 7.4.4: a CA's name that is none",
      V12, CLIENT_AUTH, CR, 0, body, 0, B("\1\100\0\2\4\3\0\3\0\1x"), BS_E_CA_NAME },
    { "5246 7.4.4: a byte behind a CA's name",
      V12, CLIENT_AUTH, CR, 0, body, 0, B("\1\100\0\2\4\3\0\5\0\0030\0x"), BS_E_CA_NAME_LENGTH },
    { "5246 7.4.6: a certificate that is none",
      V12, CLIENT_AUTH, CLIENT_CT, 0, body, 0, B("\0\0\4\0\0\1x"), BS_E_CLIENT_CERT_DECODE },
    { "5246 7.4.6: no certificate where there must be one",
      V12, CLIENT_AUTH, CLIENT_CT, 0, body, 0, B("\0\0\0"), BS_E_CERT_REQUIRED_TLS12 },
    { "5246 7.4.8: another signature", V12, CLIENT_AUTH, CLIENT_CV, 0, flip_last, 0, B(""), BS_E_BAD_SIGNATURE },
    { "5246 7.4.9: another Finished of a client", V12, 0, CLIENT_FIN, 0, flip_last, 0, B(""), BS_E_BAD_FINISHED },
    { "5246 7.4.9: another Finished of a server", V12, 0, FIN, 0, flip_last, 0, B(""), BS_E_BAD_FINISHED },
    { "5246 7.4.9: a longer Finished", V12, 0, FIN, 0, trail, 0, B(""), BS_E_BAD_FINISHED_LENGTH },
    { "5077 3.3: a malformed ticket", V12, 0, NST, 0, trail, 0, B(""), BS_E_LENGTH },
};

/* ---- the test ---- */

static const struct must *now;
static int seen;

static void edit(struct bs_hs *hs, bs_writer *w) {
    static uint8_t copy[20000];
    if (!now || hs->c->role != now->from || w->bad || w->len == 0 || w->buf[0] != now->msg) return;
    if (seen++ != now->number) return;
    struct text t = { copy, w->len };
    memcpy(copy, w->buf, w->len);
    now->edit(&t, now);
    *w = bs_w_to(copy, sizeof(copy));
    w->len = t.len;
    bs_w_close(w, (bs_mark){ 1, 3 });
    /* the binders are over all that precedes them */
    bool by_psk = copy[0] == BS_MT_CLIENT_HELLO && bs_ext_sent(hs, BS_EXT_PRE_SHARED_KEY);
    if (by_psk && bs_psk_sign_hello(hs, copy, w->len) != BS_OK) abort();
}

static void set_up(struct pair *p, const struct must *m) {
    pair_init(p);
    peer_use_versions(&p->s, m->version, m->version);
    if (m->version == BS_TLS13) peer_use_versions(&p->c, BS_TLS13, BS_TLS13);
    if (m->how & RETRY) peer_use_group(&p->s, 24);
    if (m->how & BY_PSK_TOO) {
        p->c.cfg.flags |= BS_CF_ALLOW_PSK_KE;
        p->s.cfg.flags |= BS_CF_ALLOW_PSK_KE;
    }
    if (m->how & CLIENT_AUTH) {
        p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
        peer_use_cred(&p->c, CRED_P256);
    }
    if (m->how & BY_ECDHE_PSK) {
        peer_use_suite(&p->c, 0xC037);
        peer_use_suite(&p->s, 0xC037);
    }
    if (m->how & NO_EMS_BEFORE) p->c.cfg.flags |= BS_CF_NO_EXTENDED_MASTER;
    pair_start(p);
    if (!(m->how & RESUMED)) return;
    cr_assert(pair_run(p), "%s", m->what);
    pair_again(p);
    cr_assert(!p->c.conn->resumed);
}

/* The session has none, the client asks for it all the same, and a server that resumes says that it has it. */
static void ask_for_ems(struct pair *p, const struct must *m) {
    if (!(m->how & NO_EMS_BEFORE)) return;
    p->c.cfg.flags &= ~(uint32_t)BS_CF_NO_EXTENDED_MASTER;
    bs_conn_config(p->c.conn)->flags = p->c.cfg.flags;
    p->s.cfg.flags |= BS_CF_NO_EXTENDED_MASTER;
    bs_conn_config(p->s.conn)->flags = p->s.cfg.flags;
}

Test(hs_musts, each_is_checked) {
    flow_edit = edit;
    for (size_t i = 0; i < sizeof(musts) / sizeof(musts[0]); i++) {
        const struct must *m = &musts[i];
        struct pair p;
        now = NULL;
        set_up(&p, m);
        ask_for_ems(&p, m);
        now = m;
        seen = 0;
        bool open = pair_run(&p);
        struct peer *victim = m->from == BS_CLIENT ? &p.s : &p.c;
        bs_status got = victim->last < BS_E_FIRST_ ? BS_OK : victim->last;
        cr_expect_gt(seen, m->number, "%s: no such message", m->what);
        cr_expect_eq(got, m->want, "%zu: %s: %s", i, m->what, bs_status_name(victim->last));
        cr_expect(open == (m->want == BS_OK) || m->msg == BS_MT_NEW_SESSION_TICKET, "%s", m->what);
        int alert = other(&p, victim)->conn->peer_alert;
        cr_expect(m->want == BS_OK || alert == (int)bs_status_alert(m->want), "%s: alert %d", m->what, alert);
        pair_free(&p);
    }
    flow_edit = NULL;
}

/* RFC 8446 4.1.4: "If a client receives a second HelloRetryRequest in the same connection [...], it MUST abort". */
static uint8_t retry[500];
static size_t retry_len;
static void repeat_retry(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    if (from != &p->s) return;
    size_t n = 5 + ((size_t)bytes[3] << 8 | bytes[4]);
    if (p->seen++ == 0) {
        memcpy(retry, bytes, n);
        retry_len = n;
        return;
    }
    memcpy(bytes, retry, retry_len);
    *len = retry_len;
}

Test(hs_musts, a_second_retry_is_refused) {
    struct pair p;
    pair_init(&p);
    peer_use_versions(&p.s, BS_TLS13, BS_TLS13);
    peer_use_group(&p.s, 24);
    p.tap = repeat_retry;
    pair_start(&p);
    cr_expect(!pair_run(&p));
    cr_expect_eq(p.c.last, BS_E_SECOND_HRR, "%s", bs_status_name(p.c.last));
    pair_free(&p);
}
