/* X509_VERIFY_PARAM: what to verify by, and how two of them combine. man 3 X509_VERIFY_PARAM_set_flags */
#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/x509/store_local.h"

X509_VERIFY_PARAM *X509_VERIFY_PARAM_new(void) {
    X509_VERIFY_PARAM *p = (X509_VERIFY_PARAM *)OPENSSL_zalloc(sizeof *p);
    if (!p) return NULL;
    p->depth = p->auth_level = -1;
    return p;
}

static void free_string(char *s) { OPENSSL_free(s); }

void X509_VERIFY_PARAM_free(X509_VERIFY_PARAM *p) {
    if (!p) return;
    sk_ASN1_OBJECT_pop_free(p->policies, ASN1_OBJECT_free);
    sk_OPENSSL_STRING_pop_free(p->hosts, free_string);
    OPENSSL_free(p->peername);
    OPENSSL_free(p->email);
    OPENSSL_free(p->ip);
    OPENSSL_free(p->name);
    OPENSSL_free(p);
}

/* Replaces a buffer by a copy with a terminator; NULL empties it. */
static int set_bytes(void *field, size_t *out_len, const void *src, size_t len) {
    char *copy = NULL;
    void **slot = (void **)field;
    if (src) {
        copy = (char *)OPENSSL_malloc(len + 1);
        if (!copy) return 0;
        if (len > 0) memcpy(copy, src, len);
        copy[len] = '\0';
    }
    OPENSSL_free(*slot);
    *slot = copy;
    *out_len = src ? len : 0;
    return 1;
}

/* Which of two values holds: X509_VP_FLAG_* decide. */
struct rule {
    bool to_default, overwrite;
};

static bool takes(struct rule r, bool src_set, bool dst_set) { return r.overwrite || (src_set && (r.to_default || !dst_set)); }

static int inherit_hosts(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from) {
    STACK_OF(OPENSSL_STRING) *copy = NULL;
    for (int i = 0; i < sk_OPENSSL_STRING_num(from->hosts); i++) {
        char *s = OPENSSL_strdup(sk_OPENSSL_STRING_value(from->hosts, i));
        if (!copy) copy = sk_OPENSSL_STRING_new_null();
        if (!s || !copy || sk_OPENSSL_STRING_push(copy, s) <= 0) {
            OPENSSL_free(s);
            sk_OPENSSL_STRING_pop_free(copy, free_string);
            return 0;
        }
    }
    sk_OPENSSL_STRING_pop_free(to->hosts, free_string);
    to->hosts = copy;
    return 1;
}

static int inherit_names(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from, struct rule r) {
    if (takes(r, from->policies, to->policies) && !X509_VERIFY_PARAM_set1_policies(to, from->policies)) return 0;
    if (takes(r, from->hostflags != 0, to->hostflags != 0)) to->hostflags = from->hostflags;
    if (takes(r, from->hosts, to->hosts) && !inherit_hosts(to, from)) return 0;
    if (takes(r, from->email, to->email) && !set_bytes(&to->email, &to->emaillen, from->email, from->emaillen)) return 0;
    return !takes(r, from->ip, to->ip) || set_bytes(&to->ip, &to->iplen, from->ip, from->iplen);
}

int X509_VERIFY_PARAM_inherit(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from) {
    if (!from) return 1;
    uint32_t how = to->inh_flags | from->inh_flags;
    if ((how & X509_VP_FLAG_ONCE) != 0) to->inh_flags = 0;
    if ((how & X509_VP_FLAG_LOCKED) != 0) return 1;
    struct rule r = { (how & X509_VP_FLAG_DEFAULT) != 0, (how & X509_VP_FLAG_OVERWRITE) != 0 };
    if (takes(r, from->purpose != 0, to->purpose != 0)) to->purpose = from->purpose;
    if (takes(r, from->trust != 0, to->trust != 0)) to->trust = from->trust;
    if (takes(r, from->depth != -1, to->depth != -1)) to->depth = from->depth;
    if (takes(r, from->auth_level != -1, to->auth_level != -1)) to->auth_level = from->auth_level;
    if (r.overwrite || (to->flags & X509_V_FLAG_USE_CHECK_TIME) == 0) {
        to->check_time = from->check_time;
        to->flags &= ~(unsigned long)X509_V_FLAG_USE_CHECK_TIME; /* comes with from's flags, if set there */
    }
    if ((how & X509_VP_FLAG_RESET_FLAGS) != 0) to->flags = 0;
    to->flags |= from->flags;
    return inherit_names(to, from, r);
}

