#include <criterion/criterion.h>

#include "tests/src/record/formats.h"

/* Records made from outside, with any padding: what bs_protect_seal() never sends. */
struct forgery {
    size_t content, pad;    /* pad: padding bytes including the length byte */
    int bad_at;             /* index of a padding byte to spoil, or -1 */
    bool bad_mac;
};

/* Bytes that are encrypted besides content and padding. */
static size_t inner_mac_len(const struct format *f) { return f->encrypt_then_mac ? 0 : bs_hash_len(f->mac); }

static size_t block_of(const struct format *f) { return bs_bulk_get(f->bulk)->block_len; }

/* HMAC over sequence number 0, type, version, length and the bytes. */
static void put_mac(const struct format *f, const uint8_t *bytes, size_t len, bool bad, uint8_t *out) {
    struct bs_protect_keys k = format_keys(f);
    uint8_t macced[13 + 2048] = { [8] = BS_RECORD_DATA, [9] = (uint8_t)(f->version >> 8), [10] = (uint8_t)f->version,
                                  [11] = (uint8_t)(len >> 8), [12] = (uint8_t)len };
    memcpy(macced + 13, bytes, len);
    bs_hmac_once(f->mac, k.mac_key, bs_r_from(macced, 13 + len), out);
    if (bad) out[1] ^= 1;
}

static size_t forge(const struct format *f, const struct forgery *g, uint8_t *rec) {
    struct bs_impl impl;
    struct bs_protect_keys k = format_keys(f);
    union {
        const br_block_cbcenc_class *vtable;
        br_aes_gen_cbcenc_keys aes;
        br_des_gen_cbcenc_keys des;
    } keys;
    size_t block = block_of(f), inner = inner_mac_len(f), n = g->content + inner + g->pad;
    size_t head = f->version == 0x0301 ? 0 : block, body = head + n;
    uint8_t iv[16], *text = rec + 5 + head;
    bs_impl_choose(&impl);
    memset(rec + 5, 0x5A, head);
    memset(text, 'c', g->content);
    if (inner > 0) put_mac(f, text, g->content, g->bad_mac, text + g->content);
    memset(text + g->content + inner, (int)(g->pad - 1), g->pad);
    if (g->bad_at >= 0) text[g->content + inner + (size_t)g->bad_at] ^= 0x10;
    memcpy(iv, head > 0 ? rec + 5 : k.iv.p, block);
    (block == 8 ? impl.des_cbcenc : impl.aes_cbcenc)->init(&keys.vtable, k.key.p, k.key.len);
    keys.vtable->run(&keys.vtable, iv, text, n);
    if (f->encrypt_then_mac) {
        put_mac(f, rec + 5, body, g->bad_mac, rec + 5 + body);
        body += bs_hash_len(f->mac);
    }
    rec[0] = BS_RECORD_DATA;
    rec[1] = (uint8_t)(f->version >> 8);
    rec[2] = (uint8_t)f->version;
    rec[3] = (uint8_t)(body >> 8);
    rec[4] = (uint8_t)body;
    return body;
}

static bs_status open_forged(const struct format *f, const struct forgery *g, size_t *out_len) {
    static uint8_t rec[4096];
    struct bs_protect in = { 0 };
    uint8_t type;
    bs_reader plain = { 0 };
    size_t body = forge(f, g, rec);
    cr_assert_eq(format_init(&in, f, false), BS_OK);
    bs_status s = bs_protect_open(&in, rec, rec + 5, body, &type, &plain);
    *out_len = plain.len;
    return s;
}

/* RFC 5246 6.2.3.2: padding "may be any length up to 255 bytes, as long as it results in the ... multiple". */
Test(record_cbc, padding_of_every_length_is_taken) {
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        if (formats[f].mac == BS_HASH_NONE) continue;
        for (size_t content = 0; content < 33; content++) {
            for (size_t pad = 1; pad <= 256; pad++) {
                size_t len;
                struct forgery g = { content, pad, -1, false };
                if ((content + inner_mac_len(&formats[f]) + pad) % block_of(&formats[f]) != 0) continue;
                cr_assert_eq(open_forged(&formats[f], &g, &len), BS_OK, "%zu bytes, padding %zu", content, pad);
                cr_assert_eq(len, content);
            }
        }
    }
}

Test(record_cbc, every_wrong_padding_byte_is_the_same_error_as_a_wrong_mac) {
    for (size_t f = 0; f < NUM_FORMATS; f++) {
        size_t mac_len = inner_mac_len(&formats[f]), len;
        if (formats[f].mac == BS_HASH_NONE) continue;
        size_t block = block_of(&formats[f]);
        for (size_t pad = block - (20 + mac_len) % block; pad <= 256; pad += block) {
            struct forgery g = { 20, pad, -1, true };
            cr_expect_eq(open_forged(&formats[f], &g, &len), BS_E_BAD_MAC);
            for (int i = 0; i < (int)pad; i++) {
                g = (struct forgery){ 20, pad, i, false };
                cr_assert_eq(open_forged(&formats[f], &g, &len), BS_E_BAD_MAC, "padding %zu, byte %d", pad, i);
            }
        }
    }
}

Test(record_cbc, each_record_has_an_iv_of_its_own) {
    struct bs_protect out = { 0 };
    uint8_t a[128], b[128];
    uint64_t seed = 3;
    size_t n;
    cr_assert_eq(format_init(&out, &formats[6], true), BS_OK);
    cr_assert_eq(bs_protect_seal(&out, 23, 0, a, 0, 0, toy_random, &seed, &n), BS_OK);
    cr_assert_eq(bs_protect_seal(&out, 23, 0, b, 0, 0, toy_random, &seed, &n), BS_OK);
    cr_expect_neq(memcmp(a + 5, b + 5, 16), 0);
}

/* RFC 2246 6.2.3.2: the IV "for subsequent records is the last ciphertext block from the previous record". */
Test(record_cbc, tls10_chains_its_records) {
    const struct format f = { 0x0301, BS_BULK_AES128_CBC, BS_HASH_SHA1, false };
    struct bs_protect_keys k = format_keys(&f);
    struct bs_protect out = { 0 };
    struct bs_impl impl;
    br_aes_gen_cbcdec_keys aes;
    uint8_t iv[16], rec[128];
    size_t n;
    bs_impl_choose(&impl);
    cr_assert_eq(format_init(&out, &f, true), BS_OK);
    memcpy(iv, k.iv.p, 16);
    for (int i = 0; i < 4; i++) {
        memset(rec + 5, 'x', 20);
        cr_assert_eq(bs_protect_seal(&out, 23, 0, rec, 20, 0, NULL, NULL, &n), BS_OK, "no entropy is asked for");
        cr_assert_eq(n, 5 + 48);
        impl.aes_cbcdec->init(&aes.vtable, k.key.p, k.key.len);
        aes.vtable->run(&aes.vtable, iv, rec + 5, n - 5);
        for (int b = 0; b < 20; b++) cr_assert_eq(rec[5 + b], 'x', "record %d", i);
    }
}
