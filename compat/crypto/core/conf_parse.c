/* The grammar of openssl.cnf. A line is cleaned of its comment, then is a section, a directive or an assignment. */
#include "config.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "compat/crypto/core/conf_local.h"
#include "compat/crypto/core/paths.h"
#include "compat/crypto/core/raise.h"

#define VALUE_MAX 65536
#define DEPTH_MAX 16 /* of inclusion; files that include each other end here */

/* An included file is read as if it stood in the other: it goes on in the same section, and may leave another. */
struct parser {
    CONF *conf;
    char *section; /* the one that assignments go to */
    int depth;     /* of inclusion */
};

static long parse_text(struct parser *ps, const char *text, size_t len);

static bool fail(int reason) {
    BS_RAISE(ERR_LIB_CONF, reason);
    return false;
}

static bool is_quote(char c) { return c == '"' || c == '\'' || c == '`'; }
static bool is_word(const CONF *conf, char c) {
    return isalnum((unsigned char)c) || c == '_' || (c == '$' && conf->flag_dollarid);
}
static bool is_name(const CONF *conf, char c) {
    return is_word(conf, c) || (c != '\0' && strchr("!%&*+,-./;?@^~|", c) != NULL);
}

static char *skip_space(char *p) {
    while (isspace((unsigned char)*p)) p++;
    return p;
}

static char *skip_name(const CONF *conf, char *p) {
    while (is_name(conf, *p) || *p == '\\') p += *p == '\\' && p[1] != '\0' ? 2 : 1;
    return p;
}

static void trim_end(char *p) {
    size_t n = strlen(p);
    while (n > 0 && isspace((unsigned char)p[n - 1])) n--;
    p[n] = '\0';
}

/* Ends the line at its comment; a # within quotes or behind a backslash is none. */
static void cut_comment(char *p) {
    for (char quote = '\0'; *p != '\0'; p++) {
        if (*p == '\\' && p[1] != '\0') {
            p++;
        } else if (quote != '\0') {
            if (*p == quote) quote = '\0';
        } else if (is_quote(*p)) {
            quote = *p;
        } else if (*p == '#') {
            *p = '\0';
            return;
        }
    }
}

/* --- values ---------------------------------------------------------------------------- */

struct value {
    char *buf;
    size_t len, cap;
};

static bool put(struct value *v, const char *s, size_t n) {
    if (v->len + n > VALUE_MAX) return fail(CONF_R_VARIABLE_EXPANSION_TOO_LONG);
    if (v->len + n + 1 > v->cap) {
        size_t cap = (v->len + n + 1) * 2;
        char *buf = (char *)realloc(v->buf, cap);
        if (buf == NULL) return fail(ERR_R_MALLOC_FAILURE);
        v->buf = buf;
        v->cap = cap;
    }
    memcpy(v->buf + v->len, s, n);
    v->len += n;
    v->buf[v->len] = '\0';
    return true;
}

/* $name, ${name}, $(name), each also with section:: before the name; *p is behind the dollar sign. */
static bool put_variable(CONF *conf, const char *section, struct value *v, const char **p) {
    char close = **p == '{' ? '}' : **p == '(' ? ')' : '\0';
    if (close != '\0') ++*p;
    const char *start = *p, *end = start;
    while (is_word(conf, *end)) end++;
    char *from = NULL;
    if (end[0] == ':' && end[1] == ':') {
        from = strndup(start, (size_t)(end - start));
        start = end += 2;
        while (is_word(conf, *end)) end++;
    }
    char *name = strndup(start, (size_t)(end - start));
    bool ok = name != NULL;
    if (ok && close != '\0') {
        if (*end != close)
            ok = fail(CONF_R_NO_CLOSE_BRACE);
        else
            end++;
    }
    if (ok) {
        const char *text = bs_conf_lookup(conf, from != NULL ? from : section, name);
        ok = text != NULL ? put(v, text, strlen(text)) : fail(CONF_R_VARIABLE_HAS_NO_VALUE);
    }
    free(from);
    free(name);
    *p = end;
    return ok;
}

static bool put_escape(struct value *v, const char **p) {
    static const char from[] = "rnbt", to[] = "\r\n\b\t";
    if (**p == '\0') return true;
    const char *at = strchr(from, **p);
    const char *c = at != NULL ? &to[at - from] : *p;
    ++*p;
    return put(v, c, 1);
}

