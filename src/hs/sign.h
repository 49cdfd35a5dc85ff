/**
 * \file sign.h
 * \brief Signing with the chosen credential and scheme.                                              RFC 8446 4.4.3; RFC 5246 4.7
 */
#ifndef BS_HS_SIGN_H
#define BS_HS_SIGN_H

#include "src/hs/hs.h"

/** \brief Write scheme (from TLS 1.2 on) and signature over a digest. \return BS_OK, BS_WANT_CALLBACK or what the signer said. */
bs_status bs_sign_digest_with(const struct bs_hs *hs, bs_reader digest, bs_writer *w);

#endif
