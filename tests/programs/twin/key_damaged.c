/* Keys with damage: cut everywhere, with public points that are none, and with every element of every structure changed in
 * its tag, its length, or its place. */
#include "keys.h"
#include <openssl/dh.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

enum container { PKCS8, TRADITIONAL, SPKI, ENCRYPTED, CONTAINERS };

static int encrypt(EVP_PKEY *k, unsigned char **der) {
    unsigned char salt[8] = "saltsalt", iv[16] = "initial vectors";
    PKCS8_PRIV_KEY_INFO *p8 = EVP_PKEY2PKCS8(k);
    X509_SIG *sig = PKCS8_set0_pbe("secret", 6, p8, PKCS5_pbe2_set_iv(EVP_aes_128_cbc(), 2, salt, 8, iv, NID_hmacWithSHA256));
    int n = i2d_X509_SIG(sig, der);
    X509_SIG_free(sig);
    PKCS8_PRIV_KEY_INFO_free(p8);
    return n;
}

static int encode(EVP_PKEY *k, enum container how, unsigned char **der) {
    *der = NULL;
    if (how == SPKI) return i2d_PUBKEY(k, der);
    if (how == TRADITIONAL) return i2d_PrivateKey(k, der);
    if (how == ENCRYPTED) return encrypt(k, der);
    BIO *b = BIO_new(BIO_s_mem());
    char *p;
    i2d_PKCS8PrivateKeyInfo_bio(b, k);
    long n = BIO_get_mem_data(b, &p);
    *der = OPENSSL_memdup(p, (size_t)n);
    BIO_free(b);
    return (int)n;
}

static EVP_PKEY *decode(const unsigned char *der, long n, enum container how) {
    const unsigned char *p = der;
    if (how == SPKI) return d2i_PUBKEY(NULL, &p, n);
    if (how != ENCRYPTED) return d2i_AutoPrivateKey(NULL, &p, n);
    BIO *b = BIO_new_mem_buf(der, (int)n);
    EVP_PKEY *k = d2i_PKCS8PrivateKey_bio(b, NULL, NULL, (void *)"secret");
    BIO_free(b);
    return k;
}

/* r: read; e: read, and equal to the sound one; a point: not read. */
static char verdict(const unsigned char *der, long n, enum container how, const EVP_PKEY *sound) {
    EVP_PKEY *k = decode(der, n, how);
    ERR_set_mark();
    char c = !k ? '.' : EVP_PKEY_eq(k, sound) == 1 ? 'e' : 'r';
    ERR_pop_to_mark();
    EVP_PKEY_free(k);
    return c;
}

/* One byte changed at the end, where a public point or the last number is. */
static void change(const unsigned char *der, int n, enum container how, const EVP_PKEY *k, int by) {
    unsigned char *copy = OPENSSL_memdup(der, (size_t)n);
    printf("change %02x ", by);
    for (int i = n > 30 ? n - 30 : 0; i < n; i++) {
        copy[i] = (unsigned char)(der[i] ^ by);
        putchar(verdict(copy, n, how, k) == '.' ? '.' : 'r');
        ERR_clear_error();
        copy[i] = der[i];
    }
    printf("\n");
    OPENSSL_free(copy);
}

/* --- the structure ------------------------------------------------------------------------------------------------- */

struct element {
    int at, head, len, depth;
};

static int list(const unsigned char *der, int at, int end, int depth, struct element *out, int n) {
    while (at < end && n < 40) {
        int head = der[at + 1] < 0x80 ? 2 : 2 + (der[at + 1] & 0x7f), len = der[at + 1];
        if (head > 2) {
            len = 0;
            for (int i = 2; i < head; i++) len = len << 8 | der[at + i];
        }
        out[n++] = (struct element){ at, head, len, depth };
        if (der[at] & 0x20) n = list(der, at + head, at + head + len, depth + 1, out, n);
        at += head + len;
    }
    return n;
}

enum mutation { TAG, CONTEXT_TAG, LONGER, SHORTER, GONE, TWICE, EMPTY, MUTATIONS };

/* The same structure with one element changed, and the lengths around it as they must be. */
static int mutate(const unsigned char *der, int n, const struct element *e, int num, int which, enum mutation m,
                  unsigned char *out) {
    unsigned char body[8192], *end = body;
    const struct element *x = &e[which];
    int whole = x->head + x->len;
    memcpy(body, der, (size_t)x->at);
    end += x->at;
    if (m != GONE) {
        memcpy(end, der + x->at, (size_t)(m == EMPTY ? x->head : whole));
        if (m == TAG) end[0] ^= 1;
        if (m == CONTEXT_TAG) end[0] ^= 0x80;
        if (m == LONGER) end[x->head - 1]++;
        if (m == SHORTER) end[x->head - 1]--;
        if (m == EMPTY) memset(end + 1, 0, 1);
        end += m == EMPTY ? 2 : whole;
    }
    if (m == TWICE) {
        memcpy(end, der + x->at, (size_t)whole);
        end += whole;
    }
    int diff = (int)(end - body) - x->at - whole;
    memcpy(end, der + x->at + whole, (size_t)(n - x->at - whole));
    n += diff;
    for (int i = 0; i < num; i++) { /* those that the element is in */
        if (e[i].at >= x->at || e[i].at + e[i].head + e[i].len < x->at + whole) continue;
        int len = e[i].len + diff;
        if (e[i].head > 2 && len < (e[i].head == 3 ? 0x80 : 0x100)) return 0; /* it would be BER */
        for (int k = e[i].head - 1; k > (e[i].head > 2 ? 1 : 0); k--, len >>= 8) body[e[i].at + k] = (unsigned char)len;
    }
    memcpy(out, body, (size_t)n);
    return n;
}

