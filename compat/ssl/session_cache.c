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

/* Does a expire before b? Of two in one second it is the one that came first. */
static bool expires_before(const SSL_SESSION *a, const SSL_SESSION *b) {
    return a->expires_s != b->expires_s ? a->expires_s < b->expires_s : a->order < b->order;
}

static void order_unlink(struct ssl_cache_shard *sh, SSL_SESSION *s) {
    *(s->later ? &s->later->earlier : &sh->latest) = s->earlier;
    *(s->earlier ? &s->earlier->later : &sh->earliest) = s->later;
    s->later = s->earlier = NULL;
}

/* Most sessions expire after all that are there. */
static void order_link(struct ssl_session_cache *c, struct ssl_cache_shard *sh, SSL_SESSION *s) {
    s->expires_s = s->core.time_s + s->core.timeout_s;
    s->order = atomic_fetch_add_explicit(&c->next_order, 1, memory_order_relaxed);
    SSL_SESSION *before = sh->latest;
    while (before && expires_before(s, before)) before = before->earlier;
    s->earlier = before;
    s->later = before ? before->later : sh->earliest;
    *(s->later ? &s->later->earlier : &sh->latest) = s;
    *(before ? &before->later : &sh->earliest) = s;
}

/* The link to this very session, or the empty one at the end of its bucket. */
static SSL_SESSION **link_of(const struct ssl_cache_shard *sh, const SSL_SESSION *s, size_t hash) {
    SSL_SESSION **p = bucket_of(sh, hash);
    while (*p && *p != s) p = &(*p)->hash_next;
    return p;
}

static void unlink_session(struct ssl_session_cache *c, struct ssl_cache_shard *sh, SSL_SESSION *s) {
    SSL_SESSION **p = link_of(sh, s, s->cached_hash);
    if (*p) *p = s->hash_next;
    s->hash_next = NULL;
    order_unlink(sh, s);
    sh->count--;
    atomic_fetch_sub_explicit(&c->count, 1, memory_order_relaxed);
    s->cache = NULL; /* last: from here on another cache may have it */
}

