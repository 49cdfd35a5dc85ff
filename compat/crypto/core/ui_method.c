/* UI_METHOD: the program's own interfaces, and the one that asks nothing. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/ui_local.h"

UI_METHOD *UI_create_method(const char *name) {
    UI_METHOD *m = (UI_METHOD *)OPENSSL_zalloc(sizeof(*m));
    if (m == NULL || (m->name = OPENSSL_strdup(name)) == NULL ||
        !CRYPTO_new_ex_data(CRYPTO_EX_INDEX_UI_METHOD, m, &m->ex_data)) {
        if (m != NULL) OPENSSL_free(m->name);
        OPENSSL_free(m);
        BS_RAISE(ERR_LIB_UI, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    return m;
}

void UI_destroy_method(UI_METHOD *m) {
    if (m == NULL) return;
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_UI_METHOD, m, &m->ex_data);
    OPENSSL_free(m->name);
    OPENSSL_free(m);
}

static const UI_METHOD null_method = { .name = NULL };

const UI_METHOD *UI_null(void) { return &null_method; }

/* Every setter answers 0, or -1 without a method; every getter NULL without one. */
#define SETTER(name, field, ...) \
    int name(UI_METHOD *m, __VA_ARGS__) { \
        if (m == NULL) return -1; \
        m->field = field; \
        return 0; \
    }

SETTER(UI_method_set_opener, open, int (*open)(UI *ui))
SETTER(UI_method_set_writer, write, int (*write)(UI *ui, UI_STRING *uis))
SETTER(UI_method_set_flusher, flush, int (*flush)(UI *ui))
SETTER(UI_method_set_reader, read, int (*read)(UI *ui, UI_STRING *uis))
SETTER(UI_method_set_closer, close, int (*close)(UI *ui))
SETTER(UI_method_set_prompt_constructor, prompt, char *(*prompt)(UI *ui, const char *desc, const char *name))

int UI_method_set_data_duplicator(UI_METHOD *m, void *(*duplicator)(UI *ui, void *ui_data),
                                  void (*destructor)(UI *ui, void *ui_data)) {
    if (m == NULL) return -1;
    m->dup_data = duplicator;
    m->free_data = destructor;
    return 0;
}

int UI_method_set_ex_data(UI_METHOD *m, int idx, void *data) { return CRYPTO_set_ex_data(&m->ex_data, idx, data); }
const void *UI_method_get_ex_data(const UI_METHOD *m, int idx) { return CRYPTO_get_ex_data(&m->ex_data, idx); }

int (*UI_method_get_opener(const UI_METHOD *m))(UI *) { return m == NULL ? NULL : m->open; }
int (*UI_method_get_writer(const UI_METHOD *m))(UI *, UI_STRING *) { return m == NULL ? NULL : m->write; }
int (*UI_method_get_flusher(const UI_METHOD *m))(UI *) { return m == NULL ? NULL : m->flush; }
int (*UI_method_get_reader(const UI_METHOD *m))(UI *, UI_STRING *) { return m == NULL ? NULL : m->read; }
int (*UI_method_get_closer(const UI_METHOD *m))(UI *) { return m == NULL ? NULL : m->close; }
char *(*UI_method_get_prompt_constructor(const UI_METHOD *m))(UI *, const char *, const char *) {
    return m == NULL ? NULL : m->prompt;
}
void *(*UI_method_get_data_duplicator(const UI_METHOD *m))(UI *, void *) { return m == NULL ? NULL : m->dup_data; }
void (*UI_method_get_data_destructor(const UI_METHOD *m))(UI *, void *) { return m == NULL ? NULL : m->free_data; }
