#include "src/crypto/raw_key.h"
#include "src/x509/der.h"
#include "src/x509/key_der.h"
#include "src/x509/key_oids.h"

static void put_oid(bs_writer *w, bs_reader oid) {
    if (oid.len == 0) w->bad = true;
    bs_der_put(w, BS_DER_OID, oid.p, oid.len);
}

static void put_hash_algorithm(bs_writer *w, enum bs_hash h) {
    bs_mark alg = bs_der_open(w, BS_DER_SEQUENCE);
    put_oid(w, bs_hash_oid(h));
    bs_der_put(w, BS_DER_NULL, NULL, 0);
    bs_der_close(w, alg);
}

/* DER leaves out what equals its default. RFC 8017 A.2.3 */
static void put_pss_params(bs_writer *w, const struct bs_pubkey *k) {
    bs_mark params = bs_der_open(w, BS_DER_SEQUENCE);
    if (k->pss_hash != BS_HASH_SHA1) {
        bs_mark tag = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0));
        put_hash_algorithm(w, k->pss_hash);
        bs_der_close(w, tag);
    }
    if (k->pss_mgf_hash != BS_HASH_SHA1) {
        bs_mark tag = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(1));
        bs_mark mgf = bs_der_open(w, BS_DER_SEQUENCE);
        bs_der_put(w, BS_DER_OID, bs_oid_mgf1, sizeof bs_oid_mgf1);
        put_hash_algorithm(w, k->pss_mgf_hash);
        bs_der_close(w, mgf);
        bs_der_close(w, tag);
    }
    if (k->pss_min_salt != 20) {
        bs_mark tag = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(2));
        bs_der_put_uint64(w, k->pss_min_salt);
        bs_der_close(w, tag);
    }
    bs_der_close(w, params);
}

static void put_raw_oid(bs_writer *w, enum bs_key_type type) {
    const struct bs_raw_kind *raw = bs_raw_kind(type);
    if (raw) {
        bs_der_put(w, BS_DER_OID, raw->oid, sizeof raw->oid);
    } else {
        w->bad = true;
    }
}

static const struct bs_ec_style usual = { .form = BS_POINT_UNCOMPRESSED };

static void put_curve(bs_writer *w, const struct bs_pubkey *k, const struct bs_ec_style *style) {
    if (style->params.len > 0) {
        bs_w_view(w, style->params);
    } else {
        put_oid(w, bs_curve_oid(k->curve));
    }
}

/* SEC 1 2.3.3; a hybrid has both coordinates and, in the first byte, the bit that tells the roots apart. */
static void put_point(bs_writer *w, const struct bs_pubkey *k, const struct bs_ec_style *style) {
    const bool plain = style->form == 0 || style->form == BS_POINT_UNCOMPRESSED;
    if (k->type != BS_KEY_EC || plain) {
        bs_w_view(w, k->point);
    } else if (k->point.len < 3) {
        w->bad = true;
    } else {
        const size_t both = k->point.len - 1, n = style->form == BS_POINT_COMPRESSED ? both / 2 : both;
        bs_w_u8(w, (uint8_t)(style->form | (k->point.p[both] & 1)));
        bs_w_bytes(w, k->point.p + 1, n);
    }
}

static void put_algorithm(bs_writer *w, const struct bs_pubkey *k, const struct bs_ec_style *style) {
    bs_mark alg = bs_der_open(w, BS_DER_SEQUENCE);
    switch (k->type) {
    case BS_KEY_RSA:
        bs_der_put(w, BS_DER_OID, bs_oid_rsa, sizeof bs_oid_rsa);
        bs_der_put(w, BS_DER_NULL, NULL, 0);
        break;
    case BS_KEY_RSA_PSS:
        bs_der_put(w, BS_DER_OID, bs_oid_rsa_pss, sizeof bs_oid_rsa_pss);
        if (k->pss_hash != BS_HASH_NONE) put_pss_params(w, k);
        break;
    case BS_KEY_EC:
        bs_der_put(w, BS_DER_OID, bs_oid_ec, sizeof bs_oid_ec);
        put_curve(w, k, style);
        break;
    default: put_raw_oid(w, k->type);
    }
    bs_der_close(w, alg);
}

