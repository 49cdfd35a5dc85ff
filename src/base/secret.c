#include "config.h"

#include "src/base/secret.h"

#include <string.h>

void bs_wipe(void *p, size_t n) {
    if (n == 0) return;
#if HAVE_EXPLICIT_BZERO
    explicit_bzero(p, n);
#else
    volatile uint8_t *q = (volatile uint8_t *)p;
    while (n-- > 0) *q++ = 0;
#endif
}

bool bs_ct_equal(const void *a, const void *b, size_t n) {
    const uint8_t *x = (const uint8_t *)a, *y = (const uint8_t *)b;
    uint32_t d = 0;
    for (size_t i = 0; i < n; i++) d |= (uint32_t)(x[i] ^ y[i]);
    return bs_ct_eq_mask(d, 0) != 0;
}

uint32_t bs_ct_in_range_mask(const uint8_t *x, const uint8_t *limit, size_t n) {
    uint32_t borrow = 0, any = 0;
    for (size_t i = n; i-- > 0;) {
        uint32_t d = (uint32_t)x[i] - (uint32_t)limit[i] - borrow;
        borrow = d >> 31;
        any |= x[i];
    }
    return (0u - borrow) & ~bs_ct_eq_mask(any, 0);
}

void bs_ct_select(uint8_t *dst, const uint8_t *src, size_t n, uint32_t mask) {
    uint8_t m = (uint8_t)mask;
    for (size_t i = 0; i < n; i++) dst[i] = (uint8_t)((dst[i] & (uint8_t)~m) | (src[i] & m));
}
