#include "compat/ssl/session_cache.h"

#include <string.h>

void ssl_cache_init(struct ssl_session_cache *c) {
    memset(c, 0, sizeof *c);
    for (size_t i = 0; i < SSL_CACHE_SHARDS; i++) pthread_mutex_init(&c->shards[i].lock, NULL);
}

/* Session ids are random, or opaque to us: FNV-1a spreads either. */
static size_t hash_of(bs_reader id) {
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < id.len; i++) h = (h ^ id.p[i]) * 0x100000001B3u;
    return (size_t)(h ^ h >> 32);
}

static bs_reader id_of(const SSL_SESSION *s) { return bs_r_from(s->core.id, s->core.id_len); }

static struct ssl_cache_shard *shard_of(struct ssl_session_cache *c, size_t hash) {
    return &c->shards[hash % SSL_CACHE_SHARDS];
}

static SSL_SESSION **bucket_of(const struct ssl_cache_shard *sh, size_t hash) {
    return &sh->buckets[hash / SSL_CACHE_SHARDS % sh->num_buckets];
}

static void lru_unlink(struct ssl_cache_shard *sh, SSL_SESSION *s) {
    *(s->lru_prev ? &s->lru_prev->lru_next : &sh->newest) = s->lru_next;
    *(s->lru_next ? &s->lru_next->lru_prev : &sh->oldest) = s->lru_prev;
    s->lru_prev = s->lru_next = NULL;
}

static void lru_push(struct ssl_cache_shard *sh, SSL_SESSION *s) {
    s->lru_prev = NULL;
    s->lru_next = sh->newest;
    *(sh->newest ? &sh->newest->lru_prev : &sh->oldest) = s;
    sh->newest = s;
}

/* The link to this very session, or the empty one at the end of its bucket. */
static SSL_SESSION **link_of(const struct ssl_cache_shard *sh, const SSL_SESSION *s, size_t hash) {
    SSL_SESSION **p = bucket_of(sh, hash);
    while (*p && *p != s) p = &(*p)->hash_next;
    return p;
}

static void unlink_session(struct ssl_cache_shard *sh, SSL_SESSION *s) {
    SSL_SESSION **p = link_of(sh, s, s->cached_hash);
    if (*p) *p = s->hash_next;
    s->hash_next = NULL;
    lru_unlink(sh, s);
    sh->count--;
    s->cached = false; /* last: from here on another cache may have it */
}

static bool grow(struct ssl_cache_shard *sh) {
    if (sh->buckets && sh->count < 2 * sh->num_buckets) return true;
    size_t n = sh->buckets ? 2 * sh->num_buckets : SSL_CACHE_BUCKETS;
    SSL_SESSION **fresh = (SSL_SESSION **)OPENSSL_zalloc(n * sizeof *fresh);
    if (!fresh) return sh->buckets != NULL;
    OPENSSL_free(sh->buckets);
    sh->buckets = fresh;
    sh->num_buckets = n;
    for (SSL_SESSION *s = sh->newest; s; s = s->lru_next) {
        SSL_SESSION **p = bucket_of(sh, s->cached_hash);
        s->hash_next = *p;
        *p = s;
    }
    return true;
}

static SSL_SESSION *lookup(const struct ssl_cache_shard *sh, bs_reader id, size_t hash) {
    if (!sh->buckets) return NULL;
    SSL_SESSION *s = *bucket_of(sh, hash);
    while (s && !bs_r_same(id_of(s), id)) s = s->hash_next;
    return s;
}

