#include <criterion/criterion.h>

#include "src/crypto/aead.h"
#include "tests/src/record/formats.h"
#include "tests/vectors/rfc8448_simple_1rtt.h"

static const struct format gcm = { 0x0304, BS_BULK_AES128_GCM, BS_HASH_NONE, false };

static void with_keys(struct bs_protect *p, const char *key, const char *iv) {
    struct bs_impl impl;
    struct bs_protect_keys k = { hex(key), hex(iv), { 0 }, false };
    bs_impl_choose(&impl);
    cr_assert_eq(bs_protect_init(p, &impl, 0x0304, BS_BULK_AES128_GCM, BS_HASH_NONE, true, &k), BS_OK);
}

static size_t seal(struct bs_protect *p, uint8_t type, bs_reader text, size_t pad, uint8_t *rec) {
    size_t n = 0;
    memcpy(rec + BS_RECORD_HEADER, text.p, text.len);
    cr_assert_eq(bs_protect_seal(p, type, 0, rec, text.len, pad, no_random, NULL, &n), BS_OK);
    return n;
}

Test(record_tls13, rfc8448_server_flight) {
    static const char *const messages[] = { RFC8448_ENCRYPTED_EXTENSIONS, RFC8448_CERTIFICATE,
                                            RFC8448_CERTIFICATE_VERIFY, RFC8448_SERVER_FINISHED };
    struct bs_protect p = { 0 };
    uint8_t text[1024], rec[1024];
    size_t len = 0;
    for (size_t i = 0; i < 4; i++) {
        bs_reader m = hex(messages[i]);
        memcpy(text + len, m.p, m.len);
        len += m.len;
    }
    with_keys(&p, RFC8448_SERVER_HS_KEY, RFC8448_SERVER_HS_IV);
    size_t n = seal(&p, BS_RECORD_HANDSHAKE, bs_r_from(text, len), 0, rec);
    bs_reader start = hex(RFC8448_SERVER_FLIGHT_START), end = hex(RFC8448_SERVER_FLIGHT_END);
    cr_assert_eq(n, 679);
    cr_expect_eq(memcmp(rec, start.p, start.len), 0);
    cr_expect_eq(memcmp(rec + n - end.len, end.p, end.len), 0);
}

Test(record_tls13, rfc8448_records_byte_for_byte) {
    static const struct {
        const char *key, *iv;
        uint64_t seq;
        uint8_t type;
        const char *text; /* NULL: the bytes 0 to 49 */
        const char *record;
    } rows[] = {
        { RFC8448_CLIENT_HS_KEY, RFC8448_CLIENT_HS_IV, 0, 22, RFC8448_CLIENT_FINISHED, RFC8448_CLIENT_FINISHED_RECORD },
        { RFC8448_CLIENT_AP_KEY, RFC8448_CLIENT_AP_IV, 0, 23, NULL, RFC8448_CLIENT_DATA_RECORD },
        { RFC8448_SERVER_AP_KEY, RFC8448_SERVER_AP_IV, 1, 23, NULL, RFC8448_SERVER_DATA_RECORD },
    };
    uint8_t count[50];
    for (size_t i = 0; i < sizeof count; i++) count[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bs_protect p = { 0 };
        uint8_t rec[128], type;
        bs_reader plain, want = hex(rows[i].record);
        bs_reader text = rows[i].text ? hex(rows[i].text) : bs_r_from(count, sizeof count);
        with_keys(&p, rows[i].key, rows[i].iv);
        p.seq = rows[i].seq;
        size_t n = seal(&p, rows[i].type, text, 0, rec);
        cr_expect(bs_r_equal(want, rec, n), "row %zu", i);
        p.seq = rows[i].seq;
        cr_expect_eq(bs_protect_open(&p, rec, rec + 5, n - 5, &type, &plain), BS_OK);
        cr_expect_eq(type, rows[i].type);
        cr_expect(bs_r_same(plain, text));
    }
}

