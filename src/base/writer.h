/**
 * \file writer.h
 * \brief A builder over the caller's buffer, with a sticky error.      RFC 8446 3 (presentation language)
 *
 * Encoders write their fields one after the other and check once, with bs_w_finish(). A write that does not fit, or
 * a value too large for its width, sets `bad`; from then on nothing is written.
 */
#ifndef BS_BASE_WRITER_H
#define BS_BASE_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/base/error.h"
#include "src/base/reader.h"

typedef struct {
    uint8_t *buf; /* the caller's */
    size_t len;   /* bytes written */
    size_t cap;   /* bytes in buf */
    bool bad;     /* sticky */
} bs_writer;

/** An open length field: an offset, so nothing can dangle. */
typedef struct {
    size_t at;
    unsigned width;
} bs_mark;

static inline bs_writer bs_w_to(void *buf, size_t cap) { return (bs_writer){ (uint8_t *)buf, 0, cap, false }; }

/** A big-endian integer of `width` bytes (1 to 4). */
void bs_w_uint(bs_writer *w, unsigned width, uint32_t v);
static inline void bs_w_u8(bs_writer *w, uint32_t v) { bs_w_uint(w, 1, v); }
static inline void bs_w_u16(bs_writer *w, uint32_t v) { bs_w_uint(w, 2, v); }
static inline void bs_w_u24(bs_writer *w, uint32_t v) { bs_w_uint(w, 3, v); }
static inline void bs_w_u32(bs_writer *w, uint32_t v) { bs_w_uint(w, 4, v); }
void bs_w_u64(bs_writer *w, uint64_t v);

/** Raw bytes. */
void bs_w_bytes(bs_writer *w, const void *p, size_t n);
static inline void bs_w_view(bs_writer *w, bs_reader r) { bs_w_bytes(w, r.p, r.len); }

/** Room for n bytes that the caller fills; NULL (and bad) if it does not fit. */
uint8_t *bs_w_room(bs_writer *w, size_t n);

/** A length field of `width` bytes, then the bytes. */
void bs_w_vec(bs_writer *w, unsigned width, const void *p, size_t n);

/** Leaves room for a length of `width` bytes, which bs_w_close() patches; too long sets bad. Marks nest. */
bs_mark bs_w_open(bs_writer *w, unsigned width);
void bs_w_close(bs_writer *w, bs_mark m);

/** The one check: true if all that was written is there; *out_len is its length. */
BS_CHECKED bool bs_w_finish(const bs_writer *w, size_t *out_len);

/** What was written so far, as a view. */
static inline bs_reader bs_w_written(const bs_writer *w) { return bs_r_from(w->buf, w->len); }

#endif
