#include "apps/options.h"

#include <errno.h>
#include <limits.h>
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

static bool takes_argument(enum app_opt_kind kind) {
    return kind == APP_OPT_STRING || kind == APP_OPT_INT || kind == APP_OPT_COUNT || kind == APP_OPT_CONF;
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

static const struct app_opt *find(const struct app_opt_command *cmd, const char *name, size_t *base) {
    for (const struct app_opt_group *g = cmd->groups; g->rows != NULL; g++) {
        for (const struct app_opt *o = g->rows; o->help != NULL; o++) {
            if (o->kind != APP_OPT_HEADING && strcmp(o->name, name) == 0) {
                *base = g->base;
                return o;
            }
        }
    }
    return NULL;
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

/* Store one value; NULL when it was taken, else what is wrong with it. */
static const char *store(const struct app_opt *o, void *at, const char *value) {
    int number = 0;
    switch (o->kind) {
    case APP_OPT_SET:
    case APP_OPT_CLEAR:
        *(bool *)at = o->kind == APP_OPT_SET;
        return NULL;
    case APP_OPT_VALUE:
        *(int *)at = o->value;
        return NULL;
    case APP_OPT_STRING:
        *(const char **)at = value;
        return NULL;
    case APP_OPT_INT:
    case APP_OPT_COUNT:
        if (!app_parse_int(value, &number) || (o->kind == APP_OPT_COUNT && number < 0)) {
            return o->kind == APP_OPT_COUNT ? "needs a number that is not negative" : "needs a number";
        }
        *(int *)at = number;
        return NULL;
    case APP_OPT_CONF:
    case APP_OPT_CONF_FLAG:
        return add_conf(at, o->name, value) ? NULL : "is one setting too many";
    case APP_OPT_HEADING:
        break;
    }
    return "is not an option";
}

enum app_opt_result app_opt_parse(const struct app_opt_command *cmd, int argc, char **argv, void *into, int *rest) {
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
        const char *shown = argv[i];
        const char *name = shown + (shown[1] == '-' ? 2 : 1);
        size_t base = 0;
        if (*name == '\0') { /* "--" ends the options */
            i++;
            break;
        }
        if (strcmp(name, "help") == 0 || strcmp(name, "h") == 0) {
            app_opt_help(cmd);
            return APP_OPT_HELP;
        }
        const struct app_opt *o = find(cmd, name, &base);
        if (o == NULL) {
            app_usage_error(cmd->name, "unknown option %s", shown);
            return APP_OPT_BAD;
        }
        const char *value = NULL;
        if (takes_argument(o->kind)) {
            if (i + 1 >= argc) {
                app_usage_error(cmd->name, "option %s needs a value", shown);
                return APP_OPT_BAD;
            }
            value = argv[++i];
        }
        const char *wrong = store(o, (void *)((uint8_t *)into + base + o->offset), value);
        if (wrong != NULL) {
            app_usage_error(cmd->name, "option %s %s%s%s", shown, wrong, value != NULL ? ", not " : "",
                            value != NULL ? value : "");
            return APP_OPT_BAD;
        }
    }
    *rest = i;
    return APP_OPT_OK;
}
