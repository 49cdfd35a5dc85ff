/* Why bytes are no key, in the words of OpenSSL's decoder: the reader of src/x509 has said no, this says where. It walks
 * the same structure once more, and only then; nothing is decoded by it.                              X.690 8; RFC 5958 2 */
#include <openssl/asn1.h>
#include <openssl/err.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/key_io.h"
#include "src/x509/der.h"

#define CONSTRUCTED 0x20
#define ANY 0xFF
enum { FINE = 0, ABSENT = -1 }; /* or the reason that the caller is to raise, with the place in its data */

struct part {
    const char *field;
    uint8_t tag; /* of a primitive or a list, without the bit for constructed */
    bool optional;
    const struct shape *shape; /* a structure of its own */
    uint8_t explicit_tag;      /* 0: none */
    bool small;                /* an INTEGER that must fit in 32 bits, and may have no content */
    bool list;                 /* SEQUENCE OF, SET OF */
};
struct shape {
    const char *name;
    struct part parts[11]; /* until a field without a name */
};

#define PRIMITIVE(name, tag) { name, tag, false, NULL, 0, false, false }
#define INTEGER(name) PRIMITIVE(name, BS_DER_INTEGER)
#define VERSION { "version", BS_DER_INTEGER, false, NULL, 0, true, false }
#define ALGORITHM(name) { name, 0, false, &algor, 0, false, false }
#define OPTIONAL(name, tag, outer) { name, tag, true, NULL, outer, false, false }
#define LIST(name, tag) { name, tag, true, NULL, 0, false, true }
static const struct shape algor = { "X509_ALGOR", { PRIMITIVE("algorithm", BS_DER_OID), OPTIONAL("parameter", ANY, 0) } };
static const struct shape shapes[] = {
    [BS_SHAPE_PKCS8] = { "PKCS8_PRIV_KEY_INFO",
        { INTEGER("version"), ALGORITHM("pkeyalg"), PRIMITIVE("pkey", BS_DER_OCTET_STRING),
          LIST("attributes", BS_DER_CONTEXT(0)) } },
    [BS_SHAPE_ENCRYPTED] = { "X509_SIG", { ALGORITHM("algor"), PRIMITIVE("digest", BS_DER_OCTET_STRING) } },
    [BS_SHAPE_RSA] = { "RSAPrivateKey",
        { VERSION, INTEGER("n"), INTEGER("e"), INTEGER("d"), INTEGER("p"), INTEGER("q"), INTEGER("dmp1"), INTEGER("dmq1"),
          INTEGER("iqmp"), LIST("prime_infos", BS_DER_SEQUENCE) } },
    [BS_SHAPE_SEC1] = { "EC_PRIVATEKEY",
        { VERSION, PRIMITIVE("privateKey", BS_DER_OCTET_STRING), OPTIONAL("parameters", ANY, BS_DER_CONTEXT(0)),
          OPTIONAL("publicKey", BS_DER_BIT_STRING, BS_DER_CONTEXT(1)) } },
    [BS_SHAPE_RSA_PUBLIC] = { "RSAPublicKey", { INTEGER("n"), INTEGER("e") } },
    [BS_SHAPE_SPKI] = { "X509_PUBKEY", { ALGORITHM("algor"), PRIMITIVE("public_key", BS_DER_BIT_STRING) } },
    [BS_SHAPE_DH] = { "DHparams",
        { INTEGER("params.p"), INTEGER("params.g"), { "length", BS_DER_INTEGER, true, NULL, 0, true, false } } },
    [BS_SHAPE_DHX] = { "int_dhx942_dh",
        { INTEGER("p"), INTEGER("g"), INTEGER("q"), OPTIONAL("j", BS_DER_INTEGER, 0), OPTIONAL("vparams", BS_DER_SEQUENCE, 0) } },
    [BS_SHAPE_PBES1] = { "PBEPARAM", { PRIMITIVE("salt", BS_DER_OCTET_STRING), INTEGER("iter") } },
    [BS_SHAPE_PBES2] = { "PBE2PARAM", { ALGORITHM("keyfunc"), ALGORITHM("encryption") } },
    [BS_SHAPE_PBKDF2] = { "PBKDF2PARAM",
        { PRIMITIVE("salt", ANY), INTEGER("iter"), OPTIONAL("keylength", BS_DER_INTEGER, 0),
          { "prf", 0, true, &algor, 0, false, false } } },
    [BS_SHAPE_SCRYPT] = { "SCRYPT_PARAMS",
        { PRIMITIVE("salt", BS_DER_OCTET_STRING), INTEGER("costParameter"), INTEGER("blockSize"),
          INTEGER("parallelizationParameter"), OPTIONAL("keyLength", BS_DER_INTEGER, 0) } },
};

