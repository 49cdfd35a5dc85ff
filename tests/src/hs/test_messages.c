/* The decoders: a valid sample, all truncations, something trailing, bounds. */
#include <criterion/criterion.h>

#include "src/hs/messages.h"
#include "tests/vectors/hex.h"
#include "tests/vectors/rfc8448_simple_1rtt.h"

typedef bs_status (*decoder)(bs_reader body);

static bs_status client_hello(bs_reader b) {
    struct bs_client_hello out;
    return bs_client_hello_decode(&out, b);
}
static bs_status server_hello(bs_reader b) {
    struct bs_server_hello out;
    return bs_server_hello_decode(&out, b);
}
static bs_status request12(bs_reader b) {
    struct bs_certificate_request12 out;
    return bs_certificate_request12_decode(&out, BS_TLS12, b);
}
static bs_status request10(bs_reader b) {
    struct bs_certificate_request12 out;
    return bs_certificate_request12_decode(&out, BS_TLS10, b);
}
static bs_status status(bs_reader b) {
    bs_reader out;
    return bs_certificate_status_decode(&out, b);
}
static bs_status request13(bs_reader b) {
    struct bs_certificate_request13 out;
    return bs_certificate_request13_decode(&out, b);
}
static bs_status signature(bs_reader b) {
    struct bs_signed out;
    return bs_signed_decode(&out, BS_TLS12, b);
}
static bs_status key_exchange_dhe(bs_reader b) {
    struct bs_server_key_exchange out;
    return bs_server_key_exchange_decode_dhe(&out, BS_TLS12, b);
}

static bs_status key_exchange(bs_reader b) {
    struct bs_server_key_exchange out;
    return bs_server_key_exchange_decode(&out, BS_TLS12, b);
}
static bs_status key_exchange_psk(bs_reader b) {
    struct bs_server_key_exchange out;
    return bs_server_key_exchange_decode_psk(&out, BS_KX_PSK, b);
}
static bs_status key_exchange_dhe_psk(bs_reader b) {
    struct bs_server_key_exchange out;
    return bs_server_key_exchange_decode_psk(&out, BS_KX_DHE_PSK, b);
}
static bs_status key_exchange_ecdhe_psk(bs_reader b) {
    struct bs_server_key_exchange out;
    return bs_server_key_exchange_decode_psk(&out, BS_KX_ECDHE_PSK, b);
}
static bs_status ticket12(bs_reader b) {
    struct bs_new_session_ticket out;
    return bs_new_session_ticket_decode(&out, b, false);
}
static bs_status ticket13(bs_reader b) {
    struct bs_new_session_ticket out;
    return bs_new_session_ticket_decode(&out, b, true);
}

static const struct sample {
    const char *name;
    decoder decode;
    const char *hex; /* body */
    size_t bare;     /* a shorter length that is whole too: without the extension block; 0: none */
} samples[] = {
    { "ClientHello", client_hello, RFC8448_CLIENT_HELLO, 2 + 32 + 1 + 2 + 6 + 2 },
    { "ServerHello", server_hello, RFC8448_SERVER_HELLO, 38 },
    { "CertificateRequest 1.2", request12, "0000000002014000040403080400040002abcd", 0 },
    { "CertificateRequest 1.0", request10, "00000000020140000400020a0b", 0 },
    { "CertificateStatus", status, "0000000001000003616263", 0 },
    { "CertificateRequest 1.3", request13, "00000000000008000d000400020403", 0 },
    { "CertificateVerify", signature, "0000000008040003616263", 0 },
    { "ServerKeyExchange, DHE", key_exchange_dhe, "00000000000217180001020003616263040300027879", 0 },
    { "ServerKeyExchange, PSK", key_exchange_psk, "0000000000026869", 0 },
    { "ServerKeyExchange, DHE_PSK", key_exchange_dhe_psk, "0000000000026869000217180001020003616263", 0 },
    { "ServerKeyExchange, ECDHE_PSK", key_exchange_ecdhe_psk, "000000000002686903001d0461626364", 0 },
    { "ServerKeyExchange", key_exchange, "0000000003001d0461626364040300027879", 0 },
    { "NewSessionTicket 1.2", ticket12, "0000000000001c200003616263", 0 },
    { "NewSessionTicket 1.3", ticket13, "0000000000001c2001020304016e0003616263000400ff0000", 0 },
};

