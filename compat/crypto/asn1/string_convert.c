#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdbool.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "src/x509/text.h"

/* Making a string of a type that can hold the text: man 3 ASN1_STRING_set_by_NID, ASN1_mbstring_copy. */

static unsigned long global_mask = B_ASN1_UTF8STRING;

void ASN1_STRING_set_default_mask(unsigned long mask) { global_mask = mask; }
unsigned long ASN1_STRING_get_default_mask(void) { return global_mask; }

static bool printable(uint32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' '
        || (c < 0x80 && c != 0 && strchr("'()+,-./:=?", (int)c) != NULL);
}

int ASN1_PRINTABLE_type(const unsigned char *s, int len) {
    bool ia5 = false, t61 = false;
    if (!s) return V_ASN1_PRINTABLESTRING;
    for (int i = 0; len < 0 ? s[i] != 0 : i < len; i++) {
        if (!printable(s[i])) ia5 = true;
        if (s[i] > 0x7F) t61 = true;
    }
    return t61 ? V_ASN1_T61STRING : ia5 ? V_ASN1_IA5STRING : V_ASN1_PRINTABLESTRING;
}

static int next(int inform, bs_reader *at, uint32_t *c) {
    if (bs_r_done(at)) return 0;
    switch (inform) {
    case MBSTRING_UTF8: return bs_text_next(BS_DER_UTF8, at, c);
    case MBSTRING_BMP: return bs_r_uint(at, 2, c) ? 1 : -1;
    case MBSTRING_UNIV: return bs_r_uint(at, 4, c) ? 1 : -1;
    default: return bs_r_uint(at, 1, c) ? 1 : -1;
    }
}

/* The types of `mask` that can hold this text, and its length in characters and in bytes of UTF-8. */
static bool narrow(bs_reader text, int inform, unsigned long *mask, long *chars, size_t *utf8_len) {
    uint32_t c;
    int got;
    uint8_t tmp[4];
    while ((got = next(inform, &text, &c)) > 0) {
        unsigned long out = 0;
        if (c < '0' || c > '9') out |= c == ' ' ? 0 : B_ASN1_NUMERICSTRING;
        if (!printable(c)) out |= B_ASN1_PRINTABLESTRING;
        if (c > 0x7F) out |= B_ASN1_IA5STRING;
        if (c > 0xFF) out |= B_ASN1_T61STRING;
        if (c > 0xFFFF) out |= B_ASN1_BMPSTRING;
        *mask &= ~out;
        *chars += 1;
        if (c >= 0x110000) return false;
        *utf8_len += bs_text_utf8(c, tmp);
    }
    return got == 0;
}

/* What is wrong with a text of this form before its first character; 0: nothing. */
static int misfit(size_t len, int inform) {
    switch (inform) {
    case MBSTRING_BMP: return len % 2 != 0 ? ASN1_R_INVALID_BMPSTRING_LENGTH : 0;
    case MBSTRING_UNIV: return len % 4 != 0 ? ASN1_R_INVALID_UNIVERSALSTRING_LENGTH : 0;
    case MBSTRING_UTF8:
    case MBSTRING_ASC: return 0;
    default: return ASN1_R_UNKNOWN_FORMAT;
    }
}

static int pick(unsigned long mask, unsigned *width) {
    *width = 1;
    if ((mask & B_ASN1_NUMERICSTRING) != 0) return V_ASN1_NUMERICSTRING;
    if ((mask & B_ASN1_PRINTABLESTRING) != 0) return V_ASN1_PRINTABLESTRING;
    if ((mask & B_ASN1_IA5STRING) != 0) return V_ASN1_IA5STRING;
    if ((mask & B_ASN1_T61STRING) != 0) return V_ASN1_T61STRING;
    *width = 2;
    if ((mask & B_ASN1_BMPSTRING) != 0) return V_ASN1_BMPSTRING;
    *width = 4;
    if ((mask & B_ASN1_UNIVERSALSTRING) != 0) return V_ASN1_UNIVERSALSTRING;
    *width = 0;
    return V_ASN1_UTF8STRING;
}

static bool fill(ASN1_STRING *s, bs_reader text, int inform, unsigned width, size_t len) {
    uint32_t c;
    if (!ASN1_STRING_set(s, NULL, (int)len)) return false;
    bs_writer w = bs_w_to(s->data, len);
    uint8_t utf8[4];
    while (next(inform, &text, &c) > 0) {
        if (width > 0) bs_w_uint(&w, width, c);
        else bs_w_bytes(&w, utf8, bs_text_utf8(c, utf8));
    }
    s->data[len] = 0;
    return !w.bad;
}

