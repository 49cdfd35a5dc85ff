/**
 * \file session_cache.h
 * \brief A context's session cache: sharded, with expiry and a size limit.     man 3 SSL_CTX_set_session_cache_mode
 */
#ifndef BS_COMPAT_SESSION_CACHE_H
#define BS_COMPAT_SESSION_CACHE_H

#include <openssl/ssl.h>
#include <pthread.h>
#include <stdatomic.h>

#include "src/base/reader.h"
#include "src/session/session.h"

/** An SSL_SESSION: the engine's session with what OpenSSL's API hangs on it. */
struct ssl_session_st {
    struct bs_session core; /* first: the engine knows only this */
    CRYPTO_EX_DATA ex_data;
    _Atomic(X509 *) peer;   /* the leaf, made when asked for */
    /* cache links, under the shard's lock */
    struct ssl_session_st *hash_next;
    struct ssl_session_st *later, *earlier;    /* by expiry */
    uint64_t expires_s, order;                 /* as it was put among them; order tells those of one second apart */
    _Atomic(struct ssl_session_cache *) cache; /* the one that it is in, which has the links; no other may take it */
    atomic_size_t cached_hash; /* of the id it went in by: a program may give it another one */
};

#define SSL_CACHE_SHARDS 16
#define SSL_CACHE_BUCKETS 64 /* at the start; doubles with its content */

struct ssl_cache_shard {
    pthread_mutex_t lock;
    SSL_SESSION **buckets; /* NULL while empty */
    size_t num_buckets, count;
    SSL_SESSION *latest, *earliest; /* to expire */
};

enum ssl_cache_stat {
    SSL_STAT_CONNECT, SSL_STAT_CONNECT_GOOD, SSL_STAT_CONNECT_RENEGOTIATE,
    SSL_STAT_ACCEPT, SSL_STAT_ACCEPT_GOOD, SSL_STAT_ACCEPT_RENEGOTIATE,
    SSL_STAT_HIT, SSL_STAT_CB_HIT, SSL_STAT_MISS, SSL_STAT_TIMEOUT, SSL_STAT_FULL,
    SSL_NUM_STATS
};

struct ssl_session_cache {
    struct ssl_cache_shard shards[SSL_CACHE_SHARDS];
    size_t max_size; /* sessions; 0: no limit */
    atomic_size_t count;
    atomic_uint_fast64_t next_order;
    atomic_int stats[SSL_NUM_STATS];
};

void ssl_cache_init(struct ssl_session_cache *c);
/** Drops all sessions; `removed` (may be NULL) is told of each. */
void ssl_cache_clear(struct ssl_session_cache *c);

/** Adds (counts a reference of its own); one with the same id is replaced.
 *  1 if it was added, 0 if this very session was there already, or is in another cache. */
int ssl_cache_add(struct ssl_session_cache *c, SSL_SESSION *s);
/** While there are as many as the limit (as in OpenSSL: it keeps one less, but one at least), takes out the one that expires
 *  first, `s` apart; the reference is the caller's. NULL: there is room. */
SSL_SESSION *ssl_cache_evict(struct ssl_session_cache *c, const SSL_SESSION *s);
/** Its time or timeout changed: puts a session that is in a cache in its place. */
void ssl_cache_reorder(SSL_SESSION *s);
/** The session of an id with a reference for the caller; NULL if there is none. */
SSL_SESSION *ssl_cache_find(struct ssl_session_cache *c, bs_reader id);
/** Removes this session; true if it was there (the cache's reference is dropped). */
bool ssl_cache_remove(struct ssl_session_cache *c, SSL_SESSION *s);
/** Removes every session that has expired at `now_s` (0: all), the first to expire first; tells removed(arg, s) of each. */
void ssl_cache_flush(struct ssl_session_cache *c, uint64_t now_s, void (*removed)(void *arg, SSL_SESSION *s), void *arg);
/** Calls fn for each session, under its shard's lock. */
void ssl_cache_each(struct ssl_session_cache *c, void (*fn)(void *arg, SSL_SESSION *s), void *arg);
size_t ssl_cache_count(struct ssl_session_cache *c);

static inline void ssl_stat(struct ssl_session_cache *c, enum ssl_cache_stat i) {
    atomic_fetch_add_explicit(&c->stats[i], 1, memory_order_relaxed);
}

#endif
