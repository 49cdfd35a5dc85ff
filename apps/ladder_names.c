#include <stdio.h>

#include "apps/ladder.h"

struct name { unsigned number; const char *text; };

static const char *look_up(const struct name *list, size_t num, unsigned number, struct app_name_buf *buf,
                           const char *what) {
    for (size_t i = 0; i < num; i++) {
        if (list[i].number == number) {
            return list[i].text;
        }
    }
    snprintf(buf->text, sizeof(buf->text), "%s 0x%04x", what, number);
    return buf->text;
}
#define LOOK_UP(list, number, buf, what) look_up(list, sizeof(list) / sizeof(list[0]), number, buf, what)

const char *app_version_name(unsigned version, struct app_name_buf *buf) {
    static const struct name names[] = {
        { 0x0300, "SSL 3.0" }, { 0x0301, "TLS 1.0" }, { 0x0302, "TLS 1.1" }, { 0x0303, "TLS 1.2" },
        { 0x0304, "TLS 1.3" },
    };
    return LOOK_UP(names, version, buf, "version");
}

const char *app_suite_name(unsigned suite, struct app_name_buf *buf) {
    static const struct name names[] = {
        { 0x1301, "TLS_AES_128_GCM_SHA256" }, { 0x1302, "TLS_AES_256_GCM_SHA384" },
        { 0x1303, "TLS_CHACHA20_POLY1305_SHA256" }, { 0x1304, "TLS_AES_128_CCM_SHA256" },
        { 0x1305, "TLS_AES_128_CCM_8_SHA256" },
        { 0xc02b, "ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" }, { 0xc02c, "ECDHE_ECDSA_WITH_AES_256_GCM_SHA384" },
        { 0xc02f, "ECDHE_RSA_WITH_AES_128_GCM_SHA256" }, { 0xc030, "ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
        { 0xcca8, "ECDHE_RSA_WITH_CHACHA20_POLY1305" }, { 0xcca9, "ECDHE_ECDSA_WITH_CHACHA20_POLY1305" },
        { 0xccaa, "DHE_RSA_WITH_CHACHA20_POLY1305" },
        { 0xc009, "ECDHE_ECDSA_WITH_AES_128_CBC_SHA" }, { 0xc00a, "ECDHE_ECDSA_WITH_AES_256_CBC_SHA" },
        { 0xc013, "ECDHE_RSA_WITH_AES_128_CBC_SHA" }, { 0xc014, "ECDHE_RSA_WITH_AES_256_CBC_SHA" },
        { 0xc023, "ECDHE_ECDSA_WITH_AES_128_CBC_SHA256" }, { 0xc024, "ECDHE_ECDSA_WITH_AES_256_CBC_SHA384" },
        { 0xc027, "ECDHE_RSA_WITH_AES_128_CBC_SHA256" }, { 0xc028, "ECDHE_RSA_WITH_AES_256_CBC_SHA384" },
        { 0x009c, "RSA_WITH_AES_128_GCM_SHA256" }, { 0x009d, "RSA_WITH_AES_256_GCM_SHA384" },
        { 0x002f, "RSA_WITH_AES_128_CBC_SHA" }, { 0x0035, "RSA_WITH_AES_256_CBC_SHA" },
        { 0x003c, "RSA_WITH_AES_128_CBC_SHA256" }, { 0x003d, "RSA_WITH_AES_256_CBC_SHA256" },
        { 0x009e, "DHE_RSA_WITH_AES_128_GCM_SHA256" }, { 0x009f, "DHE_RSA_WITH_AES_256_GCM_SHA384" },
        { 0x0033, "DHE_RSA_WITH_AES_128_CBC_SHA" }, { 0x0039, "DHE_RSA_WITH_AES_256_CBC_SHA" },
        { 0x0067, "DHE_RSA_WITH_AES_128_CBC_SHA256" }, { 0x006b, "DHE_RSA_WITH_AES_256_CBC_SHA256" },
        { 0xc09c, "RSA_WITH_AES_128_CCM" }, { 0xc09d, "RSA_WITH_AES_256_CCM" },
        { 0xc0ac, "ECDHE_ECDSA_WITH_AES_128_CCM" }, { 0xc0ad, "ECDHE_ECDSA_WITH_AES_256_CCM" },
        { 0xc0ae, "ECDHE_ECDSA_WITH_AES_128_CCM_8" }, { 0xc0af, "ECDHE_ECDSA_WITH_AES_256_CCM_8" },
        { 0x000a, "RSA_WITH_3DES_EDE_CBC_SHA" }, { 0xc012, "ECDHE_RSA_WITH_3DES_EDE_CBC_SHA" },
    };
    return LOOK_UP(names, suite, buf, "suite");
}

const char *app_group_name(unsigned group, struct app_name_buf *buf) {
    static const struct name names[] = {
        { 0x001d, "x25519" }, { 0x001e, "x448" }, { 0x0017, "secp256r1" }, { 0x0018, "secp384r1" },
        { 0x0019, "secp521r1" }, { 0x0016, "secp256k1" }, { 0x0100, "ffdhe2048" }, { 0x0101, "ffdhe3072" },
        { 0x0102, "ffdhe4096" }, { 0x0103, "ffdhe6144" }, { 0x0104, "ffdhe8192" }, { 0x11ec, "X25519MLKEM768" },
        { 0x001a, "brainpoolP256r1" }, { 0x001b, "brainpoolP384r1" }, { 0x001c, "brainpoolP512r1" },
    };
    if ((group & 0x0f0f) == 0x0a0a && group >> 8 == (group & 0xff)) { /* RFC 8701 */
        return "(grease)";
    }
    return LOOK_UP(names, group, buf, "group");
}

const char *app_sigalg_name(unsigned sigalg, struct app_name_buf *buf) {
    static const struct name names[] = {
        { 0x0401, "rsa_pkcs1_sha256" }, { 0x0501, "rsa_pkcs1_sha384" }, { 0x0601, "rsa_pkcs1_sha512" },
        { 0x0403, "ecdsa_secp256r1_sha256" }, { 0x0503, "ecdsa_secp384r1_sha384" },
        { 0x0603, "ecdsa_secp521r1_sha512" }, { 0x0804, "rsa_pss_rsae_sha256" }, { 0x0805, "rsa_pss_rsae_sha384" },
        { 0x0806, "rsa_pss_rsae_sha512" }, { 0x0807, "ed25519" }, { 0x0808, "ed448" },
        { 0x0809, "rsa_pss_pss_sha256" }, { 0x080a, "rsa_pss_pss_sha384" }, { 0x080b, "rsa_pss_pss_sha512" },
        { 0x0201, "rsa_pkcs1_sha1" }, { 0x0203, "ecdsa_sha1" }, { 0x0301, "rsa_pkcs1_sha224" },
        { 0x0303, "ecdsa_sha224" },
    };
    return LOOK_UP(names, sigalg, buf, "signature");
}

const char *app_alert_name(unsigned alert, struct app_name_buf *buf) {
    static const struct name names[] = { /* RFC 8446 B.2, RFC 5246 7.2 */
        { 0, "close_notify" }, { 10, "unexpected_message" }, { 20, "bad_record_mac" }, { 22, "record_overflow" },
        { 40, "handshake_failure" }, { 42, "bad_certificate" }, { 43, "unsupported_certificate" },
        { 44, "certificate_revoked" }, { 45, "certificate_expired" }, { 46, "certificate_unknown" },
        { 47, "illegal_parameter" }, { 48, "unknown_ca" }, { 49, "access_denied" }, { 50, "decode_error" },
        { 51, "decrypt_error" }, { 70, "protocol_version" }, { 71, "insufficient_security" },
        { 80, "internal_error" }, { 86, "inappropriate_fallback" }, { 90, "user_canceled" },
        { 100, "no_renegotiation" }, { 109, "missing_extension" }, { 110, "unsupported_extension" },
        { 112, "unrecognized_name" }, { 113, "bad_certificate_status_response" }, { 115, "unknown_psk_identity" },
        { 116, "certificate_required" }, { 120, "no_application_protocol" },
    };
    return LOOK_UP(names, alert, buf, "alert");
}
