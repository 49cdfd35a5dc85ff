/* Trust: self-signed certificates of the store, unless settings beside them say otherwise. */
#include "src/x509/path.h"
#include "src/x509/purpose.h"

static const uint8_t any_use[] = { 0x55, 0x1D, 0x25, 0x00 };

/* The use a trust id stands for; strict: neither "any" nor self-signature will do. */
static const struct {
    uint8_t oid[8];
    bool strict;
} uses[BS_TRUST_ID_LAST + 1] = {
    [BS_TRUST_ID_SSL_CLIENT] = { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02 }, false },
    [BS_TRUST_ID_SSL_SERVER] = { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01 }, false },
    [BS_TRUST_ID_EMAIL] = { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x04 }, false },
    [BS_TRUST_ID_OBJECT_SIGN] = { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x03 }, false },
    [BS_TRUST_ID_OCSP_SIGN] = { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x09 }, true },
    [BS_TRUST_ID_OCSP_REQUEST] = { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01 }, true },
    [BS_TRUST_ID_TSA] = { { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08 }, false },
};

static enum bs_trust compat(const struct bs_cert *c, unsigned flags) {
    if ((c->flags & BS_EXFLAG_INVALID) != 0 || (flags & BS_TRUST_NO_SS_COMPAT) != 0) return BS_TRUST_UNTRUSTED;
    return (c->flags & BS_EXFLAG_SS) != 0 ? BS_TRUST_TRUSTED : BS_TRUST_UNTRUSTED;
}

enum bs_trust bs_path_trust_for(const struct bs_path_ops *ops, void *arg, const struct bs_path_cert *c, bs_reader use,
                                unsigned flags) {
    switch (ops->aux_trust(arg, c, use, (flags & BS_TRUST_OK_ANY_EKU) != 0)) {
    case BS_AUX_TRUSTED: return BS_TRUST_TRUSTED;
    case BS_AUX_REJECTED: return BS_TRUST_REJECTED;
    case BS_AUX_NONE: break;
    }
    return (flags & BS_TRUST_DO_SS_COMPAT) != 0 ? compat(c->cert, flags) : BS_TRUST_UNTRUSTED;
}

enum bs_trust bs_path_trust_of(const struct bs_path_ops *ops, void *arg, const struct bs_path_cert *c, int trust_id,
                               unsigned flags) {
    if (trust_id == BS_TRUST_ID_COMPAT) return compat(c->cert, flags);
    if (trust_id < 0 || trust_id > BS_TRUST_ID_LAST) return BS_TRUST_UNTRUSTED;
    bool by_default = trust_id == BS_TRUST_ID_DEFAULT, strict = uses[trust_id].strict;
    bs_reader use = by_default ? bs_r_from(any_use, sizeof any_use) : bs_r_from(uses[trust_id].oid, 8);
    flags &= ~(BS_TRUST_DO_SS_COMPAT | BS_TRUST_OK_ANY_EKU);
    if (!strict) flags |= BS_TRUST_DO_SS_COMPAT;
    if (!strict && !by_default) flags |= BS_TRUST_OK_ANY_EKU;
    return bs_path_trust_for(ops, arg, c, use, flags);
}
