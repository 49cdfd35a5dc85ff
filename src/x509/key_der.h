/**
 * \file key_der.h
 * \brief Keys in DER: SubjectPublicKeyInfo, PKCS#1, SEC1 and PKCS#8, read and written.
 *                                                   RFC 5280 4.1; RFC 8017 A.1; RFC 5915 3; RFC 5958 2; RFC 8410
 */
#ifndef BS_X509_KEY_DER_H
#define BS_X509_KEY_DER_H

#include "src/base/reader.h"
#include "src/base/writer.h"
#include "src/crypto/key.h"

/** Which outer structure holds a private key. */
enum bs_key_format {
    BS_KEY_FORMAT_ANY = 0, /* told apart by what follows the version */
    BS_KEY_FORMAT_PKCS1,   /* RSAPrivateKey */
    BS_KEY_FORMAT_SEC1,    /* ECPrivateKey */
    BS_KEY_FORMAT_PKCS8    /* PrivateKeyInfo, OneAsymmetricKey */
};

/**
 * \brief Decode a SubjectPublicKeyInfo.                                RFC 5280 4.1; RFC 3279 2.3; RFC 5480; RFC 8410
 * Pure: no allocation. Accepts rsaEncryption, id-RSASSA-PSS, id-ecPublicKey on P-256, P-384 and P-521 (by name, or by
 * the numbers of these) with an uncompressed point, and the types of src/crypto/raw_key.h. The point is not checked:
 * see bs_pubkey_check().
 * \param out    views into `spki`, valid as long as its bytes are; unspecified on failure.
 * \param spki   the whole element, header included, nothing after it.
 * \return BS_OK, BS_E_DECODE (malformed), BS_E_UNSUPPORTED (another algorithm, curve or point form; out->point is then
 *         empty, but for another form of a point on out->curve, where it has that).
 */
bs_status bs_spki_decode(struct bs_pubkey *out, bs_reader spki);

/** True if it is an EC key whose curve is given by numbers, which chains may not have. */
bool bs_spki_curve_by_numbers(bs_reader spki);

/**
 * \brief Decode a PKCS#1 RSAPublicKey.                                                        RFC 8017 A.1.1
 * \return BS_OK or BS_E_DECODE; out as for bs_spki_decode().
 */
bs_status bs_rsa_public_decode(struct bs_pubkey *out, bs_reader der);

/**
 * \brief Decode an unencrypted private key.                                RFC 8017 A.1.2; RFC 5915 3; RFC 5958 2
 * \param out      new key on success, for bs_privkey_free(); untouched on failure.
 * \param format   the structure that must be there, or BS_KEY_FORMAT_ANY.
 * \param curve    BearSSL's number of the curve for a SEC1 key that does not name its own; 0 if unknown.
 * \param der      the whole element, nothing after it.
 * \return BS_OK, BS_E_DECODE (malformed), BS_E_UNSUPPORTED (algorithm, curve, multi-prime RSA), BS_E_ARGUMENT (numbers
 *         that are no key, a public point off the curve), BS_E_MEMORY.
 */
bs_status bs_privkey_decode(struct bs_privkey **out, enum bs_key_format format, int curve, bs_reader der);

/**
 * \brief Decode RSASSA-PSS-params.                                                            RFC 8017 A.2.3
 * Absent fields have their defaults (SHA-1, MGF1 with SHA-1, 20 bytes); trailerField must be 1.
 * \param params   the whole element (a SEQUENCE).
 * \return BS_OK, BS_E_DECODE, BS_E_UNSUPPORTED (a hash or mask function that is not ours).
 */
bs_status bs_pss_params_decode(bs_reader params, enum bs_hash *out_hash, enum bs_hash *out_mgf_hash,
                               unsigned *out_salt_len);

/** BearSSL's number of the curve with this OID (content bytes); 0 if it is none of ours. */
int bs_curve_by_oid(bs_reader oid);

/** The OID's content bytes of a curve by BearSSL's number; empty if unknown. */
bs_reader bs_curve_oid(int curve);

/** How an EC key is written. All zero is what everybody reads: an uncompressed point, the curve's name, nothing left out. */
struct bs_ec_style {
    enum bs_point_form form; /* 0: uncompressed. RFC 5480 2.2 */
    bs_reader params;        /* an ECParameters in place of the curve's name; empty for the name. SEC 1 C.2 */
    bool no_params, no_public; /* what an ECPrivateKey has as OPTIONAL is left out. RFC 5915 3 */
};

/**
 * \name Encoders. The writer's sticky error tells of a lack of room; bs_key_der_room() bytes always suffice, and
 * as many as style's parameters have. A style is for EC keys; NULL stands for one that is all zero.
 * A key of the wrong type, or an RSA key without its private exponent where one is needed, sets w->bad.
 * @{
 */
/** SubjectPublicKeyInfo of any key type. */
void bs_spki_encode(bs_writer *w, const struct bs_pubkey *k, const struct bs_ec_style *style);
/** The content of SubjectPublicKeyInfo's BIT STRING: RSAPublicKey, an EC point, or raw bytes. */
void bs_pubkey_bits_encode(bs_writer *w, const struct bs_pubkey *k, const struct bs_ec_style *style);
/** RSAPublicKey. */
void bs_rsa_public_encode(bs_writer *w, const struct bs_pubkey *k);
/** RSAPrivateKey. */
void bs_rsa_private_encode(bs_writer *w, const struct bs_privkey *k);
/** ECPrivateKey with the curve and the public key, unless the style leaves them out. */
void bs_sec1_encode(bs_writer *w, const struct bs_privkey *k, const struct bs_ec_style *style);
/** PrivateKeyInfo, version 0; the ECPrivateKey inside does not name the curve once more. */
void bs_pkcs8_encode(bs_writer *w, const struct bs_privkey *k, const struct bs_ec_style *style);
/** Bytes that hold any encoding of this key. */
size_t bs_key_der_room(const struct bs_pubkey *k);
/** @} */

#endif
