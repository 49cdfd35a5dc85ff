/* The admission extension, which tells a professional's licence.        Common PKI Part 1, 3.4; man 3 ADMISSIONS */
#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/v3.h"

struct NamingAuthority_st {
    ASN1_OBJECT *id;
    ASN1_IA5STRING *url;
    ASN1_STRING *text;
};

struct ProfessionInfo_st {
    NAMING_AUTHORITY *authority;
    STACK_OF(ASN1_STRING) *items;
    STACK_OF(ASN1_OBJECT) *oids;
    ASN1_PRINTABLESTRING *registration;
    ASN1_OCTET_STRING *additional;
};

struct Admissions_st {
    GENERAL_NAME *admission;
    NAMING_AUTHORITY *naming;
    STACK_OF(PROFESSION_INFO) *professions;
};

struct AdmissionSyntax_st {
    GENERAL_NAME *admission;
    STACK_OF(ADMISSIONS) *contents;
};

#define SEQUENCE_ITEM(id, type, f) \
    const struct bs_item id = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(type), BS_FIELDS(f), \
        .name = #type }
#define LIST_ITEM(id, element, n) \
    static const struct bs_item id = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &(element), .name = (n) }

static const struct bs_field naming_fields[] = {
    { &bs_item_object, offsetof(NAMING_AUTHORITY, id), BS_PLAIN, 0, true },
    { &bs_item_ia5, offsetof(NAMING_AUTHORITY, url), BS_PLAIN, 0, true },
    { &bs_item_directory_string, offsetof(NAMING_AUTHORITY, text), BS_PLAIN, 0, true },
};
static SEQUENCE_ITEM(item_naming, NAMING_AUTHORITY, naming_fields);
BS_ITEM_FUNCTIONS(NAMING_AUTHORITY, NAMING_AUTHORITY, item_naming)

LIST_ITEM(item_texts, bs_item_directory_string, "DIRECTORYSTRING");
static const struct bs_field profession_fields[] = {
    { &item_naming, offsetof(PROFESSION_INFO, authority), BS_EXPLICIT, 0, true },
    { &item_texts, offsetof(PROFESSION_INFO, items), BS_PLAIN, 0, false },
    { &bs_item_object_list, offsetof(PROFESSION_INFO, oids), BS_PLAIN, 0, true },
    { &bs_item_printable, offsetof(PROFESSION_INFO, registration), BS_PLAIN, 0, true },
    { &bs_item_octet_string, offsetof(PROFESSION_INFO, additional), BS_PLAIN, 0, true },
};
static SEQUENCE_ITEM(item_profession, PROFESSION_INFO, profession_fields);
BS_ITEM_FUNCTIONS(PROFESSION_INFO, PROFESSION_INFO, item_profession)

LIST_ITEM(item_professions, item_profession, "PROFESSION_INFOS");
static const struct bs_field admissions_fields[] = {
    { &bs_item_general_name, offsetof(ADMISSIONS, admission), BS_EXPLICIT, 0, true },
    { &item_naming, offsetof(ADMISSIONS, naming), BS_EXPLICIT, 1, true },
    { &item_professions, offsetof(ADMISSIONS, professions), BS_PLAIN, 0, false },
};
static SEQUENCE_ITEM(item_admissions, ADMISSIONS, admissions_fields);
BS_ITEM_FUNCTIONS(ADMISSIONS, ADMISSIONS, item_admissions)

LIST_ITEM(item_contents, item_admissions, "ADMISSIONS");
static const struct bs_field syntax_fields[] = {
    { &bs_item_general_name, offsetof(ADMISSION_SYNTAX, admission), BS_PLAIN, 0, true },
    { &item_contents, offsetof(ADMISSION_SYNTAX, contents), BS_PLAIN, 0, false },
};
static SEQUENCE_ITEM(item_syntax, ADMISSION_SYNTAX, syntax_fields);
BS_ITEM_FUNCTIONS(ADMISSION_SYNTAX, ADMISSION_SYNTAX, item_syntax)

/* --- parts ------------------------------------------------------------------------------------------------------- */

/* set0: the part is taken over, what was there goes. */
#define PART(type, suffix, part, part_type, part_free) \
    const part_type *type##_get0_##suffix(const type *v) { return v->part; } \
    void type##_set0_##suffix(type *v, part_type *part) { \
        part_free(v->part); \
        v->part = part; \
    }

static void free_texts(STACK_OF(ASN1_STRING) *sk) { sk_ASN1_STRING_pop_free(sk, ASN1_STRING_free); }
static void free_objects(STACK_OF(ASN1_OBJECT) *sk) { sk_ASN1_OBJECT_pop_free(sk, ASN1_OBJECT_free); }
static void free_professions(STACK_OF(PROFESSION_INFO) *sk) { sk_PROFESSION_INFO_pop_free(sk, PROFESSION_INFO_free); }
static void free_contents(STACK_OF(ADMISSIONS) *sk) { sk_ADMISSIONS_pop_free(sk, ADMISSIONS_free); }

