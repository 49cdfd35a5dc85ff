/* The ephemeral key exchange of a handshake, for "Server Temp Key" and SSL_get_shared_group(). */
#include "compat/ssl/cipher_list.h"
#include "compat/ssl/ctrl.h"

#include <openssl/ec.h>
#include <openssl/evp.h>

/* The peer's share is not kept beyond the handshake. */
long ssl_peer_tmp_key(const struct bs_conn_info *info, EVP_PKEY **out) {
    (void)info;
    *out = NULL;
    return 0;
}

/* man 3 SSL_get_shared_group: both lists' common part, in the order of the side whose preference counts. */
long ssl_shared_group(const SSL *s, const struct bs_conn_info *info, long n) {
    const struct ssl_list *own = s->set.groups ? s->set.groups : ssl_default_groups();
    bool ours_first = (s->set.options & SSL_OP_CIPHER_SERVER_PREFERENCE) != 0;
    const uint16_t *first = ours_first ? own->v : info->peer_groups, *second = ours_first ? info->peer_groups : own->v;
    size_t num_first = ours_first ? own->num : info->num_peer_groups;
    size_t num_second = ours_first ? info->num_peer_groups : own->num;
    long found = 0;
    if (s->server != 1) return -1; /* a client knows its own list alone */
    for (size_t i = 0; i < num_first; i++) {
        for (size_t j = 0; j < num_second; j++) {
            const struct bs_group *g = first[i] == second[j] ? bs_group_find(first[i]) : NULL;
            if (!g || !ssl_security_allows(s, SSL_SECOP_CURVE_SHARED, (int)g->security_bits, g->id, NULL)) continue;
            if (found++ == n) return OBJ_sn2nid(g->alias);
        }
    }
    return n == -1 ? found : 0;
}
