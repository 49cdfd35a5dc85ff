/* Cipher strings, with OpenSSL's grammar.                                                          man 1 openssl-ciphers
 *
 * A string is a list of commands on an ordered list of suites, of which each is enabled or not. A word names a suite,
 * or a property; words joined with + name what has all the properties. Without an operator what matches is enabled
 * and moved to the end; + only moves it, - disables it, ! removes it for good. A disabled suite goes to the front, so
 * that enabling it again puts it before those that were never enabled. */
#include <string.h>

#include "compat/ssl/cipher_list.h"
#include "compat/ssl/suite_b.h"

#define MAX_SUITES 128
#define MAX_LEVEL 5

/* A property is a set of bits in one of the fields below; 0 means that any value will do. Known words for what is not
 * built have the bit NONE, which no suite has. Intersecting two words of the same field may leave nothing. */
enum { NONE = 1u << 31 };
enum { KX_RSA = 1, KX_ECDHE = 2, KX_DHE = 4, KX_PSK = 8, KX_RSAPSK = 16, KX_ECDHEPSK = 32, KX_DHEPSK = 64, KX_ANY_PSK = 120 };
enum { AU_RSA = 1, AU_ECDSA = 2, AU_PSK = 4, AU_ALL = 7 };
enum {
    EN_AES128 = 1, EN_AES256 = 2, EN_AES128GCM = 4, EN_AES256GCM = 8, EN_CHACHA = 16, EN_3DES = 32,
    EN_AES128CCM = 64, EN_AES256CCM = 128, EN_AES128CCM8 = 256, EN_AES256CCM8 = 512, EN_ALL = 1023,
    EN_CCM8 = EN_AES128CCM8 | EN_AES256CCM8,
    EN_CCM = EN_AES128CCM | EN_AES256CCM | EN_CCM8,
    EN_ANY_AES128 = EN_AES128 | EN_AES128GCM | EN_AES128CCM | EN_AES128CCM8,
    EN_ANY_AES256 = EN_AES256 | EN_AES256GCM | EN_AES256CCM | EN_AES256CCM8
};
enum { MA_SHA1 = 1, MA_SHA256 = 2, MA_SHA384 = 4, MA_AEAD = 8 };
enum { ST_HIGH = 1, ST_FIPS = 2, ST_MEDIUM = 4 };

struct properties {
    unsigned kx, auth, enc, mac, strength;
    bool not_default; /* what DEFAULT leaves out */
    uint16_t since; /* the version that brought the suite, OpenSSL's min_tls; 0: any */
    uint16_t id;    /* one suite; 0: any */
};

