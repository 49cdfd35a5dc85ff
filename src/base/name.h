/**
 * \file name.h
 * \brief Comparing names of algorithms, which come as a piece of a longer list.
 */
#ifndef BS_BASE_NAME_H
#define BS_BASE_NAME_H

#include <stdbool.h>
#include <stddef.h>

/** True if `text` (len bytes, no NUL needed) is `name`, ASCII case ignored; independent of the locale. */
static inline bool bs_name_is(const char *name, const char *text, size_t len) {
    for (size_t i = 0; i < len; i++) {
        char a = name[i], b = text[i];
        if (a >= 'A' && a <= 'Z') a = (char)(a | 0x20);
        if (b >= 'A' && b <= 'Z') b = (char)(b | 0x20);
        if (a != b || a == 0) return false;
    }
    return name[len] == 0;
}

#endif
