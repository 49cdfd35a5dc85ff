#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/name_local.h"
#include "compat/crypto/asn1/v3.h"

/* --- GeneralName ------------------------------------------------------------ */

void bs_v3_print_ip(BIO *out, const uint8_t *p, size_t n) {
    if (n == 4) {
        BIO_printf(out, "%d.%d.%d.%d", p[0], p[1], p[2], p[3]);
        return;
    }
    if (n != 16) {
        BIO_printf(out, "<invalid length=%d>", (int)n);
        return;
    }
    for (int i = 0; i < 16; i += 2) BIO_printf(out, "%s%X", i > 0 ? ":" : "", p[i] << 8 | p[i + 1]);
}

static bool print_labelled(BIO *out, const char *label, const ASN1_STRING *s) {
    if (s->length > 0 && memchr(s->data, 0, (size_t)s->length)) return false;
    return BIO_printf(out, "%s:%.*s", label, s->length, s->data ? (const char *)s->data : "") >= 0;
}

/* `extension`: as an extension's printing has it, with a space and with types that are unknown, too. */
static bool print_other_name(BIO *out, const OTHERNAME *on, bool extension) {
    char label[160];
    static const struct { int nid, type; const char *label; } known[] = {
        { NID_id_on_SmtpUTF8Mailbox, V_ASN1_UTF8STRING, "SmtpUTF8Mailbox" },
        { NID_XmppAddr, V_ASN1_UTF8STRING, "XmppAddr" },
        { NID_SRVName, V_ASN1_IA5STRING, "SRVName" },
        { NID_ms_upn, V_ASN1_UTF8STRING, "UPN" },
        { NID_NAIRealm, V_ASN1_UTF8STRING, "NAIRealm" },
    };
    int nid = OBJ_obj2nid(on->type_id);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].nid != nid) continue;
        if (!extension && on->value->type != known[i].type) break;
        snprintf(label, sizeof label, extension ? "othername: %s:" : "othername:%s", known[i].label);
        return on->value->type == known[i].type && print_labelled(out, label, on->value->value.asn1_string);
    }
    if (!extension) return BIO_puts(out, "othername:<unsupported>") > 0;
    char oid[128];
    snprintf(label, sizeof label, "othername:");
    if (OBJ_obj2txt(oid, sizeof oid, on->type_id, 0) > 0) snprintf(label, sizeof label, "othername: %s:", oid);
    bool text = on->value->type == V_ASN1_IA5STRING || on->value->type == V_ASN1_UTF8STRING;
    if (text && print_labelled(out, label, on->value->value.asn1_string)) return true;
    return BIO_printf(out, "%s:<unsupported>", label) > 0;
}

bool bs_v3_print_general_name(BIO *out, const GENERAL_NAME *gen) {
    char text[256];
    switch (gen->type) {
    case GEN_OTHERNAME: return print_other_name(out, gen->d.otherName, true);
    case GEN_X400: return BIO_puts(out, "X400Name:<unsupported>") > 0;
    case GEN_EDIPARTY: return BIO_puts(out, "EdiPartyName:<unsupported>") > 0;
    case GEN_EMAIL: return print_labelled(out, "email", gen->d.ia5);
    case GEN_DNS: return print_labelled(out, "DNS", gen->d.ia5);
    case GEN_URI: return print_labelled(out, "URI", gen->d.ia5);
    case GEN_DIRNAME:
        return X509_NAME_oneline(gen->d.dirn, text, sizeof text) && BIO_printf(out, "DirName:%s", text) > 0;
    case GEN_IPADD:
        BIO_puts(out, "IP Address:");
        bs_v3_print_ip(out, gen->d.ip->data, (size_t)gen->d.ip->length);
        return true;
    case GEN_RID:
        i2t_ASN1_OBJECT(text, sizeof text, gen->d.rid);
        return BIO_printf(out, "Registered ID:%s", text) > 0;
    default: return false;
    }
}

