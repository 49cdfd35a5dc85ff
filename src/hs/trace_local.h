/**
 * \file trace_local.h
 * \brief The writing of trace.h's text, shared by its files.
 */
#ifndef BS_HS_TRACE_LOCAL_H
#define BS_HS_TRACE_LOCAL_H

#include "src/hs/trace.h"
#include "src/hs/trace_names.h"

/** Formatted text, shorter than 200 bytes. */
void bs_trace_put(const struct bs_trace_sink *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** The same at the beginning of a line, behind that many spaces. */
void bs_trace_line(const struct bs_trace_sink *out, unsigned indent, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/** A line with bytes: "name (len=2): 0AFF". */
void bs_trace_hex(const struct bs_trace_sink *out, unsigned indent, const char *name, bs_reader bytes);
/** The same of a vector whose length has `width` bytes; false if it is not whole. */
BS_CHECKED bool bs_trace_vec(const struct bs_trace_sink *out, unsigned indent, const char *name, unsigned width, bs_reader *r);
/** A line for each value of a list, of `width` bytes; false if one is not whole. */
BS_CHECKED bool bs_trace_list(const struct bs_trace_sink *out, unsigned indent, enum bs_trace_kind kind, unsigned width,
                              bs_reader list);
/** Signature schemes, a line each; false if one is not whole. RFC 8446 4.2.3 */
BS_CHECKED bool bs_trace_schemes(const struct bs_trace_sink *out, unsigned indent, bs_reader list);
/**
 * A block of extensions of a message, or the lack of one; false if it is malformed. RFC 8446 4.2
 * \param answer   they stand in a message of a server, or as such messages have them.
 */
BS_CHECKED bool bs_trace_extensions(const struct bs_trace_sink *out, unsigned indent, bool answer, uint8_t message, bs_reader *r);

#endif
