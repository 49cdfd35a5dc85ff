/* A-labels: RFC 3492's samples, what is malformed, and mailboxes in UTF-8 against name constraints. */
#include <criterion/criterion.h>
#include <string.h>

#include "src/x509/constraints.h"
#include "src/x509/u_label.h"
#include "src/x509/verify_codes.h"
#include "tests/src/x509/make_cert.h"

static bool u_labels(const char *host, char *out, size_t room) {
    bs_writer w = bs_w_to(out, room - 1);
    bool ok = bs_u_labels(&w, bs_r_from(host, strlen(host)));
    out[w.len] = '\0';
    return ok;
}

static void expect(const char *host, const char *want) {
    char got[BS_U_LABELS_MAX + 1];
    cr_expect(u_labels(host, got, sizeof got), "%s", host);
    cr_expect_str_eq(got, want);
}

Test(x509_u_label, samples_of_rfc3492_7_1) {
    expect("xn--egbpdaj6bu4bxfgehfvwxn", /* (A) */
           "\xd9\x84\xd9\x8a\xd9\x87\xd9\x85\xd8\xa7\xd8\xa8\xd8\xaa\xd9\x83\xd9\x84\xd9\x85"
           "\xd9\x88\xd8\xb4\xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a\xd8\x9f");
    expect("xn--ihqwcrb4cv8a8dqg056pqjye", /* (B) */
           "\xe4\xbb\x96\xe4\xbb\xac\xe4\xb8\xba\xe4\xbb\x80\xe4\xb9\x88\xe4\xb8\x8d\xe8\xaf\xb4"
           "\xe4\xb8\xad\xe6\x96\x87");
    expect("xn--Proprostnemluvesky-uyb24dma41a", "Pro\xc4\x8dprost\xc4\x9bnemluv\xc3\xad\xc4\x8d" "esky"); /* (D) */
    expect("xn--3B-ww4c5e180e575a65lsy2b", /* (L) */
           "3\xe5\xb9\xb4" "B\xe7\xb5\x84\xe9\x87\x91\xe5\x85\xab\xe5\x85\x88\xe7\x94\x9f");
    expect("xn---> $1-00 <--", "-> $1-00 <-"); /* (S), without its dot */
}

Test(x509_u_label, labels_are_decoded_one_by_one) {
    expect("", "");
    expect("example.com", "example.com");
    expect("a.xn--bcher-kva.example.", "a.b\xc3\xbc" "cher.example.");
    expect("xn--bcher-kva.xn--bcher-kva", "b\xc3\xbc" "cher.b\xc3\xbc" "cher");
    expect("XN--bcher-kva", "XN--bcher-kva"); /* as OpenSSL: no A-label */
    cr_expect(bs_has_a_label(bs_r_from("a.xn--b", 7)));
    cr_expect_not(bs_has_a_label(bs_r_from("a.xn-", 5)));
}

Test(x509_u_label, malformed_ones_are_refused) {
    static const char *const bad[] = { "xn--99999999", "xn--\x80-a", "xn--a\x80",     "xn---",
                                       "xn--a!",       "xn--bcher-kv", "xn--9999999a99" };
    char got[BS_U_LABELS_MAX + 1];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) cr_expect_not(u_labels(bad[i], got, sizeof got), "%s", bad[i]);
}

Test(x509_u_label, the_length_is_limited) {
    char host[400], got[BS_U_LABELS_MAX + 1];
    memset(host, 'a', sizeof host);
    host[BS_U_LABELS_MAX] = '\0';
    cr_expect(u_labels(host, got, sizeof got));
    host[BS_U_LABELS_MAX] = 'a';
    host[BS_U_LABELS_MAX + 1] = '\0';
    cr_expect_not(u_labels(host, got, sizeof got));
    memset(host, 'a', sizeof host);
    memcpy(host, "xn--", 4); /* 395 code points, each inserted at the start */
    host[sizeof host - 1] = '\0';
    cr_expect_not(u_labels(host, got, sizeof got));
}

