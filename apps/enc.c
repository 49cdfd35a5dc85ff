#include "apps/enc.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ui.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/algorithms.h"
#include "apps/commands.h"
#include "apps/secret_source.h"

#define AT(field) offsetof(struct enc_options, field)
static const struct app_opt rows[] = {
    { "", APP_OPT_HEADING, 0, NULL, "What to do", 0 },
    { "e", APP_OPT_CLEAR, AT(decrypt), NULL, "Encrypt, or encode (the default)", 0 },
    { "d", APP_OPT_SET, AT(decrypt), NULL, "Decrypt, or decode", 0 },
    { "*", APP_OPT_NAME, AT(cipher), NULL, "Any cipher, such as -aes-256-cbc (default: none)", 0 },
    { "none", APP_OPT_SET, AT(none), NULL, "No cipher", 0 },
    { "list", APP_OPT_SET, AT(list), NULL, "List the ciphers", 0 },
    { "ciphers", APP_OPT_SET, AT(list), NULL, "As -list", 0 },
    { "nopad", APP_OPT_SET, AT(no_pad), NULL, "No padding: the input has whole blocks", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Input and output", 0 },
    { "in", APP_OPT_STRING, AT(in), "FILE", "Read from a file", 0 },
    { "out", APP_OPT_STRING, AT(out), "FILE", "Write to a file", 0 },
    { "a", APP_OPT_SET, AT(base64), NULL, "Encode in base64 after encryption, decode before decryption", 0 },
    { "base64", APP_OPT_SET, AT(base64), NULL, "As -a", 0 },
    { "A", APP_OPT_SET, AT(one_line), NULL, "With -a: on one line", 0 },
    { "bufsize", APP_OPT_STRING, AT(buf_size), "NUM", "Bytes (or with k, KiB) read at a time", 0 },
    { "p", APP_OPT_VALUE, AT(print), NULL, "Print salt, key and IV", ENC_PRINT },
    { "P", APP_OPT_VALUE, AT(print), NULL, "Print salt, key and IV, and do nothing more", ENC_PRINT_ALONE },
    { "v", APP_OPT_SET, AT(verbose), NULL, "Count the bytes on the standard error output", 0 },
    { "debug", APP_OPT_SET, AT(debug), NULL, "Trace reading and writing on the standard error output", 0 },
    { "", APP_OPT_HEADING, 0, NULL, "Key", 0 },
    { "K", APP_OPT_STRING, AT(key), "HEX", "The key", 0 },
    { "iv", APP_OPT_STRING, AT(iv), "HEX", "The IV", 0 },
    { "pass", APP_OPT_STRING, AT(pass), "SOURCE", "A pass phrase that makes key and IV", 0 },
    { "k", APP_OPT_STRING, AT(pass_text), "TEXT", "The pass phrase itself", 0 },
    { "kfile", APP_OPT_STRING, AT(pass_file), "FILE", "The pass phrase is this file's first line", 0 },
    { "md", APP_OPT_STRING, AT(digest), "NAME", "The digest that makes the key (default: sha256)", 0 },
    { "pbkdf2", APP_OPT_SET, AT(pbkdf2), NULL, "Make the key by PBKDF2", 0 },
    { "iter", APP_OPT_POSITIVE, AT(iterations), "NUM", "By PBKDF2 with so many iterations (default: 10000)", 0 },
    { "S", APP_OPT_STRING, AT(salt), "HEX", "The salt, which is then not in the data", 0 },
    { "salt", APP_OPT_CLEAR, AT(no_salt), NULL, "With a salt, before the data (the default)", 0 },
    { "nosalt", APP_OPT_SET, AT(no_salt), NULL, "Without a salt", 0 },
    { NULL, APP_OPT_HEADING, 0, NULL, NULL, 0 },
};
static const struct app_opt_group groups[] = {
    { rows, 0 },
    { app_rand_rows, AT(random) },
    { app_provider_rows, AT(providers) },
    { NULL, 0 },
};
static const struct app_opt_command command = { "enc", "[options]", "Encrypt or decrypt, encode or decode.", groups, NULL };

struct enc {
    const struct enc_options *o;
    const EVP_CIPHER *cipher;   /* NULL: none */
    EVP_CIPHER_CTX *ctx;        /* keyed, or NULL */
    BIO *in, *out;
    size_t buf_size;
};

static int fail(const char *what) {
    const char *why = ERR_reason_error_string(ERR_peek_last_error());
    app_error("enc", "%s%s%s", what, why != NULL ? ": " : "", why != NULL ? why : "");
    ERR_clear_error();
    return 1;
}

/* --- the pump ----------------------------------------------------------------- */

static bool write_all(BIO *out, const unsigned char *data, int len) { return len == 0 || BIO_write(out, data, len) == len; }

/* 0, or what went wrong. */
static const char *move(struct enc *e, const unsigned char *data, int len, unsigned char *made) {
    int num = len;
    if (e->ctx != NULL && !EVP_CipherUpdate(e->ctx, made, &num, data, len)) {
        return e->o->decrypt ? "bad decrypt" : "bad encrypt";
    }
    return write_all(e->out, e->ctx != NULL ? made : data, num) ? NULL : "cannot write all";
}

static const char *pump(struct enc *e, unsigned char *data, unsigned char *made) {
    bool whole = e->cipher != NULL && EVP_CIPHER_get_mode(e->cipher) == EVP_CIPH_WRAP_MODE; /* in one piece or not at all */
    int n;
    while ((n = BIO_read(e->in, data, (int)e->buf_size)) > 0) {
        if (whole && !BIO_eof(e->in)) {
            return "this cipher takes no more than a buffer (-bufsize)";
        }
        const char *wrong = move(e, data, n, made);
        if (wrong != NULL) {
            return wrong;
        }
    }
    if (e->ctx == NULL) {
        return NULL;
    }
    if (!EVP_CipherFinal_ex(e->ctx, made, &n)) {
        return e->o->decrypt ? "bad decrypt" : "bad encrypt";
    }
    return write_all(e->out, made, n) ? NULL : "cannot write all";
}

static int pump_all(struct enc *e) {
    size_t room = e->buf_size + 2 * EVP_MAX_BLOCK_LENGTH;
    unsigned char *data = OPENSSL_malloc(e->buf_size), *made = OPENSSL_malloc(room);
    const char *wrong = data != NULL && made != NULL ? pump(e, data, made) : "out of memory";
    OPENSSL_clear_free(data, e->buf_size);
    OPENSSL_clear_free(made, room);
    return wrong == NULL ? 0 : fail(wrong);
}

/* --- settings ----------------------------------------------------------------- */

static bool read_pass_file(const char *name, char *pass, size_t cap) {
    char source[1024];
    if (snprintf(source, sizeof(source), "file:%s", name) >= (int)sizeof(source)
        || !app_secret_read(source, pass, cap)) {
        pass[0] = '\0';
    }
    pass[strcspn(pass, "\r")] = '\0';
    if (pass[0] == '\0') {
        app_error("enc", "no pass phrase in %s", name);
    }
    return pass[0] != '\0';
}

static bool ask_pass(const struct enc *e, char *pass, size_t cap) {
    char prompt[128];
    snprintf(prompt, sizeof(prompt), "enter %s %scryption password:", EVP_CIPHER_get0_name(e->cipher),
             e->o->decrypt ? "de" : "en");
    if (EVP_read_pw_string(pass, (int)cap, prompt, !e->o->decrypt) != 0) {
        app_error("enc", "no pass phrase could be read");
        return false;
    }
    return true;
}

/* The pass phrase: in `pass` if there is one (*has). */
static bool find_pass(const struct enc *e, char *pass, size_t cap, bool *has) {
    const struct enc_options *o = e->o;
    *has = true;
    if (o->pass_file != NULL) {
        return read_pass_file(o->pass_file, pass, cap);
    }
    if (o->pass_text != NULL) {
        if (snprintf(pass, cap, "%s", o->pass_text) < (int)cap) {
            return true;
        }
        app_error("enc", "the pass phrase is too long");
        return false;
    }
    if (o->pass != NULL) {
        if (app_secret_read(o->pass, pass, cap)) {
            return true;
        }
        app_error("enc", "there is no pass phrase where -pass says");
        return false;
    }
    *has = e->cipher != NULL && o->key == NULL;
    return !*has || ask_pass(e, pass, cap);
}

static bool parse_buf_size(struct enc *e) {
    const char *text = e->o->buf_size;
    char *end;
    e->buf_size = 8192;
    if (text == NULL) {
        return true;
    }
    unsigned long size = strtoul(text, &end, 10);
    bool kilo = *end == 'k';
    size = kilo && size <= (1UL << 20) ? size << 10 : size;
    if (end == text || end[kilo] != '\0' || size == 0 || size > (1UL << 30)) {
        app_usage_error("enc", "-bufsize takes a number of bytes above zero, not %s", text);
        return false;
    }
    e->buf_size = size;
    return true;
}

static bool find_cipher(struct enc *e, const char *name) {
    if (e->o->none || name == NULL) {
        return true;
    }
    e->cipher = app_cipher_option("enc", name);
    if (e->cipher != NULL && !app_enc_takes(e->cipher)) {
        app_usage_error("enc", "%s is a cipher for another use: enc has no place for its tag or second key", name);
        return false;
    }
    return e->cipher != NULL;
}

static bool push_base64(BIO **b, bool one_line) {
    BIO *coder = BIO_new(BIO_f_base64());
    if (coder == NULL) {
        return false;
    }
    if (one_line) {
        BIO_set_flags(coder, BIO_FLAGS_BASE64_NO_NL);
    }
    *b = BIO_push(coder, *b);
    return true;
}

static bool open_streams(struct enc *e, BIO *trace) {
    const struct enc_options *o = e->o;
    e->in = app_open_in("enc", o->in);
    e->out = e->in != NULL ? app_open_out("enc", o->out, APP_STREAM_BINARY) : NULL;
    if (e->out == NULL) {
        return false;
    }
    BIO *both[] = { e->in, e->out };
    for (size_t i = 0; trace != NULL && i < 2; i++) {
        BIO_set_callback_ex(both[i], BIO_debug_callback_ex);
        BIO_set_callback_arg(both[i], (char *)trace);
    }
    return !o->base64 || push_base64(o->decrypt ? &e->in : &e->out, o->one_line);
}

static bool set_cipher(struct enc *e, const struct enc_key *k) {
    int encrypt = !e->o->decrypt;
    e->ctx = EVP_CIPHER_CTX_new();
    if (e->ctx == NULL) {
        return false;
    }
    EVP_CIPHER_CTX_set_flags(e->ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    if (!EVP_CipherInit_ex(e->ctx, e->cipher, NULL, NULL, NULL, encrypt)) {
        return false;
    }
    if (e->o->no_pad) {
        EVP_CIPHER_CTX_set_padding(e->ctx, 0);
    }
    return EVP_CipherInit_ex(e->ctx, NULL, NULL, k->key, k->iv, encrypt) > 0;
}

/* Everything from the pass phrase on. */
static int work(struct enc *e, const char *pass) {
    int status = 1;
    struct enc_key k = { .salted = false };
    if (e->cipher == NULL) {
        return pump_all(e);
    }
    if (app_enc_make_key(&k, e->o, e->cipher, pass, e->in, e->out)) {
        if (!set_cipher(e, &k)) {
            status = fail("the cipher cannot be used");
        } else {
            if (e->o->print != ENC_PRINT_NOTHING) {
                app_enc_print_key(&k, e->cipher);
            }
            status = e->o->print == ENC_PRINT_ALONE ? 0 : pump_all(e);
        }
    }
    OPENSSL_cleanse(&k, sizeof(k));
    return status;
}

static int run(struct enc *e) {
    char pass[1024];
    bool has_pass;
    BIO *trace = e->o->debug ? BIO_new_fp(stderr, BIO_NOCLOSE) : NULL;
    int status = 1;
    if (find_pass(e, pass, sizeof(pass), &has_pass) && open_streams(e, trace)) {
        status = work(e, has_pass ? pass : NULL);
    }
    OPENSSL_cleanse(pass, sizeof(pass));
    if (status != 0 && e->out != NULL) { /* what was done stays, but nothing is completed */
        BIO_free_all(e->out);
        e->out = NULL;
    }
    if (status == 0 && BIO_flush(e->out) > 0 && e->o->verbose) {
        fprintf(stderr, "bytes read   : %8ju\nbytes written: %8ju\n", (uintmax_t)BIO_number_read(e->in),
                (uintmax_t)BIO_number_written(e->out));
    }
    if (!app_close_out(e->out)) {
        status = app_error("enc", "cannot write all");
    }
    BIO_free_all(e->in);
    BIO_free_all(trace);
    EVP_CIPHER_CTX_free(e->ctx);
    return status;
}

int app_enc(int argc, char **argv) {
    struct enc_options o = { 0 };
    int rest;
    bool by_name = strcmp(argv[0], "enc") != 0;
    o.base64 = strcmp(argv[0], "base64") == 0;
    o.cipher = by_name && !o.base64 ? argv[0] : NULL;
    enum app_opt_result r = app_opt_parse(&command, argc, argv, &o, &rest);
    if (r != APP_OPT_OK) {
        return r == APP_OPT_BAD;
    }
    if (!app_providers_load("enc", &o.providers)) {
        return 1;
    }
    if (o.list) {
        app_list_ciphers();
        return 0;
    }
    if (rest < argc) {
        return app_usage_error("enc", "unexpected argument %s", argv[rest]);
    }
    struct enc e = { .o = &o };
    if (!find_cipher(&e, o.cipher) || !parse_buf_size(&e) || !app_rand_load("enc", &o.random)) {
        return 1;
    }
    int status = run(&e);
    return status == 0 && !app_rand_save("enc", &o.random) ? 1 : status;
}
