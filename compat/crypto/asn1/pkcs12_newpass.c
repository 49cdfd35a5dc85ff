/* Another password for a PKCS#12 file: everything is opened and sealed again in the same way.     man 3 PKCS12_newpass */
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "compat/crypto/asn1/pkcs12_local.h"
#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/pkcs8_local.h"

#define ALGORITHM_ROOM (256 + BS_PBE_MAX_SALT)
#define GROWTH 256 /* bytes that one sealed part may grow by: padding and longer headers */

struct change {
    bs_reader from, to;
};

static bool rewrite_bags(const struct change *c, bs_reader der, bs_writer *w, unsigned depth);

static bool rewrite_shrouded(const struct change *c, bs_reader whole, bs_writer *w) {
    bs_reader seq = whole, body, alg;
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    uint8_t *plain = NULL, *sealed = NULL;
    size_t n = 0, room = 0, sealed_len = 0;
    bool ok = bs_der_read(&seq, BS_DER_SEQUENCE, &body) && bs_der_whole(&body, BS_DER_SEQUENCE, &alg)
        && bs_pbe_decode(&pbe, alg) && bs_pkcs8_decrypt(whole, c->from, &plain, &n, &room)
        && bs_pbe_renew(&pbe, &random) && bs_pkcs8_encrypt(bs_r_from(plain, n), &pbe, c->to, &sealed, &sealed_len);
    if (ok) bs_w_bytes(w, sealed, sealed_len);
    if (plain) OPENSSL_clear_free(plain, room);
    OPENSSL_free(sealed);
    return ok;
}

static bool rewrite_bag(const struct change *c, bs_reader whole, bs_writer *w, unsigned depth) {
    bs_reader r = whole, bag, oid, value;
    if (!bs_der_read(&r, BS_DER_SEQUENCE, &bag) || !bs_der_read(&bag, BS_DER_OID, &oid)
        || !bs_der_read(&bag, BS_DER_CONTEXT_CONSTRUCTED(0), &value)) {
        return false;
    }
    bool shrouded = BS_P12_IS(oid, bs_p12_shrouded_bag), nested = BS_P12_IS(oid, bs_p12_safe_bag);
    if (!shrouded && !nested) {
        bs_w_view(w, whole);
        return true;
    }
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, oid.p, oid.len);
    bs_mark wrapped = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0));
    if (!(shrouded ? rewrite_shrouded(c, value, w) : rewrite_bags(c, value, w, depth + 1))) return false;
    bs_der_close(w, wrapped);
    bs_w_view(w, bag); /* its attributes */
    bs_der_close(w, seq);
    return true;
}

static bool rewrite_bags(const struct change *c, bs_reader der, bs_writer *w, unsigned depth) {
    bs_reader list, whole;
    if (depth > BS_PKCS12_MAX_NESTING || !bs_der_read(&der, BS_DER_SEQUENCE, &list)) return false;
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    while (!bs_r_done(&list)) {
        if (!bs_der_whole(&list, BS_DER_SEQUENCE, &whole) || !rewrite_bag(c, whole, w, depth)) return false;
    }
    bs_der_close(w, seq);
    return true;
}

/* SafeContents from BER to DER, with their keys resealed. OPENSSL_clear_free(*out, *room). */
static bool rewrite_contents(const struct change *c, bs_reader ber, uint8_t **out, size_t *len, size_t *room) {
    size_t n, der_room;
    uint8_t *der = bs_p12_normalize(ber, &n, &der_room);
    if (!der) return false;
    *room = n * 2 + GROWTH; /* a bag has 13 bytes or more and may grow by as much again */
    *out = (uint8_t *)OPENSSL_malloc(*room);
    bs_writer w = bs_w_to(*out, *room);
    bool ok = *out && rewrite_bags(c, bs_r_from(der, n), &w, 0) && bs_w_finish(&w, len);
    OPENSSL_clear_free(der, der_room);
    if (ok) return true;
    OPENSSL_clear_free(*out, *room);
    *out = NULL;
    return false;
}

static bool rewrite_data(const struct change *c, bs_reader content, bs_writer *w) {
    bs_reader octets;
    uint8_t *bags;
    size_t n, room;
    if (!bs_der_read(&content, BS_DER_OCTET_STRING, &octets) || !rewrite_contents(c, octets, &bags, &n, &room)) return false;
    bs_p12_put_data(w, bs_r_from(bags, n));
    OPENSSL_clear_free(bags, room);
    return true;
}

