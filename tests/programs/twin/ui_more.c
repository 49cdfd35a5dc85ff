/* UI: methods' parts, strings of every kind and copy, results, and reading a password without a terminal. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/ui.h>
#include <unistd.h>

extern int UI_UTIL_read_pw(char *buf, char *buff, int size, const char *prompt, int verify);
extern int UI_UTIL_read_pw_string(char *buf, int length, const char *prompt, int verify);

static const char *reply = "secret";
static int opener(UI *ui) { (void)ui; printf("open\n"); return 1; }
static int closer(UI *ui) { (void)ui; printf("close\n"); return 1; }
static int flusher(UI *ui) { (void)ui; printf("flush\n"); return 1; }
static int writer(UI *ui, UI_STRING *s) {
    (void)ui;
    const char *out = UI_get0_output_string(s);
    printf("write type %d flags %d [%s]\n", UI_get_string_type(s), UI_get_input_flags(s), out ? out : "");
    return 1;
}
static int reader(UI *ui, UI_STRING *s) {
    int type = UI_get_string_type(s), r = -9;
    if (type == UIT_PROMPT || type == UIT_VERIFY) r = UI_set_result_ex(ui, s, reply, (int)strlen(reply));
    else if (type == UIT_BOOLEAN) r = UI_set_result(ui, s, "yN");
    printf("read type %d -> %d", type, r);
    if (type == UIT_BOOLEAN) printf(" action [%s]", UI_get0_action_string(s));
    if (type == UIT_VERIFY) printf(" test [%s]", UI_get0_test_string(s));
    errors();
    return r == -1 ? 0 : 1;
}
static char *constructor(UI *ui, const char *what, const char *name) {
    (void)ui;
    char *p = OPENSSL_malloc(100);
    snprintf(p, 100, "<%s|%s>", what, name ? name : "-");
    return p;
}
static void *duplicator(UI *ui, void *data) { (void)ui; printf("duplicate\n"); return OPENSSL_strdup(data); }
static void destructor(UI *ui, void *data) { (void)ui; printf("destroy\n"); OPENSSL_free(data); }

static UI_METHOD *method(void) {
    UI_METHOD *m = UI_create_method("twin");
    SHOWP(UI_method_get_opener(m));
    SHOWP(UI_method_get_flusher(m));
    SHOW(UI_method_set_opener(m, opener));
    SHOW(UI_method_set_writer(m, writer));
    SHOW(UI_method_set_flusher(m, flusher));
    SHOW(UI_method_set_reader(m, reader));
    SHOW(UI_method_set_closer(m, closer));
    SHOW(UI_method_set_closer(NULL, closer));
    SHOW(UI_method_get_closer(m) == closer && UI_method_get_writer(m) == writer && UI_method_get_flusher(m) == flusher);
    SHOWP(UI_method_get_writer(NULL));
    SHOW(UI_method_set_data_duplicator(m, duplicator, destructor));
    SHOW(UI_method_get_data_duplicator(m) == duplicator);
    SHOW(UI_method_get_data_destructor(m) == destructor);
    SHOW(UI_method_set_prompt_constructor(m, constructor));
    SHOW(UI_method_get_prompt_constructor(m) == constructor);
    SHOWP(UI_method_get_prompt_constructor(NULL));
    SHOW(UI_method_set_ex_data(m, 0, m));
    SHOW(UI_method_get_ex_data(m, 0) == m);
    return m;
}

static void dialogue(UI_METHOD *m) {
    UI *ui = UI_new_method(m);
    char a[20] = "", b[20] = "", c[4] = "", d[20] = "";
    SHOW(UI_get_method(ui) == m);
    SHOW(UI_set_ex_data(ui, 0, a));
    SHOW(UI_get_ex_data(ui, 0) == a);
    SHOW(UI_dup_input_string(ui, "password: ", 0, a, 4, 19));
    SHOW(UI_add_verify_string(ui, "again: ", UI_INPUT_FLAG_ECHO, b, 4, 19, a));
    SHOW(UI_dup_input_boolean(ui, "sure? ", "y or n", "yY", "nN", 0, c));
    SHOW(UI_dup_info_string(ui, "information"));
    SHOW(UI_add_error_string(ui, "an error"));
    SHOW(UI_dup_error_string(ui, "another"));
    SHOW(UI_dup_verify_string(ui, "once more: ", 0, d, 4, 19, a));
    SHOW(UI_dup_input_boolean(ui, "same? ", "x", "ab", "bc", 0, c) < 0);
    ERR_clear_error();
    SHOW(UI_dup_input_string(ui, "no place: ", 0, NULL, 4, 19));
    SHOW(UI_dup_input_string(ui, NULL, 0, a, 4, 19));
    char data[] = "data";
    SHOWP(UI_add_user_data(ui, data));
    SHOW(UI_dup_user_data(ui, data));
    SHOW(UI_process(ui));
    printf("[%s] [%s] [%.1s] [%s]\n", a, b, c, d);
    SHOWS(UI_get0_result(ui, 0));
    SHOW(UI_get_result_length(ui, 0));
    SHOW(UI_get_result_length(ui, 99));
    SHOWP(UI_get0_result(ui, -1));
    UI_free(ui);
    ui = UI_new_method(m);
    UI_add_input_string(ui, "short: ", 0, a, 10, 19);
    SHOW(UI_process(ui));
    reply = "this is much too long";
    UI_free(ui);
    ui = UI_new_method(m);
    UI_add_input_string(ui, "long: ", 0, a, 1, 10);
    SHOW(UI_process(ui));
    UI_free(ui);
    reply = "secret";
    char *prompt = UI_construct_prompt(NULL, "pass phrase", "a file");
    SHOWS(prompt);
    OPENSSL_free(prompt);
}

static int string_reader(UI *ui, UI_STRING *s) {
    SHOW(UI_set_result(ui, s, "result"));
    SHOWS(UI_get0_result_string(s));
    SHOW(UI_get_result_string_length(s));
    return 1;
}

int main(void) {
    setvbuf(stdout, NULL, _IOLBF, 1 << 14);
    UI_METHOD *m = method();
    dialogue(m);
    SHOW(UI_get_default_method() != NULL);
    const UI_METHOD *before = UI_get_default_method();
    UI_set_default_method(m);
    SHOW(UI_get_default_method() == m);
    UI *ui = UI_new();
    SHOW(UI_get_method(ui) == m);
    SHOW(UI_set_method(ui, before) == before);
    SHOW(UI_set_method(ui, m) == m);
    UI_method_set_reader(m, string_reader);
    char buf[40] = "", again[40] = "";
    UI_add_input_string(ui, "string: ", 0, buf, 1, 30);
    SHOW(UI_process(ui));
    UI_free(ui);
    /* the readers of passwords go through the default method */
    UI_method_set_reader(m, reader);
    SHOW(UI_UTIL_read_pw_string(buf, 30, "pw: ", 1));
    SHOWS(buf);
    SHOW(UI_UTIL_read_pw(buf, again, 30, "pw: ", 0));
    SHOW(EVP_read_pw_string(buf, 30, "evp: ", 0));
    SHOWS(buf);
    SHOW(EVP_read_pw_string_min(buf, 3, 30, "evp: ", 1));
    ERR_clear_error();
    UI_set_default_method(before);
    UI_destroy_method(m);
    UI_destroy_method(NULL);
    return 0;
}
