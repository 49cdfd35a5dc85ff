/* UI: a list of things to tell and to ask, and the walk over it. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/ui_local.h"

static _Atomic(const UI_METHOD *) default_method;

void UI_set_default_method(const UI_METHOD *meth) { atomic_store(&default_method, meth); }

const UI_METHOD *UI_get_default_method(void) {
    const UI_METHOD *m = atomic_load(&default_method);
    return m != NULL ? m : UI_OpenSSL();
}

UI *UI_new_method(const UI_METHOD *method) {
    UI *ui = (UI *)OPENSSL_zalloc(sizeof(*ui));
    if (ui == NULL) {
        BS_RAISE(ERR_LIB_UI, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    ui->meth = method != NULL ? method : UI_get_default_method();
    if (ui->meth == NULL) ui->meth = UI_null();
    if (!CRYPTO_new_ex_data(CRYPTO_EX_INDEX_UI, ui, &ui->ex_data)) {
        OPENSSL_free(ui);
        return NULL;
    }
    return ui;
}

UI *UI_new(void) { return UI_new_method(NULL); }

static void string_free(UI_STRING *s) {
    if (s->owned) {
        OPENSSL_free((void *)(uintptr_t)s->out);
        OPENSSL_free((void *)(uintptr_t)s->action);
        OPENSSL_free((void *)(uintptr_t)s->ok);
        OPENSSL_free((void *)(uintptr_t)s->cancel);
    }
    OPENSSL_free(s);
}

static void drop_data(UI *ui) {
    if (ui->owns_data && ui->meth->free_data != NULL) ui->meth->free_data(ui, ui->user_data);
    ui->owns_data = false;
}

void UI_free(UI *ui) {
    if (ui == NULL) return;
    drop_data(ui);
    sk_UI_STRING_pop_free(ui->strings, string_free);
    CRYPTO_free_ex_data(CRYPTO_EX_INDEX_UI, ui, &ui->ex_data);
    OPENSSL_free(ui);
}

/* --- what is asked and told ------------------------------------------------------------- */

static const char *keep(const char *s, bool copy) { return s == NULL || !copy ? s : OPENSSL_strdup(s); }

