/* The groups of Diffie-Hellman that have names.                man 3 DH_new_by_nid; RFC 7919 A; RFC 3526; RFC 5114 2 */
#include <openssl/objects.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "src/crypto/dh.h"

static const char p_1024_160[] =
    "b10b8f96a080e01dde92de5eae5d54ec52c99fbcfb06a3c69a6a9dca52d23b616073e28675a23d189838ef1e2ee652c0"
    "13ecb4aea906112324975c3cd49b83bfaccbdd7d90c4bd7098488e9c219a73724effd6fae5644738faa31a4ff55bccc0"
    "a151af5f0dc8b4bd45bf37df365c1a65e68cfda76d4da708df1fb2bc2e4a4371";
static const char q_1024_160[] =
    "f518aa8781a8df278aba4e7d64b7cb9d49462353";
static const char g_1024_160[] =
    "a4d1cbd5c3fd34126765a442efb99905f8104dd258ac507fd6406cff14266d31266fea1e5c41564b777e690f5504f213"
    "160217b4b01b886a5e91547f9e2749f4d7fbd7d3b9a92ee1909d0d2263f80a76a6a24c087a091f531dbf0a0169b6a28a"
    "d662a4d18e73afa32d779d5918d08bc8858f4dcef97c2a24855e6eeb22b3b2e5";
static const char p_2048_224[] =
    "ad107e1e9123a9d0d660faa79559c51fa20d64e5683b9fd1b54b1597b61d0a75e6fa141df95a56dbaf9a3c407ba1df15"
    "eb3d688a309c180e1de6b85a1274a0a66d3f8152ad6ac2129037c9edefda4df8d91e8fef55b7394b7ad5b7d0b6c12207"
    "c9f98d11ed34dbf6c6ba0b2c8bbc27be6a00e0a0b9c49708b3bf8a317091883681286130bc8985db1602e714415d9330"
    "278273c7de31efdc7310f7121fd5a07415987d9adc0a486dcdf93acc44328387315d75e198c641a480cd86a1b9e587e8"
    "be60e69cc928b2b9c52172e413042e9b23f10b0e16e79763c9b53dcf4ba80a29e3fb73c16b8e75b97ef363e2ffa31f71"
    "cf9de5384e71b81c0ac4dffe0c10e64f";
static const char q_2048_224[] =
    "801c0d34c58d93fe997177101f80535a4738cebcbf389a99b36371eb";
static const char g_2048_224[] =
    "ac4032ef4f2d9ae39df30b5c8ffdac506cdebe7b89998caf74866a08cfe4ffe3a6824a4e10b9a6f0dd921f01a70c4afa"
    "ab739d7700c29f52c57db17c620a8652be5e9001a8d66ad7c17669101999024af4d027275ac1348bb8a762d0521bc98a"
    "e247150422ea1ed409939d54da7460cdb5f6c6b250717cbef180eb34118e98d119529a45d6f834566e3025e316a330ef"
    "bb77a86f0c1ab15b051ae3d428c8f8acb70a8137150b8eeb10e183edd19963ddd9e263e4770589ef6aa21e7f5f2ff381"
    "b539cce3409d13cd566afbb48d6c019181e1bcfe94b30269edfe72fe9b6aa4bd7b5a0f1c71cfff4c19c418e1f6ec0179"
    "81bc087f2a7065b384b890d3191f2bfa";
static const char p_2048_256[] =
    "87a8e61db4b6663cffbbd19c651959998ceef608660dd0f25d2ceed4435e3b00e00df8f1d61957d4faf7df4561b2aa30"
    "16c3d91134096faa3bf4296d830e9a7c209e0c6497517abd5a8a9d306bcf67ed91f9e6725b4758c022e0b1ef4275bf7b"
    "6c5bfc11d45f9088b941f54eb1e59bb8bc39a0bf12307f5c4fdb70c581b23f76b63acae1caa6b7902d52526735488a0e"
    "f13c6d9a51bfa4ab3ad8347796524d8ef6a167b5a41825d967e144e5140564251ccacb83e6b486f6b3ca3f7971506026"
    "c0b857f689962856ded4010abd0be621c3a3960a54e710c375f26375d7014103a4b54330c198af126116d2276e11715f"
    "693877fad7ef09cadb094ae91e1a1597";
