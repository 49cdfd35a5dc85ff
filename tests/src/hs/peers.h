/* Two connections joined over memory: what the tests of the handshake stand on. */
#ifndef TESTS_HS_PEERS_H
#define TESTS_HS_PEERS_H

#include "src/hs/hs.h"
#include "src/session/ticket.h"

#define MAX_CACHE 16
#define MAX_RX 70000

enum cred_kind { CRED_RSA, CRED_P256, CRED_P384, CRED_ED25519, CRED_ED448, CRED_PSS, NUM_CREDS };

struct peer;

/* One end. */
struct peer {
    enum bs_role role;
    struct bs_conn *conn;
    struct bs_config cfg;
    struct bs_ops ops;
    struct bs_env env;
    struct bs_credential creds[NUM_CREDS];
    uint16_t suites[128], groups[16], sigalgs[16];
    uint64_t now_ms, seed;
    struct bs_ticket_keys keys;
    struct bs_session *cache[MAX_CACHE]; /* what session_new() handed over */
    size_t num_cache, num_removed, num_verified, num_messages, num_calls;
    struct bs_dh dh;                     /* a server's parameters; ffdhe2048 if empty */
    const char *identity;                /* a client's; "someone", whom the server knows, if NULL */
    char hint[BS_PSK_IDENTITY_MAX + 1];  /* what a client was asked with */
    size_t psk_len;
    uint8_t psk_byte;                    /* all of the key */
    size_t min_dh;                       /* bytes of p that are enough */
    bs_status verify_answer, sni_answer, last;
    bool pause, paused, ack_name, renew;
    long allow_buffers;                  /* buffer_get() fails after so many; -1: never */
    size_t buffers;                      /* lent */
    const char *alpn;                    /* what a server chooses: with its length byte */
    bs_reader status;                    /* a server's OCSP response; a client's is a copy in status_buf */
    uint8_t status_buf[100];
    bs_status status_answer;
    size_t num_status;                   /* asked for (server), judged (client) */
    char name[256];
    uint8_t *rx;
    size_t rx_len;
    bool early;                          /* wants early data; a client sends this: */
    const char *early_say;
    size_t early_len;                    /* a server: bytes that came early */
    bool done, starved;                  /* starved: there was no place for its input, or none to write to */
    char keylog[2048];
};

struct pair {
    struct peer c, s;
    size_t chunk; /* bytes fed at once; 0: as many as wanted */
    /* May change what one side sends before the other sees it. */
    void (*tap)(struct pair *p, struct peer *from, uint8_t *bytes, size_t *len);
    int arg, seen;
};

void pair_init(struct pair *p);
/* Makes the connections; the settings are done. */
void pair_start(struct pair *p);
/* New connections with the same settings and caches. */
void pair_again(struct pair *p);
void pair_free(struct pair *p);
/* Use only these. */
void peer_use_cred(struct peer *e, enum cred_kind k);
/* Before TLS 1.2 there are RSA and ECDSA alone. */
static inline enum cred_kind last_cred(uint16_t version) { return version < BS_TLS12 ? CRED_P384 : NUM_CREDS - 1; }
void peer_use_suite(struct peer *e, uint16_t suite);
void peer_use_group(struct peer *e, uint16_t group);
/* A PSK of TLS 1.3 with a key of such bytes; to be freed. */
struct bs_session *peer_make_psk(struct peer *e, uint16_t suite, uint8_t key);
/* Both know one as "id", of TLS_AES_128_GCM_SHA256. */
void pair_use_external_psk(struct pair *p);
void peer_use_versions(struct peer *e, uint16_t min, uint16_t max);

/* Runs both until nothing moves. True if both are open. */
bool pair_run(struct pair *p);
/* Moves what `from` has written; true if there was something. */
bool pair_move(struct pair *p, struct peer *from);
/* Does what can be done with the input in hand. */
void peer_work(struct peer *e);
/* Hands bytes to a peer. */
void peer_feed(struct pair *p, struct peer *e, const uint8_t *bytes, size_t len);
/* Writes application data and runs. */
bool pair_say(struct pair *p, struct peer *from, const void *bytes, size_t len);
/* A handshake, data both ways, close both ways. */
bool pair_works(struct pair *p);

static inline struct peer *other(struct pair *p, const struct peer *e) { return e == &p->c ? &p->s : &p->c; }

#endif
