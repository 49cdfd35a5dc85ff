/* What RFC 8446 4.1 and 4.2 say that an end must check of hellos, each broken in transit: a field of the n-th one. */
#include <criterion/criterion.h>

#include "src/ext/ext.h"
#include "src/hs/messages.h"
#include "tests/src/hs/peers.h"

struct breach {
    const char *what;
    enum bs_role from;
    bool retry;          /* the server asks for another group */
    int number;          /* of the sender's hello: 0, 1 */
    int ext;             /* its type is made another; -1: */
    size_t at;           /* the byte of the message that is changed */
    bs_status want;
};

static const struct breach breaches[] = {
    { "9.2: supported_groups missing", BS_CLIENT, false, 0, BS_EXT_SUPPORTED_GROUPS, 0, BS_E_MISSING_GROUPS },
    { "9.2: signature_algorithms missing", BS_CLIENT, false, 0, BS_EXT_SIGNATURE_ALGORITHMS, 0, BS_E_MISSING_SIGALGS },
    { "9.2: key_share missing", BS_CLIENT, false, 0, BS_EXT_KEY_SHARE, 0, BS_E_NO_KEY_SHARE },
    { "4.2.1: supported_versions missing", BS_CLIENT, false, 0, BS_EXT_SUPPORTED_VERSIONS, 0, BS_E_UNSUPPORTED_VERSION },
    { "4.1.3: session id echoed", BS_SERVER, false, 0, -1, 4 + 35, BS_E_BAD_SESSION_ID },
    { "4.1.3: legacy version", BS_SERVER, false, 0, -1, 4 + 1, BS_E_BAD_LEGACY_VERSION },
    { "4.1.3: compression", BS_SERVER, false, 0, -1, 4 + 35 + 32 + 2, BS_E_COMPRESSION_IN_TLS13 },
    { "4.1.3: a suite that was not offered", BS_SERVER, false, 0, -1, 4 + 35 + 32, BS_E_UNKNOWN_CIPHER },
    { "4.1.4: session id echoed in a retry", BS_SERVER, true, 0, -1, 4 + 35, BS_E_BAD_SESSION_ID },
    { "4.1.4: the suite of the retry", BS_SERVER, true, 1, -1, 4 + 35 + 32 + 1, BS_E_CIPHER_CHANGED },
    { "4.1.2: the random of the second hello", BS_CLIENT, true, 1, -1, 4 + 2, BS_E_ILLEGAL_EXTENSION },
    { "4.1.2: its session id", BS_CLIENT, true, 1, -1, 4 + 35, BS_E_BAD_SESSION_ID },
    { "4.1.2: its versions", BS_CLIENT, true, 1, BS_EXT_SUPPORTED_VERSIONS, 0, BS_E_UNSUPPORTED_VERSION },
    { "4.1.2: its share missing", BS_CLIENT, true, 1, BS_EXT_KEY_SHARE, 0, BS_E_NO_KEY_SHARE },
};

/* Where the type of an extension stands in a record with a hello; 0: nowhere. */
static size_t find_ext(const uint8_t *rec, size_t len, int type) {
    size_t at = 5 + 4 + 34;
    at += 1 + (size_t)rec[at];
    at += 2 + ((size_t)rec[at] << 8 | rec[at + 1]);
    at += 1 + (size_t)rec[at] + 2;
    for (; at + 4 <= len; at += 4 + ((size_t)rec[at + 2] << 8 | rec[at + 3])) {
        if ((rec[at] << 8 | rec[at + 1]) == type) return at;
    }
    return 0;
}

static void breach(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len) {
    const struct breach *b = &breaches[p->arg];
    size_t off = bytes[0] == BS_RECORD_CCS ? 6 : 0; /* for middleboxes */
    uint8_t *rec = bytes + off;
    if (from->role != b->from || *len < off + 50 || rec[0] != BS_RECORD_HANDSHAKE || p->seen++ != b->number) return;
    size_t at = b->ext >= 0 ? find_ext(rec, *len - off, b->ext) : 5 + b->at;
    cr_assert_gt(at, 0, "%s", b->what);
    rec[at] ^= b->ext >= 0 ? 0x5a : b->at == 4 + 35 + 32 + 1 ? 3 : 1; /* to an unknown type; 0x1302 and 0x1301 */
}

Test(hs_musts, each_is_checked) {
    for (size_t i = 0; i < sizeof(breaches) / sizeof(breaches[0]); i++) {
        const struct breach *b = &breaches[i];
        struct pair p;
        pair_init(&p);
        peer_use_versions(&p.s, BS_TLS13, BS_TLS13);
        peer_use_versions(&p.c, BS_TLS13, BS_TLS13);
        if (b->retry) peer_use_group(&p.s, 24);
        p.tap = breach;
        p.arg = (int)i;
        pair_start(&p);
        cr_expect(!pair_run(&p), "%s", b->what);
        struct peer *victim = b->from == BS_CLIENT ? &p.s : &p.c;
        cr_expect_eq(victim->last, b->want, "%s: %s", b->what, bs_status_name(victim->last));
        cr_expect_eq(other(&p, victim)->conn->peer_alert, (int)bs_status_alert(b->want), "%s", b->what);
        pair_free(&p);
    }
}

/* 4.1.4: "If a client receives a second HelloRetryRequest in the same connection [...], it MUST abort". */
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
