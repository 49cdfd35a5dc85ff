/* Adding to lists of certificates.                                                              man 3 X509_add_cert */
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "compat/crypto/core/raise.h"

static bool contains(const STACK_OF(X509) *sk, const X509 *cert) {
    for (int i = 0; i < sk_X509_num(sk); i++) {
        if (X509_cmp(sk_X509_value(sk, i), cert) == 0) return true;
    }
    return false;
}

/* 1 added, 2 passed over as the flags say, 0 failed */
static int add(STACK_OF(X509) *sk, X509 *cert, int at, int flags) {
    if (!sk || !cert) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return 0;
    }
    if ((flags & X509_ADD_FLAG_NO_DUP) != 0 && contains(sk, cert)) return 2;
    if ((flags & X509_ADD_FLAG_NO_SS) != 0) {
        int self = X509_self_signed(cert, 0);
        if (self != 0) return self > 0 ? 2 : 0;
    }
    if (!sk_X509_insert(sk, cert, at)) {
        BS_RAISE(ERR_LIB_X509, ERR_R_MALLOC_FAILURE);
        return 0;
    }
    if ((flags & X509_ADD_FLAG_UP_REF) != 0) X509_up_ref(cert);
    return 1;
}

int X509_add_cert(STACK_OF(X509) *sk, X509 *cert, int flags) {
    return add(sk, cert, (flags & X509_ADD_FLAG_PREPEND) != 0 ? 0 : -1, flags) > 0;
}

int X509_add_certs(STACK_OF(X509) *sk, STACK_OF(X509) *certs, int flags) {
    int n = sk_X509_num(certs), at = (flags & X509_ADD_FLAG_PREPEND) != 0 ? 0 : -1; /* n once: it may be sk itself */
    for (int i = 0; i < n; i++) {
        int added = add(sk, sk_X509_value(certs, i), at, flags);
        if (added == 0) return 0;
        if (added == 1 && at >= 0) at++; /* their order stays */
    }
    return 1;
}
