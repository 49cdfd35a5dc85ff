/**
 * \file providers.h
 * \brief The options for providers. What OpenSSL's `default` and `base` have is in the library itself; there are no others.
 */
#ifndef BEARSHIM_APPS_PROVIDERS_H
#define BEARSHIM_APPS_PROVIDERS_H

#include <stdbool.h>

#include "apps/options.h"

struct app_provider_options {
    struct app_list names;
    const char *path, *query;
};
extern const struct app_opt app_provider_rows[];

/** \brief Take what the options ask for; false, and a line on stderr, if it is not there. */
bool app_providers_load(const char *command, const struct app_provider_options *o);

#endif