Test(record_tls13, padding_of_every_length_comes_off) {
    struct bs_protect out = { 0 }, in = { 0 };
    uint8_t rec[1024], type;
    bs_reader plain;
    cr_assert_eq(format_init(&out, &gcm, true), BS_OK);
    cr_assert_eq(format_init(&in, &gcm, false), BS_OK);
    for (size_t pad = 0; pad < 300; pad++) {
        size_t n = seal(&out, BS_RECORD_ALERT, bs_r_from("\0\0", 2), pad, rec);
        cr_assert_eq(n, 5 + 2 + 1 + pad + 16);
        cr_assert_eq(rec[0], BS_RECORD_DATA);
        cr_assert_eq(bs_protect_open(&in, rec, rec + 5, n - 5, &type, &plain), BS_OK);
        cr_assert_eq(type, BS_RECORD_ALERT);
        cr_assert_eq(plain.len, 2, "zeros of the content are not padding");
    }
}

/* A record around any inner plaintext, which bs_protect_seal() would not make. */
static size_t forge(uint8_t *rec, size_t inner) {
    struct bs_impl impl;
    bs_aead_context c;
    struct bs_protect_keys k = format_keys(&gcm);
    size_t body = inner + 16;
    bs_impl_choose(&impl);
    bs_aead_init(&c, &bs_aead_aes128_gcm_class, &impl, k.key.p);
    memcpy(rec, "\x17\x03\x03", 3);
    rec[3] = (uint8_t)(body >> 8);
    rec[4] = (uint8_t)body;
    c.vtable->seal(&c.vtable, k.iv.p, bs_r_from(rec, 5), rec + 5, inner, rec + 5 + inner);
    return body;
}

static bs_status open_forged(uint8_t *rec, size_t body, uint8_t *type, bs_reader *plain) {
    struct bs_protect in = { 0 };
    cr_assert_eq(format_init(&in, &gcm, false), BS_OK);
    return bs_protect_open(&in, rec, rec + 5, body, type, plain);
}

Test(record_tls13, a_record_of_zeros_has_no_type) {
    static const size_t lengths[] = { 0, 1, 2, 100, 16384, 16385 };
    static uint8_t rec[BS_RECORD_MAX_PLAIN + 512];
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        uint8_t type;
        bs_reader plain;
        memset(rec, 0, sizeof rec);
        size_t body = forge(rec, lengths[i]);
        cr_expect_eq(open_forged(rec, body, &type, &plain), BS_E_NO_RECORD_TYPE, "%zu zeros", lengths[i]);
    }
}

Test(record_tls13, the_inner_plaintext_has_its_limit) {
    static uint8_t rec[BS_RECORD_MAX_PLAIN + 512];
    uint8_t type;
    bs_reader plain;
    static const struct {
        size_t inner, content;
        bs_status want;
    } rows[] = {
        { 16385, 16384, BS_OK },                       /* the largest content */
        { 16385, 16000, BS_OK },                       /* with padding up to the limit */
        { 16386, 16385, BS_E_PLAINTEXT_OVERFLOW },     /* one byte too many */
        { 16386, 10, BS_E_PLAINTEXT_OVERFLOW },        /* padding counts, RFC 8446 5.4 */
        { 16384 + 240, 16384, BS_E_PLAINTEXT_OVERFLOW },
        { 16384 + 241, 16384, BS_E_RECORD_OVERFLOW },  /* body of 2^14 + 257 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memset(rec, 0, sizeof rec);
        memset(rec + 5, 'x', rows[i].content);
        rec[5 + rows[i].content] = BS_RECORD_DATA;
        size_t body = forge(rec, rows[i].inner);
        cr_expect_eq(open_forged(rec, body, &type, &plain), rows[i].want, "row %zu", i);
        if (rows[i].want == BS_OK) cr_expect_eq(plain.len, rows[i].content);
    }
}
