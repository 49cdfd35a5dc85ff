/**
 * \file err_local.h
 * \brief The tables of error texts.
 */
#ifndef BS_COMPAT_ERR_LOCAL_H
#define BS_COMPAT_ERR_LOCAL_H

#include <stddef.h>
#include <stdint.h>

/** The built-in text of library `lib`; NULL if there is none. */
const char *bs_err_lib_text(unsigned lib);

/** The built-in text of a reason as ERR_PACK(lib, 0, reason) makes it, without looking at library 0; NULL if none. */
const char *bs_err_reason_text(uint32_t packed);

/**
 * \brief Writes "error:XXXXXXXX:library:function:reason" as ERR_error_string_n() does.
 * \param func  the function's name; "" to leave it out.
 */
void bs_err_format(unsigned long code, const char *func, char *buf, size_t len);

#endif
