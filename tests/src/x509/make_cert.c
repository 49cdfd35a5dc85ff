#include "tests/src/x509/make_cert.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define ROOM 4096 /* beside the extensions */

static void put_oid3(bs_writer *w, uint8_t a, uint8_t b, uint8_t c) {
    const uint8_t oid[] = { a, b, c };
    bs_der_put(w, BS_DER_OID, oid, sizeof oid);
}

static void put_name(bs_writer *w, const char *cn) {
    bs_mark name = bs_der_open(w, BS_DER_SEQUENCE), set = bs_der_open(w, BS_DER_SET), pair = bs_der_open(w, BS_DER_SEQUENCE);
    put_oid3(w, 0x55, 0x04, 0x03);
    bs_der_put(w, BS_DER_UTF8, cn, strlen(cn));
    bs_der_close(w, pair);
    bs_der_close(w, set);
    bs_der_close(w, name);
}

/* Ed25519: RFC 8410 3 */
static void put_algorithm(bs_writer *w) {
    bs_mark m = bs_der_open(w, BS_DER_SEQUENCE);
    put_oid3(w, 0x2B, 0x65, 0x70);
    bs_der_close(w, m);
}

void put_extension(bs_writer *w, uint8_t id, bs_reader value) {
    bs_mark m = bs_der_open(w, BS_DER_SEQUENCE);
    put_oid3(w, 0x55, 0x1D, id);
    bs_der_put(w, BS_DER_OCTET_STRING, value.p, value.len);
    bs_der_close(w, m);
}

static void put_bits(bs_writer *w, uint8_t fill, size_t n) {
    uint8_t bits[65] = { 0 };
    memset(bits + 1, fill, n);
    bs_der_put(w, BS_DER_BIT_STRING, bits, n + 1);
}

static void put_tbs(bs_writer *w, const struct make_cert *what) {
    static const uint8_t v3[] = { 0xA0, 3, 2, 1, 2 }, is_ca[] = { 0x30, 3, 1, 1, 0xFF };
    bs_mark tbs = bs_der_open(w, BS_DER_SEQUENCE);
    bs_w_bytes(w, v3, sizeof v3);
    bs_der_put_uint64(w, what->serial);
    put_algorithm(w);
    put_name(w, what->issuer);
    bs_mark valid = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_UTC_TIME, "200101000000Z", 13);
    bs_der_put(w, BS_DER_UTC_TIME, "400101000000Z", 13);
    bs_der_close(w, valid);
    put_name(w, what->subject);
    bs_mark key = bs_der_open(w, BS_DER_SEQUENCE);
    put_algorithm(w);
    put_bits(w, 0x55, 32);
    bs_der_close(w, key);
    bs_mark tagged = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(3)), list = bs_der_open(w, BS_DER_SEQUENCE);
    if (what->ca) put_extension(w, 0x13, bs_r_from(is_ca, sizeof is_ca));
    bs_w_bytes(w, what->extensions.p, what->extensions.len);
    bs_der_close(w, list);
    bs_der_close(w, tagged);
    bs_der_close(w, tbs);
}

void made_init(struct made *out, const struct make_cert *what) {
    size_t room = ROOM + what->extensions.len;
    out->der = (uint8_t *)malloc(room);
    cr_assert(out->der != NULL);
    bs_writer w = bs_w_to(out->der, room);
    bs_mark whole = bs_der_open(&w, BS_DER_SEQUENCE);
    put_tbs(&w, what);
    put_algorithm(&w);
    put_bits(&w, 0xAA, 64);
    bs_der_close(&w, whole);
    cr_assert_eq(bs_cert_decode(&out->cert, bs_w_written(&w)), BS_OK);
}

void made_free(struct made *m) { free(m->der); }