Test(x509_u_label, every_text_of_two_digits_is_decoded_or_refused) {
    for (unsigned i = 0; i < 65536; i++) {
        char host[] = { 'x', 'n', '-', '-', 'b', '-', (char)(i >> 8), (char)i };
        uint8_t got[BS_U_LABELS_MAX];
        bs_writer w = bs_w_to(got, sizeof got);
        if (bs_u_labels(&w, bs_r_from(host, sizeof host))) cr_assert_leq(w.len, 12);
    }
}

/* A leaf with one SmtpUTF8Mailbox under a CA that permits or excludes one rfc822Name. */
static int judge(const char *mailbox, const char *base, bool excluded) {
    static const uint8_t smtp_utf8[] = { 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09 };
    uint8_t value[300], ext[300];
    struct made ca, leaf;
    bs_writer w = bs_w_to(value, sizeof value), out = bs_w_to(ext, sizeof ext);
    bs_mark all = bs_der_open(&w, BS_DER_SEQUENCE);
    bs_mark side = bs_der_open(&w, BS_DER_CONTEXT_CONSTRUCTED(excluded ? 1 : 0));
    bs_mark tree = bs_der_open(&w, BS_DER_SEQUENCE);
    bs_der_put(&w, BS_DER_CONTEXT(1), base, strlen(base));
    bs_der_close(&w, tree);
    bs_der_close(&w, side);
    bs_der_close(&w, all);
    put_extension(&out, 0x1E, bs_w_written(&w));
    made_init(&ca, &(struct make_cert){ "CA", "CA", 1, true, bs_w_written(&out) });
    w = bs_w_to(value, sizeof value);
    out = bs_w_to(ext, sizeof ext);
    all = bs_der_open(&w, BS_DER_SEQUENCE);
    side = bs_der_open(&w, BS_DER_CONTEXT_CONSTRUCTED(0));
    bs_der_put(&w, BS_DER_OID, smtp_utf8, sizeof smtp_utf8);
    tree = bs_der_open(&w, BS_DER_CONTEXT_CONSTRUCTED(0));
    bs_der_put(&w, BS_DER_UTF8, mailbox, strlen(mailbox));
    bs_der_close(&w, tree);
    bs_der_close(&w, side);
    bs_der_close(&w, all);
    put_extension(&out, 0x11, bs_w_written(&w));
    made_init(&leaf, &(struct make_cert){ "leaf", "CA", 2, false, bs_w_written(&out) });
    int r = bs_constraints_check(&ca.cert, &leaf.cert);
    made_free(&ca);
    made_free(&leaf);
    return r;
}

Test(x509_u_label, mailboxes_below_a_domain) {
    static const struct {
        const char *mailbox, *base;
        bool fits;
    } rows[] = {
        { "m@a.example.com", ".example.com", true },
        { "m@example.com", ".example.com", false },
        { "m@xexample.com", ".example.com", false },
        { "m@a.b\xc3\xbc" "cher.example", ".xn--bcher-kva.example", true },
        { "m@b\xc3\xbc" "cher.example", ".xn--bcher-kva.example", false },
        { "m@b\xc3\xbc" "cher.example", "xn--bcher-kva.example", true },
        { "m@a.b\xc3\xbc" "cher.example", "xn--bcher-kva.example", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool fits = rows[i].fits;
        int permitted = judge(rows[i].mailbox, rows[i].base, false), excluded = judge(rows[i].mailbox, rows[i].base, true);
        cr_expect_eq(permitted, fits ? BS_V_OK : BS_V_ERR_PERMITTED_VIOLATION, "%zu", i);
        cr_expect_eq(excluded, fits ? BS_V_ERR_EXCLUDED_VIOLATION : BS_V_OK, "%zu", i);
    }
}
