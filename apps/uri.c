#include "apps/uri.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <string.h>

#include "apps/certs.h"
#include "apps/streams.h"

enum { PASS_MAX = 1024 };

/* Answers with the pass phrase of the options, or asks the terminal. */
static int answer(UI *ui, UI_STRING *question) {
    char phrase[PASS_MAX];
    struct app_pass *pass = UI_get0_user_data(ui);
    const char *text = pass != NULL && pass->given ? pass->text : phrase;
    if (text == phrase && EVP_read_pw_string_min(phrase, 0, sizeof(phrase), UI_get0_output_string(question), 0) != 0) {
        return 0;
    }
    int ok = UI_set_result(ui, question, text) >= 0;
    OPENSSL_cleanse(phrase, sizeof(phrase));
    return ok;
}

/* A form that was asked for is the only one: the store itself would take any. */
static BIO *in_form(const char *command, const char *name, const char *format) {
    BIO *all = app_slurp(command, name);
    char *data;
    long len = all != NULL ? BIO_get_mem_data(all, &data) : 0;
    const bool der = len > 0 && data[0] == 0x30; /* a SEQUENCE */
    if (all == NULL || format == NULL || der == (strcmp(format, "DER") == 0)) {
        return all;
    }
    app_error(command, "%s is not in %s", name != NULL ? name : "the standard input", format);
    BIO_free(all);
    return NULL;
}

bool app_uri_open(struct app_uri *u, const char *command, const char *name, const char *format, struct app_pass *pass,
                  int expect) {
    static char asker_name[] = "bearshim";
    const bool file = name == NULL || strcmp(name, "-") == 0 || format != NULL;
    *u = (struct app_uri){ .asker = UI_create_method(asker_name), .expect = expect };
    if (u->asker == NULL || UI_method_set_reader(u->asker, answer) != 0) {
        app_error(command, "out of memory");
    } else if (!file) {
        u->store = OSSL_STORE_open(name, u->asker, pass, NULL, NULL);
        if (u->store == NULL) {
            app_library_error(command, "cannot open %s", name);
        }
    } else if ((u->in = in_form(command, name, format)) != NULL) {
        u->store = OSSL_STORE_attach(u->in, "file", NULL, NULL, u->asker, pass, NULL, NULL, NULL);
    }
    if (u->store != NULL && OSSL_STORE_expect(u->store, expect)) {
        return true;
    }
    app_uri_close(u);
    return false;
}

OSSL_STORE_INFO *app_uri_next(struct app_uri *u) {
    OSSL_STORE_INFO *info = NULL;
    while (info == NULL && !OSSL_STORE_eof(u->store)) {
        info = OSSL_STORE_load(u->store);
        if (info != NULL && OSSL_STORE_INFO_get_type(info) != u->expect) { /* a name in a directory */
            OSSL_STORE_INFO_free(info);
            info = NULL;
        }
    }
    return info;
}

void app_uri_close(struct app_uri *u) {
    OSSL_STORE_close(u->store);
    BIO_free_all(u->in);
    UI_destroy_method(u->asker);
    *u = (struct app_uri){ .store = NULL };
}
