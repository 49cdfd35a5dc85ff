/* One connection, either role, fed with bytes from nowhere. First bytes: role and settings, then the size of a bite. */
#include "tests/fuzz/take.h"
#include "tests/src/hs/peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct pair p;
    bs_reader in = bs_r_from(data, size);
    uint8_t how = take_u8(&in), bite = take_u8(&in);
    pair_init(&p);
    struct peer *e = how & 1 ? &p.s : &p.c;
    e->cfg.min_version = how & 2 ? BS_TLS13 : BS_TLS12;
    e->cfg.max_version = how & 4 ? BS_TLS12 : BS_TLS13;
    if (e->cfg.min_version > e->cfg.max_version) e->cfg.min_version = BS_TLS12;
    if (how & 8) e->cfg.verify = BS_VERIFY_PEER | BS_VERIFY_REQUIRE;
    e->pause = (how & 16) != 0;
    pair_start(&p);
    bs_conn_set_read_ahead(e->conn, (how & 32) != 0);
    p.chunk = bite;
    peer_work(e);
    bs_conn_drained(e->conn, bs_conn_output(e->conn).len);
    uint8_t *copy = exact_copy(in);
    peer_feed(&p, e, copy, in.len);
    free(copy);
    bs_conn_eof(e->conn);
    peer_work(e);
    must(e->last > BS_E_FIRST_); /* the end of the input is an error at the latest */
    must(bs_conn_phase(e->conn) == BS_PHASE_FAILED || e->conn->got_close);
    bs_conn_drained(e->conn, bs_conn_output(e->conn).len);
    pair_free(&p);
    must(e->buffers == 0);
    return 0;
}