static const char q_2048_256[] =
    "8cf83642a709a097b447997640129da299b1a47d1eb3750ba308b0fe64f5fbd3";
static const char g_2048_256[] =
    "3fb32c9b73134d0b2e77506660edbd484ca7b18f21ef205407f4793a1a0ba12510dbc15077be463fff4fed4aac0bb555"
    "be3a6c1b0c6b47b1bc3773bf7e8c6f62901228f8c28cbb18a55ae31341000a650196f931c77a57f2ddf463e5e9ec144b"
    "777de62aaab8a8628ac376d282d6ed3864e67982428ebc831d14348f6f2f9193b5045af2767164e1dfc967c1fb3f2e55"
    "a4bd1bffe83b9c80d052b985d182ea0adb2a3b7313d3fe14c8484b1e052588b9b7d2bbd2df016199ecd06e1557cd0915"
    "b3353bbb64e0ec377fd028370df92b52c7891428cdc67eb6184b523d1db246c32f63078490f00ef8d647d148d4795451"
    "5e2327cfef98c582664b4c0f6cc41659";

/* Safe primes take q = (p - 1) / 2 and g = 2; exponents are as short as OpenSSL's. Those of RFC 5114 have no NIDs, but the
 * numbers that DH_get_nid() tells of. */
static const struct group {
    int nid, bits, exp_bits;
    const char *name;
    BIGNUM *(*prime)(BIGNUM *bn); /* where the engine's table has none */
    const char *p, *q, *g;        /* hex; NULL of safe primes */
} groups[] = {
    { NID_ffdhe2048, 2048, 225, "ffdhe2048", NULL, NULL, NULL, NULL },
    { NID_ffdhe3072, 3072, 275, "ffdhe3072", NULL, NULL, NULL, NULL },
    { NID_ffdhe4096, 4096, 325, "ffdhe4096", NULL, NULL, NULL, NULL },
    { NID_ffdhe6144, 6144, 375, "ffdhe6144", NULL, NULL, NULL, NULL },
    { NID_ffdhe8192, 8192, 400, "ffdhe8192", NULL, NULL, NULL, NULL },
    { NID_modp_1536, 1536, 200, "modp_1536", BN_get_rfc3526_prime_1536, NULL, NULL, NULL },
    { NID_modp_2048, 2048, 225, "modp_2048", NULL, NULL, NULL, NULL },
    { NID_modp_3072, 3072, 275, "modp_3072", NULL, NULL, NULL, NULL },
    { NID_modp_4096, 4096, 325, "modp_4096", NULL, NULL, NULL, NULL },
    { NID_modp_6144, 6144, 375, "modp_6144", NULL, NULL, NULL, NULL },
    { NID_modp_8192, 8192, 400, "modp_8192", NULL, NULL, NULL, NULL },
    { 1, 1024, 160, "dh_1024_160", NULL, p_1024_160, q_1024_160, g_1024_160 },
    { 2, 2048, 224, "dh_2048_224", NULL, p_2048_224, q_2048_224, g_2048_224 },
    { 3, 2048, 256, "dh_2048_256", NULL, p_2048_256, q_2048_256, g_2048_256 },
};
enum { NUM_GROUPS = sizeof groups / sizeof groups[0] };

static const struct group *by_nid(int nid) {
    for (int i = 0; i < NUM_GROUPS; i++) {
        if (groups[i].nid == nid) return &groups[i];
    }
    return NULL;
}

bool bs_dh_is_safe_group(int nid) {
    const struct group *g = by_nid(nid);
    return g != NULL && g->p == NULL;
}

const char *bs_dh_group_name(int nid) {
    const struct group *g = by_nid(nid);
    return g != NULL ? g->name : NULL;
}

