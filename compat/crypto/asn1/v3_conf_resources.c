/* Address blocks and autonomous systems from text: "IPv4:10.0.0.0/8, IPv6-SAFI:1:inherit", "AS:1-9, RDI:inherit". */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/v3_conf.h"
#include "compat/crypto/core/raise.h"

static bool refuse(int reason, const CONF_VALUE *v) {
    bs_v3_refuse(reason, v);
    return false;
}

/* OpenSSL takes whatever cannot be added, for what was added before, for a lack of memory. */
static bool added(int ok) {
    if (!ok) BS_RAISE(ERR_LIB_X509V3, ERR_R_MALLOC_FAILURE);
    return ok != 0;
}

/* What a pair speaks of. */
struct family {
    unsigned afi, safi;
    bool has_safi;
    int len;           /* octets of an address */
    const char *chars; /* of which its text is */
};

static bool read_family(struct family *out, const CONF_VALUE *v) {
    *out = (struct family){ .afi = IANA_AFI_IPV4, .len = 4, .chars = "0123456789." };
    if (bs_v3_name_is(v->name, "IPv4")) return true;
    out->has_safi = bs_v3_name_is(v->name, "IPv4-SAFI") || bs_v3_name_is(v->name, "IPv6-SAFI");
    if (bs_v3_name_is(v->name, "IPv4-SAFI")) return true;
    out->afi = IANA_AFI_IPV6;
    out->len = 16;
    out->chars = "0123456789.:abcdefABCDEF";
    if (out->has_safi || bs_v3_name_is(v->name, "IPv6")) return true;
    BS_RAISE_DATA(ERR_LIB_X509V3, X509V3_R_EXTENSION_NAME_ERROR, "%s", v->name);
    return false;
}

/* "1:" before the rest. */
static const char *read_safi(struct family *f, const CONF_VALUE *v) {
    char *at = NULL;
    if (!f->has_safi) return bs_v3_text(v);
    unsigned long safi = strtoul(bs_v3_text(v), &at, 0);
    at += strspn(at, " \t");
    if (safi > 0xFF || *at != ':') {
        bs_v3_refuse(X509V3_R_INVALID_SAFI, v);
        return NULL;
    }
    f->safi = (unsigned)safi;
    return at + 1 + strspn(at + 1, " \t");
}

static bool read_address(uint8_t out[16], const struct family *f, const char *text, size_t n) {
    char *copy = OPENSSL_strndup(text, n);
    ASN1_OCTET_STRING *ip = copy ? a2i_IPADDRESS(copy) : NULL;
    bool ok = ip && ip->length == f->len;
    if (ok) memcpy(out, ip->data, (size_t)ip->length);
    ASN1_OCTET_STRING_free(ip);
    OPENSSL_free(copy);
    return ok;
}

static bool add_addresses(IPAddrBlocks *blocks, const struct family *f, const char *text, const CONF_VALUE *v) {
    const unsigned *safi = f->has_safi ? &f->safi : NULL;
    uint8_t min[16], max[16];
    size_t n = strspn(text, f->chars);
    const char *at = text + n + strspn(text + n, " \t");
    char *end;
    if (!read_address(min, f, text, n)) return refuse(X509V3_R_INVALID_IPADDRESS, v);
    if (*at == '\0') return added(X509v3_addr_add_prefix(blocks, f->afi, safi, min, f->len * 8));
    if (*at == '/') {
        unsigned long bits = strtoul(at + 1, &end, 10);
        bool ok = end > at + 1 && *end == '\0' && bits <= (unsigned long)f->len * 8;
        if (!ok) return refuse(X509V3_R_EXTENSION_VALUE_ERROR, v);
        return added(X509v3_addr_add_prefix(blocks, f->afi, safi, min, (int)bits));
    }
    if (*at != '-') return refuse(X509V3_R_EXTENSION_VALUE_ERROR, v);
    at += 1 + strspn(at + 1, " \t");
    n = strspn(at, f->chars);
    if (n == 0 || at[n] != '\0') return refuse(X509V3_R_EXTENSION_VALUE_ERROR, v);
    if (!read_address(max, f, at, n)) return refuse(X509V3_R_INVALID_IPADDRESS, v);
    if (memcmp(min, max, (size_t)f->len) > 0) return refuse(X509V3_R_EXTENSION_VALUE_ERROR, v);
    return added(X509v3_addr_add_range(blocks, f->afi, safi, min, max));
}

