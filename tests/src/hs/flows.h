/* The handshakes that the tests of order, memory and mutation go through: each that exists. */
#ifndef TESTS_HS_FLOWS_H
#define TESTS_HS_FLOWS_H

#include "tests/src/hs/peers.h"

#define MAX_FLOWS 64

struct flow {
    const char *name;
    uint16_t version;
    bool retry, client_auth, resume;
    uint32_t flags;      /* of the server */
    uint16_t suite;      /* the only one; 0: any */
    enum cred_kind cred; /* of the server */
};

/* Fills the list: the named ones, and one for each key exchange, authentication and version that bs_suites has. */
size_t flows_list(struct flow out[MAX_FLOWS]);

/* Settings, connections and, where one is to be resumed, a handshake before. */
void flow_init(struct pair *p, const struct flow *f);
/* New connections. */
void flow_start(struct pair *p, const struct flow *f);
/* Moves record by record; stops before the n-th that goes to the victim. False if the handshake was over before. */
bool flow_to(struct pair *p, const struct flow *f, struct peer *victim, int n);

/* Does what a message would in a copy of this process, so that a state can be tried with many. The copy says what it
 * found, on standard error, and _exits; true if it found nothing. */
bool branch_begin(void); /* true in the copy */
void branch_end(bool good) __attribute__((noreturn));
bool branch_result(void);

#endif