static int raise(int reason) {
    BS_RAISE(ERR_LIB_ASN1, reason);
    return ERR_R_NESTED_ASN1_ERROR;
}

static int bad_header(int reason) {
    BS_RAISE(ERR_LIB_ASN1, reason);
    return raise(ASN1_R_BAD_OBJECT_HEADER);
}

/* One header; *in moves past the element. */
static int header(bs_reader *in, unsigned tag, bool optional, uint8_t *found, bs_reader *content) {
    bs_reader at = *in;
    uint8_t first, byte;
    if (!bs_r_u8(&at, &first) || !bs_r_u8(&at, &byte)) return bad_header(ASN1_R_HEADER_TOO_LONG);
    uint64_t len = byte;
    if (byte >= 0x80) {
        unsigned n = byte & 0x7F;
        if (n == 0 || n > sizeof len || n > at.len) return bad_header(ASN1_R_HEADER_TOO_LONG);
        for (len = 0; n > 0 && bs_r_u8(&at, &byte); n--) len = len << 8 | byte;
    }
    if (len > INT32_MAX || !bs_r_bytes(&at, (size_t)len, content)) return bad_header(ASN1_R_TOO_LONG);
    if (tag != ANY && (first & ~CONSTRUCTED) != (int)(tag & ~(unsigned)CONSTRUCTED)) {
        return optional ? ABSENT : raise(ASN1_R_WRONG_TAG);
    }
    *found = first;
    *in = at;
    return FINE;
}

static int content_of(uint8_t tag, bs_reader c) {
    switch (tag) {
    case BS_DER_INTEGER:
        if (c.len == 0) return raise(ASN1_R_ILLEGAL_ZERO_CONTENT);
        if (c.len > 1 && ((c.p[0] == 0 && c.p[1] < 0x80) || (c.p[0] == 0xFF && c.p[1] >= 0x80))) {
            return raise(ASN1_R_ILLEGAL_PADDING);
        }
        return FINE;
    case BS_DER_BIT_STRING:
        if (c.len == 0) return raise(ASN1_R_STRING_TOO_SHORT);
        return c.p[0] > 7 ? raise(ASN1_R_INVALID_BIT_STRING_BITS_LEFT) : FINE;
    case BS_DER_OID:
        if (c.len == 0 || c.p[c.len - 1] >= 0x80) return raise(ASN1_R_INVALID_OBJECT_ENCODING);
        return FINE;
    case BS_DER_BOOLEAN: return c.len != 1 ? raise(ASN1_R_BOOLEAN_IS_WRONG_LENGTH) : FINE;
    case BS_DER_NULL: return c.len > 0 ? raise(ASN1_R_NULL_IS_WRONG_LENGTH) : FINE;
    default: return FINE;
    }
}

static int primitive(bs_reader *in, const struct part *p, bool optional) {
    uint8_t tag = 0;
    bs_reader content;
    if (bs_r_done(in)) return raise(ASN1_R_TOO_SMALL);
    int r = header(in, p->tag, optional, &tag, &content);
    if (p->list) return r;
    if (r == FINE && p->small && content.len > 4) return raise(ASN1_R_TOO_LARGE);
    if (r == FINE && p->small && content.len == 0) return FINE;
    if (r == FINE) return content_of(tag, content);
    return r == ABSENT ? r : raise(r);
}

static int shape_of(bs_reader *in, const struct shape *s, bool optional);

