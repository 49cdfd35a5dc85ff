/* Autonomous systems that a program builds, compares and has judged.                     RFC 3779 3 */
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "compat/crypto/asn1/v3.h"
#include "compat/crypto/asn1/v3_resources.h"
#include "compat/crypto/core/raise.h"

static ASIdentifierChoice **choice_of(ASIdentifiers *ids, int which) {
    if (!ids) return NULL;
    return which == V3_ASID_ASNUM ? &ids->asnum : which == V3_ASID_RDI ? &ids->rdi : NULL;
}

int X509v3_asid_add_inherit(ASIdentifiers *ids, int which) {
    ASIdentifierChoice **c = choice_of(ids, which);
    if (!c) return 0;
    if (*c) return (*c)->type == ASIdentifierChoice_inherit;
    *c = ASIdentifierChoice_new();
    if (!*c) return 0;
    (*c)->u.inherit = (ASN1_NULL *)bs_item_new(&bs_item_null);
    (*c)->type = ASIdentifierChoice_inherit;
    return (*c)->u.inherit != NULL;
}

static const ASN1_INTEGER *lower(const ASIdOrRange *r) { return r->type == ASIdOrRange_id ? r->u.id : r->u.range->min; }
static const ASN1_INTEGER *upper(const ASIdOrRange *r) { return r->type == ASIdOrRange_id ? r->u.id : r->u.range->max; }

static int by_number(const ASIdOrRange *const *a, const ASIdOrRange *const *b) {
    int d = ASN1_INTEGER_cmp(lower(*a), lower(*b));
    bool ranges = (*a)->type == ASIdOrRange_range && (*b)->type == ASIdOrRange_range;
    return d != 0 || !ranges ? d : ASN1_INTEGER_cmp(upper(*a), upper(*b));
}

static ASIdOrRanges *ranges_of(ASIdentifierChoice **c) {
    if (*c) return (*c)->type == ASIdentifierChoice_asIdsOrRanges ? (*c)->u.asIdsOrRanges : NULL;
    *c = ASIdentifierChoice_new();
    if (!*c) return NULL;
    (*c)->u.asIdsOrRanges = sk_ASIdOrRange_new(by_number);
    if ((*c)->u.asIdsOrRanges) (*c)->type = ASIdentifierChoice_asIdsOrRanges;
    return (*c)->u.asIdsOrRanges;
}

static ASRange *range_from(ASN1_INTEGER *min, ASN1_INTEGER *max) {
    ASRange *r = ASRange_new();
    if (!r) return NULL;
    ASN1_INTEGER_free(r->min);
    ASN1_INTEGER_free(r->max);
    r->min = min;
    r->max = max;
    return r;
}

/* Takes the numbers over, if it succeeds. */
int X509v3_asid_add_id_or_range(ASIdentifiers *ids, int which, ASN1_INTEGER *min, ASN1_INTEGER *max) {
    ASIdentifierChoice **c = choice_of(ids, which);
    ASIdOrRanges *sk = c ? ranges_of(c) : NULL;
    ASIdOrRange *r = sk ? ASIdOrRange_new() : NULL;
    if (!r || !sk_ASIdOrRange_reserve(sk, 1)) {
        ASIdOrRange_free(r);
        return 0;
    }
    if (!max) {
        r->u.id = min;
        r->type = ASIdOrRange_id;
    } else if ((r->u.range = range_from(min, max)) != NULL) {
        r->type = ASIdOrRange_range;
    } else {
        ASIdOrRange_free(r);
        return 0;
    }
    return sk_ASIdOrRange_push(sk, r) > 0;
}

/* --- canonical order -------------------------------------------------------------------------------- */

static bool follows(const ASN1_INTEGER *a, const ASN1_INTEGER *b) {
    BIGNUM *x = ASN1_INTEGER_to_BN(a, NULL), *y = ASN1_INTEGER_to_BN(b, NULL);
    bool yes = x && y && BN_add_word(x, 1) && BN_cmp(x, y) == 0;
    BN_free(x);
    BN_free(y);
    return yes;
}

/* The two become one range, in place of the first. */
static bool merge(ASIdOrRanges *sk, int i) {
    ASIdOrRange *a = sk_ASIdOrRange_value(sk, i), *b = sk_ASIdOrRange_value(sk, i + 1);
    ASN1_INTEGER *min = ASN1_INTEGER_dup(lower(a)), *max = ASN1_INTEGER_dup(upper(b));
    ASIdOrRange *both = min && max ? ASIdOrRange_new() : NULL;
    ASRange *range = both ? range_from(min, max) : NULL;
    if (!range) {
        ASN1_INTEGER_free(min);
        ASN1_INTEGER_free(max);
        ASIdOrRange_free(both);
        return false;
    }
    both->u.range = range;
    both->type = ASIdOrRange_range;
    sk_ASIdOrRange_set(sk, i, both);
    sk_ASIdOrRange_delete(sk, i + 1);
    ASIdOrRange_free(a);
    ASIdOrRange_free(b);
    return true;
}

