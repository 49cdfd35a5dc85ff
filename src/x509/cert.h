/**
 * \file cert.h
 * \brief A decoded certificate: views over its DER, no allocation.                                    RFC 5280 4
 *
 * bs_cert_decode() walks the certificate once and keeps a view of each field, and the values of the extensions that
 * path validation asks for. Two kinds of fault are told apart, as OpenSSL does: what breaks the frame (the outer
 * SEQUENCEs, names, validity, key) fails the decoding; what breaks the inside of an extension, a time or a key only
 * sets a flag, and the certificate can still be listed and printed but will not pass validation.
 */
#ifndef BS_X509_CERT_H
#define BS_X509_CERT_H

#include "src/crypto/key.h"
#include "src/x509/der.h"

/** bs_cert.flags. The values are those that X509_get_extension_flags() shows to programs. */
enum bs_cert_flag {
    BS_EXFLAG_BCONS = 0x1,           /* basicConstraints is there */
    BS_EXFLAG_KUSAGE = 0x2,          /* keyUsage is there */
    BS_EXFLAG_XKUSAGE = 0x4,         /* extKeyUsage is there */
    BS_EXFLAG_NSCERT = 0x8,          /* Netscape certificate type is there */
    BS_EXFLAG_CA = 0x10,             /* basicConstraints says CA */
    BS_EXFLAG_SI = 0x20,             /* self-issued: subject equals issuer */
    BS_EXFLAG_V1 = 0x40,             /* version 1 */
    BS_EXFLAG_INVALID = 0x80,        /* an extension we use is malformed or repeated */
    BS_EXFLAG_SET = 0x100,           /* always set by the decoder */
    BS_EXFLAG_CRITICAL = 0x200,      /* a critical extension that nobody handles */
    BS_EXFLAG_PROXY = 0x400,         /* RFC 3820 proxy certificate */
    BS_EXFLAG_INVALID_POLICY = 0x800,
    BS_EXFLAG_FRESHEST = 0x1000,     /* freshestCRL is there */
    BS_EXFLAG_SS = 0x2000,           /* self-signed by its names, key identifiers and algorithms; not by its signature */
    BS_EXFLAG_BCONS_CRITICAL = 0x10000,
    BS_EXFLAG_AKID_CRITICAL = 0x20000,
    BS_EXFLAG_SKID_CRITICAL = 0x40000,
    BS_EXFLAG_SAN_CRITICAL = 0x80000
};

/** bs_cert.key_usage: first octet of the BIT STRING low, second high, as OpenSSL's KU_*. */
enum bs_key_usage {
    BS_KU_DIGITAL_SIGNATURE = 0x80,
    BS_KU_NON_REPUDIATION = 0x40,
    BS_KU_KEY_ENCIPHERMENT = 0x20,
    BS_KU_DATA_ENCIPHERMENT = 0x10,
    BS_KU_KEY_AGREEMENT = 0x08,
    BS_KU_KEY_CERT_SIGN = 0x04,
    BS_KU_CRL_SIGN = 0x02,
    BS_KU_ENCIPHER_ONLY = 0x01,
    BS_KU_DECIPHER_ONLY = 0x8000
};

/** bs_cert.ext_key_usage: the purposes we know, as OpenSSL's XKU_*. */
enum bs_ext_key_usage {
    BS_XKU_SSL_SERVER = 0x1,
    BS_XKU_SSL_CLIENT = 0x2,
    BS_XKU_SMIME = 0x4,
    BS_XKU_CODE_SIGN = 0x8,
    BS_XKU_SGC = 0x10,
    BS_XKU_OCSP_SIGN = 0x20,
    BS_XKU_TIMESTAMP = 0x40,
    BS_XKU_DVCS = 0x80,
    BS_XKU_ANYEKU = 0x100
};

/** bs_cert.ns_cert_type, as OpenSSL's NS_*. */
enum bs_ns_cert_type {
    BS_NS_SSL_CLIENT = 0x80,
    BS_NS_SSL_SERVER = 0x40,
    BS_NS_SMIME = 0x20,
    BS_NS_OBJSIGN = 0x10,
    BS_NS_SSL_CA = 0x04,
    BS_NS_SMIME_CA = 0x02,
    BS_NS_OBJSIGN_CA = 0x01
};

/** An AuthorityKeyIdentifier, RFC 5280 4.2.1.1. */
struct bs_akid {
    bs_reader key_id; /* content of [0]; p is NULL if absent */
    bs_reader issuer; /* content of [1], GeneralNames; p is NULL if absent */
    bs_reader serial; /* content of [2], INTEGER; p is NULL if absent */
};

