#include <criterion/criterion.h>
#include <string.h>

#include "src/session/ticket.h"

static bool counting(void *arg, uint8_t *out, size_t n) {
    uint8_t *c = (uint8_t *)arg;
    for (size_t i = 0; i < n; i++) out[i] = (*c)++;
    return true;
}

static bool broken(void *arg, uint8_t *out, size_t n) {
    (void)arg;
    (void)out;
    (void)n;
    return false;
}

static struct bs_impl impl;
static struct bs_ticket_keys keys;
static uint8_t counter;

static void setup(void) {
    bs_impl_choose(&impl);
    memset(keys.name, 1, sizeof keys.name);
    memset(keys.hmac_key, 2, sizeof keys.hmac_key);
    memset(keys.aes_key, 3, sizeof keys.aes_key);
    counter = 0;
}

static size_t seal(const uint8_t *state, size_t len, uint8_t *out, size_t room) {
    cr_assert_eq(bs_ticket_seal(&impl, &keys, bs_r_from(state, len), counting, &counter, out, &room), BS_OK);
    return room;
}

TestSuite(ticket, .init = setup);

Test(ticket, any_length_comes_back) {
    uint8_t state[200], ticket[200 + BS_TICKET_OVERHEAD], back[300];
    for (size_t i = 0; i < sizeof state; i++) state[i] = (uint8_t)(i * 7);
    for (size_t n = 0; n <= sizeof state; n++) {
        size_t len = seal(state, n, ticket, sizeof ticket), out = sizeof back;
        cr_assert_eq(bs_ticket_open(&impl, &keys, bs_r_from(ticket, len), back, &out), BS_OK);
        cr_assert_eq(out, n);
        cr_assert_arr_eq(back, state, n);
    }
}

Test(ticket, any_changed_bit_or_cut_is_not_found) {
    uint8_t state[40] = { 9 }, ticket[40 + BS_TICKET_OVERHEAD], back[128];
    size_t len = seal(state, sizeof state, ticket, sizeof ticket);
    for (size_t i = 0; i < 8 * len; i++) {
        size_t out = sizeof back;
        ticket[i / 8] ^= (uint8_t)(1u << i % 8);
        cr_expect_eq(bs_ticket_open(&impl, &keys, bs_r_from(ticket, len), back, &out), BS_E_NOT_FOUND, "bit %zu", i);
        ticket[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    for (size_t n = 0; n < len; n++) {
        size_t out = sizeof back;
        cr_expect_eq(bs_ticket_open(&impl, &keys, bs_r_from(ticket, n), back, &out), BS_E_NOT_FOUND, "cut at %zu", n);
    }
}

Test(ticket, other_keys_do_not_open_it) {
    uint8_t state[40] = { 9 }, ticket[40 + BS_TICKET_OVERHEAD], back[128];
    size_t len = seal(state, sizeof state, ticket, sizeof ticket), out = sizeof back;
    keys.hmac_key[31] ^= 1;
    cr_expect_eq(bs_ticket_open(&impl, &keys, bs_r_from(ticket, len), back, &out), BS_E_NOT_FOUND);
    keys.hmac_key[31] ^= 1;
    keys.name[0] ^= 1;
    cr_expect_eq(bs_ticket_open(&impl, &keys, bs_r_from(ticket, len), back, &out), BS_E_NOT_FOUND);
}

Test(ticket, no_room_and_no_entropy_are_told) {
    uint8_t state[40] = { 9 }, ticket[40 + BS_TICKET_OVERHEAD];
    size_t room = 100;
    cr_expect_eq(bs_ticket_seal(&impl, &keys, bs_r_from(state, 40), counting, &counter, ticket, &room), BS_E_SPACE);
    room = sizeof ticket;
    cr_expect_eq(bs_ticket_seal(&impl, &keys, bs_r_from(state, 40), broken, NULL, ticket, &room), BS_E_ENTROPY);
}
