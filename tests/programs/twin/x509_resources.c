/* Addresses and autonomous systems in certificates (RFC 3779): how the extensions are printed, and every chain of three
 * that can be made of a list of them. */
#include <stdlib.h>

#include "authority.h"

#define MAX_EXT 96

struct der {
    unsigned char p[2000];
    int n;
};

static void put(struct der *d, const unsigned char *p, int n) {
    check(d->n + n <= (int)sizeof d->p, "room");
    memcpy(d->p + d->n, p, (size_t)n);
    d->n += n;
}

static void put_element(struct der *d, unsigned char tag, const struct der *content) {
    unsigned char head[4] = { tag, (unsigned char)content->n };
    int n = 2;
    if (content->n > 127) {
        head[1] = 0x82;
        head[2] = (unsigned char)(content->n >> 8);
        head[3] = (unsigned char)content->n;
        n = 4;
    }
    put(d, head, n);
    put(d, content->p, content->n);
}

/* Up to a character of `end`: hexadecimal. */
static const char *put_hex(struct der *d, const char *s, const char *end) {
    for (; *s && !strchr(end, *s); s += 2) {
        char two[3] = { s[0], s[1], 0 };
        unsigned char c = (unsigned char)strtoul(two, NULL, 16);
        put(d, &c, 1);
    }
    return s;
}

/* "3.0A": the octets, of which 3 bits are unused. */
static const char *put_bits(struct der *d, const char *s, const char *end) {
    struct der b = { .n = 0 };
    unsigned char unused = (unsigned char)(s[0] - '0');
    put(&b, &unused, 1);
    s = put_hex(&b, s + 2, end);
    put_element(d, V_ASN1_BIT_STRING, &b);
    return s;
}

static const char *put_number(struct der *d, const char *s, const char *end) {
    char text[80];
    size_t n = strcspn(s + 1, end) + 1;
    snprintf(text, sizeof text, "%.*s", (int)n, s);
    ASN1_INTEGER *i = s2i_ASN1_INTEGER(NULL, text);
    unsigned char *p = NULL;
    int len = i2d_ASN1_INTEGER(i, &p);
    put(d, p, len);
    OPENSSL_free(p);
    ASN1_INTEGER_free(i);
    return s + n;
}

typedef const char *(*put_one)(struct der *d, const char *s, const char *end);

/* "i" for inherit, or values and ranges by ','. */
static const char *put_choice(struct der *d, const char *s, put_one one) {
    struct der list = { .n = 0 };
    if (*s == 'i') {
        put_element(d, V_ASN1_NULL, &list);
        return s + 1;
    }
    while (*s && *s != ';') {
        struct der first = { .n = 0 };
        s = one(&first, s, "-,;");
        if (*s == '-') {
            s = one(&first, s + 1, ",;");
            put_element(&list, 0x30, &first);
        } else {
            put(&list, first.p, first.n);
        }
        if (*s == ',') s++;
    }
    put_element(d, 0x30, &list);
    return s;
}

/* Families by ';': "0001=0.0A,0.0B-0.0C"; "~hex" is the content of the extension as it is. */
static struct der addresses(const char *s) {
    struct der seq = { .n = 0 }, out = { .n = 0 };
    if (*s == '~') {
        put_hex(&out, s + 1, "");
        return out;
    }
    while (*s) {
        struct der family = { .n = 0 }, id = { .n = 0 };
        s = put_hex(&id, s, "=");
        put_element(&family, V_ASN1_OCTET_STRING, &id);
        s = put_choice(&family, s + 1, put_bits);
        put_element(&seq, 0x30, &family);
        if (*s == ';') s++;
    }
    put_element(&out, 0x30, &seq);
    return out;
}

/* Systems and domains by ';', each with a letter before: "a1,5-9;rinherit". */
static struct der systems(const char *s) {
    struct der seq = { .n = 0 }, out = { .n = 0 };
    if (*s == '~') {
        put_hex(&out, s + 1, "");
        return out;
    }
    while (*s) {
        struct der choice = { .n = 0 };
        unsigned char tag = *s == 'a' ? 0xA0 : 0xA1;
        s = put_choice(&choice, s + 1, put_number);
        put_element(&seq, tag, &choice);
        if (*s == ';') s++;
    }
    put_element(&out, 0x30, &seq);
    return out;
}

