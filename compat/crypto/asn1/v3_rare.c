/* Extensions that few certificates have: Thawte's Strong Extranet, and what Russian certificates say of their tools. */
#include <openssl/asn1.h>
#include <openssl/x509v3.h>

#include "compat/crypto/asn1/v3.h"

#define SEQUENCE_ITEM(id, type, f) \
    static const struct bs_item id = { .kind = BS_ITEM_SEQUENCE, .tag = BS_DER_SEQUENCE, .size = sizeof(type), \
        BS_FIELDS(f), .name = #type }

static const struct bs_field sxnetid_fields[] = {
    { &bs_item_integer, offsetof(SXNETID, zone), BS_PLAIN, 0, false },
    { &bs_item_octet_string, offsetof(SXNETID, user), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_sxnetid, SXNETID, sxnetid_fields);
BS_ITEM_FUNCTIONS(SXNETID, SXNETID, item_sxnetid)

static const struct bs_item item_sxnetids = { .kind = BS_ITEM_OF, .tag = BS_DER_SEQUENCE, .of = &item_sxnetid,
    .name = "SXNETID" };
static const struct bs_field sxnet_fields[] = {
    { &bs_item_integer, offsetof(SXNET, version), BS_PLAIN, 0, false },
    { &item_sxnetids, offsetof(SXNET, ids), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_sxnet, SXNET, sxnet_fields);
BS_ITEM_FUNCTIONS(SXNET, SXNET, item_sxnet)

bool bs_v3_print_sxnet(BIO *out, const void *v, int indent) {
    const SXNET *s = (const SXNET *)v;
    int64_t version;
    if (ASN1_INTEGER_get_int64(&version, s->version) && version < LONG_MAX && version > LONG_MIN) {
        BIO_printf(out, "%*sVersion: %ld (0x%lX)", indent, "", (long)version + 1, (long)version);
    } else {
        BIO_printf(out, "%*sVersion: <unsupported>", indent, "");
    }
    for (int i = 0; i < sk_SXNETID_num(s->ids); i++) {
        const SXNETID *id = sk_SXNETID_value(s->ids, i);
        BIO_printf(out, "\n%*sZone: ", indent, "");
        if (!bs_v3_print_integer(out, id->zone)) return false;
        BIO_puts(out, ", User: ");
        ASN1_STRING_print(out, id->user);
    }
    return true;
}

static const struct bs_field tool_fields[] = {
    { &bs_item_utf8, offsetof(ISSUER_SIGN_TOOL, signTool), BS_PLAIN, 0, false },
    { &bs_item_utf8, offsetof(ISSUER_SIGN_TOOL, cATool), BS_PLAIN, 0, false },
    { &bs_item_utf8, offsetof(ISSUER_SIGN_TOOL, signToolCert), BS_PLAIN, 0, false },
    { &bs_item_utf8, offsetof(ISSUER_SIGN_TOOL, cAToolCert), BS_PLAIN, 0, false },
};
SEQUENCE_ITEM(item_tool, ISSUER_SIGN_TOOL, tool_fields);
BS_ITEM_FUNCTIONS(ISSUER_SIGN_TOOL, ISSUER_SIGN_TOOL, item_tool)

bool bs_v3_print_sign_tool(BIO *out, const void *v, int indent) {
    const ISSUER_SIGN_TOOL *t = (const ISSUER_SIGN_TOOL *)v;
    const struct {
        const char *title;
        const ASN1_UTF8STRING *text;
    } rows[] = { { "signTool    ", t->signTool }, { "cATool      ", t->cATool }, { "signToolCert", t->signToolCert },
                 { "cAToolCert  ", t->cAToolCert } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        BIO_printf(out, "%s%*s%s: ", i > 0 ? "\n" : "", indent, "", rows[i].title);
        BIO_write(out, rows[i].text->data, rows[i].text->length);
    }
    return true;
}
