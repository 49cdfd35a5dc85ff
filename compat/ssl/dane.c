/* TLSA records that a client holds against a server's chain.             man 3 SSL_CTX_dane_enable; RFC 6698, RFC 7671
 *
 * What the records say of a chain is src/x509/dane.c's affair; here they are checked, kept in order, and shown. */
#include "compat/ssl/dane.h"

#include <string.h>

#include "compat/crypto/evp/pkey_local.h"
#include "compat/crypto/x509/dane_local.h"
#include "compat/ssl/ssl_local.h"

/** Matching types: digests and how strong they are; counted, as a connection may go over to another context. */
struct ssl_dane_types {
    bs_refcount refs;
    struct {
        const EVP_MD *md;
        uint8_t strength;
    } of[256];
};

/** A record with what it owns. */
struct record {
    struct bs_dane_record core;
    EVP_PKEY *key;
    uint8_t bytes[];
};

static int fail(int reason, int result) {
    BS_RAISE(ERR_LIB_SSL, reason);
    return result;
}

/* --- contexts ---------------------------------------------------------------------------------------------------- */

void ssl_dane_types_free(struct ssl_dane_types *t) {
    if (t != NULL && bs_ref_down(&t->refs)) OPENSSL_free(t);
}

static struct ssl_dane_types *types_of(SSL_CTX *ctx) {
    if (ctx->dane_types != NULL) return ctx->dane_types;
    ctx->dane_types = OPENSSL_zalloc(sizeof *ctx->dane_types);
    if (ctx->dane_types != NULL) bs_ref_init(&ctx->dane_types->refs);
    return ctx->dane_types;
}

int SSL_CTX_dane_enable(SSL_CTX *ctx) {
    if (ctx->dane_types != NULL) return 1;
    struct ssl_dane_types *t = types_of(ctx);
    if (t == NULL) return fail(ERR_R_MALLOC_FAILURE, 0);
    t->of[1].md = EVP_sha256(); /* RFC 6698 7.4 */
    t->of[1].strength = 1;
    t->of[2].md = EVP_sha512();
    t->of[2].strength = 2;
    return 1;
}

int SSL_CTX_dane_mtype_set(SSL_CTX *ctx, const EVP_MD *md, uint8_t mtype, uint8_t ord) {
    if (mtype == BS_DANE_FULL && md != NULL) return fail(SSL_R_DANE_CANNOT_OVERRIDE_MTYPE_FULL, 0);
    struct ssl_dane_types *t = types_of(ctx);
    if (t == NULL) return fail(ERR_R_MALLOC_FAILURE, -1);
    t->of[mtype].md = md;
    t->of[mtype].strength = md != NULL ? ord : 0;
    return 1;
}

unsigned long SSL_CTX_dane_set_flags(SSL_CTX *ctx, unsigned long flags) {
    unsigned long before = ctx->set.dane_flags;
    ctx->set.dane_flags |= flags;
    return before;
}

unsigned long SSL_CTX_dane_clear_flags(SSL_CTX *ctx, unsigned long flags) {
    unsigned long before = ctx->set.dane_flags;
    ctx->set.dane_flags &= ~flags;
    return before;
}

/* --- connections ------------------------------------------------------------------------------------------------- */

static bool names_off(const SSL *s) { return (s->set.dane_flags & DANE_FLAG_NO_DANE_EE_NAMECHECKS) != 0; }

unsigned long SSL_dane_set_flags(SSL *s, unsigned long flags) {
    unsigned long before = s->set.dane_flags;
    s->set.dane_flags |= flags;
    if (s->dane != NULL) s->dane->core.no_ee_names = names_off(s);
    return before;
}

unsigned long SSL_dane_clear_flags(SSL *s, unsigned long flags) {
    unsigned long before = s->set.dane_flags;
    s->set.dane_flags &= ~flags;
    if (s->dane != NULL) s->dane->core.no_ee_names = names_off(s);
    return before;
}

static void record_free(struct bs_dane_record *r) {
    struct record *own = (struct record *)(void *)r;
    EVP_PKEY_free(own->key);
    OPENSSL_free(own);
}

void ssl_dane_free(SSL_DANE *dane) {
    if (dane == NULL) return;
    for (size_t i = 0; i < dane->core.num; i++) record_free(dane->sorted[i]);
    OPENSSL_free(dane->sorted);
    sk_X509_pop_free(dane->certs, X509_free);
    X509_free(dane->cert);
    ssl_dane_types_free(dane->types);
    OPENSSL_free(dane);
}

