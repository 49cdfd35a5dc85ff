/* Ciphers started under passwords: by algorithm identifier, step by step, by each scheme; PKCS#12's keys and its
 * encryption of anything; the list of schemes. */
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *const passwords[] = { "secret", "", "J\xc3\xb6rg\xf0\x9f\x98\x80", "\xff\xfe", NULL };
static unsigned char salt[16] = "0123456789abcde", iv[16] = "ivivivivivivivi";

static void list(void) {
    int type, nid;
    for (size_t i = 0; EVP_PBE_get(&type, &nid, i); i++) {
        EVP_PBE_KEYGEN *gen;
        EVP_PBE_KEYGEN_EX *gen_ex;
        int cipher = -2, md = -2;
        printf("%d %s: %d", type, OBJ_nid2sn(nid), EVP_PBE_find_ex(type, nid, &cipher, &md, &gen, &gen_ex));
        printf(" %d %d %d %d\n", cipher, md, gen != NULL, gen_ex != NULL);
    }
    for (type = 0; type < 3; type++) {
        for (nid = 0; nid < 1300; nid++) {
            if (EVP_PBE_find(type, nid, NULL, NULL, NULL)) printf("%d ", nid);
        }
        printf("\n");
    }
}

static void use(const char *what, EVP_CIPHER_CTX *c, int ok) {
    unsigned char out[64];
    int n = 0, m = 0;
    printf("%s %d", what, ok);
    errors();
    if (ok != 1) return;
    n = 0;
    EVP_CipherUpdate(c, out, &n, (const unsigned char *)"twenty bytes of text", 20);
    printf("%s %d ", EVP_CIPHER_get0_description(EVP_CIPHER_CTX_get0_cipher(c)), EVP_CipherFinal_ex(c, out + n, &m));
    hex("", out, n + m);
}

static X509_ALGOR *algorithm(int i) {
    switch (i) {
    case 0: return PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 100, salt, 8);
    case 1: return PKCS5_pbe_set(NID_pbe_WithSHA1And2_Key_TripleDES_CBC, 1, salt, 16);
    case 2: return PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 10, salt, 16, iv, NID_hmacWithSHA512);
    case 3: return PKCS5_pbe2_set_iv(EVP_des_ede3_cbc(), 10, salt, 8, iv, NID_hmacWithSHA1);
    case 4: return PKCS5_pbe2_set_scrypt(EVP_aes_128_cbc(), salt, 16, iv, 16, 2, 1);
    case 5: return PKCS5_pbe2_set_iv(EVP_aes_192_cbc(), 10, salt, 16, iv, NID_hmacWithMD5);
    default: return NULL;
    }
}

static void by_identifier(void) {
    for (int i = 0; i < 6; i++) {
        X509_ALGOR *alg = algorithm(i);
        for (size_t p = 0; p < COUNT(passwords); p++) {
            EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
            ASN1_OBJECT *obj = alg->algorithm;
            printf("-- %d %zu\n", i, p);
            use("encrypt", c, EVP_PBE_CipherInit(obj, passwords[p], -1, alg->parameter, c, 1));
            EVP_CIPHER_CTX_reset(c);
            use("four", c, EVP_PBE_CipherInit_ex(obj, passwords[p], passwords[p] && strlen(passwords[p]) > 4 ? 4 : 0,
                                                 alg->parameter, c, 1, NULL, NULL));
            EVP_CIPHER_CTX_free(c);
        }
        EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
        use("no parameters", c, EVP_PBE_CipherInit(alg->algorithm, "x", 1, NULL, c, 1));
        EVP_CIPHER_CTX_free(c);
        X509_ALGOR_free(alg);
    }
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    use("no scheme", c, EVP_PBE_CipherInit(OBJ_nid2obj(NID_commonName), "x", 1, NULL, c, 1));
    use("no object", c, EVP_PBE_CipherInit(OBJ_nid2obj(NID_undef), "x", 1, NULL, c, 1));
    EVP_CIPHER_CTX_free(c);
}

static ASN1_TYPE *packed(const ASN1_ITEM *it, void *v) {
    ASN1_TYPE *t = NULL;
    ASN1_TYPE_pack_sequence(it, v, &t);
    return t;
}

