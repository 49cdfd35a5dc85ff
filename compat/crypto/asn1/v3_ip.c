#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <string.h>

/* Four decimals; unlike inet_pton(), leading zeros are allowed, as OpenSSL allows them. */
static bool parse_v4(const char *s, unsigned char out[4]) {
    for (int i = 0; i < 4; i++) {
        unsigned v = 0;
        if (*s < '0' || *s > '9') return false;
        for (; *s >= '0' && *s <= '9'; s++) {
            v = v * 10 + (unsigned)(*s - '0');
            if (v > 255) return false;
        }
        out[i] = (unsigned char)v;
        if (*s++ != (i < 3 ? '.' : '\0')) return false;
    }
    return true;
}

/* The length, 4 or 16; 0 if the text is no address. */
static int parse_address(const char *s, unsigned char out[16]) {
    if (strchr(s, ':')) return inet_pton(AF_INET6, s, out) == 1 ? 16 : 0;
    return parse_v4(s, out) ? 4 : 0;
}

static ASN1_OCTET_STRING *string_of(const unsigned char *p, int n) {
    ASN1_OCTET_STRING *s = n > 0 ? ASN1_OCTET_STRING_new() : NULL;
    if (!s || ASN1_STRING_set(s, p, n)) return s;
    ASN1_OCTET_STRING_free(s);
    return NULL;
}

ASN1_OCTET_STRING *a2i_IPADDRESS(const char *text) {
    unsigned char ip[16];
    return string_of(ip, parse_address(text, ip));
}

/* "address/mask", as name constraints have them */
ASN1_OCTET_STRING *a2i_IPADDRESS_NC(const char *text) {
    unsigned char both[32];
    char address[64];
    const char *slash = strchr(text, '/');
    if (!slash || (size_t)(slash - text) >= sizeof address) return NULL;
    memcpy(address, text, (size_t)(slash - text));
    address[slash - text] = 0;
    int n = parse_address(address, both);
    if (n == 0 || parse_address(slash + 1, both + n) != n) return NULL;
    return string_of(both, 2 * n);
}
