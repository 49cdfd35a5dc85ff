/* Every row of the table of signature algorithms, by the numbers of the documents that define them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "src/x509/der.h"
#include "src/x509/sig_alg.h"

struct expected {
    const char *oid; /* content, in hexadecimal */
    bool known_alone; /* by name, but not verified */
    enum bs_sig_kind kind;
    enum bs_hash hash;
    unsigned bits; /* of security */
    enum bs_key_type key;
};

static const struct expected all[] = {
    { "2A864886F70D010102", true, BS_SIG_RSA_PKCS1, BS_HASH_NONE, 0, BS_KEY_RSA },        /* RFC 3279 md2WithRSAEncryption */
    { "2A864886F70D010104", false, BS_SIG_RSA_PKCS1, BS_HASH_MD5, 39, BS_KEY_RSA },       /* RFC 3279 md5WithRSAEncryption */
    { "2A864886F70D010105", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA1, 63, BS_KEY_RSA },      /* RFC 3279 sha1WithRSAEncryption */
    { "2B0E03021D", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA1, 63, BS_KEY_RSA },              /* OIW sha1WithRSA */
    { "2A864886F70D01010E", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA224, 112, BS_KEY_RSA },   /* RFC 4055 */
    { "2A864886F70D01010B", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA256, 128, BS_KEY_RSA },
    { "2A864886F70D01010C", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA384, 192, BS_KEY_RSA },
    { "2A864886F70D01010D", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA512, 256, BS_KEY_RSA },
    { "60864801650304030D", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA3_224, 112, BS_KEY_RSA }, /* NIST's register */
    { "60864801650304030E", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA3_256, 128, BS_KEY_RSA },
    { "60864801650304030F", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA3_384, 192, BS_KEY_RSA },
    { "6086480165030403" "10", false, BS_SIG_RSA_PKCS1, BS_HASH_SHA3_512, 256, BS_KEY_RSA },
    { "2B2403030102", false, BS_SIG_RSA_PKCS1, BS_HASH_RIPEMD160, 80, BS_KEY_RSA },       /* TeleTrusT */
    { "2A8648CE3D0401", false, BS_SIG_ECDSA, BS_HASH_SHA1, 63, BS_KEY_EC },               /* RFC 3279 ecdsa-with-SHA1 */
    { "2A8648CE3D040301", false, BS_SIG_ECDSA, BS_HASH_SHA224, 112, BS_KEY_EC },          /* RFC 5758 3.2 */
    { "2A8648CE3D040302", false, BS_SIG_ECDSA, BS_HASH_SHA256, 128, BS_KEY_EC },
    { "2A8648CE3D040303", false, BS_SIG_ECDSA, BS_HASH_SHA384, 192, BS_KEY_EC },
    { "2A8648CE3D040304", false, BS_SIG_ECDSA, BS_HASH_SHA512, 256, BS_KEY_EC },
    { "2B6570", false, BS_SIG_ED25519, BS_HASH_NONE, 128, BS_KEY_ED25519 },               /* RFC 8410 3 */
    { "2B6571", false, BS_SIG_ED448, BS_HASH_NONE, 224, BS_KEY_ED448 },
};
#define NUM (sizeof all / sizeof all[0])

static size_t unhex(uint8_t *out, const char *hex) {
    size_t n = strlen(hex) / 2;
    for (size_t i = 0; i < n; i++) {
        unsigned b;
        cr_assert_eq(sscanf(hex + 2 * i, "%2x", &b), 1);
        out[i] = (uint8_t)b;
    }
    return n;
}

static bs_reader identifier(uint8_t buf[64], const char *oid, const char *params) {
    uint8_t bytes[32];
    bs_writer w = bs_w_to(buf, 64);
    bs_mark m = bs_der_open(&w, BS_DER_SEQUENCE);
    size_t n = unhex(bytes, oid);
    bs_der_put(&w, BS_DER_OID, bytes, n);
    n = unhex(bytes, params);
    bs_w_bytes(&w, bytes, n);
    bs_der_close(&w, m);
    cr_assert(!w.bad);
    return bs_w_written(&w);
}

