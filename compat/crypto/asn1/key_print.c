#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <string.h>

#include "compat/crypto/asn1/sink.h"
#include "compat/crypto/evp/pkey_local.h"

#define BYTES_A_LINE 15

/* A number as OpenSSL shows it: signed, so a leading 00 where the top bit is set. */
static void print_number(BIO *out, const char *title, bs_reader n, int indent) {
    uint64_t small = 0;
    BIO_printf(out, "%*s%s:", indent, "", title);
    if (n.len <= 8) {
        for (size_t i = 0; i < n.len; i++) small = small << 8 | n.p[i];
        BIO_printf(out, " %llu (0x%llx)\n", (unsigned long long)small, (unsigned long long)small);
        return;
    }
    size_t sign = (n.p[0] & 0x80) != 0 ? 1 : 0, total = n.len + sign;
    for (size_t i = 0; i < total; i++) {
        if (i % BYTES_A_LINE == 0) BIO_printf(out, "\n%*s", indent + 4, "");
        BIO_printf(out, "%02x%s", i < sign ? 0 : n.p[i - sign], i + 1 < total ? ":" : "");
    }
    BIO_puts(out, "\n");
}

static void print_point(BIO *out, const struct bs_pubkey *k, int indent) {
    BIO_printf(out, "%*spub:\n", indent, "");
    bs_print_hex_lines(out, k->point.p, k->point.len, BYTES_A_LINE, indent + 4);
}

static void print_ec(BIO *out, const EVP_PKEY *pkey, const struct bs_pubkey *k, int indent) {
    const char *nist = k->curve == BR_EC_secp256r1 ? "P-256" : k->curve == BR_EC_secp384r1 ? "P-384" : "P-521";
    BIO_printf(out, "%*sPublic-Key: (%d bit)\n", indent, "", EVP_PKEY_get_bits(pkey));
    print_point(out, k, indent);
    BIO_printf(out, "%*sASN1 OID: %s\n", indent, "", OBJ_nid2sn(bs_curve_nid(k->curve)));
    BIO_printf(out, "%*sNIST CURVE: %s\n", indent, "", nist);
}

static void print_pss_limits(BIO *out, const struct bs_pubkey *k, int indent) {
    static const char *const names[] = { [BS_HASH_SHA1] = "SHA1", [BS_HASH_SHA224] = "SHA2-224",
        [BS_HASH_SHA256] = "SHA2-256", [BS_HASH_SHA384] = "SHA2-384", [BS_HASH_SHA512] = "SHA2-512" };
    if (k->pss_hash == BS_HASH_NONE) {
        BIO_printf(out, "%*sNo PSS parameter restrictions\n", indent, "");
        return;
    }
    const char *hash = k->pss_hash <= BS_HASH_SHA512 && names[k->pss_hash] ? names[k->pss_hash] : "unknown";
    BIO_printf(out, "%*sPSS parameter restrictions:\n", indent, "");
    BIO_printf(out, "%*sHash Algorithm: %s\n", indent + 2, "", hash);
    BIO_printf(out, "%*sMask Algorithm: MGF1 with %s\n", indent + 2, "", hash);
    BIO_printf(out, "%*sMinimum Salt Length: %u%s\n", indent + 2, "", k->pss_min_salt,
               k->pss_min_salt == 20 ? " (default)" : "");
    BIO_printf(out, "%*sTrailer Field: 0x1 (default)\n", indent + 2, "");
}

int EVP_PKEY_print_public(BIO *out, const EVP_PKEY *pkey, int indent, ASN1_PCTX *pctx) {
    const struct bs_pubkey *k = bs_evp_pkey_public(pkey);
    (void)pctx;
    switch (k ? k->type : BS_KEY_NONE) {
    case BS_KEY_RSA:
    case BS_KEY_RSA_PSS:
        BIO_printf(out, "%*sPublic-Key: (%d bit)\n", indent, "", EVP_PKEY_get_bits(pkey));
        print_number(out, "Modulus", k->n, indent);
        print_number(out, "Exponent", k->e, indent);
        if (k->type == BS_KEY_RSA_PSS) print_pss_limits(out, k, indent);
        return 1;
    case BS_KEY_EC: print_ec(out, pkey, k, indent); return 1;
    case BS_KEY_X25519:
    case BS_KEY_X448:
    case BS_KEY_ED25519:
    case BS_KEY_ED448:
        BIO_printf(out, "%*s%s Public-Key:\n", indent, "", EVP_PKEY_get0_type_name(pkey));
        print_point(out, k, indent);
        return 1;
    default:
        BIO_printf(out, "%*sPublic Key algorithm \"%s\" unsupported\n", indent, "", OBJ_nid2ln(EVP_PKEY_get_id(pkey)));
        return 1;
    }
}
