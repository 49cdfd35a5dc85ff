#include "src/x509/dh_der.h"

#include "src/x509/der.h"

static const uint8_t oid_pkcs3[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x03, 0x01 }; /* dhKeyAgreement */
static const uint8_t oid_x942[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3E, 0x02, 0x01 };             /* dhpublicnumber */

/* ValidationParms ::= SEQUENCE { seed BIT STRING, pgenCounter INTEGER } */
static bool skip_validation(bs_reader *seq) {
    bs_reader validation, seed, counter;
    if (bs_r_done(seq)) return true;
    return bs_der_read(seq, BS_DER_SEQUENCE, &validation) && bs_der_bit_bytes(&validation, &seed) &&
           bs_der_unsigned(&validation, &counter) && bs_r_done(&validation);
}

bs_status bs_dh_params_decode(struct bs_dh_der *out, bool x942, bs_reader der) {
    bs_reader seq, cofactor;
    *out = (struct bs_dh_der){ .x942 = x942 };
    bool ok = bs_der_read(&der, BS_DER_SEQUENCE, &seq) && bs_r_done(&der) && bs_der_unsigned(&seq, &out->p) &&
              bs_der_unsigned(&seq, &out->g);
    if (ok && x942) {
        ok = bs_der_unsigned(&seq, &out->q) &&
             (!bs_der_next_is(&seq, BS_DER_INTEGER) || bs_der_unsigned(&seq, &cofactor)) && skip_validation(&seq);
    } else if (ok && !bs_r_done(&seq)) {
        ok = bs_der_uint64(&seq, &out->length) && out->length <= INT32_MAX;
    }
    return ok && bs_r_done(&seq) ? BS_OK : BS_E_DECODE;
}

static bs_status algorithm(struct bs_dh_der *out, bs_reader seq) {
    bs_reader oid;
    if (!bs_der_read(&seq, BS_DER_OID, &oid)) return BS_E_DECODE;
    const bool x942 = bs_r_equal(oid, oid_x942, sizeof oid_x942);
    if (!x942 && !bs_r_equal(oid, oid_pkcs3, sizeof oid_pkcs3)) return BS_E_UNSUPPORTED;
    return bs_dh_params_decode(out, x942, seq);
}

/* A key is one INTEGER in a string. */
static bool lone_number(bs_reader in, bs_reader *out) { return bs_der_unsigned(&in, out) && bs_r_done(&in); }

bs_status bs_dh_spki_decode(struct bs_dh_der *out, bs_reader spki) {
    bs_reader seq, alg, bits;
    if (!bs_der_read(&spki, BS_DER_SEQUENCE, &seq) || !bs_r_done(&spki) || !bs_der_read(&seq, BS_DER_SEQUENCE, &alg) ||
        !bs_der_bit_bytes(&seq, &bits) || !bs_r_done(&seq)) {
        return BS_E_DECODE;
    }
    BS_TRY(algorithm(out, alg));
    return lone_number(bits, &out->pub) ? BS_OK : BS_E_DECODE;
}

bs_status bs_dh_pkcs8_decode(struct bs_dh_der *out, bs_reader der) {
    bs_reader seq, alg, octets, extra;
    uint64_t version;
    bool there;
    if (!bs_der_read(&der, BS_DER_SEQUENCE, &seq) || !bs_r_done(&der) || !bs_der_uint64(&seq, &version) || version > 1 ||
        !bs_der_read(&seq, BS_DER_SEQUENCE, &alg) || !bs_der_read(&seq, BS_DER_OCTET_STRING, &octets) ||
        !bs_der_optional(&seq, BS_DER_CONTEXT_CONSTRUCTED(0), &there, &extra) ||
        !bs_der_optional(&seq, BS_DER_CONTEXT(1), &there, &extra) || !bs_r_done(&seq)) {
        return BS_E_DECODE;
    }
    BS_TRY(algorithm(out, alg));
    return lone_number(octets, &out->priv) ? BS_OK : BS_E_DECODE;
}

static void put_number(bs_writer *w, bs_reader n) {
    if (n.len == 0) w->bad = true;
    bs_der_put_unsigned(w, n.p, n.len);
}

void bs_dh_params_encode(bs_writer *w, const struct bs_dh_der *k) {
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    put_number(w, k->p);
    put_number(w, k->g);
    if (k->x942) {
        put_number(w, k->q);
    } else if (k->length > 0) {
        bs_der_put_uint64(w, k->length);
    }
    bs_der_close(w, seq);
}

static void put_algorithm(bs_writer *w, const struct bs_dh_der *k) {
    bs_mark alg = bs_der_open(w, BS_DER_SEQUENCE);
    if (k->x942) {
        bs_der_put(w, BS_DER_OID, oid_x942, sizeof oid_x942);
    } else {
        bs_der_put(w, BS_DER_OID, oid_pkcs3, sizeof oid_pkcs3);
    }
    bs_dh_params_encode(w, k);
    bs_der_close(w, alg);
}

void bs_dh_spki_encode(bs_writer *w, const struct bs_dh_der *k) {
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    put_algorithm(w, k);
    bs_mark bits = bs_der_open(w, BS_DER_BIT_STRING);
    bs_w_u8(w, 0); /* no unused bits */
    put_number(w, k->pub);
    bs_der_close(w, bits);
    bs_der_close(w, seq);
}

void bs_dh_pkcs8_encode(bs_writer *w, const struct bs_dh_der *k) {
    bs_mark seq = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put_uint64(w, 0);
    put_algorithm(w, k);
    bs_mark octets = bs_der_open(w, BS_DER_OCTET_STRING);
    put_number(w, k->priv);
    bs_der_close(w, octets);
    bs_der_close(w, seq);
}

size_t bs_dh_der_room(const struct bs_dh_der *k) {
    return k->p.len + k->g.len + k->q.len + k->pub.len + k->priv.len + 128;
}