/* Those to be combined, the most different ones first; NULL: no extension. */
static const char *const addr_list[] = {
    NULL, "0001=0.0A", "0001=0.0A01", "0001=0.0B", "0001=0.0A,0.C0A8", "0001=0.0A00-0.0A03,4.AC10", "0001=i",
    "0001=i;0002=1.2001", "0001=0.;0002=0.", "0002=0.2001,0.2003", "000101=0.0A", "00010B=i", "0001=0.0A000001",
    "0003=0.0A", "" };

/* Those that are printed, and stand above and below a few others; among them what is out of order or malformed. */
static const char *const addr_odd[] = {
    "0001=0.0A00-0.0A01", "0001=0.0B,0.0A", "0001=0.0A,0.0A", "0001=0.0A,0.0B", "0001=0.0A,0.0A01", "0001=0.0B-0.0A",
    "0001=0.0A-0.0A", "0001=0.0A00-0.0AFE", "0001=0.0A01-0.0A02", "0001=0.0A00000001", "0001=0.0A,0.0C00000001",
    "0001=", "=i", "01=i", "01=0.0A", "0001010203=i", "00010102=0.0A", "000102=0.E0", "000103=0.0A", "000104=0.0A",
    "000140=0.0A", "000141=0.0A", "000142=0.0A", "000180=0.0A", "0001FF=0.0A", "0001=7.00", "0001=7.80-7.80",
    "0001=3.10,3.20", "0001=5.", "0001=5.FF", "0001=1.0A-0.0B", "0001=0.-0.", "0001=0.0000-7.80", "0002=0.",
    "0002=0.20010DB8", "0002=0.20010DB8-0.20010DB9", "0002=0.20010DB8000000000000000000000000",
    "0002=4.2000-0.2001,0.FE80", "0002=0.20010DB8000000000000000000000001-0.20010DB800000000000000000000FFFE",
    "0002=0.0000000000000000000000000000000102", "4001=0.0A0B,3.08", "4001=3.08", "4001=0.-0.", "4001=0.0A-0.0B",
    "000001=0.0A", "0003=0.,0.", "0003=0.", "~3000", "~30", "~0500", "~3003020101", "~300A30080402000103020001",
    "~300A3008040200010502AABB", "~30093007040200010500", "~300A300804020001050002010500", "~30080406000105000500",
    "~30083006040200010500", "~300830060402000105000500", "~300D300B04020001300530030F00AA",
    "~300C300A040200013004030208AA", "~300A30080402000130020300", "~300B3009040200013003020105",
    "~3010300E0402000130083006030100030100", "~3011300F0402000130093007030100030201AA",
    "~300C300A04020001300430020301" };

static const char *const addr_unsorted[] = {
    "0002=i;0001=i", "0001=i;0001=i", "0001=i;0001=0.0A", "01=i;0001=i" };

/* The names of families: OpenSSL looks at their length here and there. */
static const char *const addr_ids[] = {
    NULL, "01=i", "=i", "0001010203=i", "01=0.0A", "0001=i", "0001=i;01=i", "0001=0.0A;01=i", "0001=0.0A;01=0.0A",
    "0001=0.0A;0001010203=i", "0001=0.0A" };

static const char *const as_list[] = {
    NULL, "a5", "a5-9", "a1-4294967295", "a5,7,10-20", "ai", "ri", "ai;ri", "r5", "a5;r5", "a5;ri", "a4294967295", "" };

