/* Keys in DER; the first byte says as what. What can be read is written again and read as the same key. */
#include "src/x509/dh_der.h"
#include "src/x509/key_der.h"
#include "src/x509/sig_alg.h"
#include "tests/fuzz/take.h"

static void encode_public(const struct bs_pubkey *k) {
    struct bs_pubkey again;
    size_t room = bs_key_der_room(k), len;
    uint8_t *out = (uint8_t *)malloc(room);
    if (!out) abort();
    bs_writer w = bs_w_to(out, room);
    bs_spki_encode(&w, k, NULL);
    must(bs_w_finish(&w, &len));
    must(bs_spki_decode(&again, bs_r_from(out, len)) == BS_OK && bs_pubkey_equal(k, &again));
    free(out);
    (void)bs_pubkey_bits(k);
    (void)bs_pubkey_security_bits(k);
    (void)bs_pubkey_check(k);
}

static void encode_private(const struct bs_privkey *k) {
    struct bs_privkey *again = NULL;
    size_t room = bs_key_der_room(&k->pub), len;
    uint8_t *out = (uint8_t *)malloc(room);
    if (!out) abort();
    bs_writer w = bs_w_to(out, room);
    bs_pkcs8_encode(&w, k, NULL);
    if (bs_w_finish(&w, &len)) {
        must(bs_privkey_decode(&again, BS_KEY_FORMAT_PKCS8, 0, bs_r_from(out, len)) == BS_OK);
        must(bs_pubkey_equal(&k->pub, &again->pub));
        bs_privkey_free(again);
    }
    free(out);
}

static void dh(uint8_t which, bs_reader in) {
    struct bs_dh_der k, again;
    const bool x942 = (which & 4) != 0;
    bs_status s = which & 1   ? bs_dh_spki_decode(&k, in)
                  : which & 2 ? bs_dh_pkcs8_decode(&k, in)
                              : bs_dh_params_decode(&k, x942, in);
    if (s != BS_OK) return;
    size_t room = bs_dh_der_room(&k), len;
    uint8_t *out = (uint8_t *)malloc(room);
    if (!out) abort();
    bs_writer w = bs_w_to(out, room);
    bs_dh_params_encode(&w, &k);
    if (bs_w_finish(&w, &len)) { /* zero has no bytes, and is not written */
        must(bs_dh_params_decode(&again, k.x942, bs_r_from(out, len)) == BS_OK);
        must(again.p.len == k.p.len && again.q.len == k.q.len && again.length == k.length);
    }
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bs_pubkey pub = { 0 };
    struct bs_privkey *k = NULL;
    struct bs_sig_alg alg;
    enum bs_hash hash, mgf;
    unsigned salt;
    bs_reader in = bs_r_from(data, size);
    uint8_t which = take_u8(&in);
    if (which & 16) {
        dh(which, in);
        return 0;
    }
    switch (which & 7) {
    case 0:
        if (bs_spki_decode(&pub, in) == BS_OK) encode_public(&pub);
        break;
    case 1:
        if (bs_rsa_public_decode(&pub, in) == BS_OK) encode_public(&pub);
        break;
    case 2: (void)bs_pss_params_decode(in, &hash, &mgf, &salt); break;
    case 3:
        if (bs_sig_alg_decode(&alg, in) == BS_OK) must(bs_sig_alg_known(in));
        break;
    default:
        if (bs_privkey_decode(&k, (enum bs_key_format)(which & 3), which & 8 ? BR_EC_secp256r1 : 0, in) == BS_OK) {
            encode_private(k);
            bs_privkey_free(k);
        }
        break;
    }
    return 0;
}
