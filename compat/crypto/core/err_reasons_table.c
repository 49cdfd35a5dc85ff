/* The texts lie in one struct of char arrays, so that the index holds offsets and nothing needs relocation. */
#include "compat/crypto/core/err_local.h"

#include <stdlib.h>

#define BS_ERR_LIB(lib, text) char lib_##lib[sizeof(text)];
#define BS_ERR_REASON(lib, reason, text) char r_##lib##_##reason[sizeof(text)];
struct texts {
#include "compat/crypto/core/err_reasons.def"
};
#undef BS_ERR_LIB
#undef BS_ERR_REASON

static const struct texts texts = {
#define BS_ERR_LIB(lib, text) .lib_##lib = text,
#define BS_ERR_REASON(lib, reason, text) .r_##lib##_##reason = text,
#include "compat/crypto/core/err_reasons.def"
#undef BS_ERR_LIB
#undef BS_ERR_REASON
};

struct row {
    uint32_t code;
    uint32_t offset; /* into texts */
};

static const struct row libs[] = {
#define BS_ERR_LIB(lib, text) { lib, offsetof(struct texts, lib_##lib) },
#define BS_ERR_REASON(lib, reason, text)
#include "compat/crypto/core/err_reasons.def"
#undef BS_ERR_LIB
#undef BS_ERR_REASON
};

static const struct row reasons[] = {
#define BS_ERR_LIB(lib, text)
#define BS_ERR_REASON(lib, reason, text) \
    { (uint32_t)(lib) << 23 | (reason), offsetof(struct texts, r_##lib##_##reason) },
#include "compat/crypto/core/err_reasons.def"
#undef BS_ERR_LIB
#undef BS_ERR_REASON
};

static int compare(const void *key, const void *row) {
    uint32_t a = *(const uint32_t *)key, b = ((const struct row *)row)->code;
    return a < b ? -1 : a > b;
}

static const char *find(const struct row *rows, size_t n, uint32_t code) {
    const struct row *r = (const struct row *)bsearch(&code, rows, n, sizeof(*rows), compare);
    return r == NULL ? NULL : (const char *)&texts + r->offset;
}

const char *bs_err_lib_text(unsigned lib) { return find(libs, sizeof(libs) / sizeof(libs[0]), lib); }

const char *bs_err_reason_text(uint32_t packed) {
    return find(reasons, sizeof(reasons) / sizeof(reasons[0]), packed);
}
