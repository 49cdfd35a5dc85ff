/* Tables in text files, as openssl ca's index is one: a row a line, fields parted by tabs, '#' begins a comment. */
#include <openssl/txt_db.h>

#include <openssl/buffer.h>
#include <openssl/crypto.h>
#include <string.h>

#define STEP 512     /* a line is read so many bytes at a time */
#define MAX_FIELDS 4096

static OPENSSL_LHASH *table(LHASH_OF(OPENSSL_STRING) *lh) { return (OPENSSL_LHASH *)(void *)lh; }

/* --- reading -------------------------------------------------------------------------------------------------- */

/* A whole line without its end: 1; 0 at the end of the input, or what has no end of line; -1 when memory is out. */
static int read_line(BIO *in, BUF_MEM *line) {
    size_t n = 0;
    for (;;) {
        if (!BUF_MEM_grow_clean(line, n + STEP)) return -1;
        int got = BIO_gets(in, line->data + n, STEP);
        if (got <= 0) return 0;
        n += strlen(line->data + n);
        if (n > 0 && line->data[n - 1] == '\n') break;
    }
    line->data[n - 1] = '\0';
    return 1;
}

/* The row in one block: pointers, then the text. NULL without memory; *fits tells whether it has so many fields. */
static OPENSSL_STRING *parse(const char *line, int num, int *fits) {
    const size_t room = ((size_t)num + 1) * sizeof(char *) + strlen(line) + 1;
    OPENSSL_STRING *row = OPENSSL_malloc(room);
    if (row == NULL) return NULL;
    char *to = (char *)(row + num + 1);
    int n = 1, escaped = 0;
    row[0] = to;
    for (; *line != '\0'; line++) {
        if (*line == '\t' && !escaped) {
            if (n >= num) break;
            *to++ = '\0';
            row[n++] = to;
            continue;
        }
        if (*line == '\t') to--; /* the backslash goes */
        escaped = *line == '\\';
        *to++ = *line;
    }
    *to++ = '\0';
    row[num] = to; /* where the block ends */
    *fits = n == num && *line == '\0';
    return row;
}

static TXT_DB *db_new(int num) {
    TXT_DB *db = num > 0 && num <= MAX_FIELDS ? OPENSSL_zalloc(sizeof *db) : NULL;
    if (db == NULL) return NULL;
    db->num_fields = num;
    db->index = OPENSSL_zalloc((size_t)num * sizeof *db->index);
    db->qual = OPENSSL_zalloc((size_t)num * sizeof *db->qual);
    db->data = sk_OPENSSL_PSTRING_new_null();
    if (db->index != NULL && db->qual != NULL && db->data != NULL) return db;
    TXT_DB_free(db);
    return NULL;
}

TXT_DB *TXT_DB_read(BIO *in, int num) {
    TXT_DB *db = db_new(num);
    BUF_MEM *line = db != NULL ? BUF_MEM_new() : NULL;
    int ok = line != NULL, got = 1;
    while (ok && (got = read_line(in, line)) > 0) {
        if (line->data[0] == '#') continue;
        OPENSSL_STRING *row = parse(line->data, num, &ok);
        if (row != NULL && ok && sk_OPENSSL_PSTRING_push(db->data, row) > 0) continue;
        OPENSSL_free(row);
        ok = 0;
    }
    BUF_MEM_free(line);
    if (ok && got == 0) return db;
    TXT_DB_free(db);
    return NULL;
}

/* A row that was read is one block; of one that was inserted each field is its own, as is one that was replaced. */
static void free_row(OPENSSL_STRING *row, int num) {
    const char *end = row[num];
    for (int i = 0; i < num; i++) {
        if (end == NULL || row[i] < (char *)row || row[i] > end) OPENSSL_free(row[i]);
    }
    OPENSSL_free(row);
}

void TXT_DB_free(TXT_DB *db) {
    if (db == NULL) return;
    for (int i = 0; db->index != NULL && i < db->num_fields; i++) OPENSSL_LH_free(table(db->index[i]));
    for (int i = 0; i < sk_OPENSSL_PSTRING_num(db->data); i++) free_row(sk_OPENSSL_PSTRING_value(db->data, i), db->num_fields);
    sk_OPENSSL_PSTRING_free(db->data);
    OPENSSL_free(db->index);
    OPENSSL_free(db->qual);
    OPENSSL_free(db);
}

/* --- writing -------------------------------------------------------------------------------------------------- */

static size_t put_field(char *to, const char *field) {
    char *at = to;
    for (; field != NULL && *field != '\0'; field++) {
        if (*field == '\t') *at++ = '\\';
        *at++ = *field;
    }
    return (size_t)(at - to);
}

