#include "apps/options.h"

#include <errno.h>
#include <limits.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 2, 0)))
static void say(const char *command, const char *format, va_list args) {
    fflush(stdout);
    fprintf(stderr, "bearshim %s: ", command);
    vfprintf(stderr, format, args);
}

int app_usage_error(const char *command, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say(command, format, args);
    va_end(args);
    fprintf(stderr, " (see bearshim %s --help)\n", command);
    return 1;
}

int app_error(const char *command, const char *format, ...) {
    va_list args;
    va_start(args, format);
    say(command, format, args);
    va_end(args);
    fputc('\n', stderr);
    return 1;
}

bool app_parse_int(const char *text, int *out) {
    char *end;
    errno = 0;
    long v = strtol(text, &end, 0);
    if (end == text || *end != '\0' || errno != 0 || v < INT_MIN || v > INT_MAX) {
        return false;
    }
    *out = (int)v;
    return true;
}

bool app_parse_large(const char *text, int64_t *out) {
    char *end;
    errno = 0;
    intmax_t v = strtoimax(text, &end, 0);
    if (end == text || *end != '\0' || errno != 0) {
        return false;
    }
    *out = v;
    return true;
}

static bool takes_argument(enum app_opt_kind kind) {
    return kind == APP_OPT_STRING || kind == APP_OPT_LARGE || kind == APP_OPT_INT || kind == APP_OPT_COUNT ||
        kind == APP_OPT_POSITIVE || kind == APP_OPT_LIST || kind == APP_OPT_EACH_ARG || kind == APP_OPT_CONF;
}

static void help_row(const struct app_opt *o) {
    char left[64];
    if (o->kind == APP_OPT_HEADING) {
        printf("\n%s:\n", o->help);
        return;
    }
    snprintf(left, sizeof(left), "-%s%s%s", o->name, o->arg != NULL ? " " : "", o->arg != NULL ? o->arg : "");
    if (strlen(left) > 25) {
        printf("  %s\n  %-25s  %s\n", left, "", o->help);
    } else {
        printf("  %-25s  %s\n", left, o->help);
    }
}

void app_opt_help(const struct app_opt_command *cmd) {
    printf("Usage: bearshim %s %s\n%s\n", cmd->name, cmd->usage, cmd->summary);
    for (const struct app_opt_group *g = cmd->groups; g->rows != NULL; g++) {
        for (const struct app_opt *o = g->rows; o->help != NULL; o++) {
            help_row(o);
        }
    }
    printf("\n  %-25s  %s\n", "-help", "Print this summary");
    if (cmd->epilogue != NULL) {
        printf("\n%s", cmd->epilogue);
    }
}

/* The row of a name of so many characters, or else the one that takes any name. */
static const struct app_opt *find(const struct app_opt_command *cmd, const char *name, size_t len, size_t *base) {
    const struct app_opt *any = NULL;
    for (const struct app_opt_group *g = cmd->groups; g->rows != NULL; g++) {
        for (const struct app_opt *o = g->rows; o->help != NULL; o++) {
            bool named = o->kind != APP_OPT_HEADING && strncmp(o->name, name, len) == 0 && o->name[len] == '\0';
            if (named || o->kind == APP_OPT_NAME || o->kind == APP_OPT_CONF_NAME) {
                *base = g->base;
                any = o;
            }
            if (named) {
                return o;
            }
        }
    }
    return any;
}

static bool add_conf(struct app_conf *conf, const char *name, const char *value) {
    if (conf->num == APP_CONF_MAX) {
        return false;
    }
    conf->list[conf->num].name = name;
    conf->list[conf->num].value = value;
    conf->num++;
    return true;
}

static bool add_value(struct app_list *list, const char *value) {
    if (list->num == APP_LIST_MAX) {
        return false;
    }
    list->list[list->num++] = value;
    return true;
}

bool app_order_add(struct app_order *order, int value) {
    size_t kept = 0;
    for (size_t i = 0; i < order->num; i++) {
        if (order->list[i] != value) {
            order->list[kept++] = order->list[i];
        }
    }
    order->num = kept;
    if (kept == APP_ORDER_MAX) {
        return false;
    }
    order->list[order->num++] = value;
    return true;
}

