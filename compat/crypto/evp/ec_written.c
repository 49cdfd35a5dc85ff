/* How EC keys are written: the form of points, what is left out.              man 7 EVP_PKEY-EC, man 3 EVP_PKEY_get_group_name */
#include <openssl/core_names.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/ec_local.h"
#include "src/x509/key_der.h"

static const struct {
    enum bs_point_form form;
    const char *name;
} forms[] = {
    { BS_POINT_UNCOMPRESSED, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED },
    { BS_POINT_COMPRESSED, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_COMPRESSED },
    { BS_POINT_HYBRID, OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_HYBRID },
};
enum { NUM_FORMS = sizeof forms / sizeof forms[0] };

static const char *name_of(int form) {
    for (size_t i = 0; i < NUM_FORMS; i++) {
        if ((int)forms[i].form == form) return forms[i].name;
    }
    return NULL;
}

static int form_of(const EVP_PKEY *pkey) {
    if (pkey->type != EVP_PKEY_EC) return 0;
    if (pkey->mat != NULL) return (int)pkey->mat->ec.form;
    return pkey->ec != NULL ? (int)pkey->ec->form : 0;
}

int EVP_PKEY_get_ec_point_conv_form(const EVP_PKEY *pkey) { return pkey != NULL ? form_of(pkey) : 0; }

int EVP_PKEY_get_field_type(const EVP_PKEY *pkey) {
    return pkey != NULL && pkey->type == EVP_PKEY_EC ? NID_X9_62_prime_field : 0;
}

const char *bs_ec_pkey_written(const EVP_PKEY *pkey, const char *name) {
    if (strcmp(name, OSSL_PKEY_PARAM_EC_ENCODING) == 0) return OSSL_PKEY_EC_ENCODING_GROUP;
    return strcmp(name, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT) == 0 ? name_of(form_of(pkey)) : NULL;
}

size_t bs_ec_mat_point(const struct bs_keymat *mat, uint8_t out[BS_EC_MAX_POINT]) {
    const struct bs_ec_style style = { .form = mat->ec.form };
    size_t n = 0;
    bs_writer w = bs_w_to(out, BS_EC_MAX_POINT);
    bs_pubkey_bits_encode(&w, &mat->pub, &style);
    return bs_w_finish(&w, &n) ? n : 0;
}

static int refuse(int reason) {
    BS_RAISE(ERR_LIB_EC, reason);
    return 0;
}

static struct bs_ec_written current(const EVP_PKEY *pkey) {
    struct bs_ec_written ec = { .form = (enum bs_point_form)form_of(pkey) };
    if (pkey->mat != NULL) ec = pkey->mat->ec;
    return ec;
}

static int change(EVP_PKEY *pkey, struct bs_ec_written ec) {
    if (pkey->mat == NULL) { /* a curve alone */
        EC_KEY_set_conv_form(pkey->ec, (point_conversion_form_t)ec.form);
        return 1;
    }
    struct bs_keymat *mat = bs_keymat_written(pkey->mat, ec);
    if (mat == NULL) return refuse(ERR_R_MALLOC_FAILURE);
    bs_keymat_free(pkey->mat);
    pkey->mat = mat;
    return 1;
}

static int set_form(EVP_PKEY *pkey, const OSSL_PARAM *p) {
    const char *name = NULL;
    if (!OSSL_PARAM_get_utf8_string_ptr(p, &name)) return refuse(EC_R_INVALID_FORM);
    for (size_t i = 0; i < NUM_FORMS; i++) {
        if (strcasecmp(name, forms[i].name) != 0) continue;
        struct bs_ec_written ec = current(pkey);
        ec.form = forms[i].form;
        return change(pkey, ec);
    }
    return refuse(EC_R_INVALID_FORM);
}

static int set_encoding(EVP_PKEY *pkey, const OSSL_PARAM *p) {
    const char *name = NULL;
    (void)pkey;
    if (!OSSL_PARAM_get_utf8_string_ptr(p, &name)) return refuse(EC_R_INVALID_FORM);
    if (strcasecmp(name, OSSL_PKEY_EC_ENCODING_GROUP) == 0) return 1;
    return refuse(strcasecmp(name, OSSL_PKEY_EC_ENCODING_EXPLICIT) == 0 ? ERR_R_UNSUPPORTED : EC_R_INVALID_FORM);
}

static int set_include_public(EVP_PKEY *pkey, const OSSL_PARAM *p) {
    int include = 1;
    if (!OSSL_PARAM_get_int(p, &include)) return 0;
    struct bs_ec_written ec = current(pkey);
    ec.no_public = include == 0;
    return change(pkey, ec);
}

/* Which curves EVP_PKEY_param_check() passes: every one that is here has a name, and NIST's. */
static int set_group_check(EVP_PKEY *pkey, const OSSL_PARAM *p) {
    const char *name = NULL;
    (void)pkey;
    return OSSL_PARAM_get_utf8_string_ptr(p, &name) &&
           (strcasecmp(name, OSSL_PKEY_EC_GROUP_CHECK_DEFAULT) == 0 || strcasecmp(name, OSSL_PKEY_EC_GROUP_CHECK_NAMED) == 0 ||
            strcasecmp(name, OSSL_PKEY_EC_GROUP_CHECK_NAMED_NIST) == 0);
}

/* The cofactor of all curves is 1: with and without it, ECDH is the same. */
static int set_cofactor(EVP_PKEY *pkey, const OSSL_PARAM *p) {
    int mode;
    (void)pkey;
    return OSSL_PARAM_get_int(p, &mode) && (mode == 0 || mode == 1);
}

static const struct {
    const char *name;
    int (*set)(EVP_PKEY *pkey, const OSSL_PARAM *p);
} settable[] = {
    { OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, set_form }, { OSSL_PKEY_PARAM_EC_ENCODING, set_encoding },
    { OSSL_PKEY_PARAM_EC_INCLUDE_PUBLIC, set_include_public }, { OSSL_PKEY_PARAM_EC_GROUP_CHECK_TYPE, set_group_check },
    { OSSL_PKEY_PARAM_USE_COFACTOR_ECDH, set_cofactor },
};

int bs_ec_pkey_set_written(EVP_PKEY *pkey, const OSSL_PARAM *p) {
    for (size_t i = 0; i < sizeof settable / sizeof settable[0]; i++) {
        if (strcmp(settable[i].name, p->key) == 0) return settable[i].set(pkey, p);
    }
    return -1;
}
