/**
 * \file conf_local.h
 * \brief Configuration files: sections of names and values, and the process's own file.        man 5 config
 */
#ifndef BS_COMPAT_CONF_LOCAL_H
#define BS_COMPAT_CONF_LOCAL_H

#include <openssl/conf.h>
#include <openssl/conftypes.h>

#include <stdbool.h>
#include <stddef.h>

struct bs_conf_section {
    char *name;
    STACK_OF(CONF_VALUE) *values; /* in the order of the file; of a repeated name only the last */
};

/** What hangs at a CONF's meth_data. */
struct bs_conf_data {
    struct bs_conf_section **sections;
    size_t num;
};

/** The section of this name; made if `create`. NULL if there is none, or when memory is out. */
struct bs_conf_section *bs_conf_section(CONF *conf, const char *name, bool create);

/** Sets a value; takes nothing over. False when memory is out. */
bool bs_conf_set(CONF *conf, const char *section, const char *name, const char *value);

/** A value of the section, of the environment if it is ENV, or of the default section; NULL, and no error, if none. */
char *bs_conf_lookup(const CONF *conf, const char *section, const char *name);

/** A copy of what CONF_load() made, to be freed by NCONF_free(); NULL when memory is out. */
CONF *bs_conf_of_table(LHASH_OF(CONF_VALUE) *from);

/**
 * \brief Parses a whole file's text into conf.
 * \return  0, or the number of the line at fault with an error queued.
 */
long bs_conf_parse(CONF *conf, const char *text, size_t len);

/**
 * \brief The process's configuration: of CONF_modules_load_file(), else OPENSSL_CONF's or the default file.
 * Read once, at the first call; what cannot be read counts as empty, as with OPENSSL_init_ssl(). Lives as long as the
 * process. No error stays queued.
 * \return  NULL if the program wanted none (OPENSSL_INIT_NO_LOAD_CONFIG) or there is none.
 */
const CONF *bs_conf_process(void);

/**
 * \brief The section that configures a module ("ssl_conf"): openssl_conf -> its section -> the module's value.
 * \param conf  a loaded configuration; NULL is fine.
 * \return  the section's name, or NULL with no error queued.
 */
const char *bs_conf_module(const CONF *conf, const char *module);

#endif
