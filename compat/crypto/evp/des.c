/* DES_*: single blocks, CBC, key parity.                                                            man 3 DES_set_key
 *
 * A DES_key_schedule is 128 bytes that the program owns; BearSSL's schedules are of another size. The key itself is
 * kept there, and a schedule is made for each call: these functions are for old protocols with little data. */
#include <openssl/des.h>
#include <string.h>

#include "src/base/secret.h"

#include <bearssl.h>

/* The key as DES uses it is in the first 8 bytes of the schedule. */
static void key_out(const DES_key_schedule *ks, uint8_t out[8]) { memcpy(out, ks, 8); }

void DES_set_key_unchecked(const_DES_cblock *key, DES_key_schedule *schedule) {
    memset(schedule, 0, sizeof *schedule);
    memcpy(schedule, key, 8);
}

void DES_set_odd_parity(DES_cblock *key) {
    for (size_t i = 0; i < DES_KEY_SZ; i++) {
        unsigned b = (*key)[i] & 0xFEu, x = b;
        x ^= x >> 4;
        x ^= x >> 2;
        x ^= x >> 1;
        (*key)[i] = (unsigned char)(b | (~x & 1u));
    }
}

int DES_check_key_parity(const_DES_cblock *key) {
    DES_cblock odd;
    memcpy(odd, key, sizeof odd);
    DES_set_odd_parity(&odd);
    int ok = bs_ct_equal(odd, key, sizeof odd);
    bs_wipe(odd, sizeof odd);
    return ok;
}

/* The keys that undo themselves, or each other in pairs. All are compared, so that nothing is told of other keys. */
int DES_is_weak_key(const_DES_cblock *key) {
    static const DES_cblock weak[] = {
        { 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01 }, { 0xFE, 0xFE, 0xFE, 0xFE, 0xFE, 0xFE, 0xFE, 0xFE },
        { 0x1F, 0x1F, 0x1F, 0x1F, 0x0E, 0x0E, 0x0E, 0x0E }, { 0xE0, 0xE0, 0xE0, 0xE0, 0xF1, 0xF1, 0xF1, 0xF1 },
        { 0x01, 0xFE, 0x01, 0xFE, 0x01, 0xFE, 0x01, 0xFE }, { 0xFE, 0x01, 0xFE, 0x01, 0xFE, 0x01, 0xFE, 0x01 },
        { 0x1F, 0xE0, 0x1F, 0xE0, 0x0E, 0xF1, 0x0E, 0xF1 }, { 0xE0, 0x1F, 0xE0, 0x1F, 0xF1, 0x0E, 0xF1, 0x0E },
        { 0x01, 0xE0, 0x01, 0xE0, 0x01, 0xF1, 0x01, 0xF1 }, { 0xE0, 0x01, 0xE0, 0x01, 0xF1, 0x01, 0xF1, 0x01 },
        { 0x1F, 0xFE, 0x1F, 0xFE, 0x0E, 0xFE, 0x0E, 0xFE }, { 0xFE, 0x1F, 0xFE, 0x1F, 0xFE, 0x0E, 0xFE, 0x0E },
        { 0x01, 0x1F, 0x01, 0x1F, 0x01, 0x0E, 0x01, 0x0E }, { 0x1F, 0x01, 0x1F, 0x01, 0x0E, 0x01, 0x0E, 0x01 },
        { 0xE0, 0xFE, 0xE0, 0xFE, 0xF1, 0xFE, 0xF1, 0xFE }, { 0xFE, 0xE0, 0xFE, 0xE0, 0xFE, 0xF1, 0xFE, 0xF1 },
    };
    int found = 0;
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) found |= bs_ct_equal(weak[i], key, sizeof weak[i]);
    return found;
}

/* The schedule is made of any key; what is said of the key comes after. */
int DES_set_key(const_DES_cblock *key, DES_key_schedule *schedule) {
    DES_set_key_unchecked(key, schedule);
    if (!DES_check_key_parity(key)) return -1;
    return DES_is_weak_key(key) ? -2 : 0;
}

