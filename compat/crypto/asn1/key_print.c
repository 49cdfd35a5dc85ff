/* Keys as text, as OpenSSL's encoders have it.                                       man 3 EVP_PKEY_print_private */
#include "compat/crypto/asn1/key_print.h"

#include <openssl/crypto.h>
#include <openssl/encodererr.h>
#include <openssl/objects.h>
#include <openssl/proverr.h>
#include <stdarg.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/dh_local.h"
#include "compat/crypto/evp/ec_local.h"
#include "compat/crypto/evp/rsa_local.h"

#define BYTES_A_LINE 15

static void spaces(struct bs_key_text *t, int more) {
    if (BIO_printf(t->out, "%*s", (t->indent > 0 ? t->indent : 0) + more, "") < 0) t->bad = true;
}

void bs_key_text_line(struct bs_key_text *t, const char *format, ...) {
    va_list args;
    spaces(t, 0);
    va_start(args, format);
    if (BIO_vprintf(t->out, format, args) < 0 || BIO_puts(t->out, "\n") <= 0) t->bad = true;
    va_end(args);
}

/* Hex with colons, after `zeros` bytes of 0. */
static void block(struct bs_key_text *t, size_t zeros, bs_reader r) {
    size_t total = r.len + zeros;
    for (size_t i = 0; i < total; i++) {
        if (i % BYTES_A_LINE == 0) spaces(t, 4);
        const char *after = i + 1 == total ? "\n" : i % BYTES_A_LINE == BYTES_A_LINE - 1 ? ":\n" : ":";
        if (BIO_printf(t->out, "%02x%s", i < zeros ? 0 : r.p[i - zeros], after) <= 0) t->bad = true;
    }
}

static void number(struct bs_key_text *t, const char *label, bool negative, bs_reader n) {
    const char *space = *label != 0 ? " " : "", *sign = negative ? "-" : "";
    uint64_t small = 0;
    while (n.len > 0 && n.p[0] == 0) n = bs_r_from(n.p + 1, n.len - 1);
    if (n.len > 8) {
        bs_key_text_line(t, "%s%s", label, negative ? " (Negative)" : "");
        block(t, (n.p[0] & 0x80) != 0 ? 1 : 0, n);
        return;
    }
    for (size_t i = 0; i < n.len; i++) small = small << 8 | n.p[i];
    if (small == 0) {
        bs_key_text_line(t, "%s%s0", label, space);
    } else {
        bs_key_text_line(t, "%s%s%s%llu (%s0x%llx)", label, space, sign, (unsigned long long)small, sign,
                         (unsigned long long)small);
    }
}

void bs_key_text_number(struct bs_key_text *t, const char *label, bs_reader n) { number(t, label, false, n); }

void bs_key_text_bn(struct bs_key_text *t, const char *label, const BIGNUM *bn) {
    if (bn == NULL) return;
    size_t n = (size_t)BN_num_bytes(bn);
    uint8_t *bytes = OPENSSL_malloc(n + 1);
    if (bytes == NULL) {
        t->bad = true;
        return;
    }
    (void)BN_bn2bin(bn, bytes);
    number(t, label, BN_is_negative(bn), bs_r_from(bytes, n));
    OPENSSL_clear_free(bytes, n + 1);
}

void bs_key_text_bytes(struct bs_key_text *t, const char *label, bs_reader bytes) {
    bs_key_text_line(t, "%s", label);
    block(t, 0, bytes);
}

void bs_key_text_curve(struct bs_key_text *t, int nid) {
    const char *nist = EC_curve_nid2nist(nid);
    bs_key_text_line(t, "ASN1 OID: %s", OBJ_nid2sn(nid));
    if (nist != NULL) bs_key_text_line(t, "NIST CURVE: %s", nist);
}

static int missing(int reason) {
    BS_RAISE(ERR_LIB_PROV, reason);
    return 0;
}

/* --- each type ---------------------------------------------------------------------------------------------------- */