void ssl_dane_reset(SSL_DANE *dane) {
    if (dane == NULL) return;
    bs_dane_reset(&dane->core);
    X509_free(dane->cert);
    dane->cert = NULL;
}

static bool digest(void *arg, uint8_t mtype, bs_reader in, uint8_t out[BS_DANE_MAX_DIGEST], size_t *len) {
    const SSL_DANE *dane = (const SSL_DANE *)arg;
    unsigned n = 0;
    const EVP_MD *md = dane->types->of[mtype].md;
    if (md == NULL || !EVP_Digest(in.p, in.len, out, &n, md, NULL)) return false;
    *len = n;
    return true;
}

static SSL_DANE *dane_new(SSL *s) {
    SSL_DANE *dane = OPENSSL_zalloc(sizeof *dane);
    if (dane == NULL) return NULL;
    dane->types = s->ctx->dane_types;
    bs_ref_up(&dane->types->refs);
    dane->core.digest = digest;
    dane->core.arg = dane;
    dane->core.no_ee_names = names_off(s);
    bs_dane_reset(&dane->core);
    return dane;
}

int SSL_dane_enable(SSL *s, const char *basedomain) {
    if (s->ctx->dane_types == NULL) return fail(SSL_R_CONTEXT_NOT_DANE_ENABLED, 0);
    if (s->dane != NULL) return fail(SSL_R_DANE_ALREADY_ENABLED, 0);
    /* the name for SNI goes first: unlike the name to verify by, it cannot be empty */
    union {
        const char *from;
        void *to;
    } name = { basedomain };
    if (s->hostname == NULL && !SSL_ctrl(s, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.to)) {
        return fail(SSL_R_ERROR_SETTING_TLSA_BASE_DOMAIN, -1);
    }
    if (!X509_VERIFY_PARAM_set1_host(SSL_get0_param(s), basedomain, 0)) {
        return fail(SSL_R_ERROR_SETTING_TLSA_BASE_DOMAIN, -1);
    }
    s->dane = dane_new(s);
    return s->dane != NULL ? 1 : fail(ERR_R_MALLOC_FAILURE, -1);
}

SSL_DANE *SSL_get0_dane(SSL *s) { return s->dane; }

/* A whole certificate: a trust anchor's is kept, for chains that leave it out. 1, or 0 with an error queued. */
static int take_cert(SSL_DANE *dane, struct record *r) {
    const unsigned char *p = r->core.data.p;
    X509 *x = d2i_X509(NULL, &p, (long)r->core.data.len);
    int ok = x != NULL && p == r->core.data.p + r->core.data.len && X509_get0_pubkey(x) != NULL;
    if (!ok) {
        X509_free(x);
        return fail(SSL_R_DANE_TLSA_BAD_CERTIFICATE, 0);
    }
    if ((BS_DANE_BIT(r->core.usage) & BS_DANE_ANY_TA) == 0) {
        X509_free(x); /* the peer sends its own; the bytes alone are compared */
        return 1;
    }
    if (dane->certs == NULL) dane->certs = sk_X509_new_null();
    if (dane->certs != NULL && sk_X509_push(dane->certs, x) > 0) return 1;
    X509_free(x);
    return fail(ERR_R_MALLOC_FAILURE, -1);
}

static int take_key(struct record *r) {
    const unsigned char *p = r->core.data.p;
    EVP_PKEY *key = d2i_PUBKEY(NULL, &p, (long)r->core.data.len);
    if (key == NULL || p != r->core.data.p + r->core.data.len) {
        EVP_PKEY_free(key);
        return fail(SSL_R_DANE_TLSA_BAD_PUBLIC_KEY, 0);
    }
    if (r->core.usage == BS_DANE_TA) { /* it may have signed what the peer sends, and be in no certificate */
        r->key = key;
        r->core.key = bs_evp_pkey_public(key);
    } else {
        EVP_PKEY_free(key);
    }
    return 1;
}

/* Before those that are not better, as OpenSSL keeps them: the last of equals goes first. */
static int insert(SSL_DANE *dane, struct record *r) {
    const size_t n = dane->core.num;
    struct bs_dane_record **grown = OPENSSL_realloc(dane->sorted, (n + 1) * sizeof *grown);
    if (grown == NULL) return fail(ERR_R_MALLOC_FAILURE, -1);
    dane->sorted = grown;
    size_t at = 0;
    while (at < n && bs_dane_before(grown[at], &r->core)) at++;
    memmove(grown + at + 1, grown + at, (n - at) * sizeof *grown);
    grown[at] = &r->core;
    dane->core.records = (const struct bs_dane_record *const *)grown;
    dane->core.num = n + 1;
    return 1;
}

