/**
 * \file transcript.h
 * \brief The running hash of the handshake's messages.                                   RFC 8446 4.4.1; RFC 5246 7.4.9
 *
 * Until the hash is known (ServerHello), messages run through all candidates at once (SHA-256, SHA-384, MD5 with SHA-1
 * for the versions before 1.2, and what a TLS 1.2 client may sign with); no message is buffered.
 */
#ifndef BS_KEYS_TRANSCRIPT_H
#define BS_KEYS_TRANSCRIPT_H

#include "src/base/reader.h"
#include "src/crypto/hash.h"

struct bs_transcript {
    br_md5_context md5;
    br_sha1_context sha1;
    br_sha224_context sha224;
    br_sha256_context sha256;
    br_sha384_context sha384;
    br_sha512_context sha512; /* client CertificateVerify in 1.2 with SHA-512 */
    enum bs_hash only;        /* the one that still runs; BS_HASH_NONE: all */
};

/** Starts afresh, with all hashes. */
void bs_transcript_init(struct bs_transcript *t);
/** Adds a whole handshake message, header included, or a part of one. */
void bs_transcript_add(struct bs_transcript *t, bs_reader bytes);
/** Drops all hashes but one, which is known to suffice (TLS 1.3 after ServerHello); the rest is no longer computed. */
void bs_transcript_narrow(struct bs_transcript *t, enum bs_hash hash);
/** Keeps one hash of what was added, to go on from later; it is less than a transcript. */
void bs_transcript_keep(const struct bs_transcript *t, enum bs_hash hash, br_hash_compat_context *out);
/** Goes on from there, with that hash alone. */
void bs_transcript_resume(struct bs_transcript *t, enum bs_hash hash, const br_hash_compat_context *from);
/** Hash of all so far; runs on. Returns its length (0: unknown hash, or dropped). */
size_t bs_transcript_hash(const struct bs_transcript *t, enum bs_hash hash, uint8_t out[BS_HASH_MAX]);
/** After a HelloRetryRequest: replaces what was added by the message_hash message; all hashes run again. RFC 8446 4.4.1 */
void bs_transcript_rewind_hrr(struct bs_transcript *t, enum bs_hash hash);
/** The same where only the hash of the first ClientHello is left, 32 or 48 bytes. RFC 8446 4.2.2 */
void bs_transcript_begin_hrr(struct bs_transcript *t, bs_reader hello_hash);

#endif
