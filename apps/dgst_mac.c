#include "apps/dgst_mac.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *app_mac_name(const char *name) {
    static const char *const names[] = { "HMAC", "CMAC", "POLY1305" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcasecmp(name, names[i]) == 0) {
            return names[i];
        }
    }
    return NULL;
}

struct mac_settings {
    unsigned char *key;   /* NULL: none given */
    size_t key_len;
    char cipher[64];
};

static bool set_key(struct mac_settings *s, const char *text, bool hex) {
    OPENSSL_clear_free(s->key, s->key_len);
    s->key = NULL;
    if (hex) {
        long len = 0;
        s->key = OPENSSL_hexstr2buf(text, &len);
        s->key_len = s->key != NULL ? (size_t)len : 0;
    } else {
        s->key_len = strlen(text);
        s->key = (unsigned char *)OPENSSL_strdup(text);
    }
    return s->key != NULL;
}

static bool set_option(struct mac_settings *s, const char *name, const char *option) {
    if (strncmp(option, "key:", 4) == 0) {
        return set_key(s, option + 4, false);
    }
    if (strncmp(option, "hexkey:", 7) == 0) {
        return set_key(s, option + 7, true);
    }
    if (strncmp(option, "cipher:", 7) == 0 && strcmp(name, "CMAC") == 0) {
        return snprintf(s->cipher, sizeof(s->cipher), "%s", option + 7) < (int)sizeof(s->cipher);
    }
    return false;
}

static EVP_MAC_CTX *make(const char *name, const EVP_MD *md, struct mac_settings *s) {
    char digest[64];
    OSSL_PARAM params[2] = { OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end() };
    if (strcmp(name, "HMAC") == 0) {
        snprintf(digest, sizeof(digest), "%s", EVP_MD_get0_name(md));
        params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0);
    } else if (strcmp(name, "CMAC") == 0) {
        params[0] = OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, s->cipher, 0);
    }
    EVP_MAC *mac = EVP_MAC_fetch(NULL, name, NULL);
    EVP_MAC_CTX *ctx = mac != NULL ? EVP_MAC_CTX_new(mac) : NULL;
    if (ctx != NULL && !EVP_MAC_init(ctx, s->key, s->key_len, params)) {
        EVP_MAC_CTX_free(ctx);
        ctx = NULL;
    }
    EVP_MAC_free(mac);
    return ctx;
}

EVP_MAC_CTX *app_mac_new(const char *name, const EVP_MD *md, const struct app_list *macopt) {
    struct mac_settings s = { 0 };
    const char *mac = app_mac_name(name);
    EVP_MAC_CTX *ctx = NULL;
    if (mac == NULL) {
        app_error("dgst", "there is no MAC %s", name);
        return NULL;
    }
    size_t i = 0;
    while (i < macopt->num && set_option(&s, mac, macopt->list[i])) {
        i++;
    }
    if (i < macopt->num) {
        app_error("dgst", "%s does not take -macopt number %zu", mac, i + 1);
    } else if (s.key == NULL || (strcmp(mac, "CMAC") == 0 && s.cipher[0] == '\0')) {
        app_error("dgst", "%s needs a key%s (-macopt)", mac, strcmp(mac, "CMAC") == 0 ? " and a cipher" : "");
    } else if (md == NULL && strcmp(mac, "HMAC") == 0) {
        app_error("dgst", "-mac HMAC needs a digest");
    } else if ((ctx = make(mac, md, &s)) == NULL) {
        app_error("dgst", "%s cannot be made with these parameters", mac);
    }
    OPENSSL_clear_free(s.key, s.key_len);
    return ctx;
}
