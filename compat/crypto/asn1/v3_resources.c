/* The two extensions of RFC 3779: their types, and how they are shown. */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/v3.h"
#include "src/x509/addr_blocks.h"

#define SEQUENCE_ITEM(id, type, f) \
    static const struct bs_item id = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(type), \
        BS_FIELDS(f), .name = #type }
#define LIST_ITEM(id, element, n) \
    static const struct bs_item id = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &(element), .name = (n) }
#define CHOICE_ITEM(id, type, f) \
    static const struct bs_item id = { .kind = BS_ITEM_CHOICE, .size = sizeof(type), BS_FIELDS(f), .name = #type }

/* --- RFC 3779 2.2.3 -------------------------------------------------------------------------------- */

static const struct bs_field ip_range_fields[] = {
    { &bs_item_bit_string, offsetof(IPAddressRange, min), BS_PLAIN, 0, false },
    { &bs_item_bit_string, offsetof(IPAddressRange, max), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_ip_range, IPAddressRange, ip_range_fields);
BS_ITEM_FUNCTIONS(IPAddressRange, IPAddressRange, item_ip_range)

static const struct bs_field ip_or_range_fields[] = {
    { &bs_item_bit_string, offsetof(IPAddressOrRange, u), BS_PLAIN, 0, false },
    { &item_ip_range, offsetof(IPAddressOrRange, u), BS_PLAIN, 0, false },
};
CHOICE_ITEM(item_ip_or_range, IPAddressOrRange, ip_or_range_fields);
LIST_ITEM(item_ip_ranges, item_ip_or_range, "IPAddressOrRanges");
BS_ITEM_FUNCTIONS(IPAddressOrRange, IPAddressOrRange, item_ip_or_range)

static const struct bs_field ip_choice_fields[] = {
    { &bs_item_null, offsetof(IPAddressChoice, u), BS_PLAIN, 0, false },
    { &item_ip_ranges, offsetof(IPAddressChoice, u), BS_PLAIN, 0, false },
};
CHOICE_ITEM(item_ip_choice, IPAddressChoice, ip_choice_fields);
BS_ITEM_FUNCTIONS(IPAddressChoice, IPAddressChoice, item_ip_choice)

static const struct bs_field ip_family_fields[] = {
    { &bs_item_octet_string, offsetof(IPAddressFamily, addressFamily), BS_PLAIN, 0, false },
    { &item_ip_choice, offsetof(IPAddressFamily, ipAddressChoice), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_ip_family, IPAddressFamily, ip_family_fields);
BS_ITEM_FUNCTIONS(IPAddressFamily, IPAddressFamily, item_ip_family)

const struct bs_item bs_item_addr_blocks = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &item_ip_family,
    .name = "IPAddrBlocks" };

/* --- RFC 3779 3.2.3 -------------------------------------------------------------------------------- */

static const struct bs_field as_range_fields[] = {
    { &bs_item_integer, offsetof(ASRange, min), BS_PLAIN, 0, false },
    { &bs_item_integer, offsetof(ASRange, max), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_as_range, ASRange, as_range_fields);
BS_ITEM_FUNCTIONS(ASRange, ASRange, item_as_range)

static const struct bs_field as_or_range_fields[] = {
    { &bs_item_integer, offsetof(ASIdOrRange, u), BS_PLAIN, 0, false },
    { &item_as_range, offsetof(ASIdOrRange, u), BS_PLAIN, 0, false },
};
CHOICE_ITEM(item_as_or_range, ASIdOrRange, as_or_range_fields);
LIST_ITEM(item_as_ranges, item_as_or_range, "ASIdOrRanges");
BS_ITEM_FUNCTIONS(ASIdOrRange, ASIdOrRange, item_as_or_range)

static const struct bs_field as_choice_fields[] = {
    { &bs_item_null, offsetof(ASIdentifierChoice, u), BS_PLAIN, 0, false },
    { &item_as_ranges, offsetof(ASIdentifierChoice, u), BS_PLAIN, 0, false },
};
CHOICE_ITEM(item_as_choice, ASIdentifierChoice, as_choice_fields);
BS_ITEM_FUNCTIONS(ASIdentifierChoice, ASIdentifierChoice, item_as_choice)

static const struct bs_field as_ids_fields[] = {
    { &item_as_choice, offsetof(ASIdentifiers, asnum), BS_EXPLICIT, 0, true },
    { &item_as_choice, offsetof(ASIdentifiers, rdi), BS_EXPLICIT, 1, true },
};
const struct bs_item bs_item_as_ids = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(ASIdentifiers),
    BS_FIELDS(as_ids_fields), .name = "ASIdentifiers" };
BS_ITEM_FUNCTIONS(ASIdentifiers, ASIdentifiers, bs_item_as_ids)

/* --- text ------------------------------------------------------------------------------------------- */

/* IANA's Subsequent Address Family Identifiers */
static const struct {
    uint8_t safi;
    const char *name;
} safis[] = { { 1, "Unicast" }, { 2, "Multicast" }, { 3, "Unicast/Multicast" }, { 4, "MPLS" }, { 64, "Tunnel" },
    { 65, "VPLS" }, { 66, "BGP MDT" }, { 128, "MPLS-labeled VPN" } };

static void print_safi(BIO *out, unsigned safi) {
    for (size_t i = 0; i < sizeof safis / sizeof safis[0]; i++) {
        if (safis[i].safi != safi) continue;
        BIO_printf(out, " (%s)", safis[i].name);
        return;
    }
    BIO_printf(out, " (Unknown SAFI %u)", safi);
}

/* As many groups as there are up to the last that is not zero. */
static void print_ipv6(BIO *out, const uint8_t addr[16]) {
    int n = 16;
    while (n > 1 && addr[n - 1] == 0 && addr[n - 2] == 0) n -= 2;
    for (int i = 0; i < n; i += 2) BIO_printf(out, "%x%s", addr[i] << 8 | addr[i + 1], i < 14 ? ":" : "");
    if (n < 16) BIO_puts(out, ":");
    if (n == 0) BIO_puts(out, ":");
}

static bool print_address(BIO *out, bs_reader id, const ASN1_BIT_STRING *bits, uint8_t fill) {
    uint8_t addr[16];
    size_t len = bs_addr_len(id);
    const bs_reader octets = bs_r_from(bits->data, (size_t)bits->length);
    unsigned unused = (unsigned)bits->flags & 7;
    if (len > 0 && !bs_addr_fill_up(addr, octets, unused, len, fill)) return false;
    if (len == 4) BIO_printf(out, "%d.%d.%d.%d", addr[0], addr[1], addr[2], addr[3]);
    if (len == 16) print_ipv6(out, addr);
    if (len > 0) return true;
    for (int i = 0; i < bits->length; i++) BIO_printf(out, "%s%02x", i > 0 ? ":" : "", bits->data[i]);
    BIO_printf(out, "[%u]", unused);
    return true;
}

static bool print_ip_ranges(BIO *out, bs_reader id, const IPAddressOrRanges *sk, int indent) {
    for (int i = 0; i < sk_IPAddressOrRange_num(sk); i++) {
        const IPAddressOrRange *r = sk_IPAddressOrRange_value(sk, i);
        BIO_printf(out, "%*s", indent, "");
        if (r->type == IPAddressOrRange_addressPrefix) {
            const ASN1_BIT_STRING *p = r->u.addressPrefix;
            if (!print_address(out, id, p, 0)) return false;
            BIO_printf(out, "/%d\n", p->length * 8 - (int)(p->flags & 7));
        } else {
            if (!print_address(out, id, r->u.addressRange->min, 0)) return false;
            BIO_puts(out, "-");
            if (!print_address(out, id, r->u.addressRange->max, 0xFF)) return false;
            BIO_puts(out, "\n");
        }
    }
    return true;
}

bool bs_v3_print_addr_blocks(BIO *out, const void *v, int indent) {
    const IPAddrBlocks *blocks = (const IPAddrBlocks *)v;
    for (int i = 0; i < sk_IPAddressFamily_num(blocks); i++) {
        const IPAddressFamily *f = sk_IPAddressFamily_value(blocks, i);
        const bs_reader id = bs_r_from(f->addressFamily->data, (size_t)f->addressFamily->length);
        unsigned afi = bs_addr_afi(id);
        BIO_printf(out, "%*s", indent, "");
        if (afi == 1 || afi == 2) BIO_puts(out, afi == 1 ? "IPv4" : "IPv6");
        else BIO_printf(out, "Unknown AFI %u", afi);
        if (id.len > 2) print_safi(out, id.p[2]);
        if (f->ipAddressChoice->type == IPAddressChoice_inherit) {
            BIO_puts(out, ": inherit\n");
            continue;
        }
        BIO_puts(out, ":\n");
        if (!print_ip_ranges(out, id, f->ipAddressChoice->u.addressesOrRanges, indent + 2)) return false;
    }
    return true;
}

static void print_systems(BIO *out, const ASIdentifierChoice *c, int indent, const char *title) {
    if (!c) return;
    BIO_printf(out, "%*s%s:\n", indent, "", title);
    if (c->type == ASIdentifierChoice_inherit) BIO_printf(out, "%*sinherit\n", indent + 2, "");
    for (int i = 0; c->type == ASIdentifierChoice_asIdsOrRanges && i < sk_ASIdOrRange_num(c->u.asIdsOrRanges); i++) {
        const ASIdOrRange *r = sk_ASIdOrRange_value(c->u.asIdsOrRanges, i);
        BIO_printf(out, "%*s", indent + 2, "");
        bs_v3_print_integer(out, r->type == ASIdOrRange_id ? r->u.id : r->u.range->min);
        if (r->type == ASIdOrRange_range) {
            BIO_puts(out, "-");
            bs_v3_print_integer(out, r->u.range->max);
        }
        BIO_puts(out, "\n");
    }
}

bool bs_v3_print_as_ids(BIO *out, const void *v, int indent) {
    const ASIdentifiers *ids = (const ASIdentifiers *)v;
    print_systems(out, ids->asnum, indent, "Autonomous System Numbers");
    print_systems(out, ids->rdi, indent, "Routing Domain Identifiers");
    return true;
}
