#include "src/crypto/impl.h"

#include "src/crypto/ecdsa_verify.h"

/* BearSSL's getters answer NULL (or 0) where the CPU lacks the instructions; the portable code is constant-time too. */
static void choose_aes(struct bs_impl *out) {
    out->aes_ctr = br_aes_x86ni_ctr_get_vtable();
    if (!out->aes_ctr) out->aes_ctr = br_aes_pwr8_ctr_get_vtable();
    if (!out->aes_ctr) out->aes_ctr = &br_aes_ct64_ctr_vtable;
    out->aes_ctrcbc = br_aes_x86ni_ctrcbc_get_vtable();
    if (!out->aes_ctrcbc) out->aes_ctrcbc = br_aes_pwr8_ctrcbc_get_vtable();
    if (!out->aes_ctrcbc) out->aes_ctrcbc = &br_aes_ct64_ctrcbc_vtable;
    out->aes_cbcenc = br_aes_x86ni_cbcenc_get_vtable();
    if (!out->aes_cbcenc) out->aes_cbcenc = br_aes_pwr8_cbcenc_get_vtable();
    if (!out->aes_cbcenc) out->aes_cbcenc = &br_aes_ct64_cbcenc_vtable;
    out->aes_cbcdec = br_aes_x86ni_cbcdec_get_vtable();
    if (!out->aes_cbcdec) out->aes_cbcdec = br_aes_pwr8_cbcdec_get_vtable();
    if (!out->aes_cbcdec) out->aes_cbcdec = &br_aes_ct64_cbcdec_vtable;
}

void bs_impl_choose(struct bs_impl *out) {
    *out = (struct bs_impl){ 0 };
    choose_aes(out);
    out->des_cbcenc = &br_des_ct_cbcenc_vtable;
    out->des_cbcdec = &br_des_ct_cbcdec_vtable;
    out->ghash = br_ghash_pclmul_get();
    if (!out->ghash) out->ghash = br_ghash_pwr8_get();
    if (!out->ghash) out->ghash = &br_ghash_ctmul64;
    out->chacha20 = br_chacha20_sse2_get();
    if (!out->chacha20) out->chacha20 = &br_chacha20_ct_run;
    out->poly1305 = br_poly1305_ctmulq_get();
    if (!out->poly1305) out->poly1305 = &br_poly1305_ctmul_run;
    out->ec = br_ec_get_default();
    out->rsa_public = br_rsa_public_get_default();
    out->rsa_private = br_rsa_private_get_default();
    out->ecdsa_sign = br_ecdsa_sign_asn1_get_default();
    out->ecdsa_verify = bs_ecdsa_vrfy_asn1;
}
