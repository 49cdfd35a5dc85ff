/**
 * \file u_label.h
 * \brief Internationalised host names: from A-labels to what they mean.                         RFC 5891; RFC 3492
 */
#ifndef BS_X509_U_LABEL_H
#define BS_X509_U_LABEL_H

#include "src/base/reader.h"
#include "src/base/writer.h"

/** No host name is longer in UTF-8 here; RFC 1035 2.3.4 has 255 octets for its A-labels. */
#define BS_U_LABELS_MAX 255

/**
 * \brief Write a host name with each A-label ("xn--" and Punycode) as its U-label in UTF-8.    RFC 3492 6.2
 * Other labels stay as they are. Nothing is mapped or checked beyond the encoding itself.
 * \return false if a label cannot be decoded or the writer is full.
 */
BS_CHECKED bool bs_u_labels(bs_writer *w, bs_reader host);

/** True if the host name has an A-label. */
bool bs_has_a_label(bs_reader host);

#endif