int GENERAL_NAME_print(BIO *out, GENERAL_NAME *gen) {
    switch (gen->type) {
    case GEN_OTHERNAME: (void)print_other_name(out, gen->d.otherName, false); return 1;
    case GEN_EMAIL: BIO_puts(out, "email:"); break;
    case GEN_DNS: BIO_puts(out, "DNS:"); break;
    case GEN_URI: BIO_puts(out, "URI:"); break;
    case GEN_DIRNAME:
        BIO_puts(out, "DirName:");
        X509_NAME_print_ex(out, gen->d.dirn, 0, XN_FLAG_ONELINE);
        return 1;
    case GEN_RID:
        BIO_puts(out, "Registered ID:");
        i2a_ASN1_OBJECT(out, gen->d.rid);
        return 1;
    default: bs_v3_print_general_name(out, gen); return 1;
    }
    ASN1_STRING_print(out, gen->d.ia5);
    return 1;
}

void *GENERAL_NAME_get0_value(const GENERAL_NAME *a, int *type) {
    if (type) *type = a->type;
    return a->type >= GEN_OTHERNAME && a->type <= GEN_RID ? a->d.ptr : NULL;
}

void GENERAL_NAME_set0_value(GENERAL_NAME *a, int type, void *value) {
    a->d.ptr = (char *)value;
    a->type = type;
}

int GENERAL_NAME_get0_otherName(const GENERAL_NAME *gen, ASN1_OBJECT **oid, ASN1_TYPE **value) {
    if (gen->type != GEN_OTHERNAME) return 0;
    if (oid) *oid = gen->d.otherName->type_id;
    if (value) *value = gen->d.otherName->value;
    return 1;
}

int GENERAL_NAME_set0_othername(GENERAL_NAME *gen, ASN1_OBJECT *oid, ASN1_TYPE *value) {
    OTHERNAME *o = OTHERNAME_new();
    if (!o) return 0;
    ASN1_TYPE_free(o->value);
    o->type_id = oid;
    o->value = value;
    GENERAL_NAME_set0_value(gen, GEN_OTHERNAME, o);
    return 1;
}

int OTHERNAME_cmp(OTHERNAME *a, OTHERNAME *b) {
    if (!a || !b) return -1;
    int d = OBJ_cmp(a->type_id, b->type_id);
    return d != 0 ? d : ASN1_TYPE_cmp(a->value, b->value);
}

int GENERAL_NAME_cmp(GENERAL_NAME *a, GENERAL_NAME *b) {
    if (!a || !b || a->type != b->type) return -1;
    if (a->type == GEN_DIRNAME) return X509_NAME_cmp(a->d.dirn, b->d.dirn);
    unsigned char *da = NULL, *db = NULL;
    int na = i2d_GENERAL_NAME(a, &da), nb = i2d_GENERAL_NAME(b, &db);
    int d = na != nb || na < 0 ? -1 : memcmp(da, db, (size_t)na);
    OPENSSL_free(da);
    OPENSSL_free(db);
    return d;
}

bool bs_v3_print_integer(BIO *out, const ASN1_INTEGER *i) {
    BIGNUM *bn = ASN1_INTEGER_to_BN(i, NULL);
    const char *before = "";
    char *text = NULL;
    if (bn && BN_num_bits(bn) < 128) {
        text = BN_bn2dec(bn);
    } else if (bn) {
        before = BN_is_negative(bn) ? "-0x" : "0x";
        BN_set_negative(bn, 0);
        text = BN_bn2hex(bn);
    }
    bool ok = text && BIO_printf(out, "%s%s", before, text) > 0;
    OPENSSL_free(text);
    BN_free(bn);
    return ok;
}

/* --- lists of several lines -------------------------------------------------- */

static void print_gens(BIO *out, const GENERAL_NAMES *gens, int indent) {
    for (int i = 0; i < sk_GENERAL_NAME_num(gens); i++) {
        if (i > 0) BIO_puts(out, "\n");
        BIO_printf(out, "%*s", indent + 2, "");
        GENERAL_NAME_print(out, sk_GENERAL_NAME_value(gens, i));
    }
}

