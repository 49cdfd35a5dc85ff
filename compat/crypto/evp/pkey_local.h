/**
 * \file pkey_local.h
 * \brief EVP_PKEY and the key material behind it, EC_KEY and RSA.                        man 3 EVP_PKEY_new
 *
 * Key numbers live in a bs_keymat: immutable once made, counted, shared by whoever needs them. An EVP_PKEY that was
 * decoded or generated owns one; an EVP_PKEY that was given an RSA, EC_KEY or DH asks that object for its own.
 */
#ifndef BS_COMPAT_EVP_PKEY_LOCAL_H
#define BS_COMPAT_EVP_PKEY_LOCAL_H

#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <pthread.h>

#include "compat/crypto/core/refcount.h"
#include "src/crypto/impl.h"
#include "src/crypto/key.h"
#include "src/crypto/sigscheme.h"

/** How an EC key is written, as EC_KEY_set_conv_form() and its like say; what was read is written as it was. */
struct bs_ec_written {
    enum bs_point_form form;
    bool no_params, no_public; /* left out of an ECPrivateKey */
};

/** Immutable key numbers, counted. */
struct bs_keymat {
    bs_refcount refs;
    struct bs_keymat *numbers; /* who owns them, if it is another one that is written in another way */
    struct bs_ec_written ec;
    struct bs_pubkey pub;    /* views into priv->mem or pub_mem */
    struct bs_privkey *priv; /* NULL for a public key */
    uint8_t *pub_mem;        /* a public key's numbers */
};

struct evp_pkey_st {
    bs_refcount refs;
    pthread_mutex_t lock;  /* guards the making of the legacy objects below */
    int type;              /* NID of the key's algorithm; EVP_PKEY_NONE when empty */
    struct bs_keymat *mat; /* NULL when a legacy object is the origin, or nothing is known */
    RSA *rsa;              /* the origin, or a copy made for EVP_PKEY_get0_RSA() */
    EC_KEY *ec;
    DH *dh;                /* DH keys are always held so */
    uint8_t *mac_key;      /* EVP_PKEY_HMAC: the key, which has no public part */
    size_t mac_key_len;
    bool assigned;         /* the program gave the object: OpenSSL prints such keys in other words */
    int params_curve;      /* an EC_KEY without a key, or parameters alone: NID of the curve; 0 if none */
    STACK_OF(X509_ATTRIBUTE) *attributes; /* what a program said of it; NULL: nothing */
    CRYPTO_EX_DATA ex_data;
};

/** \name What libssl and the X.509 code take from a key. The views last as long as the key and must not be freed.
 * @{ */
/** The public key; NULL if there is none, or it is a DH key. */
const struct bs_pubkey *bs_evp_pkey_public(const EVP_PKEY *pkey);
/** The private key; NULL if there is none, or it is a DH key. */
const struct bs_privkey *bs_evp_pkey_private(const EVP_PKEY *pkey);
/** True if the key is an RSA or EC_KEY with operations of the program's own. */
bool bs_pkey_is_foreign(const EVP_PKEY *pkey);
/**
 * \brief Such a key signs a digest. \param mgf1, salt   PSS. \param sig   EVP_PKEY_get_size() bytes.
 * \return 1, or 0 with what the program's method queued.
 */
int bs_pkey_foreign_sign(EVP_PKEY *pkey, enum bs_sig_kind kind, enum bs_hash hash, enum bs_hash mgf1, size_t salt,
                         bs_reader digest, uint8_t *sig, size_t *len);
/** A new EVP_PKEY with a copy of a SubjectPublicKeyInfo; NULL, with an error queued, if it cannot be used. */
EVP_PKEY *bs_evp_pkey_from_spki(bs_reader spki);
/** A new EVP_PKEY that owns priv; on failure NULL, and priv is still the caller's. */
EVP_PKEY *bs_evp_pkey_from_private(struct bs_privkey *priv);
/** A new EVP_PKEY with a copy of pub; NULL with an error queued. */
EVP_PKEY *bs_evp_pkey_from_public(const struct bs_pubkey *pub);
/** The implementations for this CPU, chosen once in the process. Never NULL. */
const struct bs_impl *bs_crypto_impl(void);
/** Entropy for bs_sign(), bs_kex_init() and the like; arg is not used. Takes from RAND_priv_bytes(). */
bool bs_evp_random(void *arg, uint8_t *out, size_t n);
/** @} */