int X509_VERIFY_PARAM_set1(X509_VERIFY_PARAM *to, const X509_VERIFY_PARAM *from) {
    uint32_t saved = to->inh_flags;
    to->inh_flags |= X509_VP_FLAG_DEFAULT;
    int ok = X509_VERIFY_PARAM_inherit(to, from);
    to->inh_flags = saved;
    return ok;
}

int X509_VERIFY_PARAM_set1_name(X509_VERIFY_PARAM *p, const char *name) {
    char *copy = OPENSSL_strdup(name);
    OPENSSL_free(p->name);
    p->name = copy;
    return copy != NULL;
}

int X509_VERIFY_PARAM_set_flags(X509_VERIFY_PARAM *p, unsigned long flags) {
    p->flags |= flags;
    if ((flags & X509_V_FLAG_POLICY_MASK) != 0) p->flags |= X509_V_FLAG_POLICY_CHECK;
    return 1;
}

int X509_VERIFY_PARAM_clear_flags(X509_VERIFY_PARAM *p, unsigned long flags) {
    p->flags &= ~flags;
    return 1;
}

unsigned long X509_VERIFY_PARAM_get_flags(const X509_VERIFY_PARAM *p) { return p->flags; }
uint32_t X509_VERIFY_PARAM_get_inh_flags(const X509_VERIFY_PARAM *p) { return p->inh_flags; }

int X509_VERIFY_PARAM_set_inh_flags(X509_VERIFY_PARAM *p, uint32_t flags) {
    p->inh_flags = flags;
    return 1;
}

int X509_VERIFY_PARAM_set_purpose(X509_VERIFY_PARAM *p, int purpose) { return X509_PURPOSE_set(&p->purpose, purpose); }
int X509_VERIFY_PARAM_set_trust(X509_VERIFY_PARAM *p, int trust) { return X509_TRUST_set(&p->trust, trust); }
void X509_VERIFY_PARAM_set_depth(X509_VERIFY_PARAM *p, int depth) { p->depth = depth; }
void X509_VERIFY_PARAM_set_auth_level(X509_VERIFY_PARAM *p, int auth_level) { p->auth_level = auth_level; }
int X509_VERIFY_PARAM_get_depth(const X509_VERIFY_PARAM *p) { return p->depth; }
int X509_VERIFY_PARAM_get_auth_level(const X509_VERIFY_PARAM *p) { return p->auth_level; }
time_t X509_VERIFY_PARAM_get_time(const X509_VERIFY_PARAM *p) { return p->check_time; }

void X509_VERIFY_PARAM_set_time(X509_VERIFY_PARAM *p, time_t t) {
    p->check_time = t;
    p->flags |= X509_V_FLAG_USE_CHECK_TIME;
}

int X509_VERIFY_PARAM_add0_policy(X509_VERIFY_PARAM *p, ASN1_OBJECT *policy) {
    if (!p->policies && !(p->policies = sk_ASN1_OBJECT_new_null())) return 0;
    return sk_ASN1_OBJECT_push(p->policies, policy) > 0;
}

