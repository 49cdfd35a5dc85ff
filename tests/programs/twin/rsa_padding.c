/* RSA's paddings by themselves: each length, and what is no padding. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "trace.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>

static unsigned char em[260], back[260], msg[260];

/* Padding of type 2 and OAEP is random: what comes back tells. */
static void round_trip(int tlen, int len) {
    printf("%d of %d: none %d", len, tlen, RSA_padding_add_none(em, tlen, msg, len));
    errors();
    int r = RSA_padding_add_PKCS1_type_1(em, tlen, msg, len);
    printf("type 1 %d", r);
    errors();
    if (r == 1) {
        hex("is", em, tlen);
        for (int room = len - 1; room <= len + 1; room++) {
            if (room < 0) continue;
            printf("back %d", RSA_padding_check_PKCS1_type_1(back, room, em, tlen, tlen));
            printf(" %d", RSA_padding_check_PKCS1_type_1(back, room, em + 1, tlen - 1, tlen));
            errors();
        }
    }
    r = RSA_padding_add_PKCS1_type_2(em, tlen, msg, len);
    printf("type 2 %d", r);
    errors();
    for (int room = 1; r == 1 && room <= 260; room = room * 2 + (room == len - 1)) {
        memset(back, 0, sizeof back);
        int n = RSA_padding_check_PKCS1_type_2(back, room, em, tlen, tlen);
        printf("back %d %d", n, RSA_padding_check_PKCS1_type_2(back, room, em + 1, tlen - 1, tlen));
        printf(" same %d", n >= 0 && memcmp(back, msg, (size_t)n) == 0);
        errors();
    }
}

static void oaep(int tlen, int len, const EVP_MD *md, const EVP_MD *mgf1) {
    const unsigned char *label = (const unsigned char *)"label";
    int r = RSA_padding_add_PKCS1_OAEP_mgf1(em, tlen, msg, len, label, 5, md, mgf1);
    printf("oaep %d %d: %d", tlen, len, r);
    errors();
    if (r != 1) return;
    int n = RSA_padding_check_PKCS1_OAEP_mgf1(back, 200, em, tlen, tlen, label, 5, md, mgf1);
    printf("back %d same %d", n, n >= 0 && memcmp(back, msg, (size_t)n) == 0);
    printf(" %d", RSA_padding_check_PKCS1_OAEP_mgf1(back, 200, em + 1, tlen - 1, tlen, label, 5, md, mgf1));
    errors();
    SHOW(RSA_padding_check_PKCS1_OAEP_mgf1(back, 200, em, tlen, tlen, label, 4, md, mgf1));
    SHOW(RSA_padding_check_PKCS1_OAEP_mgf1(back, 3, em, tlen, tlen, label, 5, md, mgf1));
    em[tlen / 2] ^= 1;
    SHOW(RSA_padding_check_PKCS1_OAEP_mgf1(back, 200, em, tlen, tlen, label, 5, md, mgf1));
}

static void bad(void) {
    for (int at = 0; at < 12; at++) {
        for (int v = 0; v < 4; v++) {
            static const unsigned char values[] = { 0, 1, 2, 0xFF };
            RSA_padding_add_PKCS1_type_1(em, 20, msg, 9);
            em[at] = values[v];
            printf("%d %d: %d", at, v, RSA_padding_check_PKCS1_type_1(back, 20, em, 20, 20));
            em[0] = 0;
            em[1] = 2;
            memset(em + 2, 7, 8);
            em[10] = 0;
            em[at] = values[v];
            printf(" %d", RSA_padding_check_PKCS1_type_2(back, 20, em, 20, 20));
            errors();
        }
    }
    memset(em, 0xFF, sizeof em);
    em[0] = 0;
    em[1] = 1;
    SHOW(RSA_padding_check_PKCS1_type_1(back, 20, em, 20, 20));
    SHOW(RSA_padding_check_PKCS1_type_1(back, 20, em, 20, 22));
    SHOW(RSA_padding_check_PKCS1_type_1(back, 20, em, 10, 10));
    SHOW(RSA_padding_check_PKCS1_type_2(back, 20, em, 20, 19));
    SHOW(RSA_padding_check_PKCS1_type_2(back, 0, em, 20, 20));
    SHOW(RSA_padding_check_PKCS1_type_2(back, 20, em, 10, 10));
    SHOW(RSA_padding_check_PKCS1_OAEP(back, 20, em, 20, 20, NULL, 0));
    SHOW(RSA_padding_check_PKCS1_OAEP(back, 20, em, 64, 64, NULL, 0));
    SHOW(RSA_padding_check_PKCS1_OAEP(back, 0, em, 64, 64, NULL, 0));
    SHOW(RSA_padding_check_none(back, 20, em, 21, 20));
    SHOW(RSA_padding_check_none(back, 20, em, 12, 20));
    hex("none", back, 20);
    SHOW(RSA_padding_add_PKCS1_OAEP(em, 128, msg, 10, NULL, 0));
    SHOW(RSA_padding_check_PKCS1_OAEP(back, 128, em, 128, 128, NULL, 0));
    SHOW(RSA_padding_add_PKCS1_OAEP(em, 41, msg, 0, NULL, 0));
}

int main(void) {
    static const int lengths[] = { 0, 1, 8, 9, 10, 53, 54, 64, 117, 118, 128 };
    const EVP_MD *mds[] = { EVP_sha1(), EVP_sha256(), EVP_sha512(), EVP_md5() };
    for (size_t i = 0; i < sizeof msg; i++) msg[i] = (unsigned char)(i * 7 + 1);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        round_trip(64, lengths[i]);
        round_trip(128, lengths[i]);
        round_trip(10, lengths[i] % 11);
        for (int m = 0; m < 4; m++) {
            oaep(128, lengths[i], mds[m], NULL);
            oaep(160, lengths[i], mds[m], mds[(m + 1) % 4]);
        }
    }
    bad();
    return 0;
}
