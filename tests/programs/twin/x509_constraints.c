/* Name constraints of every kind against names of every kind, permitted and excluded, right and malformed: RFC 5280
 * 4.2.1.10. The chains' signatures are left out of the check, so that some ten thousand verdicts take no time. */
#include "authority.h"

struct der {
    unsigned char b[400];
    size_t n;
};

struct name {
    const char *what;
    struct der der; /* a GeneralName */
};

static struct der tlv(int tag, const void *content, size_t n) {
    struct der d = { { (unsigned char)tag }, 0 };
    check(n < 300, "length");
    d.n = 1;
    if (n >= 256) d.b[d.n++] = 0x82, d.b[d.n++] = (unsigned char)(n >> 8);
    else if (n >= 128) d.b[d.n++] = 0x81;
    d.b[d.n++] = (unsigned char)n;
    memcpy(d.b + d.n, content, n);
    d.n += n;
    return d;
}

static void append(struct der *to, struct der d) {
    check(to->n + d.n < sizeof to->b, "room");
    memcpy(to->b + to->n, d.b, d.n);
    to->n += d.n;
}

static struct der both(struct der a, struct der b) {
    append(&a, b);
    return a;
}

static struct der wrapped(int tag, struct der d) { return tlv(tag, d.b, d.n); }

/* "O=Good/CN=x"; '+' for '/' puts an entry into the RDN before; '~' after the type makes it a T61String. */
static struct der directory(const char *text) {
    X509_NAME *name = X509_NAME_new();
    char copy[200], *save = NULL;
    unsigned char *out = NULL;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *e = strtok_r(copy, "/", &save); e; e = strtok_r(NULL, "/", &save)) {
        char *value = strchr(e, '=');
        int more = e[0] == '+', type = value[1] == '~' ? V_ASN1_T61STRING : MBSTRING_UTF8;
        *value++ = 0;
        if (type == V_ASN1_T61STRING) value++;
        check(X509_NAME_add_entry_by_txt(name, e + more, type, (unsigned char *)value, -1, -1, more ? -1 : 0) == 1, text);
    }
    struct der d = { .n = 0 };
    int n = i2d_X509_NAME(name, &out);
    check(n > 0, text);
    d = tlv(0xA4, out, (size_t)n);
    OPENSSL_free(out);
    X509_NAME_free(name);
    return d;
}

static const unsigned char oid_smtp_utf8[] = { 0x2B, 6, 1, 5, 5, 7, 8, 9 };
static const unsigned char oid_1234[] = { 0x2A, 3, 4 }, oid_125[] = { 0x2A, 5 };

static struct der other(const unsigned char *oid, size_t oid_len, int tag, const char *text) {
    struct der d = tlv(6, oid, oid_len);
    append(&d, wrapped(0xA0, tlv(tag, text, strlen(text))));
    return wrapped(0xA0, d);
}

static struct name names[200];
static size_t num_names;

static void add(const char *what, struct der d) {
    check(num_names < sizeof names / sizeof names[0], "names");
    names[num_names++] = (struct name){ what, d };
}

static void texts(int tag, const char *const *list) {
    for (; *list; list++) add(*list, tlv(tag, *list, strlen(*list)));
}

