/* The tree of elements that bytes are, as text; no schema, BER taken.                              man 3 ASN1_parse_dump */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/asn1/item.h"

#define MAX_DEPTH 128
#define DUMP_INDENT 6

struct printer {
    BIO *out;
    const unsigned char *start; /* of everything: offsets are counted from here */
    bool indent;                /* names are moved right with depth */
    int dump;                   /* 0: values that are no text are not dumped; above: so many bytes; below: all */
};

struct element {
    const unsigned char *head, *body;
    long len;
    int tag, class;
    bool constructed, indefinite;
};

enum outcome { FAILED, DONE, MET_END };

static void print_header(const struct printer *p, const struct element *e, int depth) {
    const char *form = e->constructed ? "cons: " : "prim: ";
    char name[32];
    BIO_printf(p->out, "%5ld:d=%-2d hl=%ld ", (long)(e->head - p->start), depth, (long)(e->body - e->head));
    if (e->indefinite) BIO_printf(p->out, "l=inf  %s", form);
    else BIO_printf(p->out, "l=%4ld %s", e->len, form);
    if (e->class == V_ASN1_PRIVATE) snprintf(name, sizeof name, "priv [ %d ] ", e->tag);
    else if (e->class == V_ASN1_CONTEXT_SPECIFIC) snprintf(name, sizeof name, "cont [ %d ]", e->tag);
    else if (e->class == V_ASN1_APPLICATION) snprintf(name, sizeof name, "appl [ %d ]", e->tag);
    else if (e->tag > 30) snprintf(name, sizeof name, "<ASN1 %d>", e->tag);
    else snprintf(name, sizeof name, "%s", ASN1_tag2str(e->tag));
    BIO_printf(p->out, "%*s%-18s", p->indent ? depth : 0, "", name);
}

static void print_hex(BIO *out, const unsigned char *p, long n) {
    for (long i = 0; i < n; i++) BIO_printf(out, "%02X", p[i]);
}

static bool is_text(const unsigned char *p, int n) {
    for (int i = 0; i < n; i++) {
        if ((p[i] < ' ' && p[i] != '\n' && p[i] != '\r' && p[i] != '\t') || p[i] > '~') return false;
    }
    return true;
}

/* Ends the line. */
static void print_dump(const struct printer *p, const unsigned char *data, long n) {
    BIO_puts(p->out, "\n");
    BIO_dump_indent(p->out, (const char *)data, p->dump < 0 || p->dump > n ? (int)n : p->dump, DUMP_INDENT);
}

static void print_object(const struct printer *p, const struct element *e, bool *bad) {
    ASN1_OBJECT *o = bs_object_from_content(bs_r_from(e->body, (size_t)e->len));
    *bad = o == NULL;
    BIO_puts(p->out, o ? ":" : ":BAD OBJECT");
    if (o) i2a_ASN1_OBJECT(p->out, o);
    ASN1_OBJECT_free(o);
}

static void print_integer(const struct printer *p, const struct element *e, bool *bad) {
    ASN1_STRING *n = bs_string_from_content(e->tag, bs_r_from(e->body, (size_t)e->len));
    *bad = n == NULL;
    if (!n) {
        BIO_puts(p->out, e->tag == V_ASN1_INTEGER ? ":BAD INTEGER" : ":BAD ENUMERATED");
        return;
    }
    BIO_puts(p->out, (n->type & V_ASN1_NEG) != 0 ? ":-" : ":");
    print_hex(p->out, n->data, n->length);
    if (n->length == 0) BIO_puts(p->out, "00");
    ASN1_STRING_free(n);
}

/* True: the line is ended. */
static bool print_octets(const struct printer *p, const struct element *e) {
    if (e->len == 0) return false;
    if (is_text(e->body, (int)e->len)) {
        BIO_puts(p->out, ":");
        BIO_write(p->out, e->body, (int)e->len);
    } else if (p->dump == 0) {
        BIO_puts(p->out, "[HEX DUMP]:");
        print_hex(p->out, e->body, e->len);
    } else {
        print_dump(p, e->body, e->len);
        return true;
    }
    return false;
}

