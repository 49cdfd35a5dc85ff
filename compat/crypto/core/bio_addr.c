/* Socket addresses, and how names become them.              man 3 BIO_ADDR, BIO_ADDRINFO, BIO_parse_hostserv */
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "compat/crypto/core/bio_addr.h"
#include "compat/crypto/core/raise.h"

/* --- one address -------------------------------------------------------------------- */

BIO_ADDR *BIO_ADDR_new(void) {
    BIO_ADDR *a = (BIO_ADDR *)OPENSSL_zalloc(sizeof *a);
    if (a == NULL) {
        BS_RAISE(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
        return NULL;
    }
    a->any.sa_family = AF_UNSPEC;
    return a;
}

void BIO_ADDR_free(BIO_ADDR *a) { OPENSSL_free(a); }

void BIO_ADDR_clear(BIO_ADDR *a) {
    memset(a, 0, sizeof *a);
    a->any.sa_family = AF_UNSPEC;
}

socklen_t bs_bio_addr_len(const BIO_ADDR *a) {
    switch (a->any.sa_family) {
    case AF_INET: return sizeof a->v4;
    case AF_INET6: return sizeof a->v6;
    case AF_UNIX: return sizeof a->path;
    default: return sizeof *a;
    }
}

int BIO_ADDR_rawmake(BIO_ADDR *a, int family, const void *where, size_t len, unsigned short port) {
    BIO_ADDR made;
    memset(&made, 0, sizeof made);
    if (family == AF_INET && len == sizeof made.v4.sin_addr) {
        memcpy(&made.v4.sin_addr, where, len);
        made.v4.sin_port = port;
    } else if (family == AF_INET6 && len == sizeof made.v6.sin6_addr) {
        memcpy(&made.v6.sin6_addr, where, len);
        made.v6.sin6_port = port;
    } else if (family == AF_UNIX && len < sizeof made.path.sun_path) {
        memcpy(made.path.sun_path, where, len);
    } else {
        return 0;
    }
    made.any.sa_family = (sa_family_t)family;
    *a = made;
    return 1;
}

int BIO_ADDR_family(const BIO_ADDR *a) { return a->any.sa_family; }

int BIO_ADDR_rawaddress(const BIO_ADDR *a, void *p, size_t *l) {
    const void *from;
    size_t len;
    switch (a->any.sa_family) {
    case AF_INET:
        from = &a->v4.sin_addr;
        len = sizeof a->v4.sin_addr;
        break;
    case AF_INET6:
        from = &a->v6.sin6_addr;
        len = sizeof a->v6.sin6_addr;
        break;
    case AF_UNIX:
        from = a->path.sun_path;
        len = strlen(a->path.sun_path);
        break;
    default: return 0;
    }
    if (p != NULL) memcpy(p, from, len);
    if (l != NULL) *l = len;
    return 1;
}

unsigned short BIO_ADDR_rawport(const BIO_ADDR *a) {
    if (a->any.sa_family == AF_INET) return a->v4.sin_port;
    return a->any.sa_family == AF_INET6 ? a->v6.sin6_port : 0;
}

static int raise_lookup(int e, const char *call) {
    if (e == EAI_SYSTEM) {
        BS_RAISE_DATA(ERR_LIB_SYS, errno, "calling %s", call);
    } else {
        BS_RAISE_DATA(ERR_LIB_BIO, ERR_R_SYS_LIB, "%s", gai_strerror(e));
    }
    return 0;
}

static char *address_text(const BIO_ADDR *a, int numeric, bool of_host) {
    char host[NI_MAXHOST] = "", serv[NI_MAXSERV] = "";
    int flags = numeric ? NI_NUMERICHOST | NI_NUMERICSERV : 0;
    int e = getnameinfo(&a->any, bs_bio_addr_len(a), host, sizeof host, serv, sizeof serv, flags);
    if (e != 0) {
        raise_lookup(e, "getnameinfo()");
        return NULL;
    }
    return OPENSSL_strdup(of_host ? host : serv);
}

char *BIO_ADDR_hostname_string(const BIO_ADDR *a, int numeric) { return address_text(a, numeric, true); }
char *BIO_ADDR_service_string(const BIO_ADDR *a, int numeric) { return address_text(a, numeric, false); }

char *BIO_ADDR_path_string(const BIO_ADDR *a) {
    return a->any.sa_family == AF_UNIX ? OPENSSL_strdup(a->path.sun_path) : NULL;
}

int bs_bio_family(int af) { return af == AF_INET ? BIO_FAMILY_IPV4 : af == AF_INET6 ? BIO_FAMILY_IPV6 : -1; }

int bs_bio_family_to_af(int family, int *out_af) {
    switch (family) {
    case BIO_FAMILY_IPV4: *out_af = AF_INET; return 1;
    case BIO_FAMILY_IPV6: *out_af = AF_INET6; return 1;
    case BIO_FAMILY_IPANY: *out_af = AF_UNSPEC; return 1;
    default: BS_RAISE(ERR_LIB_BIO, BIO_R_UNSUPPORTED_IP_FAMILY); return 0;
    }
}

/* --- what a lookup finds --------------------------------------------------------------- */

const BIO_ADDRINFO *BIO_ADDRINFO_next(const BIO_ADDRINFO *i) {
    return i == NULL ? NULL : (const BIO_ADDRINFO *)(const void *)i->ai.ai_next;
}
int BIO_ADDRINFO_family(const BIO_ADDRINFO *i) { return i == NULL ? 0 : i->ai.ai_family; }
int BIO_ADDRINFO_socktype(const BIO_ADDRINFO *i) { return i == NULL ? 0 : i->ai.ai_socktype; }
const BIO_ADDR *BIO_ADDRINFO_address(const BIO_ADDRINFO *i) {
    return i == NULL ? NULL : (const BIO_ADDR *)(const void *)i->ai.ai_addr;
}

int BIO_ADDRINFO_protocol(const BIO_ADDRINFO *i) {
    if (i == NULL) return 0;
    if (i->ai.ai_protocol != 0 || i->ai.ai_family == AF_UNIX) return i->ai.ai_protocol;
    return i->ai.ai_socktype == SOCK_STREAM ? IPPROTO_TCP : i->ai.ai_socktype == SOCK_DGRAM ? IPPROTO_UDP : 0;
}

void BIO_ADDRINFO_free(BIO_ADDRINFO *i) {
    if (i == NULL) return;
    if (i->ai.ai_family != AF_UNIX) {
        freeaddrinfo(&i->ai);
        return;
    }
    OPENSSL_free(i->ai.ai_addr);
    OPENSSL_free(i);
}

static int find_path(const char *path, int socktype, BIO_ADDRINFO **out) {
    BIO_ADDRINFO *i = (BIO_ADDRINFO *)OPENSSL_zalloc(sizeof *i);
    BIO_ADDR *a = BIO_ADDR_new();
    if (i != NULL && a != NULL && path != NULL && BIO_ADDR_rawmake(a, AF_UNIX, path, strlen(path), 0)) {
        i->ai = (struct addrinfo){ .ai_family = AF_UNIX, .ai_socktype = socktype, .ai_addr = &a->any };
        *out = i;
        return 1;
    }
    BIO_ADDR_free(a);
    OPENSSL_free(i);
    BS_RAISE(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE); /* OpenSSL's for a path that does not fit, too */
    return 0;
}

int BIO_lookup_ex(const char *host, const char *service, int lookup_type, int family, int socktype, int protocol,
                  BIO_ADDRINFO **res) {
    struct addrinfo *found = NULL;
    struct addrinfo hints = { .ai_family = family, .ai_socktype = socktype, .ai_protocol = protocol };
    if (family == AF_UNIX) return find_path(host, socktype, res);
    if (family != AF_INET && family != AF_INET6 && family != AF_UNSPEC) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_UNSUPPORTED_PROTOCOL_FAMILY);
        return 0;
    }
    /* what this machine cannot reach is not wanted, unless nothing else is left */
    if (host != NULL && family == AF_UNSPEC) hints.ai_flags = AI_ADDRCONFIG;
    if (lookup_type == BIO_LOOKUP_SERVER) hints.ai_flags |= AI_PASSIVE;
    int first = getaddrinfo(host, service, &hints, &found), e = first;
    if (first != 0 && first != EAI_SYSTEM && first != EAI_MEMORY && (hints.ai_flags & AI_ADDRCONFIG) != 0) {
        hints.ai_flags = (hints.ai_flags & ~AI_ADDRCONFIG) | AI_NUMERICHOST;
        e = getaddrinfo(host, service, &hints, &found);
    }
    if (e != 0) return raise_lookup(first, "getaddrinfo()");
    *res = (BIO_ADDRINFO *)(void *)found;
    return 1;
}