Test(hs_messages, whole_cut_and_trailed) {
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        bs_reader msg = hex(samples[i].hex);
        uint8_t body[1000];
        size_t len = msg.len - 4;
        memcpy(body, msg.p + 4, len);
        body[len] = 0;
        for (size_t n = 0; n <= len + 1; n++) {
            bool ok = n == len || (samples[i].bare > 0 && n == samples[i].bare);
            bs_status s = samples[i].decode(bs_r_from(body, n)); /* OpenSSL has several reasons for one alert */
            cr_expect(ok ? s == BS_OK : bs_status_alert(s) == BS_ALERT_DECODE_ERROR, "%s at %zu: %s", samples[i].name, n,
                      bs_status_name(s));
        }
    }
}

Test(hs_messages, bounds_of_a_client_hello) {
    bs_reader msg = hex(RFC8448_CLIENT_HELLO);
    uint8_t body[400];
    struct bs_client_hello ch;
    memcpy(body, msg.p + 4, msg.len - 4);
    body[34] = 33; /* session_id<0..32> */
    cr_expect_eq(bs_client_hello_decode(&ch, bs_r_from(body, msg.len - 4)), BS_E_LENGTH);
    body[34] = 0;
    uint8_t odd[] = { 0, 5, 19, 1, 19, 3, 19, 1, 0 }, none[] = { 0, 0, 1, 0 }; /* cipher_suites and one compression */
    memcpy(body + 35, odd, sizeof(odd));
    cr_expect_eq(bs_client_hello_decode(&ch, bs_r_from(body, 35 + sizeof(odd))), BS_E_BAD_CIPHER_LIST);
    memcpy(body + 35, none, sizeof(none));
    cr_expect_eq(bs_client_hello_decode(&ch, bs_r_from(body, 35 + sizeof(none))), BS_E_EMPTY_CIPHER_LIST);
}

Test(hs_messages, what_a_client_hello_holds) {
    struct bs_client_hello ch;
    bs_reader msg = hex(RFC8448_CLIENT_HELLO), ext;
    cr_assert_eq(bs_client_hello_decode(&ch, bs_r_from(msg.p + 4, msg.len - 4)), BS_OK);
    cr_expect_eq(ch.legacy_version, 0x0303);
    cr_expect_eq(ch.session_id.len, 0);
    cr_expect(bs_client_hello_offers(&ch, 0x1303) && !bs_client_hello_offers(&ch, 0xc02f));
    cr_expect(bs_client_hello_ext(&ch, 43, &ext) && bs_r_equal(ext, "\2\3\4", 3));
    cr_expect(!bs_client_hello_ext(&ch, 41, &ext));
}

Test(hs_messages, certificates_one_by_one) {
    bs_reader der, exts, list = bs_r_from("\0\0\2ab\0\0\0\0\1c\0\1x", 14), l = list;
    cr_expect(bs_certificate_next(&l, true, &der, &exts) && bs_r_equal(der, "ab", 2) && exts.len == 0);
    cr_expect(bs_certificate_next(&l, true, &der, &exts) && bs_r_equal(der, "c", 1) && bs_r_equal(exts, "x", 1));
    cr_expect_eq(l.len, 0);
    for (size_t n = 1; n < 14; n++) {
        l = bs_r_from(list.p, n);
        while (bs_certificate_next(&l, true, &der, &exts)) {}
        cr_expect(l.len > 0 || n == 7);
    }
    l = bs_r_from("\0\0\0", 3); /* ASN1Cert<1..2^24-1> */
    cr_expect(!bs_certificate_next(&l, false, &der, &exts));
}

Test(hs_messages, explicit_curves_are_refused) {
    struct bs_server_key_exchange ske;
    cr_expect_eq(bs_server_key_exchange_decode(&ske, BS_TLS12, bs_r_from("\1\0\x1d\1a\4\3\0\0", 9)), BS_E_WRONG_GROUP);
}
