#include "der_edit.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 24

struct element {
    unsigned char tag;
    const unsigned char *content;
    size_t len, whole; /* of the content, and with its header */
};

/* One element with a tag number below 31 and a definite length; 0 if there is none. */
static int next(const unsigned char *p, size_t room, struct element *out) {
    size_t head = 2;
    if (room < 2 || (p[0] & 31) == 31) return 0;
    size_t len = p[1];
    if (len >= 0x80) {
        size_t n = len & 0x7f;
        if (n == 0 || n > 3 || room < 2 + n) return 0;
        len = 0;
        for (size_t i = 0; i < n; i++) len = len << 8 | p[2 + i];
        head += n;
    }
    if (len > room - head) return 0;
    *out = (struct element){ p[0], p + head, len, head + len };
    return 1;
}

static int is_sequence_of_elements(const unsigned char *p, size_t len) {
    struct element e;
    if (len == 0) return 0;
    while (len > 0) {
        if (!next(p, len, &e)) return 0;
        p += e.whole;
        len -= e.whole;
    }
    return 1;
}

#define DIGEST_LEN 20 /* of key identifiers, which by chance might look like DER */

/* Where the elements inside begin; NULL if there are none. Extensions are DER in OCTET STRINGs. */
static const unsigned char *inside(const struct element *e, size_t *out_len) {
    int wraps = e->tag == 4 && e->len >= 2 && e->len != DIGEST_LEN &&
                (e->content[0] == 0x30 || e->content[0] == 0x03 || e->content[0] == 0x04);
    if ((e->tag & 0x20) == 0 && !wraps) return NULL;
    *out_len = e->len;
    return is_sequence_of_elements(e->content, e->len) ? e->content : NULL;
}

static size_t count(const unsigned char *p, size_t len, int depth) {
    struct element e;
    size_t n = 0, in_len;
    while (len > 0 && depth < MAX_DEPTH && next(p, len, &e)) {
        const unsigned char *in = inside(&e, &in_len);
        n += 1 + (in ? count(in, in_len, depth + 1) : 0);
        p += e.whole;
        len -= e.whole;
    }
    return n;
}

size_t der_count(const unsigned char *p, size_t len) { return count(p, len, 0); }

struct work {
    size_t at, wanted; /* the number of the next element, and of the one to change */
    enum edit how;
    int done, impossible;
};

static size_t put(unsigned char *out, unsigned char tag, const unsigned char *content, size_t len, long shift) {
    size_t n = 0, told = (size_t)((long)len + shift);
    out[n++] = tag;
    if (told < 0x80) {
        out[n++] = (unsigned char)told;
    } else if (told < 0x100) {
        out[n++] = 0x81;
        out[n++] = (unsigned char)told;
    } else {
        out[n++] = 0x82;
        out[n++] = (unsigned char)(told >> 8);
        out[n++] = (unsigned char)told;
    }
    memcpy(out + n, content, len);
    return n + len;
}

/* The changed element to out; *skip: bytes of what follows it that were used up. */
static size_t change(struct work *w, const struct element *e, const unsigned char *after, size_t rest, unsigned char *out,
                     size_t *skip) {
    unsigned char *c = malloc(e->len + 1), tag = e->tag;
    size_t len = e->len, n;
    struct element follower;
    long shift = 0;
    memcpy(c, e->content, e->len);
    *skip = 0;
    w->done = 1;
    if (len == 0 && w->how >= EDIT_EMPTY && w->how <= EDIT_SHORT) w->impossible = 1;
    if (w->how == EDIT_LENGTH_DOWN && len == 0) w->impossible = 1;
    if (w->how == EDIT_SWAP && !next(after, rest, &follower)) w->impossible = 1;
    if (w->impossible || w->how == EDIT_DROP) {
        free(c);
        return 0;
    }
    if (w->how == EDIT_SWAP) {
        n = put(out, follower.tag, follower.content, follower.len, 0);
        n += put(out + n, tag, c, len, 0);
        *skip = follower.whole;
        free(c);
        return n;
    }
    switch (w->how) {
    case EDIT_TAG_UP: tag = (unsigned char)(tag + 1); break;
    case EDIT_CONSTRUCTED: tag ^= 0x20; break;
    case EDIT_EMPTY: len = 0; break;
    case EDIT_FIRST: c[0] ^= 0x01; break;
    case EDIT_LAST: c[len - 1] ^= 0x04; break;
    case EDIT_SHORT: len--; break;
    case EDIT_LONG: c[len++] = 0; break;
    case EDIT_LENGTH_UP: shift = 1; break;
    case EDIT_LENGTH_DOWN: shift = -1; break;
    default: break;
    }
    n = put(out, tag, c, len, shift);
    if (w->how == EDIT_TWICE) n += put(out + n, tag, c, len, 0);
    free(c);
    return n;
}

static size_t copy(struct work *w, const unsigned char *p, size_t len, unsigned char *out, int depth) {
    struct element e;
    size_t n = 0, in_len, skip;
    while (len > 0 && next(p, len, &e)) {
        const unsigned char *in = depth < MAX_DEPTH ? inside(&e, &in_len) : NULL;
        skip = 0;
        if (w->at++ == w->wanted) {
            n += change(w, &e, p + e.whole, len - e.whole, out + n, &skip);
            if (in) w->at += count(in, in_len, depth + 1);
        } else if (in) {
            size_t prefix = (size_t)(in - e.content), in_new;
            unsigned char *c = malloc(2 * e.len + 64);
            memcpy(c, e.content, prefix);
            in_new = copy(w, in, in_len, c + prefix, depth + 1);
            n += put(out + n, e.tag, c, prefix + in_new, 0);
            free(c);
        } else {
            memcpy(out + n, p, e.whole);
            n += e.whole;
        }
        p += e.whole + skip;
        len -= e.whole + skip;
    }
    return n;
}

struct bytes der_edit(const unsigned char *p, size_t len, size_t element, enum edit how) {
    struct work w = { 0, element, how, 0, 0 };
    struct bytes out = { malloc(2 * len + 64), 0 };
    out.len = copy(&w, p, len, out.p, 0);
    if (w.done && !w.impossible) return out;
    free(out.p);
    return (struct bytes){ NULL, 0 };
}