static void print_point_name(BIO *out, const DIST_POINT_NAME *dpn, int indent) {
    if (dpn->type == 0) {
        BIO_printf(out, "%*sFull Name:\n", indent, "");
        print_gens(out, dpn->name.fullname, indent);
        return;
    }
    X509_NAME view = { .entries = dpn->name.relativename };
    BIO_printf(out, "%*sRelative Name:\n%*s", indent, "", indent + 2, "");
    X509_NAME_print_ex(out, &view, 0, XN_FLAG_ONELINE);
    BIO_puts(out, "\n");
}

static void print_reasons(BIO *out, const char *title, const ASN1_BIT_STRING *reasons, int indent) {
    static const char *const names[] = { "Unused", "Key Compromise", "CA Compromise", "Affiliation Changed",
        "Superseded", "Cessation Of Operation", "Certificate Hold", "Privilege Withdrawn", "AA Compromise" };
    const char *sep = "";
    BIO_printf(out, "%*s%s:\n%*s", indent, "", title, indent + 2, "");
    for (int i = 0; i < 9; i++) {
        if (!ASN1_BIT_STRING_get_bit(reasons, i)) continue;
        BIO_printf(out, "%s%s", sep, names[i]);
        sep = ", ";
    }
    BIO_puts(out, *sep ? "\n" : "<EMPTY>\n");
}

bool bs_v3_print_crl_points(BIO *out, const void *v, int indent) {
    const CRL_DIST_POINTS *sk = (const CRL_DIST_POINTS *)v;
    for (int i = 0; i < sk_DIST_POINT_num(sk); i++) {
        const DIST_POINT *p = sk_DIST_POINT_value(sk, i);
        if (i > 0) BIO_puts(out, "\n");
        if (p->distpoint) print_point_name(out, p->distpoint, indent);
        if (p->reasons) print_reasons(out, "Reasons", p->reasons, indent);
        if (p->CRLissuer) {
            BIO_printf(out, "%*sCRL Issuer:\n", indent, "");
            print_gens(out, p->CRLissuer, indent);
        }
    }
    return true;
}

bool bs_v3_print_issuing_point(BIO *out, const void *v, int indent) {
    const ISSUING_DIST_POINT *idp = (const ISSUING_DIST_POINT *)v;
    if (idp->distpoint) print_point_name(out, idp->distpoint, indent);
    if (idp->onlyuser > 0) BIO_printf(out, "%*sOnly User Certificates\n", indent, "");
    if (idp->onlyCA > 0) BIO_printf(out, "%*sOnly CA Certificates\n", indent, "");
    if (idp->indirectCRL > 0) BIO_printf(out, "%*sIndirect CRL\n", indent, "");
    if (idp->onlysomereasons) print_reasons(out, "Only Some Reasons", idp->onlysomereasons, indent);
    if (idp->onlyattr > 0) BIO_printf(out, "%*sOnly Attribute Certificates\n", indent, "");
    if (!idp->distpoint && idp->onlyuser <= 0 && idp->onlyCA <= 0 && idp->indirectCRL <= 0 && !idp->onlysomereasons
        && idp->onlyattr <= 0) {
        BIO_printf(out, "%*s<EMPTY>\n", indent, "");
    }
    return true;
}

static void print_notice(BIO *out, const USERNOTICE *n, int indent) {
    if (n->noticeref) {
        const NOTICEREF *ref = n->noticeref;
        int num = sk_ASN1_INTEGER_num(ref->noticenos);
        BIO_printf(out, "%*sOrganization: %.*s\n", indent, "", ref->organization->length,
                   (const char *)ref->organization->data);
        BIO_printf(out, "%*sNumber%s: ", indent, "", num > 1 ? "s" : "");
        for (int i = 0; i < num; i++) {
            if (i > 0) BIO_puts(out, ", ");
            bs_v3_print_integer(out, sk_ASN1_INTEGER_value(ref->noticenos, i));
        }
        if (n->exptext) BIO_puts(out, "\n");
    }
    if (n->exptext) {
        BIO_printf(out, "%*sExplicit Text: %.*s", indent, "", n->exptext->length, (const char *)n->exptext->data);
    }
}

