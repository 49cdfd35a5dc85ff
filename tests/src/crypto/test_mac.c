/* KMAC and Poly1305. */
#include <criterion/criterion.h>

#include "src/crypto/kmac.h"
#include "src/crypto/poly1305.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc8439_poly1305.h"
#include "tests/vectors/sp800_185_kmac.h"

Test(crypto_mac, kmac_sp800_185_in_pieces_of_any_size) {
    uint8_t bytes[200], key[32], out[64];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof key; i++) key[i] = (uint8_t)(0x40 + i);
    for (size_t i = 0; i < sizeof sp800_185_kmac / sizeof sp800_185_kmac[0]; i++) {
        const struct bs_sha3_class *kind = sp800_185_kmac[i].bits == 128 ? &bs_cshake128 : &bs_cshake256;
        bs_reader custom = bs_r_from(sp800_185_kmac[i].custom, strlen(sp800_185_kmac[i].custom));
        for (size_t piece = 1; piece <= 200; piece += 33) {
            bs_kmac k;
            bs_kmac_init(&k, kind, bs_r_from(key, sizeof key), custom);
            for (size_t at = 0; at < sp800_185_kmac[i].data_len; at += piece) {
                size_t left = sp800_185_kmac[i].data_len - at;
                bs_kmac_update(&k, bytes + at, left < piece ? left : piece);
            }
            bs_kmac_out(&k, sp800_185_kmac[i].xof, out, kind->out_len);
            cr_expect(bs_r_equal(hex(sp800_185_kmac[i].out), out, kind->out_len), "sample %zu", i);
        }
    }
}

Test(crypto_mac, poly1305_rfc8439_in_pieces_of_any_size) {
    for (size_t i = 0; i < sizeof rfc8439_poly1305 / sizeof rfc8439_poly1305[0]; i++) {
        uint8_t key[BS_POLY1305_KEY], tag[BS_POLY1305_TAG], message[128];
        bs_reader k = hex(rfc8439_poly1305[i].key);
        memcpy(key, k.p, sizeof key);
        bs_reader m = hex(rfc8439_poly1305[i].message);
        cr_assert_leq(m.len, sizeof message);
        memcpy(message, m.p, m.len);
        const size_t len = m.len;
        for (size_t piece = 1; piece <= len; piece++) {
            bs_poly1305 p;
            bs_poly1305_init(&p, key);
            for (size_t at = 0; at < len; at += piece) {
                bs_poly1305_update(&p, message + at, len - at < piece ? len - at : piece);
            }
            bs_poly1305_out(&p, tag);
            bs_poly1305_out(&p, tag); /* which changes nothing */
            cr_expect(bs_r_equal(hex(rfc8439_poly1305[i].tag), tag, sizeof tag), "vector %zu", i);
        }
    }
}