int DES_key_sched(const_DES_cblock *key, DES_key_schedule *schedule) { return DES_set_key(key, schedule); }

static void cbc(const uint8_t *key, size_t key_len, uint8_t *iv, uint8_t *data, size_t len, int enc) {
    if (enc) {
        br_des_ct_cbcenc_keys k;
        br_des_ct_cbcenc_init(&k, key, key_len);
        br_des_ct_cbcenc_run(&k, iv, data, len);
        bs_wipe(&k, sizeof k);
    } else {
        br_des_ct_cbcdec_keys k;
        br_des_ct_cbcdec_init(&k, key, key_len);
        br_des_ct_cbcdec_run(&k, iv, data, len);
        bs_wipe(&k, sizeof k);
    }
}

void DES_ecb_encrypt(const_DES_cblock *input, DES_cblock *output, DES_key_schedule *ks, int enc) {
    uint8_t key[8], iv[8] = { 0 }, block[8];
    key_out(ks, key);
    memcpy(block, input, sizeof block);
    cbc(key, sizeof key, iv, block, sizeof block, enc);
    memcpy(output, block, sizeof block);
    bs_wipe(key, sizeof key);
}

void DES_ecb3_encrypt(const_DES_cblock *input, DES_cblock *output, DES_key_schedule *ks1, DES_key_schedule *ks2,
                      DES_key_schedule *ks3, int enc) {
    uint8_t key[24], iv[8] = { 0 }, block[8];
    key_out(ks1, key);
    key_out(ks2, key + 8);
    key_out(ks3, key + 16);
    memcpy(block, input, sizeof block);
    cbc(key, sizeof key, iv, block, sizeof block, enc);
    memcpy(output, block, sizeof block);
    bs_wipe(key, sizeof key);
}

/* CBC of any length: a last short block is filled up with zeros, and read back as short as it was. */
static void cbc_any(const uint8_t *key, size_t key_len, const uint8_t *in, uint8_t *out, long length, uint8_t iv[8],
                    int enc) {
    const size_t len = length > 0 ? (size_t)length : 0, whole = len / 8 * 8, rest = len - whole;
    memmove(out, in, whole);
    if (whole > 0) cbc(key, key_len, iv, out, whole, enc);
    if (rest == 0) return;
    uint8_t block[8] = { 0 };
    memcpy(block, in + whole, enc ? rest : sizeof block); /* a ciphertext is there whole */
    cbc(key, key_len, iv, block, sizeof block, enc);
    memcpy(out + whole, block, enc ? sizeof block : rest);
    bs_wipe(block, sizeof block);
}

void DES_ncbc_encrypt(const unsigned char *input, unsigned char *output, long length, DES_key_schedule *schedule,
                      DES_cblock *ivec, int enc) {
    uint8_t key[8];
    key_out(schedule, key);
    cbc_any(key, sizeof key, input, output, length, *ivec, enc);
    bs_wipe(key, sizeof key);
}

void DES_cbc_encrypt(const unsigned char *input, unsigned char *output, long length, DES_key_schedule *schedule,
                     DES_cblock *ivec, int enc) {
    DES_cblock iv; /* man 3 DES_cbc_encrypt: "does not update the initialization vector" */
    memcpy(iv, *ivec, sizeof iv);
    DES_ncbc_encrypt(input, output, length, schedule, &iv, enc);
}

void DES_ede3_cbc_encrypt(const unsigned char *input, unsigned char *output, long length, DES_key_schedule *ks1,
                          DES_key_schedule *ks2, DES_key_schedule *ks3, DES_cblock *ivec, int enc) {
    uint8_t key[24];
    key_out(ks1, key);
    key_out(ks2, key + 8);
    key_out(ks3, key + 16);
    cbc_any(key, sizeof key, input, output, length, *ivec, enc);
    bs_wipe(key, sizeof key);
}
