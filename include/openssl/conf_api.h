/* SPDX-License-Identifier: MIT */
/**
 * \file openssl/conf_api.h
 * The representation of a configuration, for those who write a CONF_METHOD.
 */
#ifndef OPENSSL_CONF_API_H
#define OPENSSL_CONF_API_H

#include <openssl/macros.h>
#include <openssl/lhash.h>
#include <openssl/conf.h>
#ifndef OPENSSL_NO_DEPRECATED_3_0
#define HEADER_CONF_API_H
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Making and freeing the inner struct. */
void _CONF_free_data(CONF *conf);
int _CONF_new_data(CONF *conf);
CONF_VALUE *_CONF_new_section(CONF *conf, const char *section);
int _CONF_add_string(CONF *conf, CONF_VALUE *section, CONF_VALUE *value);
long _CONF_get_number(const CONF *conf, const char *section, const char *name);
CONF_VALUE *_CONF_get_section(const CONF *conf, const char *section);
STACK_OF(CONF_VALUE) *_CONF_get_section_values(const CONF *conf, const char *section);
char *_CONF_get_string(const CONF *conf, const char *section, const char *name);

#ifdef __cplusplus
}
#endif

#endif /* OPENSSL_CONF_API_H */
