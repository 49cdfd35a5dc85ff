#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "src/base/secret.h"

ASN1_STRING *ASN1_STRING_type_new(int type) {
    ASN1_STRING *s = (ASN1_STRING *)OPENSSL_zalloc(sizeof *s);
    if (s) s->type = type;
    return s;
}

ASN1_STRING *ASN1_STRING_new(void) { return ASN1_STRING_type_new(V_ASN1_OCTET_STRING); }

void ASN1_STRING_free(ASN1_STRING *s) {
    if (!s) return;
    if ((s->flags & ASN1_STRING_FLAG_NDEF) == 0) OPENSSL_free(s->data);
    if ((s->flags & ASN1_STRING_FLAG_EMBED) == 0) OPENSSL_free(s);
}

void ASN1_STRING_clear_free(ASN1_STRING *s) {
    if (!s) return;
    if (s->data && (s->flags & ASN1_STRING_FLAG_NDEF) == 0) bs_wipe(s->data, (size_t)s->length);
    ASN1_STRING_free(s);
}

int ASN1_STRING_set(ASN1_STRING *s, const void *data, int len_in) {
    size_t len;
    if (len_in >= 0) {
        len = (size_t)len_in;
    } else {
        if (!data) return 0;
        len = strlen((const char *)data);
    }
    if (len > INT_MAX - 1) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_TOO_LARGE);
        return 0;
    }
    if ((size_t)s->length <= len || !s->data) {
        unsigned char *p = (unsigned char *)OPENSSL_realloc(s->data, len + 1);
        if (!p) return 0;
        s->data = p;
    }
    s->length = (int)len;
    if (data) {
        memmove(s->data, data, len);
        s->data[len] = 0; /* programs print the data as a C string */
    }
    return 1;
}

void ASN1_STRING_set0(ASN1_STRING *s, void *data, int len) {
    OPENSSL_free(s->data);
    s->data = (unsigned char *)data;
    s->length = len;
}

int ASN1_STRING_copy(ASN1_STRING *dst, const ASN1_STRING *src) {
    if (!src) return 0;
    dst->type = src->type;
    if (!ASN1_STRING_set(dst, src->data, src->length)) return 0;
    dst->flags = (dst->flags & ASN1_STRING_FLAG_EMBED) | (src->flags & ~(long)ASN1_STRING_FLAG_EMBED);
    return 1;
}

ASN1_STRING *ASN1_STRING_dup(const ASN1_STRING *s) {
    if (!s) return NULL;
    ASN1_STRING *copy = ASN1_STRING_new();
    if (copy && ASN1_STRING_copy(copy, s)) return copy;
    ASN1_STRING_free(copy);
    return NULL;
}

int ASN1_STRING_cmp(const ASN1_STRING *a, const ASN1_STRING *b) {
    int d = a->length - b->length;
    if (d == 0 && a->length > 0) d = memcmp(a->data, b->data, (size_t)a->length);
    return d != 0 ? d : a->type - b->type;
}

int ASN1_STRING_length(const ASN1_STRING *s) { return s->length; }
void ASN1_STRING_length_set(ASN1_STRING *s, int n) { s->length = n; }
int ASN1_STRING_type(const ASN1_STRING *s) { return s->type; }
const unsigned char *ASN1_STRING_get0_data(const ASN1_STRING *s) { return s->data; }
unsigned char *ASN1_STRING_data(ASN1_STRING *s) { return s->data; }

int ASN1_OCTET_STRING_set(ASN1_OCTET_STRING *s, const unsigned char *data, int len) { return ASN1_STRING_set(s, data, len); }
int ASN1_OCTET_STRING_cmp(const ASN1_OCTET_STRING *a, const ASN1_OCTET_STRING *b) { return ASN1_STRING_cmp(a, b); }
ASN1_OCTET_STRING *ASN1_OCTET_STRING_dup(const ASN1_OCTET_STRING *s) { return ASN1_STRING_dup(s); }

/* The tag names that ASN1_tag2str() gives are OpenSSL's, for programs show them. */
const char *ASN1_tag2str(int tag) {
    static const char *const names[] = {
        "EOC", "BOOLEAN", "INTEGER", "BIT STRING", "OCTET STRING", "NULL", "OBJECT", "OBJECT DESCRIPTOR", "EXTERNAL",
        "REAL", "ENUMERATED", "<ASN1 11>", "UTF8STRING", "<ASN1 13>", "<ASN1 14>", "<ASN1 15>", "SEQUENCE", "SET",
        "NUMERICSTRING", "PRINTABLESTRING", "T61STRING", "VIDEOTEXSTRING", "IA5STRING", "UTCTIME", "GENERALIZEDTIME",
        "GRAPHICSTRING", "VISIBLESTRING", "GENERALSTRING", "UNIVERSALSTRING", "<ASN1 29>", "BMPSTRING"
    };
    if (tag == V_ASN1_NEG_INTEGER || tag == V_ASN1_NEG_ENUMERATED) tag &= ~V_ASN1_NEG;
    return tag < 0 || tag > 30 ? "(unknown)" : names[tag];
}

unsigned long ASN1_tag2bit(int tag) {
    static const unsigned long bits[32] = {
        [V_ASN1_BIT_STRING] = B_ASN1_BIT_STRING,
        [V_ASN1_OCTET_STRING] = B_ASN1_OCTET_STRING,
        [V_ASN1_UTF8STRING] = B_ASN1_UTF8STRING,
        [V_ASN1_SEQUENCE] = B_ASN1_SEQUENCE,
        [V_ASN1_NUMERICSTRING] = B_ASN1_NUMERICSTRING,
        [V_ASN1_PRINTABLESTRING] = B_ASN1_PRINTABLESTRING,
        [V_ASN1_T61STRING] = B_ASN1_T61STRING,
        [V_ASN1_VIDEOTEXSTRING] = B_ASN1_VIDEOTEXSTRING,
        [V_ASN1_IA5STRING] = B_ASN1_IA5STRING,
        [V_ASN1_UTCTIME] = B_ASN1_UTCTIME,
        [V_ASN1_GENERALIZEDTIME] = B_ASN1_GENERALIZEDTIME,
        [V_ASN1_GRAPHICSTRING] = B_ASN1_GRAPHICSTRING,
        [V_ASN1_ISO64STRING] = B_ASN1_ISO64STRING,
        [V_ASN1_GENERALSTRING] = B_ASN1_GENERALSTRING,
        [V_ASN1_UNIVERSALSTRING] = B_ASN1_UNIVERSALSTRING,
        [V_ASN1_BMPSTRING] = B_ASN1_BMPSTRING,
        [7] = B_ASN1_UNKNOWN, [8] = B_ASN1_UNKNOWN, [9] = B_ASN1_UNKNOWN, [11] = B_ASN1_UNKNOWN,
        [13] = B_ASN1_UNKNOWN, [14] = B_ASN1_UNKNOWN, [15] = B_ASN1_UNKNOWN, [29] = B_ASN1_UNKNOWN,
    };
    return tag < 0 || tag > 30 ? 0 : bits[tag];
}
