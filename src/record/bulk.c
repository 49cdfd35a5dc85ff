#include "src/record/bulk.h"

/* RFC 8446 5.5: "up to 2^24.5 full-size records (about 24 million) may be encrypted on a given connection". */
#define GCM_SEAL_LIMIT 23726566u
/* RFC 9147 4.5.3, since RFC 8446 is silent: 2^23 records. */
#define CCM_SEAL_LIMIT 8388608u

const struct bs_bulk *bs_bulk_get(enum bs_bulk_id id) {
    static const struct bs_bulk table[] = {
        [BS_BULK_NULL] = { BS_BULK_NULL, "None", 0, 0, 0, 0, 0, UINT64_MAX },
        [BS_BULK_AES128_GCM] = { BS_BULK_AES128_GCM, "AESGCM(128)", 16, 4, 0, 16, 128, GCM_SEAL_LIMIT },
        [BS_BULK_AES256_GCM] = { BS_BULK_AES256_GCM, "AESGCM(256)", 32, 4, 0, 16, 256, GCM_SEAL_LIMIT },
        [BS_BULK_CHACHA20_POLY1305] = { BS_BULK_CHACHA20_POLY1305, "CHACHA20/POLY1305(256)", 32, 12, 0, 16, 256,
                                        UINT64_MAX },
        [BS_BULK_AES128_CBC] = { BS_BULK_AES128_CBC, "AES(128)", 16, 0, 16, 0, 128, UINT64_MAX },
        [BS_BULK_AES256_CBC] = { BS_BULK_AES256_CBC, "AES(256)", 32, 0, 16, 0, 256, UINT64_MAX },
        [BS_BULK_AES128_CCM] = { BS_BULK_AES128_CCM, "AESCCM(128)", 16, 4, 0, 16, 128, CCM_SEAL_LIMIT },
        [BS_BULK_AES256_CCM] = { BS_BULK_AES256_CCM, "AESCCM(256)", 32, 4, 0, 16, 256, CCM_SEAL_LIMIT },
        [BS_BULK_AES128_CCM_8] = { BS_BULK_AES128_CCM_8, "AESCCM8(128)", 16, 4, 0, 8, 128, CCM_SEAL_LIMIT },
        [BS_BULK_AES256_CCM_8] = { BS_BULK_AES256_CCM_8, "AESCCM8(256)", 32, 4, 0, 8, 256, CCM_SEAL_LIMIT },
        [BS_BULK_3DES_CBC] = { BS_BULK_3DES_CBC, "3DES(168)", 24, 0, 8, 0, 112, UINT64_MAX },
    };
    return (size_t)id < sizeof table / sizeof table[0] ? &table[id] : NULL;
}

size_t bs_bulk_iv_len(const struct bs_bulk *b, uint16_t version) {
    if (version >= 0x0304) return 12;
    return version == 0x0301 ? b->block_len : b->fixed_iv_len;
}