/** Takes priv on success; NULL when memory is out. */
struct bs_keymat *bs_keymat_from_private(struct bs_privkey *priv);
/** Copies pub. */
struct bs_keymat *bs_keymat_from_public(const struct bs_pubkey *pub);
/** The private numbers of mat, and another's public key (copied); NULL when memory is out. */
struct bs_keymat *bs_keymat_with_public(struct bs_keymat *mat, const struct bs_pubkey *pub);
/** The same numbers, written in another way; NULL when memory is out. */
struct bs_keymat *bs_keymat_written(struct bs_keymat *mat, struct bs_ec_written ec);
struct bs_keymat *bs_keymat_up_ref(struct bs_keymat *mat);
/** Gives one reference back; NULL is fine. */
void bs_keymat_free(struct bs_keymat *mat);

/** The key material of an EVP_PKEY, wherever it is; NULL if it has none. */
struct bs_keymat *bs_pkey_mat(const EVP_PKEY *pkey);
/** Gives an empty EVP_PKEY its content (takes the reference) and its type. */
void bs_pkey_set_mat(EVP_PKEY *pkey, struct bs_keymat *mat);
/** Empties an EVP_PKEY. */
void bs_pkey_clear(EVP_PKEY *pkey);
/** EVP_PKEY_assign() of an object of our own making, which the program did not give. */
int bs_pkey_own(EVP_PKEY *pkey, int type, void *key);

/** Material from the legacy objects, made when first asked for; NULL, with an error queued if `raise`. */
struct bs_keymat *bs_rsa_mat(const RSA *rsa);
struct bs_keymat *bs_ec_key_mat(const EC_KEY *key);
/** Legacy objects from material; NULL when memory is out or the type is another. */
RSA *bs_rsa_from_mat(struct bs_keymat *mat);
EC_KEY *bs_ec_key_from_mat(struct bs_keymat *mat);

/** The NID of a key type (EVP_PKEY_RSA, ...), and of a curve by BearSSL's number and back; 0 if unknown. */
int bs_key_type_nid(enum bs_key_type type);
int bs_curve_nid(int curve);
int bs_curve_by_nid(int nid);
/** NID of the curve that an EVP_PKEY has, with a key or without; 0 if none. */
int bs_pkey_curve(const EVP_PKEY *pkey);

/** mac_pkey.c: a new EVP_PKEY_HMAC with a copy of a key; NULL with an error queued. */
EVP_PKEY *bs_mac_pkey_new(const uint8_t *key, size_t len);
/** mac_pkey.c: another key in the place of an EVP_PKEY_HMAC's; false with an error queued. */
BS_CHECKED bool bs_mac_pkey_set(EVP_PKEY *pkey, const OSSL_PARAM *p);
/** mac_pkey.c: makes an EVP_PKEY one, whatever it was; false with an error queued. */
BS_CHECKED bool bs_mac_pkey_become(EVP_PKEY *pkey, const uint8_t *key, size_t len);
/** The type by any name that OpenSSL's providers give it, ASCII case ignored; 0 if unknown. */
int bs_pkey_type_by_name(const char *name);

/** \name raw_key.c: X25519, X448, Ed25519 and Ed448, by their NIDs
 * @{ */
bool bs_pkey_is_raw(int nid);
/** True for the two that sign. */
bool bs_pkey_is_eddsa(int nid);
/** A new random key; NULL with an error queued. */
struct bs_keymat *bs_raw_generate(int nid);
/** From OSSL_PKEY_PARAM_PRIV_KEY, if it may be taken, or _PUB_KEY; NULL with an error queued. */
struct bs_keymat *bs_raw_from_params(int nid, const OSSL_PARAM *params, bool private);
/** @} */

/** Queues the error that stands for an engine status in library lib (ERR_LIB_EVP, ...). */
void bs_evp_raise_status(int lib, bs_status s);

#endif