static void fill(void) {
    static const char *const dns[] = { "example.com", ".example.com", "", "com", "EXAMPLE.com", "www.example.com", ".",
                                       "a.b.example.com", "xexample.com", "example.com.", "*.example.com", "example.org",
                                       "..example.com", "xn--bcher-kva.example", "a..example.com", NULL };
    static const char *const email[] = { "example.com", ".example.com", "", "me@example.com", "ME@example.com",
                                         "me@EXAMPLE.com", "you@www.example.com", "@example.com", "a@b@example.com", "me@",
                                         "@", "me", "www.example.com", "\"a b\"@example.com", ".", "b@example.com", NULL };
    static const char *const uri[] = { "example.com", ".example.com", "", "http://example.com", "http://www.example.com/",
                                       "https://EXAMPLE.com:443/a", "http://user@example.com/", "http:/example.com",
                                       "mailto:me@example.com", "urn:x", "http://", "http:///a", "http://:80/",
                                       "http://[::1]/", "http://example.com?a:b", "//example.com/", "http://a.b/c:d@e", NULL };
    static const char *const dn[] = { "O=Good", "O=good", "O=~Good", "O= Good  ", "O=Good/CN=x", "O=Good/CN=x/CN=y",
                                      "O=Good/+CN=x", "O=Goo", "CN=x/O=Good", "O=B\xc3\xa4r", "O=b\xc3\xa4r", "C=DE/O=Good",
                                      "emailAddress=me@example.com", NULL };
    static const struct {
        const char *what;
        unsigned char b[33];
        size_t n;
    } ip[] = {
        { "10.1.2.3", { 10, 1, 2, 3 }, 4 },
        { "10.0.0.0/8", { 10, 0, 0, 0, 255, 0, 0, 0 }, 8 },
        { "10.1.2.3/0", { 10, 1, 2, 3, 0, 0, 0, 0 }, 8 },
        { "10.1.2.3/32", { 10, 1, 2, 3, 255, 255, 255, 255 }, 8 },
        { "a mask with holes", { 10, 9, 2, 9, 255, 0, 255, 0 }, 8 },
        { "11.0.0.1", { 11, 0, 0, 1 }, 4 },
        { "nothing", { 0 }, 0 },
        { "three", { 10, 1, 2 }, 3 },
        { "five", { 10, 1, 2, 3, 4 }, 5 },
        { "sixteen", { 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, 16 },
        { "2001:db8::/32", { 0x20, 1, 0xD, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255 }, 32 },
        { "::/0", { 0 }, 32 },
        { "thirty-three", { 0 }, 33 },
    };
    texts(0x82, dns);
    texts(0x81, email);
    texts(0x86, uri);
    for (size_t i = 0; i < sizeof ip / sizeof ip[0]; i++) add(ip[i].what, tlv(0x87, ip[i].b, ip[i].n));
    for (size_t i = 0; dn[i]; i++) add(dn[i], directory(dn[i]));
    add("no name", wrapped(0xA4, tlv(0x30, "", 0)));
    add("dNSName with a NUL", tlv(0x82, "a\0.example.com", 14));
    add("rfc822Name with a NUL", tlv(0x81, "m\0@example.com", 14));
    add("URI with a NUL", tlv(0x86, "http://a\0.example.com/", 22));
    add("registered 1.2.3.4", tlv(0x88, oid_1234, 3));
    add("registered 1.2.5", tlv(0x88, oid_125, 2));
    add("other 1.2.3.4", other(oid_1234, 3, 12, "x"));
    add("other 1.2.3.4, again", other(oid_1234, 3, 12, "y"));
    add("other 1.2.5", other(oid_125, 2, 12, "x"));
    add("mailbox", other(oid_smtp_utf8, 8, 12, "m\xc3\xa9@example.com"));
    add("mailbox below", other(oid_smtp_utf8, 8, 12, "m\xc3\xa9@a.EXAMPLE.com"));
    add("mailbox at a U-label", other(oid_smtp_utf8, 8, 12, "m\xc3\xa9@b\xc3\xbc" "cher.example"));
    add("mailbox below a U-label", other(oid_smtp_utf8, 8, 12, "m\xc3\xa9@a.b\xc3\xbc" "cher.example"));
    add("mailbox without a host", other(oid_smtp_utf8, 8, 12, "m\xc3\xa9"));
    add("mailbox of another type", other(oid_smtp_utf8, 8, 22, "me@example.com"));
    add("A-label", tlv(0x81, "xn--bcher-kva.example", 21));
    add(".A-label", tlv(0x81, ".xn--bcher-kva.example", 22));
    add("A-label, not one", tlv(0x81, "xn--\x80.example", 13));
    add("A-label that ends", tlv(0x81, "xn--99999999.example", 20));
    add("A-label of nothing", tlv(0x81, "xn--.example", 12));
    add("A-label of a mailbox", tlv(0x81, "me@xn--bcher-kva.example", 24));
    add("X.400", wrapped(0xA3, tlv(0x30, "", 0)));
    add("EDI party", wrapped(0xA5, wrapped(0xA1, tlv(12, "p", 1))));
}

static EVP_PKEY *key;

static void set_raw(X509 *x, int nid, int critical, const unsigned char *b, size_t n) {
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    X509_EXTENSION *e = NULL;
    ASN1_OCTET_STRING_set(value, b, (int)n);
    check(X509_EXTENSION_create_by_NID(&e, nid, critical, value) && X509_add_ext(x, e, -1) == 1, "extension");
    X509_EXTENSION_free(e);
    ASN1_OCTET_STRING_free(value);
}

static void set_extension(X509 *x, int nid, struct der d) { set_raw(x, nid, 1, d.b, d.n); }

static X509_NAME *named(const char *text) {
    X509_NAME *name = X509_NAME_new();
    const unsigned char *value = (const unsigned char *)text;
    check(!text || X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, value, -1, -1, 0) == 1, text);
    return name;
}

