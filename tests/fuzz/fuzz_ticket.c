/* Tickets. First byte 0: the rest is a ticket; else the rest is a state, which is sealed and then damaged. */
#include "src/session/ticket.h"
#include "tests/fuzz/take.h"
#include "tests/vectors/hex.h"

static struct bs_impl impl;

static void open_ticket(const struct bs_ticket_keys *keys, bs_reader ticket) {
    size_t len = ticket.len;
    uint8_t *out = (uint8_t *)malloc(len ? len : 1);
    if (!out) abort();
    if (bs_ticket_open(&impl, keys, ticket, out, &len) == BS_OK) must(len <= ticket.len);
    free(out);
}

static void seal_and_damage(const struct bs_ticket_keys *keys, bs_reader state, size_t at) {
    uint64_t seed = 7;
    size_t len = state.len + BS_TICKET_OVERHEAD, n;
    uint8_t *ticket = (uint8_t *)malloc(len), *out = (uint8_t *)malloc(len);
    if (!ticket || !out) abort();
    must(bs_ticket_seal(&impl, keys, state, toy_random, &seed, ticket, &len) == BS_OK);
    n = len;
    must(bs_ticket_open(&impl, keys, bs_r_from(ticket, len), out, &n) == BS_OK);
    must(n == state.len && (n == 0 || memcmp(out, state.p, n) == 0));
    ticket[at % len] ^= 1;
    n = len;
    must(bs_ticket_open(&impl, keys, bs_r_from(ticket, len), out, &n) == BS_E_NOT_FOUND);
    free(ticket);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bs_ticket_keys keys;
    bs_reader in = bs_r_from(data, size);
    memset(&keys, 0x42, sizeof(keys));
    bs_impl_choose(&impl);
    uint8_t at = take_u8(&in);
    if (at == 0) {
        open_ticket(&keys, in);
    } else {
        seal_and_damage(&keys, in, at);
    }
    return 0;
}
