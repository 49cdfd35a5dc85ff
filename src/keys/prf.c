#include "src/keys/prf.h"

#include <string.h>

#include "src/base/secret.h"

#define TLS12 0x0303

/* P_hash of RFC 5246 5: A(0) = seed, A(i) = HMAC(A(i-1)), output HMAC(A(i) + seed). */
static void p_hash(const br_hash_class *c, bs_reader secret, const bs_reader seed[3], uint8_t *out, size_t out_len) {
    br_hmac_key_context kc;
    br_hmac_context hc;
    uint8_t a[BS_HASH_MAX], block[BS_HASH_MAX];
    br_hmac_key_init(&kc, c, secret.p, secret.len);
    br_hmac_init(&hc, &kc, 0);
    for (int i = 0; i < 3; i++) br_hmac_update(&hc, seed[i].p, seed[i].len);
    size_t h = br_hmac_out(&hc, a);
    while (out_len > 0) {
        br_hmac_init(&hc, &kc, 0);
        br_hmac_update(&hc, a, h);
        for (int i = 0; i < 3; i++) br_hmac_update(&hc, seed[i].p, seed[i].len);
        br_hmac_out(&hc, block);
        size_t n = out_len < h ? out_len : h;
        memcpy(out, block, n);
        out += n;
        out_len -= n;
        br_hmac_init(&hc, &kc, 0);
        br_hmac_update(&hc, a, h);
        br_hmac_out(&hc, a);
    }
    bs_wipe(&kc, sizeof kc);
    bs_wipe(&hc, sizeof hc);
    bs_wipe(a, sizeof a);
    bs_wipe(block, sizeof block);
}

void bs_prf(uint16_t version, enum bs_hash hash, bs_reader secret, const char *label, bs_reader seed_a, bs_reader seed_b,
            uint8_t *out, size_t out_len) {
    if (version < TLS12) {
        br_tls_prf_seed_chunk seed[2] = { { seed_a.p, seed_a.len }, { seed_b.p, seed_b.len } };
        br_tls10_prf(out, out_len, secret.p, secret.len, label, 2, seed);
        return;
    }
    const br_hash_class *c = bs_hash_class(hash);
    if (!c) c = &br_sha256_vtable; /* RFC 5246 5: what a suite uses that names no other */
    const bs_reader seed[3] = { bs_r_from(label, strlen(label)), seed_a, seed_b };
    p_hash(c, secret, seed, out, out_len);
}
