/* RSA encryption: paddings and their limits, OAEP's digests, MGF1's and labels set and asked for, rooms and lengths, calls
 * out of order. Right ciphertexts are opened; what wrong ones give is judged by their padding's kind. */
#include "evp.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

static EVP_PKEY *key, *ec, *ed;
static unsigned char data[300];

static void said(const char *what, int r) {
    printf("%s %d\n", what, r);
    last_error();
}

static void sizes(void) {
    static const int paddings[] = { RSA_PKCS1_PADDING, RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING };
    static const size_t lengths[] = { 0, 1, 85, 86, 87, 116, 117, 118, 127, 128, 129 };
    for (size_t p = 0; p < 3; p++) {
        for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
            unsigned char sealed[200], opened[200];
            size_t n = sizeof sealed, m = sizeof opened;
            EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
            printf("padding %d, %zu bytes: %d ", paddings[p], lengths[i], EVP_PKEY_encrypt_init(c));
            printf("%d ", EVP_PKEY_CTX_set_rsa_padding(c, paddings[p]));
            int r = EVP_PKEY_encrypt(c, sealed, &n, data, lengths[i]);
            printf("%d %zu\n", r, r > 0 ? n : 0);
            last_error();
            if (r > 0) {
                printf("%d ", EVP_PKEY_decrypt_init(c));
                EVP_PKEY_CTX_set_rsa_padding(c, paddings[p]);
                r = EVP_PKEY_decrypt(c, opened, &m, sealed, n);
                printf("opened %d %zu %d\n", r, r > 0 ? m : 0, r > 0 && m == lengths[i] && memcmp(opened, data, m) == 0);
                last_error();
            }
            EVP_PKEY_CTX_free(c);
        }
    }
}

static void rooms(void) {
    static const int paddings[] = { RSA_PKCS1_PADDING, RSA_NO_PADDING, RSA_PKCS1_OAEP_PADDING };
    for (size_t p = 0; p < 3; p++) {
        for (size_t room = 126; room < 130; room++) {
            unsigned char sealed[200], opened[200];
            size_t n = room, full = sizeof sealed, asked = 0;
            const size_t len = paddings[p] == RSA_NO_PADDING ? 128 : 20;
            EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
            EVP_PKEY_encrypt_init(c);
            EVP_PKEY_CTX_set_rsa_padding(c, paddings[p]);
            printf("room %zu: %d %zu ", room, EVP_PKEY_encrypt(c, NULL, &asked, data, len), asked);
            said("sealed", EVP_PKEY_encrypt(c, sealed, &n, data, len));
            EVP_PKEY_encrypt(c, sealed, &full, data, len);
            EVP_PKEY_decrypt_init(c);
            EVP_PKEY_CTX_set_rsa_padding(c, paddings[p]);
            asked = 0;
            printf("%d %zu ", EVP_PKEY_decrypt(c, NULL, &asked, sealed, 128), asked);
            n = room;
            said("opened", EVP_PKEY_decrypt(c, opened, &n, sealed, 128));
            for (size_t cut = 0; paddings[p] == RSA_PKCS1_OAEP_PADDING && cut < 130; cut += 43) {
                n = sizeof opened;
                said("of another length", EVP_PKEY_decrypt(c, opened, &n, sealed, cut));
            }
            EVP_PKEY_CTX_free(c);
        }
    }
}

