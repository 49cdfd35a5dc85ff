#include "src/x509/bundle.h"

#include "src/x509/base64.h"
#include "src/x509/name.h"

static const char begin_mark[] = "-----BEGIN ";
static const char end_mark[] = "-----END ";

/* One line without its end; false when there is none left. */
static bool next_line(bs_reader *file, bs_reader *line) {
    if (file->len == 0) return false;
    const uint8_t *nl = memchr(file->p, '\n', file->len);
    size_t n = nl ? (size_t)(nl - file->p) : file->len, skip = nl ? n + 1 : n;
    *line = bs_r_from(file->p, n);
    *file = bs_r_from(file->p + skip, file->len - skip);
    while (line->len > 0 && line->p[line->len - 1] <= ' ') line->len--;
    return true;
}

static bool starts_with(bs_reader line, const char *s) {
    size_t n = strlen(s);
    return line.len >= n && memcmp(line.p, s, n) == 0;
}

/* "-----END " label "-----" */
static bool is_mark(bs_reader line, const char *mark, const char *label) {
    size_t a = strlen(mark), b = strlen(label);
    return line.len == a + b + 5 && memcmp(line.p, mark, a) == 0 && memcmp(line.p + a, label, b) == 0 &&
           memcmp(line.p + a + b, "-----", 5) == 0;
}

void bs_bundle_measure(bs_reader file, size_t *out_entries, size_t *out_longest) {
    bs_reader line;
    const uint8_t *from = NULL;
    size_t n = 0, longest = 0;
    while (next_line(&file, &line)) {
        if (line.len == 0 || line.p[0] != '-') continue;
        if (starts_with(line, begin_mark)) {
            n++;
            from = line.p + line.len;
        } else if (from && starts_with(line, end_mark)) {
            size_t len = (size_t)(line.p - from);
            if (len > longest) longest = len;
            from = NULL;
        }
    }
    *out_entries = n;
    *out_longest = longest / 4 * 3 + 3;
}

/* The text up to the END line of this label; false for anything that is not bare base64. */
static bool read_body(bs_reader *file, const char *label, bs_reader *body) {
    const uint8_t *from = file->p;
    bs_reader line;
    while (next_line(file, &line)) {
        if (line.len == 0) return false; /* the end of encapsulated headers, RFC 1421 4.6 */
        if (line.p[0] == '-') {
            *body = bs_r_from(from, (size_t)(line.p - from));
            return is_mark(line, end_mark, label);
        }
        if (line.len > 76) return false;
    }
    return false;
}

bs_status bs_bundle_index(bs_reader file, struct bs_bundle_entry *entries, size_t *out_num, uint8_t *scratch,
                          size_t scratch_len) {
    static const char *const labels[] = { "CERTIFICATE", "X509 CERTIFICATE" };
    const uint8_t *start = file.p;
    bs_reader line, body;
    size_t n = 0, len;
    if (file.len > UINT32_MAX) return BS_E_UNSUPPORTED;
    while (next_line(&file, &line)) {
        if (line.len == 0 || line.p[0] != '-' || !starts_with(line, begin_mark)) continue;
        const char *label = is_mark(line, begin_mark, labels[0]) ? labels[0] : labels[1];
        struct bs_cert c;
        if (!is_mark(line, begin_mark, label) || !read_body(&file, label, &body) ||
            !bs_base64_decode(body, scratch, scratch_len, &len) ||
            bs_cert_decode(&c, bs_r_from(scratch, len)) != BS_OK) {
            return BS_E_UNSUPPORTED;
        }
        entries[n++] = (struct bs_bundle_entry){ bs_name_index_hash(c.subject), (uint32_t)(body.p - start),
                                                 (uint32_t)body.len };
    }
    *out_num = n;
    return BS_OK;
}

bool bs_bundle_decode(bs_reader file, const struct bs_bundle_entry *e, uint8_t *out, size_t cap, size_t *out_len) {
    if (e->at > file.len || e->len > file.len - e->at) return false;
    return bs_base64_decode(bs_r_from(file.p + e->at, e->len), out, cap, out_len);
}

static bool before(const struct bs_bundle_entry *a, const struct bs_bundle_entry *b) {
    return a->subject != b->subject ? a->subject < b->subject : a->at < b->at;
}

/* Heap sort: in place and O(n log n) whatever the file says. */
static void sift(struct bs_bundle_entry *e, size_t root, size_t num) {
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= num) return;
        if (child + 1 < num && before(&e[child], &e[child + 1])) child++;
        if (!before(&e[root], &e[child])) return;
        struct bs_bundle_entry t = e[root];
        e[root] = e[child];
        e[child] = t;
        root = child;
    }
}

void bs_bundle_sort(struct bs_bundle_entry *entries, size_t num) {
    for (size_t i = num / 2; i-- > 0;) sift(entries, i, num);
    for (size_t i = num; i-- > 1;) {
        struct bs_bundle_entry t = entries[0];
        entries[0] = entries[i];
        entries[i] = t;
        sift(entries, 0, i);
    }
}

size_t bs_bundle_find(const struct bs_bundle_entry *entries, size_t num, uint64_t subject) {
    size_t low = 0, high = num;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (entries[mid].subject < subject) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < num && entries[low].subject == subject ? low : num;
}
