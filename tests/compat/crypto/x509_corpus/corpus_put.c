#include "corpus_put.h"

#include <openssl/asn1.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const edit_names[NUM_EDITS] = { "tag",  "constructed", "drop", "twice", "swap",   "empty",
                                                   "first", "last",       "short", "long",  "longer", "shorter" };

void must(int ok, const char *what) {
    if (ok) return;
    fprintf(stderr, "corpus: %s\n", what);
    exit(1);
}

/* Would an octet that an element gave up, being shorter, begin a tag in the long form? That is BER, a kept difference. */
static int begins_tag(unsigned char octet) { return (octet & 0x1f) == 0x1f; }

EVP_PKEY *plain_key(const char *curve) {
    for (int tries = 0; tries < 100; tries++) {
        EVP_PKEY *key = curve ? EVP_EC_gen(curve) : EVP_RSA_gen(2048);
        X509_PUBKEY *pub = NULL;
        const unsigned char *bits;
        int n;
        unsigned char id[SHA_DIGEST_LENGTH];
        must(key && X509_PUBKEY_set(&pub, key) == 1 && X509_PUBKEY_get0_param(NULL, &bits, &n, NULL, pub) == 1, "make a key");
        SHA1(bits, (size_t)n, id);
        /* the last octet of the identifier, and of an RSA modulus, which INTEGER 65537 follows */
        int plain = !begins_tag(id[sizeof id - 1]) && (curve || !begins_tag(bits[n - 6]));
        X509_PUBKEY_free(pub);
        if (plain) return key;
        EVP_PKEY_free(key);
    }
    must(0, "make a plain key");
    return NULL;
}

size_t put_header(unsigned char *out, unsigned char tag, size_t len) {
    const unsigned char head[4] = { tag, 0x82, (unsigned char)(len >> 8), (unsigned char)len };
    if (len < 0x80) {
        out[0] = tag;
        out[1] = (unsigned char)len;
        return 2;
    }
    if (len < 0x100) {
        out[0] = tag;
        out[1] = 0x81;
        out[2] = (unsigned char)len;
        return 3;
    }
    memcpy(out, head, 4);
    return 4;
}

struct bytes sign_anew(struct bytes tbs, EVP_PKEY *key, struct bytes tail) {
    static const unsigned char alg[] = { 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 5, 0 };
    unsigned char sig[256], *body = malloc(tbs.len + tail.len + 400);
    size_t sig_len = sizeof sig, n = 0;
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    must(EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key) > 0 &&
             EVP_DigestSign(md, sig, &sig_len, tbs.p, tbs.len) > 0, "sign anew");
    EVP_MD_CTX_free(md);
    memcpy(body, tbs.p, tbs.len);
    n = tbs.len;
    memcpy(body + n, alg, sizeof alg);
    n += sizeof alg;
    n += put_header(body + n, 0x03, sig_len + 1);
    body[n++] = 0;
    memcpy(body + n, sig, sig_len);
    n += sig_len;
    if (tail.len) memcpy(body + n, tail.p, tail.len);
    n += tail.len;
    struct bytes out = { malloc(n + 4), 0 };
    out.len = put_header(out.p, 0x30, n);
    memcpy(out.p + out.len, body, n);
    out.len += n;
    free(body);
    return out;
}

struct bytes tbs_of(struct bytes whole) {
    const unsigned char *p = whole.p, *start;
    long len;
    int tag, class;
    ASN1_get_object(&p, &len, &tag, &class, (long)whole.len);
    start = p;
    ASN1_get_object(&p, &len, &tag, &class, (long)(whole.p + whole.len - start));
    return (struct bytes){ (unsigned char *)(size_t)start, (size_t)(p + len - start) };
}

void put_field(struct bytes b) {
    const unsigned char head[4] = { (unsigned char)(b.len >> 24), (unsigned char)(b.len >> 16), (unsigned char)(b.len >> 8),
                                    (unsigned char)b.len };
    fwrite(head, 1, 4, stdout);
    fwrite(b.p, 1, b.len, stdout);
}