static void steps(void) {
    PBEPARAM *p = PBEPARAM_new();
    ASN1_OCTET_STRING_set(p->salt, salt, 8);
    ASN1_INTEGER_set(p->iter, 20);
    ASN1_TYPE *param = packed(ASN1_ITEM_rptr(PBEPARAM), p);
    for (size_t i = 0; i < COUNT(passwords); i++) {
        EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
        const char *w = passwords[i];
        use("aes", c, PKCS12_PBE_keyivgen(c, w, -1, param, EVP_aes_256_cbc(), EVP_sha256(), 1));
        EVP_CIPHER_CTX_reset(c);
        use("3des", c, PKCS12_PBE_keyivgen_ex(c, w, -1, param, EVP_des_ede3_cbc(), EVP_sha512(), 1, NULL, NULL));
        EVP_CIPHER_CTX_reset(c);
        use("first", c, PKCS5_PBE_keyivgen(c, w, -1, param, EVP_des_ede3_cbc(), EVP_sha1(), 1) == 1);
        use("first", c, PKCS5_PBE_keyivgen_ex(c, w, -1, NULL, EVP_des_ede3_cbc(), EVP_sha1(), 1, NULL, NULL));
        use("nothing", c, PKCS12_PBE_keyivgen(c, w, -1, NULL, EVP_aes_256_cbc(), EVP_sha256(), 1));
        EVP_CIPHER_CTX_free(c);
    }
    ASN1_TYPE_free(param);
    PBEPARAM_free(p);
    X509_ALGOR *alg = algorithm(2);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    use("second", c, PKCS5_v2_PBE_keyivgen(c, "pw", 2, alg->parameter, NULL, NULL, 1));
    EVP_CIPHER_CTX_reset(c);
    use("second", c, PKCS5_v2_PBE_keyivgen_ex(c, "pw", -1, alg->parameter, NULL, NULL, 1, NULL, NULL));
    X509_ALGOR_free(alg);
    EVP_CIPHER_CTX_free(c);
}

/* The key alone: the context has a cipher and an IV. */
static void key_alone(int type, int nid, ASN1_TYPE *param, int own) {
    EVP_PBE_KEYGEN *gen = NULL;
    EVP_PBE_KEYGEN_EX *gen_ex = NULL;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    EVP_PBE_find_ex(type, nid, NULL, NULL, &gen, &gen_ex);
    use("no cipher", c, gen(c, "pw", 2, param, NULL, NULL, 1));
    EVP_CipherInit_ex(c, EVP_aes_128_cbc(), NULL, NULL, iv, 1);
    use("key", c, gen(c, "pw", 2, param, NULL, NULL, 1));
    EVP_CipherInit_ex(c, EVP_aes_256_cbc(), NULL, NULL, iv, 1);
    use("key", c, gen_ex(c, "pw", 2, param, NULL, NULL, 1, NULL, NULL));
    if (own) use("scrypt", c, PKCS5_v2_scrypt_keyivgen(c, NULL, 0, param, NULL, NULL, 1));
    if (own) use("scrypt", c, PKCS5_v2_scrypt_keyivgen_ex(c, "pw", 2, NULL, NULL, NULL, 1, NULL, NULL));
    EVP_CIPHER_CTX_free(c);
}

static void keys_alone(void) {
    for (int len = 0; len < 2; len++) {
        X509_ALGOR *kdf = PKCS5_pbkdf2_set(30, salt, 16, NID_hmacWithSHA384, len ? 16 : -1);
        key_alone(EVP_PBE_TYPE_KDF, NID_id_pbkdf2, kdf->parameter, 0);
        X509_ALGOR_free(kdf);
        SCRYPT_PARAMS *s = SCRYPT_PARAMS_new();
        ASN1_OCTET_STRING_set(s->salt, salt, 16);
        ASN1_INTEGER_set(s->costParameter, 8);
        ASN1_INTEGER_set(s->blockSize, 2);
        ASN1_INTEGER_set(s->parallelizationParameter, 1);
        if (len) s->keyLength = ASN1_INTEGER_new();
        if (len) ASN1_INTEGER_set(s->keyLength, 16);
        ASN1_TYPE *param = packed(ASN1_ITEM_rptr(SCRYPT_PARAMS), s);
        key_alone(EVP_PBE_TYPE_KDF, NID_id_scrypt, param, 1);
        ASN1_TYPE_free(param);
        ASN1_INTEGER_set(s->costParameter, 7);
        param = packed(ASN1_ITEM_rptr(SCRYPT_PARAMS), s);
        key_alone(EVP_PBE_TYPE_KDF, NID_id_scrypt, param, 1);
        ASN1_TYPE_free(param);
        SCRYPT_PARAMS_free(s);
    }
}

