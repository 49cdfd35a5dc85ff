#include "apps/algorithms.h"

#include <ctype.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <stdio.h>
#include <string.h>

#include "apps/options.h"

static void keep_first(const char *name, void *data) {
    char *first = data;
    if (*first == '\0') {
        snprintf(first, APP_NAME_MAX, "%s", name);
    }
}

void app_digest_provider_name(const EVP_MD *md, char out[APP_NAME_MAX]) {
    out[0] = '\0';
    if (md != NULL) {
        (void)EVP_MD_names_do_all(md, keep_first, out);
    }
}

/* Some digests are known by name alone. */
static bool digest_usable(const EVP_MD *md) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = ctx != NULL && EVP_DigestInit_ex(ctx, md, NULL);
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    return ok;
}

static bool cipher_usable(const EVP_CIPHER *cipher) {
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool ok = ctx != NULL;
    if (ok) {
        EVP_CIPHER_CTX_set_flags(ctx, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
        ok = EVP_EncryptInit_ex(ctx, cipher, NULL, NULL, NULL) > 0;
    }
    EVP_CIPHER_CTX_free(ctx);
    ERR_clear_error();
    return ok;
}

const EVP_MD *app_digest_option(const char *command, const char *name, char shown[APP_NAME_MAX]) {
    const EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);
    bool fetched = md != NULL;
    if (!fetched) {
        md = EVP_get_digestbyname(name);
    }
    ERR_clear_error();
    if (md == NULL || !digest_usable(md)) {
        app_usage_error(command, "unknown option or digest %s", name);
        return NULL;
    }
    if (shown != NULL && fetched) {
        app_digest_provider_name(md, shown);
    } else if (shown != NULL) {
        snprintf(shown, APP_NAME_MAX, "%s", EVP_MD_get0_name(md));
    }
    return md;
}

const EVP_CIPHER *app_cipher_option(const char *command, const char *name) {
    const EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    if (cipher == NULL) {
        cipher = EVP_get_cipherbyname(name);
    }
    ERR_clear_error();
    if (cipher == NULL) {
        app_usage_error(command, "unknown option or cipher %s", name);
    }
    return cipher;
}

bool app_is_digest_command(const char *name) { return EVP_get_digestbyname(name) != NULL; }

bool app_is_cipher_command(const char *name) {
    return strcmp(name, "base64") == 0 || EVP_get_cipherbyname(name) != NULL;
}

bool app_enc_takes(const EVP_CIPHER *cipher) {
    return (EVP_CIPHER_get_flags(cipher) & EVP_CIPH_FLAG_AEAD_CIPHER) == 0
        && EVP_CIPHER_get_mode(cipher) != EVP_CIPH_XTS_MODE;
}

static void print_in_columns(const char *name) {
    static int column;
    char shown[64];
    snprintf(shown, sizeof(shown), "-%s", name);
    for (char *p = shown; *p != '\0'; p++) {
        *p = (char)tolower((unsigned char)*p);
    }
    printf("%-25s", shown);
    column = (column + 1) % 3;
    putchar(column == 0 ? '\n' : ' ');
}

void app_list_digests(void) {
    printf("Supported digests:\n");
    for (int nid = 1; nid < OBJ_new_nid(0); nid++) {
        const EVP_MD *md = EVP_get_digestbynid(nid);
        if (md != NULL && EVP_MD_get_type(md) == nid && digest_usable(md)) {
            print_in_columns(EVP_MD_get0_name(md));
        }
    }
    printf("\n");
}

void app_list_ciphers(void) {
    printf("Supported ciphers:\n");
    for (int nid = 1; nid < OBJ_new_nid(0); nid++) {
        const EVP_CIPHER *cipher = EVP_get_cipherbynid(nid);
        if (cipher != NULL && EVP_CIPHER_get_nid(cipher) == nid && app_enc_takes(cipher) && cipher_usable(cipher)) {
            print_in_columns(EVP_CIPHER_get0_name(cipher));
        }
    }
    printf("\n");
}
