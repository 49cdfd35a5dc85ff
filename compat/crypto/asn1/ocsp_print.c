/* OCSP requests and responses as text, and the extensions of RFC 6960 4.4. */
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/objects.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/ocsp_local.h"
#include "compat/crypto/asn1/v3.h"

static void print_cert_id(BIO *out, const OCSP_CERTID *id, int indent) {
    BIO_printf(out, "%*sCertificate ID:\n%*sHash Algorithm: ", indent, "", indent + 2, "");
    i2a_ASN1_OBJECT(out, id->hash_algorithm->algorithm);
    BIO_printf(out, "\n%*sIssuer Name Hash: ", indent + 2, "");
    i2a_ASN1_STRING(out, id->issuer_name_hash, 0);
    BIO_printf(out, "\n%*sIssuer Key Hash: ", indent + 2, "");
    i2a_ASN1_STRING(out, id->issuer_key_hash, 0);
    BIO_printf(out, "\n%*sSerial Number: ", indent + 2, "");
    i2a_ASN1_INTEGER(out, id->serial);
    BIO_puts(out, "\n");
}

static void print_version(BIO *out, const ASN1_INTEGER *version) {
    long v = version ? ASN1_INTEGER_get(version) : 0;
    BIO_printf(out, "    Version: %lu (0x%lx)\n", (unsigned long)v + 1, (unsigned long)v);
}

static void print_certs(BIO *out, STACK_OF(X509) *certs) {
    for (int i = 0; i < sk_X509_num(certs); i++) {
        X509_print(out, sk_X509_value(certs, i));
        PEM_write_bio_X509(out, sk_X509_value(certs, i));
    }
}

int OCSP_REQUEST_print(BIO *out, OCSP_REQUEST *r, unsigned long flags) {
    const OCSP_REQINFO *info = r->tbs;
    if (BIO_puts(out, "OCSP Request Data:\n") <= 0) return 0;
    print_version(out, info->version);
    if (info->requestor) {
        BIO_puts(out, "    Requestor Name: ");
        GENERAL_NAME_print(out, info->requestor);
        BIO_puts(out, "\n");
    }
    BIO_puts(out, "    Requestor List:\n");
    for (int i = 0; i < sk_OCSP_ONEREQ_num(info->list); i++) {
        const OCSP_ONEREQ *one = sk_OCSP_ONEREQ_value(info->list, i);
        print_cert_id(out, one->cert, 8);
        if (!X509V3_extensions_print(out, "Request Single Extensions", one->extensions, flags, 8)) return 0;
    }
    if (!X509V3_extensions_print(out, "Request Extensions", info->extensions, flags, 4)) return 0;
    if (r->signature) {
        X509_signature_print(out, r->signature->algor, r->signature->bits);
        print_certs(out, r->signature->certs);
    }
    return 1;
}

static void print_responder(BIO *out, const OCSP_RESPID *id) {
    BIO_puts(out, "    Responder Id: ");
    if (id->type == V_OCSP_RESPID_NAME) X509_NAME_print_ex(out, id->value.name, 0, XN_FLAG_ONELINE);
    if (id->type == V_OCSP_RESPID_KEY) i2a_ASN1_STRING(out, id->value.key, 0);
}

static int print_single(BIO *out, const OCSP_SINGLERESP *s, unsigned long flags) {
    const OCSP_CERTSTATUS *st = s->status;
    print_cert_id(out, s->cert, 4);
    BIO_printf(out, "    Cert Status: %s", OCSP_cert_status_str(st->type));
    if (st->type == V_OCSP_CERTSTATUS_REVOKED) {
        BIO_puts(out, "\n    Revocation Time: ");
        if (!ASN1_GENERALIZEDTIME_print(out, st->revoked->time)) return 0;
        if (st->revoked->reason) {
            long reason = ASN1_ENUMERATED_get(st->revoked->reason);
            BIO_printf(out, "\n    Revocation Reason: %s (0x%lx)", OCSP_crl_reason_str(reason), (unsigned long)reason);
        }
    }
    BIO_puts(out, "\n    This Update: ");
    if (!ASN1_GENERALIZEDTIME_print(out, s->this_update)) return 0;
    if (s->next_update) {
        BIO_puts(out, "\n    Next Update: ");
        if (!ASN1_GENERALIZEDTIME_print(out, s->next_update)) return 0;
    }
    BIO_puts(out, "\n");
    if (!X509V3_extensions_print(out, "Response Single Extensions", s->extensions, flags, 8)) return 0;
    return BIO_puts(out, "\n") > 0;
}