int X509_VERIFY_PARAM_set1_policies(X509_VERIFY_PARAM *p, STACK_OF(ASN1_OBJECT) *policies) {
    sk_ASN1_OBJECT_pop_free(p->policies, ASN1_OBJECT_free);
    p->policies = NULL;
    for (int i = 0; i < sk_ASN1_OBJECT_num(policies); i++) {
        ASN1_OBJECT *o = OBJ_dup(sk_ASN1_OBJECT_value(policies, i));
        if (!o || !X509_VERIFY_PARAM_add0_policy(p, o)) {
            ASN1_OBJECT_free(o);
            return 0;
        }
    }
    if (policies) p->flags |= X509_V_FLAG_POLICY_CHECK;
    return 1;
}

/* A name may be given with its terminator counted; a NUL elsewhere is an attack or a mistake. */
static bool trim(const char *name, size_t *len) {
    if (!name) *len = 0;
    if (name && *len == 0) *len = strlen(name);
    if (*len > 1 && memchr(name, '\0', *len - 1)) return false;
    if (*len > 0 && name[*len - 1] == '\0') (*len)--;
    return true;
}

int X509_VERIFY_PARAM_add1_host(X509_VERIFY_PARAM *p, const char *name, size_t len) {
    if (!trim(name, &len)) return 0;
    if (len == 0) return 1;
    char *copy = OPENSSL_strndup(name, len);
    if (!p->hosts) p->hosts = sk_OPENSSL_STRING_new_null();
    if (copy && p->hosts && sk_OPENSSL_STRING_push(p->hosts, copy) > 0) return 1;
    OPENSSL_free(copy);
    return 0;
}

int X509_VERIFY_PARAM_set1_host(X509_VERIFY_PARAM *p, const char *name, size_t len) {
    size_t n = len;
    if (!trim(name, &n)) return 0;
    sk_OPENSSL_STRING_pop_free(p->hosts, free_string);
    p->hosts = NULL;
    return X509_VERIFY_PARAM_add1_host(p, name, len);
}

char *X509_VERIFY_PARAM_get0_host(X509_VERIFY_PARAM *p, int idx) { return sk_OPENSSL_STRING_value(p->hosts, idx); }
void X509_VERIFY_PARAM_set_hostflags(X509_VERIFY_PARAM *p, unsigned int flags) { p->hostflags = flags; }
unsigned int X509_VERIFY_PARAM_get_hostflags(const X509_VERIFY_PARAM *p) { return p->hostflags; }
char *X509_VERIFY_PARAM_get0_peername(const X509_VERIFY_PARAM *p) { return p->peername; }
char *X509_VERIFY_PARAM_get0_email(X509_VERIFY_PARAM *p) { return p->email; }
const char *X509_VERIFY_PARAM_get0_name(const X509_VERIFY_PARAM *p) { return p->name; }

void X509_VERIFY_PARAM_move_peername(X509_VERIFY_PARAM *to, X509_VERIFY_PARAM *from) {
    char *name = from ? from->peername : NULL;
    if (to->peername != name) {
        OPENSSL_free(to->peername);
        to->peername = name;
    }
    if (from) from->peername = NULL;
}

int X509_VERIFY_PARAM_set1_email(X509_VERIFY_PARAM *p, const char *email, size_t len) {
    if (email && len == 0) len = strlen(email);
    return set_bytes(&p->email, &p->emaillen, email, len);
}

int X509_VERIFY_PARAM_set1_ip(X509_VERIFY_PARAM *p, const unsigned char *ip, size_t len) {
    if (len != 0 && len != 4 && len != 16) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_INVALID_ARGUMENT);
        return 0;
    }
    return set_bytes(&p->ip, &p->iplen, ip, len);
}

int X509_VERIFY_PARAM_set1_ip_asc(X509_VERIFY_PARAM *p, const char *text) {
    uint8_t ip[16];
    size_t len = inet_pton(AF_INET, text, ip) == 1 ? 4 : inet_pton(AF_INET6, text, ip) == 1 ? 16 : 0;
    return len != 0 && X509_VERIFY_PARAM_set1_ip(p, ip, len);
}

