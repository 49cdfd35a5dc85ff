#include "src/x509/u_label.h"

#include "src/x509/text.h"

/* RFC 3492 5 */
enum { BASE = 36, T_MIN = 1, T_MAX = 26, SKEW = 38, DAMP = 700, INITIAL_BIAS = 72, INITIAL_N = 0x80 };

struct label {
    uint32_t cp[BS_U_LABELS_MAX]; /* each takes an octet or more */
    uint32_t num;
};

/* RFC 3492 6.1 */
static uint32_t adapt(uint32_t delta, uint32_t num, bool first) {
    uint32_t k = 0;
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / num;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE) delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static bool read_digit(bs_reader *r, uint32_t *out) {
    uint8_t c;
    if (!bs_r_u8(r, &c)) return false;
    uint32_t lower = bs_text_lower(c);
    if (lower >= 'a' && lower <= 'z') *out = lower - 'a';
    else if (c >= '0' && c <= '9') *out = 26u + c - '0';
    else return false;
    return true;
}

/* A generalized variable-length integer, RFC 3492 3.3, added to *i. */
static bool read_delta(bs_reader *r, uint32_t bias, uint32_t *i) {
    uint32_t weight = 1, digit;
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (!read_digit(r, &digit) || digit > (UINT32_MAX - *i) / weight) return false;
        *i += digit * weight;
        if (digit < t) return true;
        if (weight > UINT32_MAX / (BASE - t)) return false;
        weight *= BASE - t;
    }
}

/* What comes before the last hyphen stands for itself. */
static bool read_basic(bs_reader *r, struct label *out) {
    size_t n = r->len;
    while (n > 0 && r->p[n - 1] != '-') n--;
    if (n <= 1) return true; /* no hyphen, or nothing before it: then it is no digit either */
    if (n - 1 > BS_U_LABELS_MAX) return false;
    for (size_t i = 0; i + 1 < n; i++) {
        if (r->p[i] >= 0x80) return false;
        out->cp[out->num++] = r->p[i];
    }
    *r = bs_r_from(r->p + n, r->len - n);
    return true;
}

static bool decode(bs_reader r, struct label *out) {
    uint32_t n = INITIAL_N, i = 0, bias = INITIAL_BIAS;
    out->num = 0;
    if (!read_basic(&r, out)) return false;
    while (!bs_r_done(&r)) {
        uint32_t before = i, places = out->num + 1;
        if (places > BS_U_LABELS_MAX || !read_delta(&r, bias, &i)) return false;
        bias = adapt(i - before, places, before == 0);
        if (i / places > UINT32_MAX - n) return false;
        n += i / places;
        i %= places;
        if (n >= 0x110000 || (n >= 0xD800 && n < 0xE000)) return false;
        memmove(&out->cp[i + 1], &out->cp[i], (out->num - i) * sizeof out->cp[0]);
        out->cp[i++] = n;
        out->num++;
    }
    return true;
}

static bool is_a_label(bs_reader label) { return label.len >= 4 && memcmp(label.p, "xn--", 4) == 0; }

static bool next_label(bs_reader *host, bs_reader *out) {
    const uint8_t *dot = host->len > 0 ? memchr(host->p, '.', host->len) : NULL;
    size_t n = dot ? (size_t)(dot - host->p) : host->len;
    *out = bs_r_from(host->p, n);
    *host = dot ? bs_r_from(dot + 1, host->len - n - 1) : bs_r_from(NULL, 0);
    return dot != NULL;
}

bool bs_u_labels(bs_writer *w, bs_reader host) {
    struct label u;
    bs_reader label;
    for (bool more = true; more && !w->bad;) {
        more = next_label(&host, &label);
        if (!is_a_label(label)) {
            bs_w_view(w, label);
        } else if (!decode(bs_r_from(label.p + 4, label.len - 4), &u)) {
            return false;
        } else {
            for (uint32_t i = 0; i < u.num; i++) {
                uint8_t utf8[4];
                bs_w_bytes(w, utf8, bs_text_utf8(u.cp[i], utf8));
            }
        }
        if (more) bs_w_u8(w, '.');
    }
    return !w->bad;
}

bool bs_has_a_label(bs_reader host) {
    bs_reader label;
    for (bool more = true; more;) {
        more = next_label(&host, &label);
        if (is_a_label(label)) return true;
    }
    return false;
}
