/* The program's callback around a BIO's operations: the kind of 1.1.1, and the older kind behind it. */
#include <openssl/bio.h>
#include <openssl/err.h>

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/bio_local.h"

void BIO_set_callback(BIO *b, BIO_callback_fn callback) { b->callback = callback; }
BIO_callback_fn BIO_get_callback(const BIO *b) { return b->callback; }
void BIO_set_callback_ex(BIO *b, BIO_callback_fn_ex callback) { b->callback_ex = callback; }
BIO_callback_fn_ex BIO_get_callback_ex(const BIO *b) { return b->callback_ex; }
void BIO_set_callback_arg(BIO *b, char *arg) { b->cb_arg = arg; }
char *BIO_get_callback_arg(const BIO *b) { return b->cb_arg; }

/* The old kind knows no length but an int, and returns the bytes moved where the new one returns 1. */
long bs_bio_callback(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, long result, size_t *moved) {
    if (b->callback_ex != NULL) return b->callback_ex(b, oper, argp, len, argi, argl, (int)result, moved);
    int bare = oper & ~BIO_CB_RETURN;
    bool after = (oper & BIO_CB_RETURN) != 0 && bare != BIO_CB_CTRL;
    if (bare == BIO_CB_READ || bare == BIO_CB_WRITE || bare == BIO_CB_GETS) {
        if (len > INT_MAX) return -1;
        argi = (int)len;
    }
    if (result > 0 && after && bare != BIO_CB_FREE) {
        if (*moved > INT_MAX) return -1;
        result = (long)*moved;
    }
    long ret = b->callback(b, oper, argp, argi, argl, result);
    if (ret > 0 && after && bare != BIO_CB_FREE) {
        *moved = (size_t)ret;
        ret = 1;
    }
    return ret;
}

long BIO_debug_callback_ex(BIO *b, int oper, const char *argp, size_t len, int argi, long argl, int ret,
                           size_t *processed) {
    const char *name = b->method != NULL && b->method->name != NULL ? b->method->name : "";
    bool fd = b->method != NULL && (b->method->type & BIO_TYPE_DESCRIPTOR) != 0;
    size_t moved = processed != NULL ? *processed : 0;
    long r = (oper & BIO_CB_RETURN) ? ret : 1;
    char text[256];
    int n = snprintf(text, sizeof(text), "BIO[%p]: ", (void *)b);
    char *p = text + n;
    size_t room = sizeof(text) - (size_t)n;
    switch (oper) {
    case BIO_CB_FREE: snprintf(p, room, "Free - %s\n", name); break;
    case BIO_CB_READ:
    case BIO_CB_WRITE: {
        const char *verb = oper == BIO_CB_READ ? "read" : "write";
        if (fd)
            snprintf(p, room, "%s(%d,%zu) - %s fd=%d\n", verb, b->num, len, name, b->num);
        else
            snprintf(p, room, "%s(%d,%zu) - %s\n", verb, b->num, len, name);
        break;
    }
    case BIO_CB_PUTS: snprintf(p, room, "puts() - %s\n", name); break;
    case BIO_CB_GETS: snprintf(p, room, "gets(%zu) - %s\n", len, name); break;
    case BIO_CB_CTRL: snprintf(p, room, "ctrl(%d) - %s\n", argi, name); break;
    case BIO_CB_READ | BIO_CB_RETURN: snprintf(p, room, "read return %d processed: %zu\n", ret, moved); break;
    case BIO_CB_WRITE | BIO_CB_RETURN: snprintf(p, room, "write return %d processed: %zu\n", ret, moved); break;
    case BIO_CB_GETS | BIO_CB_RETURN: snprintf(p, room, "gets return %d processed: %zu\n", ret, moved); break;
    case BIO_CB_PUTS | BIO_CB_RETURN: snprintf(p, room, "puts return %d processed: %zu\n", ret, moved); break;
    case BIO_CB_CTRL | BIO_CB_RETURN: snprintf(p, room, "ctrl return %d\n", ret); break;
    default: snprintf(p, room, "bio callback - unknown type (%d)\n", oper); break;
    }
    (void)argp;
    (void)argl;
    BIO *out = (BIO *)(void *)b->cb_arg;
    if (out != NULL)
        BIO_write(out, text, (int)strlen(text));
    else
        fputs(text, stderr);
    return r;
}

long BIO_debug_callback(BIO *b, int cmd, const char *argp, int argi, long argl, long ret) {
    size_t moved = 0;
    if (ret > 0) moved = (size_t)ret;
    BIO_debug_callback_ex(b, cmd, argp, (size_t)argi, argi, argl, ret > 0 ? 1 : (int)ret, &moved);
    return ret;
}
