#include <criterion/criterion.h>

#include "src/keys/prf.h"
#include "src/record/protect.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/openssl_tls12_records.h"

#define NUM_ROWS (sizeof openssl_tls12_records / sizeof openssl_tls12_records[0])

/* RFC 5246 6.3: client and server MAC keys, keys, IVs. */
static void key_block(size_t row, struct bs_protect_keys keys[2], uint8_t block[256]) {
    const struct bs_bulk *b = bs_bulk_get(openssl_tls12_records[row].bulk);
    size_t mac_len = bs_hash_len(openssl_tls12_records[row].mac);
    bs_prf(0x0303, openssl_tls12_records[row].prf, hex(openssl_tls12_records[row].master), "key expansion",
           hex(openssl_tls12_records[row].server_random), hex(openssl_tls12_records[row].client_random), block, 256);
    bs_reader r = bs_r_from(block, 256);
    cr_assert(bs_r_bytes(&r, mac_len, &keys[0].mac_key) && bs_r_bytes(&r, mac_len, &keys[1].mac_key));
    cr_assert(bs_r_bytes(&r, b->key_len, &keys[0].key) && bs_r_bytes(&r, b->key_len, &keys[1].key));
    cr_assert(bs_r_bytes(&r, b->fixed_iv_len, &keys[0].iv) && bs_r_bytes(&r, b->fixed_iv_len, &keys[1].iv));
}

static void start(struct bs_protect *p, size_t row, int side, bool sealing) {
    struct bs_impl impl;
    struct bs_protect_keys keys[2] = { { .encrypt_then_mac = false } };
    uint8_t block[256];
    bs_impl_choose(&impl);
    key_block(row, keys, block);
    *p = (struct bs_protect){ 0 };
    cr_assert_eq(bs_protect_init(p, &impl, 0x0303, openssl_tls12_records[row].bulk, openssl_tls12_records[row].mac,
                                 sealing, &keys[side]),
                 BS_OK);
}

static bs_reader open_next(struct bs_protect *p, const char *record, uint8_t rec[128], uint8_t want_type) {
    bs_reader r = hex(record), plain = { 0 };
    uint8_t type = 0;
    cr_assert(bs_r_copy(r, rec, 128));
    cr_expect_eq(bs_protect_open(p, rec, rec + 5, r.len - 5, &type, &plain), BS_OK);
    cr_expect_eq(type, want_type);
    return plain;
}

Test(record_tls12, openssls_records_open) {
    static const char *const said[2] = { OPENSSL_TLS12_PING, OPENSSL_TLS12_PONG };
    for (size_t row = 0; row < NUM_ROWS; row++) {
        for (int side = 0; side < 2; side++) {
            struct bs_protect p;
            uint8_t rec[128];
            start(&p, row, side, false);
            bs_reader plain = open_next(&p, openssl_tls12_records[row].records[side][0], rec, BS_RECORD_HANDSHAKE);
            cr_assert_eq(plain.len, 16);
            cr_expect_eq(memcmp(plain.p, "\x14\x00\x00\x0c", 4), 0, "Finished");
            plain = open_next(&p, openssl_tls12_records[row].records[side][1], rec, BS_RECORD_DATA);
            cr_expect(bs_r_equal(plain, said[side], strlen(said[side])), "%s", openssl_tls12_records[row].suite);
        }
    }
}

Test(record_tls12, openssls_records_are_sealed_byte_for_byte) {
    for (size_t row = 0; row < NUM_ROWS; row++) {
        const struct bs_bulk *b = bs_bulk_get(openssl_tls12_records[row].bulk);
        if (b->fixed_iv_len == 4) continue; /* GCM: OpenSSL draws where its explicit nonces begin */
        for (int side = 0; side < 2; side++) {
            struct bs_protect in, out;
            start(&in, row, side, false);
            start(&out, row, side, true);
            for (int i = 0; i < 2; i++) {
                const char *record = openssl_tls12_records[row].records[side][i];
                uint8_t rec[128], made[128], type = i == 0 ? BS_RECORD_HANDSHAKE : BS_RECORD_DATA;
                bs_reader plain = open_next(&in, record, rec, type), iv = bs_r_from(hex(record).p + 5, 16);
                size_t n = 0;
                memcpy(made + 5 + bs_protect_head(&out), plain.p, plain.len);
                cr_assert_eq(bs_protect_seal(&out, type, 0, made, plain.len, 0, scripted_random, &iv, &n), BS_OK);
                cr_expect(bs_r_equal(hex(record), made, n), "%s", openssl_tls12_records[row].suite);
            }
        }
    }
}
