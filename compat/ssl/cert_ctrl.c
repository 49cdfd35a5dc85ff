#include "compat/ssl/cert_ctrl.h"

#include <openssl/x509v3.h>

#include "compat/ssl/suite_b.h"
#include "compat/ssl/use_cert.h"

/* --- which one is current -------------------------------------------------------------------------------------- */

static long select_current(struct ssl_settings *set, X509 *x) {
    struct ssl_cert_set *own = x ? ssl_cert_set_own(&set->certs) : NULL;
    for (int i = 0; own && i < SSL_NUM_SLOTS; i++) {
        const struct ssl_cert_slot *slot = &own->slots[i];
        if (slot->x509 && slot->key && (slot->x509 == x || X509_cmp(slot->x509, x) == 0)) {
            own->current = i;
            return 1;
        }
    }
    return 0;
}

/* The one that a server's handshake chose. */
static long select_used(struct ssl_settings *set, const SSL *s) {
    const struct ssl_cert_slot *used = s && s->server == 1 ? ssl_slot_chosen(s) : NULL;
    struct ssl_cert_set *own = used ? ssl_cert_set_own(&set->certs) : NULL;
    if (!own) return 0;
    own->current = (int)(used - s->conf_certs->slots);
    return 1;
}

static long set_current(struct ssl_settings *set, const SSL *s, long op) {
    if (op == SSL_CERT_SET_SERVER) return select_used(set, s);
    if (op != SSL_CERT_SET_FIRST && op != SSL_CERT_SET_NEXT) return 0;
    struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
    int from = op == SSL_CERT_SET_FIRST ? 0 : own ? own->current + 1 : 0;
    for (int i = from; own && i < SSL_NUM_SLOTS; i++) {
        if (own->slots[i].x509 && own->slots[i].key) {
            own->current = i;
            return 1;
        }
    }
    return 0;
}

/* --- building a chain once and for all --------------------------------------------------------------------------- */

/* SSL_BUILD_CHAIN_FLAG_CHECK: the chain that is set, and nothing else, is to lead to a root. */
static X509_STORE *store_of_chain(const struct ssl_cert_slot *slot) {
    X509_STORE *store = X509_STORE_new();
    bool ok = store && X509_STORE_add_cert(store, slot->x509); /* it may be self-signed */
    for (int i = 0; ok && i < sk_X509_num(slot->chain); i++) ok = X509_STORE_add_cert(store, sk_X509_value(slot->chain, i));
    if (ok) return store;
    X509_STORE_free(store);
    return NULL;
}

/* The chain behind the leaf; NULL with an error queued. *out_passed: it is no good, and the program wants it still. */
static STACK_OF(X509) *verified(X509_STORE *store, const struct ssl_cert_slot *slot, uint32_t suite_b, long flags,
                                bool *out_passed) {
    STACK_OF(X509) *untrusted = flags & SSL_BUILD_CHAIN_FLAG_UNTRUSTED && !(flags & SSL_BUILD_CHAIN_FLAG_CHECK)
                                    ? slot->chain : NULL;
    STACK_OF(X509) *chain = NULL;
    X509_STORE_CTX *v = X509_STORE_CTX_new();
    if (!v || !X509_STORE_CTX_init(v, store, slot->x509, untrusted)) {
        BS_RAISE(ERR_LIB_SSL, ERR_R_X509_LIB);
    } else {
        X509_STORE_CTX_set_flags(v, suite_b);
        bool good = X509_verify_cert(v) > 0;
        *out_passed = !good && (flags & SSL_BUILD_CHAIN_FLAG_IGNORE_ERROR) != 0;
        if (*out_passed && (flags & SSL_BUILD_CHAIN_FLAG_CLEAR_ERROR) != 0) ERR_clear_error();
        if (good || *out_passed) {
            chain = X509_STORE_CTX_get1_chain(v);
        } else {
            BS_RAISE_DATA(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED, "Verify error:%s",
                          X509_verify_cert_error_string(X509_STORE_CTX_get_error(v)));
        }
    }
    X509_STORE_CTX_free(v);
    if (chain) X509_free(sk_X509_shift(chain));
    return chain;
}

