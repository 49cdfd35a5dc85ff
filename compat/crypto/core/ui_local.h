/**
 * \file ui_local.h
 * \brief A user interface: its method, its strings.                          man 3 UI_new, man 3 UI_create_method
 */
#ifndef BS_COMPAT_UI_LOCAL_H
#define BS_COMPAT_UI_LOCAL_H

#include <openssl/ui.h>

#include <stdbool.h>
#include <stddef.h>

struct ui_method_st {
    char *name;
    int (*open)(UI *ui);
    int (*write)(UI *ui, UI_STRING *uis);
    int (*flush)(UI *ui);
    int (*read)(UI *ui, UI_STRING *uis);
    int (*close)(UI *ui);
    void *(*dup_data)(UI *ui, void *data);
    void (*free_data)(UI *ui, void *data);
    char *(*prompt)(UI *ui, const char *desc, const char *name);
    CRYPTO_EX_DATA ex_data;
};

struct ui_string_st {
    enum UI_string_types type;
    const char *out;   /* what is shown */
    char *result;      /* the program's buffer; max + 1 bytes, of a boolean 2 */
    size_t result_len;
    int input_flags;
    int min, max;
    const char *test;  /* of UIT_VERIFY */
    const char *action, *ok, *cancel; /* of UIT_BOOLEAN */
    bool owned;        /* the texts are copies */
};

struct ui_st {
    const UI_METHOD *meth;
    STACK_OF(UI_STRING) *strings;
    void *user_data;
    bool owns_data;
    CRYPTO_EX_DATA ex_data;
    bool redoable, print_errors;
};

#endif