char *X509_VERIFY_PARAM_get1_ip_asc(X509_VERIFY_PARAM *p) {
    char text[64];
    if (!p || !p->ip) {
        BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_NULL_PARAMETER);
        return NULL;
    }
    if (p->iplen == 4) {
        snprintf(text, sizeof text, "%d.%d.%d.%d", p->ip[0], p->ip[1], p->ip[2], p->ip[3]);
    } else {
        size_t n = 0;
        for (size_t i = 0; i < 16; i += 2) {
            n += (size_t)snprintf(text + n, sizeof text - n, i ? ":%X" : "%X", p->ip[i] << 8 | p->ip[i + 1]);
        }
    }
    return OPENSSL_strdup(text);
}

static const struct X509_VERIFY_PARAM_st table[] = {
    { .name = (char *)(uintptr_t) "default", .flags = X509_V_FLAG_TRUSTED_FIRST, .depth = 100, .auth_level = -1 },
    { .name = (char *)(uintptr_t) "pkcs7", .purpose = X509_PURPOSE_SMIME_SIGN, .trust = X509_TRUST_EMAIL, .depth = -1,
      .auth_level = -1 },
    { .name = (char *)(uintptr_t) "smime_sign", .purpose = X509_PURPOSE_SMIME_SIGN, .trust = X509_TRUST_EMAIL,
      .depth = -1, .auth_level = -1 },
    { .name = (char *)(uintptr_t) "ssl_client", .purpose = X509_PURPOSE_SSL_CLIENT, .trust = X509_TRUST_SSL_CLIENT,
      .depth = -1, .auth_level = -1 },
    { .name = (char *)(uintptr_t) "ssl_server", .purpose = X509_PURPOSE_SSL_SERVER, .trust = X509_TRUST_SSL_SERVER,
      .depth = -1, .auth_level = -1 },
};
#define TABLE_LEN ((int)(sizeof table / sizeof table[0]))

/* Added by programs, which do so before their threads begin, as with OpenSSL. */
static STACK_OF(X509_VERIFY_PARAM) *added;

static int by_name(const X509_VERIFY_PARAM *const *a, const X509_VERIFY_PARAM *const *b) {
    return strcmp((*a)->name, (*b)->name);
}

static int find_added(const char *name) {
    X509_VERIFY_PARAM key = { .name = (char *)(uintptr_t)name };
    return added ? sk_X509_VERIFY_PARAM_find(added, &key) : -1;
}

/* One of the same name gives way. */
int X509_VERIFY_PARAM_add0_table(X509_VERIFY_PARAM *p) {
    if (!added && !(added = sk_X509_VERIFY_PARAM_new(by_name))) return 0;
    int i = find_added(p->name);
    if (i >= 0) X509_VERIFY_PARAM_free(sk_X509_VERIFY_PARAM_delete(added, i));
    return sk_X509_VERIFY_PARAM_push(added, p) > 0;
}

void X509_VERIFY_PARAM_table_cleanup(void) {
    sk_X509_VERIFY_PARAM_pop_free(added, X509_VERIFY_PARAM_free);
    added = NULL;
}

int X509_VERIFY_PARAM_get_count(void) { return TABLE_LEN + (added ? sk_X509_VERIFY_PARAM_num(added) : 0); }

const X509_VERIFY_PARAM *X509_VERIFY_PARAM_get0(int id) {
    if (id >= 0) return id < TABLE_LEN ? &table[id] : sk_X509_VERIFY_PARAM_value(added, id - TABLE_LEN);
    BS_RAISE(ERR_LIB_X509, ERR_R_PASSED_INVALID_ARGUMENT);
    return NULL;
}

const X509_VERIFY_PARAM *X509_VERIFY_PARAM_lookup(const char *name) {
    int own = find_added(name);
    if (own >= 0) return sk_X509_VERIFY_PARAM_value(added, own);
    for (int i = 0; i < TABLE_LEN; i++) {
        if (strcmp(table[i].name, name) == 0) return &table[i];
    }
    return NULL;
}