static void pss_limits(struct bs_key_text *t, const struct bs_pubkey *k) {
    static const char *const names[] = { [BS_HASH_SHA1] = "SHA1", [BS_HASH_SHA224] = "SHA2-224",
        [BS_HASH_SHA256] = "SHA2-256", [BS_HASH_SHA384] = "SHA2-384", [BS_HASH_SHA512] = "SHA2-512" };
    if (k->pss_hash == BS_HASH_NONE) {
        bs_key_text_line(t, "No PSS parameter restrictions");
        return;
    }
    const char *hash = k->pss_hash <= BS_HASH_SHA512 && names[k->pss_hash] ? names[k->pss_hash] : "unknown";
    const char *mgf = k->pss_mgf_hash <= BS_HASH_SHA512 && names[k->pss_mgf_hash] ? names[k->pss_mgf_hash] : "unknown";
    bs_key_text_line(t, "PSS parameter restrictions:");
    bs_key_text_line(t, "  Hash Algorithm: %s%s", hash, k->pss_hash == BS_HASH_SHA1 ? " (default)" : "");
    bs_key_text_line(t, "  Mask Algorithm: MGF1 with %s%s", mgf, k->pss_mgf_hash == BS_HASH_SHA1 ? " (default)" : "");
    bs_key_text_line(t, "  Minimum Salt Length: %u%s", k->pss_min_salt, k->pss_min_salt == 20 ? " (default)" : "");
    bs_key_text_line(t, "  Trailer Field: 0x1 (default)");
}

/* OpenSSL has no parameters of RSA apart, and prints what is left of a key without its titles. */
static int print_rsa(struct bs_key_text *t, const struct bs_keymat *mat, enum bs_key_part part) {
    static const char *const titles[] = { "RSA key", "Public-Key", "Private-Key" };
    static const char *const moduli[] = { "", "Modulus:", "modulus:" };
    static const char *const exponents[] = { "", "Exponent:", "publicExponent:" };
    unsigned bits = bs_pubkey_bits(&mat->pub);
    if (part == BS_PART_PRIVATE) {
        bs_key_text_line(t, "%s: (%u bit, %d primes)", titles[part], bits, mat->priv != NULL ? 2 : 0);
    } else {
        bs_key_text_line(t, "%s: (%u bit)", titles[part], bits);
    }
    bs_key_text_number(t, moduli[part], mat->pub.n);
    bs_key_text_number(t, exponents[part], mat->pub.e);
    if (part == BS_PART_PRIVATE) {
        if (mat->priv == NULL) return 0; /* OpenSSL queues nothing */
        const br_rsa_private_key *k = &mat->priv->rsa;
        bs_key_text_number(t, "privateExponent:", mat->priv->d);
        bs_key_text_number(t, "prime1:", bs_r_from(k->p, k->plen));
        bs_key_text_number(t, "prime2:", bs_r_from(k->q, k->qlen));
        bs_key_text_number(t, "exponent1:", bs_r_from(k->dp, k->dplen));
        bs_key_text_number(t, "exponent2:", bs_r_from(k->dq, k->dqlen));
        bs_key_text_number(t, "coefficient:", bs_r_from(k->iq, k->iqlen));
    }
    if (mat->pub.type == BS_KEY_RSA_PSS) pss_limits(t, &mat->pub);
    return 1;
}

static int print_ec(struct bs_key_text *t, const struct bs_keymat *mat, int curve, enum bs_key_part part) {
    static const char *const titles[] = { "EC-Parameters", "Public-Key", "Private-Key" };
    EC_GROUP *group = EC_GROUP_new_by_curve_name(curve);
    if (group == NULL) return 0;
    int bits = EC_GROUP_order_bits(group);
    EC_GROUP_free(group);
    if (part == BS_PART_PRIVATE && (mat == NULL || mat->priv == NULL)) return missing(PROV_R_NOT_A_PRIVATE_KEY);
    if (part == BS_PART_PUBLIC && mat == NULL) return missing(PROV_R_NOT_A_PUBLIC_KEY);
    bs_key_text_line(t, "%s: (%d bit)", titles[part], bits);
    if (part == BS_PART_PRIVATE) bs_key_text_bytes(t, "priv:", bs_r_from(mat->priv->ec.x, mat->priv->ec.xlen));
    uint8_t point[BS_EC_MAX_POINT];
    if (part != BS_PART_PARAMS) bs_key_text_bytes(t, "pub:", bs_r_from(point, bs_ec_mat_point(mat, point)));
    bs_key_text_curve(t, curve);
    return 1;
}

static int print_raw(struct bs_key_text *t, const EVP_PKEY *pkey, const struct bs_keymat *mat, enum bs_key_part part) {
    const char *name = EVP_PKEY_get0_type_name(pkey);
    if (part == BS_PART_PRIVATE) {
        if (mat->priv == NULL) return missing(PROV_R_NOT_A_PRIVATE_KEY);
        bs_key_text_line(t, "%s Private-Key:", name);
        bs_key_text_bytes(t, "priv:", mat->priv->raw);
    } else if (part == BS_PART_PUBLIC) {
        bs_key_text_line(t, "%s Public-Key:", name);
    }
    bs_key_text_bytes(t, "pub:", mat->pub.point);
    return 1;
}