static void drop_root(STACK_OF(X509) *chain) {
    int n = sk_X509_num(chain);
    if (n > 0 && (X509_get_extension_flags(sk_X509_value(chain, n - 1)) & EXFLAG_SS) != 0) X509_free(sk_X509_pop(chain));
}

static long build_chain(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, long flags) {
    const struct ssl_cert_set *certs = set->certs;
    const struct ssl_cert_slot *slot = ssl_cert_set_current(certs);
    bool own_store = (flags & SSL_BUILD_CHAIN_FLAG_CHECK) != 0, passed = false;
    if (!slot->x509) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_NO_CERTIFICATE_SET);
        return 0;
    }
    X509_STORE *store = own_store ? store_of_chain(slot) : certs->chain_store ? certs->chain_store : ctx->cert_store;
    STACK_OF(X509) *chain = store || !own_store ? verified(store, slot, ssl_suite_b(set), flags, &passed) : NULL;
    if (own_store) X509_STORE_free(store);
    if (!chain) return 0;
    if ((flags & SSL_BUILD_CHAIN_FLAG_NO_ROOT) != 0) drop_root(chain);
    bool any = sk_X509_num(chain) > 0;
    if (!ssl_ctrl_chain(set, ctx, s, 0, chain)) {
        sk_X509_pop_free(chain, X509_free);
        return 0;
    }
    return passed && !any ? 2 : 1; /* as OpenSSL answers: 2 is lost where there are certificates to judge after it */
}

/* --- stores, flags, types --------------------------------------------------------------------------------------- */

static long set_store(struct ssl_settings *set, int cmd, X509_STORE *store, bool count) {
    struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
    if (!own || (count && store && !X509_STORE_up_ref(store))) return 0;
    X509_STORE **slot = cmd == SSL_CTRL_SET_CHAIN_CERT_STORE ? &own->chain_store : &own->verify_store;
    X509_STORE_free(*slot);
    *slot = store;
    return 1;
}

/* The bits that are set then; nothing else may stand for failure here. */
static long change_flags(struct ssl_settings *set, uint32_t on, uint32_t off) {
    struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
    if (own) own->flags = (own->flags | on) & ~off;
    return (long)set->certs->flags;
}

static long set_types(struct ssl_settings *set, const unsigned char *types, long len) {
    if (len < 0 || len > 0xFF) return 0;
    struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
    struct ssl_blob *fresh = own && types && len > 0 ? ssl_blob_new(types, (size_t)len) : NULL;
    if (!own || (types && len > 0 && !fresh)) return 0;
    ssl_blob_free(own->asked_types);
    own->asked_types = fresh;
    return 1;
}

long ssl_ctrl_cert(struct ssl_settings *set, const SSL_CTX *ctx, const SSL *s, int cmd, long larg, void *parg, bool *known) {
    *known = true;
    switch (cmd) {
    case SSL_CTRL_SELECT_CURRENT_CERT: return select_current(set, (X509 *)parg);
    case SSL_CTRL_SET_CURRENT_CERT: return set_current(set, s, larg);
    case SSL_CTRL_BUILD_CERT_CHAIN: return build_chain(set, ctx, s, larg);
    case SSL_CTRL_SET_CHAIN_CERT_STORE:
    case SSL_CTRL_SET_VERIFY_CERT_STORE: return set_store(set, cmd, (X509_STORE *)parg, larg != 0);
    case SSL_CTRL_GET_CHAIN_CERT_STORE: *(X509_STORE **)parg = set->certs->chain_store; return 1;
    case SSL_CTRL_GET_VERIFY_CERT_STORE: *(X509_STORE **)parg = set->certs->verify_store; return 1;
    case SSL_CTRL_CERT_FLAGS: return change_flags(set, (uint32_t)larg, 0);
    case SSL_CTRL_CLEAR_CERT_FLAGS: return change_flags(set, 0, (uint32_t)larg);
    case SSL_CTRL_SET_CLIENT_CERT_TYPES:
        return s && s->server != 1 ? 0 : set_types(set, (const unsigned char *)parg, larg);
    default: *known = false; return 0;
    }
}
