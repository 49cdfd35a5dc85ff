#include <string.h>

#include "src/base/writer.h"
#include "src/crypto/rsa_op.h"
#include "src/x509/der.h"

/* RFC 8017 appendix B.1; the contents of the OBJECT IDENTIFIERs. */
static bs_reader hash_oid(enum bs_hash h) {
    static const uint8_t md5[] = { 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x05 };
    static const uint8_t sha1[] = { 0x2B, 0x0E, 0x03, 0x02, 0x1A };
    static const uint8_t sha2[][9] = {
        { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04 }, /* SHA-224 */
        { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01 },
        { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02 },
        { 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03 },
    };
    if (h == BS_HASH_MD5) return bs_r_from(md5, sizeof md5);
    if (h == BS_HASH_SHA1) return bs_r_from(sha1, sizeof sha1);
    return bs_r_from(sha2[h - BS_HASH_SHA224], sizeof sha2[0]);
}

static void put_digest_info(bs_writer *w, enum bs_hash hash, bs_reader digest) {
    bs_reader oid = hash_oid(hash);
    bs_mark info = bs_der_open(w, BS_DER_SEQUENCE);
    bs_mark alg = bs_der_open(w, BS_DER_SEQUENCE);
    bs_der_put(w, BS_DER_OID, oid.p, oid.len);
    bs_der_put(w, BS_DER_NULL, NULL, 0);
    bs_der_close(w, alg);
    bs_der_put(w, BS_DER_OCTET_STRING, digest.p, digest.len);
    bs_der_close(w, info);
}

bool bs_pkcs1_encode(uint8_t *em, size_t em_len, enum bs_hash hash, bs_reader digest) {
    uint8_t info[128];
    bs_reader t = digest;
    if (hash != BS_HASH_NONE && digest.len != bs_hash_len(hash)) return false;
    if (hash != BS_HASH_NONE && hash != BS_HASH_MD5SHA1) {
        bs_writer w = bs_w_to(info, sizeof info);
        put_digest_info(&w, hash, digest);
        if (w.bad) return false;
        t = bs_w_written(&w);
    }
    if (em_len < BS_RSA_PKCS1_OVERHEAD || t.len > em_len - BS_RSA_PKCS1_OVERHEAD) return false;
    size_t pad = em_len - t.len - 3;
    em[0] = 0;
    em[1] = 1;
    memset(em + 2, 0xFF, pad);
    em[2 + pad] = 0;
    return bs_r_copy(t, em + 3 + pad, t.len);
}