static bool is_rsa(const struct bs_pubkey *k) { return k->type == BS_KEY_RSA || k->type == BS_KEY_RSA_PSS; }

void bs_rsa_public_encode(bs_writer *w, const struct bs_pubkey *k) {
    if (!is_rsa(k)) w->bad = true;
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put_unsigned(w, k->n.p, k->n.len);
    bs_der_put_unsigned(w, k->e.p, k->e.len);
    bs_der_close(w, seq);
}

void bs_pubkey_bits_encode(bs_writer *w, const struct bs_pubkey *k, const struct bs_ec_style *style) {
    if (is_rsa(k)) {
        bs_rsa_public_encode(w, k);
    } else {
        put_point(w, k, style ? style : &usual);
    }
}

void bs_spki_encode(bs_writer *w, const struct bs_pubkey *k, const struct bs_ec_style *style) {
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    put_algorithm(w, k, style ? style : &usual);
    bs_mark bits = bs_der_open(w, BS_DER_BIT_STRING);
    bs_w_u8(w, 0); /* no unused bits */
    bs_pubkey_bits_encode(w, k, style);
    bs_der_close(w, bits);
    bs_der_close(w, seq);
}

void bs_rsa_private_encode(bs_writer *w, const struct bs_privkey *k) {
    if (!is_rsa(&k->pub) || k->d.len == 0) w->bad = true;
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put_uint64(w, 0); /* version: two primes */
    bs_der_put_unsigned(w, k->pub.n.p, k->pub.n.len);
    bs_der_put_unsigned(w, k->pub.e.p, k->pub.e.len);
    bs_der_put_unsigned(w, k->d.p, k->d.len);
    bs_der_put_unsigned(w, k->rsa.p, k->rsa.plen);
    bs_der_put_unsigned(w, k->rsa.q, k->rsa.qlen);
    bs_der_put_unsigned(w, k->rsa.dp, k->rsa.dplen);
    bs_der_put_unsigned(w, k->rsa.dq, k->rsa.dqlen);
    bs_der_put_unsigned(w, k->rsa.iq, k->rsa.iqlen);
    bs_der_close(w, seq);
}

void bs_sec1_encode(bs_writer *w, const struct bs_privkey *k, const struct bs_ec_style *style) {
    if (!style) style = &usual;
    if (k->pub.type != BS_KEY_EC) w->bad = true;
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put_uint64(w, 1);
    bs_der_put(w, BS_DER_OCTET_STRING, k->ec.x, k->ec.xlen);
    if (!style->no_params) {
        bs_mark tag = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(0));
        put_curve(w, &k->pub, style);
        bs_der_close(w, tag);
    }
    if (!style->no_public) {
        bs_mark tag = bs_der_open(w, BS_DER_CONTEXT_CONSTRUCTED(1));
        bs_mark bits = bs_der_open(w, BS_DER_BIT_STRING);
        bs_w_u8(w, 0);
        put_point(w, &k->pub, style);
        bs_der_close(w, bits);
        bs_der_close(w, tag);
    }
    bs_der_close(w, seq);
}

void bs_pkcs8_encode(bs_writer *w, const struct bs_privkey *k, const struct bs_ec_style *style) {
    struct bs_ec_style inside = style ? *style : usual;
    inside.no_params = true; /* the algorithm has them */
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put_uint64(w, 0);
    put_algorithm(w, &k->pub, style ? style : &usual);
    bs_mark octets = bs_der_open(w, BS_DER_OCTET_STRING);
    if (is_rsa(&k->pub)) {
        bs_rsa_private_encode(w, k);
    } else if (k->pub.type == BS_KEY_EC) {
        bs_sec1_encode(w, k, &inside);
    } else if (k->raw.len > 0) {
        bs_der_put(w, BS_DER_OCTET_STRING, k->raw.p, k->raw.len); /* RFC 8410 7: one more OCTET STRING inside */
    } else {
        w->bad = true;
    }
    bs_der_close(w, octets);
    bs_der_close(w, seq);
}

size_t bs_key_der_room(const struct bs_pubkey *k) {
    /* n, e, d, five halves with some slack, or scalar and point; headers and OIDs */
    return is_rsa(k) ? 6 * (k->n.len + 8) + k->e.len + 160 : 4 * k->point.len + 160;
}
