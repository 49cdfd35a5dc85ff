/* SSL_CIPHER: a row of the suite table, as OpenSSL shows it.                       man 3 SSL_CIPHER_get_name */
#include <stdio.h>
#include <string.h>

#include "compat/ssl/ctrl.h"
#include "compat/ssl/ssl_local.h"

static bool is_tls13(const struct bs_suite *s) { return s->min_version == BS_TLS13; }

const char *SSL_CIPHER_get_name(const SSL_CIPHER *c) { return c ? ssl_suite_of(c)->name : "(NONE)"; }

const char *SSL_CIPHER_standard_name(const SSL_CIPHER *c) { return c ? ssl_suite_of(c)->std_name : "(NONE)"; }

const char *OPENSSL_cipher_name(const char *stdname) {
    for (size_t i = 0; stdname && i < bs_num_suites; i++) {
        if (strcmp(bs_suites[i].std_name, stdname) == 0) return bs_suites[i].name;
    }
    return "(NONE)";
}

uint32_t SSL_CIPHER_get_id(const SSL_CIPHER *c) { return 0x03000000u | ssl_suite_of(c)->id; }

uint16_t SSL_CIPHER_get_protocol_id(const SSL_CIPHER *c) { return ssl_suite_of(c)->id; }

int SSL_CIPHER_get_bits(const SSL_CIPHER *c, int *alg_bits) {
    if (!c) return 0;
    if (alg_bits) *alg_bits = ssl_suite_of(c)->alg_bits;
    return ssl_suite_of(c)->strength_bits;
}

/* Where a suite comes from: the SHA-1 suites of RFC 5246 from SSL 3.0, the elliptic ones of RFC 8422 from TLS 1.0. */
const char *SSL_CIPHER_get_version(const SSL_CIPHER *c) {
    if (!c) return "(NONE)";
    const struct bs_suite *s = ssl_suite_of(c);
    if (is_tls13(s)) return "TLSv1.3";
    if (s->min_version == BS_TLS12) return "TLSv1.2";
    return (s->kx & BS_KX_ECDHE) || s->mac != BS_HASH_SHA1 ? "TLSv1.0" : "SSLv3";
}

int SSL_CIPHER_is_aead(const SSL_CIPHER *c) { return ssl_suite_of(c)->mac == BS_HASH_NONE; }

/* RFC 5746 3.3, RFC 7507: signals that stand where suites do; as OpenSSL names them. */
static const struct bs_suite signals[] = {
    { .id = 0x00ff, .name = "TLS_EMPTY_RENEGOTIATION_INFO_SCSV", .std_name = "TLS_EMPTY_RENEGOTIATION_INFO_SCSV" },
    { .id = 0x5600, .name = "TLS_FALLBACK_SCSV", .std_name = "TLS_FALLBACK_SCSV" },
};

static const struct bs_suite *find_signal(uint16_t id) {
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        if (signals[i].id == id) return &signals[i];
    }
    return NULL;
}

const SSL_CIPHER *SSL_CIPHER_find(SSL *s, const unsigned char *ptr) {
    (void)s;
    uint16_t id = (uint16_t)(ptr[0] << 8 | ptr[1]);
    const struct bs_suite *row = bs_suite_find(id);
    if (!row) row = find_signal(id);
    return row ? ssl_cipher_of(row) : NULL;
}

int SSL_CIPHER_get_cipher_nid(const SSL_CIPHER *c) {
    switch (ssl_suite_of(c)->bulk) {
    case BS_BULK_AES128_GCM: return NID_aes_128_gcm;
    case BS_BULK_AES256_GCM: return NID_aes_256_gcm;
    case BS_BULK_CHACHA20_POLY1305: return NID_chacha20_poly1305;
    case BS_BULK_AES128_CBC: return NID_aes_128_cbc;
    case BS_BULK_AES256_CBC: return NID_aes_256_cbc;
    case BS_BULK_AES128_CCM:
    case BS_BULK_AES128_CCM_8: return NID_aes_128_ccm;
    case BS_BULK_AES256_CCM:
    case BS_BULK_AES256_CCM_8: return NID_aes_256_ccm;
    case BS_BULK_3DES_CBC: return NID_des_ede3_cbc;
    default: return NID_undef;
    }
}

int SSL_CIPHER_get_digest_nid(const SSL_CIPHER *c) { return ssl_hash_nid(ssl_suite_of(c)->mac); }

/* The PRF's digest; what RFC 5246 itself defines has the version's default, which OpenSSL shows as MD5 with SHA-1. */
const EVP_MD *SSL_CIPHER_get_handshake_digest(const SSL_CIPHER *c) {
    const struct bs_suite *s = ssl_suite_of(c);
    if (s->prf == BS_HASH_SHA384) return EVP_sha384();
    bool old = s->mac == BS_HASH_SHA1 || (s->kx != BS_KX_ECDHE && s->mac != BS_HASH_NONE);
    return old ? EVP_md5_sha1() : EVP_sha256();
}

