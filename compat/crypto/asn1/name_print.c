#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/sink.h"
#include "compat/crypto/core/raise.h"

#define WIDTH_SN 10 /* columns of an aligned short name, of a long name */
#define WIDTH_LN 25
#define ONELINE_MAX (1024 * 1024)

struct layout {
    const char *between_rdns, *within_rdn, *equals;
    int indent; /* of each further line */
};

static bool choose_layout(struct layout *l, int indent, unsigned long flags) {
    *l = (struct layout){ .equals = (flags & XN_FLAG_SPC_EQ) != 0 ? " = " : "=" };
    switch (flags & XN_FLAG_SEP_MASK) {
    case XN_FLAG_SEP_MULTILINE:
        l->between_rdns = "\n";
        l->within_rdn = " + ";
        l->indent = indent;
        return true;
    case XN_FLAG_SEP_COMMA_PLUS:
        l->between_rdns = ",";
        l->within_rdn = "+";
        return true;
    case XN_FLAG_SEP_CPLUS_SPC:
        l->between_rdns = ", ";
        l->within_rdn = " + ";
        return true;
    case XN_FLAG_SEP_SPLUS_SPC:
        l->between_rdns = "; ";
        l->within_rdn = " + ";
        return true;
    default: return false;
    }
}

static void put_field_name(struct bs_sink *s, const ASN1_OBJECT *obj, const struct layout *l, unsigned long flags) {
    unsigned long how = flags & XN_FLAG_FN_MASK;
    char oid[80];
    const char *text = "";
    int width = 0, nid = OBJ_obj2nid(obj);
    if (how == XN_FLAG_FN_NONE) return;
    if (how == XN_FLAG_FN_OID || nid == NID_undef) {
        OBJ_obj2txt(oid, sizeof oid, obj, 1);
        text = oid;
    } else if (how == XN_FLAG_FN_SN) {
        width = WIDTH_SN;
        text = OBJ_nid2sn(nid);
    } else if (how == XN_FLAG_FN_LN) {
        width = WIDTH_LN;
        text = OBJ_nid2ln(nid);
    }
    bs_sink_puts(s, text);
    if ((flags & XN_FLAG_FN_ALIGN) != 0) bs_sink_spaces(s, width - (int)strlen(text));
    bs_sink_puts(s, l->equals);
}

static int print_name(struct bs_sink *s, const X509_NAME *n, int indent, unsigned long flags) {
    struct layout l;
    if (indent < 0) indent = 0;
    bs_sink_spaces(s, indent);
    if (!choose_layout(&l, indent, flags)) return -1;
    int num = X509_NAME_entry_count(n), previous = -1;
    for (int i = 0; i < num; i++) {
        const X509_NAME_ENTRY *ne = X509_NAME_get_entry(n, (flags & XN_FLAG_DN_REV) != 0 ? num - i - 1 : i);
        if (previous == ne->set) {
            bs_sink_puts(s, l.within_rdn);
        } else if (previous != -1) {
            bs_sink_puts(s, l.between_rdns);
            bs_sink_spaces(s, l.indent);
        }
        previous = ne->set;
        put_field_name(s, ne->object, &l, flags);
        bool dump = OBJ_obj2nid(ne->object) == NID_undef && (flags & XN_FLAG_DUMP_UNKNOWN_FIELDS) != 0;
        bs_sink_string(s, ne->value, flags | (dump ? ASN1_STRFLGS_DUMP_ALL : 0));
        if (s->bad) return -1;
    }
    return bs_sink_result(s);
}

int X509_NAME_print_ex(BIO *out, const X509_NAME *n, int indent, unsigned long flags) {
    struct bs_sink s = { .bio = out };
    if (flags == XN_FLAG_COMPAT) return X509_NAME_print(out, n, indent);
    return print_name(&s, n, indent, flags);
}

int X509_NAME_print_ex_fp(FILE *fp, const X509_NAME *n, int indent, unsigned long flags) {
    if (flags == XN_FLAG_COMPAT) {
        BIO *b = BIO_new_fp(fp, BIO_NOCLOSE);
        int ret = b ? X509_NAME_print(b, n, indent) : -1;
        BIO_free(b);
        return ret;
    }
    struct bs_sink s = { .fp = fp };
    return print_name(&s, n, indent, flags);
}

