#include "src/crypto/aead.h"

const bs_aead_class *bs_aead_class_of(enum bs_aead_id id) {
    static const bs_aead_class *const classes[] = {
        [BS_AEAD_AES128_GCM] = &bs_aead_aes128_gcm_class,
        [BS_AEAD_AES256_GCM] = &bs_aead_aes256_gcm_class,
        [BS_AEAD_CHACHA20_POLY1305] = &bs_aead_chacha20_poly1305_class,
        [BS_AEAD_AES128_CCM] = &bs_aead_aes128_ccm_class,
        [BS_AEAD_AES256_CCM] = &bs_aead_aes256_ccm_class,
        [BS_AEAD_AES128_CCM_8] = &bs_aead_aes128_ccm_8_class,
        [BS_AEAD_AES256_CCM_8] = &bs_aead_aes256_ccm_8_class,
    };
    return classes[id];
}
