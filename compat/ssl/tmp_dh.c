#include "compat/ssl/tmp_dh.h"

static BIGNUM *number(bs_reader r) { return BN_bin2bn(r.p, (int)r.len, NULL); }

static int set_numbers(DH *dh, bs_reader p, bs_reader g, bs_reader pub) {
    BIGNUM *bp = number(p), *bg = number(g), *by = pub.len > 0 ? number(pub) : NULL;
    if (!bp || !bg || (pub.len > 0 && !by) || !DH_set0_pqg(dh, bp, NULL, bg)) {
        BN_free(bp);
        BN_free(bg);
        BN_free(by);
        return 0;
    }
    return !by || DH_set0_key(dh, by, NULL);
}

EVP_PKEY *ssl_dh_key(bs_reader p, bs_reader g, bs_reader pub) {
    DH *dh = DH_new();
    EVP_PKEY *pkey = EVP_PKEY_new();
    if (dh && pkey && set_numbers(dh, p, g, pub) && EVP_PKEY_assign(pkey, EVP_PKEY_DH, dh)) return pkey;
    DH_free(dh);
    EVP_PKEY_free(pkey);
    return NULL;
}
