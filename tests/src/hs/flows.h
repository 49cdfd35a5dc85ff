/* The handshakes that the tests of order and mutation go through: each that exists. */
#ifndef TESTS_HS_FLOWS_H
#define TESTS_HS_FLOWS_H

#include "tests/src/hs/peers.h"

#define MAX_FLOWS 80

/* What an open connection goes on to. */
enum after { NOTHING, CLIENT_RENEGOTIATES, SERVER_RENEGOTIATES, SERVER_ASKS_FOR_CERT };

struct flow {
    const char *name;
    uint16_t version;
    bool retry, client_auth, resume;
    uint32_t flags;      /* of the server */
    uint16_t suite;      /* the only one; 0: any */
    enum cred_kind cred; /* of the server */
    bool early;          /* with early data, */
    bool early_refused;  /* which the server does not take */
    bool external;       /* an external PSK in TLS 1.3, */
    bool alone;          /* without (EC)DHE */
    bool stapled;        /* a certificate status */
    const char *hint;    /* of a PSK suite */
    enum after after;    /* the flow is this, on an open connection */
};

/* Fills the list: the named ones, and one for each key exchange, authentication and version that bs_suites has. */
size_t flows_list(struct flow out[MAX_FLOWS]);

/* Settings, connections and, where one is to be resumed, a handshake before. */
void flow_init(struct pair *p, const struct flow *f);
/* New connections, open already where something comes after the handshake; what the flow is of has not begun to move. */
void flow_begin(struct pair *p, const struct flow *f);
/* Moves record by record; stops before the n-th that goes to the victim. False if the handshake was over before. */
bool flow_to(struct pair *p, const struct flow *f, struct peer *victim, int n);

/* With which a record for the victim is sealed in its state; `out` has what the peer's bs_conn.wr would be. */
void flow_keys(const struct bs_conn *victim, struct bs_protect *out);

/* If it is set: may change a message before it is hashed and sealed, or put another text in its place. */
extern void (*flow_edit)(struct bs_hs *hs, bs_writer *w);

/* Does what a message would in a copy of this process, so that a state can be tried with many. The copy says what it
 * found, on standard error, and _exits; true if it found nothing. */
bool branch_begin(void); /* true in the copy */
void branch_end(bool good) __attribute__((noreturn));
bool branch_result(void);

#endif