static const struct alias {
    char name[20];
    struct properties p;
} aliases[] = {
    { "ALL", { .enc = EN_ALL } },
    { "COMPLEMENTOFALL", { .enc = NONE } },
    { "COMPLEMENTOFDEFAULT", { .not_default = true } },
    { "HIGH", { .strength = ST_HIGH } },
    { "MEDIUM", { .strength = ST_MEDIUM } },
    { "LOW", { .strength = NONE } },
    { "FIPS", { .strength = ST_FIPS } },
    { "kRSA", { .kx = KX_RSA } },
    { "kECDHE", { .kx = KX_ECDHE } },
    { "kEECDH", { .kx = KX_ECDHE } },
    { "ECDH", { .kx = KX_ECDHE } },
    { "kEDH", { .kx = KX_DHE } },
    { "kDHE", { .kx = KX_DHE } },
    { "DH", { .kx = KX_DHE } },
    { "kPSK", { .kx = KX_PSK } },
    { "kRSAPSK", { .kx = KX_RSAPSK } },
    { "kECDHEPSK", { .kx = KX_ECDHEPSK } },
    { "kDHEPSK", { .kx = KX_DHEPSK } },
    { "kSRP", { .kx = NONE } },
    { "kGOST", { .kx = NONE } },
    { "kGOST18", { .kx = NONE } },
    { "aRSA", { .auth = AU_RSA } },
    { "aECDSA", { .auth = AU_ECDSA } },
    { "ECDSA", { .auth = AU_ECDSA } },
    { "aNULL", { .auth = NONE } },
    { "aDSS", { .auth = NONE } },
    { "DSS", { .auth = NONE } },
    { "aPSK", { .auth = AU_PSK } },
    { "aSRP", { .auth = NONE } },
    { "aGOST", { .auth = NONE } },
    { "aGOST01", { .auth = NONE } },
    { "aGOST12", { .auth = NONE } },
    { "EECDH", { .kx = KX_ECDHE, .auth = AU_ALL } },
    { "ECDHE", { .kx = KX_ECDHE, .auth = AU_ALL } },
    { "EDH", { .kx = KX_DHE, .auth = AU_ALL } },
    { "DHE", { .kx = KX_DHE, .auth = AU_ALL } },
    { "RSA", { .kx = KX_RSA, .auth = AU_RSA } },
    { "NULL", { .enc = NONE } },
    { "eNULL", { .enc = NONE } },
    { "ADH", { .kx = KX_DHE, .auth = NONE } },
    { "AECDH", { .kx = KX_ECDHE, .auth = NONE } },
    { "PSK", { .kx = KX_ANY_PSK } },
    { "SRP", { .kx = NONE } },
    { "AES", { .enc = EN_ANY_AES128 | EN_ANY_AES256 } },
    { "AES128", { .enc = EN_ANY_AES128 } },
    { "AES256", { .enc = EN_ANY_AES256 } },
    { "AESGCM", { .enc = EN_AES128GCM | EN_AES256GCM } },
    { "AESCCM", { .enc = EN_CCM } },
    { "AESCCM8", { .enc = EN_CCM8 } },
    { "CHACHA20", { .enc = EN_CHACHA } },
    { "CBC", { .enc = EN_AES128 | EN_AES256 | EN_3DES } },
    { "3DES", { .enc = EN_3DES } },
    { "RC4", { .enc = NONE } },
    { "RC2", { .enc = NONE } },
    { "IDEA", { .enc = NONE } },
    { "SEED", { .enc = NONE } },
    { "CAMELLIA", { .enc = NONE } },
    { "CAMELLIA128", { .enc = NONE } },
    { "CAMELLIA256", { .enc = NONE } },
    { "ARIA", { .enc = NONE } },
    { "ARIAGCM", { .enc = NONE } },
    { "ARIA128", { .enc = NONE } },
    { "ARIA256", { .enc = NONE } },
    { "GOST89", { .enc = NONE } },
    { "MD5", { .mac = NONE } },
    { "SHA", { .mac = MA_SHA1 } },
    { "SHA1", { .mac = MA_SHA1 } },
    { "SHA256", { .mac = MA_SHA256 } },
    { "SHA384", { .mac = MA_SHA384 } },
    { "GOST94", { .mac = NONE } },
    { "GOST89MAC", { .mac = NONE } },
    { "SSLv3", { .since = SSL3_VERSION } },
    { "TLSv1", { .since = TLS1_VERSION } },
    { "TLSv1.0", { .since = TLS1_VERSION } },
    { "TLSv1.2", { .since = TLS1_2_VERSION } },
};

static unsigned enc_of(enum bs_bulk_id bulk) {
    switch (bulk) {
    case BS_BULK_AES128_CBC: return EN_AES128;
    case BS_BULK_AES256_CBC: return EN_AES256;
    case BS_BULK_AES128_GCM: return EN_AES128GCM;
    case BS_BULK_AES256_GCM: return EN_AES256GCM;
    case BS_BULK_CHACHA20_POLY1305: return EN_CHACHA;
    case BS_BULK_AES128_CCM: return EN_AES128CCM;
    case BS_BULK_AES256_CCM: return EN_AES256CCM;
    case BS_BULK_AES128_CCM_8: return EN_AES128CCM8;
    case BS_BULK_AES256_CCM_8: return EN_AES256CCM8;
    case BS_BULK_3DES_CBC: return EN_3DES;
    default: return 0;
    }
}

