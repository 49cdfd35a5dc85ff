/* Profiles for SRTP: lists of names, and that TLS selects none. */
#include <openssl/srtp.h>

#include "pair.h"

static const char *const lists[] = {
    "SRTP_AES128_CM_SHA1_80", "SRTP_AES128_CM_SHA1_32", "SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_256_GCM",
    "SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_32:SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80", "", "foo", ":",
    "SRTP_AES128_CM_SHA1_80:", ":SRTP_AES128_CM_SHA1_80", "SRTP_AES128_CM_SHA1_80:foo", "SRTP_AES128_CM_SHA1_80::foo",
    "SRTP_AES128_CM_SHA1_80:SRTP_AES128_CM_SHA1_32:SRTP_AES128_CM_SHA1_80", "srtp_aes128_cm_sha1_80", "SRTP_AES128_CM_SHA1_8",
    "SRTP_AES128_CM_SHA1_800", " SRTP_AES128_CM_SHA1_80", "SRTP_AES128_CM_SHA1_80,SRTP_AES128_CM_SHA1_32",
    "SRTP_AES128_F8_SHA1_80", "SRTP_NULL_SHA1_80",
};

static void show(const char *what, SSL *s) {
    STACK_OF(SRTP_PROTECTION_PROFILE) *sk = SSL_get_srtp_profiles(s);
    printf("  %s: %s", what, sk ? "" : "none");
    for (int i = 0; i < sk_SRTP_PROTECTION_PROFILE_num(sk); i++) {
        const SRTP_PROTECTION_PROFILE *p = sk_SRTP_PROTECTION_PROFILE_value(sk, i);
        printf(" %s %lu", p->name, p->id);
    }
    printf("\n");
}

int main(void) {
    SSL_CTX *kept = SSL_CTX_new(TLS_method());
    SSL *first = SSL_new(kept);
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        SSL *alone = SSL_new(ctx);
        printf("'%s': connection %d", lists[i], SSL_set_tlsext_use_srtp(alone, lists[i]));
        printf(", context %d", SSL_CTX_set_tlsext_use_srtp(ctx, lists[i]));
        printf(", again %d\n", SSL_CTX_set_tlsext_use_srtp(kept, lists[i]));
        print_errors(" ");
        SSL *later = SSL_new(ctx);
        show("set", alone);
        show("inherited", later);
        show("the context's, last set well", first);
        SSL_free(alone);
        SSL_free(later);
        SSL_CTX_free(ctx);
    }
    printf("of nothing: %d\n", SSL_get_srtp_profiles(NULL) != NULL);
    SSL_free(first);
    SSL_CTX_free(kept);

    SSL_CTX *cc = client_ctx(0), *sc = server_ctx("rsa.pem");
    check(SSL_CTX_set_tlsext_use_srtp(sc, lists[0]) == 0, "profiles");
    struct pair p = pair_new(cc, sc);
    check(pair_handshake(p), "handshake");
    printf("selected: %d %d\n", SSL_get_selected_srtp_profile(p.c) != NULL, SSL_get_selected_srtp_profile(p.s) != NULL);
    pair_free(p);
    SSL_CTX_free(cc);
    SSL_CTX_free(sc);
    return 0;
}
