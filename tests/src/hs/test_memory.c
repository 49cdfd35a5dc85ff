/* Each allocation made to fail in turn. The linker puts these in the place of malloc() and calloc(). */
#include <criterion/criterion.h>

#include "tests/src/hs/peers.h"

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);

static long left = -1; /* allocations that still succeed; -1: all */

static bool fails(void) {
    if (left < 0) return false;
    if (left == 0) return true;
    left--;
    return false;
}

void *__wrap_malloc(size_t n) { return fails() ? NULL : __real_malloc(n); }
void *__wrap_calloc(size_t n, size_t size) { return fails() ? NULL : __real_calloc(n, size); }

/* One peer's work under scarcity; the harness's own needs are met. */
static void work(struct peer *e, long *budget) {
    left = *budget;
    peer_work(e);
    *budget = left;
    left = -1;
}

/* Runs by hand so that only the engine is short of memory. True if both are open at the end. */
static bool run_with(struct pair *p, long budget) {
    uint8_t rec[70000];
    work(&p->c, &budget);
    work(&p->s, &budget);
    for (bool moved = true; moved;) {
        moved = false;
        for (int i = 0; i < 2; i++) {
            struct peer *from = i ? &p->s : &p->c, *to = other(p, from);
            bs_reader out = bs_conn_output(from->conn);
            size_t len = out.len, want, room;
            if (len == 0 || len > sizeof(rec)) continue;
            memcpy(rec, out.p, len);
            bs_conn_drained(from->conn, len);
            moved = true;
            for (size_t at = 0; at < len;) {
                uint8_t *in = bs_conn_input(to->conn, &want, &room);
                if (!in) break;
                size_t n = want < len - at ? want : len - at;
                memcpy(in, rec + at, n);
                bs_conn_fed(to->conn, n);
                at += n;
                work(to, &budget);
            }
        }
    }
    return p->c.done && p->s.done;
}

static void every_allocation(uint16_t v, bool resume, uint32_t flags) {
    bool ok = false;
    for (long n = 0; n < 200 && !ok; n++) {
        struct pair p;
        pair_init(&p);
        peer_use_versions(&p.s, v, v);
        p.s.cfg.verify = BS_VERIFY_PEER;
        p.s.cfg.sid_ctx_len = 1;
        p.s.cfg.flags |= flags;
        peer_use_cred(&p.c, CRED_P256);
        p.c.cfg.alpn = bs_r_from("\2h2", 3);
        p.s.alpn = "h2";
        p.c.cfg.max_send_fragment = p.s.cfg.max_send_fragment = 200; /* messages over several records */
        pair_start(&p);
        if (resume) {
            cr_assert(pair_run(&p));
            pair_again(&p);
        }
        ok = run_with(&p, n);
        if (!ok) {
            bool memory = p.c.last == BS_E_MEMORY || p.s.last == BS_E_MEMORY;
            cr_expect(memory, "%x at %ld: %s %s", v, n, bs_status_name(p.c.last), bs_status_name(p.s.last));
        }
        pair_free(&p);
        cr_expect_eq(p.c.buffers + p.s.buffers, 0);
    }
    cr_expect(ok);
}

Test(hs_memory, every_allocation_fails_in_turn) {
    for (uint16_t v = BS_TLS12; v <= BS_TLS13; v++) {
        every_allocation(v, false, 0);
        every_allocation(v, true, 0);
        every_allocation(v, true, BS_CF_NO_TICKET);
    }
}
