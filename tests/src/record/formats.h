/**
 * \file formats.h
 * \brief Every record format that exists, and a pair of ends for each.
 */
#ifndef TESTS_SRC_RECORD_FORMATS_H
#define TESTS_SRC_RECORD_FORMATS_H

#include "src/record/protect.h"
#include "tests/vectors/hex.h"

struct format {
    uint16_t version;
    enum bs_bulk_id bulk;
    enum bs_hash mac;
    bool encrypt_then_mac;
};

static const struct format formats[] = {
    { 0x0304, BS_BULK_AES128_GCM, BS_HASH_NONE, false },  { 0x0304, BS_BULK_AES256_GCM, BS_HASH_NONE, false },
    { 0x0304, BS_BULK_CHACHA20_POLY1305, BS_HASH_NONE, false },
    { 0x0303, BS_BULK_AES128_GCM, BS_HASH_NONE, false },  { 0x0303, BS_BULK_AES256_GCM, BS_HASH_NONE, false },
    { 0x0303, BS_BULK_CHACHA20_POLY1305, BS_HASH_NONE, false },
    { 0x0303, BS_BULK_AES128_CBC, BS_HASH_SHA1, false },  { 0x0303, BS_BULK_AES128_CBC, BS_HASH_SHA256, false },
    { 0x0303, BS_BULK_AES256_CBC, BS_HASH_SHA384, false }, { 0x0302, BS_BULK_AES256_CBC, BS_HASH_SHA1, false },
    { 0x0301, BS_BULK_AES128_CBC, BS_HASH_SHA1, false },  { 0x0301, BS_BULK_AES256_CBC, BS_HASH_SHA1, false },
    { 0x0303, BS_BULK_AES128_CBC, BS_HASH_SHA256, true }, { 0x0303, BS_BULK_AES256_CBC, BS_HASH_SHA384, true },
    { 0x0302, BS_BULK_AES128_CBC, BS_HASH_SHA1, true }, { 0x0301, BS_BULK_AES256_CBC, BS_HASH_SHA1, true },
    { 0x0304, BS_BULK_AES128_CCM, BS_HASH_NONE, false }, { 0x0304, BS_BULK_AES128_CCM_8, BS_HASH_NONE, false },
    { 0x0303, BS_BULK_AES128_CCM, BS_HASH_NONE, false }, { 0x0303, BS_BULK_AES256_CCM, BS_HASH_NONE, false },
    { 0x0303, BS_BULK_AES128_CCM_8, BS_HASH_NONE, false }, { 0x0303, BS_BULK_AES256_CCM_8, BS_HASH_NONE, false },
    { 0x0303, BS_BULK_3DES_CBC, BS_HASH_SHA1, false }, { 0x0301, BS_BULK_3DES_CBC, BS_HASH_SHA1, false },
    { 0x0302, BS_BULK_3DES_CBC, BS_HASH_SHA1, true }, { 0x0301, BS_BULK_3DES_CBC, BS_HASH_SHA1, true },
    /* the rest of CBC: each version, cipher and MAC, the MAC inside or outside */
    { 0x0303, BS_BULK_AES256_CBC, BS_HASH_SHA1, false }, { 0x0303, BS_BULK_AES256_CBC, BS_HASH_SHA256, false },
    { 0x0302, BS_BULK_AES128_CBC, BS_HASH_SHA1, false }, { 0x0302, BS_BULK_3DES_CBC, BS_HASH_SHA1, false },
    { 0x0303, BS_BULK_AES128_CBC, BS_HASH_SHA1, true }, { 0x0303, BS_BULK_AES256_CBC, BS_HASH_SHA1, true },
    { 0x0303, BS_BULK_AES256_CBC, BS_HASH_SHA256, true }, { 0x0303, BS_BULK_3DES_CBC, BS_HASH_SHA1, true },
    { 0x0302, BS_BULK_AES256_CBC, BS_HASH_SHA1, true }, { 0x0301, BS_BULK_AES128_CBC, BS_HASH_SHA1, true },
};
#define NUM_FORMATS (sizeof formats / sizeof formats[0])

static const uint8_t test_keys[64] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+";

static inline struct bs_protect_keys format_keys(const struct format *f) {
    const struct bs_bulk *b = bs_bulk_get(f->bulk);
    return (struct bs_protect_keys){ bs_r_from(test_keys, b->key_len),
                                     bs_r_from(test_keys + 40, bs_bulk_iv_len(b, f->version)),
                                     bs_r_from(test_keys + 5, bs_hash_len(f->mac)), f->encrypt_then_mac };
}

static inline bs_status format_init(struct bs_protect *p, const struct format *f, bool sealing) {
    struct bs_impl impl;
    struct bs_protect_keys keys = format_keys(f);
    bs_impl_choose(&impl);
    return bs_protect_init(p, &impl, f->version, f->bulk, f->mac, sealing, &keys);
}

#endif
