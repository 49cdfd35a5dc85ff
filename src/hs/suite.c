#include "src/hs/suite.h"

#include <string.h>

#include "src/base/reader.h"
#include "src/hs/config.h"

/* Columns: id, OpenSSL name, IANA name, versions, kx, auth, bulk, mac, prf, bits. The CBC suites with SHA-1 reach back
 * to SSL 3.0 in OpenSSL's table and to TLS 1.0 here; their PRF hash counts in TLS 1.2 alone (RFC 5246 5). */
#define TLS13(id, name, bulk, prf, bits) \
    { id, name, name, BS_TLS13, BS_TLS13, BS_KX_ANY, BS_AUTH_ANY, bulk, BS_HASH_NONE, prf, bits, bits }
#define AEAD12(id, name, std, kx, auth, bulk, prf, bits) \
    { id, name, std, BS_TLS12, BS_TLS12, kx, auth, bulk, BS_HASH_NONE, prf, bits, bits }
#define CBC12(id, name, std, kx, auth, bulk, hash, bits) \
    { id, name, std, BS_TLS12, BS_TLS12, kx, auth, bulk, hash, hash, bits, bits }
#define CBC10(id, name, std, kx, auth, bulk, bits) \
    { id, name, std, BS_TLS10, BS_TLS12, kx, auth, bulk, BS_HASH_SHA1, BS_HASH_SHA256, bits, bits }

const struct bs_suite bs_suites[] = {
    TLS13(0x1302, "TLS_AES_256_GCM_SHA384", BS_BULK_AES256_GCM, BS_HASH_SHA384, 256),
    TLS13(0x1303, "TLS_CHACHA20_POLY1305_SHA256", BS_BULK_CHACHA20_POLY1305, BS_HASH_SHA256, 256),
    TLS13(0x1301, "TLS_AES_128_GCM_SHA256", BS_BULK_AES128_GCM, BS_HASH_SHA256, 128),
    AEAD12(0xC02C, "ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", BS_KX_ECDHE,
           BS_AUTH_ECDSA, BS_BULK_AES256_GCM, BS_HASH_SHA384, 256),
    AEAD12(0xC030, "ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", BS_KX_ECDHE, BS_AUTH_RSA,
           BS_BULK_AES256_GCM, BS_HASH_SHA384, 256),
    AEAD12(0xCCA9, "ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", BS_KX_ECDHE,
           BS_AUTH_ECDSA, BS_BULK_CHACHA20_POLY1305, BS_HASH_SHA256, 256),
    AEAD12(0xCCA8, "ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", BS_KX_ECDHE,
           BS_AUTH_RSA, BS_BULK_CHACHA20_POLY1305, BS_HASH_SHA256, 256),
    AEAD12(0xC02B, "ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", BS_KX_ECDHE,
           BS_AUTH_ECDSA, BS_BULK_AES128_GCM, BS_HASH_SHA256, 128),
    AEAD12(0xC02F, "ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", BS_KX_ECDHE, BS_AUTH_RSA,
           BS_BULK_AES128_GCM, BS_HASH_SHA256, 128),
    CBC12(0xC024, "ECDHE-ECDSA-AES256-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", BS_KX_ECDHE, BS_AUTH_ECDSA,
          BS_BULK_AES256_CBC, BS_HASH_SHA384, 256),
    CBC12(0xC028, "ECDHE-RSA-AES256-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", BS_KX_ECDHE, BS_AUTH_RSA,
          BS_BULK_AES256_CBC, BS_HASH_SHA384, 256),
    CBC12(0xC023, "ECDHE-ECDSA-AES128-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", BS_KX_ECDHE, BS_AUTH_ECDSA,
          BS_BULK_AES128_CBC, BS_HASH_SHA256, 128),
    CBC12(0xC027, "ECDHE-RSA-AES128-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", BS_KX_ECDHE, BS_AUTH_RSA,
          BS_BULK_AES128_CBC, BS_HASH_SHA256, 128),
    CBC10(0xC00A, "ECDHE-ECDSA-AES256-SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", BS_KX_ECDHE, BS_AUTH_ECDSA,
          BS_BULK_AES256_CBC, 256),
    CBC10(0xC014, "ECDHE-RSA-AES256-SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", BS_KX_ECDHE, BS_AUTH_RSA,
          BS_BULK_AES256_CBC, 256),
    CBC10(0xC009, "ECDHE-ECDSA-AES128-SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", BS_KX_ECDHE, BS_AUTH_ECDSA,
          BS_BULK_AES128_CBC, 128),
    CBC10(0xC013, "ECDHE-RSA-AES128-SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", BS_KX_ECDHE, BS_AUTH_RSA,
          BS_BULK_AES128_CBC, 128),
    AEAD12(0x009D, "AES256-GCM-SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384", BS_KX_RSA, BS_AUTH_RSA, BS_BULK_AES256_GCM,
           BS_HASH_SHA384, 256),
    AEAD12(0x009C, "AES128-GCM-SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256", BS_KX_RSA, BS_AUTH_RSA, BS_BULK_AES128_GCM,
           BS_HASH_SHA256, 128),
    CBC12(0x003D, "AES256-SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA256", BS_KX_RSA, BS_AUTH_RSA, BS_BULK_AES256_CBC,
          BS_HASH_SHA256, 256),
    CBC12(0x003C, "AES128-SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA256", BS_KX_RSA, BS_AUTH_RSA, BS_BULK_AES128_CBC,
          BS_HASH_SHA256, 128),
    CBC10(0x0035, "AES256-SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", BS_KX_RSA, BS_AUTH_RSA, BS_BULK_AES256_CBC, 256),
    CBC10(0x002F, "AES128-SHA", "TLS_RSA_WITH_AES_128_CBC_SHA", BS_KX_RSA, BS_AUTH_RSA, BS_BULK_AES128_CBC, 128),
};
const size_t bs_num_suites = sizeof bs_suites / sizeof bs_suites[0];

const struct bs_suite *bs_suite_find(uint16_t id) {
    for (size_t i = 0; i < bs_num_suites; i++) {
        if (bs_suites[i].id == id) return &bs_suites[i];
    }
    return NULL;
}

static bool is_name(const char *s, const char *name, size_t len) { return bs_r_equal(bs_r_from(s, strlen(s)), name, len); }

const struct bs_suite *bs_suite_by_name(const char *name, size_t len) {
    for (size_t i = 0; i < bs_num_suites; i++) {
        const struct bs_suite *s = &bs_suites[i];
        if (is_name(s->name, name, len) || is_name(s->std_name, name, len)) return s;
    }
    return NULL;
}
