/**
 * \file init_local.h
 * \brief What OPENSSL_init_crypto() was told about the configuration file.
 */
#ifndef BS_COMPAT_INIT_LOCAL_H
#define BS_COMPAT_INIT_LOCAL_H

#include <stdbool.h>

struct ossl_init_settings_st {
    char *filename; /* NULL: the default file */
    char *appname;  /* NULL: openssl_conf */
    unsigned long flags;
};

/** False once the program asked for no configuration (OPENSSL_INIT_NO_LOAD_CONFIG before any load). */
bool bs_init_config_wanted(void);

/** The file the program named in its settings; NULL if it named none. Lives as long as the process. */
const char *bs_init_config_file(void);

/** The section the program named in its settings; NULL if it named none. Lives as long as the process. */
const char *bs_init_config_appname(void);

#endif
