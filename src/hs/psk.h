/**
 * \file psk.h
 * \brief Pre-shared keys up to TLS 1.2: the hint, the identity, and the premaster secret that the key goes into.
 *                                                                                            RFC 4279; RFC 5489
 */
#ifndef BS_HS_PSK_H
#define BS_HS_PSK_H

#include "src/hs/hs.h"

/** \brief Client: keep the hint of a ServerKeyExchange in the session. RFC 4279 5.2 \return BS_OK or what is wrong. */
bs_status bs_psk_take_hint(struct bs_hs *hs, bs_reader hint);

/** \brief Client: ask for identity and key; writes psk_identity<0..2^16-1>. RFC 4279 2 */
bs_status bs_psk_put_identity(struct bs_hs *hs, bs_writer *w);

/** \brief Server: read the identity off a ClientKeyExchange and ask for its key. RFC 4279 2 */
bs_status bs_psk_read_identity(struct bs_hs *hs, bs_reader *body);

/** \brief Make hs->premaster, which is other_secret if the suite has one, the premaster with the key. RFC 4279 2, 3, 4 */
bs_status bs_psk_premaster(struct bs_hs *hs);

/** Wipes and frees the key. */
void bs_psk_wipe(struct bs_hs *hs);

#endif
