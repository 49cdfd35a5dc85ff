/* RFC 6066 4: known by its place alone; neither offered nor granted, which leaves records at 2^14 bytes. */
#include "src/ext/ext.h"

const struct bs_ext bs_ext_max_fragment_length = { .type = BS_EXT_MAX_FRAGMENT_LENGTH,
                                                   .name = "max_fragment_length",
                                                   .messages = BS_IN_CH | BS_IN_SH12 | BS_IN_EE };