/* What stands in quotes is taken as it is, but for a backslash before a character. */
static bool put_quoted(struct value *v, const char **p) {
    char quote = *(*p)++;
    bool ok = true;
    while (ok && **p != '\0' && **p != quote) {
        if (**p == '\\' && (*p)[1] != '\0') ++*p;
        ok = put(v, (*p)++, 1);
    }
    if (**p == quote) ++*p;
    return ok;
}

/* The text with quotes, escapes and variables resolved, to be freed; NULL with an error queued. */
static char *expand(CONF *conf, const char *section, const char *p) {
    struct value v = { NULL, 0, 0 };
    bool ok = put(&v, "", 0);
    while (ok && *p != '\0') {
        if (is_quote(*p)) {
            ok = put_quoted(&v, &p);
        } else if (*p == '\\') {
            p++;
            ok = put_escape(&v, &p);
        } else if (*p == '$' && (!conf->flag_dollarid || p[1] == '{' || p[1] == '(')) {
            p++;
            ok = put_variable(conf, section, &v, &p);
        } else {
            ok = put(&v, p++, 1);
        }
    }
    if (ok) return v.buf;
    free(v.buf);
    return NULL;
}

/* --- directives --------------------------------------------------------------------------- */

static bool truth(const char *s, int *out) {
    static const char *const words[][2] = { { "off", "on" }, { "false", "true" } };
    for (size_t i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
            if (strcasecmp(s, words[i][j]) != 0) continue;
            *out = j;
            return true;
        }
    }
    return fail(CONF_R_INVALID_PRAGMA);
}

static bool pragma(CONF *conf, char *text) {
    char *colon = strchr(text, ':');
    if (colon == NULL || colon == text) return fail(CONF_R_INVALID_PRAGMA);
    char *value = skip_space(colon + 1);
    *colon = '\0';
    trim_end(text);
    if (strcmp(text, "dollarid") == 0) return truth(value, &conf->flag_dollarid);
    if (strcmp(text, "abspath") == 0) return truth(value, &conf->flag_abspath);
    if (strcmp(text, "includedir") == 0) {
        OPENSSL_free(conf->includedir);
        conf->includedir = OPENSSL_strdup(value);
        return conf->includedir != NULL;
    }
    return true; /* unknown ones are passed over */
}