int bs_dh_group_exp_bits(int nid) {
    const struct group *g = by_nid(nid);
    return g != NULL ? g->exp_bits : 0;
}

int bs_dh_nid_by_name(const char *name) {
    for (int i = 0; i < NUM_GROUPS; i++) {
        if (strcasecmp(groups[i].name, name) == 0) return groups[i].nid;
    }
    return NID_undef;
}

static BIGNUM *from_hex(const char *hex) {
    BIGNUM *bn = NULL;
    return BN_hex2bn(&bn, hex) > 0 ? bn : NULL;
}

static BIGNUM *prime_of(const struct group *g) {
    if (g->p != NULL) return from_hex(g->p);
    if (g->prime != NULL) return g->prime(NULL);
    const struct bs_dh_group *known = bs_dh_group_by_name(g->name);
    return known != NULL ? BN_bin2bn(known->dh.p.p, (int)known->dh.p.len, NULL) : NULL;
}

static BIGNUM *order_of(const struct group *g, const BIGNUM *p) {
    if (g->q != NULL) return from_hex(g->q);
    BIGNUM *q = BN_new();
    if (q != NULL && BN_rshift1(q, p)) return q;
    BN_free(q);
    return NULL;
}

static BIGNUM *generator_of(const struct group *g) {
    if (g->g != NULL) return from_hex(g->g);
    BIGNUM *two = BN_new();
    if (two != NULL) (void)BN_set_word(two, 2);
    return two;
}

/* Does the group have these numbers? q may be unknown. */
static bool has(const struct group *g, const BIGNUM *p, const BIGNUM *q, const BIGNUM *gen) {
    if (g->bits != BN_num_bits(p) || (g->p == NULL && !BN_is_word(gen, 2))) return false;
    BIGNUM *gp = prime_of(g), *gq = gp != NULL ? order_of(g, gp) : NULL, *gg = g->g != NULL ? from_hex(g->g) : NULL;
    bool same = gq != NULL && BN_cmp(p, gp) == 0 && (q == NULL || BN_cmp(q, gq) == 0) &&
                (g->g == NULL || (gg != NULL && BN_cmp(gen, gg) == 0));
    BN_free(gp);
    BN_free(gq);
    BN_free(gg);
    return same;
}

void bs_dh_note_group(DH *dh) {
    dh->nid = NID_undef;
    if (dh->p == NULL || dh->g == NULL) return;
    for (int i = 0; i < NUM_GROUPS; i++) {
        if (!has(&groups[i], dh->p, dh->q, dh->g)) continue;
        dh->nid = groups[i].nid;
        if (dh->q == NULL) dh->q = order_of(&groups[i], dh->p);
        return;
    }
}

DH *bs_dh_of_group(int nid) {
    const struct group *g = by_nid(nid);
    DH *dh = g != NULL ? DH_new() : NULL;
    if (dh == NULL) return NULL;
    dh->p = prime_of(g);
    dh->g = generator_of(g);
    dh->q = dh->p != NULL ? order_of(g, dh->p) : NULL;
    dh->nid = nid;
    if (dh->p != NULL && dh->g != NULL && dh->q != NULL) return dh;
    DH_free(dh);
    return NULL;
}

DH *DH_new_by_nid(int nid) {
    DH *dh = bs_dh_of_group(nid);
    if (dh == NULL) BS_RAISE(ERR_LIB_DH, DH_R_INVALID_PARAMETER_NID);
    return dh;
}

int DH_get_nid(const DH *dh) { return dh != NULL ? dh->nid : NID_undef; }

/* OpenSSL's tell of no group. */
static DH *rfc5114(int number) {
    DH *dh = bs_dh_of_group(number);
    if (dh != NULL) dh->nid = NID_undef;
    return dh;
}

DH *DH_get_1024_160(void) { return rfc5114(1); }
DH *DH_get_2048_224(void) { return rfc5114(2); }
DH *DH_get_2048_256(void) { return rfc5114(3); }
