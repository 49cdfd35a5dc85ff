#include "compat/ssl/ssl_local.h"

#include <stdlib.h>
#include <string.h>

struct ssl_list *ssl_list_new(const uint16_t *v, size_t num) {
    struct ssl_list *l = (struct ssl_list *)OPENSSL_malloc(sizeof *l + num * sizeof l->v[0]);
    if (!l) return NULL;
    bs_ref_init(&l->refs);
    l->num = num;
    if (num > 0) memcpy(l->v, v, num * sizeof l->v[0]);
    return l;
}

struct ssl_list *ssl_list_ref(struct ssl_list *l) {
    if (l) bs_ref_up(&l->refs);
    return l;
}

void ssl_list_free(struct ssl_list *l) {
    if (l && bs_ref_down(&l->refs)) OPENSSL_free(l);
}

struct ssl_blob *ssl_blob_new(const void *v, size_t len) {
    struct ssl_blob *b = (struct ssl_blob *)OPENSSL_malloc(sizeof *b + len);
    if (!b) return NULL;
    bs_ref_init(&b->refs);
    b->len = len;
    if (len > 0) memcpy(b->v, v, len);
    return b;
}

struct ssl_blob *ssl_blob_ref(struct ssl_blob *b) {
    if (b) bs_ref_up(&b->refs);
    return b;
}

void ssl_blob_free(struct ssl_blob *b) {
    if (b && bs_ref_down(&b->refs)) OPENSSL_free(b);
}

int ssl_settings_copy(struct ssl_settings *dst, const struct ssl_settings *src) {
    *dst = *src;
    ssl_list_ref(dst->suites13);
    ssl_list_ref(dst->suites12);
    ssl_list_ref(dst->groups);
    ssl_list_ref(dst->sigalgs);
    ssl_list_ref(dst->client_sigalgs);
    ssl_blob_ref(dst->alpn);
    ssl_blob_ref(dst->psk_hint);
    dst->certs = ssl_cert_set_ref(src->certs);
    if (dst->tmp_dh) (void)EVP_PKEY_up_ref(dst->tmp_dh);
    /* CA names stay with the context until a connection sets its own: SSL_get_client_CA_list() looks there. */
    dst->ca_names = dst->client_ca_names = NULL;
    dst->info_cb = NULL; /* ssl_info() looks there too */
    dst->srtp = NULL;
    if (!src->srtp || (dst->srtp = sk_SRTP_PROTECTION_PROFILE_dup(src->srtp))) return 1;
    ssl_settings_clear(dst);
    return 0;
}

void ssl_settings_clear(struct ssl_settings *s) {
    ssl_list_free(s->suites13);
    ssl_list_free(s->suites12);
    ssl_list_free(s->groups);
    ssl_list_free(s->sigalgs);
    ssl_list_free(s->client_sigalgs);
    ssl_blob_free(s->alpn);
    ssl_blob_free(s->psk_hint);
    ssl_cert_set_free(s->certs);
    EVP_PKEY_free(s->tmp_dh);
    sk_SRTP_PROTECTION_PROFILE_free(s->srtp);
    sk_X509_NAME_pop_free(s->ca_names, X509_NAME_free);
    sk_X509_NAME_pop_free(s->client_ca_names, X509_NAME_free);
    memset(s, 0, sizeof *s);
}
