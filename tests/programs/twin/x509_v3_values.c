/* Values of extensions as text and lists, and back (i2s, s2i, i2v, v2i, a2i); extensions that a program adds, and aliases. */
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

static BIO *out;

static void errors(const char *what) {
    unsigned long e = ERR_peek_last_error();
    if (e != 0) printf("%s: error %d %d\n", what, ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

static void show(const char *what, char *text) {
    printf("%s: %s\n", what, text ? text : "(null)");
    OPENSSL_free(text);
    errors(what);
}

static void show_list(const char *what, STACK_OF(CONF_VALUE) *list) {
    printf("%s: %d pairs\n", what, list ? sk_CONF_VALUE_num(list) : -1);
    for (int lines = 0; list && lines < 2; lines++) {
        X509V3_EXT_val_prn(out, list, 3, lines);
        char *text;
        long n = BIO_get_mem_data(out, &text);
        printf("%.*s|\n", (int)n, text);
        (void)BIO_reset(out);
    }
    sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    errors(what);
}

static void integers(void) {
    static const char *const texts[] = { "0", "1", "-1", "255", "0x100", "-0x1234",
        "170141183460469231731687303715884105727",
        "170141183460469231731687303715884105728", "-340282366920938463463374607431768211456", "", "x", "12x", "0x",
        "-" };
    static ENUMERATED_NAMES names[] = { { 1, "One", "one" }, { 255, "Many", "many" }, { -1, NULL, NULL } };
    X509V3_EXT_METHOD meth = { .usr_data = names };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        ASN1_INTEGER *n = s2i_ASN1_INTEGER(NULL, texts[i]);
        printf("integer '%s': %s\n", texts[i], n ? "made" : "none");
        errors("s2i");
        if (!n) continue;
        STACK_OF(CONF_VALUE) *list = NULL;
        show("i2s", i2s_ASN1_INTEGER(NULL, n));
        printf("%d\n", X509V3_add_value_int("number", n, &list));
        show_list("add int", list);
        n->type = V_ASN1_ENUMERATED | (n->type & V_ASN1_NEG);
        show("i2s enumerated", i2s_ASN1_ENUMERATED(NULL, n));
        show("i2s table", i2s_ASN1_ENUMERATED_TABLE(&meth, n));
        ASN1_STRING_free(n);
    }
    show("i2s of nothing", i2s_ASN1_INTEGER(NULL, NULL));
    show("i2s of nothing", i2s_ASN1_ENUMERATED(NULL, NULL));
}

static void strings(void) {
    static const char *const texts[] = { "", "a", "00", "0aFF", "0a:ff:10", "0", "zz", "text with spaces",
        "\xc3\xa9" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        printf("string '%s'\n", texts[i]);
        ASN1_STRING *s = s2i_ASN1_IA5STRING(NULL, NULL, texts[i]);
        printf("%d %d\n", s ? s->type : -1, s ? s->length : -1);
        if (s) show("ia5", i2s_ASN1_IA5STRING(NULL, s));
        ASN1_STRING_free(s);
        s = s2i_ASN1_UTF8STRING(NULL, NULL, texts[i]);
        printf("%d %d\n", s ? s->type : -1, s ? s->length : -1);
        if (s) show("utf8", i2s_ASN1_UTF8STRING(NULL, s));
        ASN1_STRING_free(s);
        s = s2i_ASN1_OCTET_STRING(NULL, NULL, texts[i]);
        printf("%d %d\n", s ? s->type : -1, s ? s->length : -1);
        errors("octets");
        if (s) show("octets", i2s_ASN1_OCTET_STRING(NULL, s));
        ASN1_STRING_free(s);
    }
    printf("%d\n", s2i_ASN1_IA5STRING(NULL, NULL, NULL) != NULL);
    errors("ia5 of nothing");
    printf("%d\n", s2i_ASN1_UTF8STRING(NULL, NULL, NULL) != NULL);
    errors("utf8 of nothing");
}

static BIT_STRING_BITNAME bit_names[] = { { 0, "First Bit", "first" }, { 3, "Fourth", "fourth" }, { 9, "Tenth",
"tenth" },
                                          { -1, NULL, NULL } };

/* Spaces around names and values of one character and of more. */
static void spaces(void) {
    static const char *const texts[] = { "a", "a ", " a  ", "ab  ", "a : b ", "ab : bc ", " a:b ,c: d  ,ef:g ", "a  :  ", "  ",
        "a\t:b\t" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        STACK_OF(CONF_VALUE) *list = X509V3_parse_list(texts[i]);
        printf("'%s':", texts[i]);
        for (int k = 0; k < sk_CONF_VALUE_num(list); k++) {
            const CONF_VALUE *v = sk_CONF_VALUE_value(list, k);
            printf(" {%s} {%s}", v->name, v->value ? v->value : "none");
        }
        puts("");
        errors("spaces");
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
    }
}

static void bits(void) {
    static const char *const texts[] = { "first", "fourth,tenth", "First Bit,tenth", "fifth", "first,first",
        "Tenth" };
    X509V3_EXT_METHOD meth = { .usr_data = bit_names };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        STACK_OF(CONF_VALUE) *list = X509V3_parse_list(texts[i]);
        ASN1_BIT_STRING *b = v2i_ASN1_BIT_STRING(&meth, NULL, list);
        printf("bits '%s': %d\n", texts[i], b ? b->length : -1);
        errors("bits");
        sk_CONF_VALUE_pop_free(list, X509V3_conf_free);
        if (!b) continue;
        STACK_OF(CONF_VALUE) *back = i2v_ASN1_BIT_STRING(&meth, b, NULL);
        show_list("bits", back);
        ASN1_BIT_STRING_free(b);
    }
}

