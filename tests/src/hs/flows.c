#include "tests/src/hs/flows.h"

#include "src/hs/messages.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct flow named[] = {
    { .name = "1.3", .version = BS_TLS13, .cred = CRED_P256 },
    { .name = "1.3 with a retry and a client certificate", .version = BS_TLS13, .retry = true, .client_auth = true,
      .cred = CRED_P256 },
    { .name = "1.3 resumed", .version = BS_TLS13, .resume = true, .cred = CRED_P256 },
    { .name = "1.3 resumed from the cache after a retry", .version = BS_TLS13, .retry = true, .resume = true,
      .flags = BS_CF_NO_TICKET, .cred = CRED_P256 },
    { .name = "1.2", .version = BS_TLS12, .cred = CRED_P256 },
    { .name = "1.2 with a client certificate", .version = BS_TLS12, .client_auth = true, .cred = CRED_P256 },
    { .name = "1.2 without tickets", .version = BS_TLS12, .flags = BS_CF_NO_TICKET, .cred = CRED_P256 },
    { .name = "1.2 resumed by ticket", .version = BS_TLS12, .resume = true, .cred = CRED_P256 },
    { .name = "1.2 resumed by id", .version = BS_TLS12, .resume = true, .flags = BS_CF_NO_TICKET, .cred = CRED_P256 },
    { .name = "1.0", .version = BS_TLS10, .suite = 0x002F, .cred = CRED_RSA },
    { .name = "1.3 with early data", .version = BS_TLS13, .resume = true, .flags = BS_CF_NO_ANTI_REPLAY, /* again and again */
      .cred = CRED_P256, .early = true },
    { .name = "1.3 with early data that are refused", .version = BS_TLS13, .resume = true, .cred = CRED_P256,
      .early = true, .early_refused = true },
    { .name = "1.3 with early data and a retry", .version = BS_TLS13, .retry = true, .resume = true, .cred = CRED_P256,
      .early = true },
    { .name = "1.3 by an external PSK", .version = BS_TLS13, .cred = CRED_P256, .external = true },
    { .name = "1.3 by an external PSK after a retry", .version = BS_TLS13, .retry = true, .cred = CRED_P256, .external = true },
    { .name = "1.3 by an external PSK alone", .version = BS_TLS13, .cred = CRED_P256, .external = true, .alone = true },
    { .name = "1.3 with a status", .version = BS_TLS13, .cred = CRED_P256, .stapled = true },
    { .name = "1.3 with authentication afterwards", .version = BS_TLS13, .client_auth = true, .cred = CRED_P256,
      .after = SERVER_ASKS_FOR_CERT },
    { .name = "1.2 with a status and a client certificate", .version = BS_TLS12, .client_auth = true, .cred = CRED_P256,
      .stapled = true },
    { .name = "1.2 by PSK with a hint", .version = BS_TLS12, .suite = 0x00A8, .cred = CRED_P256, .hint = "hint" },
    { .name = "1.2 by ECDHE_PSK with a hint", .version = BS_TLS12, .suite = 0xC037, .cred = CRED_P256, .hint = "hint" },
    { .name = "1.2 renegotiated by the client", .version = BS_TLS12, .client_auth = true, .cred = CRED_P256,
      .after = CLIENT_RENEGOTIATES },
    { .name = "1.2 renegotiated by the server", .version = BS_TLS12, .flags = BS_CF_NO_RESUME_ON_RENEGOTIATION,
      .cred = CRED_P256, .after = SERVER_RENEGOTIATES },
    { .name = "1.2 renegotiated with a ticket", .version = BS_TLS12, .cred = CRED_P256, .after = SERVER_RENEGOTIATES },
    { .name = "1.0 renegotiated with an id", .version = BS_TLS10, .flags = BS_CF_NO_TICKET, .suite = 0x002F,
      .cred = CRED_RSA, .after = SERVER_RENEGOTIATES },
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