static void put_encrypted(bs_writer *w, const struct bs_pbe *pbe, bs_reader sealed) {
    uint8_t alg[ALGORITHM_ROOM];
    size_t n = 0;
    bs_writer a = bs_w_to(alg, sizeof alg);
    bs_pbe_encode(&a, pbe);
    bool ok = bs_w_finish(&a, &n);
    bs_p12_put_encrypted(w, bs_r_from(alg, ok ? n : 0), sealed);
}

static bool rewrite_encrypted(const struct change *c, bs_reader content, bs_writer *w) {
    bs_reader alg, data;
    struct bs_pbe pbe;
    struct bs_pbe_random random;
    uint8_t *gathered, *plain = NULL, *bags = NULL, *sealed = NULL;
    size_t n = 0, room = 0, bags_len = 0, bags_room = 0, sealed_len = 0, sealed_room = 0;
    if (!bs_p12_encrypted_parts(content, &alg, &data, &gathered)) return false;
    bool ok = bs_pbe_decode(&pbe, alg) && bs_pbe_crypt(&pbe, c->from, false, data, &plain, &n, &room)
        && rewrite_contents(c, bs_r_from(plain, n), &bags, &bags_len, &bags_room) && bs_pbe_renew(&pbe, &random)
        && bs_pbe_crypt(&pbe, c->to, true, bs_r_from(bags, bags_len), &sealed, &sealed_len, &sealed_room);
    if (ok) put_encrypted(w, &pbe, bs_r_from(sealed, sealed_len));
    OPENSSL_clear_free(plain, room);
    OPENSSL_clear_free(bags, bags_room);
    OPENSSL_free(sealed);
    OPENSSL_free(gathered);
    return ok;
}

static bool rewrite_safes(const struct change *c, bs_reader der, bs_writer *w) {
    bs_reader list, whole, r, info, oid, content;
    if (!bs_der_read(&der, BS_DER_SEQUENCE, &list)) return false;
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    while (!bs_r_done(&list)) {
        if (!bs_der_whole(&list, BS_DER_SEQUENCE, &whole)) return false;
        r = whole;
        if (!bs_der_read(&r, BS_DER_SEQUENCE, &info) || !bs_der_read(&info, BS_DER_OID, &oid)
            || !bs_der_read(&info, BS_DER_CONTEXT_CONSTRUCTED(0), &content)) {
            return false;
        }
        bool ok = true;
        if (BS_P12_IS(oid, bs_p12_data)) ok = rewrite_data(c, content, w);
        else if (BS_P12_IS(oid, bs_p12_encrypted_data)) ok = rewrite_encrypted(c, content, w);
        else bs_w_view(w, whole);
        if (!ok) return false;
    }
    bs_der_close(w, seq);
    return true;
}

static bool change_password(PKCS12 *p, const struct change *c) {
    size_t n, len, room, cap;
    uint8_t *der = bs_p12_normalize(p->auth_safe, &n, &room);
    if (!der) return false;
    cap = n * 2 + GROWTH;
    uint8_t *out = (uint8_t *)OPENSSL_malloc(cap), *salt = (uint8_t *)OPENSSL_memdup(p->mac_salt.p, p->mac_salt.len);
    bs_writer w = bs_w_to(out, cap);
    bool ok = out && salt && rewrite_safes(c, bs_r_from(der, n), &w) && bs_w_finish(&w, &len)
        && bs_p12_fill(p, bs_r_from(out, len), p->mac_md, c->to, salt, p->mac_salt.len, p->mac_iterations);
    OPENSSL_clear_free(der, room);
    OPENSSL_clear_free(out, cap);
    OPENSSL_free(salt);
    return ok;
}

int PKCS12_newpass(PKCS12 *p12, const char *oldpass, const char *newpass) {
    if (!p12 || !p12->der) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_INVALID_NULL_PKCS12_POINTER);
        return 0;
    }
    if (!PKCS12_verify_mac(p12, oldpass, -1)) {
        BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_MAC_VERIFY_FAILURE);
        return 0;
    }
    const struct change c = { bs_p12_password(oldpass, -1), bs_p12_password(newpass, -1) };
    if (change_password(p12, &c)) return 1;
    BS_RAISE(ERR_LIB_PKCS12, PKCS12_R_PARSE_ERROR);
    return 0;
}
