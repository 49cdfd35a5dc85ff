#include "apps/subject.h"

#include <ctype.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/certs.h"
#include "apps/options.h"

/* --- -subj ------------------------------------------------------------------------------------------------------- */

/* Copies up to one of `ends`, without backslashes; returns where it stopped. */
static const char *take_until(const char *p, const char *ends, char *out, size_t room) {
    size_t n = 0;
    while (*p != '\0' && strchr(ends, *p) == NULL) {
        if (*p == '\\' && p[1] != '\0') {
            p++;
        }
        if (n + 1 < room) {
            out[n++] = *p;
        }
        p++;
    }
    out[n] = '\0';
    return p;
}

X509_NAME *app_subject_parse(const char *command, const char *text, int chtype) {
    if (*text != '/') {
        app_usage_error(command, "a name begins with a slash, as /CN=example, not %s", text);
        return NULL;
    }
    X509_NAME *name = X509_NAME_new();
    bool ok = name != NULL;
    int set = 0; /* 0: a part of its own; -1: beside the one before */
    for (const char *p = text + 1; ok && *p != '\0';) {
        char type[128], value[1024];
        p = take_until(p, "=", type, sizeof(type));
        if (*p == '\0') {
            app_usage_error(command, "no value for %s in the name", type);
            ok = false;
            break;
        }
        p = take_until(p + 1, "/+", value, sizeof(value));
        const int next = *p == '+' ? -1 : 0;
        p += *p != '\0';
        int nid = OBJ_txt2nid(type);
        if (nid == NID_undef) {
            fprintf(stderr, "bearshim %s: warning: skipping unknown subject name attribute \"%s\"\n", command, type);
        } else if (*value == '\0') {
            fprintf(stderr, "bearshim %s: warning: no value provided for subject name attribute \"%s\", skipped\n", command,
                    type);
        } else if (!X509_NAME_add_entry_by_NID(name, nid, chtype, (unsigned char *)value, -1, -1, set)) {
            app_library_error(command, "%s=%s cannot be in a name", type, value);
            ok = false;
        }
        set = next;
    }
    if (ok) {
        return name;
    }
    X509_NAME_free(name);
    return NULL;
}

/* --- sections ---------------------------------------------------------------------------------------------------- */

/* `0.organizationName` is a type that occurs twice; what stands before the separator only tells them apart. */
static const char *type_of(const char *key) {
    const char *p = key + strcspn(key, ":,.");
    return *p != '\0' && p[1] != '\0' ? p + 1 : key;
}

static bool add(const char *command, X509_NAME *name, const char *type, const char *value, int chtype, bool beside) {
    if (X509_NAME_add_entry_by_txt(name, type, chtype, (const unsigned char *)value, -1, -1, beside ? -1 : 0)) {
        return true;
    }
    app_library_error(command, "%s=%s cannot be in a name", type, value);
    return false;
}

static bool ends_with(const char *s, const char *end) {
    size_t n = strlen(s), m = strlen(end);
    return n >= m && strcmp(s + n - m, end) == 0;
}

static bool is_setting(const char *key) {
    return ends_with(key, "_default") || ends_with(key, "_min") || ends_with(key, "_max") || ends_with(key, "_value");
}

/* A setting beside a prompt, as countryName_max beside countryName. */
static const char *beside(const CONF *conf, const char *section, const char *key, const char *what) {
    char full[200];
    snprintf(full, sizeof(full), "%s_%s", key, what);
    const char *v = NCONF_get_string(conf, section, full);
    if (v == NULL) {
        ERR_clear_error();
    }
    return v;
}

/* A line of the standard input without its end; false at its end. */
static bool answer(char *out, size_t room) {
    if (fgets(out, (int)room, stdin) == NULL) {
        return false;
    }
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}

/* Asks until the length is right. An empty answer is the default, a dot is none: out is empty then. */
static bool ask_for(const char *command, const CONF *conf, const char *section, const CONF_VALUE *v, bool quiet, char *out,
                    size_t room) {
    const char *usual = beside(conf, section, v->name, "default"), *fixed = beside(conf, section, v->name, "value");
    const char *min = beside(conf, section, v->name, "min"), *max = beside(conf, section, v->name, "max");
    for (;;) {
        snprintf(out, room, "%s", fixed != NULL ? fixed : "");
        if (fixed == NULL && !quiet) {
            fprintf(stderr, "%s [%s]:", v->value, usual != NULL ? usual : "");
            if (!answer(out, room)) {
                app_error(command, "no answer for %s", v->name);
                return false;
            }
        }
        if (*out == '\0') {
            snprintf(out, room, "%s", usual != NULL ? usual : "");
        }
        if (strcmp(out, ".") == 0 || *out == '\0') {
            *out = '\0';
            return true;
        }
        size_t n = strlen(out);
        if ((min == NULL || n >= strtoul(min, NULL, 10)) && (max == NULL || n <= strtoul(max, NULL, 10))) {
            return true;
        }
        if (quiet || fixed != NULL) {
            app_error(command, "%s: the length of %s is not allowed", v->name, out);
            return false;
        }
        fprintf(stderr, "its length is not allowed (%s to %s)\n", min != NULL ? min : "0", max != NULL ? max : "any");
    }
}

X509_NAME *app_subject_from_section(const char *command, const CONF *conf, const char *section, int chtype, bool ask,
                                    bool quiet) {
    const STACK_OF(CONF_VALUE) *values = NCONF_get_section(conf, section);
    X509_NAME *name = values != NULL ? X509_NAME_new() : NULL;
    if (name == NULL) {
        app_library_error(command, "the configuration has no section %s for the name", section);
        return NULL;
    }
    bool ok = true;
    for (int i = 0; ok && i < sk_CONF_VALUE_num(values); i++) {
        const CONF_VALUE *v = sk_CONF_VALUE_value(values, i);
        const char *type = type_of(v->name);
        const bool joined = *type == '+';
        char text[1024];
        if (!ask) {
            ok = add(command, name, type + joined, v->value, chtype, joined);
        } else if (!is_setting(v->name) && OBJ_txt2nid(type + joined) != NID_undef) {
            ok = ask_for(command, conf, section, v, quiet, text, sizeof(text)) &&
                (*text == '\0' || add(command, name, type + joined, text, chtype, joined));
        }
    }
    if (ok && !ask && X509_NAME_entry_count(name) == 0) {
        app_error(command, "the configuration's section %s has no name", section);
        ok = false;
    }
    if (ok) {
        return name;
    }
    X509_NAME_free(name);
    return NULL;
}