static int part_of(bs_reader *in, const struct part *p, bool optional) {
    uint8_t tag;
    bs_reader inner;
    if (p->explicit_tag == 0) return p->shape ? shape_of(in, p->shape, optional) : primitive(in, p, optional);
    int r = header(in, p->explicit_tag, optional, &tag, &inner);
    if (r != FINE) return r;
    if ((tag & CONSTRUCTED) == 0) return ASN1_R_EXPLICIT_TAG_NOT_CONSTRUCTED;
    r = primitive(&inner, p, false);
    if (r != FINE) return raise(r);
    return bs_r_done(&inner) ? FINE : ASN1_R_EXPLICIT_LENGTH_MISMATCH;
}

static int at_type(int reason, const struct shape *s) {
    BS_RAISE_DATA(ERR_LIB_ASN1, reason, "Type=%s", s->name);
    return ERR_R_NESTED_ASN1_ERROR;
}

static int at_field(int reason, const struct part *p, const struct shape *s) {
    BS_RAISE_DATA(ERR_LIB_ASN1, reason, "Field=%s, Type=%s", p->field, s->name);
    return ERR_R_NESTED_ASN1_ERROR;
}

static int shape_of(bs_reader *in, const struct shape *s, bool optional) {
    uint8_t tag;
    bs_reader content;
    int r = header(in, BS_DER_SEQUENCE, optional, &tag, &content);
    if (r == ABSENT) return r;
    if (r != FINE) return at_type(r, s);
    if ((tag & CONSTRUCTED) == 0) return at_type(ASN1_R_SEQUENCE_NOT_CONSTRUCTED, s);
    const struct part *p = s->parts;
    for (; p->field && !bs_r_done(&content); p++) {
        r = part_of(&content, p, p->optional && p[1].field); /* what is there at the end must be the last one */
        if (r > 0) return at_field(r, p, s);
    }
    if (!bs_r_done(&content)) return at_type(ASN1_R_SEQUENCE_LENGTH_MISMATCH, s);
    for (; p->field; p++) {
        if (!p->optional) return at_field(ASN1_R_FIELD_MISSING, p, s);
    }
    return FINE;
}

bool bs_key_explain(bs_reader der, enum bs_key_shape shape) {
    if (der.len > 0) return shape_of(&der, &shapes[shape], false) != FINE;
    BS_RAISE(ERR_LIB_ASN1, ASN1_R_TOO_SMALL);
    return true;
}

/* How many elements a SEQUENCE has: what OpenSSL's older code takes for a key's type. Its errors stay on the queue. */
static int count(bs_reader der) {
    static const struct part any = PRIMITIVE("", ANY);
    uint8_t tag;
    bs_reader seq;
    int n = 0, r = der.len > 0 ? header(&der, BS_DER_SEQUENCE, false, &tag, &seq) : ASN1_R_TOO_SMALL;
    for (; r == FINE && !bs_r_done(&seq); n++) {
        if (primitive(&seq, &any, false) != FINE) r = ERR_R_NESTED_ASN1_ERROR;
    }
    if (r == FINE) return n;
    BS_RAISE(ERR_LIB_ASN1, r);
    return 0;
}

void bs_key_explain_private(bs_reader der, int type) {
    int n = 0;
    ERR_set_mark();
    if (type == 0) {
        n = count(der);
        type = n == 3 ? BS_KEY_TYPE_PKCS8 : n == 4 ? EVP_PKEY_EC : EVP_PKEY_RSA;
    }
    if (type == EVP_PKEY_RSA) (void)bs_key_explain(der, BS_SHAPE_RSA);
    if (type == EVP_PKEY_EC && !bs_key_explain(der, BS_SHAPE_SEC1)) BS_RAISE(ERR_LIB_EC, ERR_R_EC_LIB); /* no curve, say */
    if (!bs_key_explain(der, BS_SHAPE_PKCS8)) {
        ERR_pop_to_mark(); /* it has a form, and all else is forgotten */
        return;
    }
    ERR_clear_last_mark();
    if (n == 3) BS_RAISE(ERR_LIB_ASN1, ASN1_R_UNSUPPORTED_PUBLIC_KEY_TYPE);
}
