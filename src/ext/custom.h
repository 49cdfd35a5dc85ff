/**
 * \file custom.h
 * \brief Extensions that the program brings: rows of its own beside the built-in list.               RFC 8446 4.2
 *
 * The walker (ext.c) treats them as its own rows: what is repeated, misplaced or unsolicited is refused there, before
 * the program hears of it. They are written before the built-in ones, and read after them.
 */
#ifndef BS_EXT_CUSTOM_H
#define BS_EXT_CUSTOM_H

#include "src/base/reader.h"

/** The messages that carry extensions; a bit each. */
enum bs_ext_msg {
    BS_IN_CH = 1 << 0,
    BS_IN_SH12 = 1 << 1,
    BS_IN_SH13 = 1 << 2,
    BS_IN_HRR = 1 << 3,
    BS_IN_EE = 1 << 4,
    BS_IN_CR = 1 << 5,
    BS_IN_CT = 1 << 6,
    BS_IN_NST = 1 << 7
};

/** One extension of the program's. */
struct bs_custom_ext {
    uint16_t type;
    unsigned messages;    /* bs_ext_msg bits: where it may appear */
    uint8_t roles;        /* 1 << bs_role bits: who has it */
    bool only12, only13;  /* defined up to TLS 1.2, or for TLS 1.3 alone */
    bool unless_resumed;  /* neither written nor read when a session is resumed */
    const void *arg;      /* the face's */
};

/** The certificate whose extensions are in hand. */
struct bs_ext_cert {
    bs_reader der;
    size_t index; /* in the message; 0: the leaf */
};

#endif