static unsigned kx_of(enum bs_kx kx) {
    switch (kx) {
    case BS_KX_RSA: return KX_RSA;
    case BS_KX_DHE: return KX_DHE;
    case BS_KX_PSK: return KX_PSK;
    case BS_KX_RSA_PSK: return KX_RSAPSK;
    case BS_KX_ECDHE_PSK: return KX_ECDHEPSK;
    case BS_KX_DHE_PSK: return KX_DHEPSK;
    default: return KX_ECDHE;
    }
}

static unsigned mac_of(enum bs_hash mac) {
    switch (mac) {
    case BS_HASH_SHA1: return MA_SHA1;
    case BS_HASH_SHA256: return MA_SHA256;
    case BS_HASH_SHA384: return MA_SHA384;
    default: return MA_AEAD;
    }
}

static uint16_t since(const struct bs_suite *s) {
    if (s->min_version >= BS_TLS12) return s->min_version;
    return (s->kx & BS_KX_ECDHE) || s->mac != BS_HASH_SHA1 ? TLS1_VERSION : SSL3_VERSION;
}

static struct properties properties_of(const struct bs_suite *s) {
    unsigned enc = enc_of(s->bulk), fips = (enc & (EN_CHACHA | EN_CCM)) != 0 ? 0 : ST_FIPS;
    return (struct properties){
        .kx = kx_of(s->kx),
        .auth = s->auth == BS_AUTH_PSK ? AU_PSK : s->auth == BS_AUTH_RSA ? AU_RSA : AU_ECDSA,
        .enc = enc,
        .mac = mac_of(s->mac),
        .strength = (enc == EN_3DES ? ST_MEDIUM : ST_HIGH) | fips,
        .not_default = (enc & (EN_CCM | EN_3DES)) != 0,
        .since = since(s),
        .id = s->id,
    };
}

/* 0: all will do */
static bool among(unsigned want, unsigned p) { return want == 0 || (want & p) != 0; }

static bool matches(const struct bs_suite *s, const struct properties *want) {
    struct properties p = properties_of(s);
    return (!want->not_default || p.not_default) && (want->id == 0 || want->id == p.id) && among(want->kx, p.kx) &&
           among(want->auth, p.auth) && among(want->enc, p.enc) && among(want->mac, p.mac) &&
           among(want->strength, p.strength) && (want->since == 0 || want->since == p.since);
}

/* --- the list -------------------------------------------------------------------------------------------------- */

enum op { OP_ADD, OP_MOVE, OP_DISABLE, OP_KILL };

struct entry {
    const struct bs_suite *suite;
    bool enabled;
};

struct order {
    size_t num;
    struct entry v[MAX_SUITES];
};

/* The suites before TLS 1.3, none enabled; the table stands in the order of preference that ALL gives. */
static void order_init(struct order *o) {
    o->num = 0;
    for (size_t i = 0; i < bs_num_suites && o->num < MAX_SUITES; i++) {
        if (bs_suites[i].min_version < BS_TLS13) o->v[o->num++] = (struct entry){ &bs_suites[i], false };
    }
}

/* Those that `hit` marks go to one end, and each part keeps its order. */
static void move(struct order *o, const bool *hit, bool to_front) {
    struct entry moved[MAX_SUITES], rest[MAX_SUITES];
    size_t num_moved = 0, num_rest = 0;
    for (size_t i = 0; i < o->num; i++) {
        if (hit[i]) {
            moved[num_moved++] = o->v[i];
        } else {
            rest[num_rest++] = o->v[i];
        }
    }
    memcpy(o->v + (to_front ? 0 : num_rest), moved, num_moved * sizeof moved[0]);
    memcpy(o->v + (to_front ? num_moved : 0), rest, num_rest * sizeof rest[0]);
}

