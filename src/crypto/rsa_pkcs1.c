#include <string.h>

#include "src/base/writer.h"
#include "src/crypto/rsa_op.h"
#include "src/x509/der.h"

static void put_digest_info(bs_writer *w, enum bs_hash hash, bs_reader digest) {
    bs_reader oid = bs_hash_oid(hash); /* RFC 8017 appendix B.1 */
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