static const struct kx_text {
    enum bs_kx kx;
    int nid;
    const char *name;
} kx_texts[] = {
    { BS_KX_RSA, NID_kx_rsa, "RSA" },
    { BS_KX_DHE, NID_kx_dhe, "DH" },
    { BS_KX_ECDHE, NID_kx_ecdhe, "ECDH" },
    { BS_KX_PSK, NID_kx_psk, "PSK" },
    { BS_KX_RSA_PSK, NID_kx_rsa_psk, "RSAPSK" },
    { BS_KX_DHE_PSK, NID_kx_dhe_psk, "DHEPSK" },
    { BS_KX_ECDHE_PSK, NID_kx_ecdhe_psk, "ECDHEPSK" },
    { BS_KX_ANY, NID_kx_any, "any" },
};

static const struct kx_text *kx_of(const struct bs_suite *s) {
    const struct kx_text *t = kx_texts;
    while (t->kx != BS_KX_ANY && t->kx != s->kx) t++;
    return t;
}

int SSL_CIPHER_get_kx_nid(const SSL_CIPHER *c) {
    const struct bs_suite *s = ssl_suite_of(c);
    return kx_of(s)->nid;
}

int SSL_CIPHER_get_auth_nid(const SSL_CIPHER *c) {
    const struct bs_suite *s = ssl_suite_of(c);
    if (is_tls13(s)) return NID_auth_any;
    return s->auth == BS_AUTH_PSK ? NID_auth_psk : s->auth == BS_AUTH_RSA ? NID_auth_rsa : NID_auth_ecdsa;
}

/* --- description ---------------------------------------------------------------------------------------------- */

static const char *auth_name(const struct bs_suite *s) {
    if (is_tls13(s)) return "any";
    return s->auth == BS_AUTH_PSK ? "PSK" : s->auth == BS_AUTH_RSA ? "RSA" : "ECDSA";
}

static const char *mac_name(const struct bs_suite *s) {
    switch (s->mac) {
    case BS_HASH_SHA1: return "SHA1";
    case BS_HASH_SHA256: return "SHA256";
    case BS_HASH_SHA384: return "SHA384";
    default: return "AEAD";
    }
}

char *SSL_CIPHER_description(const SSL_CIPHER *c, char *buf, int len) {
    enum { LONGEST = 128 };
    if (!c) return NULL;
    const struct bs_suite *s = ssl_suite_of(c);
    if (!buf) {
        len = LONGEST;
        buf = (char *)OPENSSL_malloc(LONGEST);
        if (!buf) return NULL;
    } else if (len < LONGEST) {
        return NULL;
    }
    const char *version = SSL_CIPHER_get_version(c);
    if (strcmp(version, "TLSv1.0") == 0) version = "TLSv1";
    (void)snprintf(buf, (size_t)len, "%-30s %-7s Kx=%-8s Au=%-5s Enc=%-22s Mac=%-4s\n", s->name, version, kx_of(s)->name,
                   auth_name(s), bs_bulk_get(s->bulk)->name, mac_name(s));
    return buf;
}

/* --- a connection's lists ------------------------------------------------------------------------------------- */

static STACK_OF(SSL_CIPHER) *stack_of(const struct ssl_settings *set) {
    const struct ssl_list *parts[2] = { set->suites13, set->suites12 };
    STACK_OF(SSL_CIPHER) *sk = sk_SSL_CIPHER_new_null();
    for (size_t p = 0; sk && p < 2; p++) {
        for (size_t i = 0; parts[p] && i < parts[p]->num; i++) {
            if (sk_SSL_CIPHER_push(sk, ssl_cipher_of(bs_suite_find(parts[p]->v[i]))) <= 0) {
                sk_SSL_CIPHER_free(sk);
                return NULL;
            }
        }
    }
    return sk;
}

/* OpenSSL lends its list; ours is made when asked for and kept by who was asked. */
static STACK_OF(SSL_CIPHER) *lend(STACK_OF(SSL_CIPHER) **slot, const struct ssl_settings *set) {
    STACK_OF(SSL_CIPHER) *fresh = stack_of(set);
    if (!fresh) return NULL;
    sk_SSL_CIPHER_free(*slot);
    return *slot = fresh;
}

STACK_OF(SSL_CIPHER) *SSL_CTX_get_ciphers(const SSL_CTX *ctx) {
    SSL_CTX *w = (SSL_CTX *)(uintptr_t)ctx;
    return lend(&w->lent_ciphers, &ctx->set);
}

STACK_OF(SSL_CIPHER) *SSL_get_ciphers(const SSL *s) {
    SSL *w = (SSL *)(uintptr_t)s;
    return s ? lend(&w->lent_ciphers, &s->set) : NULL;
}

const char *SSL_get_cipher_list(const SSL *s, int n) {
    if (!s || n < 0) return NULL;
    size_t num13 = s->set.suites13 ? s->set.suites13->num : 0, num12 = s->set.suites12 ? s->set.suites12->num : 0;
    size_t i = (size_t)n;
    if (i >= num13 + num12) return NULL;
    uint16_t id = i < num13 ? s->set.suites13->v[i] : s->set.suites12->v[i - num13];
    return bs_suite_find(id)->name;
}

