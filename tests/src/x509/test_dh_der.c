/* Diffie-Hellman in DER: each structure written and read again, every truncation, and what belongs to other algorithms. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "src/x509/dh_der.h"

static uint8_t prime[64], number[20];

static struct bs_dh_der sample(bool x942) {
    memset(prime, 0xA5, sizeof prime);
    memset(number, 0x7F, sizeof number);
    struct bs_dh_der k = { .x942 = x942, .p = bs_r_from(prime, sizeof prime), .g = bs_r_from(number, 1),
                           .pub = bs_r_from(prime + 1, 40), .priv = bs_r_from(number, sizeof number) };
    if (x942) k.q = bs_r_from(number, sizeof number);
    else k.length = 225;
    return k;
}

typedef void encode_fn(bs_writer *w, const struct bs_dh_der *k);
typedef bs_status decode_fn(struct bs_dh_der *out, bs_reader der);

static bs_status params(struct bs_dh_der *out, bs_reader der) { return bs_dh_params_decode(out, false, der); }
static bs_status x942_params(struct bs_dh_der *out, bs_reader der) { return bs_dh_params_decode(out, true, der); }

static bool same(bs_reader a, bs_reader b) { return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0); }

static void round_trip(const struct bs_dh_der *k, encode_fn *encode, decode_fn *decode, bool pub, bool priv) {
    uint8_t buf[512];
    struct bs_dh_der again;
    size_t len = 0;
    cr_assert(bs_dh_der_room(k) <= sizeof buf);
    bs_writer w = bs_w_to(buf, bs_dh_der_room(k));
    encode(&w, k);
    cr_assert(bs_w_finish(&w, &len));
    cr_assert_eq(decode(&again, bs_r_from(buf, len)), BS_OK);
    cr_expect_eq(again.x942, k->x942);
    cr_expect(same(again.p, k->p) && same(again.g, k->g) && same(again.q, k->q));
    cr_expect_eq(again.length, k->length);
    cr_expect(pub ? same(again.pub, k->pub) : again.pub.len == 0);
    cr_expect(priv ? same(again.priv, k->priv) : again.priv.len == 0);
    for (size_t n = 0; n < len; n++) {
        uint8_t *cut = malloc(n + 1); /* so that a checker sees a read beyond */
        memcpy(cut, buf, n);
        cr_expect_eq(decode(&again, bs_r_from(cut, n)), BS_E_DECODE, "cut at %zu", n);
        free(cut);
    }
    cr_assert_lt(len, sizeof buf);
    buf[len] = 0;
    cr_expect_eq(decode(&again, bs_r_from(buf, len + 1)), BS_E_DECODE, "a byte too many");
}

Test(x509_dh_der, every_structure_is_read_as_it_was_written) {
    for (int x942 = 0; x942 < 2; x942++) {
        struct bs_dh_der k = sample(x942);
        round_trip(&k, bs_dh_params_encode, x942 ? x942_params : params, false, false);
        round_trip(&k, bs_dh_spki_encode, bs_dh_spki_decode, true, false);
        round_trip(&k, bs_dh_pkcs8_encode, bs_dh_pkcs8_decode, false, true);
    }
}

Test(x509_dh_der, what_is_missing_is_not_written) {
    uint8_t buf[512];
    size_t len;
    struct bs_dh_der k = sample(true);
    k.q = (bs_reader){ 0 };
    bs_writer w = bs_w_to(buf, sizeof buf);
    bs_dh_params_encode(&w, &k);
    cr_expect_not(bs_w_finish(&w, &len));
    k = sample(false);
    k.pub = k.priv = (bs_reader){ 0 };
    w = bs_w_to(buf, sizeof buf);
    bs_dh_spki_encode(&w, &k);
    cr_expect_not(bs_w_finish(&w, &len));
    w = bs_w_to(buf, sizeof buf);
    bs_dh_pkcs8_encode(&w, &k);
    cr_expect_not(bs_w_finish(&w, &len));
}

/* p, g and q, then a cofactor, then a seed with its counter: RFC 3279 2.3.3 */
Test(x509_dh_der, cofactor_and_seed_are_left) {
    static const uint8_t whole[] = { 0x30, 0x17, 2, 1, 23, 2, 1, 5, 2, 1, 11, 2, 1, 2, 0x30, 9, 3, 4, 0, 1, 2, 3, 2, 1, 7 };
    struct bs_dh_der k;
    cr_expect_eq(bs_dh_params_decode(&k, true, bs_r_from(whole, sizeof whole)), BS_OK);
    cr_expect(k.q.len == 1 && k.q.p[0] == 11);
    uint8_t other[sizeof whole];
    memcpy(other, whole, sizeof other);
    other[14] = 0x31; /* a SET is no ValidationParms */
    cr_expect_eq(bs_dh_params_decode(&k, true, bs_r_from(other, sizeof other)), BS_E_DECODE);
    cr_expect_eq(bs_dh_params_decode(&k, false, bs_r_from(whole, sizeof whole)), BS_E_DECODE, "not PKCS #3");
}

Test(x509_dh_der, another_algorithm_is_unsupported) {
    static const uint8_t spki[] = { 0x30, 0x0B, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 2, 0, 1 };
    struct bs_dh_der k;
    cr_expect_eq(bs_dh_spki_decode(&k, bs_r_from(spki, sizeof spki)), BS_E_UNSUPPORTED);
}
