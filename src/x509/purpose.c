#include "src/x509/purpose.h"

#include "src/x509/cert_ext.h"
#include "src/x509/name.h"
#include "src/x509/sig_alg.h"
#include "src/x509/verify_codes.h"

#define NS_ANY_CA (BS_NS_SSL_CA | BS_NS_SMIME_CA | BS_NS_OBJSIGN_CA)

static bool xku_reject(const struct bs_cert *c, uint32_t usage) {
    return (c->flags & BS_EXFLAG_XKUSAGE) != 0 && (c->ext_key_usage & usage) == 0;
}

static bool ns_reject(const struct bs_cert *c, unsigned type) {
    return (c->flags & BS_EXFLAG_NSCERT) != 0 && (c->ns_cert_type & type) == 0;
}

int bs_cert_check_ca(const struct bs_cert *c) {
    if ((c->flags & BS_EXFLAG_INVALID) != 0 || bs_ku_reject(c, BS_KU_KEY_CERT_SIGN)) return 0;
    if ((c->flags & BS_EXFLAG_BCONS) != 0) return (c->flags & BS_EXFLAG_CA) != 0;
    if ((c->flags & BS_EXFLAG_V1) != 0 && (c->flags & BS_EXFLAG_SS) != 0) return 3;
    if ((c->flags & BS_EXFLAG_KUSAGE) != 0) return 4;
    if ((c->flags & BS_EXFLAG_NSCERT) != 0 && (c->ns_cert_type & NS_ANY_CA) != 0) return 5;
    return 0;
}

/* A CA known by Netscape's type alone must have the type for the use. */
static int check_ns_ca(const struct bs_cert *c, unsigned type) {
    int ca = bs_cert_check_ca(c);
    return ca == 5 && (c->ns_cert_type & type) == 0 ? 0 : ca;
}

static int ssl_client(const struct bs_cert *c, bool as_ca) {
    if (xku_reject(c, BS_XKU_SSL_CLIENT)) return 0;
    if (as_ca) return check_ns_ca(c, BS_NS_SSL_CA) != 0; /* how it is known to be a CA is not told here */
    return !bs_ku_reject(c, BS_KU_DIGITAL_SIGNATURE | BS_KU_KEY_AGREEMENT) && !ns_reject(c, BS_NS_SSL_CLIENT);
}

static int ssl_server(const struct bs_cert *c, bool as_ca) {
    if (xku_reject(c, BS_XKU_SSL_SERVER | BS_XKU_SGC)) return 0;
    if (as_ca) return check_ns_ca(c, BS_NS_SSL_CA) != 0; /* how it is known to be a CA is not told here */
    return !ns_reject(c, BS_NS_SSL_SERVER) &&
           !bs_ku_reject(c, BS_KU_DIGITAL_SIGNATURE | BS_KU_KEY_ENCIPHERMENT | BS_KU_KEY_AGREEMENT);
}

static int ns_ssl_server(const struct bs_cert *c, bool as_ca) {
    int ok = ssl_server(c, as_ca);
    return ok != 0 && !as_ca && bs_ku_reject(c, BS_KU_KEY_ENCIPHERMENT) ? 0 : ok;
}

static int smime(const struct bs_cert *c, bool as_ca) {
    if (xku_reject(c, BS_XKU_SMIME)) return 0;
    if (as_ca) return check_ns_ca(c, BS_NS_SMIME_CA);
    if ((c->flags & BS_EXFLAG_NSCERT) == 0 || (c->ns_cert_type & BS_NS_SMIME) != 0) return 1;
    return (c->ns_cert_type & BS_NS_SSL_CLIENT) != 0 ? 2 : 0; /* some tools set the wrong bit */
}

static int smime_sign(const struct bs_cert *c, bool as_ca) {
    int ok = smime(c, as_ca);
    return ok != 0 && !as_ca && bs_ku_reject(c, BS_KU_DIGITAL_SIGNATURE | BS_KU_NON_REPUDIATION) ? 0 : ok;
}

