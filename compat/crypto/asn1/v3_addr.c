/* Address blocks that a program builds, compares and has judged. The engine knows them by their encoding. RFC 3779 2 */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <string.h>

#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/v3_resources.h"

#define ADDR_MAX 16

struct ends {
    uint8_t min[ADDR_MAX], max[ADDR_MAX];
};

static size_t addr_len(unsigned afi) { return afi == IANA_AFI_IPV4 ? 4 : afi == IANA_AFI_IPV6 ? 16 : 0; }

unsigned X509v3_addr_get_afi(const IPAddressFamily *f) {
    if (!f || !f->addressFamily || !f->addressFamily->data || f->addressFamily->length < 2) return 0;
    return bs_addr_afi(bs_r_from(f->addressFamily->data, (size_t)f->addressFamily->length));
}

static bool fill(uint8_t *out, const ASN1_BIT_STRING *bits, size_t len, uint8_t fill_with) {
    return bits && bits->length >= 0 &&
           bs_addr_fill_up(out, bs_r_from(bits->data, (size_t)bits->length), (unsigned)bits->flags & 7, len, fill_with);
}

static bool find_ends(struct ends *out, const IPAddressOrRange *r, size_t len) {
    if (r->type == IPAddressOrRange_addressPrefix) {
        return fill(out->min, r->u.addressPrefix, len, 0) && fill(out->max, r->u.addressPrefix, len, 0xFF);
    }
    return r->type == IPAddressOrRange_addressRange && fill(out->min, r->u.addressRange->min, len, 0) &&
           fill(out->max, r->u.addressRange->max, len, 0xFF);
}

int X509v3_addr_get_range(IPAddressOrRange *r, const unsigned afi, unsigned char *min, unsigned char *max,
                          const int length) {
    struct ends e;
    const size_t len = addr_len(afi);
    if (!r || !min || !max || len == 0 || length < (int)len || !find_ends(&e, r, len)) return 0;
    memcpy(min, e.min, len);
    memcpy(max, e.max, len);
    return (int)len;
}

/* --- building --------------------------------------------------------------------------------------- */

/* The family of that name, made if there is none yet. */
static IPAddressFamily *family_of(IPAddrBlocks *blocks, unsigned afi, const unsigned *safi) {
    const uint8_t id[3] = { (uint8_t)(afi >> 8), (uint8_t)afi, safi ? (uint8_t)*safi : 0 };
    const int n = safi ? 3 : 2;
    for (int i = 0; i < sk_IPAddressFamily_num(blocks); i++) {
        IPAddressFamily *f = sk_IPAddressFamily_value(blocks, i);
        if (f->addressFamily->length == n && memcmp(f->addressFamily->data, id, (size_t)n) == 0) return f;
    }
    IPAddressFamily *f = IPAddressFamily_new();
    if (f && ASN1_OCTET_STRING_set(f->addressFamily, id, n) && sk_IPAddressFamily_push(blocks, f)) return f;
    IPAddressFamily_free(f);
    return NULL;
}

int X509v3_addr_add_inherit(IPAddrBlocks *blocks, const unsigned afi, const unsigned *safi) {
    IPAddressFamily *f = family_of(blocks, afi, safi);
    if (!f || !f->ipAddressChoice) return 0;
    IPAddressChoice *c = f->ipAddressChoice;
    if (c->type == IPAddressChoice_addressesOrRanges && c->u.addressesOrRanges) return 0;
    if (c->type == IPAddressChoice_inherit && c->u.inherit) return 1;
    c->u.inherit = (ASN1_NULL *)bs_item_new(&bs_item_null);
    c->type = IPAddressChoice_inherit;
    return c->u.inherit != NULL;
}

/* By the lower end, the longer prefix later. */
static int by_start(const IPAddressOrRange *const *pa, const IPAddressOrRange *const *pb, size_t len) {
    struct ends a, b;
    if (!find_ends(&a, *pa, len) || !find_ends(&b, *pb, len)) return -1;
    int d = memcmp(a.min, b.min, len);
    return d != 0 ? d : memcmp(b.max, a.max, len);
}

static int by_start_v4(const IPAddressOrRange *const *a, const IPAddressOrRange *const *b) {
    return by_start(a, b, 4);
}
static int by_start_v6(const IPAddressOrRange *const *a, const IPAddressOrRange *const *b) {
    return by_start(a, b, 16);
}

static IPAddressOrRanges *ranges_of(IPAddrBlocks *blocks, unsigned afi, const unsigned *safi) {
    IPAddressFamily *f = family_of(blocks, afi, safi);
    IPAddressChoice *c = f ? f->ipAddressChoice : NULL;
    if (!c || (c->type == IPAddressChoice_inherit && c->u.inherit)) return NULL;
    if (c->type == IPAddressChoice_addressesOrRanges && c->u.addressesOrRanges) return c->u.addressesOrRanges;
    c->u.addressesOrRanges = sk_IPAddressOrRange_new(afi == IANA_AFI_IPV4 ? by_start_v4
        : afi == IANA_AFI_IPV6 ? by_start_v6 : NULL);
    if (c->u.addressesOrRanges) c->type = IPAddressChoice_addressesOrRanges;
    return c->u.addressesOrRanges;
}