static void apply(struct order *o, const struct properties *want, enum op op) {
    bool hit[MAX_SUITES];
    size_t num_hits = 0;
    for (size_t i = 0; i < o->num; i++) {
        struct entry *e = &o->v[i];
        hit[i] = matches(e->suite, want) && (op == OP_KILL || e->enabled == (op != OP_ADD));
        if (!hit[i]) continue;
        e->enabled = op == OP_ADD || op == OP_MOVE;
        num_hits++;
    }
    move(o, hit, op == OP_DISABLE);
    if (op == OP_KILL) o->num -= num_hits;
}

/* @STRENGTH: the enabled ones by bits, falling. */
static void sort_by_strength(struct order *o) {
    unsigned below = UINT16_MAX + 1u;
    for (;;) {
        unsigned bits = 0;
        bool hit[MAX_SUITES];
        for (size_t i = 0; i < o->num; i++) {
            unsigned b = o->v[i].suite->strength_bits;
            if (o->v[i].enabled && b < below && b > bits) bits = b;
        }
        if (bits == 0) return;
        for (size_t i = 0; i < o->num; i++) hit[i] = o->v[i].enabled && o->v[i].suite->strength_bits == bits;
        move(o, hit, false);
        below = bits;
    }
}

/* --- the string ------------------------------------------------------------------------------------------------ */

static bool is_separator(char c) { return c == ':' || c == ' ' || c == ';' || c == ','; }

static bool is_word_char(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '=';
}

static bool is_word(const char *name, const char *word, size_t len) {
    return strncmp(name, word, len) == 0 && name[len] == '\0';
}

/* Suites by OpenSSL's names alone, not those of TLS 1.3. */
static bool look_up(const char *word, size_t len, struct properties *out) {
    for (size_t i = 0; i < bs_num_suites; i++) {
        const struct bs_suite *s = &bs_suites[i];
        if (s->min_version >= BS_TLS13 || !is_word(s->name, word, len)) continue;
        *out = properties_of(s);
        out->since = 0;
        return true;
    }
    for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
        if (len >= sizeof aliases[0].name || !is_word(aliases[i].name, word, len)) continue;
        *out = aliases[i].p;
        return true;
    }
    return false;
}

static bool intersect(unsigned *a, unsigned b) {
    if (b == 0) return true;
    *a = *a == 0 ? b : *a & b;
    return *a != 0;
}

static bool add_word(struct properties *sum, const struct properties *p) {
    /* OpenSSL keeps strength and default in one field, and the first strength replaces the whole of it. */
    if (p->strength != 0 && sum->strength == 0) sum->not_default = false;
    sum->not_default = sum->not_default || p->not_default;
    if (!intersect(&sum->kx, p->kx) || !intersect(&sum->auth, p->auth) || !intersect(&sum->enc, p->enc) ||
        !intersect(&sum->mac, p->mac) || !intersect(&sum->strength, p->strength)) {
        return false;
    }
    if (p->id != 0) {
        sum->id = p->id; /* of two suites the last counts, but its fields are those of both */
    } else if (p->since != 0) {
        if (sum->since != 0 && sum->since != p->since) return false;
        sum->since = p->since;
    }
    return true;
}

static int invalid(void) {
    BS_RAISE(ERR_LIB_SSL, SSL_R_INVALID_COMMAND);
    return 0;
}

/* STRENGTH or SECLEVEL=n, without the @. */
static int special(struct order *o, const char *word, size_t len, int *level) {
    static const char seclevel[] = "SECLEVEL=";
    size_t n = sizeof seclevel - 1;
    if (is_word("STRENGTH", word, len)) {
        sort_by_strength(o);
        return 1;
    }
    if (len != n + 1 || strncmp(word, seclevel, n) != 0 || word[n] < '0' || word[n] > '0' + MAX_LEVEL) return invalid();
    *level = word[n] - '0';
    return 1;
}

