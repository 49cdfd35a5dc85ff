/* Resumption with tickets that are not the server's: changed in each part, cut, lengthened, foreign, under each kind of
 * keys. Each is a full handshake, and never an error. */
#include "resume.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

static int answer, asked;

static int on_key_evp(SSL *s, byte *name, byte *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac, int enc) {
    static byte key[32] = { 7 };
    OSSL_PARAM params[3];
    (void)s;
    asked++;
    params[0] = OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key, sizeof key);
    params[1] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, "sha256", 0);
    params[2] = OSSL_PARAM_construct_end();
    if (enc) {
        memset(name, 'n', 16);
        memset(iv, 'i', 16);
    } else {
        for (int i = 0; i < 16; i++) {
            if (name[i] != 'n') return 0;
        }
    }
    if (!EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key, iv, enc) || !EVP_MAC_CTX_set_params(mac, params)) return -1;
    return enc ? 1 : answer;
}

static int on_key_old(SSL *s, byte *name, byte *iv, EVP_CIPHER_CTX *cipher, HMAC_CTX *mac, int enc) {
    static byte key[32] = { 8 };
    (void)s;
    asked++;
    if (enc) {
        memset(name, 'o', 16);
        memset(iv, 'j', 16);
    } else {
        for (int i = 0; i < 16; i++) {
            if (name[i] != 'o') return 0;
        }
    }
    if (!EVP_CipherInit_ex(cipher, EVP_aes_128_cbc(), NULL, key, iv, enc)) return -1;
    if (!HMAC_Init_ex(mac, key, sizeof key, EVP_sha512(), NULL)) return -1;
    return enc ? 1 : answer;
}

enum keys { OWN_KEYS, EVP_CALLBACK, OLD_CALLBACK, NUM_KEYS };

static struct ends with_keys(int version, int keys) {
    struct ends e = ends_new(version, BY_TICKET);
    if (keys == EVP_CALLBACK) SSL_CTX_set_tlsext_ticket_key_evp_cb(e.s, on_key_evp);
    if (keys == OLD_CALLBACK) SSL_CTX_set_tlsext_ticket_key_cb(e.s, on_key_old);
    answer = 1;
    asked = 0;
    return e;
}

static void offered(const char *what, int at, struct ends e, SSL_SESSION *s) {
    char text[64];
    snprintf(text, sizeof text, "%s %d", what, at);
    go(text, e, s, NULL);
    SSL_SESSION_free(s);
}

static void tampered(int version, int keys) {
    static const int places[] = { 0, 8, 15, 16, 31, 32, 33, 47, 48, 64, -1, -31, -32, -33, -48, -63, -64, -65, -80 };
    static const int lengths[] = { 1, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 79, 80, 81, 95, 96, 97, 112, -1, -2, -16, -32, -33 };
    struct ends e = with_keys(version, keys);
    const byte *ticket;
    byte longer[4096];
    size_t len;
    printf("TLS %x, keys %d\n", version, keys);
    go("full", e, NULL, NULL);
    SSL_SESSION *first = latest();
    check(first != NULL, "a session");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        offered("changed at", places[i], e, with_flip(first, places[i]));
    }
    SSL_SESSION_get0_ticket(first, &ticket, &len);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        size_t n = lengths[i] > 0 ? (size_t)lengths[i] : len - (size_t)-lengths[i];
        offered("cut to", lengths[i], e, with_ticket(first, ticket, n));
    }
    memset(longer, 'n', sizeof longer);
    memcpy(longer, ticket, len);
    offered("longer by", 1, e, with_ticket(first, longer, len + 1));
    offered("longer by", 16, e, with_ticket(first, longer, len + 16));
    memset(longer, 'n', sizeof longer);
    offered("made up", 32, e, with_ticket(first, longer, 32));
    offered("made up", 4096, e, with_ticket(first, longer, sizeof longer));
    go("the true one", e, first, NULL);
    printf("  asked %d times\n", asked);
    counters("server", e.s);
    ends_free(e);
}

/* A ticket of one server at another, and under keys of another kind. */
static void foreign(int version) {
    for (int from = OWN_KEYS; from < NUM_KEYS; from++) {
        for (int to = OWN_KEYS; to < NUM_KEYS; to++) {
            struct ends a = with_keys(version, from), b = with_keys(version, to), mixed = { a.c, b.s };
            printf("TLS %x, a ticket under keys %d at keys %d\n", version, from, to);
            go("full", a, NULL, NULL);
            if (latest()) go("elsewhere", mixed, latest(), NULL);
            go("again there", mixed, latest(), NULL);
            counters("server", b.s);
            SSL_CTX_free(b.c);
            SSL_CTX_free(b.s);
            ends_free(a);
        }
    }
}

/* What the callback answers to a ticket that it knows, and to none. */
static void answers(int version, int keys) {
    static const int all[] = { -1, 0, 1, 2, 3 };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct ends e = with_keys(version, keys);
        printf("TLS %x, keys %d, the callback answers %d\n", version, keys, all[i]);
        go("full", e, NULL, NULL);
        answer = all[i];
        go("known", e, kept[0], NULL);
        offered("changed at", 40, e, with_flip(kept[0], 40));
        offered("unknown name", 3, e, with_flip(kept[0], 3));
        go("known again", e, kept[0], NULL);
        printf("  asked %d times\n", asked);
        counters("server", e.s);
        ends_free(e);
    }
}

int main(void) {
    FOR_EACH_VERSION(v) {
        for (int keys = OWN_KEYS; keys < NUM_KEYS; keys++) tampered(v, keys);
        foreign(v);
        answers(v, EVP_CALLBACK);
        answers(v, OLD_CALLBACK);
    }
    return 0;
}
