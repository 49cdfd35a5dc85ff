/* Which types and lengths the strings of an attribute may have, by its NID.       man 3 ASN1_STRING_set_by_NID, _TABLE_add */
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/raise.h"

static unsigned long global_mask = B_ASN1_UTF8STRING;

void ASN1_STRING_set_default_mask(unsigned long mask) { global_mask = mask; }
unsigned long ASN1_STRING_get_default_mask(void) { return global_mask; }

int ASN1_STRING_set_default_mask_asc(const char *text) {
    static const struct { const char *name; unsigned long mask; } names[] = {
        { "nombstr", ~(unsigned long)(B_ASN1_BMPSTRING | B_ASN1_UTF8STRING) },
        { "pkix", ~(unsigned long)B_ASN1_T61STRING },
        { "utf8only", B_ASN1_UTF8STRING },
        { "default", 0xFFFFFFFFul },
    };
    if (strncmp(text, "MASK:", 5) == 0) {
        char *end;
        unsigned long mask = strtoul(text + 5, &end, 0);
        if (text[5] == '\0' || *end != '\0') return 0;
        global_mask = mask;
        return 1;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(text, names[i].name) != 0) continue;
        global_mask = names[i].mask;
        return 1;
    }
    return 0;
}

/* RFC 5280 appendix A, RFC 2985: bounds and types of the attributes that have them; of the rows with STABLE_NO_MASK the
 * default mask takes nothing away. */
#define TEXT DIRSTRING_TYPE
static const ASN1_STRING_TABLE standard[] = {
    { NID_commonName, 1, ub_common_name, TEXT, 0 },
    { NID_countryName, 2, 2, B_ASN1_PRINTABLESTRING, STABLE_NO_MASK },
    { NID_localityName, 1, ub_locality_name, TEXT, 0 },
    { NID_stateOrProvinceName, 1, ub_state_name, TEXT, 0 },
    { NID_organizationName, 1, ub_organization_name, TEXT, 0 },
    { NID_organizationalUnitName, 1, ub_organization_unit_name, TEXT, 0 },
    { NID_pkcs9_emailAddress, 1, ub_email_address, B_ASN1_IA5STRING, STABLE_NO_MASK },
    { NID_pkcs9_unstructuredName, 1, -1, PKCS9STRING_TYPE, 0 },
    { NID_pkcs9_challengePassword, 1, -1, PKCS9STRING_TYPE, 0 },
    { NID_pkcs9_unstructuredAddress, 1, -1, TEXT, 0 },
    { NID_givenName, 1, ub_name, TEXT, 0 },
    { NID_surname, 1, ub_name, TEXT, 0 },
    { NID_initials, 1, ub_name, TEXT, 0 },
    { NID_serialNumber, 1, 64, B_ASN1_PRINTABLESTRING, STABLE_NO_MASK },
    { NID_friendlyName, -1, -1, B_ASN1_BMPSTRING, STABLE_NO_MASK },
    { NID_name, 1, ub_name, TEXT, 0 },
    { NID_dnQualifier, -1, -1, B_ASN1_PRINTABLESTRING, STABLE_NO_MASK },
    { NID_domainComponent, 1, -1, B_ASN1_IA5STRING, STABLE_NO_MASK },
    { NID_ms_csp_name, -1, -1, B_ASN1_BMPSTRING, STABLE_NO_MASK },
    { NID_rfc822Mailbox, 1, 256, B_ASN1_IA5STRING, STABLE_NO_MASK },
    { NID_jurisdictionCountryName, 2, 2, B_ASN1_PRINTABLESTRING, STABLE_NO_MASK },
    { NID_INN, 1, 12, B_ASN1_NUMERICSTRING, STABLE_NO_MASK },
    { NID_OGRN, 1, 13, B_ASN1_NUMERICSTRING, STABLE_NO_MASK },
    { NID_SNILS, 1, 11, B_ASN1_NUMERICSTRING, STABLE_NO_MASK },
    { NID_countryCode3c, 3, 3, B_ASN1_PRINTABLESTRING, STABLE_NO_MASK },
    { NID_countryCode3n, 3, 3, B_ASN1_NUMERICSTRING, STABLE_NO_MASK },
    { NID_dnsName, 0, -1, B_ASN1_UTF8STRING, STABLE_NO_MASK },
    { NID_id_on_SmtpUTF8Mailbox, 1, ub_email_address, B_ASN1_UTF8STRING, STABLE_NO_MASK },
};

/* What a program added; as in OpenSSL, it does so before it has threads. */
static STACK_OF(ASN1_STRING_TABLE) *added;

static ASN1_STRING_TABLE *find_added(int nid) {
    for (int i = 0; i < sk_ASN1_STRING_TABLE_num(added); i++) {
        ASN1_STRING_TABLE *t = sk_ASN1_STRING_TABLE_value(added, i);
        if (t->nid == nid) return t;
    }
    return NULL;
}

ASN1_STRING_TABLE *ASN1_STRING_TABLE_get(int nid) {
    ASN1_STRING_TABLE *t = find_added(nid);
    for (size_t i = 0; !t && i < sizeof standard / sizeof standard[0]; i++) {
        if (standard[i].nid == nid) t = (ASN1_STRING_TABLE *)(uintptr_t)&standard[i];
    }
    return t;
}

/* The program's own row, made of the standard one where there is one. */
static ASN1_STRING_TABLE *own_row(int nid) {
    ASN1_STRING_TABLE *own = find_added(nid);
    if (own) return own;
    if (!added && !(added = sk_ASN1_STRING_TABLE_new_null())) return NULL;
    const ASN1_STRING_TABLE *t = ASN1_STRING_TABLE_get(nid);
    own = (ASN1_STRING_TABLE *)OPENSSL_malloc(sizeof *own);
    if (!own) return NULL;
    *own = t ? *t : (ASN1_STRING_TABLE){ .nid = nid, .minsize = -1, .maxsize = -1 };
    own->flags |= STABLE_FLAGS_MALLOC;
    if (sk_ASN1_STRING_TABLE_push(added, own)) return own;
    OPENSSL_free(own);
    return NULL;
}

int ASN1_STRING_TABLE_add(int nid, long min, long max, unsigned long mask, unsigned long flags) {
    ASN1_STRING_TABLE *t = own_row(nid);
    if (!t) {
        BS_RAISE(ERR_LIB_ASN1, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if (min >= 0) t->minsize = min;
    if (max >= 0) t->maxsize = max;
    if (mask != 0) t->mask = mask;
    if (flags != 0) t->flags = STABLE_FLAGS_MALLOC | flags;
    return 1;
}

static void free_row(ASN1_STRING_TABLE *t) { OPENSSL_free(t); }

void ASN1_STRING_TABLE_cleanup(void) {
    sk_ASN1_STRING_TABLE_pop_free(added, free_row);
    added = NULL;
}

ASN1_STRING *ASN1_STRING_set_by_NID(ASN1_STRING **out, const unsigned char *in, int len, int inform, int nid) {
    ASN1_STRING *made = NULL;
    const ASN1_STRING_TABLE *t = ASN1_STRING_TABLE_get(nid);
    if (!out) out = &made;
    unsigned long mask = t ? t->mask : TEXT;
    if (!t || (t->flags & STABLE_NO_MASK) == 0) mask &= global_mask;
    int type = ASN1_mbstring_ncopy(out, in, len, inform, mask, t ? t->minsize : 0, t ? t->maxsize : 0);
    return type > 0 ? *out : NULL;
}
