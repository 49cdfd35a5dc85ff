#include "tests/src/hs/flows.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct flow named[] = {
    { "1.3", BS_TLS13, false, false, false, 0, 0, CRED_P256 },
    { "1.3 with a retry and a client certificate", BS_TLS13, true, true, false, 0, 0, CRED_P256 },
    { "1.3 resumed", BS_TLS13, false, false, true, 0, 0, CRED_P256 },
    { "1.3 resumed from the cache after a retry", BS_TLS13, true, false, true, BS_CF_NO_TICKET, 0, CRED_P256 },
    { "1.2", BS_TLS12, false, false, false, 0, 0, CRED_P256 },
    { "1.2 with a client certificate", BS_TLS12, false, true, false, 0, 0, CRED_P256 },
    { "1.2 without tickets", BS_TLS12, false, false, false, BS_CF_NO_TICKET, 0, CRED_P256 },
    { "1.2 resumed by ticket", BS_TLS12, false, false, true, 0, 0, CRED_P256 },
    { "1.2 resumed by id", BS_TLS12, false, false, true, BS_CF_NO_TICKET, 0, CRED_P256 },
    { "1.0", BS_TLS10, false, false, false, 0, 0x002F, CRED_RSA },
};
#define NUM_NAMED (sizeof(named) / sizeof(named[0]))

static bool listed(const struct flow *list, size_t num, const struct bs_suite *s, uint16_t version) {
    for (size_t i = NUM_NAMED; i < num; i++) {
        const struct bs_suite *other = bs_suite_find(list[i].suite);
        if (list[i].version == version && other->kx == s->kx && other->auth == s->auth) return true;
    }
    return false;
}

/* Every key exchange and authentication in each version; where a sanitizer slows all down, in TLS 1.2 alone. */
size_t flows_list(struct flow out[MAX_FLOWS]) {
    size_t n = NUM_NAMED;
    memcpy(out, named, sizeof(named));
    for (uint16_t v = getenv("INSTRUMENTED") ? BS_TLS12 : BS_TLS10; v <= BS_TLS12; v++) {
        for (size_t i = 0; i < bs_num_suites && n < MAX_FLOWS; i++) {
            const struct bs_suite *s = &bs_suites[i];
            if (!bs_suite_allows(s, v) || listed(out, n, s, v)) continue;
            enum cred_kind cred = s->auth == BS_AUTH_ECDSA ? CRED_P256 : CRED_RSA;
            out[n++] = (struct flow){ .name = s->name, .version = v, .suite = s->id, .cred = cred };
        }
    }
    return n;
}

/* The shortest modulus that is taken, so that trying each of its bytes takes no longer than it must. */
static void use_short_dh(struct peer *e) {
    static uint8_t p[64];
    static const uint8_t g[1] = { 3 };
    memset(p, 0xFF, sizeof(p));
    e->dh = (struct bs_dh){ .p = bs_r_from(p, sizeof(p)), .g = bs_r_from(g, sizeof(g)) };
}

void flow_init(struct pair *p, const struct flow *f) {
    pair_init(p);
    peer_use_versions(&p->s, f->version, f->version);
    if (f->version < BS_TLS12) peer_use_versions(&p->c, f->version, f->version);
    peer_use_cred(&p->s, f->cred);
    if (f->suite) {
        peer_use_suite(&p->c, f->suite);
        peer_use_suite(&p->s, f->suite);
        if (bs_suite_find(f->suite)->kx & BS_KX_DHE) use_short_dh(&p->s);
    }
    p->s.cfg.flags |= f->flags;
    if (f->retry) peer_use_group(&p->s, 24);
    if (f->client_auth) {
        p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
        peer_use_cred(&p->c, CRED_P256);
    }
    pair_start(p);
    if (!f->resume) return;
    if (!pair_run(p)) abort();
    pair_again(p);
}

void flow_start(struct pair *p, const struct flow *f) {
    if (f->resume) {
        pair_again(p);
    } else {
        pair_start(p);
    }
    peer_work(&p->c);
    peer_work(&p->s);
}

bool flow_to(struct pair *p, const struct flow *f, struct peer *victim, int n) {
    flow_start(p, f);
    for (;;) {
        struct peer *from = bs_conn_output(p->c.conn).len > 0 ? &p->c : &p->s;
        bs_reader out = bs_conn_output(from->conn);
        if (out.len == 0 || victim->done) return false;
        size_t len = 5 + ((size_t)out.p[3] << 8 | out.p[4]);
        uint8_t rec[20000];
        if (from != victim && n-- == 0) return true;
        memcpy(rec, out.p, len);
        bs_conn_drained(from->conn, len);
        peer_feed(p, other(p, from), rec, len);
    }
}

static bool good_copy;

bool branch_begin(void) {
    pid_t pid = fork();
    int status = 0;
    if (pid == 0) return true;
    good_copy = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return false;
}

void branch_end(bool good) { _exit(good ? 0 : 1); }

bool branch_result(void) { return good_copy; }
