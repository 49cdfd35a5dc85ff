/* Every allocation made to fail in turn: an error (or no harm, where peers.c tries again), no crash,
 * nothing lost.
 * The program is linked with --wrap for the allocator's functions, so that only calls from src/ and tests/ are seen. */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "tests/src/hs/peers.h"

static long calls_left = -1; /* -1: none fails */
static bool for_good;        /* the next ones fail too */
static long balance;         /* blocks given out and not taken back */
static bool failed;

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
char *__real_strdup(const char *s);
void __real_free(void *p);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
char *__wrap_strdup(const char *s);
void *__real_aligned_alloc(size_t align, size_t n);
void *__wrap_aligned_alloc(size_t align, size_t n);
void __wrap_free(void *p);

static bool refuse(void) {
    bool no = calls_left == 0;
    if (calls_left > 0 || (no && !for_good)) calls_left--;
    failed |= no;
    return no;
}

static void *counted(void *p) {
    balance += p != NULL;
    return p;
}

void *__wrap_malloc(size_t n) { return refuse() ? NULL : counted(__real_malloc(n)); }
void *__wrap_calloc(size_t n, size_t size) { return refuse() ? NULL : counted(__real_calloc(n, size)); }
char *__wrap_strdup(const char *s) { return refuse() ? NULL : counted(__real_strdup(s)); }
void *__wrap_aligned_alloc(size_t align, size_t n) { return counted(__real_aligned_alloc(align, n)); } /* peers.c's */
void __wrap_free(void *p) {
    balance -= p != NULL;
    __real_free(p);
}

struct flow {
    const char *name;
    uint16_t version;
    bool client_auth, retry, resume, key_update;
    uint32_t flags;
    bool again;          /* renegotiates, or authenticates the client once more */
    bool early;
};

static const struct flow flows[] = {
    { "1.3", BS_TLS13, false, false, false, true, 0, false, false },
    { "1.3 with client certificate after a retry", BS_TLS13, true, true, false, false, 0, false, false },
    { "1.3 resumed", BS_TLS13, false, false, true, false, 0, false, false },
    { "1.3 resumed from the cache", BS_TLS13, false, false, true, false, BS_CF_NO_TICKET, false, false },
    { "1.3 with early data", BS_TLS13, false, false, true, false, 0, false, true },
    { "1.3 with early data before a retry", BS_TLS13, false, true, true, false, BS_CF_NO_ANTI_REPLAY, false, true },
    { "1.2", BS_TLS12, false, false, false, false, 0, false, false },
    { "1.2 with client certificate", BS_TLS12, true, false, false, false, 0, false, false },
    { "1.2 resumed by ticket", BS_TLS12, false, false, true, false, 0, false, false },
    { "1.2 resumed by id", BS_TLS12, false, false, true, false, BS_CF_NO_TICKET, false, false },
    { "1.3 with client certificate afterwards", BS_TLS13, false, false, false, false, 0, true, false },
    { "1.2 renegotiated", BS_TLS12, false, false, false, false, BS_CF_NO_TICKET, true, false },
};

static void begin(struct pair *p, const struct flow *f) {
    pair_init(p);
    peer_use_versions(&p->s, f->version, f->version);
    p->s.cfg.flags |= f->flags;
    p->c.cfg.alpn = bs_r_from("\2h2", 3);
    p->s.alpn = "h2";
    p->s.ack_name = true;
    p->c.cfg.max_send_fragment = p->s.cfg.max_send_fragment = 200; /* messages over several records */
    if (f->retry) peer_use_group(&p->s, 24);
    if (f->again && f->version == BS_TLS13) {
        p->c.cfg.flags |= BS_CF_PHA;
        p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_PHA;
        peer_use_cred(&p->c, CRED_P256);
    }
    if (f->client_auth) {
        p->s.cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
        p->s.cfg.sid_ctx_len = 1;
        peer_use_cred(&p->c, CRED_P256);
    }
    if (f->early) p->s.cfg.max_early_data = 1000;
    pair_start(p);
    if (!f->resume) return;
    cr_assert(pair_works(p), "%s", f->name);
    p->c.early = p->s.early = f->early;
    p->c.early_say = "early";
    pair_again(p);
}

/* Asked for by the server. True if it went well, or could not begin for want of memory. */
static bool once_more(struct pair *p, const struct flow *f) {
    bs_status s = f->version == BS_TLS13 ? bs_conn_request_auth(p->s.conn) : bs_conn_renegotiate(p->s.conn, false);
    p->s.starved |= s == BS_E_MEMORY;
    if (s != BS_OK) return false;
    p->s.done = false;
    return pair_run(p);
}

static bool run(struct pair *p, const struct flow *f) {
    if (!pair_run(p) || !pair_say(p, &p->c, "hello", 5)) return false;
    if (f->again && !once_more(p, f)) return false;
    if (f->key_update) p->c.starved |= bs_conn_key_update(p->c.conn, true) == BS_E_MEMORY;
    if (p->c.starved || !pair_say(p, &p->c, "again", 5)) return false;
    return pair_say(p, &p->s, "world!", 6);
}

/* True while there was an n-th allocation to refuse. */
static bool refuse_nth(const struct flow *f, long n, bool all_after) {
    struct pair p;
    long before = balance;
    begin(&p, f);
    failed = false;
    for_good = all_after;
    calls_left = n;
    bool good = run(&p, f);
    calls_left = -1;
    bool told = p.c.last == BS_E_MEMORY || p.s.last == BS_E_MEMORY || p.c.starved || p.s.starved;
    cr_expect(good || failed, "%s, allocation %ld", f->name, n);
    cr_expect(good || told, "%s, allocation %ld: %s, %s", f->name, n, bs_status_name(p.c.last), bs_status_name(p.s.last));
    pair_free(&p);
    cr_expect(p.c.buffers == 0 && p.s.buffers == 0, "%s, allocation %ld", f->name, n);
    cr_expect_eq(balance, before, "%s, allocation %ld: %ld blocks lost", f->name, n, balance - before);
    return failed;
}

static void refuse_each(bool all_after) {
    struct pair warm_up; /* the keys are decoded once and kept */
    pair_init(&warm_up);
    pair_free(&warm_up);
    for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++) {
        long n = 0;
        while (refuse_nth(&flows[i], n, all_after)) n++;
        cr_expect_gt(n, 10, "%s", flows[i].name);
    }
}

Test(hs_memory, one_allocation_that_fails_is_told_or_does_no_harm) { refuse_each(false); }

Test(hs_memory, all_allocations_fail_from_one_on) { refuse_each(true); }

Test(hs_memory, a_connection_without_memory_is_none) {
    struct pair p;
    pair_init(&p);
    calls_left = 0;
    struct bs_conn *c = bs_conn_new(BS_CLIENT, &p.c.cfg, &p.c);
    calls_left = -1;
    cr_expect_null(c);
    pair_free(&p);
}