static void bools(void) {
    STACK_OF(CONF_VALUE) *list = NULL;
    printf("%d", X509V3_add_value_bool("a", 1, &list));
    printf("%d", X509V3_add_value_bool("b", 0, &list));
    printf("%d", X509V3_add_value_bool_nf("c", 1, &list));
    printf("%d", X509V3_add_value_bool_nf("d", 0, &list));
    printf("%d", X509V3_add_value_uchar("e", (const unsigned char *)"text", &list));
    printf("%d", X509V3_add_value_int("f", NULL, &list));
    printf("%d\n", X509V3_add_value(NULL, "value alone", &list));
    show_list("bools", list);
    show_list("nothing", NULL);
    show_list("empty", sk_CONF_VALUE_new_null());
}

static const char config[] = "[dir]\nO=Some\nCN=One\n[names]\nDNS.1=a.example\nDNS.2=b.example\nemail=me@example.com\n"
                             "[exts]\nodd=one\n[usual]\nsubjectKeyIdentifier=none\nauthorityKeyIdentifier=none\nkeyUsage=cRLSign\n";

static void names(X509V3_CTX *ctx) {
    static const struct { const char *name, *value; } pairs[] = {
        { "DNS", "a.example" }, { "email", "me@example.com" }, { "URI", "http://a:1/b::c" }, { "IP", "10.0.0.1" },
        { "IP", "fe80::1" }, { "IP", "10.0.0.0/255.0.0.0" }, { "IP", "bad" }, { "RID", "1.2.3.4" }, { "RID", "x y" },
        { "dirName", "dir" },
        { "dirName", "absent" }, { "otherName", "1.2.3;UTF8:te:xt" }, { "otherName", "1.2.3;INTEGER:1" }, {
        "otherName", "1.2.3" },
        { "otherName", "msUPN;UTF8:me" }, { "otherName", "msUPN;IA5:me" }, { "otherName", "id-on-xmppAddr;UTF8:x@y" },
        { "otherName", "1.3.6.1.5.5.7.8.9;UTF8:m" }, { "odd", "x" }, { "DNS", NULL }, { "DNS", "" }, { "emailx",
        "x" }, { "email.7", "x" },
    };
    GENERAL_NAMES *all = sk_GENERAL_NAME_new_null();
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        for (int nc = 0; nc < 2; nc++) {
            CONF_VALUE v = { NULL, (char *)(size_t)pairs[i].name, (char *)(size_t)pairs[i].value };
            GENERAL_NAME *into = GENERAL_NAME_new(), *g = v2i_GENERAL_NAME_ex(nc ? into : NULL, NULL, ctx, &v, nc);
            printf("name %s %s %d: %d %d\n", v.name, v.value ? v.value : "(null)", nc, g ? g->type : -1, g == into);
            errors("name");
            if (g) show_list("i2v", i2v_GENERAL_NAME(NULL, g, NULL));
            if (g && !nc) sk_GENERAL_NAME_push(all, g);
            GENERAL_NAME_free(into);
        }
    }
    show_list("all", i2v_GENERAL_NAMES(NULL, all, NULL));
    sk_GENERAL_NAME_pop_free(all, GENERAL_NAME_free);
    all = sk_GENERAL_NAME_new_null();
    show_list("none", i2v_GENERAL_NAMES(NULL, all, NULL));
    sk_GENERAL_NAME_free(all);
    for (int type = -2; type < 11; type++) {
        GENERAL_NAME *g = a2i_GENERAL_NAME(NULL, NULL, ctx, type, "1.2.3.4", 0);
        printf("a2i %d: %d\n", type, g ? g->type : -1);
        errors("a2i");
        GENERAL_NAME_free(g);
    }
    STACK_OF(CONF_VALUE) *section = X509V3_get_section(ctx, "names");
    GENERAL_NAMES *made = v2i_GENERAL_NAMES(NULL, ctx, section);
    show_list("section", i2v_GENERAL_NAMES(NULL, made, NULL));
    GENERAL_NAMES_free(made);
    CONF_VALUE one = { NULL, (char *)(size_t)"DNS", (char *)(size_t)"c.example" };
    GENERAL_NAME *g = v2i_GENERAL_NAME(NULL, ctx, &one);
    show_list("one", i2v_GENERAL_NAME(NULL, g, NULL));
    GENERAL_NAME_free(g);
}

