/**
 * \file subject.h
 * \brief Names for new certificates: from -subj, from a configuration's section, from answers to prompts.
 */
#ifndef BEARSHIM_APPS_SUBJECT_H
#define BEARSHIM_APPS_SUBJECT_H

#include <openssl/conf.h>
#include <openssl/x509.h>
#include <stdbool.h>

/**
 * \brief A name of the form `/type=value/type=value+type=value`; a backslash takes the next character as it is.
 * Types that are unknown, and empty values, are passed over with a warning.
 * \param chtype  MBSTRING_ASC or MBSTRING_UTF8.
 * \return  the caller's; NULL, and a line on stderr, if the text is no name.
 */
X509_NAME *app_subject_parse(const char *command, const char *text, int chtype);

/**
 * \brief A name as the section says.                                                          man 1 openssl-req
 * \param ask   the section has prompts, with defaults and limits, rather than values.
 * \param quiet take the defaults without asking (-batch).
 * \return  as app_subject_parse().
 */
X509_NAME *app_subject_from_section(const char *command, const CONF *conf, const char *section, int chtype, bool ask,
                                    bool quiet);

#endif