static bool canonize_choice(ASIdentifierChoice *c) {
    if (!c || c->type == ASIdentifierChoice_inherit) return true;
    if (c->type != ASIdentifierChoice_asIdsOrRanges || sk_ASIdOrRange_num(c->u.asIdsOrRanges) == 0) {
        BS_RAISE(ERR_LIB_X509V3, X509V3_R_EXTENSION_VALUE_ERROR);
        return false;
    }
    ASIdOrRanges *sk = c->u.asIdsOrRanges;
    sk_ASIdOrRange_sort(sk); /* as in OpenSSL, a list that was decoded has no order to be sorted by */
    for (int i = 0; i < sk_ASIdOrRange_num(sk); i++) {
        const ASIdOrRange *a = sk_ASIdOrRange_value(sk, i), *b = sk_ASIdOrRange_value(sk, i + 1);
        if (ASN1_INTEGER_cmp(lower(a), upper(a)) > 0) return false;
        if (!b) break;
        if (ASN1_INTEGER_cmp(lower(b), upper(b)) > 0) return false;
        if (ASN1_INTEGER_cmp(upper(a), lower(b)) >= 0) {
            BS_RAISE(ERR_LIB_X509V3, X509V3_R_EXTENSION_VALUE_ERROR);
            return false;
        }
        if (!follows(upper(a), lower(b))) continue;
        if (!merge(sk, i)) return false;
        i--; /* the next one may follow too */
    }
    return true;
}

int X509v3_asid_canonize(ASIdentifiers *ids) {
    return !ids || (canonize_choice(ids->asnum) && canonize_choice(ids->rdi));
}

/* --- judging ---------------------------------------------------------------------------------------- */

/* The encoding, which the views of *out are in, to be freed; NULL if it is not whole. */
static uint8_t *encode(const ASIdentifiers *ids, bs_reader *out_content, struct bs_as_ids *out) {
    size_t n;
    uint8_t *der = bs_item_to_der(ids, &bs_item_as_ids, &n);
    bs_reader at = bs_r_from(der, der ? n : 0);
    if (der && bs_der_read(&at, BS_DER_SEQUENCE, out_content) && bs_as_ids_decode(out, *out_content)) return der;
    OPENSSL_free(der);
    return NULL;
}

int X509v3_asid_is_canonical(ASIdentifiers *ids) {
    struct bs_as_ids views;
    bs_reader content;
    if (!ids) return 1;
    uint8_t *der = encode(ids, &content, &views);
    int ok = der && bs_as_ids_canonical(&views);
    OPENSSL_free(der);
    return ok;
}

int X509v3_asid_inherits(ASIdentifiers *ids) {
    return ids && ((ids->asnum && ids->asnum->type == ASIdentifierChoice_inherit) ||
                   (ids->rdi && ids->rdi->type == ASIdentifierChoice_inherit));
}

int X509v3_asid_subset(ASIdentifiers *a, ASIdentifiers *b) {
    struct bs_as_ids va, vb;
    bs_reader content;
    if (!a || a == b) return 1;
    if (!b || X509v3_asid_inherits(a) || X509v3_asid_inherits(b)) return 0;
    uint8_t *da = encode(a, &content, &va), *db = encode(b, &content, &vb);
    bool ok = da && db;
    for (size_t k = 0; ok && k < BS_AS_KINDS; k++) {
        ok = !va.of[k].present || (vb.of[k].present && bs_as_contains(&vb.of[k], &va.of[k]));
    }
    OPENSSL_free(da);
    OPENSSL_free(db);
    return ok;
}

int X509v3_asid_validate_path(X509_STORE_CTX *ctx) { return bs_v3_resources_of_path(ctx, bs_resources_check_systems); }

int X509v3_asid_validate_resource_set(STACK_OF(X509) *chain, ASIdentifiers *ext, int allow_inheritance) {
    struct bs_as_ids views;
    bs_reader claim;
    if (!ext) return 1;
    if (!chain || sk_X509_num(chain) == 0 || (!allow_inheritance && X509v3_asid_inherits(ext))) return 0;
    uint8_t *der = encode(ext, &claim, &views);
    int ok = der && bs_v3_resources_of_chain(chain, &claim, bs_resources_check_systems);
    OPENSSL_free(der);
    return ok;
}
