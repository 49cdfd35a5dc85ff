#include "src/x509/path.h"

enum bs_trust bs_path_trust_itself(const struct bs_cert *c, unsigned flags) {
    if ((c->flags & BS_EXFLAG_INVALID) != 0 || (flags & BS_TRUST_NO_SS_COMPAT) != 0) return BS_TRUST_UNTRUSTED;
    return (c->flags & BS_EXFLAG_SS) != 0 ? BS_TRUST_TRUSTED : BS_TRUST_UNTRUSTED;
}