static bool include_file(struct parser *ps, const char *path) {
    if (ps->depth >= DEPTH_MAX) return fail(CONF_R_RECURSIVE_DIRECTORY_INCLUDE);
    BIO *in = BIO_new_file(path, "rb"), *all = BIO_new(BIO_s_mem());
    bool ok = in != NULL && all != NULL;
    char buf[4096], *text;
    for (int n; ok && (n = BIO_read(in, buf, sizeof(buf))) > 0;) ok = BIO_write(all, buf, n) == n;
    if (ok) {
        long len = BIO_get_mem_data(all, &text);
        ps->depth++;
        ok = parse_text(ps, text, (size_t)len) == 0;
        ps->depth--;
    } else if (in == NULL) {
        ok = true; /* not there, or not readable: no error either */
    }
    BIO_free(in);
    BIO_free(all);
    return ok;
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static bool is_config(const char *name) {
    size_t n = strlen(name);
    return (n > 4 && strcasecmp(name + n - 4, ".cnf") == 0) || (n > 5 && strcasecmp(name + n - 5, ".conf") == 0);
}

/* All *.cnf and *.conf of a folder, by name. */
static bool include_dir(struct parser *ps, const char *path) {
    DIR *dir = opendir(path);
    if (dir == NULL) return true;
    char **names = NULL;
    size_t num = 0;
    bool ok = true;
    for (struct dirent *d; ok && (d = readdir(dir)) != NULL;) {
        char **more;
        if (!is_config(d->d_name)) continue;
        more = (char **)realloc(names, (num + 1) * sizeof(*names));
        ok = more != NULL;
        if (!ok) break;
        names = more;
        ok = asprintf(&names[num], "%s/%s", path, d->d_name) >= 0;
        if (ok) num++;
    }
    closedir(dir);
    if (num > 1) qsort(names, num, sizeof(*names), by_name);
    for (size_t i = 0; i < num; i++) {
        struct stat st;
        if (ok && stat(names[i], &st) == 0 && !S_ISDIR(st.st_mode)) ok = include_file(ps, names[i]);
        free(names[i]);
    }
    free(names);
    return ok;
}

static bool include(struct parser *ps, const char *text) {
    CONF *conf = ps->conf;
    char *path = expand(conf, ps->section, text), *full = NULL;
    if (path == NULL) return false;
    const char *base = bs_getenv_safe("OPENSSL_CONF_INCLUDE");
    if (base == NULL) base = conf->includedir;
    bool ok = true;
    if (*path != '/' && base != NULL) ok = asprintf(&full, "%s/%s", base, path) >= 0;
    const char *use = full != NULL ? full : path;
    struct stat st;
    if (ok && conf->flag_abspath && *use != '/')
        ok = fail(CONF_R_RELATIVE_PATH);
    else if (ok && stat(use, &st) != 0) /* no error, but it stays on the queue as with OpenSSL */
        BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling stat(%s)", use);
    else if (ok)
        ok = S_ISDIR(st.st_mode) ? include_dir(ps, use) : include_file(ps, use);
    free(full);
    free(path);
    return ok;
}

/* --- lines ------------------------------------------------------------------------------------ */

static bool open_section(struct parser *ps, char *s) {
    char *end = strchr(s, ']');
    if (end == NULL) return fail(CONF_R_MISSING_CLOSE_SQUARE_BRACKET);
    *end = '\0';
    s = skip_space(s);
    trim_end(s);
    char *name = expand(ps->conf, NULL, s);
    if (name == NULL) return false;
    free(ps->section);
    ps->section = name;
    return bs_conf_section(ps->conf, name, true) != NULL || fail(CONF_R_UNABLE_TO_CREATE_NEW_SECTION);
}

/* True if the line is this directive: its word, then space or an equal sign. */
static char *directive(char *line, const char *word) {
    size_t n = strlen(word);
    if (strncmp(line, word, n) != 0 || (line[n] != '=' && !isspace((unsigned char)line[n]))) return NULL;
    char *p = skip_space(line + n);
    return *p == '=' ? skip_space(p + 1) : p;
}

static bool assign(struct parser *ps, char *line) {
    char *name = line, *end = skip_name(ps->conf, line), *section = ps->section;
    if (end[0] == ':' && end[1] == ':') {
        *end = '\0';
        section = name;
        name = end + 2;
        end = skip_name(ps->conf, name);
    }
    char *p = skip_space(end);
    if (*p != '=') {
        BS_RAISE_DATA(ERR_LIB_CONF, CONF_R_MISSING_EQUAL_SIGN, "HERE-->%s", p);
        return false;
    }
    *end = '\0';
    char *value = expand(ps->conf, section, skip_space(p + 1));
    if (value == NULL) return false;
    bool ok = bs_conf_set(ps->conf, section, name, value);
    free(value);
    return ok;
}

static bool parse_line(struct parser *ps, char *line) {
    cut_comment(line);
    trim_end(line);
    line = skip_space(line);
    if (*line == '\0') return true;
    if (*line == '[') return open_section(ps, line + 1);
    char *rest = directive(line, ".pragma");
    if (rest != NULL) return pragma(ps->conf, rest);
    rest = directive(line, ".include");
    if (rest != NULL) return include(ps, rest);
    return assign(ps, line);
}

/* Takes the next line, with those that a backslash at its end joins to it, into `line`; counts them. False at the end. */
static bool next_line(const char **p, const char *end, char *line, long *lines) {
    size_t n = 0;
    bool joined = true;
    if (*p >= end) return false;
    while (joined && *p < end) {
        const char *stop = (const char *)memchr(*p, '\n', (size_t)(end - *p));
        size_t len = (size_t)((stop != NULL ? stop : end) - *p), start = n;
        memcpy(line + n, *p, len);
        n += len;
        *p = stop != NULL ? stop + 1 : end;
        ++*lines;
        while (n > start && line[n - 1] == '\r') n--;
        joined = n > start && line[n - 1] == '\\' && (n < start + 2 || line[n - 2] != '\\');
        if (joined) n--;
    }
    line[n] = '\0';
    return true;
}

/* 0, or the number of the line at fault. */
static long parse_text(struct parser *ps, const char *text, size_t len) {
    if (len == 0) return 0;
    const char *p = text, *end = text + len;
    char *line = (char *)malloc(len + 1);
    long lines = 0;
    bool ok = line != NULL;
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) p += 3; /* UTF-8's mark */
    while (ok && next_line(&p, end, line, &lines)) ok = parse_line(ps, line);
    free(line);
    return ok ? 0 : lines > 0 ? lines : 1;
}

long bs_conf_parse(CONF *conf, const char *text, size_t len) {
    struct parser ps = { conf, strdup("default"), 0 };
    bool ok = ps.section != NULL && bs_conf_section(conf, "default", true) != NULL;
    long line = ok ? parse_text(&ps, text, len) : 1;
    free(ps.section);
    return line;
}