/* --- extensions that a program adds ------------------------------------------------------------ */

static int print_raw(const X509V3_EXT_METHOD *m, void *v, BIO *bp, int indent) {
    return BIO_printf(bp, "%*sraw %d of %d", indent, "", ASN1_STRING_length(v), m->ext_flags) > 0;
}
static void *make_raw(const X509V3_EXT_METHOD *m, X509V3_CTX *ctx, const char *text) {
    ASN1_IA5STRING *s = ASN1_IA5STRING_new();
    (void)m;
    (void)ctx;
    if (strcmp(text, "fail") != 0) ASN1_STRING_set(s, text, -1);
    return s;
}
static void *new_old(void) { return ASN1_INTEGER_new(); }
static void free_old(void *v) { ASN1_INTEGER_free(v); }
static void *d2i_old(void *a, const unsigned char **p, long n) { return d2i_ASN1_INTEGER(a, p, n); }
static int i2d_old(const void *v, unsigned char **p) { return i2d_ASN1_INTEGER(v, p); }
static char *i2s_old(const X509V3_EXT_METHOD *m, void *v) { return i2s_ASN1_INTEGER((X509V3_EXT_METHOD *)(size_t)m, v); }
static void *s2i_old(const X509V3_EXT_METHOD *m, X509V3_CTX *ctx, const char *text) {
    (void)ctx;
    return s2i_ASN1_INTEGER((X509V3_EXT_METHOD *)(size_t)m, text);
}

static void try_ext(CONF *conf, X509V3_CTX *ctx, const char *name, const char *value) {
    X509_EXTENSION *ex = X509V3_EXT_nconf(conf, ctx, name, value);
    printf("%s = %s: %s\n", name, value, ex ? "made" : "none");
    errors("nconf");
    if (!ex) return;
    char *text;
    for (unsigned long f = 0; f < 4; f++) {
        int ret = X509V3_EXT_print(out, ex, f << 16, 2);
        long n = BIO_get_mem_data(out, &text);
        printf("%lu: %d %.*s|\n", f, ret, (int)n, text);
        (void)BIO_reset(out);
    }
    unsigned char *der = NULL;
    int n = i2d_X509_EXTENSION(ex, &der);
    for (int i = 0; i < n; i++) printf("%02x", der[i]);
    printf("\n");
    void *v = X509V3_EXT_d2i(ex);
    const X509V3_EXT_METHOD *m = X509V3_EXT_get(ex);
    printf("decoded %d, method %d\n", v != NULL, m != NULL);
    if (v && m) {
        if (m->it) ASN1_item_free(v, ASN1_ITEM_ptr(m->it));
        else m->ext_free(v);
    }
    OPENSSL_free(der);
    X509_EXTENSION_free(ex);
}

