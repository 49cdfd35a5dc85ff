/* Extensions of certificates that the twin programs make for themselves, in the words of a configuration. */
#ifndef TWIN_EXTEND_H
#define TWIN_EXTEND_H

#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

/* value NULL: no extension. */
static inline void add_ext(X509 *x, X509 *issuer, int nid, const char *value) {
    X509V3_CTX ctx;
    if (!value) return;
    X509V3_set_ctx_nodb(&ctx);
    X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    if (!e || X509_add_ext(x, e, -1) != 1) {
        fprintf(stderr, "cannot make %s\n", value);
        exit(2);
    }
    X509_EXTENSION_free(e);
}

#endif
