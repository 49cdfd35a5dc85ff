/* A chain and a trust store made of fuzzed certificates. Five bytes of settings, then certificates, each with a 16-bit
 * length and a byte that says where it goes. An event may be overridden, so that all checks are reached. */
#include "src/x509/host.h"
#include "src/x509/name.h"
#include "src/x509/path.h"
#include "src/x509/purpose.h"
#include "tests/fuzz/take.h"

#define MAX_CERTS 24

struct world {
    struct bs_cert certs[MAX_CERTS];
    struct bs_path_cert untrusted[MAX_CERTS], trusted[MAX_CERTS];
    size_t num, num_untrusted, num_trusted;
    struct bs_crl crl;
    bool has_crl, forgive, no_signatures;
    size_t num_events;
};

static int trusted_issuer(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    const struct world *w = (const struct world *)arg;
    struct bs_path_cert found[MAX_CERTS];
    size_t num = 0;
    for (size_t i = 0; i < w->num_trusted; i++) {
        if (bs_name_equal(w->trusted[i].cert->subject, of->cert->issuer)) found[num++] = w->trusted[i];
    }
    int best = bs_path_best_issuer(p, of, found, num);
    must(best < (int)num);
    if (best < 0) return 0;
    *out = found[best];
    return 1;
}

static int trusted_match(void *arg, struct bs_path *p, const struct bs_path_cert *of, struct bs_path_cert *out) {
    const struct world *w = (const struct world *)arg;
    (void)p;
    for (size_t i = 0; i < w->num_trusted; i++) {
        if (!bs_cert_same(w->trusted[i].cert, of->cert)) continue;
        *out = w->trusted[i];
        return 1;
    }
    return 0;
}

static enum bs_trust trust(void *arg, const struct bs_path_cert *c, int trust_id, unsigned flags) {
    (void)arg, (void)trust_id;
    return bs_path_trust_itself(c->cert, flags);
}

static bool event(void *arg, struct bs_path *p, int ok) {
    struct world *w = (struct world *)arg;
    must(p->num <= BS_PATH_MAX && p->num > 0);
    must(++w->num_events < 100000);
    return ok || w->forgive;
}

static int verify(void *arg, struct bs_path *p) {
    const struct world *w = (const struct world *)arg;
    return w->no_signatures ? 1 : bs_path_check_signatures(p);
}

static bool host(void *arg, size_t i, bs_reader *out) {
    (void)arg;
    *out = bs_r_from("www.example.com", 15);
    return i == 0;
}

static bool host_matched(void *arg, struct bs_path *p, uint8_t tag, bs_reader text) {
    (void)arg, (void)tag;
    must(text.p >= p->chain[0].cert->der.p);
    return true;
}

static bool crl(void *arg, enum bs_crl_source from, bs_reader issuer, size_t i, const struct bs_crl **out,
                void **handle) {
    (void)from;
    const struct world *w = (const struct world *)arg;
    if (i > 0 || !w->has_crl || !bs_name_equal(issuer, w->crl.issuer)) return false;
    *out = &w->crl;
    *handle = NULL;
    return true;
}

static bool crl_path(void *arg, struct bs_path *p, const struct bs_path_cert *issuer, struct bs_path_cert *out_anchor) {
    static struct bs_path sub;
    (void)arg;
    must(!p->for_crl);
    sub = *p;
    sub.for_crl = true;
    sub.chain[0] = *issuer;
    if (bs_path_verify(&sub) != 1) return false;
    *out_anchor = sub.chain[sub.num - 1];
    return true;
}

static void read_certs(struct world *w, bs_reader in) {
    while (in.len > 0 && w->num < MAX_CERTS) {
        uint8_t where = take_u8(&in);
        bs_reader der = take_bytes(&in, take_u16(&in));
        if (where & 4) {
            if (!w->has_crl) w->has_crl = bs_crl_decode(&w->crl, der) == BS_OK;
            continue;
        }
        struct bs_cert *c = &w->certs[w->num];
        if (bs_cert_decode(c, der) != BS_OK) continue;
        w->num++;
        if (where & 1) w->trusted[w->num_trusted++] = (struct bs_path_cert){ c, c };
        if (where & 2) w->untrusted[w->num_untrusted++] = (struct bs_path_cert){ c, c };
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct world w;
    static struct bs_path p;
    struct bs_impl impl;
    bs_reader in = bs_r_from(data, size);
    bs_impl_choose(&impl);
    memset(&w, 0, sizeof(w));
    uint8_t how = take_u8(&in);
    struct bs_path_ops ops = { .trusted_issuer = trusted_issuer,
                               .trusted_match = trusted_match,
                               .trust = trust,
                               .event = event,
                               .verify = verify,
                               .host = how & 4 ? host : NULL,
                               .host_matched = host_matched,
                               .crl = crl,
                               .crl_path = crl_path };
    w.forgive = (how & 1) != 0;
    w.no_signatures = (how & 2) != 0;
    p = (struct bs_path){ .ops = &ops, .arg = &w, .impl = &impl, .time = 1790000000 };
    p.flags = (uint32_t)take_u16(&in) | (how & 8 ? BS_PATH_PARTIAL_CHAIN : 0) | (how & 16 ? BS_PATH_NO_CHECK_TIME : 0);
    uint8_t use = take_u8(&in), more = take_u8(&in);
    p.purpose = use % (BS_PURPOSE_LAST + 1);
    p.trust = (use >> 4) % (BS_TRUST_ID_LAST + 1);
    p.depth = more & 8 ? more & 7 : 100;
    p.auth_level = more >> 4 & 3;
    if (how & 32) p.email = bs_r_from("joe@example.com", 15);
    if (how & 64) p.ip = bs_r_from("\x7f\0\0\1", 4);
    read_certs(&w, in);
    if (w.num == 0) return 0;
    p.chain[0] = (struct bs_path_cert){ &w.certs[0], &w.certs[0] };
    p.num = 1;
    p.untrusted = w.untrusted;
    p.num_untrusted_given = w.num_untrusted;
    p.has_untrusted = w.num_untrusted > 0;
    int r = bs_path_verify(&p);
    must(r >= -1 && r <= 1 && p.num <= BS_PATH_MAX);
    if (r == 1 && !w.forgive) must(p.error == BS_V_OK);
    return 0;
}