static void added(CONF *conf, X509V3_CTX *ctx) {
    int ia5 = OBJ_create("1.2.3.4.1", "odd", "Odd"), bit = OBJ_create("1.2.3.4.2", "bitty", "Bits"),
        raw = OBJ_create("1.2.3.4.3", "raw", "Raw"), old = OBJ_create("1.2.3.4.4", "old", "Old"),
        mute = OBJ_create("1.2.3.4.5", "mute", "Mute"), like = OBJ_create("1.2.3.4.6", "like", "Like"),
        again = OBJ_create("1.2.3.4.7", "again", "Again"), third = OBJ_create("1.2.3.4.8", "third", "Third");
    X509V3_EXT_METHOD list[] = {
        EXT_IA5STRING(ia5),
        EXT_BITSTRING(bit, bit_names),
        { raw, X509V3_EXT_MULTILINE, ASN1_ITEM_ref(ASN1_IA5STRING), 0, 0, 0, 0, 0, 0, 0, 0, print_raw, make_raw,
        NULL },
        { old, 0, NULL, new_old, free_old, d2i_old, i2d_old, i2s_old, s2i_old, 0, 0, 0, 0, NULL },
        EXT_END
    };
    X509V3_EXT_METHOD dumb = { mute, 0, ASN1_ITEM_ref(ASN1_IA5STRING), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL };
    try_ext(conf, ctx, "odd", "text");
    printf("%d", X509V3_EXT_add_list(list));
    printf("%d", X509V3_EXT_add(&dumb));
    printf("%d", X509V3_EXT_add_alias(like, NID_basic_constraints));
    printf("%d", X509V3_EXT_add_alias(again, like));
    printf("%d", X509V3_EXT_add_alias(third, ia5));
    printf("%d\n", X509V3_EXT_add_alias(third, NID_rsaEncryption));
    errors("alias");
    printf("%d %d\n", X509V3_EXT_get_nid(ia5) == &list[0], X509V3_EXT_get_nid(like) != NULL);
    static const char *const tries[][2] = { { "odd", "text" }, { "odd", "critical,text" }, { "bitty",
        "first,Tenth" }, { "bitty", "other" },
        { "bitty", "@names" }, { "raw", "text" }, { "raw", "fail" }, { "old", "17" }, { "old", "x" }, { "mute",
        "text" }, { "mute", "ASN1:IA5:te" },
        { "odd", "DER:0500" }, { "old", "DER:020117" }, { "like", "CA:TRUE,pathlen:3" }, { "like", "critical,CA:x" },
        { "again", "CA:FALSE" },
        { "third", "text" }, { "third", "" }, { "subjectKeyIdentifier", "none" }, { "authorityKeyIdentifier",
        "none" } };
    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) try_ext(conf, ctx, tries[i][0], tries[i][1]);
    X509V3_EXT_cleanup();
    try_ext(conf, ctx, "odd", "text");
    try_ext(conf, ctx, "like", "CA:TRUE");
    try_ext(conf, ctx, "basicConstraints", "CA:TRUE");
}

static void sections(CONF *conf, X509V3_CTX *ctx) {
    STACK_OF(X509_EXTENSION) *sk = NULL;
    printf("section: %d", X509V3_EXT_add_nconf_sk(conf, ctx, "usual", &sk));
    printf(" %d\n", sk_X509_EXTENSION_num(sk));
    for (int i = 0; i < sk_X509_EXTENSION_num(sk); i++) {
        X509_EXTENSION *ex = sk_X509_EXTENSION_value(sk, i);
        printf("%d %d\n", OBJ_obj2nid(X509_EXTENSION_get_object(ex)), X509_EXTENSION_get_data(ex)->length);
    }
    sk_X509_EXTENSION_pop_free(sk, X509_EXTENSION_free);
    X509 *x = X509_new();
    printf("certificate: %d", X509V3_EXT_add_nconf(conf, ctx, "usual", x));
    printf(" %d\n", X509_get_ext_count(x));
    X509_free(x);
    errors("sections");
}

int main(void) {
    out = BIO_new(BIO_s_mem());
    BIO *text = BIO_new_mem_buf(config, -1);
    CONF *conf = NCONF_new(NULL);
    long line;
    X509V3_CTX ctx;
    NCONF_load_bio(conf, text, &line);
    X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
    X509V3_set_nconf(&ctx, conf);
    integers();
    strings();
    bits();
    spaces();
    bools();
    names(&ctx);
    added(conf, &ctx);
    sections(conf, &ctx);
    NCONF_free(conf);
    BIO_free(text);
    BIO_free(out);
    return 0;
}
