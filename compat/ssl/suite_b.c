#include "compat/ssl/suite_b.h"

#include <string.h>

#define AES128 "ECDHE-ECDSA-AES128-GCM-SHA256"
#define AES256 "ECDHE-ECDSA-AES256-GCM-SHA384"

static const struct {
    const char *word; /* what the string begins with; the longer ones first */
    uint32_t flags;
    const char *suites;
} words[] = {
    { "SUITEB128ONLY", SSL_CERT_FLAG_SUITEB_128_LOS_ONLY, AES128 },
    { "SUITEB128C2", SSL_CERT_FLAG_SUITEB_128_LOS, AES256 },
    { "SUITEB128", SSL_CERT_FLAG_SUITEB_128_LOS, AES128 ":" AES256 },
    { "SUITEB192", SSL_CERT_FLAG_SUITEB_192_LOS, AES256 },
};
enum { NUM_WORDS = sizeof words / sizeof words[0] };

/* The suites of the flags that are in force, or of the word that puts them so. */
static const char *suites_of(uint32_t flags) {
    const char *suites = NULL;
    for (size_t i = 0; i < NUM_WORDS; i++) {
        if (words[i].flags == flags) suites = words[i].suites;
    }
    return suites;
}

int ssl_suite_b_cipher_string(struct ssl_settings *set, const SSL_METHOD *method, const char **str) {
    const char *suites = suites_of(ssl_suite_b(set));
    for (size_t i = 0; i < NUM_WORDS; i++) {
        if (strncmp(*str, words[i].word, strlen(words[i].word)) != 0) continue;
        struct ssl_cert_set *own = ssl_cert_set_own(&set->certs);
        if (!own) return 0;
        own->flags = (own->flags & ~(uint32_t)SSL_CERT_FLAG_SUITEB_128_LOS) | words[i].flags;
        suites = words[i].suites;
        break;
    }
    if (!suites) return 1;
    if (method->max_version < BS_TLS12) {
        BS_RAISE(ERR_LIB_SSL, SSL_R_AT_LEAST_TLS_1_2_NEEDED_IN_SUITEB_MODE);
        return 0;
    }
    *str = suites;
    return 1;
}

/* P-256 before P-384; which of the two a level of security leaves. RFC 6460 3.1, 3.2 */
static size_t part_of(uint32_t flags, const uint16_t both[2], const uint16_t **out) {
    *out = both + (flags == SSL_CERT_FLAG_SUITEB_192_LOS ? 1 : 0);
    return flags == SSL_CERT_FLAG_SUITEB_128_LOS ? 2 : 1;
}

size_t ssl_suite_b_groups(uint32_t flags, const uint16_t **out) {
    static const uint16_t groups[2] = { 23, 24 };
    return part_of(flags, groups, out);
}

size_t ssl_suite_b_sigalgs(uint32_t flags, const uint16_t **out) {
    static const uint16_t schemes[2] = { 0x0403, 0x0503 };
    return part_of(flags, schemes, out);
}