static size_t word_length(const char *p) {
    size_t n = 0;
    while (is_word_char(p[n])) n++;
    return n;
}

static const char *skip_command(const char *p) {
    while (*p && !is_separator(*p)) p++;
    return p;
}

/* Words joined with +, then the operator on what has all of their properties. An unknown word drops the command. */
static int run_words(struct order *o, const char **pp, enum op op) {
    struct properties sum, p;
    const char *at = *pp;
    memset(&sum, 0, sizeof sum);
    for (;;) {
        size_t len = word_length(at);
        if (len == 0) return invalid();
        bool known = look_up(at, len, &p) && add_word(&sum, &p);
        at += len;
        if (!known) {
            *pp = skip_command(at);
            return 1;
        }
        if (*at != '+') break;
        at++;
    }
    apply(o, &sum, op);
    *pp = at;
    return 1;
}

static int run_special(struct order *o, const char **pp, int *level) {
    size_t len = word_length(*pp);
    int ok = special(o, *pp, len, level);
    *pp = skip_command(*pp + len);
    return ok;
}

/* After an unknown @ command the rest still runs, as far as the security level goes; after a character that can begin
 * no word nothing does. Either way the list is not used. */
static int run(struct order *o, const char *p, int *level) {
    int ok = 1;
    while (*p) {
        if (is_separator(*p)) {
            p++;
            continue;
        }
        enum op op = OP_ADD;
        char c = *p;
        if (c == '-' || c == '+' || c == '!' || c == '@') p++;
        if (c == '-') op = OP_DISABLE;
        if (c == '+') op = OP_MOVE;
        if (c == '!') op = OP_KILL;
        if (word_length(p) == 0) return invalid();
        if (c != '@' && !run_words(o, &p, op)) return 0;
        if (c == '@' && !run_special(o, &p, level)) ok = 0;
    }
    return ok;
}

/* DEFAULT is a word only at the start of the string. */
static int run_string(struct order *o, const char *str, int *level) {
    static const char word[] = "DEFAULT";
    if (strncmp(str, word, sizeof word - 1) == 0) {
        if (!run(o, OSSL_default_cipher_list(), level)) return 0;
        str += sizeof word - 1;
        if (*str == ':') str++;
    }
    return run(o, str, level);
}

/* A list that matches nothing is an error, and yet it is the list from then on, as in OpenSSL. */
int ssl_set_cipher_list(struct ssl_settings *set, const SSL_METHOD *method, const char *str) {
    struct order o;
    uint16_t ids[MAX_SUITES];
    size_t num = 0;
    order_init(&o);
    if (!str || !ssl_suite_b_cipher_string(set, method, &str) || !run_string(&o, str, &set->security_level)) return 0;
    for (size_t i = 0; i < o.num; i++) {
        if (o.v[i].enabled) ids[num++] = o.v[i].suite->id;
    }
    struct ssl_list *fresh = ssl_list_new(ids, num);
    if (!fresh) return 0;
    ssl_list_free(set->suites12);
    set->suites12 = fresh;
    if (num > 0) return 1;
    BS_RAISE(ERR_LIB_SSL, SSL_R_NO_CIPHER_MATCH);
    return 0;
}

const char *OSSL_default_cipher_list(void) { return "ALL:!COMPLEMENTOFDEFAULT:!eNULL"; }

const char *OSSL_default_ciphersuites(void) {
    return "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
}

int SSL_CTX_set_cipher_list(SSL_CTX *ctx, const char *str) { return ssl_set_cipher_list(&ctx->set, ctx->method, str); }

int SSL_set_cipher_list(SSL *s, const char *str) {
    int ret = ssl_set_cipher_list(&s->set, s->method, str);
    s->set.own_suites |= ret != 0;
    return ret;
}
