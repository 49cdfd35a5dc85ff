/* A block of extensions, as each message carries it. First byte: the message; second: what we sent. */
#include <stdlib.h>

#include "src/ext/ext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const enum bs_ext_msg messages[] = { BS_IN_CH, BS_IN_SH12, BS_IN_SH13, BS_IN_HRR, BS_IN_EE, BS_IN_CR, BS_IN_CT, BS_IN_NST };
static const uint16_t groups[] = { 29, 23, 24, 25 };

/* An extension of the program's own, which the walker must keep within its bounds and messages. */
static const struct bs_custom_ext own = { .type = 0x5a5a, .messages = BS_IN_CH | BS_IN_EE | BS_IN_CR | BS_IN_CT, .roles = 3 };

static bs_status parse_own(void *app, const struct bs_custom_ext *e, enum bs_ext_msg m, const struct bs_ext_cert *cert,
                           bs_reader body) {
    static volatile uint8_t sink;
    (void)app, (void)e, (void)cert;
    if ((own.messages & m) == 0) abort();
    for (size_t i = 0; i < body.len; i++) sink = (uint8_t)(sink + body.p[i]);
    return BS_OK;
}

static struct bs_hs *new_handshake(struct bs_conn *c, enum bs_ext_msg m, uint8_t sent) {
    static const struct bs_ops ops = { .custom_parse = parse_own };
    c->cfg.ops = &ops;
    c->cfg.custom = &own;
    c->cfg.num_custom = 1;
    c->cfg.groups = groups;
    c->cfg.num_groups = 4;
    c->cfg.min_version = BS_TLS12;
    c->cfg.max_version = BS_TLS13;
    c->cfg.alpn = bs_r_from("\2h2", 3);
    c->role = m == BS_IN_CH ? BS_SERVER : BS_CLIENT;
    c->version = m == BS_IN_CH ? 0 : m == BS_IN_SH12 ? BS_TLS12 : BS_TLS13;
    if (bs_hs_start(c, true) != BS_OK) abort();
    c->hs->renegotiation = (sent & 6) == 6;
    c->hs->ext_sent = sent & 1 ? UINT64_MAX : sent * UINT64_C(0x0101010101010101);
    c->hs->custom = (struct bs_custom_mark *)calloc(1, sizeof *c->hs->custom);
    if (!c->hs->custom) abort();
    c->hs->custom[0] = (struct bs_custom_mark){ own.type, sent >> 1 & 1 };
    c->hs->num_custom = 1;
    c->hs->kex.group = bs_group_find(groups[sent & 3]);
    return c->hs;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2) return 0;
    struct bs_conn *c = (struct bs_conn *)calloc(1, sizeof *c);
    uint8_t *copy = (uint8_t *)malloc(size); /* of its own, so that a read past its end is seen */
    if (!c || !copy) abort();
    memcpy(copy, data + 2, size - 2);
    enum bs_ext_msg m = messages[data[0] % 8];
    struct bs_hs *hs = new_handshake(c, m, data[1]);
    if (bs_ext_read(hs, m, bs_r_from(copy, size - 2)) == BS_OK && hs->psk_ids.len > 0) {
        bs_reader ids = hs->psk_ids, id;
        uint32_t age;
        while (bs_psk_next(&ids, &id, &age)) {}
    }
    bs_conn_free(c);
    free(copy);
    return 0;
}