int BIO_lookup(const char *host, const char *service, enum BIO_lookup_type lookup_type, int family, int socktype,
               BIO_ADDRINFO **res) {
    return BIO_lookup_ex(host, service, (int)lookup_type, family, socktype, 0, res);
}

/* --- host:service ------------------------------------------------------------------------ */

/* Nothing, and a star, stand for any. */
static int copy_part(char **out, const char *part, size_t len) {
    if (out == NULL || part == NULL) return 1;
    *out = NULL;
    if (len == 0 || (len == 1 && *part == '*')) return 1;
    *out = OPENSSL_strndup(part, len);
    if (*out != NULL) return 1;
    BS_RAISE(ERR_LIB_BIO, ERR_R_MALLOC_FAILURE);
    return 0;
}

int BIO_parse_hostserv(const char *text, char **host, char **service, enum BIO_hostserv_priorities prio) {
    const char *h = NULL, *s = NULL, *colon = strchr(text, ':');
    size_t h_len = 0;
    bool malformed = false;
    if (*text == '[') { /* an IPv6 address has colons of its own */
        const char *end = strchr(text, ']');
        malformed = end == NULL || (end[1] != '\0' && end[1] != ':');
        if (!malformed) {
            h = text + 1;
            h_len = (size_t)(end - h);
            if (end[1] == ':') s = end + 2;
        }
    } else if (colon != strrchr(text, ':')) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_AMBIGUOUS_HOST_OR_SERVICE);
        return 0;
    } else if (colon != NULL) {
        h = text;
        h_len = (size_t)(colon - text);
        s = colon + 1;
    } else if (prio == BIO_PARSE_PRIO_HOST) {
        h = text;
        h_len = strlen(text);
    } else {
        s = text;
    }
    if (malformed || (s != NULL && strchr(s, ':') != NULL)) {
        BS_RAISE(ERR_LIB_BIO, BIO_R_MALFORMED_HOST_OR_SERVICE);
        return 0;
    }
    return copy_part(host, h, h_len) && copy_part(service, s, s == NULL ? 0 : strlen(s));
}
