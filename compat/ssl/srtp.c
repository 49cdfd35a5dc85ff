/* Protection profiles for SRTP.                            RFC 5764 4.1.2, RFC 7714 14.2; man 3 SSL_CTX_set_tlsext_use_srtp
 *
 * "This extension is only supported in DTLS. Any SRTP configuration will be ignored if a TLS connection is attempted":
 * the manual's word, and RFC 5764's. OpenSSL's own TLS client sends it all the same, and its servers refuse that. */
#include <openssl/srtp.h>
#include <string.h>

#include "compat/ssl/ssl_local.h"

static const SRTP_PROTECTION_PROFILE profiles[] = {
    { "SRTP_AES128_CM_SHA1_80", SRTP_AES128_CM_SHA1_80 },
    { "SRTP_AES128_CM_SHA1_32", SRTP_AES128_CM_SHA1_32 },
    { "SRTP_AEAD_AES_128_GCM", SRTP_AEAD_AES_128_GCM },
    { "SRTP_AEAD_AES_256_GCM", SRTP_AEAD_AES_256_GCM },
};

static const SRTP_PROTECTION_PROFILE *find(const char *name, size_t len) {
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        if (strlen(profiles[i].name) == len && memcmp(profiles[i].name, name, len) == 0) return &profiles[i];
    }
    return NULL;
}

/* 0, or the reason. */
static int parse(const char *names, STACK_OF(SRTP_PROTECTION_PROFILE) *out) {
    for (;;) {
        size_t len = strcspn(names, ":");
        SRTP_PROTECTION_PROFILE *p = (SRTP_PROTECTION_PROFILE *)(uintptr_t)find(names, len);
        if (!p) return SSL_R_SRTP_UNKNOWN_PROTECTION_PROFILE;
        if (sk_SRTP_PROTECTION_PROFILE_find(out, p) >= 0) return SSL_R_BAD_SRTP_PROTECTION_PROFILE_LIST;
        if (sk_SRTP_PROTECTION_PROFILE_push(out, p) <= 0) return SSL_R_SRTP_COULD_NOT_ALLOCATE_PROFILES;
        if (names[len] == '\0') return 0;
        names += len + 1;
    }
}

/* These two return 0 on success, unlike the rest of the API. */
static int set(struct ssl_settings *set, const char *names) {
    STACK_OF(SRTP_PROTECTION_PROFILE) *sk = sk_SRTP_PROTECTION_PROFILE_new_null();
    int reason = sk ? parse(names, sk) : SSL_R_SRTP_COULD_NOT_ALLOCATE_PROFILES;
    if (reason != 0) {
        BS_RAISE(ERR_LIB_SSL, reason);
        sk_SRTP_PROTECTION_PROFILE_free(sk);
        return 1;
    }
    sk_SRTP_PROTECTION_PROFILE_free(set->srtp);
    set->srtp = sk;
    return 0;
}

int SSL_CTX_set_tlsext_use_srtp(SSL_CTX *ctx, const char *names) { return set(&ctx->set, names); }

int SSL_set_tlsext_use_srtp(SSL *s, const char *names) { return set(&s->set, names); }

STACK_OF(SRTP_PROTECTION_PROFILE) *SSL_get_srtp_profiles(SSL *s) {
    if (!s) return NULL;
    return s->set.srtp ? s->set.srtp : s->ctx->set.srtp;
}

/* TLS negotiates none. */
SRTP_PROTECTION_PROFILE *SSL_get_selected_srtp_profile(SSL *s) {
    (void)s;
    return NULL;
}
