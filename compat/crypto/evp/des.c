/* DES_*: single blocks and key parity.                                                            man 3 DES_set_key
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