static void print_qualifier(BIO *out, const POLICYQUALINFO *q, int indent) {
    switch (OBJ_obj2nid(q->pqualid)) {
    case NID_id_qt_cps:
        BIO_printf(out, "%*sCPS: %.*s", indent, "", q->d.cpsuri->length, (const char *)q->d.cpsuri->data);
        break;
    case NID_id_qt_unotice:
        BIO_printf(out, "%*sUser Notice:\n", indent, "");
        print_notice(out, q->d.usernotice, indent + 2);
        break;
    default:
        BIO_printf(out, "%*sUnknown Qualifier: ", indent + 2, "");
        i2a_ASN1_OBJECT(out, q->pqualid);
    }
}

void bs_v3_print_qualifiers(BIO *out, const STACK_OF(POLICYQUALINFO) *sk, int indent) {
    for (int k = 0; k < sk_POLICYQUALINFO_num(sk); k++) {
        if (k > 0) BIO_puts(out, "\n");
        print_qualifier(out, sk_POLICYQUALINFO_value(sk, k), indent);
    }
}

bool bs_v3_print_policies(BIO *out, const void *v, int indent) {
    const CERTIFICATEPOLICIES *sk = (const CERTIFICATEPOLICIES *)v;
    for (int i = 0; i < sk_POLICYINFO_num(sk); i++) {
        const POLICYINFO *p = sk_POLICYINFO_value(sk, i);
        BIO_printf(out, "%s%*sPolicy: ", i > 0 ? "\n" : "", indent, "");
        i2a_ASN1_OBJECT(out, p->policyid);
        if (p->qualifiers) BIO_puts(out, "\n");
        bs_v3_print_qualifiers(out, p->qualifiers, indent + 2);
    }
    return true;
}

bool bs_v3_print_proxy(BIO *out, const void *v, int indent) {
    const PROXY_CERT_INFO_EXTENSION *pci = (const PROXY_CERT_INFO_EXTENSION *)v;
    const ASN1_OCTET_STRING *policy = pci->proxyPolicy->policy;
    BIO_printf(out, "%*sPath Length Constraint: ", indent, "");
    if (pci->pcPathLengthConstraint) i2a_ASN1_INTEGER(out, pci->pcPathLengthConstraint);
    else BIO_puts(out, "infinite");
    BIO_printf(out, "\n%*sPolicy Language: ", indent, "");
    i2a_ASN1_OBJECT(out, pci->proxyPolicy->policyLanguage);
    if (policy && policy->data) BIO_printf(out, "\n%*sPolicy Text: %.*s", indent, "", policy->length, (const char *)policy->data);
    return true;
}

static void print_subtree_ip(BIO *out, const ASN1_OCTET_STRING *ip) {
    size_t n = (size_t)ip->length, half = n >= 16 ? 16 : n >= 4 ? 4 : n;
    BIO_puts(out, "IP:");
    bs_v3_print_ip(out, ip->data, half);
    BIO_puts(out, "/");
    bs_v3_print_ip(out, ip->data + half, n - half);
}

static void print_subtrees(BIO *out, const STACK_OF(GENERAL_SUBTREE) *sk, const char *title, int indent) {
    if (sk_GENERAL_SUBTREE_num(sk) > 0) BIO_printf(out, "%*s%s:\n", indent, "", title);
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(sk); i++) {
        GENERAL_NAME *base = sk_GENERAL_SUBTREE_value(sk, i)->base;
        BIO_printf(out, "%s%*s", i > 0 ? "\n" : "", indent + 2, "");
        if (base->type == GEN_IPADD) print_subtree_ip(out, base->d.ip);
        else GENERAL_NAME_print(out, base);
    }
}

bool bs_v3_print_name_constraints(BIO *out, const void *v, int indent) {
    const NAME_CONSTRAINTS *nc = (const NAME_CONSTRAINTS *)v;
    print_subtrees(out, nc->permittedSubtrees, "Permitted", indent);
    if (nc->permittedSubtrees && nc->excludedSubtrees) BIO_puts(out, "\n");
    print_subtrees(out, nc->excludedSubtrees, "Excluded", indent);
    return true;
}