/** One certificate. Every view lies in `der`; a view whose p is NULL means the field is absent. */
struct bs_cert {
    bs_reader der;             /* the whole certificate, nothing after it */
    bs_reader tbs;             /* TBSCertificate with its header: the signed bytes */
    bs_reader sig_alg;         /* the outer AlgorithmIdentifier, with header */
    bs_reader tbs_sig_alg;     /* the one inside the signed part, with header */
    bs_reader signature;       /* bytes of the BIT STRING */
    uint8_t signature_unused;  /* its unused bits */
    uint32_t version;          /* as encoded: 0 is v1, 2 is v3 */
    bs_reader serial;          /* content of the INTEGER: two's complement */
    bs_reader issuer, subject; /* whole Names, with header */
    uint8_t not_before_tag, not_after_tag; /* BS_DER_UTC_TIME or BS_DER_GENERALIZED_TIME */
    bs_reader not_before_raw, not_after_raw; /* content of the times */
    int64_t not_before, not_after;           /* seconds since 1970, UTC; meaningful if the next two are set */
    bool not_before_ok, not_after_ok;        /* the text is a time in RFC 5280's form */
    bs_reader spki;            /* SubjectPublicKeyInfo, with header */
    struct bs_pubkey key;      /* decoded from it; type BS_KEY_NONE if key_status is not BS_OK */
    bs_status key_status;      /* BS_OK, BS_E_CERT_DECODE (malformed) or BS_E_CERT_KEY (an algorithm we do not have) */
    bs_reader issuer_uid, subject_uid; /* content of [1] and [2] (BIT STRINGs), or absent */
    bs_reader extensions;      /* content of the SEQUENCE OF Extension, or absent; see bs_cert_ext_next() */
    uint32_t flags;            /* enum bs_cert_flag */
    uint32_t key_usage;        /* enum bs_key_usage; UINT32_MAX if the extension is absent */
    uint32_t ext_key_usage;    /* enum bs_ext_key_usage; UINT32_MAX if the extension is absent */
    uint8_t ns_cert_type;      /* enum bs_ns_cert_type */
    long path_len;             /* pathLenConstraint, or -1 */
    long proxy_path_len;       /* pCPathLenConstraint of a proxy certificate, or -1 */
    bool ext_key_usage_critical;
    bool has_akid;
    struct bs_akid akid;
    bs_reader skid;            /* content of the OCTET STRING, or absent */
    bs_reader eku;             /* content of extKeyUsage's SEQUENCE OF OID, or absent */
    bs_reader san;             /* content of GeneralNames, or absent */
    bs_reader name_constraints; /* content of the NameConstraints SEQUENCE, or absent */
    bs_reader crl_points;      /* content of CRLDistributionPoints' SEQUENCE, or absent */
    bool has_resources;        /* RFC 3779 address or AS blocks are there */
};

/** One Extension, RFC 5280 4.1. */
struct bs_cert_ext {
    bs_reader whole; /* with header */
    bs_reader oid;   /* content of the OID */
    bool critical;
    bs_reader value; /* content of the OCTET STRING */
};

/**
 * \brief Decode one certificate.                                                            RFC 5280 4.1
 * Pure: no allocation.
 * \param out   views into `der`, valid as long as its bytes are; unspecified on failure.
 * \param der   exactly one certificate.
 * \return BS_OK; BS_E_CERT_DECODE if the frame is malformed, truncated or trailed.
 */
BS_CHECKED bs_status bs_cert_decode(struct bs_cert *out, bs_reader der);

/** The next Extension of `at` (a copy of bs_cert.extensions); false at the end or at a malformed one (at->len tells). */
BS_CHECKED bool bs_cert_ext_next(bs_reader *at, struct bs_cert_ext *out);

/** Finds the first extension with this OID content; *num_out (may be NULL) counts all. False if there is none. */
BS_CHECKED bool bs_cert_ext_find(const struct bs_cert *c, bs_reader oid, struct bs_cert_ext *out, size_t *num_out);

/** True if path validation handles this extension, so that it may be critical (X509_supported_extension). */
bool bs_cert_ext_supported(bs_reader oid);

/** True if the element is an AlgorithmIdentifier by its shape: an OID, and at most one element of parameters. */
BS_CHECKED bool bs_algorithm_shaped(bs_reader whole);

/** Decodes the content of an AuthorityKeyIdentifier extension's value. */
BS_CHECKED bool bs_akid_decode(struct bs_akid *out, bs_reader value);

/**
 * \brief UTCTime or GeneralizedTime in RFC 5280's form (seconds present, Z, no fraction).      RFC 5280 4.1.2.5
 * \param out   seconds since 1970-01-01 00:00:00 UTC.
 */
BS_CHECKED bool bs_x509_time(uint8_t tag, bs_reader text, int64_t *out);

/** True if both are the same certificate, byte for byte. */
static inline bool bs_cert_same(const struct bs_cert *a, const struct bs_cert *b) {
    return a == b || bs_r_same(a->der, b->der);
}

#endif