/* Where the next "/XX=" begins: one or two capitals, as the old short names had. */
static bool field_starts(const char *s) {
    if (s[0] != '/' || s[1] < 'A' || s[1] > 'Z') return false;
    return s[2] == '=' || (s[2] >= 'A' && s[2] <= 'Z' && s[3] == '=');
}

int X509_NAME_print(BIO *bp, const X509_NAME *n, int indent) {
    char *line = X509_NAME_oneline(n, NULL, 0);
    int ok = line != NULL;
    (void)indent;
    if (line && *line) {
        const char *from = line + 1;
        for (const char *s = from; ok; s++) {
            if (*s && !field_starts(s)) continue;
            int len = (int)(s - from);
            ok = BIO_write(bp, from, len) == len && (!*s || BIO_write(bp, ", ", 2) == 2);
            from = s + 1;
            if (!*s) break;
        }
    }
    if (line && !ok) BS_RAISE(ERR_LIB_X509, ERR_R_BUF_LIB);
    OPENSSL_free(line);
    return ok;
}


/* GeneralString is sometimes filled with four-byte characters; their leading zeros are not shown. */
static void choose_bytes(const ASN1_STRING *v, bool shown[4]) {
    for (int i = 0; i < 4; i++) shown[i] = true;
    if (v->type != V_ASN1_GENERALSTRING || v->length % 4 != 0) return;
    bool high = false;
    for (int i = 0; i < v->length; i++) high = high || (v->data[i] != 0 && (i & 3) != 3);
    if (!high) shown[0] = shown[1] = shown[2] = false;
}

static size_t put_oneline_value(const ASN1_STRING *v, char *out) {
    static const char hex[] = "0123456789ABCDEF";
    bool shown[4];
    size_t n = 0;
    choose_bytes(v, shown);
    for (int i = 0; i < v->length; i++) {
        unsigned char c = v->data[i];
        if (!shown[i & 3]) continue;
        if (c < ' ' || c > '~') {
            if (out) memcpy(out + n, (const char[4]){ '\\', 'x', hex[c >> 4], hex[c & 15] }, 4);
            n += 4;
            continue;
        }
        if (c == '/' || c == '+') { /* or a value could pass for two fields */
            if (out) out[n] = '\\';
            n++;
        }
        if (out) out[n] = (char)c;
        n++;
    }
    return n;
}

static const char *short_name(const ASN1_OBJECT *obj, char tmp[80]) {
    int nid = OBJ_obj2nid(obj);
    const char *sn = nid == NID_undef ? NULL : OBJ_nid2sn(nid);
    if (sn) return sn;
    i2t_ASN1_OBJECT(tmp, 80, obj);
    return tmp;
}

static char *no_name(char *buf, int len) {
    static const char text[] = "NO X509_NAME";
    if (!buf) return OPENSSL_strdup(text);
    size_t n = strlen(text) < (size_t)len ? strlen(text) : (size_t)len - 1;
    memcpy(buf, text, n);
    buf[n] = 0;
    return buf;
}

char *X509_NAME_oneline(const X509_NAME *n, char *buf, int len) {
    char tmp[80], *out = buf;
    size_t used = 0, cap = buf ? (size_t)(len > 0 ? len : 0) : 1;
    if (buf && len <= 0) return buf;
    if (!n) return no_name(buf, len);
    if (!buf && !(out = (char *)OPENSSL_malloc(cap))) return NULL;
    int previous = -1;
    for (int i = 0; i < X509_NAME_entry_count(n); i++) {
        const X509_NAME_ENTRY *ne = X509_NAME_get_entry(n, i);
        const char *sn = short_name(ne->object, tmp);
        size_t need = 2 + strlen(sn) + put_oneline_value(ne->value, NULL);
        if (ne->value->length > ONELINE_MAX || used + need > ONELINE_MAX) {
            BS_RAISE(ERR_LIB_X509, X509_R_NAME_TOO_LONG);
            if (!buf) OPENSSL_free(out);
            return NULL;
        }
        if (used + need + 1 > cap) {
            if (buf) break; /* the caller's buffer takes whole fields alone */
            char *grown = (char *)OPENSSL_realloc(out, cap = used + need + 1);
            if (!grown) {
                OPENSSL_free(out);
                return NULL;
            }
            out = grown;
        }
        out[used++] = previous == ne->set ? '+' : '/';
        previous = ne->set;
        memcpy(out + used, sn, strlen(sn));
        used += strlen(sn);
        out[used++] = '=';
        used += put_oneline_value(ne->value, out + used);
    }
    out[used] = 0;
    return out;
}