static int print_basic(BIO *out, const OCSP_BASICRESP *bs, unsigned long flags) {
    const OCSP_RESPDATA *d = bs->data;
    BIO_puts(out, "\n");
    print_version(out, d->version);
    print_responder(out, d->responder);
    BIO_puts(out, "\n    Produced At: ");
    if (!ASN1_GENERALIZEDTIME_print(out, d->produced_at)) return 0;
    BIO_puts(out, "\n    Responses:\n");
    for (int i = 0; i < sk_OCSP_SINGLERESP_num(d->responses); i++) {
        if (!print_single(out, sk_OCSP_SINGLERESP_value(d->responses, i), flags)) return 0;
    }
    if (!X509V3_extensions_print(out, "Response Extensions", d->extensions, flags, 4)) return 0;
    if (X509_signature_print(out, bs->algor, bs->sig) <= 0) return 0;
    print_certs(out, bs->certs);
    return 1;
}

int OCSP_RESPONSE_print(BIO *out, OCSP_RESPONSE *r, unsigned long flags) {
    long status = ASN1_ENUMERATED_get(r->status);
    if (BIO_puts(out, "OCSP Response Data:\n") <= 0) return 0;
    BIO_printf(out, "    OCSP Response Status: %s (0x%lx)\n", OCSP_response_status_str(status), (unsigned long)status);
    if (!r->bytes) return 1;
    BIO_puts(out, "    Response Type: ");
    i2a_ASN1_OBJECT(out, r->bytes->type);
    if (OBJ_obj2nid(r->bytes->type) != NID_id_pkix_OCSP_basic) {
        BIO_puts(out, " (unknown response type)\n");
        return 1;
    }
    OCSP_BASICRESP *bs = OCSP_response_get1_basic(r);
    int ret = bs ? print_basic(out, bs, flags) : 0;
    OCSP_BASICRESP_free(bs);
    return ret;
}

/* --- extensions, for the table of v3_table.c ------------------------------------------------- */

bool bs_v3_print_ocsp_crl_id(BIO *out, const void *v, int indent) {
    const OCSP_CRLID *id = (const OCSP_CRLID *)v;
    if (id->url) {
        BIO_printf(out, "%*scrlUrl: ", indent, "");
        ASN1_STRING_print(out, id->url);
        BIO_puts(out, "\n");
    }
    if (id->num) {
        BIO_printf(out, "%*scrlNum: ", indent, "");
        i2a_ASN1_INTEGER(out, id->num);
        BIO_puts(out, "\n");
    }
    if (id->time) {
        BIO_printf(out, "%*scrlTime: ", indent, "");
        if (!ASN1_GENERALIZEDTIME_print(out, id->time)) return false;
        BIO_puts(out, "\n");
    }
    return true;
}

bool bs_v3_print_ocsp_nonce(BIO *out, const void *v, int indent) {
    BIO_printf(out, "%*s", indent, "");
    return i2a_ASN1_STRING(out, (const ASN1_STRING *)v, V_ASN1_OCTET_STRING) > 0;
}

bool bs_v3_print_ocsp_service(BIO *out, const void *v, int indent) {
    const OCSP_SERVICELOC *loc = (const OCSP_SERVICELOC *)v;
    BIO_printf(out, "%*sIssuer: ", indent, "");
    if (X509_NAME_print_ex(out, loc->issuer, 0, XN_FLAG_ONELINE) <= 0) return false;
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(loc->locator); i++) {
        const ACCESS_DESCRIPTION *ad = sk_ACCESS_DESCRIPTION_value(loc->locator, i);
        BIO_printf(out, "\n%*s", 2 * indent, "");
        i2a_ASN1_OBJECT(out, ad->method);
        BIO_puts(out, " - ");
        GENERAL_NAME_print(out, ad->location);
    }
    return true;
}
