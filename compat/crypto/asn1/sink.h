/**
 * \file sink.h
 * \brief Where the printing functions write: a BIO, a FILE, or nowhere, to measure.
 */
#ifndef BS_COMPAT_ASN1_SINK_H
#define BS_COMPAT_ASN1_SINK_H

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <stdbool.h>
#include <stdio.h>

struct bs_sink {
    BIO *bio; /* one of the two, or none */
    FILE *fp;
    long len; /* bytes written */
    bool bad;
};

void bs_sink_put(struct bs_sink *s, const void *p, size_t n);
void bs_sink_puts(struct bs_sink *s, const char *text);
void bs_sink_spaces(struct bs_sink *s, int n);

/** Prints a string by ASN1_STRFLGS_*; `bad` is set if it is malformed or cannot be written. */
void bs_sink_string(struct bs_sink *s, const ASN1_STRING *str, unsigned long flags);

/** The length, or -1. */
static inline int bs_sink_result(const struct bs_sink *s) { return s->bad ? -1 : (int)s->len; }

/** Bytes per character of a string type: 0 for UTF-8, -1 if it is no character string. */
int bs_string_width(int type);

/** Hex of bytes with a colon between, `per_line` to a line after an indent, as the X.509 printouts have it. */
int bs_print_hex_lines(BIO *out, const unsigned char *p, size_t n, size_t per_line, int indent);

#endif
