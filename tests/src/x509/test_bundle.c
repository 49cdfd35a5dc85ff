#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "src/x509/base64.h"
#include "src/x509/bundle.h"
#include "src/x509/name.h"
#include "tests/vectors/openssl_chain.h"

static void base64(const char *text, bool ok, const char *want) {
    uint8_t out[64];
    size_t n = 0;
    bool r = bs_base64_decode(bs_r_from(text, strlen(text)), out, sizeof out, &n);
    cr_expect_eq(r, ok, "'%s'", text);
    if (ok) cr_expect(n == strlen(want) && memcmp(out, want, n) == 0, "'%s'", text);
}

Test(x509_base64, rfc4648_vectors) { /* RFC 4648 10 */
    base64("", true, "");
    base64("Zg==", true, "f");
    base64("Zm8=", true, "fo");
    base64("Zm9v", true, "foo");
    base64("Zm9vYg==", true, "foob");
    base64("Zm9vYmE=", true, "fooba");
    base64("Zm9vYmFy", true, "foobar");
    base64(" Z m\n9v\r\nYmF y\t", true, "foobar");
}

Test(x509_base64, wrong_text_is_refused) {
    static const char *const bad[] = { "Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zg=v", "Zm9*", "Zm9v=", "Zm-v" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) base64(bad[i], false, "");
}

Test(x509_base64, no_byte_goes_past_the_room) {
    uint8_t out[8];
    size_t n;
    cr_expect_not(bs_base64_decode(bs_r_from("Zm9vYmFy", 8), out, 5, &n));
    cr_expect(bs_base64_decode(bs_r_from("Zm9vYmFy", 8), out, 6, &n) && n == 6);
}

static size_t put_pem(char *out, const uint8_t *der, size_t len, const char *label) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = (size_t)sprintf(out, "-----BEGIN %s-----\n", label), col = 0;
    for (size_t i = 0; i < len; i += 3) {
        uint32_t v = (uint32_t)der[i] << 16 | (i + 1 < len ? der[i + 1] << 8 : 0) | (i + 2 < len ? der[i + 2] : 0);
        for (int k = 0; k < 4; k++) out[n++] = k > (int)(len - i) ? '=' : digits[v >> (18 - 6 * k) & 63];
        if ((col += 4) == 64) {
            out[n++] = '\n';
            col = 0;
        }
    }
    return n + (size_t)sprintf(out + n, "%s-----END %s-----\n", col ? "\n" : "", label);
}

static char file[8192];
static struct bs_bundle_entry entries[8];
static uint8_t scratch[4096];

static bs_status index_file(size_t len, size_t *num) {
    size_t count, longest;
    bs_bundle_measure(bs_r_from(file, len), &count, &longest);
    cr_assert(count <= 8 && longest <= sizeof scratch);
    return bs_bundle_index(bs_r_from(file, len), entries, num, scratch, longest);
}

Test(x509_bundle, certificates_are_found_by_subject) {
    size_t num, n = (size_t)sprintf(file, "# comment\n\n");
    struct bs_cert root;
    n += put_pem(file + n, openssl_root, sizeof openssl_root, "CERTIFICATE");
    n += (size_t)sprintf(file + n, "text between\n");
    n += put_pem(file + n, openssl_int, sizeof openssl_int, "X509 CERTIFICATE");
    n += put_pem(file + n, openssl_root2, sizeof openssl_root2, "CERTIFICATE");
    cr_assert_eq(index_file(n, &num), BS_OK);
    cr_assert_eq(num, 3);
    bs_bundle_sort(entries, num);
    cr_assert_eq(bs_cert_decode(&root, bs_r_from(openssl_root, sizeof openssl_root)), BS_OK);
    size_t at = bs_bundle_find(entries, num, bs_name_index_hash(root.subject)), len;
    cr_assert_lt(at, num);
    cr_assert(bs_bundle_decode(bs_r_from(file, n), &entries[at], scratch, sizeof scratch, &len));
    cr_expect(bs_r_equal(root.der, scratch, len));
    cr_expect_eq(bs_bundle_find(entries, num, 12345), num);
}

Test(x509_bundle, what_is_not_a_plain_bundle_is_left_to_others) {
    size_t num, n = put_pem(file, openssl_root, sizeof openssl_root, "CERTIFICATE");
    cr_expect_eq(index_file(n, &num), BS_OK);
    for (size_t cut = 30; cut < n - 1; cut += 11) cr_expect_eq(index_file(cut, &num), BS_E_UNSUPPORTED, "cut at %zu", cut);
    n = put_pem(file, openssl_root, sizeof openssl_root, "X509 CRL");
    cr_expect_eq(index_file(n, &num), BS_E_UNSUPPORTED);
    n = put_pem(file, openssl_root, sizeof openssl_root - 1, "CERTIFICATE");
    cr_expect_eq(index_file(n, &num), BS_E_UNSUPPORTED);
    cr_expect_eq(index_file(0, &num), BS_OK);
    cr_expect_eq(num, 0);
}