/* Bytes of the line, or -1. */
static long write_row(BIO *out, BUF_MEM *buf, OPENSSL_STRING *row, int num) {
    size_t room = (size_t)num, n = 0;
    for (int i = 0; i < num; i++) room += row[i] != NULL ? 2 * strlen(row[i]) : 0;
    if (!BUF_MEM_grow_clean(buf, room)) return -1;
    for (int i = 0; i < num; i++) {
        n += put_field(buf->data + n, row[i]);
        buf->data[n++] = i + 1 < num ? '\t' : '\n';
    }
    return BIO_write(out, buf->data, (int)n) == (int)n ? (long)n : -1;
}

long TXT_DB_write(BIO *out, TXT_DB *db) {
    BUF_MEM *buf = BUF_MEM_new();
    long total = buf != NULL ? 0 : -1;
    for (int i = 0; total >= 0 && i < sk_OPENSSL_PSTRING_num(db->data); i++) {
        long n = write_row(out, buf, sk_OPENSSL_PSTRING_value(db->data, i), db->num_fields);
        total = n < 0 ? -1 : total + n;
    }
    BUF_MEM_free(buf);
    return total;
}

/* --- finding -------------------------------------------------------------------------------------------------- */

static int fail(TXT_DB *db, long error) {
    db->error = error;
    return 0;
}

int TXT_DB_create_index(TXT_DB *db, int field, int (*qual)(OPENSSL_STRING *), OPENSSL_LH_HASHFUNC hash,
                        OPENSSL_LH_COMPFUNC cmp) {
    if (field < 0 || field >= db->num_fields) return fail(db, DB_ERROR_INDEX_OUT_OF_RANGE);
    OPENSSL_LHASH *lh = OPENSSL_LH_new(hash, cmp);
    if (lh == NULL) return fail(db, DB_ERROR_MALLOC);
    for (int i = 0; i < sk_OPENSSL_PSTRING_num(db->data); i++) {
        OPENSSL_STRING *row = sk_OPENSSL_PSTRING_value(db->data, i), *other;
        if (qual != NULL && !qual(row)) continue;
        other = OPENSSL_LH_insert(lh, row);
        if (other != NULL) {
            db->arg1 = sk_OPENSSL_PSTRING_find(db->data, other);
            db->arg2 = i;
            OPENSSL_LH_free(lh);
            return fail(db, DB_ERROR_INDEX_CLASH);
        }
        if (OPENSSL_LH_retrieve(lh, row) == NULL) {
            OPENSSL_LH_free(lh);
            return fail(db, DB_ERROR_MALLOC);
        }
    }
    OPENSSL_LH_free(table(db->index[field]));
    db->index[field] = (LHASH_OF(OPENSSL_STRING) *)(void *)lh;
    db->qual[field] = qual;
    return 1;
}

OPENSSL_STRING *TXT_DB_get_by_index(TXT_DB *db, int idx, OPENSSL_STRING *value) {
    if (idx < 0 || idx >= db->num_fields) return fail(db, DB_ERROR_INDEX_OUT_OF_RANGE), NULL;
    if (db->index[idx] == NULL) return fail(db, DB_ERROR_NO_INDEX), NULL;
    db->error = DB_ERROR_OK;
    return OPENSSL_LH_retrieve(table(db->index[idx]), value);
}

static int indexed(const TXT_DB *db, int field, OPENSSL_STRING *row) {
    return db->index[field] != NULL && (db->qual[field] == NULL || db->qual[field](row));
}

/* Takes the row out of the indexes below `field`. */
static void undo(TXT_DB *db, int field, OPENSSL_STRING *row) {
    while (field-- > 0) {
        if (indexed(db, field, row)) (void)OPENSSL_LH_delete(table(db->index[field]), row);
    }
}

int TXT_DB_insert(TXT_DB *db, OPENSSL_STRING *row) {
    for (int i = 0; i < db->num_fields; i++) {
        OPENSSL_STRING *other = indexed(db, i, row) ? OPENSSL_LH_retrieve(table(db->index[i]), row) : NULL;
        if (other == NULL) continue;
        db->arg1 = i;
        db->arg_row = other;
        return fail(db, DB_ERROR_INDEX_CLASH);
    }
    for (int i = 0; i < db->num_fields; i++) {
        if (!indexed(db, i, row)) continue;
        (void)OPENSSL_LH_insert(table(db->index[i]), row);
        if (OPENSSL_LH_retrieve(table(db->index[i]), row) == row) continue;
        undo(db, i, row);
        return fail(db, DB_ERROR_MALLOC);
    }
    if (sk_OPENSSL_PSTRING_push(db->data, row) > 0) return 1;
    undo(db, db->num_fields, row);
    return fail(db, DB_ERROR_MALLOC);
}