static int print_dh(struct bs_key_text *t, const DH *dh, enum bs_key_part part) {
    static const char *const titles[] = { "DH Parameters", "DH Public-Key", "DH Private-Key" };
    if (dh->p == NULL) return missing(PROV_R_INVALID_KEY);
    if (part == BS_PART_PRIVATE && dh->priv == NULL) return missing(PROV_R_NOT_A_PRIVATE_KEY);
    if (part != BS_PART_PARAMS && dh->pub == NULL) return missing(PROV_R_NOT_A_PUBLIC_KEY);
    bs_key_text_line(t, "%s: (%d bit)", titles[part], BN_num_bits(dh->p));
    if (part == BS_PART_PRIVATE) bs_key_text_bn(t, "private-key:", dh->priv);
    if (part != BS_PART_PARAMS) bs_key_text_bn(t, "public-key:", dh->pub);
    if (dh->nid != NID_undef) {
        bs_key_text_line(t, "GROUP: %s", bs_dh_group_name(dh->nid));
    } else {
        bs_key_text_bn(t, "P:   ", dh->p);
        bs_key_text_bn(t, "Q:   ", dh->q);
        bs_key_text_bn(t, "G:   ", dh->g);
    }
    if (dh->length > 0) bs_key_text_line(t, "recommended-private-length: %ld bits", dh->length);
    return 1;
}

/* -1: there is no such text. */
static int print_decoded(struct bs_key_text *t, const EVP_PKEY *pkey, enum bs_key_part part) {
    if (pkey->dh != NULL) return print_dh(t, pkey->dh, part);
    const struct bs_keymat *mat = pkey->type != EVP_PKEY_NONE ? pkey->mat : NULL;
    if (pkey->type == EVP_PKEY_EC && pkey->params_curve != 0) return print_ec(t, mat, pkey->params_curve, part);
    if (pkey->type == EVP_PKEY_EC && pkey->ec != NULL) return print_ec(t, NULL, EC_GROUP_get_curve_name(pkey->ec->group), part);
    if (mat == NULL) return -1;
    return mat->pub.n.len > 0 ? print_rsa(t, mat, part) : print_raw(t, pkey, mat, part);
}

static int print_key(BIO *out, const EVP_PKEY *pkey, int indent, enum bs_key_part part) {
    struct bs_key_text t = { .out = out, .indent = indent };
    if (pkey->type == EVP_PKEY_NONE) {
        BS_RAISE_DATA(ERR_LIB_OSSL_ENCODER, ERR_R_PASSED_INVALID_ARGUMENT, "The passed EVP_PKEY must be assigned a key");
    }
    int r = pkey->assigned ? bs_key_text_object(&t, pkey, part) : print_decoded(&t, pkey, part);
    if (r < 0) { /* whatever part was asked for */
        const char *name = OBJ_nid2ln(EVP_PKEY_get_id(pkey));
        bs_key_text_line(&t, "Public Key algorithm \"%s\" unsupported", name != NULL ? name : "<NULL>");
        r = 1;
    }
    return t.bad ? 0 : r;
}

int EVP_PKEY_print_private(BIO *out, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx) {
    (void)pctx;
    return print_key(out, pkey, indent, BS_PART_PRIVATE);
}

int EVP_PKEY_print_public(BIO *out, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx) {
    (void)pctx;
    return print_key(out, pkey, indent, BS_PART_PUBLIC);
}

int EVP_PKEY_print_params(BIO *out, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx) {
    (void)pctx;
    return print_key(out, pkey, indent, BS_PART_PARAMS);
}

static int print_to_file(FILE *fp, const EVP_PKEY *pkey, int indent, enum bs_key_part part) {
    BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
    int r = b != NULL ? print_key(b, pkey, indent, part) : 0;
    BIO_free(b);
    return r;
}

int EVP_PKEY_print_private_fp(FILE *fp, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx) {
    (void)pctx;
    return print_to_file(fp, pkey, indent, BS_PART_PRIVATE);
}

int EVP_PKEY_print_public_fp(FILE *fp, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx) {
    (void)pctx;
    return print_to_file(fp, pkey, indent, BS_PART_PUBLIC);
}

int EVP_PKEY_print_params_fp(FILE *fp, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx) {
    (void)pctx;
    return print_to_file(fp, pkey, indent, BS_PART_PARAMS);
}