static void keys(void) {
    unsigned char out[100];
    static unsigned char bmp[] = { 0, 'a', 0, 'b', 0, 0 };
    const EVP_MD *mds[] = { EVP_sha1(), EVP_sha256(), EVP_sha512(), EVP_md5(), EVP_sha3_256() };
    for (size_t m = 0; m < COUNT(mds); m++) {
        for (int id = 1; id <= 3; id++) {
            for (size_t p = 0; p < COUNT(passwords); p++) {
                const char *w = passwords[p];
                int some = w ? (int)strnlen(w, 3) : 0;
                printf("%d ", PKCS12_key_gen_utf8(w, -1, salt, 8, id, 1 + id, 33, out, mds[m]));
                hex("utf8", out, 33);
                printf("%d ", PKCS12_key_gen_utf8_ex(w, some, salt, w ? 0 : 3, id, 2, 100, out, mds[m], NULL, NULL));
                hex("utf8", out, 100);
                printf("%d ", PKCS12_key_gen_asc(w, -1, salt, 8, id, 1, 20, out, mds[m]));
                hex("asc", out, 20);
                printf("%d ", PKCS12_key_gen_asc_ex(w, -1, salt, 8, id, 1, 20, out, mds[m], NULL, NULL));
                hex("asc", out, 20);
            }
            printf("%d ", PKCS12_key_gen_uni(bmp, 6, salt, 8, id, 5, 20, out, mds[m]));
            hex("uni", out, 20);
            printf("%d ", PKCS12_key_gen_uni_ex(bmp, 4, salt, 8, id, 5, 20, out, mds[m], NULL, NULL));
            hex("uni", out, 20);
        }
    }
}

static void anything(void) {
    for (int i = 0; i < 6; i++) {
        X509_ALGOR *alg = algorithm(i);
        ASN1_INTEGER *v = ASN1_INTEGER_new(), *got;
        ASN1_INTEGER_set(v, 123456);
        ASN1_OCTET_STRING *o = PKCS12_item_i2d_encrypt(alg, ASN1_ITEM_rptr(ASN1_INTEGER), "pw", 2, v, 1);
        hex("sealed", o->data, o->length);
        got = PKCS12_item_decrypt_d2i(alg, ASN1_ITEM_rptr(ASN1_INTEGER), "pw", -1, o, 1);
        printf("%ld", got ? ASN1_INTEGER_get(got) : -1);
        errors();
        ASN1_INTEGER_free(got);
        SHOWP(PKCS12_item_decrypt_d2i_ex(alg, ASN1_ITEM_rptr(X509_ALGOR), "pw", -1, o, 0, NULL, NULL));
        SHOWP(PKCS12_item_decrypt_d2i(alg, ASN1_ITEM_rptr(ASN1_INTEGER), "wrong password", -1, o, 0));
        SHOWP(PKCS12_item_decrypt_d2i(alg, ASN1_ITEM_rptr(ASN1_INTEGER), NULL, 0, o, 0));
        ASN1_OCTET_STRING *again = PKCS12_item_i2d_encrypt_ex(alg, ASN1_ITEM_rptr(ASN1_INTEGER), NULL, 0, v, 0, NULL, NULL);
        hex("sealed", again->data, again->length);
        unsigned char *data = NULL;
        int len = 0;
        printf("%d", PKCS12_pbe_crypt(alg, "pw", 2, o->data, o->length, &data, &len, 0) == data);
        hex("plain", data, len);
        OPENSSL_free(data);
        SHOWP(PKCS12_pbe_crypt_ex(alg, "pw", 2, o->data, o->length - 1, &data, &len, 0, NULL, NULL));
        ASN1_OCTET_STRING_free(o);
        ASN1_OCTET_STRING_free(again);
        ASN1_INTEGER_free(v);
        X509_ALGOR_free(alg);
    }
}

static void texts(void) {
    static const unsigned char *const unis[] = {
        (const unsigned char *)"\0a\0b\0\0",          (const unsigned char *)"\0a\0b\0c",
        (const unsigned char *)"\0\xf6\x20\xac\0\0", (const unsigned char *)"\xd8\x3d\xde\0\0\0",
        (const unsigned char *)"\xd8\x3d\0a\0\0",     (const unsigned char *)"\xde\0\0a\0b",
    };
    for (size_t i = 0; i < COUNT(passwords) - 1; i++) {
        unsigned char *u = NULL;
        int n = 0;
        printf("%d ", OPENSSL_asc2uni(passwords[i], -1, &u, &n) == u);
        hex("uni", u, n);
        OPENSSL_free(u);
        printf("%d ", OPENSSL_utf82uni(passwords[i], -1, &u, &n) == u);
        hex("uni", u, n);
        OPENSSL_free(u);
    }
    for (size_t i = 0; i < COUNT(unis); i++) {
        for (int n = 0; n <= 6; n++) {
            char *a = OPENSSL_uni2asc(unis[i], n), *u = OPENSSL_uni2utf8(unis[i], n);
            printf("%zu %d [%s] [%s]", i, n, a ? a : "(null)", u ? u : "(null)");
            errors();
            OPENSSL_free(a);
            OPENSSL_free(u);
        }
    }
    unsigned char key[32];
    SHOW(EVP_PBE_scrypt_ex("pw", 2, salt, 16, 16, 2, 1, 0, key, 32, NULL, NULL));
    hex("scrypt", key, 32);
}

int main(void) {
    list();
    by_identifier();
    steps();
    keys_alone();
    keys();
    anything();
    texts();
    return 0;
}
