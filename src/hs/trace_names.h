/**
 * \file trace_names.h
 * \brief Names of code points for trace.h, as OpenSSL 3.0 writes them: of far more than is built.
 */
#ifndef BS_HS_TRACE_NAMES_H
#define BS_HS_TRACE_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct bs_trace_name {
    uint16_t value;
    const char *name;
};

enum bs_trace_kind {
    BS_TRACE_VERSION, BS_TRACE_CONTENT, BS_TRACE_MESSAGE, BS_TRACE_EXTENSION, BS_TRACE_GROUP, BS_TRACE_SIGALG,
    BS_TRACE_POINT_FORMAT, BS_TRACE_FRAGMENT, BS_TRACE_PSK_MODE, BS_TRACE_CERT_TYPE, BS_TRACE_KEY_UPDATE,
    BS_TRACE_COMPRESSION, BS_TRACE_SUITE
};

/** The name of a code point; "UNKNOWN" if it has none. RFC 8446 B */
const char *bs_trace_name(enum bs_trace_kind kind, uint32_t value);

/** Suites beside those of suite.h. RFC 8446 B.4 */
extern const struct bs_trace_name bs_trace_suites[];
extern const size_t bs_num_trace_suites;

#endif