/* Store one number; NULL when it was taken, else what is wrong with it. */
static const char *store_number(enum app_opt_kind kind, int *at, const char *value) {
    int number = 0;
    bool ok = app_parse_int(value, &number);
    if (kind == APP_OPT_POSITIVE && (!ok || number <= 0)) {
        return "needs a number above zero";
    }
    if (kind == APP_OPT_COUNT && (!ok || number < 0)) {
        return "needs a number that is not negative";
    }
    if (!ok) {
        return "needs a number";
    }
    *at = number;
    return NULL;
}

/* Store one value; NULL when it was taken, else what is wrong with it. */
static const char *store(const struct app_opt *o, void *at, const char *value) {
    switch (o->kind) {
    case APP_OPT_SET:
    case APP_OPT_CLEAR:
        *(bool *)at = o->kind == APP_OPT_SET;
        return NULL;
    case APP_OPT_VALUE:
        *(int *)at = o->value;
        return NULL;
    case APP_OPT_OR:
        *(int *)at |= o->value;
        return NULL;
    case APP_OPT_EACH:
        return app_order_add(at, o->value) ? NULL : "is one too many";
    case APP_OPT_EACH_ARG:
        ((struct app_order *)at)->text = value;
        return app_order_add(at, o->value) ? NULL : "is one too many";
    case APP_OPT_LARGE:
        return app_parse_large(value, at) ? NULL : "needs a number";
    case APP_OPT_STRING:
    case APP_OPT_NAME:
        *(const char **)at = value;
        return NULL;
    case APP_OPT_INT:
    case APP_OPT_COUNT:
    case APP_OPT_POSITIVE:
        return store_number(o->kind, at, value);
    case APP_OPT_LIST:
        return add_value(at, value) ? NULL : "is given too often";
    case APP_OPT_CONF:
    case APP_OPT_CONF_FLAG:
        return add_conf(at, o->name, value) ? NULL : "is one setting too many";
    case APP_OPT_CONF_NAME:
        return add_conf(at, value, NULL) ? NULL : "is one setting too many";
    case APP_OPT_HEADING:
        break;
    }
    return "is not an option";
}

/* Take the option at argv[*at], and its value; false, and a line on stderr, if it is wrong. */
static bool take(const struct app_opt_command *cmd, char **argv, int *at, void *into) {
    const char *shown = argv[*at];
    const char *name = shown + (shown[1] == '-' ? 2 : 1);
    size_t len = strcspn(name, "="), base = 0;
    const char *value = name[len] == '=' ? name + len + 1 : NULL;
    const struct app_opt *o = find(cmd, name, len, &base);
    if (o == NULL) {
        app_usage_error(cmd->name, "unknown option %s", shown);
        return false;
    }
    if (value != NULL && !takes_argument(o->kind)) {
        app_usage_error(cmd->name, "option %s takes no value", shown);
        return false;
    }
    if (value == NULL && takes_argument(o->kind)) {
        value = argv[*at + 1];
        if (value == NULL) {
            app_usage_error(cmd->name, "option %s needs a value", shown);
            return false;
        }
        ++*at;
    }
    const bool any = o->kind == APP_OPT_NAME || o->kind == APP_OPT_CONF_NAME;
    const char *wrong = store(o, (void *)((uint8_t *)into + base + o->offset), any ? name : value);
    if (wrong != NULL) {
        app_usage_error(cmd->name, "option %s %s%s%s", shown, wrong, value != NULL ? ", not " : "",
                        value != NULL ? value : "");
    }
    return wrong == NULL;
}

enum app_opt_result app_opt_parse(const struct app_opt_command *cmd, int argc, char **argv, void *into, int *rest) {
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
        const char *name = argv[i] + (argv[i][1] == '-' ? 2 : 1);
        if (*name == '\0') { /* "--" ends the options */
            i++;
            break;
        }
        if (strcmp(name, "help") == 0 || strcmp(name, "h") == 0) {
            app_opt_help(cmd);
            return APP_OPT_HELP;
        }
        if (!take(cmd, argv, &i, into)) {
            return APP_OPT_BAD;
        }
    }
    *rest = i;
    return APP_OPT_OK;
}