static void settings(int op) {
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
    const EVP_MD *md = NULL;
    unsigned char *label = NULL, out[200];
    size_t n = sizeof out;
    int padding = 0;
    printf("-- settings %d\n", op);
    said("before init", EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING));
    said("work before init", op ? EVP_PKEY_encrypt(c, out, &n, data, 20) : EVP_PKEY_decrypt(c, out, &n, data, 128));
    said("init", op ? EVP_PKEY_encrypt_init(c) : EVP_PKEY_decrypt_init(c));
    said("the other work", op ? EVP_PKEY_decrypt(c, out, &n, data, 128) : EVP_PKEY_encrypt(c, out, &n, data, 20));
    printf("%d ", EVP_PKEY_CTX_get_rsa_padding(c, &padding) > 0);
    printf("%d\n", padding);
    said("OAEP's digest without OAEP", EVP_PKEY_CTX_set_rsa_oaep_md(c, EVP_sha256()));
    said("MGF1's without OAEP", EVP_PKEY_CTX_set_rsa_mgf1_md(c, EVP_sha256()));
    said("a label without OAEP", EVP_PKEY_CTX_set0_rsa_oaep_label(c, NULL, 0));
    said("asked without OAEP", EVP_PKEY_CTX_get_rsa_oaep_md(c, &md) > 0);
    said("PSS", EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_PSS_PADDING));
    said("a salt's length", EVP_PKEY_CTX_set_rsa_pss_saltlen(c, 20));
    said("a signature's digest", EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()) > 0);
    said("OAEP", EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING));
    printf("%d ", EVP_PKEY_CTX_get_rsa_oaep_md(c, &md) > 0);
    printf("%s\n", md != NULL ? EVP_MD_get0_name(md) : "none");
    last_error();
    said("OAEP's digest", EVP_PKEY_CTX_set_rsa_oaep_md(c, EVP_sha384()));
    md = NULL;
    printf("MGF1's follows %d ", EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md) > 0);
    printf("%d\n", md != NULL ? EVP_MD_get_type(md) : -1);
    said("MGF1's", EVP_PKEY_CTX_set_rsa_mgf1_md(c, EVP_sha1()));
    printf("%d ", EVP_PKEY_CTX_get_rsa_mgf1_md(c, &md) > 0);
    printf("%d\n", md != NULL ? EVP_MD_get_type(md) : -1);
    said("a label", EVP_PKEY_CTX_set0_rsa_oaep_label(c, OPENSSL_memdup("label", 5), 5));
    printf("%d ", EVP_PKEY_CTX_get0_rsa_oaep_label(c, &label));
    printf("%.5s\n", label != NULL ? (char *)label : "none");
    said("a label of nothing", EVP_PKEY_CTX_set0_rsa_oaep_label(c, NULL, 0));
    said("by text", EVP_PKEY_CTX_ctrl_str(c, "rsa_padding_mode", "oaep"));
    said("by text", EVP_PKEY_CTX_ctrl_str(c, "rsa_oaep_md", "sha256"));
    said("by text", EVP_PKEY_CTX_ctrl_str(c, "rsa_mgf1_md", "sha224"));
    said("by text", EVP_PKEY_CTX_ctrl_str(c, "rsa_oaep_label", "6c6162656c"));
    said("by text, no hexadecimal", EVP_PKEY_CTX_ctrl_str(c, "rsa_oaep_label", "xy"));
    said("by text, no digest", EVP_PKEY_CTX_ctrl_str(c, "rsa_oaep_md", "no such"));
    EVP_PKEY_CTX_free(c);
}

/* Everything that both must agree upon, and what comes of it if they do not. */
static void labels(void) {
    static const char *const digests[] = { NULL, "SHA1", "SHA224", "SHA256" };
    for (int a = 0; a < 4 * 4 * 2; a++) {
        for (int b = 0; b < 4 * 4 * 2; b += 3) {
            unsigned char sealed[200], opened[200];
            size_t n = sizeof sealed, m = sizeof opened;
            int ok = 1, r = 0;
            for (int open = 0; open < 2 && ok; open++) {
                int how = open ? b : a;
                EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(key, NULL);
                ok = (open ? EVP_PKEY_decrypt_init(c) : EVP_PKEY_encrypt_init(c)) > 0 &&
                     EVP_PKEY_CTX_set_rsa_padding(c, RSA_PKCS1_OAEP_PADDING) > 0 &&
                     (how % 4 == 0 || EVP_PKEY_CTX_set_rsa_oaep_md(c, EVP_get_digestbyname(digests[how % 4])) > 0) &&
                     (how / 4 % 4 == 0 || EVP_PKEY_CTX_set_rsa_mgf1_md(c, EVP_get_digestbyname(digests[how / 4 % 4])) > 0) &&
                     (how / 16 == 0 || EVP_PKEY_CTX_set0_rsa_oaep_label(c, OPENSSL_memdup("label", 5), 5) > 0);
                if (!open) r = EVP_PKEY_encrypt(c, sealed, &n, data, 20);
                else r = EVP_PKEY_decrypt(c, opened, &m, sealed, n);
                EVP_PKEY_CTX_free(c);
            }
            printf("%d %d: %d %d ", a, b, ok, r);
            printf("%d\n", r > 0 ? (int)m : -1);
            last_error();
        }
    }
}

static void others(void) {
    EVP_PKEY *const keys[] = { ec, ed };
    for (int i = 0; i < 2; i++) {
        EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(keys[i], NULL);
        said("not RSA", EVP_PKEY_encrypt_init(c));
        said("not RSA", EVP_PKEY_decrypt_init(c));
        EVP_PKEY_CTX_free(c);
    }
}

int main(void) {
    pattern(data, sizeof data, 1);
    data[0] = 0; /* below the modulus */
    key = EVP_RSA_gen(1024);
    ec = EVP_EC_gen("P-256");
    ed = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    sizes();
    rooms();
    settings(1);
    settings(0);
    labels();
    others();
    EVP_PKEY_free(key);
    EVP_PKEY_free(ec);
    EVP_PKEY_free(ed);
    return 0;
}
