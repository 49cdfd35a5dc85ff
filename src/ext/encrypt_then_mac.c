/* RFC 7366 2: empty in both hellos; what a peer puts in is ignored, as by OpenSSL. It is for CBC suites alone. */
#include "src/ext/ext.h"

static bool has_mac(const struct bs_hs *hs) { return hs->suite && hs->suite->mac != BS_HASH_NONE; }

static bool wanted(const struct bs_hs *hs, enum bs_ext_msg m) {
    /* 3: a server "MUST NOT" answer with it "if the cipher suite is not a block cipher" */
    if (m != BS_IN_CH) return hs->encrypt_then_mac && has_mac(hs);
    return !bs_hs_flag(hs, BS_CF_NO_ENCRYPT_THEN_MAC);
}

static bs_status write(struct bs_hs *hs, enum bs_ext_msg m, bs_writer *w) {
    (void)hs, (void)m, (void)w;
    return BS_OK;
}

static bs_status read(struct bs_hs *hs, enum bs_ext_msg m, bs_reader body) {
    (void)m, (void)body;
    hs->encrypt_then_mac = !bs_hs_flag(hs, BS_CF_NO_ENCRYPT_THEN_MAC);
    return BS_OK;
}

const struct bs_ext bs_ext_encrypt_then_mac = { .type = BS_EXT_ENCRYPT_THEN_MAC,
                                                .name = "encrypt_then_mac",
                                                .messages = BS_IN_CH | BS_IN_SH12,
                                                .only12 = true,
                                                .wanted = wanted,
                                                .write = write,
                                                .read = read };