static int check_fields(const SSL_DANE *dane, uint8_t usage, uint8_t selector, uint8_t mtype, size_t dlen) {
    const EVP_MD *md = dane->types->of[mtype].md;
    if (dlen > INT32_MAX) return fail(SSL_R_DANE_TLSA_BAD_DATA_LENGTH, 0);
    if (usage >= BS_DANE_USAGES) return fail(SSL_R_DANE_TLSA_BAD_CERTIFICATE_USAGE, 0);
    if (selector >= BS_DANE_SELECTORS) return fail(SSL_R_DANE_TLSA_BAD_SELECTOR, 0);
    if (mtype != BS_DANE_FULL && md == NULL) return fail(SSL_R_DANE_TLSA_BAD_MATCHING_TYPE, 0);
    if (mtype != BS_DANE_FULL && dlen != (size_t)EVP_MD_get_size(md)) return fail(SSL_R_DANE_TLSA_BAD_DIGEST_LENGTH, 0);
    return 1;
}

int SSL_dane_tlsa_add(SSL *s, uint8_t usage, uint8_t selector, uint8_t mtype, const unsigned char *data, size_t dlen) {
    SSL_DANE *dane = s->dane;
    if (dane == NULL) return fail(SSL_R_DANE_NOT_ENABLED, -1);
    int ok = check_fields(dane, usage, selector, mtype, dlen);
    if (ok <= 0) return ok;
    if (data == NULL) return fail(SSL_R_DANE_TLSA_NULL_DATA, 0);
    if (dlen == 0) return fail(ERR_R_MALLOC_FAILURE, -1); /* what OpenSSL takes it for */
    struct record *r = OPENSSL_zalloc(sizeof *r + dlen);
    if (r == NULL) return fail(ERR_R_MALLOC_FAILURE, -1);
    memcpy(r->bytes, data, dlen);
    r->core = (struct bs_dane_record){ .usage = usage, .selector = selector, .mtype = mtype,
        .strength = dane->types->of[mtype].strength, .data = bs_r_from(r->bytes, dlen) };
    if (mtype == BS_DANE_FULL) ok = selector == BS_DANE_CERT ? take_cert(dane, r) : take_key(r);
    if (ok > 0) ok = insert(dane, r);
    if (ok <= 0) record_free(&r->core);
    return ok;
}

int ssl_dane_copy(SSL *to, const SSL *from) {
    if (from->dane == NULL) return 1;
    to->set.dane_flags = from->set.dane_flags;
    to->dane = to->ctx->dane_types != NULL ? dane_new(to) : NULL;
    if (to->dane == NULL) return 0;
    for (size_t i = from->dane->core.num; i-- > 0;) { /* the last of equals goes first */
        const struct bs_dane_record *r = from->dane->sorted[i];
        if (SSL_dane_tlsa_add(to, r->usage, r->selector, r->mtype, r->data.p, r->data.len) <= 0) return 0;
    }
    return 1;
}

/* --- what was found ---------------------------------------------------------------------------------------------- */

/* The match of a handshake that was good; NULL if there is none. */
static const struct bs_dane *found(const SSL *s) {
    if (s->dane == NULL || s->dane->core.num == 0 || SSL_get_verify_result(s) != X509_V_OK) return NULL;
    return s->dane->core.match_depth >= 0 ? &s->dane->core : NULL;
}

int SSL_get0_dane_authority(SSL *s, X509 **mcert, EVP_PKEY **mspki) {
    const struct bs_dane *d = found(s);
    if (d == NULL) return -1;
    const struct record *r = (const struct record *)(const void *)d->match;
    if (mcert != NULL) *mcert = s->dane->cert;
    if (mspki != NULL) *mspki = s->dane->cert == NULL ? r->key : NULL;
    return d->match_depth;
}

int SSL_get0_dane_tlsa(SSL *s, uint8_t *usage, uint8_t *selector, uint8_t *mtype, const unsigned char **data,
                       size_t *dlen) {
    const struct bs_dane *d = found(s);
    if (d == NULL) return -1;
    if (usage != NULL) *usage = d->match->usage;
    if (selector != NULL) *selector = d->match->selector;
    if (mtype != NULL) *mtype = d->match->mtype;
    if (data != NULL) *data = d->match->data.p;
    if (dlen != NULL) *dlen = d->match->data.len;
    return d->match_depth;
}