/* Its signature is not looked at: the one of before will do. */
static X509 *cert(const char *subject, const char *issuer, int ca) {
    X509 *x = X509_new();
    X509_NAME *s = named(subject), *i = named(issuer);
    X509_set_version(x, X509_VERSION_3);
    X509_set_subject_name(x, s);
    X509_set_issuer_name(x, i);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400);
    X509_set_pubkey(x, key);
    if (ca) add_ext(x, x, NID_basic_constraints, "critical,CA:TRUE");
    X509_NAME_free(s);
    X509_NAME_free(i);
    return x;
}

static X509 *sealed(X509 *x) {
    check(X509_sign(x, key, NULL) > 0, "signature");
    return x;
}

static X509 *with_names(const char *subject, const char *issuer, struct der general_names) {
    X509 *x = cert(subject, issuer, 0);
    if (general_names.n > 0) set_extension(x, NID_subject_alt_name, wrapped(0x30, general_names));
    return sealed(x);
}

static X509 *with_constraints(struct der content) {
    X509 *x = cert("CA", "CA", 1);
    set_extension(x, NID_name_constraints, wrapped(0x30, content));
    return sealed(x);
}

static struct der subtrees(int tag, struct der base) { return wrapped(tag, wrapped(0x30, base)); }

static int unsigned_chain(X509_STORE_CTX *ctx) { return ctx != NULL; }

static int errors[16];
static int num_errors;

static int keep(int ok, X509_STORE_CTX *ctx) {
    if (ok || num_errors == 16) return 1;
    errors[num_errors++] = X509_STORE_CTX_get_error(ctx) * 10 + X509_STORE_CTX_get_error_depth(ctx);
    return 1;
}

static void judge(X509 *ca, STACK_OF(X509) *middles, X509 *leaf) {
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    num_errors = 0;
    X509_STORE_add_cert(store, ca);
    X509_STORE_set_verify(store, unsigned_chain);
    check(X509_STORE_CTX_init(ctx, store, leaf, middles) == 1, "init");
    X509_STORE_CTX_set_verify_cb(ctx, keep);
    int ret = X509_verify_cert(ctx);
    printf(" %d", ret);
    for (int i = 0; i < num_errors; i++) printf(":%d@%d", errors[i] / 10, errors[i] % 10);
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    ERR_clear_error();
}

/* Every name as a constraint of every name. */
static void each_pair(void) {
    static X509 *leaves[200];
    for (size_t i = 0; i < num_names; i++) leaves[i] = with_names("Leaf", "CA", names[i].der);
    for (size_t i = 0; i < num_names; i++) {
        for (int tag = 0xA0; tag <= 0xA1; tag++) {
            X509 *ca = with_constraints(subtrees(tag, names[i].der));
            printf("%s %s:", names[i].what, tag == 0xA0 ? "permitted" : "excluded");
            for (size_t k = 0; k < num_names; k++) {
                /* a kept difference: "." before a domain never fits a mailbox in UTF-8 */
                int dot = names[i].der.b[0] == 0x81 && names[i].der.b[2] == '.';
                if (dot && strncmp(names[k].what, "mailbox", 7) == 0) continue;
                judge(ca, NULL, leaves[k]);
            }
            printf("\n");
            X509_free(ca);
        }
    }
    for (size_t i = 0; i < num_names; i++) X509_free(leaves[i]);
}

/* What a subject holds of names: common names that look like hosts, and mailboxes. */
static void subjects(void) {
    static const char *const hosts[] = { "www.example.com", "www.example.org", "Some Body", "example", "a_b.example.com",
                                         "-x.example.org", "x-.example.org", "a..example.org", ".example.org", "example.org.",
                                         "*.example.org", "x.example.org/a", "1.2.3.4", "\xc3\xa4.example.org", "a b.example.org",
                                         "xn--a.example.org", "a.b", "a-b.c", "_x.example.org", NULL };
    for (int excluded = 0; excluded < 2; excluded++) {
        X509 *ca = with_constraints(subtrees(excluded ? 0xA1 : 0xA0, tlv(0x82, "example.com", 11)));
        for (size_t i = 0; hosts[i]; i++) {
            struct der sans[] = { { .n = 0 }, tlv(0x81, "me@example.com", 14), tlv(0x82, "example.com", 11) };
            printf("subject %s, excluded %d:", hosts[i], excluded);
            for (size_t k = 0; k < 3; k++) {
                X509 *leaf = with_names(hosts[i], "CA", sans[k]);
                judge(ca, NULL, leaf);
                X509_free(leaf);
            }
            printf("\n");
        }
        X509_free(ca);
    }
    for (int excluded = 0; excluded < 2; excluded++) {
        static const char *const mailboxes[] = { "me@example.com", "me@example.org", "me", "", NULL };
        X509 *ca = with_constraints(subtrees(excluded ? 0xA1 : 0xA0, tlv(0x81, "example.com", 11)));
        for (size_t i = 0; mailboxes[i]; i++) {
            X509 *leaf = cert("Leaf", "CA", 0);
            X509_NAME *n = named("Leaf");
            X509_NAME_add_entry_by_NID(n, NID_pkcs9_emailAddress, V_ASN1_IA5STRING, (const unsigned char *)mailboxes[i], -1,
                                       -1, 0);
            X509_set_subject_name(leaf, n);
            printf("mailbox %s in the subject, excluded %d:", mailboxes[i], excluded);
            judge(ca, NULL, sealed(leaf));
            printf("\n");
            X509_NAME_free(n);
            X509_free(leaf);
        }
        X509_free(ca);
    }
}