static const char *const as_odd[] = {
    "a5,6", "a6,5", "a5,5", "a9-5", "a5-9,9", "a5-9,10", "a5-9,11", "a5-5", "a5,9-7", "a", "a;r", "a-5", "a-5-5",
    "a-1,0", "a-1,1", "a-128,-126", "a-129,-128", "a127,128", "a127,129", "a255,256", "a-257,-256", "a65535,65536",
    "a99999999999999999999", "r6;a5", "a5;a6",
    "a340282366920938463463374607431768211455-340282366920938463463374607431768211457", "r1-2,5-9", "a5;r6,6",
    "~3000", "~30", "~0500", "~3002A000", "~3004A0020500", "~3004A0023000", "~3004A2020500", "~3005A003020105",
    "~3006A0040500A100", "~3007A0053003020105", "~3007A0053003040105", "~3008A006300402020005",
    "~300AA0083006300402010502", "~300CA00A30083006020105020106", "~300FA00D300B3009020105020106020107",
    "~300BA009300730050201050200", "~3006A00330010200" };

enum { LEAF, MID, ROOT };
static const char *const names[] = { "Leaf", "Middle", "Root" };
static EVP_PKEY *key;
static int go_on, shortcut, fresh;

static void add_value(X509 *x, int nid, const struct der *d) {
    ASN1_OCTET_STRING *s = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(s, d->p, d->n);
    X509_EXTENSION *e = X509_EXTENSION_create_by_NID(NULL, nid, 1, s);
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
    ASN1_OCTET_STRING_free(s);
}

static void put_name(X509_NAME *n, const char *name) {
    X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
}

static X509 *make(int place, const char *addr, const char *as) {
    X509 *x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), place + 1);
    put_name(X509_get_subject_name(x), names[place]);
    put_name(X509_get_issuer_name(x), names[place == ROOT ? ROOT : place + 1]);
    X509_gmtime_adj(X509_getm_notBefore(x), -1000);
    X509_gmtime_adj(X509_getm_notAfter(x), 100000);
    X509_set_pubkey(x, key);
    if (place != LEAF) add_ext(x, x, NID_basic_constraints, "critical,CA:TRUE");
    struct der d;
    if (addr) d = addresses(addr), add_value(x, NID_sbgp_ipAddrBlock, &d);
    if (as) d = systems(as), add_value(x, NID_sbgp_autonomousSysNum, &d);
    check(X509_sign(x, key, NULL) > 0, "signature");
    return x;
}

static int verify_cb(int ok, X509_STORE_CTX *ctx) {
    if (!ok) {
        X509 *at = X509_STORE_CTX_get_current_cert(ctx);
        printf(" %d@%d(%s)", X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx),
               at ? common_name(at) : "none");
    }
    return go_on ? 1 : ok;
}

/* Signatures are judged where `shortcut` is off. */
static int verify_nothing(X509_STORE_CTX *ctx) {
    (void)ctx;
    return 1;
}