/* Read by OpenSSL, against X.690 8.3.1, RFC 5915 3 and RFC 8017 A.1: docs/differences.md. */
static int lax(int tag, enum mutation m, enum container how) {
    return (m == EMPTY && (tag == 0x02 || (tag == 0x04 && how == TRADITIONAL))) || (tag == 0x05 && (m == TAG || m == CONTEXT_TAG));
}

/* What the decoders of ASN.1 and of keys say. Of values OpenSSL's types say more in words of their own, and each that
 * looks for what is inside of an empty string says that it is. */
static void reasons(void) {
    const char *data;
    int flags;
    for (unsigned long e; (e = ERR_get_error_all(NULL, NULL, NULL, &data, &flags)) != 0;) {
        int lib = ERR_GET_LIB(e);
        if (lib != ERR_LIB_ASN1 && lib != ERR_LIB_PKCS12 && lib != ERR_LIB_OSSL_DECODER) continue;
        if (lib == ERR_LIB_ASN1 && ERR_GET_REASON(e) == ASN1_R_TOO_SMALL) continue;
        printf(" <%d:%d %s>", lib, ERR_GET_REASON(e), flags & ERR_TXT_STRING ? data : "");
    }
    printf("\n");
}

static void structure(const unsigned char *der, int n, enum container how, const EVP_PKEY *k) {
    struct element e[64];
    unsigned char changed[8192];
    static const char *const names[] = { "tag", "context", "longer", "shorter", "gone", "twice", "empty" };
    int num = list(der, 0, n, 0, e, 0), inner = 0;
    for (int i = 0; i < num; i++) {
        /* another structure begins */
        if (der[e[i].at] >= 0xa0 || (how != ENCRYPTED && e[i].depth >= 2 && der[e[i].at] == 0x30)) inner = 1;
        for (int m = 0; m < MUTATIONS; m++) {
            int len = mutate(der, n, e, num, i, (enum mutation)m, changed);
            if (len == 0 || lax(der[e[i].at], (enum mutation)m, how)) continue;
            printf(" %d:%02x %s %c", i, der[e[i].at], names[m], verdict(changed, len, how, k));
            if (!inner && (m == TAG || m == EMPTY)) {
                reasons();
            } else {
                ERR_clear_error();
                printf("\n");
            }
        }
    }
}

static int is_dh(const EVP_PKEY *k) { return EVP_PKEY_is_a(k, "DH") || EVP_PKEY_is_a(k, "DHX"); }

static void damage(const char *name, EVP_PKEY *k, enum container how) {
    unsigned char *der;
    int n = encode(k, how, &der);
    printf("== %s, container %d\n", name, how);
    if (n <= 0) return;
    printf("sound %c\n", verdict(der, n, how, k));
    for (int i = 0; i < n; i += n > 200 ? 37 : 7) {
        printf(" %d: %c", i, verdict(der, i, how, k));
        errors();
    }
    /* docs/differences.md: numbers that do not belong together, octets after a DH key's number */
    int numbers = EVP_PKEY_is_a(k, "RSA") || EVP_PKEY_is_a(k, "RSA-PSS") || (is_dh(k) && how < SPKI);
    if (!numbers) {
        change(der, n, how, k, 1);
        change(der, n, how, k, 0x20);
        change(der, n, how, k, 0xff);
    }
    structure(der, n, how, k);
    OPENSSL_free(der);
}

/* The same in both runs. */
static EVP_PKEY *make_dh(int type, DH *dh) {
    BIGNUM *priv = NULL, *pub = BN_new();
    BN_CTX *c = BN_CTX_new();
    EVP_PKEY *k = EVP_PKEY_new();
    BN_hex2bn(&priv, "5A1B2C3D4E5F60718293A4B5C6D7E8F9010203");
    BN_mod_exp(pub, DH_get0_g(dh), priv, DH_get0_p(dh), c);
    DH_set0_key(dh, pub, priv);
    EVP_PKEY_assign(k, type, dh);
    BN_CTX_free(c);
    return k;
}

int main(void) {
    static const char *const files[] = { "evp/rsa8.pem", "evp/ec8.pem", "auth/p384.pem", "auth/p521.pem", "evp/x8.pem",
        "auth/ed25519.pem", "auth/ed448.pem", "auth/pss.pem" };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        EVP_PKEY *k = load(files[i]);
        for (int how = 0; how < CONTAINERS; how++) damage(files[i], k, (enum container)how);
        EVP_PKEY_free(k);
    }
    EVP_PKEY *dh = make_dh(EVP_PKEY_DH, DH_new_by_nid(NID_ffdhe2048)), *dhx = make_dh(EVP_PKEY_DHX, DH_get_1024_160());
    for (int how = 0; how < CONTAINERS; how++) damage("DH", dh, (enum container)how);
    for (int how = 0; how < CONTAINERS; how++) damage("DHX", dhx, (enum container)how);
    EVP_PKEY_free(dh);
    EVP_PKEY_free(dhx);
    return 0;
}