/* The first octets of an address, of the last one so many bits. */
static bool set_bits(ASN1_BIT_STRING *s, const uint8_t *addr, size_t octets, unsigned unused) {
    if (!ASN1_BIT_STRING_set(s, (unsigned char *)(uintptr_t)addr, (int)octets)) return false;
    s->flags &= ~7;
    s->flags |= ASN1_STRING_FLAG_BITS_LEFT | (long)unused;
    if (octets > 0) s->data[octets - 1] = (unsigned char)(s->data[octets - 1] & (0xFFu << unused));
    return true;
}

static IPAddressOrRange *new_prefix(const uint8_t *addr, unsigned bits) {
    IPAddressOrRange *r = IPAddressOrRange_new();
    if (r) {
        r->type = IPAddressOrRange_addressPrefix;
        r->u.addressPrefix = ASN1_BIT_STRING_new();
        if (r->u.addressPrefix && set_bits(r->u.addressPrefix, addr, (bits + 7) / 8, (8 - bits % 8) % 8)) return r;
    }
    IPAddressOrRange_free(r);
    return NULL;
}

/* How many bits all of them have in common, if they are all that begin so; -1 if not. */
static int common_prefix(const struct ends *e, size_t len) {
    const unsigned all = (unsigned)len * 8;
    unsigned n = 0;
    while (n < all && ((e->min[n / 8] ^ e->max[n / 8]) >> (7 - n % 8) & 1) == 0) n++;
    for (unsigned i = n; i < all; i++) {
        if ((e->min[i / 8] >> (7 - i % 8) & 1) != 0 || (e->max[i / 8] >> (7 - i % 8) & 1) == 0) return -1;
    }
    return (int)n;
}

/* RFC 3779 2.2.3.9: the least significant zero bits of the lower end, and one bits of the upper, are left out. */
static bool set_end(ASN1_BIT_STRING *s, const uint8_t *addr, size_t len, uint8_t fill_with) {
    unsigned unused = 0;
    while (len > 0 && addr[len - 1] == fill_with) len--;
    while (len > 0 && (addr[len - 1] >> unused & 1) == (fill_with & 1)) unused++;
    return set_bits(s, addr, len, unused);
}

static IPAddressOrRange *new_range(const struct ends *e, size_t len) {
    if (memcmp(e->min, e->max, len) > 0) return NULL;
    int bits = common_prefix(e, len);
    if (bits >= 0) return new_prefix(e->min, (unsigned)bits);
    IPAddressOrRange *r = IPAddressOrRange_new();
    if (r) {
        r->type = IPAddressOrRange_addressRange;
        r->u.addressRange = IPAddressRange_new();
        if (r->u.addressRange && set_end(r->u.addressRange->min, e->min, len, 0) &&
            set_end(r->u.addressRange->max, e->max, len, 0xFF)) {
            return r;
        }
    }
    IPAddressOrRange_free(r);
    return NULL;
}

static int add(IPAddressOrRanges *sk, IPAddressOrRange *r) {
    if (sk && r && sk_IPAddressOrRange_push(sk, r)) return 1;
    IPAddressOrRange_free(r);
    return 0;
}

int X509v3_addr_add_prefix(IPAddrBlocks *blocks, const unsigned afi, const unsigned *safi, unsigned char *a,
                           const int prefixlen) {
    IPAddressOrRanges *sk = ranges_of(blocks, afi, safi);
    if (!sk || prefixlen < 0 || prefixlen > (int)addr_len(afi) * 8) return 0;
    return add(sk, new_prefix(a, (unsigned)prefixlen));
}

int X509v3_addr_add_range(IPAddrBlocks *blocks, const unsigned afi, const unsigned *safi, unsigned char *min,
                          unsigned char *max) {
    IPAddressOrRanges *sk = ranges_of(blocks, afi, safi);
    const size_t len = addr_len(afi);
    struct ends e;
    if (!sk) return 0;
    memcpy(e.min, min, len);
    memcpy(e.max, max, len);
    return add(sk, new_range(&e, len));
}

/* --- canonical order -------------------------------------------------------------------------------- */

static bool adjacent(const struct ends *a, const struct ends *b, size_t len) {
    uint8_t before[ADDR_MAX];
    memcpy(before, b->min, len);
    for (size_t i = len; i-- > 0 && before[i]-- == 0;) {}
    return memcmp(a->max, before, len) == 0;
}

