/* The BIO object: making, counting, chains and its fields. */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "compat/crypto/core/bio_local.h"
#include "compat/crypto/core/raise.h"

BIO *BIO_new_ex(OSSL_LIB_CTX *libctx, const BIO_METHOD *method) {
    (void)libctx;
    if (method == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    BIO *b = (BIO *)OPENSSL_zalloc(sizeof(*b));
    if (b == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    b->method = method;
    b->shutdown = 1;
    bs_ref_init(&b->refs);
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data)) {
        OPENSSL_free(b);
        return NULL;
    }
    if (method->create == NULL) {
        b->init = 1;
    } else if (!method->create(b)) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_INIT_FAIL);
        CRYPTO_free_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data);
        OPENSSL_free(b);
        return NULL;
    }
    return b;
}

BIO *BIO_new(const BIO_METHOD *method) { return BIO_new_ex(NULL, method); }

int BIO_up_ref(BIO *b) {
    bs_ref_up(&b->refs);
    return 1;
}

/* Gives a reference back; *others tells whether there are more. */
static int release(BIO *b, bool *others) {
    *others = false;
    if (b == NULL) return 0;
    if (!bs_ref_down(&b->refs)) {
        *others = true;
        return 1;
    }
    if (bs_bio_has_callback(b)) {
        long ret = bs_bio_callback(b, BIO_CB_FREE, NULL, 0, 0, 0L, 1L, NULL);
        if (ret <= 0) return 0;
    }
    if (b->method != NULL && b->method->destroy != NULL) b->method->destroy(b);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_BIO, b, &b->ex_data);
    OPENSSL_free(b);
    return 1;
}

int BIO_free(BIO *b) {
    bool others;
    return release(b, &others);
}

void BIO_vfree(BIO *b) { BIO_free(b); }

/* A BIO that someone else holds too keeps what hangs on it. */
void BIO_free_all(BIO *b) {
    bool others = false;
    while (b != NULL && !others) {
        BIO *next = b->next_bio;
        release(b, &others);
        b = next;
    }
}

/* --- chains ------------------------------------------------------------------- */

BIO *BIO_push(BIO *b, BIO *append) {
    if (b == NULL) return append;
    BIO *last = b;
    while (last->next_bio != NULL) last = last->next_bio;
    last->next_bio = append;
    if (append != NULL) append->prev_bio = last;
    BIO_ctrl(b, BIO_CTRL_PUSH, 0, last);
    return b;
}

BIO *BIO_pop(BIO *b) {
    if (b == NULL) return NULL;
    BIO *next = b->next_bio;
    BIO_ctrl(b, BIO_CTRL_POP, 0, b);
    if (b->prev_bio != NULL) b->prev_bio->next_bio = b->next_bio;
    if (b->next_bio != NULL) b->next_bio->prev_bio = b->prev_bio;
    b->next_bio = NULL;
    b->prev_bio = NULL;
    return next;
}

BIO *BIO_next(BIO *b) { return b == NULL ? NULL : b->next_bio; }
void BIO_set_next(BIO *b, BIO *next) { b->next_bio = next; }

BIO *BIO_find_type(BIO *b, int type) {
    if (b == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    for (; b != NULL; b = b->next_bio) {
        if (b->method == NULL) continue;
        int have = b->method->type;
        /* without an index it asks for a class: filter, source or descriptor */
        if ((type & BS_BIO_TYPE_MASK) == 0 ? (have & type) != 0 : have == type) return b;
    }
    return NULL;
}

BIO *BIO_get_retry_BIO(BIO *b, int *reason) {
    BIO *last = b;
    for (; b != NULL && BIO_should_retry(b); b = b->next_bio) last = b;
    if (reason != NULL) *reason = last->retry_reason;
    return last;
}

void BIO_copy_next_retry(BIO *b) {
    BIO_set_flags(b, BIO_get_retry_flags(b->next_bio));
    b->retry_reason = b->next_bio->retry_reason;
}

static BIO *dup_one(BIO *from) {
    BIO *b = BIO_new(from->method);
    if (b == NULL) return NULL;
    b->callback = from->callback;
    b->callback_ex = from->callback_ex;
    b->cb_arg = from->cb_arg;
    b->init = from->init;
    b->shutdown = from->shutdown;
    b->flags = from->flags;
    b->num = from->num;
    if (BIO_dup_state(from, (char *)b) > 0 && CRYPTO_dup_ex_data(CRYPTO_EX_INDEX_BIO, &b->ex_data, &from->ex_data)) {
        return b;
    }
    BIO_free(b);
    return NULL;
}

BIO *BIO_dup_chain(BIO *in) {
    BIO *first = NULL, *last = NULL;
    for (; in != NULL; in = in->next_bio) {
        BIO *b = dup_one(in);
        if (b == NULL) {
            BIO_free_all(first);
            return NULL;
        }
        if (first == NULL)
            first = b;
        else
            BIO_push(last, b);
        last = b;
    }
    return first;
}

/* --- fields --------------------------------------------------------------------- */

void BIO_set_data(BIO *b, void *ptr) { b->ptr = ptr; }
void *BIO_get_data(BIO *b) { return b->ptr; }
void BIO_set_init(BIO *b, int init) { b->init = init; }
int BIO_get_init(BIO *b) { return b->init; }
void BIO_set_shutdown(BIO *b, int shut) { b->shutdown = shut; }
int BIO_get_shutdown(BIO *b) { return b->shutdown; }

void BIO_clear_flags(BIO *b, int flags) { b->flags &= ~flags; }
int BIO_test_flags(const BIO *b, int flags) { return b->flags & flags; }
void BIO_set_flags(BIO *b, int flags) { b->flags |= flags; }

int BIO_get_retry_reason(BIO *b) { return b->retry_reason; }
void BIO_set_retry_reason(BIO *b, int reason) { b->retry_reason = reason; }

uint64_t BIO_number_read(BIO *b) { return b == NULL ? 0 : b->num_read; }
uint64_t BIO_number_written(BIO *b) { return b == NULL ? 0 : b->num_write; }

int BIO_set_ex_data(BIO *b, int idx, void *data) { return CRYPTO_set_ex_data(&b->ex_data, idx, data); }
void *BIO_get_ex_data(const BIO *b, int idx) { return CRYPTO_get_ex_data(&b->ex_data, idx); }
