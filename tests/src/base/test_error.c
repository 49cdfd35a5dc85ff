#include <criterion/criterion.h>

#include "src/base/error.h"
#include "src/base/secret.h"

Test(base_error, every_status_has_name_text_and_alert) {
    for (int s = BS_E_FIRST_ + 1; s < BS_E_LAST_; s++) {
        cr_expect(strncmp(bs_status_name((bs_status)s), "BS_E_", 5) == 0, "%d", s);
        cr_expect(strlen(bs_status_text((bs_status)s)) > 3, "%d", s);
        cr_expect(bs_status_alert((bs_status)s) != BS_ALERT_CLOSE_NOTIFY, "%d", s);
        cr_expect_not(bs_is_want((bs_status)s));
    }
    cr_expect_eq(bs_status_alert(BS_E_BAD_MAC), BS_ALERT_BAD_RECORD_MAC);
    cr_expect(bs_is_want(BS_WANT_INPUT) && bs_is_want(BS_WANT_CALLBACK) && !bs_is_want(BS_OK));
}

Test(base_error, numbers_outside_have_a_text_too) {
    cr_expect_not_null(bs_status_text((bs_status)9999));
    cr_expect_not_null(bs_status_name((bs_status)9999));
    cr_expect_eq(bs_status_alert(BS_OK), BS_ALERT_NONE);
}

Test(base_secret, comparing_and_selecting) {
    unsigned char a[4] = "abc", b[4] = "abd";
    cr_expect(bs_ct_equal(a, a, 4));
    cr_expect_not(bs_ct_equal(a, b, 4));
    cr_expect(bs_ct_equal(a, b, 2));
    cr_expect(bs_ct_equal(a, b, 0));
    bs_ct_select(a, b, 4, 0);
    cr_expect_eq(a[2], 'c');
    bs_ct_select(a, b, 4, 0xFFFFFFFF);
    cr_expect_eq(a[2], 'd');
    cr_expect_eq(bs_ct_eq_mask(5, 5), 0xFFFFFFFF);
    cr_expect_eq(bs_ct_eq_mask(5, 0x80000005), 0);
    bs_wipe(a, 4);
    bs_wipe(NULL, 0);
    cr_expect_eq(a[0] | a[1] | a[2], 0);
}