PART(NAMING_AUTHORITY, authorityId, id, ASN1_OBJECT, ASN1_OBJECT_free)
PART(NAMING_AUTHORITY, authorityURL, url, ASN1_IA5STRING, ASN1_IA5STRING_free)
PART(NAMING_AUTHORITY, authorityText, text, ASN1_STRING, ASN1_STRING_free)
PART(PROFESSION_INFO, addProfessionInfo, additional, ASN1_OCTET_STRING, ASN1_OCTET_STRING_free)
PART(PROFESSION_INFO, namingAuthority, authority, NAMING_AUTHORITY, NAMING_AUTHORITY_free)
PART(PROFESSION_INFO, professionItems, items, STACK_OF(ASN1_STRING), free_texts)
PART(PROFESSION_INFO, professionOIDs, oids, STACK_OF(ASN1_OBJECT), free_objects)
PART(PROFESSION_INFO, registrationNumber, registration, ASN1_PRINTABLESTRING, ASN1_PRINTABLESTRING_free)
PART(ADMISSIONS, admissionAuthority, admission, GENERAL_NAME, GENERAL_NAME_free)
PART(ADMISSIONS, namingAuthority, naming, NAMING_AUTHORITY, NAMING_AUTHORITY_free)
PART(ADMISSIONS, professionInfos, professions, PROFESSION_INFOS, free_professions)
PART(ADMISSION_SYNTAX, admissionAuthority, admission, GENERAL_NAME, GENERAL_NAME_free)
PART(ADMISSION_SYNTAX, contentsOfAdmissions, contents, STACK_OF(ADMISSIONS), free_contents)

/* --- printed ----------------------------------------------------------------------------------------------------- */

static void print_object(BIO *out, const ASN1_OBJECT *o) {
    char oid[128];
    OBJ_obj2txt(oid, sizeof oid, o, 1);
    BIO_printf(out, "%s (%s)\n", OBJ_nid2ln(OBJ_obj2nid(o)), oid);
}

static void print_string(BIO *out, const char *title, const ASN1_STRING *s, int indent) {
    BIO_printf(out, "%*s%s", indent, "", title);
    ASN1_STRING_print(out, s);
    BIO_puts(out, "\n");
}

static void print_naming(BIO *out, const NAMING_AUTHORITY *n, int indent) {
    if (!n || (!n->id && !n->text && !n->url)) return;
    BIO_printf(out, "%*snamingAuthority:\n", indent, "");
    if (n->id) {
        BIO_printf(out, "%*snamingAuthorityId: ", indent + 2, "");
        print_object(out, n->id);
    }
    if (n->text) print_string(out, "namingAuthorityText: ", n->text, indent + 2);
    if (n->url) print_string(out, "namingAuthorityUrl: ", n->url, indent + 2);
}

static void print_authority(BIO *out, const GENERAL_NAME *name, int indent) {
    if (!name) return;
    BIO_printf(out, "%*sadmissionAuthority:\n%*s", indent, "", indent + 2, "");
    GENERAL_NAME_print(out, (GENERAL_NAME *)(uintptr_t)name);
    BIO_puts(out, "\n");
}

static void print_profession(BIO *out, const PROFESSION_INFO *p, int indent) {
    if (p->registration) print_string(out, "registrationNumber: ", p->registration, indent);
    print_naming(out, p->authority, indent);
    if (p->items) BIO_printf(out, "%*sInfo Entries:\n", indent, "");
    for (int i = 0; i < sk_ASN1_STRING_num(p->items); i++) {
        print_string(out, "", sk_ASN1_STRING_value(p->items, i), indent + 2);
    }
    if (p->oids) BIO_printf(out, "%*sProfession OIDs:\n", indent, "");
    for (int i = 0; i < sk_ASN1_OBJECT_num(p->oids); i++) {
        BIO_printf(out, "%*s", indent + 2, "");
        print_object(out, sk_ASN1_OBJECT_value(p->oids, i));
    }
}

bool bs_v3_print_admission(BIO *out, const void *v, int indent) {
    const ADMISSION_SYNTAX *a = (const ADMISSION_SYNTAX *)v;
    print_authority(out, a->admission, indent);
    for (int i = 0; i < sk_ADMISSIONS_num(a->contents); i++) {
        const ADMISSIONS *entry = sk_ADMISSIONS_value(a->contents, i);
        BIO_printf(out, "%*sEntry %d:\n", indent, "", i + 1);
        print_authority(out, entry->admission, indent + 2);
        print_naming(out, entry->naming, indent + 2);
        for (int j = 0; j < sk_PROFESSION_INFO_num(entry->professions); j++) {
            BIO_printf(out, "%*sProfession Info Entry %d:\n", indent + 2, "", j + 1);
            print_profession(out, sk_PROFESSION_INFO_value(entry->professions, j), indent + 4);
        }
    }
    return true;
}