static bool grow(struct ssl_cache_shard *sh) {
    if (sh->buckets && sh->count < 2 * sh->num_buckets) return true;
    size_t n = sh->buckets ? 2 * sh->num_buckets : SSL_CACHE_BUCKETS;
    SSL_SESSION **fresh = (SSL_SESSION **)OPENSSL_zalloc(n * sizeof *fresh);
    if (!fresh) return sh->buckets != NULL;
    OPENSSL_free(sh->buckets);
    sh->buckets = fresh;
    sh->num_buckets = n;
    for (SSL_SESSION *s = sh->latest; s; s = s->earlier) {
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

int ssl_cache_add(struct ssl_session_cache *c, SSL_SESSION *s) {
    size_t hash = hash_of(id_of(s));
    struct ssl_cache_shard *sh = shard_of(c, hash);
    struct ssl_session_cache *nowhere = NULL;
    pthread_mutex_lock(&sh->lock);
    SSL_SESSION *old = lookup(sh, id_of(s), hash);
    if (old == s) { /* of its second it is the last now, as in OpenSSL */
        order_unlink(sh, s);
        order_link(c, sh, s);
    }
    if (old == s || !grow(sh) || !atomic_compare_exchange_strong(&s->cache, &nowhere, c)) {
        pthread_mutex_unlock(&sh->lock);
        return 0;
    }
    s->cached_hash = hash;
    if (old) unlink_session(c, sh, old);
    SSL_SESSION **p = bucket_of(sh, hash);
    bs_session_ref(&s->core);
    s->hash_next = *p;
    *p = s;
    order_link(c, sh, s);
    sh->count++;
    atomic_fetch_add_explicit(&c->count, 1, memory_order_relaxed);
    pthread_mutex_unlock(&sh->lock);
    if (old) bs_session_free(&old->core);
    return 1;
}

void ssl_cache_reorder(SSL_SESSION *s) {
    struct ssl_session_cache *c = s->cache;
    if (!c) return;
    size_t hash = s->cached_hash;
    struct ssl_cache_shard *sh = shard_of(c, hash);
    pthread_mutex_lock(&sh->lock);
    if (sh->buckets && *link_of(sh, s, hash) == s) {
        order_unlink(sh, s);
        order_link(c, sh, s);
    }
    pthread_mutex_unlock(&sh->lock);
}

/* Takes out the session that expires first of all but `except`, unless `now_s` is not past it (0: whenever it does). The
 * shards are looked at one after another: what comes meanwhile expires later, as a rule. */
static SSL_SESSION *take_first(struct ssl_session_cache *c, uint64_t now_s, const SSL_SESSION *except) {
    struct ssl_cache_shard *first = NULL;
    uint64_t expires_s = 0, order = 0;
    for (size_t i = 0; i < SSL_CACHE_SHARDS; i++) {
        struct ssl_cache_shard *sh = &c->shards[i];
        pthread_mutex_lock(&sh->lock);
        const SSL_SESSION *s = sh->earliest;
        if (s && s == except) s = s->later;
        if (s && (!first || s->expires_s < expires_s || (s->expires_s == expires_s && s->order < order))) {
            first = sh;
            expires_s = s->expires_s;
            order = s->order;
        }
        pthread_mutex_unlock(&sh->lock);
    }
    if (!first || (now_s != 0 && now_s <= expires_s)) return NULL;
    pthread_mutex_lock(&first->lock);
    SSL_SESSION *s = first->earliest;
    if (s && s == except) s = s->later;
    if (s) unlink_session(c, first, s);
    pthread_mutex_unlock(&first->lock);
    return s;
}

SSL_SESSION *ssl_cache_evict(struct ssl_session_cache *c, const SSL_SESSION *s) {
    if (c->max_size == 0 || atomic_load_explicit(&c->count, memory_order_relaxed) < c->max_size) return NULL;
    SSL_SESSION *out = take_first(c, 0, s);
    if (out) ssl_stat(c, SSL_STAT_FULL);
    return out;
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
    if (s->cache != c) return false;
    pthread_mutex_lock(&sh->lock);
    /* Another session with the same id may have taken its place; only this very one is ours to remove. */
    bool there = sh->buckets && *link_of(sh, s, hash) == s;
    if (there) unlink_session(c, sh, s);
    pthread_mutex_unlock(&sh->lock);
    if (there) bs_session_free(&s->core);
    return there;
}

void ssl_cache_flush(struct ssl_session_cache *c, uint64_t now_s, void (*removed)(void *arg, SSL_SESSION *s), void *arg) {
    SSL_SESSION *s;
    while ((s = take_first(c, now_s, NULL))) {
        /* The program's callback runs without the lock; it may use the cache. */
        if (removed) removed(arg, s);
        bs_session_free(&s->core);
    }
}

void ssl_cache_each(struct ssl_session_cache *c, void (*fn)(void *arg, SSL_SESSION *s), void *arg) {
    for (size_t i = 0; i < SSL_CACHE_SHARDS; i++) {
        pthread_mutex_lock(&c->shards[i].lock);
        for (SSL_SESSION *s = c->shards[i].latest; s; s = s->earlier) fn(arg, s);
        pthread_mutex_unlock(&c->shards[i].lock);
    }
}

size_t ssl_cache_count(struct ssl_session_cache *c) { return atomic_load_explicit(&c->count, memory_order_relaxed); }

void ssl_cache_clear(struct ssl_session_cache *c) {
    ssl_cache_flush(c, 0, NULL, NULL);
    for (size_t i = 0; i < SSL_CACHE_SHARDS; i++) {
        OPENSSL_free(c->shards[i].buckets);
        c->shards[i].buckets = NULL;
        pthread_mutex_destroy(&c->shards[i].lock);
    }
}