/* The number of strings so far, -1 on failure. `template` has texts that are copied if `copy`. */
static int add(UI *ui, const UI_STRING *template, bool copy) {
    if (template->out == NULL) {
        BS_RAISE(ERR_LIB_UI, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    bool asks = template->type == UIT_PROMPT || template->type == UIT_VERIFY || template->type == UIT_BOOLEAN;
    if (asks && template->result == NULL) {
        BS_RAISE(ERR_LIB_UI, UI_R_NO_RESULT_BUFFER);
        return -1;
    }
    if (ui->strings == NULL && (ui->strings = sk_UI_STRING_new_null()) == NULL) return -1;
    UI_STRING *s = (UI_STRING *)OPENSSL_memdup(template, sizeof(*template));
    if (s == NULL) return -1;
    s->owned = copy;
    s->out = keep(template->out, copy);
    s->action = keep(template->action, copy);
    s->ok = keep(template->ok, copy);
    s->cancel = keep(template->cancel, copy);
    bool lost = s->out == NULL || (s->action == NULL) != (template->action == NULL) ||
                (s->ok == NULL) != (template->ok == NULL) || (s->cancel == NULL) != (template->cancel == NULL);
    int n = lost ? 0 : sk_UI_STRING_push(ui->strings, s);
    if (n > 0) return n;
    string_free(s);
    BS_RAISE(ERR_LIB_UI, ERR_R_MALLOC_FAILURE);
    return -1;
}

static int add_prompt(UI *ui, const char *prompt, int flags, char *buf, int min, int max, bool copy) {
    UI_STRING s = { .type = UIT_PROMPT, .out = prompt, .input_flags = flags, .result = buf, .min = min, .max = max };
    return add(ui, &s, copy);
}

int UI_add_input_string(UI *ui, const char *prompt, int flags, char *buf, int min, int max) {
    return add_prompt(ui, prompt, flags, buf, min, max, false);
}
int UI_dup_input_string(UI *ui, const char *prompt, int flags, char *buf, int min, int max) {
    return add_prompt(ui, prompt, flags, buf, min, max, true);
}

static int add_verify(UI *ui, const char *prompt, int flags, char *buf, int min, int max, const char *test, bool copy) {
    UI_STRING s = {
        .type = UIT_VERIFY, .out = prompt, .input_flags = flags, .result = buf, .min = min, .max = max, .test = test
    };
    return add(ui, &s, copy);
}

int UI_add_verify_string(UI *ui, const char *prompt, int flags, char *buf, int min, int max, const char *test) {
    return add_verify(ui, prompt, flags, buf, min, max, test, false);
}
int UI_dup_verify_string(UI *ui, const char *prompt, int flags, char *buf, int min, int max, const char *test) {
    return add_verify(ui, prompt, flags, buf, min, max, test, true);
}

static int add_boolean(UI *ui, const UI_STRING *s, bool copy) {
    if (s->ok == NULL || s->cancel == NULL) {
        BS_RAISE(ERR_LIB_UI, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    if (strpbrk(s->ok, s->cancel) != NULL) {
        BS_RAISE(ERR_LIB_UI, UI_R_COMMON_OK_AND_CANCEL_CHARACTERS);
    }
    return add(ui, s, copy);
}

int UI_add_input_boolean(UI *ui, const char *prompt, const char *action_desc, const char *ok_chars,
                         const char *cancel_chars, int flags, char *buf) {
    UI_STRING s = { .type = UIT_BOOLEAN, .out = prompt, .action = action_desc, .ok = ok_chars, .cancel = cancel_chars,
                    .input_flags = flags, .result = buf };
    return add_boolean(ui, &s, false);
}

int UI_dup_input_boolean(UI *ui, const char *prompt, const char *action_desc, const char *ok_chars,
                         const char *cancel_chars, int flags, char *buf) {
    UI_STRING s = { .type = UIT_BOOLEAN, .out = prompt, .action = action_desc, .ok = ok_chars, .cancel = cancel_chars,
                    .input_flags = flags, .result = buf };
    return add_boolean(ui, &s, true);
}

static int add_text(UI *ui, enum UI_string_types type, const char *text, bool copy) {
    UI_STRING s = { .type = type, .out = text };
    return add(ui, &s, copy);
}

int UI_add_info_string(UI *ui, const char *text) { return add_text(ui, UIT_INFO, text, false); }
int UI_dup_info_string(UI *ui, const char *text) { return add_text(ui, UIT_INFO, text, true); }
int UI_add_error_string(UI *ui, const char *text) { return add_text(ui, UIT_ERROR, text, false); }
int UI_dup_error_string(UI *ui, const char *text) { return add_text(ui, UIT_ERROR, text, true); }

char *UI_construct_prompt(UI *ui, const char *desc, const char *name) {
    if (ui != NULL && ui->meth != NULL && ui->meth->prompt != NULL) return ui->meth->prompt(ui, desc, name);
    if (desc == NULL) return NULL;
    size_t len = sizeof("Enter  for :") + strlen(desc) + (name == NULL ? 0 : strlen(name));
    char *prompt = (char *)OPENSSL_malloc(len);
    if (prompt == NULL)
        BS_RAISE(ERR_LIB_UI, ERR_R_MALLOC_FAILURE);
    else
        snprintf(prompt, len, name == NULL ? "Enter %s:" : "Enter %s for %s:", desc, name);
    return prompt;
}

/* --- data, method, control ------------------------------------------------------------------ */

void *UI_add_user_data(UI *ui, void *data) {
    void *old = ui->owns_data ? NULL : ui->user_data;
    drop_data(ui);
    ui->user_data = data;
    return old;
}

int UI_dup_user_data(UI *ui, void *data) {
    if (ui->meth->dup_data == NULL || ui->meth->free_data == NULL) {
        BS_RAISE(ERR_LIB_UI, UI_R_USER_DATA_DUPLICATION_UNSUPPORTED);
        return -1;
    }
    void *copy = ui->meth->dup_data(ui, data);
    if (copy == NULL) {
        BS_RAISE(ERR_LIB_UI, ERR_R_MALLOC_FAILURE);
        return -1;
    }
    UI_add_user_data(ui, copy);
    ui->owns_data = true;
    return 0;
}

void *UI_get0_user_data(UI *ui) { return ui->user_data; }
const UI_METHOD *UI_get_method(UI *ui) { return ui->meth; }
const UI_METHOD *UI_set_method(UI *ui, const UI_METHOD *meth) {
    ui->meth = meth;
    return meth;
}
int UI_set_ex_data(UI *ui, int idx, void *arg) { return CRYPTO_set_ex_data(&ui->ex_data, idx, arg); }
void *UI_get_ex_data(const UI *ui, int idx) { return CRYPTO_get_ex_data(&ui->ex_data, idx); }

int UI_ctrl(UI *ui, int cmd, long i, void *p, void (*f)(void)) {
    (void)p, (void)f;
    if (ui == NULL) {
        BS_RAISE(ERR_LIB_UI, ERR_R_PASSED_NULL_PARAMETER);
        return -1;
    }
    switch (cmd) {
    case UI_CTRL_PRINT_ERRORS: {
        int before = ui->print_errors;
        ui->print_errors = i != 0;
        return before;
    }
    case UI_CTRL_IS_REDOABLE: return ui->redoable;
    default: BS_RAISE(ERR_LIB_UI, UI_R_UNKNOWN_CONTROL_COMMAND); return -1;
    }
}

/* --- the walk ----------------------------------------------------------------------------------- */

static int print_error(const char *str, size_t len, void *ui) {
    (void)len;
    UI_STRING s = { .type = UIT_ERROR, .out = str };
    const UI_METHOD *m = ((UI *)ui)->meth;
    return m->write != NULL && m->write((UI *)ui, &s) <= 0 ? -1 : 0;
}

/* 0, -1 with the step named, or -2: the user broke off. */
static int walk(UI *ui, const char **step) {
    const UI_METHOD *m = ui->meth;
    int n = sk_UI_STRING_num(ui->strings);
    *step = "opening session";
    if (m->open != NULL && m->open(ui) <= 0) return -1;
    if (ui->print_errors) ERR_print_errors_cb(print_error, ui);
    *step = "writing strings";
    for (int i = 0; i < n; i++) {
        if (m->write != NULL && m->write(ui, sk_UI_STRING_value(ui->strings, i)) <= 0) return -1;
    }
    *step = "flushing";
    int ret = m->flush == NULL ? 1 : m->flush(ui);
    if (ret <= 0) return ret < 0 ? -2 : -1;
    *step = "reading strings";
    for (int i = 0; i < n && m->read != NULL; i++) {
        ret = m->read(ui, sk_UI_STRING_value(ui->strings, i));
        if (ret <= 0) return ret < 0 ? -2 : -1;
    }
    return m->flush == NULL && (m->read == NULL || n <= 0) ? -2 : 0; /* a method that does nothing got no answer */
}

int UI_process(UI *ui) {
    const char *step;
    int ret = walk(ui, &step);
    if (ui->meth->close != NULL && ui->meth->close(ui) <= 0) {
        if (ret != -1) step = "closing session";
        ret = -1;
    }
    if (ret == -1) BS_RAISE_DATA(ERR_LIB_UI, UI_R_PROCESSING_ERROR, "while %s", step);
    return ret;
}

/* --- results --------------------------------------------------------------------------------------- */

static UI_STRING *at(UI *ui, int i) {
    if (i < 0)
        BS_RAISE(ERR_LIB_UI, UI_R_INDEX_TOO_SMALL);
    else if (i >= sk_UI_STRING_num(ui->strings))
        BS_RAISE(ERR_LIB_UI, UI_R_INDEX_TOO_LARGE);
    else
        return sk_UI_STRING_value(ui->strings, i);
    return NULL;
}

const char *UI_get0_result(UI *ui, int i) {
    UI_STRING *s = at(ui, i);
    return s == NULL ? NULL : UI_get0_result_string(s);
}

int UI_get_result_length(UI *ui, int i) {
    UI_STRING *s = at(ui, i);
    return s == NULL ? -1 : UI_get_result_string_length(s);
}
