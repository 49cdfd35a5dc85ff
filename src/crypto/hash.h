/**
 * \file hash.h
 * \brief Hash functions by number, one-shot and as running contexts, and HMAC.       FIPS 180-4; RFC 2104
 */
#ifndef BS_CRYPTO_HASH_H
#define BS_CRYPTO_HASH_H

#include <bearssl.h>

#include "src/base/reader.h"

#define BS_HASH_MAX 64 /* bytes of the longest digest here */

/** Numbers of hashes: those of TLS 1.2's HashAlgorithm registry (RFC 5246 7.4.1.4.1), and BearSSL's. */
enum bs_hash {
    BS_HASH_NONE = 0,
    BS_HASH_MD5 = br_md5_ID,
    BS_HASH_SHA1 = br_sha1_ID,
    BS_HASH_SHA224 = br_sha224_ID,
    BS_HASH_SHA256 = br_sha256_ID,
    BS_HASH_SHA384 = br_sha384_ID,
    BS_HASH_SHA512 = br_sha512_ID,
    BS_HASH_MD5SHA1 = 128 /* both, concatenated: TLS 1.0 and 1.1 signatures (BearSSL's number for it is 0) */
};

/** BearSSL's class for a hash; NULL for BS_HASH_NONE or an unknown number. */
const br_hash_class *bs_hash_class(enum bs_hash h);

/** Digest length in bytes; 0 for an unknown hash. */
size_t bs_hash_len(enum bs_hash h);

/** Hash of one message. out: bs_hash_len(h) bytes. Returns the length; 0 for an unknown hash. */
size_t bs_hash_once(enum bs_hash h, bs_reader msg, uint8_t out[BS_HASH_MAX]);

/** HMAC of one message. out: bs_hash_len(h) bytes. Returns the length. */
size_t bs_hmac_once(enum bs_hash h, bs_reader key, bs_reader msg, uint8_t out[BS_HASH_MAX]);

#endif