/* Two bytes each or, in SSL 2.0's format, three, of which the first is 0 for suites that we can know. */
static int sort_bytes(bs_reader r, bool v2, STACK_OF(SSL_CIPHER) *suites, STACK_OF(SSL_CIPHER) *scsvs) {
    while (!bs_r_done(&r)) {
        uint8_t first = 0;
        uint16_t id;
        if ((v2 && !bs_r_u8(&r, &first)) || !bs_r_u16(&r, &id)) return 0;
        const struct bs_suite *row = first == 0 ? bs_suite_find(id) : NULL, *signal = first == 0 ? find_signal(id) : NULL;
        if (row && sk_SSL_CIPHER_push(suites, ssl_cipher_of(row)) <= 0) return 0;
        if (signal && sk_SSL_CIPHER_push(scsvs, ssl_cipher_of(signal)) <= 0) return 0;
    }
    return 1;
}

int SSL_bytes_to_cipher_list(SSL *s, const unsigned char *bytes, size_t len, int isv2format, STACK_OF(SSL_CIPHER) **sk,
                             STACK_OF(SSL_CIPHER) **scsvs) {
    (void)s;
    size_t width = isv2format ? 3 : 2;
    if (len == 0 || len % width != 0) {
        BS_RAISE(ERR_LIB_SSL, len == 0 ? SSL_R_NO_CIPHERS_SPECIFIED : SSL_R_ERROR_IN_RECEIVED_CIPHER_LIST);
        return 0;
    }
    STACK_OF(SSL_CIPHER) *found[2] = { sk_SSL_CIPHER_new_null(), sk_SSL_CIPHER_new_null() };
    int ok = found[0] && found[1] && sort_bytes(bs_r_from(bytes, len), isv2format != 0, found[0], found[1]);
    if (ok && sk) {
        *sk = found[0];
        found[0] = NULL;
    }
    if (ok && scsvs) {
        *scsvs = found[1];
        found[1] = NULL;
    }
    sk_SSL_CIPHER_free(found[0]);
    sk_SSL_CIPHER_free(found[1]);
    return ok;
}

/* What a server was offered, as far as it is known. */
STACK_OF(SSL_CIPHER) *SSL_get_client_ciphers(const SSL *s) {
    SSL *w = (SSL *)(uintptr_t)s;
    const struct ssl_peer_lists *l = s->peer_lists;
    if (s->server != 1 || !l || !l->suites_matched || l->num_suites == 0) return NULL;
    STACK_OF(SSL_CIPHER) *suites = NULL;
    if (!SSL_bytes_to_cipher_list(w, l->suites, 2 * l->num_suites, 0, &suites, NULL)) return NULL;
    sk_SSL_CIPHER_free(w->lent_client_ciphers);
    return w->lent_client_ciphers = suites;
}

/* As in OpenSSL: the version that was agreed on alone, once there is one. */
static bool supported_versions(const SSL *s, uint16_t *out_min, uint16_t *out_max) {
    struct bs_conn_info info = { .version_agreed = false };
    uint16_t disabled;
    if (s->conn) bs_conn_get_info(s->conn, &info);
    if (!info.version_agreed) return ssl_version_range(s, true, out_min, out_max, &disabled);
    *out_min = *out_max = info.version;
    return true;
}

/* Those that this connection would offer: versions and security level counted in. The caller frees the stack. */
STACK_OF(SSL_CIPHER) *SSL_get1_supported_ciphers(SSL *s) {
    uint16_t min, max;
    STACK_OF(SSL_CIPHER) *all = supported_versions(s, &min, &max) ? stack_of(&s->set) : NULL;
    STACK_OF(SSL_CIPHER) *sk = all ? sk_SSL_CIPHER_new_null() : NULL;
    bool rsa = ssl_auth_possible(s, BS_AUTH_RSA), ecdsa = ssl_auth_possible(s, BS_AUTH_ECDSA);
    for (int i = 0; sk && i < sk_SSL_CIPHER_num(all); i++) {
        const SSL_CIPHER *c = sk_SSL_CIPHER_value(all, i);
        const struct bs_suite *row = ssl_suite_of(c);
        if (row->min_version > max || row->max_version < min) continue;
        if ((row->auth == BS_AUTH_RSA && !rsa) || (row->auth == BS_AUTH_ECDSA && !ecdsa)) continue;
        if ((row->kx & BS_KX_PSK) && !ssl_has_psk(s, false)) continue; /* as OpenSSL: a client's, whatever s is */
        if (!ssl_security_allows(s, SSL_SECOP_CIPHER_SUPPORTED, row->strength_bits, 0, (void *)(uintptr_t)row)) continue;
        if (sk_SSL_CIPHER_push(sk, c) <= 0) {
            sk_SSL_CIPHER_free(sk);
            sk = NULL;
        }
    }
    sk_SSL_CIPHER_free(all);
    if (sk && sk_SSL_CIPHER_num(sk) == 0) {
        sk_SSL_CIPHER_free(sk);
        sk = NULL;
    }
    return sk;
}
