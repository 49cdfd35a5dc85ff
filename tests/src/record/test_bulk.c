#include <criterion/criterion.h>

#include "src/record/bulk.h"

Test(record_bulk, every_row_stands_under_its_number) {
    for (int id = BS_BULK_NULL; id <= BS_BULK_3DES_CBC; id++) {
        const struct bs_bulk *b = bs_bulk_get((enum bs_bulk_id)id);
        cr_assert_not_null(b);
        cr_expect_eq((int)b->id, id);
    }
    cr_expect_null(bs_bulk_get((enum bs_bulk_id)99));
}

/* RFC 8446 5.5 */
Test(record_bulk, gcm_has_a_limit_and_chacha20_none) {
    cr_expect_eq(bs_bulk_get(BS_BULK_AES128_GCM)->seal_limit, 23726566); /* 2^24.5 */
    cr_expect_eq(bs_bulk_get(BS_BULK_AES256_GCM)->seal_limit, 23726566);
    cr_expect_eq(bs_bulk_get(BS_BULK_CHACHA20_POLY1305)->seal_limit, UINT64_MAX);
    cr_expect_eq(bs_bulk_get(BS_BULK_AES128_CCM)->seal_limit, 8388608); /* RFC 9147 4.5.3: 2^23 */
}
