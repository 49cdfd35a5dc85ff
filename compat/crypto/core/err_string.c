/* From codes to texts: the built-in tables, and what programs load for libraries of their own. */
#include "config.h"

#include <openssl/err.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat/crypto/core/err_local.h"

struct loaded { /* one ERR_load_strings(); the array stays the program's */
    struct loaded *next;
    const ERR_STRING_DATA *strings;
};

static pthread_rwlock_t loaded_lock = PTHREAD_RWLOCK_INITIALIZER;
static struct loaded *loaded_list;
static atomic_int next_library = ERR_LIB_USER;

static const char *find_loaded(unsigned long code) {
    const char *text = NULL;
    pthread_rwlock_rdlock(&loaded_lock);
    for (const struct loaded *l = loaded_list; l != NULL && text == NULL; l = l->next) {
        for (const ERR_STRING_DATA *s = l->strings; s->error != 0; s++) {
            if (s->error == code) {
                text = s->string;
                break;
            }
        }
    }
    pthread_rwlock_unlock(&loaded_lock);
    return text;
}

int ERR_load_strings_const(const ERR_STRING_DATA *str) {
    struct loaded *l = (struct loaded *)malloc(sizeof(*l));
    if (l == NULL) return 0;
    pthread_rwlock_wrlock(&loaded_lock);
    *l = (struct loaded){ loaded_list, str };
    loaded_list = l;
    pthread_rwlock_unlock(&loaded_lock);
    return 1;
}

int ERR_load_strings(int lib, ERR_STRING_DATA *str) {
    for (ERR_STRING_DATA *s = str; s->error != 0; s++) s->error |= ERR_PACK(lib, 0, 0);
    return ERR_load_strings_const(str);
}

int ERR_unload_strings(int lib, ERR_STRING_DATA *str) {
    (void)lib; /* the codes in the array carry it since they were loaded */
    pthread_rwlock_wrlock(&loaded_lock);
    for (struct loaded **at = &loaded_list; *at != NULL;) {
        struct loaded *l = *at;
        if (l->strings == str) {
            *at = l->next;
            free(l);
        } else {
            at = &l->next;
        }
    }
    pthread_rwlock_unlock(&loaded_lock);
    return 1;
}

int ERR_get_next_error_library(void) { return atomic_fetch_add(&next_library, 1); }

/* The tables are constant: there is nothing to load. */
int ERR_load_ERR_strings(void) { return 1; }

const char *ERR_lib_error_string(unsigned long e) {
    unsigned lib = (unsigned)ERR_GET_LIB(e);
    const char *text = bs_err_lib_text(lib);
    return text != NULL ? text : find_loaded(ERR_PACK(lib, 0, 0));
}

const char *ERR_func_error_string(unsigned long e) {
    (void)e; /* codes carry no function since 3.0 */
    return NULL;
}

const char *ERR_reason_error_string(unsigned long e) {
    if (ERR_SYSTEM_ERROR(e)) return NULL;
    unsigned lib = (unsigned)ERR_GET_LIB(e);
    uint32_t reason = (uint32_t)ERR_GET_REASON(e);
    const char *text = bs_err_reason_text((uint32_t)ERR_PACK(lib, 0, reason));
    if (text == NULL) text = find_loaded(ERR_PACK(lib, 0, reason));
    if (text == NULL) text = bs_err_reason_text(reason); /* common to all libraries */
    return text;
}

void bs_err_format(unsigned long code, const char *func, char *buf, size_t len) {
    if (len == 0) return;
    char lib_buf[64], reason_buf[256];
    const char *lib = ERR_lib_error_string(code);
    if (lib == NULL) {
        snprintf(lib_buf, sizeof(lib_buf), "lib(%lu)", (unsigned long)ERR_GET_LIB(code));
        lib = lib_buf;
    }
    unsigned long number = (unsigned long)ERR_GET_REASON(code);
    const char *reason = NULL;
    if (ERR_SYSTEM_ERROR(code)) {
        reason = strerror_r((int)number, reason_buf, sizeof(reason_buf));
    } else {
        reason = ERR_reason_error_string(code);
        number &= ~((unsigned long)ERR_RFLAGS_MASK << ERR_RFLAGS_OFFSET);
    }
    if (reason == NULL) {
        snprintf(reason_buf, sizeof(reason_buf), "reason(%lu)", number);
        reason = reason_buf;
    }
    int n = snprintf(buf, len, "error:%08lX:%s:%s:%s", code, lib, func, reason);
    if (n >= 0 && (size_t)n < len - 1) return;
    /* too long, or exactly full: the numbers alone */
    snprintf(buf, len, "err:%lx:%lx:%lx:%lx", code, (unsigned long)ERR_GET_LIB(code), 0UL,
             (unsigned long)ERR_GET_REASON(code));
}

void ERR_error_string_n(unsigned long e, char *buf, size_t len) { bs_err_format(e, "", buf, len); }

char *ERR_error_string(unsigned long e, char *buf) {
    static char shared[256]; /* what the manual page promises: not for threads */
    if (buf == NULL) buf = shared;
    ERR_error_string_n(e, buf, sizeof(shared));
    return buf;
}
