/**
 * \file premaster.h
 * \brief The secret that a key exchange gives, and the peer's share that it comes from.    RFC 5246 8.1; RFC 8446 7.1
 *
 * Both are as long as the exchange makes them, up to 10000 bits of DH, so they are allocated when they come to be.
 */
#ifndef BS_HS_PREMASTER_H
#define BS_HS_PREMASTER_H

#include "src/hs/hs.h"

/** \brief Make hs->premaster `len` zero bytes, in place of what it was. \return BS_OK or BS_E_MEMORY. */
bs_status bs_premaster_room(struct bs_hs *hs, size_t len);

/** \brief Make it from our pair, hs->kex, and the peer's share. \return BS_OK, BS_E_MEMORY or bs_kex_derive()'s error. */
bs_status bs_premaster_derive(struct bs_hs *hs, bs_reader peer_share);

/** \brief The same for DH up to TLS 1.2, whose leading zero bytes are no part of it. RFC 5246 8.1.2 */
bs_status bs_premaster_derive_dh(struct bs_hs *hs, bs_reader peer_share);

/** Wipes and frees it. */
void bs_premaster_wipe(struct bs_hs *hs);

/** \brief Keep a copy of the peer's share beyond its message, as hs->peer_share. \return BS_OK or BS_E_MEMORY. */
bs_status bs_peer_share_keep(struct bs_hs *hs, bs_reader share);

#endif