static void use_extras(struct pair *p, const struct flow *f) {
    if (f->early) p->s.cfg.max_early_data = 1000;
    if (f->external) {
        pair_use_external_psk(p);
        peer_use_suite(&p->s, 0x1301); /* with the PSK's hash */
    }
    if (f->alone) {
        p->c.cfg.flags |= BS_CF_ALLOW_PSK_KE;
        p->s.cfg.flags |= BS_CF_ALLOW_PSK_KE;
        peer_use_group(&p->c, 23);
        peer_use_group(&p->s, 24);
    }
    if (f->stapled) {
        p->c.cfg.request_status = true;
        p->s.status = bs_r_from("a response", 10);
    }
    if (f->hint) p->s.cfg.psk_hint = bs_r_from(f->hint, strlen(f->hint));
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
    p->s.cfg.flags |= f->flags | (f->after == CLIENT_RENEGOTIATES ? BS_CF_ALLOW_CLIENT_RENEGOTIATION : 0);
    if (f->retry) peer_use_group(&p->s, 24);
    if (f->client_auth) {
        p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
        p->s.cfg.sid_ctx_len = 1; /* else what is resumed would be refused */
        peer_use_cred(&p->c, CRED_P256);
    }
    if (f->after == SERVER_ASKS_FOR_CERT) {
        p->s.cfg.verify |= BS_VERIFY_PHA;
        p->c.cfg.flags |= BS_CF_PHA;
    }
    use_extras(p, f);
    pair_start(p);
    if (!f->resume) return;
    if (!pair_run(p)) abort();
    if (!f->early) return;
    p->c.early = p->s.early = true;
    p->c.early_say = "early";
    if (f->early_refused) p->s.cfg.max_early_data = 0;
}

static struct bs_protect before[2]; /* what the ends of a renegotiation write with until its ChangeCipherSpecs */

void flow_begin(struct pair *p, const struct flow *f) {
    if (f->resume) {
        pair_again(p);
    } else {
        pair_start(p);
    }
    if (f->after == NOTHING) return;
    if (!pair_run(p)) abort();
    before[BS_CLIENT] = p->c.conn->wr;
    before[BS_SERVER] = p->s.conn->wr;
    struct peer *asks = f->after == CLIENT_RENEGOTIATES ? &p->c : &p->s;
    bs_status s = f->after == SERVER_ASKS_FOR_CERT ? bs_conn_request_auth(asks->conn) : bs_conn_renegotiate(asks->conn, true);
    if (s != BS_OK) abort();
    asks->done = false;
}

void flow_keys(const struct bs_conn *victim, struct bs_protect *out) {
    struct bs_hs *hs = victim->hs, fake_hs = *hs;
    struct bs_conn fake = *victim; /* for its keys alone */
    bs_status s = BS_OK;
    fake_hs.c = &fake;
    memset(&fake.wr, 0, sizeof(fake.wr));
    if (hs->renegotiation && victim->rd.seq > 0) { /* the new keys begin with 0, and a record of the old ones was read */
        fake.wr = before[victim->role == BS_CLIENT ? BS_SERVER : BS_CLIENT];
    } else if (victim->rd.vtable && victim->version >= BS_TLS13) {
        bool early = hs->early_keys && victim->role == BS_SERVER;
        s = bs_keys13_set(&fake, victim->suite, early ? hs->early_secret : hs->peer_hs, true);
    } else if (victim->rd.vtable) {
        fake.role = victim->role == BS_CLIENT ? BS_SERVER : BS_CLIENT;
        s = bs_keys12_set(&fake_hs, true);
    }
    if (s != BS_OK) abort();
    *out = fake.wr;
    out->seq = victim->rd.seq;
}

bool flow_to(struct pair *p, const struct flow *f, struct peer *victim, int n) {
    flow_begin(p, f);
    peer_work(&p->c);
    peer_work(&p->s);
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