static void verify(X509 *leaf, X509 *mid, X509 *root) {
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *sent = stack_of(mid, NULL);
    X509_STORE_add_cert(s, root);
    X509_STORE_CTX_init(ctx, s, leaf, sent);
    X509_STORE_CTX_set_verify_cb(ctx, verify_cb);
    if (shortcut) X509_STORE_CTX_set_verify(ctx, verify_nothing);
    int r = X509_verify_cert(ctx);
    printf(" = %d, %d@%d\n", r, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
    sk_X509_pop_free(sent, X509_free);
    ERR_clear_error();
}

static const char *text(const char *s) { return s ? s : "none"; }

static void print(X509 *x, const char *what) {
    printf("%s: flags %x\n", text(what), X509_get_extension_flags(x));
    BIO *out = BIO_new_fp(stdout, BIO_NOCLOSE);
    X509V3_extensions_print(out, "Extensions", X509_get0_extensions(x), 0, 2);
    for (int i = 0; i < X509_get_ext_count(x); i++) {
        X509_EXTENSION *e = X509_get_ext(x, i);
        void *v = X509V3_EXT_d2i(e);
        X509_EXTENSION *again = v ? X509V3_EXT_i2d(OBJ_obj2nid(X509_EXTENSION_get_object(e)), 0, v) : NULL;
        printf("decoded %d, the same %d\n", v != NULL,
               again && ASN1_OCTET_STRING_cmp(X509_EXTENSION_get_data(e), X509_EXTENSION_get_data(again)) == 0);
        if (v) ASN1_item_free(v, ASN1_ITEM_ptr(X509V3_EXT_get(e)->it));
        X509_EXTENSION_free(again);
    }
    BIO_free(out);
    ERR_clear_error();
}

struct chains {
    X509 *v[3][MAX_EXT];
    const char *const *list;
    int n;
};

static void load(struct chains *c, const char *const *list, int n, int as) {
    c->list = list;
    c->n = n;
    for (int i = 0; i < n; i++) {
        for (int place = LEAF; place <= ROOT; place++) {
            c->v[place][i] = make(place, as ? NULL : list[i], as ? list[i] : NULL);
        }
    }
}

static void unload(struct chains *c) {
    for (int i = 0; i < c->n; i++) {
        for (int place = LEAF; place <= ROOT; place++) X509_free(c->v[place][i]);
    }
}

/* OpenSSL sorts the families of a certificate where it has them decoded, when it first compares them: then they are in
 * order the next time. */
static void verify_fresh(X509 *leaf, X509 *mid, X509 *root) {
    if (!fresh) {
        verify(leaf, mid, root);
        return;
    }
    X509 *l = X509_dup(leaf), *m = mid ? X509_dup(mid) : NULL, *r = leaf == root ? X509_dup(l) : X509_dup(root);
    verify(l, m, r);
    X509_free(l);
    X509_free(m);
    X509_free(r);
}

static void all_chains(const struct chains *c) {
    for (int i = 0; i < c->n; i++) {
        print(c->v[LEAF][i], c->list[i]);
        for (int j = 0; j < c->n; j++) {
            printf("%s | %s:", text(c->list[i]), text(c->list[j]));
            verify(c->v[MID][i], NULL, c->v[ROOT][j]);
            for (int k = 0; k < (go_on ? 5 : c->n); k++) {
                printf("%s | %s | %s:", text(c->list[i]), text(c->list[j]), text(c->list[k]));
                verify(c->v[LEAF][i], c->v[MID][j], c->v[ROOT][k]);
            }
        }
    }
    for (int i = 0; i < c->n; i++) {
        printf("%s alone:", text(c->list[i]));
        verify(c->v[ROOT][i], NULL, c->v[ROOT][i]);
    }
}

/* Each odd one alone, below and above what covers and what inherits. */
static void odd_chains(const struct chains *odd, const struct chains *with) {
    for (int i = 0; i < odd->n; i++) {
        print(odd->v[LEAF][i], odd->list[i]);
        printf("alone:");
        verify_fresh(odd->v[ROOT][i], NULL, odd->v[ROOT][i]);
        for (int j = 0; j < with->n; j++) {
            printf("below %s:", text(with->list[j]));
            verify_fresh(odd->v[MID][i], NULL, with->v[ROOT][j]);
            printf("above %s:", text(with->list[j]));
            verify_fresh(with->v[LEAF][j], odd->v[MID][i], with->v[ROOT][0]);
        }
    }
}

/* Both extensions, and signatures that count. */
static void both(void) {
    static const struct {
        const char *addr, *as;
    } rows[] = { { "0001=0.0A", "a5" }, { "0001=0.0A", "a6" }, { "0001=0.0B", "a5" }, { "0001=i", "ai" },
        { NULL, "a5" }, { "~3003020100", "a5" }, { "0001=0.0A", "~3000" } };
    const int n = sizeof rows / sizeof rows[0];
    for (int i = 0; i < n * n; i++) {
        X509 *leaf = make(LEAF, rows[i / n].addr, rows[i / n].as), *mid = make(MID, rows[i % n].addr, rows[i % n].as);
        X509 *root = make(ROOT, "0001=0.0A", "a5-9");
        printf("both %d:", i);
        verify(leaf, mid, root);
        X509_free(leaf);
        X509_free(mid);
        X509_free(root);
    }
}

/* Each type by itself: what is read, also cut short, is written. */
#define TYPE(type, hex) \
    static void type_##type(void) { \
        struct der d = { .n = 0 }; \
        put_hex(&d, hex, ""); \
        for (int n = 0; n <= d.n; n++) { \
            const unsigned char *p = d.p; \
            type *v = d2i_##type(NULL, &p, n); \
            unsigned char *out = NULL, *again = NULL; \
            int len = v ? i2d_##type(v, &out) : 0; \
            printf(#type " %d: %d %d", n, len, v ? ASN1_item_i2d((ASN1_VALUE *)v, &again, type##_it()) : 0); \
            for (int i = 0; i < len; i++) printf(" %02X%02X", out[i], again[i]); \
            puts(""); \
            type##_free(v); \
            OPENSSL_free(out); \
            OPENSSL_free(again); \
        } \
        type##_free(type##_new()); \
        ERR_clear_error(); \
    }
TYPE(IPAddressRange, "300803020430030204FF")
TYPE(IPAddressOrRange, "0303000A01")
TYPE(IPAddressChoice, "30050303000A01")
TYPE(IPAddressFamily, "3006040200010500")
TYPE(ASRange, "3006020101020102")
TYPE(ASIdOrRange, "3006020101020102")
TYPE(ASIdentifierChoice, "300302010A")
TYPE(ASIdentifiers, "3008A0020500A1020500")

/* --- what programs build and compare --------------------------------------------------------------- */

static STACK_OF(IPAddressFamily) *blocks_of(const char *text) {
    struct der d = addresses(text);
    X509V3_EXT_METHOD const *m = X509V3_EXT_get_nid(NID_sbgp_ipAddrBlock);
    const unsigned char *p = d.p;
    return (STACK_OF(IPAddressFamily) *)ASN1_item_d2i(NULL, &p, d.n, ASN1_ITEM_ptr(m->it));
}

static void show_blocks(const char *what, STACK_OF(IPAddressFamily) *b) {
    const X509V3_EXT_METHOD *m = X509V3_EXT_get_nid(NID_sbgp_ipAddrBlock);
    unsigned char *der = NULL;
    int n = ASN1_item_i2d((ASN1_VALUE *)b, &der, ASN1_ITEM_ptr(m->it));
    printf("%s:", what);
    for (int i = 0; i < n; i++) printf(" %02X", der[i]);
    puts("");
    OPENSSL_free(der);
    ERR_clear_error();
}

static void free_blocks(STACK_OF(IPAddressFamily) *b) { sk_IPAddressFamily_pop_free(b, IPAddressFamily_free); }

static void compare_blocks(const char *const *list, int n, const struct chains *certs) {
    for (int i = 0; i < n; i++) {
        STACK_OF(IPAddressFamily) *a = list[i] ? blocks_of(list[i]) : NULL;
        printf("%s: canonical %d inherits %d\n", text(list[i]), X509v3_addr_is_canonical(a),
               a ? X509v3_addr_inherits(a) : -1);
        for (int k = 0; a && k < sk_IPAddressFamily_num(a); k++) {
            IPAddressFamily *f = sk_IPAddressFamily_value(a, k);
            unsigned afi = X509v3_addr_get_afi(f);
            printf(" afi %u\n", afi);
            if (f->ipAddressChoice->type != IPAddressChoice_addressesOrRanges) continue;
            for (int r = 0; r < sk_IPAddressOrRange_num(f->ipAddressChoice->u.addressesOrRanges); r++) {
                unsigned char min[16] = { 0 }, max[16] = { 0 };
                IPAddressOrRange *range = sk_IPAddressOrRange_value(f->ipAddressChoice->u.addressesOrRanges, r);
                printf("  range %d", X509v3_addr_get_range(range, afi, min, max, 16));
                printf(" %d", X509v3_addr_get_range(range, afi, min, max, 3));
                for (int o = 0; o < 16; o++) printf(" %02x%02x", min[o], max[o]);
                puts("");
            }
        }
        for (int j = 0; j < n; j++) {
            STACK_OF(IPAddressFamily) *b = list[j] ? blocks_of(list[j]) : NULL;
            printf(" %d", X509v3_addr_subset(a, b));
            free_blocks(b);
        }
        puts(" subset");
        for (int k = 0; k < certs->n; k++) {
            STACK_OF(X509) *chain = stack_of(certs->v[MID][k], certs->v[ROOT][k]);
            printf(" %d", X509v3_addr_validate_resource_set(chain, a, 1));
            printf("%d", X509v3_addr_validate_resource_set(chain, a, 0));
            sk_X509_pop_free(chain, X509_free);
        }
        puts(" valid");
        if (a) printf("canonize %d\n", X509v3_addr_canonize(a));
        if (a) show_blocks("now", a);
        free_blocks(a);
    }
    printf("no chain %d\n", X509v3_addr_validate_resource_set(NULL, NULL, 1));
}

static void build_blocks(void) {
    STACK_OF(IPAddressFamily) *b = sk_IPAddressFamily_new_null();
    unsigned char low[16] = { 10 }, high[16] = { 10, 0, 3, 255 }, other[16] = { 10, 0, 4, 7 };
    const unsigned safi = 1;
    printf("prefix %d", X509v3_addr_add_prefix(b, IANA_AFI_IPV4, NULL, other, 30));
    printf(" %d", X509v3_addr_add_prefix(b, IANA_AFI_IPV4, NULL, other, 33));
    printf(" %d", X509v3_addr_add_prefix(b, IANA_AFI_IPV4, NULL, other, -1));
    printf(" range %d", X509v3_addr_add_range(b, IANA_AFI_IPV4, NULL, low, high));
    printf(" %d", X509v3_addr_add_range(b, IANA_AFI_IPV4, NULL, high, low));
    printf(" inherit %d", X509v3_addr_add_inherit(b, IANA_AFI_IPV4, NULL));
    printf(" %d", X509v3_addr_add_inherit(b, IANA_AFI_IPV6, &safi));
    printf(" %d", X509v3_addr_add_inherit(b, IANA_AFI_IPV6, &safi));
    printf(" %d\n", X509v3_addr_add_prefix(b, IANA_AFI_IPV6, &safi, other, 30));
    show_blocks("built", b);
    printf("canonical %d %d %d\n", X509v3_addr_is_canonical(b), X509v3_addr_canonize(b), X509v3_addr_is_canonical(b));
    show_blocks("canonical", b);
    printf("same %d\n", X509v3_addr_subset(b, b));
    free_blocks(b);
}

static ASIdentifiers *ids_of(const char *text) {
    struct der d = systems(text);
    const unsigned char *p = d.p;
    return d2i_ASIdentifiers(NULL, &p, d.n);
}

static void compare_ids(const char *const *list, int n, const struct chains *certs) {
    for (int i = 0; i < n; i++) {
        ASIdentifiers *a = list[i] ? ids_of(list[i]) : NULL;
        printf("%s: canonical %d", text(list[i]), X509v3_asid_is_canonical(a));
        printf(" inherits %d\n", X509v3_asid_inherits(a));
        for (int j = 0; j < n; j++) {
            ASIdentifiers *b = list[j] ? ids_of(list[j]) : NULL;
            printf(" %d", X509v3_asid_subset(a, b));
            ASIdentifiers_free(b);
        }
        puts(" subset");
        for (int k = 0; k < certs->n; k++) {
            STACK_OF(X509) *chain = stack_of(certs->v[MID][k], certs->v[ROOT][k]);
            printf(" %d", X509v3_asid_validate_resource_set(chain, a, 1));
            printf("%d", X509v3_asid_validate_resource_set(chain, a, 0));
            sk_X509_pop_free(chain, X509_free);
        }
        puts(" valid");
        int ok = X509v3_asid_canonize(a);
        unsigned char *der = NULL;
        int len = a ? i2d_ASIdentifiers(a, &der) : 0;
        printf(" canonical now %d:", ok);
        for (int k = 0; ok && k < len; k++) printf(" %02X", der[k]);
        puts("");
        OPENSSL_free(der);
        ASIdentifiers_free(a);
        ERR_clear_error();
    }
    printf("no chain %d\n", X509v3_asid_validate_resource_set(NULL, NULL, 1));
}

static void build_ids(void) {
    ASIdentifiers *ids = ASIdentifiers_new();
    unsigned char *der = NULL;
    for (long i = 0; i < 6; i++) {
        ASN1_INTEGER *min = ASN1_INTEGER_new(), *max = i % 2 ? ASN1_INTEGER_new() : NULL;
        ASN1_INTEGER_set(min, 100 - 10 * i);
        if (max) ASN1_INTEGER_set(max, 109 - 10 * i);
        printf("add %d\n", X509v3_asid_add_id_or_range(ids, V3_ASID_ASNUM, min, max));
    }
    printf("inherit %d %d %d %d\n", X509v3_asid_add_inherit(ids, V3_ASID_ASNUM), X509v3_asid_add_inherit(ids, V3_ASID_RDI),
           X509v3_asid_add_inherit(ids, V3_ASID_RDI), X509v3_asid_add_inherit(ids, 7));
    printf("canonize %d %d\n", X509v3_asid_canonize(ids), X509v3_asid_is_canonical(ids));
    int n = i2d_ASIdentifiers(ids, &der);
    for (int i = 0; i < n; i++) printf(" %02X", der[i]);
    puts("");
    OPENSSL_free(der);
    ASIdentifiers_free(ids);
}

/* By a context that has verified a chain, and by one that has not. */
static void validate_path(const struct chains *addr, const struct chains *as) {
    X509_STORE *s = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    X509_STORE_CTX_init(ctx, s, addr->v[LEAF][1], NULL);
    X509_STORE_CTX_set_verify_cb(ctx, verify_cb);
    printf("no chain %d", X509v3_addr_validate_path(ctx));
    printf(" %d", X509v3_asid_validate_path(ctx));
    printf(" %d\n", X509_STORE_CTX_get_error(ctx));
    for (int i = 0; i < addr->n; i++) {
        X509_STORE_CTX_set0_verified_chain(ctx, stack_of(addr->v[LEAF][1], addr->v[ROOT][i]));
        printf("addresses %d:", X509v3_addr_validate_path(ctx));
        printf(" %d\n", X509_STORE_CTX_get_error(ctx));
    }
    for (int i = 0; i < as->n; i++) {
        X509_STORE_CTX_set0_verified_chain(ctx, stack_of(as->v[LEAF][1], as->v[ROOT][i]));
        printf("systems %d:", X509v3_asid_validate_path(ctx));
        printf(" %d\n", X509_STORE_CTX_get_error(ctx));
    }
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(s);
}

int main(void) {
    static struct chains addr, ids, unsorted, as, odd_addr, odd_as;
    key = new_key("ED25519");
    load(&addr, addr_list, sizeof addr_list / sizeof *addr_list, 0);
    load(&ids, addr_ids, sizeof addr_ids / sizeof *addr_ids, 0);
    load(&unsorted, addr_unsorted, sizeof addr_unsorted / sizeof *addr_unsorted, 0);
    load(&as, as_list, sizeof as_list / sizeof *as_list, 1);
    load(&odd_addr, addr_odd, sizeof addr_odd / sizeof *addr_odd, 0);
    load(&odd_as, as_odd, sizeof as_odd / sizeof *as_odd, 1);
    for (go_on = 0; go_on <= 1; go_on++) {
        shortcut = 1;
        all_chains(&addr);
        all_chains(&ids);
        all_chains(&as);
        odd_chains(&odd_addr, &addr);
        odd_chains(&odd_as, &as);
        fresh = 1;
        odd_chains(&unsorted, &addr);
        fresh = 0;
        shortcut = 0;
        both();
    }
    go_on = 0;
    compare_blocks(addr_list, addr.n, &addr);
    compare_blocks(addr_odd, 30, &addr);
    build_blocks();
    compare_ids(as_list, as.n, &as);
    compare_ids(as_odd, 20, &as);
    build_ids();
    validate_path(&addr, &as);
    type_IPAddressRange();
    type_IPAddressOrRange();
    type_IPAddressChoice();
    type_IPAddressFamily();
    type_ASRange();
    type_ASIdOrRange();
    type_ASIdentifierChoice();
    type_ASIdentifiers();
    unload(&addr);
    unload(&ids);
    unload(&unsorted);
    unload(&as);
    unload(&odd_addr);
    unload(&odd_as);
    EVP_PKEY_free(key);
    return 0;
}
