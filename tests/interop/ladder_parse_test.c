/*
 * The ladder's reader of handshake messages: it says what the messages say, and neither truncation nor damage makes it
 * leave them. Each message lies in a block of its own size, so that a sanitizer sees the first byte too far.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/ladder.h"

static const struct { unsigned version; const char *name, *hex; } messages[] = {
#include "tests/interop/ladder_messages.def"
};
#define NUM_MESSAGES (sizeof(messages) / sizeof(messages[0]))

static int num_checks, num_failed;

static void check(bool ok, const char *what, const char *detail) {
    num_checks++;
    num_failed += !ok;
    if (!ok) {
        printf("not ok %d - %s: %s\n", num_checks, what, detail);
    } else {
        printf("ok %d - %s: %s\n", num_checks, what, detail);
    }
}

static unsigned nibble(char c) {
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* A block of exactly len bytes with the message's beginning. */
static uint8_t *block(size_t index, size_t len) {
    uint8_t *p = malloc(len > 0 ? len : 1);
    if (p == NULL) {
        abort();
    }
    for (size_t i = 0; i < len; i++) {
        p[i] = (uint8_t)(nibble(messages[index].hex[2 * i]) << 4 | nibble(messages[index].hex[2 * i + 1]));
    }
    return p;
}

static size_t size_of(size_t index) {
    return strlen(messages[index].hex) / 2;
}

static void start(struct app_hs_view *v, unsigned version) {
    memset(v, 0, sizeof(*v));
    v->version = version;
    v->suite = 0xc02f;
}

static bool says(const struct app_hs_view *v, const char *text) {
    for (size_t i = 0; i < v->num_notes; i++) {
        if (strstr(v->notes[i], text) != NULL) {
            return true;
        }
    }
    return false;
}

static void whole_messages(void) {
    static const struct { unsigned version; const char *name, *note; } wanted[] = {
        { 0x0303, "ClientHello", "ALPN h2, foo" }, { 0x0303, "ClientHello", "server name localhost" },
        { 0x0303, "ServerHello", "TLS 1.2, ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
        { 0x0303, "ServerKeyExchange", "key share x25519" },
        { 0x0303, "CertificateRequest", "names 1 CA" }, { 0x0303, "Certificate", "0: CN = " },
        { 0x0304, "ClientHello", "offers TLS 1.3" }, { 0x0304, "ServerHello", "TLS 1.3, TLS_AES_256_GCM_SHA384" },
        { 0x0304, "CertificateVerify", "signed with rsa_pss_rsae_sha256" },
        { 0x0304, "CertificateRequest", "asks for a client certificate" },
    };
    for (size_t w = 0; w < sizeof(wanted) / sizeof(wanted[0]); w++) {
        bool found = false;
        for (size_t i = 0; i < NUM_MESSAGES; i++) {
            if (messages[i].version == wanted[w].version && strcmp(messages[i].name, wanted[w].name) == 0) {
                struct app_hs_view v;
                uint8_t *p = block(i, size_of(i));
                start(&v, wanted[w].version);
                app_hs_view_message(&v, p, size_of(i));
                found = found || says(&v, wanted[w].note);
                free(p);
            }
        }
        check(found, wanted[w].name, wanted[w].note);
    }
}

static void truncations(void) {
    bool ok = true;
    for (size_t i = 0; i < NUM_MESSAGES; i++) {
        for (size_t len = 0; len < size_of(i); len++) {
            struct app_hs_view v;
            uint8_t *p = block(i, len);
            start(&v, messages[i].version);
            app_hs_view_message(&v, p, len);
            ok = ok && says(&v, "(malformed)");
            for (unsigned k = 0; len >= 4 && k < 3; k++) { /* a header that fits the shorter body */
                p[3 - k] = (uint8_t)((len - 4) >> 8 * k);
            }
            app_hs_view_message(&v, p, len);
            free(p);
        }
    }
    check(ok, "every truncation", "is malformed");
}

static void damage(void) {
    srand(1);
    for (size_t i = 0; i < NUM_MESSAGES; i++) {
        for (int round = 0; round < 2000; round++) {
            struct app_hs_view v;
            uint8_t *p = block(i, size_of(i));
            start(&v, 0x0303u + (unsigned)(rand() & 1));
            for (int k = 1 + rand() % 5; k > 0; k--) {
                p[(size_t)rand() % size_of(i)] = (uint8_t)rand();
            }
            app_hs_view_message(&v, p, size_of(i));
            for (size_t n = 0; n < v.num_notes; n++) {
                for (const char *c = v.notes[n]; *c != '\0'; c++) {
                    if (*c < ' ' || *c > '~') {
                        check(false, messages[i].name, "a note that could steer a terminal");
                    }
                }
            }
            free(p);
        }
    }
    check(true, "damaged messages", "do no harm");
}

int main(void) {
    whole_messages();
    truncations();
    damage();
    printf("1..%d\n", num_checks);
    return num_failed != 0;
}
