/* UI_STRING: what a method sees of each question, and how it gives the answer. */
#include <openssl/err.h>
#include <openssl/ui.h>

#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/core/ui_local.h"

enum UI_string_types UI_get_string_type(UI_STRING *s) { return s->type; }
int UI_get_input_flags(UI_STRING *s) { return s->input_flags; }
const char *UI_get0_output_string(UI_STRING *s) { return s->out; }
const char *UI_get0_action_string(UI_STRING *s) { return s->type == UIT_BOOLEAN ? s->action : NULL; }
const char *UI_get0_test_string(UI_STRING *s) { return s->type == UIT_VERIFY ? s->test : NULL; }

static bool typed(const UI_STRING *s) { return s->type == UIT_PROMPT || s->type == UIT_VERIFY; }

const char *UI_get0_result_string(UI_STRING *s) { return typed(s) ? s->result : NULL; }
int UI_get_result_string_length(UI_STRING *s) { return typed(s) ? (int)s->result_len : -1; }
int UI_get_result_minsize(UI_STRING *s) { return typed(s) ? s->min : -1; }
int UI_get_result_maxsize(UI_STRING *s) { return typed(s) ? s->max : -1; }

static int set_typed(UI *ui, UI_STRING *s, const char *result, int len) {
    int reason = len < s->min ? UI_R_RESULT_TOO_SMALL : len > s->max ? UI_R_RESULT_TOO_LARGE : 0;
    if (reason != 0) {
        ui->redoable = true;
        BS_RAISE_DATA(ERR_LIB_UI, reason, "You must type in %d to %d characters", s->min, s->max);
        return -1;
    }
    memcpy(s->result, result, (size_t)len);
    s->result[len] = '\0';
    s->result_len = (size_t)len;
    return 0;
}

/* The first character that means yes or no decides; the result is the first of its set. */
static int set_boolean(UI_STRING *s, const char *result) {
    s->result[0] = '\0';
    for (; *result != '\0'; result++) {
        const char *set = strchr(s->ok, *result) != NULL       ? s->ok
                          : strchr(s->cancel, *result) != NULL ? s->cancel
                                                               : NULL;
        if (set == NULL) continue;
        s->result[0] = set[0];
        break;
    }
    return 0;
}

int UI_set_result_ex(UI *ui, UI_STRING *s, const char *result, int len) {
    ui->redoable = false;
    if (!typed(s) && s->type != UIT_BOOLEAN) return 0;
    if (s->result == NULL) {
        BS_RAISE(ERR_LIB_UI, UI_R_NO_RESULT_BUFFER);
        return -1;
    }
    return typed(s) ? set_typed(ui, s, result, len) : set_boolean(s, result);
}

int UI_set_result(UI *ui, UI_STRING *s, const char *result) {
    return UI_set_result_ex(ui, s, result, (int)strlen(result));
}