Test(x509_sig_alg, each_algorithm_is_what_its_document_says) {
    for (size_t i = 0; i < NUM; i++) {
        const struct expected *e = &all[i];
        uint8_t buf[64];
        struct bs_sig_alg got;
        bs_reader r = identifier(buf, e->oid, "");
        cr_expect(bs_sig_alg_known(r), "%s", e->oid);
        cr_expect_eq(bs_sig_alg_decode(&got, r), e->known_alone ? BS_E_UNSUPPORTED : BS_OK, "%s", e->oid);
        if (!e->known_alone) {
            cr_expect_eq(got.kind, e->kind, "%s", e->oid);
            cr_expect_eq((int)got.hash, (int)e->hash, "%s", e->oid);
        }
        cr_expect_eq(bs_sig_alg_security_bits(r), e->bits, "%s", e->oid);
    }
}

Test(x509_sig_alg, each_fits_its_own_kind_of_key) {
    for (size_t i = 0; i < NUM; i++) {
        uint8_t buf[64];
        bs_reader r = identifier(buf, all[i].oid, "");
        for (int type = BS_KEY_NONE; type <= BS_KEY_ED448; type++) {
            struct bs_pubkey k = { .type = (enum bs_key_type)type };
            cr_expect_eq(bs_sig_alg_fits_key(r, &k), type == (int)all[i].key, "%s, key %d", all[i].oid, type);
        }
    }
}

/* RFC 4055 5, RFC 5758 3.2, RFC 8410 3: NULL or nothing. */
Test(x509_sig_alg, parameters_are_null_or_absent) {
    for (size_t i = 0; i < NUM; i++) {
        uint8_t buf[64];
        struct bs_sig_alg got;
        if (all[i].known_alone) continue;
        cr_expect_eq(bs_sig_alg_decode(&got, identifier(buf, all[i].oid, "0500")), BS_OK, "%s", all[i].oid);
        cr_expect_eq(bs_sig_alg_decode(&got, identifier(buf, all[i].oid, "050100")), BS_E_DECODE, "%s", all[i].oid);
        cr_expect_eq(bs_sig_alg_decode(&got, identifier(buf, all[i].oid, "05000500")), BS_E_DECODE, "%s", all[i].oid);
        cr_expect_eq(bs_sig_alg_decode(&got, identifier(buf, all[i].oid, "3000")), BS_E_DECODE, "%s", all[i].oid);
    }
}

Test(x509_sig_alg, no_neighbour_is_taken_for_one) {
    static const uint8_t pss[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A };
    for (size_t i = 0; i < NUM; i++) {
        for (unsigned other = 0; other < 256; other++) {
            uint8_t buf[64];
            bs_reader r = identifier(buf, all[i].oid, "");
            buf[r.len - 1] = (uint8_t)other;
            bool listed = r.len > 9 && memcmp(r.p + r.len - 9, pss, 9) == 0;
            for (size_t k = 0; k < NUM; k++) {
                uint8_t same[64];
                listed = listed || bs_r_same(r, identifier(same, all[k].oid, ""));
            }
            cr_expect_eq(bs_sig_alg_known(r), listed, "%s with %u", all[i].oid, other);
        }
    }
}

/* RFC 4055 3.1: PSS with its parameters, which must be there. */
Test(x509_sig_alg, pss_has_parameters) {
    static const char pss[] = "2A864886F70D01010A";
    uint8_t buf[64];
    struct bs_sig_alg got;
    struct bs_pubkey rsa = { .type = BS_KEY_RSA }, key = { .type = BS_KEY_RSA_PSS }, ec = { .type = BS_KEY_EC };
    cr_expect_neq(bs_sig_alg_decode(&got, identifier(buf, pss, "")), BS_OK);
    cr_expect_eq(bs_sig_alg_decode(&got, identifier(buf, pss, "3000")), BS_OK); /* SHA-1, MGF1 with it, 20 bytes */
    cr_expect_eq((int)got.hash, (int)BS_HASH_SHA1);
    cr_expect_eq((int)got.mgf_hash, (int)BS_HASH_SHA1);
    cr_expect_eq(got.salt_len, 20);
    bs_reader r = identifier(buf, pss, "3000");
    cr_expect(bs_sig_alg_fits_key(r, &rsa) && bs_sig_alg_fits_key(r, &key) && !bs_sig_alg_fits_key(r, &ec));
}
