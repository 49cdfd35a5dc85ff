/**
 * \file hash.h
 * \brief Hash functions by number, one-shot and as running contexts, and HMAC.       FIPS 180-4; FIPS 202; RFC 2104
 */
#ifndef BS_CRYPTO_HASH_H
#define BS_CRYPTO_HASH_H

#include <bearssl.h>

#include "src/base/reader.h"
#include "src/crypto/blake2.h"
#include "src/crypto/ripemd160.h"
#include "src/crypto/sha3.h"
#include "src/crypto/sm3.h"

#define BS_HASH_MAX 64 /* bytes of the longest digest here */

/** Numbers of hashes: those of TLS 1.2's HashAlgorithm registry (RFC 5246 7.4.1.4.1), which are BearSSL's; then ours. */
enum bs_hash {
    BS_HASH_NONE = 0,
    BS_HASH_MD5 = br_md5_ID,
    BS_HASH_SHA1 = br_sha1_ID,
    BS_HASH_SHA224 = br_sha224_ID,
    BS_HASH_SHA256 = br_sha256_ID,
    BS_HASH_SHA384 = br_sha384_ID,
    BS_HASH_SHA512 = br_sha512_ID,
    BS_HASH_MD5SHA1 = 128, /* both, concatenated: TLS 1.0 and 1.1 signatures (BearSSL's number for it is 0) */
    /* from here on not TLS's: for signatures and digests alone */
    BS_HASH_SHA512_224,
    BS_HASH_SHA512_256,
    BS_HASH_SHA3_224,
    BS_HASH_SHA3_256,
    BS_HASH_SHA3_384,
    BS_HASH_SHA3_512,
    BS_HASH_RIPEMD160
};

/** A running hash of any kind. */
union bs_hash_context {
    const br_hash_class *vtable; /* first member of all */
    br_hash_compat_context plain;
    bs_sha3_context sha3;
    bs_ripemd160_context ripemd160;
    bs_sm3_context sm3;
    bs_blake2b_context blake2b;
    bs_blake2s_context blake2s;
};

/** SHA-512 with another initial value, its output cut: no `state` and `set_state`, and no HMAC of BearSSL's. FIPS 180-4 5.3.6 */
extern const br_hash_class bs_sha512_224_vtable, bs_sha512_256_vtable;

/** The class for a hash; NULL for BS_HASH_NONE or an unknown number. Its context fits into a union bs_hash_context. */
const br_hash_class *bs_hash_class(enum bs_hash h);

/** Digest length in bytes; 0 for an unknown hash. */
size_t bs_hash_len(enum bs_hash h);

/** Bytes of the block that its HMAC works with (RFC 2104 2: "B"); 0 for an unknown hash. */
size_t bs_hash_block_len(enum bs_hash h);

/** The contents of its OBJECT IDENTIFIER; empty for MD5 with SHA-1, which has none.           RFC 8017 B.1; RFC 8702 3 */
bs_reader bs_hash_oid(enum bs_hash h);
/** The reverse; BS_HASH_NONE if it is none of these. */
enum bs_hash bs_hash_by_oid(bs_reader oid);

/** Hash of one message. out: bs_hash_len(h) bytes. Returns the length; 0 for an unknown hash. */
size_t bs_hash_once(enum bs_hash h, bs_reader msg, uint8_t out[BS_HASH_MAX]);

/** HMAC of one message, with one of TLS's hashes. out: bs_hash_len(h) bytes. Returns the length; 0 for another hash. */
size_t bs_hmac_once(enum bs_hash h, bs_reader key, bs_reader msg, uint8_t out[BS_HASH_MAX]);

#endif
