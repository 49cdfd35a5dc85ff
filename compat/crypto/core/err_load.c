/* The ERR_load_*_strings() of old. All texts are constant tables, so there is nothing left to load. */
#include <openssl/asn1err.h>
#include <openssl/asyncerr.h>
#include <openssl/bioerr.h>
#include <openssl/bnerr.h>
#include <openssl/buffererr.h>
#include <openssl/conferr.h>
#include <openssl/cryptoerr.h>
#include <openssl/dherr.h>
#include <openssl/dsaerr.h>
#include <openssl/ecerr.h>
#include <openssl/engineerr.h>
#include <openssl/evperr.h>
#include <openssl/kdferr.h>
#include <openssl/objectserr.h>
#include <openssl/ocsperr.h>
#include <openssl/pemerr.h>
#include <openssl/pkcs12err.h>
#include <openssl/pkcs7err.h>
#include <openssl/randerr.h>
#include <openssl/rsaerr.h>
#include <openssl/uierr.h>
#include <openssl/x509err.h>
#include <openssl/x509v3err.h>

#include <openssl/cryptoerr_legacy.h>

#define LOAD(library) \
    int ERR_load_##library##_strings(void) { return 1; }

LOAD(ASN1)
LOAD(ASYNC)
LOAD(BIO)
LOAD(BN)
LOAD(BUF)
LOAD(COMP)
LOAD(CONF)
LOAD(CRYPTO)
LOAD(DH)
LOAD(DSA)
LOAD(EC)
LOAD(ENGINE)
LOAD(EVP)
LOAD(KDF)
LOAD(OBJ)
LOAD(OCSP)
LOAD(PEM)
LOAD(PKCS12)
LOAD(PKCS7)
LOAD(RAND)
LOAD(RSA)
LOAD(UI)
LOAD(X509)
LOAD(X509V3)