int ASN1_mbstring_ncopy(ASN1_STRING **out, const unsigned char *in, int len, int inform, unsigned long mask,
                        long min, long max) {
    bs_reader text = bs_r_from(in, len < 0 ? strlen((const char *)in) : (size_t)len);
    long chars = 0;
    size_t utf8_len = 0;
    unsigned width;
    if (mask == 0) mask = B_ASN1_DIRECTORYSTRING;
    const int malformed = misfit(text.len, inform);
    if (malformed != 0 || !narrow(text, inform, &mask, &chars, &utf8_len)) {
        const int bad = inform == MBSTRING_UTF8 ? ASN1_R_INVALID_UTF8STRING : ASN1_R_ILLEGAL_CHARACTERS;
        BS_RAISE(ERR_LIB_ASN1, malformed != 0 ? malformed : bad);
        return -1;
    }
    if (min > 0 && chars < min) {
        BS_RAISE_DATA(ERR_LIB_ASN1, ASN1_R_STRING_TOO_SHORT, "minsize=%ld", min);
        return -1;
    }
    if (max > 0 && chars > max) {
        BS_RAISE_DATA(ERR_LIB_ASN1, ASN1_R_STRING_TOO_LONG, "maxsize=%ld", max);
        return -1;
    }
    if (mask == 0) {
        BS_RAISE(ERR_LIB_ASN1, ASN1_R_ILLEGAL_CHARACTERS);
        return -1;
    }
    int type = pick(mask, &width);
    if (!out) return type;
    ASN1_STRING *s = *out ? *out : ASN1_STRING_type_new(type);
    if (!s) return -1;
    s->type = type;
    if (!fill(s, text, inform, width, width > 0 ? (size_t)chars * width : utf8_len)) {
        if (!*out) ASN1_STRING_free(s);
        return -1;
    }
    *out = s;
    return type;
}

int ASN1_mbstring_copy(ASN1_STRING **out, const unsigned char *in, int len, int inform, unsigned long mask) {
    return ASN1_mbstring_ncopy(out, in, len, inform, mask, 0, 0);
}

/* RFC 5280 appendix A: bounds and types of the attributes that have them. */
static const struct limit {
    int nid;
    long min, max;
    unsigned long mask;
    bool fixed; /* the default mask does not narrow it */
} limits[] = {
    { NID_commonName, 1, ub_common_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_countryName, 2, 2, B_ASN1_PRINTABLESTRING, true },
    { NID_localityName, 1, ub_locality_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_stateOrProvinceName, 1, ub_state_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_organizationName, 1, ub_organization_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_organizationalUnitName, 1, ub_organization_unit_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_pkcs9_emailAddress, 1, ub_email_address, B_ASN1_IA5STRING, true },
    { NID_pkcs9_unstructuredName, 1, -1, (PKCS9STRING_TYPE), false },
    { NID_pkcs9_challengePassword, 1, -1, (PKCS9STRING_TYPE), false },
    { NID_pkcs9_unstructuredAddress, 1, -1, B_ASN1_DIRECTORYSTRING, false },
    { NID_givenName, 1, ub_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_surname, 1, ub_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_initials, 1, ub_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_serialNumber, 1, 64, B_ASN1_PRINTABLESTRING, true },
    { NID_friendlyName, -1, -1, B_ASN1_BMPSTRING, true },
    { NID_name, 1, ub_name, B_ASN1_DIRECTORYSTRING, false },
    { NID_dnQualifier, -1, -1, B_ASN1_PRINTABLESTRING, true },
    { NID_domainComponent, 1, -1, B_ASN1_IA5STRING, true },
    { NID_ms_csp_name, -1, -1, B_ASN1_BMPSTRING, true },
};

ASN1_STRING *ASN1_STRING_set_by_NID(ASN1_STRING **out, const unsigned char *in, int len, int inform, int nid) {
    ASN1_STRING *made = NULL;
    const struct limit *l = NULL;
    if (!out) out = &made;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        if (limits[i].nid == nid) l = &limits[i];
    }
    unsigned long mask = !l ? (B_ASN1_DIRECTORYSTRING) & global_mask : l->fixed ? l->mask : (l->mask & global_mask);
    int type = ASN1_mbstring_ncopy(out, in, len, inform, mask, l ? l->min : 0, l ? l->max : 0);
    return type > 0 ? *out : NULL;
}
