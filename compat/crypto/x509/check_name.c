/* X509_check_host() and its kin. man 3 X509_check_host */
#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "compat/crypto/asn1/x509_local.h"
#include "src/x509/host.h"
#include "src/x509/text.h"

/* The name asked for, without a terminator that was counted; false if a NUL stands inside. */
static bool take_name(const char *name, size_t len, bs_reader *out) {
    if (!name) return false;
    if (len == 0) {
        len = strlen(name);
    } else if (memchr(name, '\0', len > 1 ? len - 1 : len)) {
        return false;
    }
    if (len > 1 && name[len - 1] == '\0') len--;
    *out = bs_r_from(name, len);
    return true;
}

/* What matched, as UTF-8 with a terminator. */
static char *copy_match(const struct bs_host_match *m) {
    size_t room = 2 * m->text.len + 1;
    char *s = (char *)OPENSSL_malloc(room);
    bs_writer w = bs_w_to(s, s ? room - 1 : 0);
    if (s && bs_text_to_utf8(&w, m->tag, m->text)) {
        s[w.len] = '\0';
        return s;
    }
    OPENSSL_free(s);
    return NULL;
}

int X509_check_host(X509 *x, const char *chk, size_t chklen, unsigned int flags, char **peername) {
    bs_reader host;
    struct bs_host_match m;
    if (!take_name(chk, chklen, &host)) return -2;
    int r = bs_host_check(bs_x509_cert(x), host, flags, &m);
    if (r != 1 || !peername) return r;
    *peername = copy_match(&m);
    return *peername ? 1 : -1;
}

int X509_check_email(X509 *x, const char *chk, size_t chklen, unsigned int flags) {
    bs_reader email;
    if (!take_name(chk, chklen, &email)) return -2;
    return bs_email_check(bs_x509_cert(x), email, flags);
}

int X509_check_ip(X509 *x, const unsigned char *chk, size_t chklen, unsigned int flags) {
    (void)flags;
    if (!chk) return -2;
    return bs_ip_check(bs_x509_cert(x), bs_r_from(chk, chklen));
}

int X509_check_ip_asc(X509 *x, const char *ipasc, unsigned int flags) {
    uint8_t ip[16];
    if (!ipasc) return -2;
    size_t len = inet_pton(AF_INET, ipasc, ip) == 1 ? 4 : inet_pton(AF_INET6, ipasc, ip) == 1 ? 16 : 0;
    return len == 0 ? -2 : X509_check_ip(x, ip, len, flags);
}
