/*
 * The handshake's messages themselves, for the one signature that needs them: EdDSA in a TLS 1.2 CertificateVerify is
 * over handshake_messages (RFC 8422 5.10), and hashes them twice, so that no running hash will do. They are kept until
 * it is known that none can come: TLS 1.3, a resumption, or no CertificateRequest.
 */
#include "src/hs/hs.h"

#include <stdlib.h>

static bool room(struct bs_buf *b, size_t more) {
    if (b->cap - b->len >= more) return true;
    size_t cap = b->cap ? b->cap : 4096;
    while (cap - b->len < more) cap *= 2;
    uint8_t *p = (uint8_t *)malloc(cap);
    if (!p) return false;
    if (b->len > 0) memcpy(p, b->p, b->len);
    free(b->p);
    b->p = p;
    b->cap = cap;
    return true;
}

void bs_hs_add_message(struct bs_hs *hs, bs_reader message) {
    bs_transcript_add(&hs->transcript, message);
    if (hs->kept_dropped) return;
    if (!room(&hs->kept, message.len)) {
        bs_hs_drop_messages(hs); /* such a signature then fails, and no other is harmed */
        return;
    }
    memcpy(hs->kept.p + hs->kept.len, message.p, message.len);
    hs->kept.len += message.len;
}

void bs_hs_drop_messages(struct bs_hs *hs) {
    free(hs->kept.p);
    hs->kept = (struct bs_buf){ 0 };
    hs->kept_dropped = true;
}

bs_reader bs_hs_messages(const struct bs_hs *hs) { return bs_r_from(hs->kept.p, hs->kept.len); }