/* Bounds, several subtrees, and what is malformed, for a name that fits and one that does not. */
static void shapes(void) {
    struct der good = tlv(0x82, "example.com", 11), bad = tlv(0x82, "example.org", 11), min0 = tlv(0x80, "\0", 1),
               min1 = tlv(0x80, "\1", 1), min_long = tlv(0x80, "\0\0", 2), max = tlv(0x81, "\5", 1), none = { .n = 0 },
               two = both(wrapped(0x30, bad), wrapped(0x30, good));
    const struct {
        const char *what;
        struct der content;
    } rows[] = {
        { "minimum 0", subtrees(0xA0, both(good, min0)) },
        { "minimum 1", subtrees(0xA0, both(good, min1)) },
        { "minimum 1, excluded", subtrees(0xA1, both(good, min1)) },
        { "minimum of two octets", subtrees(0xA0, both(good, min_long)) },
        { "maximum", subtrees(0xA0, both(good, max)) },
        { "minimum and maximum", subtrees(0xA0, both(both(good, min0), max)) },
        { "maximum of another kind", subtrees(0xA0, both(tlv(0x81, "example.com", 11), max)) },
        { "one of two", wrapped(0xA0, two) },
        { "one of two, excluded", wrapped(0xA1, two) },
        { "permitted and excluded", both(subtrees(0xA0, good), subtrees(0xA1, good)) },
        { "permitted and another excluded", both(subtrees(0xA0, good), subtrees(0xA1, bad)) },
        { "in the wrong order", both(subtrees(0xA1, bad), subtrees(0xA0, good)) },
        { "nothing", none },
        { "nothing permitted", wrapped(0xA0, none) },
        { "nothing excluded", wrapped(0xA1, none) },
        { "a subtree without a base", subtrees(0xA0, none) },
        { "another list", subtrees(0xA2, good) },
        { "a base of no kind", subtrees(0xA0, tlv(0x89, "x", 1)) },
        { "twice permitted", both(subtrees(0xA0, good), subtrees(0xA0, bad)) },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        X509 *ca = with_constraints(rows[i].content);
        struct der sans[] = { tlv(0x82, "www.example.com", 15), tlv(0x82, "www.example.org", 15),
                              tlv(0x81, "me@example.com", 14), none };
        printf("%s:", rows[i].what);
        for (size_t k = 0; k < 4; k++) {
            X509 *leaf = with_names("Leaf", "CA", sans[k]);
            judge(ca, NULL, leaf);
            X509_free(leaf);
        }
        printf("\n");
        X509_free(ca);
    }
}

/* Whom constraints are for: all below, but the self-issued that are not the end. */
static void places(void) {
    struct der outside = tlv(0x82, "www.example.org", 15), none = { .n = 0 };
    X509 *ca = with_constraints(subtrees(0xA0, tlv(0x82, "example.com", 11)));
    for (int i = 0; i < 8; i++) {
        const char *middle_name = i & 1 ? "CA" : "Middle";
        X509 *middle = cert(middle_name, "CA", 1), *leaf = NULL;
        if (i & 2) set_extension(middle, NID_subject_alt_name, wrapped(0x30, outside));
        leaf = with_names(i == 5 ? "CA" : "Leaf", middle_name, i & 4 ? outside : none);
        STACK_OF(X509) *middles = stack_of(sealed(middle), NULL);
        printf("place %d:", i);
        judge(ca, middles, leaf);
        printf("\n");
        sk_X509_pop_free(middles, X509_free);
        X509_free(middle);
        X509_free(leaf);
    }
    X509_free(ca);
}

int main(void) {
    key = new_key("ED25519");
    fill();
    each_pair();
    subjects();
    shapes();
    places();
    EVP_PKEY_free(key);
    return 0;
}