/* Ranges that touch become one; false if they overlap, or one is upside down. */
static bool canonize_ranges(IPAddressOrRanges *sk, unsigned afi) {
    const size_t len = addr_len(afi);
    sk_IPAddressOrRange_sort(sk); /* as in OpenSSL, a list that was decoded has no order to be sorted by */
    for (int i = 0; i < sk_IPAddressOrRange_num(sk); i++) {
        struct ends a, b;
        IPAddressOrRange *first = sk_IPAddressOrRange_value(sk, i), *second = sk_IPAddressOrRange_value(sk, i + 1);
        if (!second && first->type == IPAddressOrRange_addressPrefix) break; /* alone it is not looked into */
        if (!find_ends(&a, first, len) || memcmp(a.min, a.max, len) > 0) return false;
        if (!second) break;
        if (!find_ends(&b, second, len) || memcmp(b.min, b.max, len) > 0) return false;
        if (memcmp(a.max, b.min, len) >= 0) return false;
        if (!adjacent(&a, &b, len)) continue;
        memcpy(a.max, b.max, len);
        IPAddressOrRange *both = new_range(&a, len);
        if (!both) return false;
        sk_IPAddressOrRange_set(sk, i, both);
        sk_IPAddressOrRange_delete(sk, i + 1);
        IPAddressOrRange_free(first);
        IPAddressOrRange_free(second);
        i--; /* the next one may touch too */
    }
    return true;
}

static int by_id(const IPAddressFamily *const *pa, const IPAddressFamily *const *pb) {
    const ASN1_OCTET_STRING *a = (*pa)->addressFamily, *b = (*pb)->addressFamily;
    const struct bs_addr_family fa = { .id = bs_r_from(a->data, (size_t)a->length) };
    const struct bs_addr_family fb = { .id = bs_r_from(b->data, (size_t)b->length) };
    return bs_addr_family_order(&fa, &fb);
}

int X509v3_addr_canonize(IPAddrBlocks *blocks) {
    for (int i = 0; i < sk_IPAddressFamily_num(blocks); i++) {
        const IPAddressFamily *f = sk_IPAddressFamily_value(blocks, i);
        if (f->addressFamily->length < 2 || f->addressFamily->length > 3) return 0;
        if (f->ipAddressChoice->type != IPAddressChoice_addressesOrRanges) continue;
        if (!canonize_ranges(f->ipAddressChoice->u.addressesOrRanges, X509v3_addr_get_afi(f))) return 0;
    }
    sk_IPAddressFamily_set_cmp_func(blocks, by_id);
    sk_IPAddressFamily_sort(blocks);
    return X509v3_addr_is_canonical(blocks);
}

/* --- judging ---------------------------------------------------------------------------------------- */

/* Content of the SEQUENCE that it is encoded as, in memory to be freed; NULL if it is not whole. */
static uint8_t *encode(const IPAddrBlocks *blocks, bs_reader *out) {
    size_t n;
    uint8_t *der = bs_item_to_der(blocks, &bs_item_addr_blocks, &n);
    bs_reader at = bs_r_from(der, der ? n : 0);
    if (der && bs_der_read(&at, BS_DER_SEQUENCE, out)) return der;
    OPENSSL_free(der);
    return NULL;
}

int X509v3_addr_is_canonical(IPAddrBlocks *blocks) {
    bs_reader content;
    if (!blocks) return 1;
    uint8_t *der = encode(blocks, &content);
    int ok = der && bs_addr_blocks_canonical(content);
    OPENSSL_free(der);
    return ok;
}

int X509v3_addr_inherits(IPAddrBlocks *blocks) {
    for (int i = 0; i < sk_IPAddressFamily_num(blocks); i++) {
        if (sk_IPAddressFamily_value(blocks, i)->ipAddressChoice->type == IPAddressChoice_inherit) return 1;
    }
    return 0;
}

static bool within(bs_reader a, bs_reader b) {
    struct bs_addr_family fa, fb;
    while (bs_addr_family_next(&a, &fa)) {
        bs_reader at = b;
        bool found = false;
        while (!found && bs_addr_family_next(&at, &fb)) found = bs_addr_family_order(&fa, &fb) == 0;
        if (!found || !bs_addr_id_valid(fa.id) || !bs_addr_contains(&fb, &fa)) return false;
    }
    return true;
}

int X509v3_addr_subset(IPAddrBlocks *a, IPAddrBlocks *b) {
    bs_reader ca, cb;
    if (!a || a == b) return 1;
    if (!b || X509v3_addr_inherits(a) || X509v3_addr_inherits(b)) return 0;
    uint8_t *da = encode(a, &ca), *db = encode(b, &cb);
    int ok = da && db && within(ca, cb);
    OPENSSL_free(da);
    OPENSSL_free(db);
    return ok;
}

int X509v3_addr_validate_path(X509_STORE_CTX *ctx) {
    return bs_v3_resources_of_path(ctx, bs_resources_check_addresses);
}

int X509v3_addr_validate_resource_set(STACK_OF(X509) *chain, IPAddrBlocks *ext, int allow_inheritance) {
    bs_reader claim;
    if (!ext) return 1;
    if (!chain || sk_X509_num(chain) == 0 || (!allow_inheritance && X509v3_addr_inherits(ext))) return 0;
    uint8_t *der = encode(ext, &claim);
    int ok = der && bs_v3_resources_of_chain(chain, &claim, bs_resources_check_addresses);
    OPENSSL_free(der);
    return ok;
}