static bool add_pair(IPAddrBlocks *blocks, const CONF_VALUE *v) {
    struct family f;
    if (!read_family(&f, v)) return false;
    const char *text = read_safi(&f, v);
    if (!text) return false;
    if (strcmp(text, "inherit") != 0) return add_addresses(blocks, &f, text, v);
    if (X509v3_addr_add_inherit(blocks, f.afi, f.has_safi ? &f.safi : NULL)) return true;
    return refuse(X509V3_R_INVALID_INHERITANCE, v);
}

void *bs_v3_addr_blocks_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    IPAddrBlocks *blocks = sk_IPAddressFamily_new_null();
    bool ok = blocks != NULL;
    (void)ctx;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) ok = add_pair(blocks, sk_CONF_VALUE_value(list, i));
    if (ok && X509v3_addr_canonize(blocks)) return blocks;
    sk_IPAddressFamily_pop_free(blocks, IPAddressFamily_free);
    return NULL;
}

/* --- autonomous systems ----------------------------------------------------------------------------- */

static bool add_numbers(ASIdentifiers *ids, int which, ASN1_INTEGER *min, ASN1_INTEGER *max) {
    if (min && X509v3_asid_add_id_or_range(ids, which, min, max)) return true;
    ASN1_INTEGER_free(min);
    ASN1_INTEGER_free(max);
    return added(0);
}

static bool add_systems(ASIdentifiers *ids, int which, const CONF_VALUE *v) {
    static const char digits[] = "0123456789";
    const char *text = v->value;
    const size_t n = strspn(text, digits);
    const char *at = text + n;
    if (*at == '\0') return add_numbers(ids, which, bs_v3_integer_from(text), NULL);
    at += strspn(at, " \t");
    if (*at != '-') return refuse(X509V3_R_INVALID_ASNUMBER, v);
    at += 1 + strspn(at + 1, " \t");
    if (at[strspn(at, digits)] != '\0') return refuse(X509V3_R_INVALID_ASRANGE, v);
    char *first = OPENSSL_strndup(text, n);
    ASN1_INTEGER *min = first ? bs_v3_integer_from(first) : NULL, *max = min ? bs_v3_integer_from(at) : NULL;
    OPENSSL_free(first);
    if (max && ASN1_INTEGER_cmp(min, max) <= 0) return add_numbers(ids, which, min, max);
    BS_RAISE(ERR_LIB_X509V3, max ? X509V3_R_EXTENSION_VALUE_ERROR : ERR_R_MALLOC_FAILURE);
    ASN1_INTEGER_free(min);
    ASN1_INTEGER_free(max);
    return false;
}

static bool add_system_pair(ASIdentifiers *ids, const CONF_VALUE *v) {
    bool rdi = bs_v3_name_is(v->name, "RDI");
    const int which = rdi ? V3_ASID_RDI : V3_ASID_ASNUM;
    if (!rdi && !bs_v3_name_is(v->name, "AS")) return refuse(X509V3_R_EXTENSION_NAME_ERROR, v);
    if (!v->value) return refuse(X509V3_R_EXTENSION_VALUE_ERROR, v);
    if (strcmp(v->value, "inherit") != 0) return add_systems(ids, which, v);
    return X509v3_asid_add_inherit(ids, which) || refuse(X509V3_R_INVALID_INHERITANCE, v);
}

void *bs_v3_as_ids_from(X509V3_CTX *ctx, const STACK_OF(CONF_VALUE) *list) {
    ASIdentifiers *ids = ASIdentifiers_new();
    bool ok = ids != NULL;
    (void)ctx;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(list); i++) ok = add_system_pair(ids, sk_CONF_VALUE_value(list, i));
    if (ok && X509v3_asid_canonize(ids)) return ids;
    ASIdentifiers_free(ids);
    return NULL;
}