static int smime_encrypt(const struct bs_cert *c, bool as_ca) {
    int ok = smime(c, as_ca);
    return ok != 0 && !as_ca && bs_ku_reject(c, BS_KU_KEY_ENCIPHERMENT) ? 0 : ok;
}

static int crl_sign(const struct bs_cert *c, bool as_ca) {
    return as_ca ? bs_cert_check_ca(c) : !bs_ku_reject(c, BS_KU_CRL_SIGN);
}

static int any(const struct bs_cert *c, bool as_ca) {
    (void)c;
    (void)as_ca;
    return 1;
}

static int ocsp_helper(const struct bs_cert *c, bool as_ca) { return as_ca ? bs_cert_check_ca(c) : 1; }

/* RFC 3161 2.3: signing alone, and exactly one extended usage, critical. */
static int timestamp_sign(const struct bs_cert *c, bool as_ca) {
    const uint32_t signing = BS_KU_DIGITAL_SIGNATURE | BS_KU_NON_REPUDIATION;
    if (as_ca) return bs_cert_check_ca(c);
    if ((c->flags & BS_EXFLAG_KUSAGE) != 0 && ((c->key_usage & ~signing) != 0 || (c->key_usage & signing) == 0)) return 0;
    return (c->flags & BS_EXFLAG_XKUSAGE) != 0 && c->ext_key_usage == BS_XKU_TIMESTAMP && c->ext_key_usage_critical;
}

int bs_cert_check_purpose(const struct bs_cert *c, int purpose, bool as_ca) {
    static int (*const checks[])(const struct bs_cert *c, bool as_ca) = {
        NULL, ssl_client, ssl_server, ns_ssl_server, smime_sign, smime_encrypt, crl_sign, any, ocsp_helper, timestamp_sign,
    };
    if ((c->flags & BS_EXFLAG_INVALID) != 0 || purpose < BS_PURPOSE_SSL_CLIENT || purpose > BS_PURPOSE_LAST) return -1;
    return checks[purpose](c, as_ca);
}

int bs_cert_likely_issued(const struct bs_cert *issuer, const struct bs_cert *subject) {
    if (!bs_name_equal(issuer->subject, subject->issuer)) return BS_V_ERR_SUBJECT_ISSUER_MISMATCH;
    if (((issuer->flags | subject->flags) & BS_EXFLAG_INVALID) != 0) return BS_V_ERR_UNSPECIFIED;
    switch (bs_cert_akid_matches(issuer, subject)) {
    case BS_AKID_SKID_MISMATCH: return BS_V_ERR_AKID_SKID_MISMATCH;
    case BS_AKID_ISSUER_SERIAL_MISMATCH: return BS_V_ERR_AKID_ISSUER_SERIAL_MISMATCH;
    case BS_AKID_MATCH: break;
    }
    if (issuer->key.type == BS_KEY_NONE) return BS_V_ERR_NO_ISSUER_PUBLIC_KEY;
    if (!bs_sig_alg_known(subject->tbs_sig_alg)) return BS_V_ERR_UNSUPPORTED_SIGNATURE_ALGORITHM;
    return bs_sig_alg_fits_key(subject->tbs_sig_alg, &issuer->key) ? BS_V_OK : BS_V_ERR_SIGNATURE_ALGORITHM_MISMATCH;
}

int bs_cert_signing_allowed(const struct bs_cert *issuer, const struct bs_cert *subject) {
    if ((subject->flags & BS_EXFLAG_PROXY) != 0) {
        return bs_ku_reject(issuer, BS_KU_DIGITAL_SIGNATURE) ? BS_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE : BS_V_OK;
    }
    return bs_ku_reject(issuer, BS_KU_KEY_CERT_SIGN) ? BS_V_ERR_KEYUSAGE_NO_CERTSIGN : BS_V_OK;
}
