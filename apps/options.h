/**
 * \file options.h
 * \brief One option table a command, one parser for all of them.
 *
 * A command declares what it takes as rows (name, kind of argument, where the value goes, help); the parser, the
 * summary of --help and the error messages are made from the rows. `-name` and `--name` are the same, and so are
 * `-name value` and `-name=value`.
 */
#ifndef BEARSHIM_APPS_OPTIONS_H
#define BEARSHIM_APPS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum app_opt_kind {
    APP_OPT_HEADING,   /* no option: a heading in the summary                        */
    APP_OPT_SET,       /* no argument: bool becomes true                             */
    APP_OPT_CLEAR,     /* no argument: bool becomes false                            */
    APP_OPT_STRING,    /* const char *                                               */
    APP_OPT_INT,       /* int, any sign                                              */
    APP_OPT_COUNT,     /* int, not negative                                          */
    APP_OPT_POSITIVE,  /* int, above zero                                            */
    APP_OPT_LARGE,     /* int64_t, any sign                                          */
    APP_OPT_VALUE,     /* no argument: int becomes the row's value                   */
    APP_OPT_OR,        /* no argument: int gets the bits of the row's value          */
    APP_OPT_EACH,      /* no argument: struct app_order gets the row's value         */
    APP_OPT_EACH_ARG,  /* the same, and the argument becomes the order's text        */
    APP_OPT_LIST,      /* struct app_list: may be given several times                */
    APP_OPT_NAME,      /* const char *: the name of any option that has no row       */
    APP_OPT_CONF,      /* struct app_conf: a setting of SSL_CONF_cmd with a value    */
    APP_OPT_CONF_FLAG, /* struct app_conf: a setting of SSL_CONF_cmd without one     */
    APP_OPT_CONF_NAME  /* struct app_conf: the same, for any option that has no row  */
};

struct app_opt {
    const char *name;       /* without the dash                                      */
    enum app_opt_kind kind;
    size_t offset;          /* of the value, from the group's base                   */
    const char *arg;        /* what the summary calls the argument, or NULL          */
    const char *help;
    int value;              /* for APP_OPT_VALUE, _OR and _EACH                      */
};

/* Rows shared by commands sit in a struct of their own inside the command's struct; base is its offset. */
struct app_opt_group {
    const struct app_opt *rows;   /* ended by a row without name and help            */
    size_t base;
};

struct app_opt_command {
    const char *name;
    const char *usage;            /* what follows the name in the usage line         */
    const char *summary;
    const struct app_opt_group *groups;   /* ended by rows == NULL                   */
    const char *epilogue;         /* printed below the options, or NULL              */
};

#define APP_CONF_MAX 48
/* Settings to hand to SSL_CONF_cmd, in the order given. */
struct app_conf {
    size_t num;
    struct { const char *name, *value; } list[APP_CONF_MAX];
};

#define APP_LIST_MAX 64
/* The values of an option that may be given several times, in the order given. */
struct app_list {
    size_t num;
    const char *list[APP_LIST_MAX];
};

#define APP_ORDER_MAX 40
/* What the rows of APP_OPT_EACH stand for, in the order given; what is given again moves to the end. */
struct app_order {
    size_t num;
    int list[APP_ORDER_MAX];   /* as many as there are rows, at most                    */
    const char *text;          /* of APP_OPT_EACH_ARG; NULL: not given                  */
};

enum app_opt_result { APP_OPT_OK, APP_OPT_HELP, APP_OPT_BAD };

/**
 * \brief Parse argv[1..argc-1].
 * Stops at the first argument that is no option, or after `--`. Prints the summary for -help, and one line on stderr
 * for a wrong argument.
 * \param into   the command's struct, filled with its defaults.
 * \param rest   the index of the first argument that was not taken.
 */
enum app_opt_result app_opt_parse(const struct app_opt_command *cmd, int argc, char **argv, void *into, int *rest);

/** \brief One line on stderr, `bearshim COMMAND: message (see bearshim COMMAND --help)`; returns 1, the exit status. */
int app_usage_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** \brief One line on stderr, `bearshim COMMAND: message`; returns 1. */
int app_error(const char *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** \brief Print the summary of a command on stdout. */
void app_opt_help(const struct app_opt_command *cmd);

/** \brief Read a whole decimal (or 0x) number; false if it is none, trailed or out of range. */
bool app_parse_int(const char *text, int *out);

/** \brief The same for 64 bits. */
bool app_parse_large(const char *text, int64_t *out);

/** \brief Add a value at the end of an order, or move it there; false if there is no room. */
bool app_order_add(struct app_order *order, int value);

#endif