int ssl_cache_add(struct ssl_session_cache *c, SSL_SESSION *s, SSL_SESSION **out_evicted) {
    size_t hash = hash_of(id_of(s));
    struct ssl_cache_shard *sh = shard_of(c, hash);
    /* The limit is a whole; a shard keeps its part, rounded up. */
    size_t limit = (c->max_size + SSL_CACHE_SHARDS - 1) / SSL_CACHE_SHARDS;
    *out_evicted = NULL;
    pthread_mutex_lock(&sh->lock);
    SSL_SESSION *old = lookup(sh, id_of(s), hash);
    if (old == s || !grow(sh) || atomic_exchange(&s->cached, true)) {
        pthread_mutex_unlock(&sh->lock);
        return 0;
    }
    s->cached_hash = hash;
    if (old) unlink_session(sh, old);
    if (c->max_size > 0 && sh->count >= limit && sh->oldest) {
        *out_evicted = sh->oldest;
        unlink_session(sh, sh->oldest);
        ssl_stat(c, SSL_STAT_FULL);
    }
    SSL_SESSION **p = bucket_of(sh, hash);
    bs_session_ref(&s->core);
    s->hash_next = *p;
    *p = s;
    lru_push(sh, s);
    sh->count++;
    pthread_mutex_unlock(&sh->lock);
    if (old) bs_session_free(&old->core);
    return 1;
}

SSL_SESSION *ssl_cache_find(struct ssl_session_cache *c, bs_reader id) {
    size_t hash = hash_of(id);
    struct ssl_cache_shard *sh = shard_of(c, hash);
    pthread_mutex_lock(&sh->lock);
    SSL_SESSION *s = lookup(sh, id, hash);
    if (s) bs_session_ref(&s->core);
    pthread_mutex_unlock(&sh->lock);
    return s;
}

bool ssl_cache_remove(struct ssl_session_cache *c, SSL_SESSION *s) {
    size_t hash = s->cached_hash;
    struct ssl_cache_shard *sh = shard_of(c, hash);
    if (!s->cached) return false;
    pthread_mutex_lock(&sh->lock);
    /* Another session with the same id may have taken its place; only this very one is ours to remove. */
    bool there = sh->buckets && *link_of(sh, s, hash) == s;
    if (there) unlink_session(sh, s);
    pthread_mutex_unlock(&sh->lock);
    if (there) bs_session_free(&s->core);
    return there;
}

static SSL_SESSION *take_expired(struct ssl_cache_shard *sh, uint64_t now_s) {
    pthread_mutex_lock(&sh->lock);
    SSL_SESSION *s = sh->oldest;
    while (s && now_s != 0 && now_s <= s->core.time_s + s->core.timeout_s) s = s->lru_prev;
    if (s) unlink_session(sh, s);
    pthread_mutex_unlock(&sh->lock);
    return s;
}

void ssl_cache_flush(struct ssl_session_cache *c, uint64_t now_s, void (*removed)(void *arg, SSL_SESSION *s), void *arg) {
    for (size_t i = 0; i < SSL_CACHE_SHARDS; i++) {
        SSL_SESSION *s;
        while ((s = take_expired(&c->shards[i], now_s))) {
            /* The program's callback runs without the lock; it may use the cache. */
            if (removed) removed(arg, s);
            bs_session_free(&s->core);
        }
    }
}

void ssl_cache_each(struct ssl_session_cache *c, void (*fn)(void *arg, SSL_SESSION *s), void *arg) {
    for (size_t i = 0; i < SSL_CACHE_SHARDS; i++) {
        pthread_mutex_lock(&c->shards[i].lock);
        for (SSL_SESSION *s = c->shards[i].newest; s; s = s->lru_next) fn(arg, s);
        pthread_mutex_unlock(&c->shards[i].lock);
    }
}

size_t ssl_cache_count(struct ssl_session_cache *c) {
    size_t n = 0;
    for (size_t i = 0; i < SSL_CACHE_SHARDS; i++) {
        pthread_mutex_lock(&c->shards[i].lock);
        n += c->shards[i].count;
        pthread_mutex_unlock(&c->shards[i].lock);
    }
    return n;
}

void ssl_cache_clear(struct ssl_session_cache *c) {
    ssl_cache_flush(c, 0, NULL, NULL);
    for (size_t i = 0; i < SSL_CACHE_SHARDS; i++) {
        OPENSSL_free(c->shards[i].buckets);
        c->shards[i].buckets = NULL;
        pthread_mutex_destroy(&c->shards[i].lock);
    }
}
