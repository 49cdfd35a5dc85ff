/* A user interface of the program's own: order of calls, limits of answers, ways to fail. */
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <stdio.h>
#include <string.h>

static const char *answer = "secret";
static int fail_at;
static void errs(void) {
    unsigned long e;
    const char *data;
    int flags;
    while ((e = ERR_get_error_line_data(NULL, NULL, &data, &flags)) != 0) printf("   error %08lx %s\n", e, data);
}
static int opener(UI *ui) {
    printf("   open %s\n", UI_get0_user_data(ui) ? (char *)UI_get0_user_data(ui) : "-");
    return fail_at != 1;
}
static int writer(UI *ui, UI_STRING *s) {
    (void)ui;
    const char *action = UI_get0_action_string(s), *test = UI_get0_test_string(s);
    printf("   write type %d flags %d out %s action %s test %s min %d max %d\n", UI_get_string_type(s), UI_get_input_flags(s),
           UI_get0_output_string(s), action ? action : "-", test ? test : "-", UI_get_result_minsize(s), UI_get_result_maxsize(s));
    return fail_at != 2;
}
static int flusher(UI *ui) {
    (void)ui;
    puts("   flush");
    return fail_at == 3 ? 0 : fail_at == 4 ? -1 : 1;
}
static int reader(UI *ui, UI_STRING *s) {
    if (fail_at == 5) return 0;
    if (fail_at == 6) return -1;
    int ret = UI_set_result(ui, s, answer);
    printf("   read type %d set %d\n", UI_get_string_type(s), ret);
    return ret >= 0;
}
static int closer(UI *ui) {
    (void)ui;
    puts("   close");
    return fail_at != 7;
}

int main(void) {
    UI_METHOD *m = UI_create_method("mine");
    printf("set %d %d %d %d %d null %d\n", UI_method_set_opener(m, opener), UI_method_set_writer(m, writer),
           UI_method_set_flusher(m, flusher), UI_method_set_reader(m, reader), UI_method_set_closer(m, closer),
           UI_method_set_opener(NULL, opener));
    printf("get %d %d\n", UI_method_get_opener(m) == opener, UI_method_get_reader(NULL) == NULL);
    printf("default %d\n", UI_method_get_reader(UI_OpenSSL()) != NULL);
    const char *answers[] = { "secret", "ab", "much too long an answer", "", "y", "xNo" };
    for (int round = 0; round < 13; round++) {
        char buf[20] = "?", again[20] = "?", yes[2] = "?";
        answer = round < 6 ? answers[round] : "secret";
        fail_at = round < 6 ? 0 : round - 5;
        UI *ui = UI_new_method(m);
        printf("round %d add_user_data %p\n", round, UI_add_user_data(ui, (void *)"data"));
        printf("prompt %d", UI_add_input_string(ui, "Pass:", UI_INPUT_FLAG_ECHO, buf, 3, 10));
        printf(" verify %d", UI_dup_verify_string(ui, "Again:", 0, again, 3, 10, buf));
        if (round > 3) printf(" bool %d", UI_add_input_boolean(ui, "Sure?", "y/n", "yY", "nN", 0, yes));
        printf(" info %d error %d\n", UI_add_info_string(ui, "info"), UI_dup_error_string(ui, "err"));
        printf("process %d\n", UI_process(ui));
        errs();
        printf("redoable %d results [%s] [%s] [%s] %d\n", UI_ctrl(ui, UI_CTRL_IS_REDOABLE, 0, NULL, NULL), UI_get0_result(ui, 0),
               again, yes, UI_get_result_length(ui, 0));
        UI_free(ui);
    }
    fail_at = 0;
    UI *ui = UI_new_method(m);
    printf("no buffer %d", UI_add_input_string(ui, "x", 0, NULL, 0, 1));
    errs();
    char buf[10];
    printf("no prompt %d", UI_add_input_string(ui, NULL, 0, buf, 0, 1));
    errs();
    printf("result %p %p %d", (const void *)UI_get0_result(ui, 0), (const void *)UI_get0_result(ui, -1),
        UI_get_result_length(ui, 5));
    errs();
    printf("ctrl %d %d %d", UI_ctrl(ui, UI_CTRL_PRINT_ERRORS, 1, NULL, NULL), UI_ctrl(ui, UI_CTRL_PRINT_ERRORS, 0, NULL, NULL),
           UI_ctrl(ui, 99, 0, NULL, NULL));
    errs();
    char *p = UI_construct_prompt(ui, "pass phrase", "key.pem");
    puts(p);
    OPENSSL_free(p);
    p = UI_construct_prompt(ui, "pass phrase", NULL);
    puts(p);
    OPENSSL_free(p);
    printf("dup data %d", UI_dup_user_data(ui, buf));
    errs();
    UI_free(ui);
    UI_free(NULL);
    UI_destroy_method(m);
    ui = UI_new_method(UI_null());
    UI_add_input_string(ui, "x", 0, buf, 0, 1);
    printf("null process %d\n", UI_process(ui));
    UI_free(ui);
    return 0;
}