static void print_value(const struct printer *p, const struct element *e) {
    bool bad = false, ended = false;
    switch (e->tag) {
    case V_ASN1_PRINTABLESTRING:
    case V_ASN1_T61STRING:
    case V_ASN1_IA5STRING:
    case V_ASN1_VISIBLESTRING:
    case V_ASN1_NUMERICSTRING:
    case V_ASN1_UTF8STRING:
    case V_ASN1_UTCTIME:
    case V_ASN1_GENERALIZEDTIME:
        BIO_puts(p->out, ":");
        if (e->len > 0) BIO_write(p->out, e->body, (int)e->len);
        break;
    case V_ASN1_OBJECT: print_object(p, e, &bad); break;
    case V_ASN1_BOOLEAN:
        bad = e->len != 1;
        if (bad) BIO_puts(p->out, ":BAD BOOLEAN");
        if (e->len > 0) BIO_printf(p->out, ":%u", e->body[0]);
        break;
    case V_ASN1_BMPSTRING: break;
    case V_ASN1_OCTET_STRING: ended = print_octets(p, e); break;
    case V_ASN1_INTEGER:
    case V_ASN1_ENUMERATED: print_integer(p, e, &bad); break;
    default:
        if (e->len > 0 && p->dump != 0) {
            print_dump(p, e->body, e->len);
            ended = true;
        }
    }
    if (bad) {
        BIO_puts(p->out, ":[");
        print_hex(p->out, e->body, e->len);
        BIO_puts(p->out, "]");
    }
    if (!ended) BIO_puts(p->out, "\n");
}

static enum outcome print_list(const struct printer *p, const unsigned char **pp, long len, int depth);

/* What is inside a constructed element; moves on to its end. */
static enum outcome print_inside(const struct printer *p, const struct element *e, const unsigned char **pp, long left,
                                 int depth) {
    const unsigned char *end = e->body + e->len;
    BIO_puts(p->out, "\n");
    if (e->len > left) {
        BIO_printf(p->out, "length is greater than %ld\n", left);
        return FAILED;
    }
    *pp = e->body;
    if (e->indefinite && e->len == 0) {
        const unsigned char *all = e->body + left;
        for (;;) {
            enum outcome o = print_list(p, pp, all - *pp, depth + 1);
            if (o == FAILED) return FAILED;
            if (o == MET_END || *pp >= all) return DONE;
        }
    }
    while (*pp < end) {
        if (print_list(p, pp, end - *pp, depth + 1) == FAILED) return FAILED;
    }
    return DONE;
}

/* Elements one after another, up to the end of `len` bytes or to an end-of-contents. */
static enum outcome print_list(const struct printer *p, const unsigned char **pp, long len, int depth) {
    const unsigned char *end = *pp + len;
    if (depth > MAX_DEPTH) {
        BIO_puts(p->out, "BAD RECURSION DEPTH\n");
        return FAILED;
    }
    while (*pp < end) {
        struct element e = { .head = *pp, .body = *pp };
        int got = ASN1_get_object(&e.body, &e.len, &e.tag, &e.class, end - *pp);
        if ((got & 0x80) != 0) {
            BIO_puts(p->out, "Error in encoding\n");
            return FAILED;
        }
        e.constructed = (got & V_ASN1_CONSTRUCTED) != 0;
        e.indefinite = (got & 1) != 0;
        print_header(p, &e, depth);
        if (e.constructed) {
            if (print_inside(p, &e, pp, end - e.body, depth) == FAILED) return FAILED;
            continue;
        }
        if (e.class != V_ASN1_UNIVERSAL) BIO_puts(p->out, "\n");
        else print_value(p, &e);
        *pp = e.body + e.len;
        if (e.tag == V_ASN1_EOC && e.class == V_ASN1_UNIVERSAL) return MET_END;
    }
    return DONE;
}

int ASN1_parse_dump(BIO *bp, const unsigned char *pp, long len, int indent, int dump_bytes) {
    const struct printer p = { .out = bp, .start = pp, .indent = indent != 0, .dump = dump_bytes };
    return (int)print_list(&p, &pp, len, 0);
}

int ASN1_parse(BIO *bp, const unsigned char *pp, long len, int indent) { return ASN1_parse_dump(bp, pp, len, indent, 0); }
