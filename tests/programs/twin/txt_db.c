/* Tables in text files: read, written, indexed, grown. */
#include "trace.h"
#include <openssl/txt_db.h>

static unsigned long hash_first(const void *v) { return OPENSSL_LH_strhash(((const OPENSSL_STRING *)v)[0]); }
static int cmp_first(const void *a, const void *b) {
    return strcmp(((const OPENSSL_STRING *)a)[0], ((const OPENSSL_STRING *)b)[0]);
}
static unsigned long hash_second(const void *v) { return OPENSSL_LH_strhash(((const OPENSSL_STRING *)v)[1]); }
static int cmp_second(const void *a, const void *b) {
    return strcmp(((const OPENSSL_STRING *)a)[1], ((const OPENSSL_STRING *)b)[1]);
}
static int is_valid(OPENSSL_STRING *row) { return row[2][0] == 'V'; }

static TXT_DB *read_text(const char *what, const char *text, int num) {
    BIO *b = BIO_new_mem_buf(text, -1);
    TXT_DB *db = TXT_DB_read(b, num);
    printf("%s: %s", what, db ? "read" : "not");
    if (db) printf(" rows %d fields %d", sk_OPENSSL_PSTRING_num(db->data), db->num_fields);
    printf("\n");
    ERR_clear_error();
    for (int i = 0; db && i < sk_OPENSSL_PSTRING_num(db->data); i++) {
        OPENSSL_STRING *row = sk_OPENSSL_PSTRING_value(db->data, i);
        for (int f = 0; f < num; f++) printf(" [%.200s]", row[f]);
        printf(" end %d\n", row[num] != NULL);
    }
    BIO_free(b);
    return db;
}

static void write_back(TXT_DB *db) {
    BIO *b = BIO_new(BIO_s_mem());
    SHOW(TXT_DB_write(b, db));
    text("written", b);
    BIO_free(b);
}

static OPENSSL_STRING *row_of(const char *a, const char *b, const char *c) {
    OPENSSL_STRING *row = OPENSSL_zalloc(4 * sizeof *row);
    row[0] = OPENSSL_strdup(a);
    row[1] = OPENSSL_strdup(b);
    row[2] = OPENSSL_strdup(c);
    return row;
}

static void insert(TXT_DB *db, const char *a, const char *b, const char *c) {
    OPENSSL_STRING *row = row_of(a, b, c);
    int ok = TXT_DB_insert(db, row);
    printf("insert %s %s %s: %d error %ld", a, b, c, ok, db->error);
    if (!ok) printf(" arg %ld row %s", db->arg1, db->arg_row ? db->arg_row[0] : "-");
    printf("\n");
    if (ok) return;
    for (int i = 0; i < 3; i++) OPENSSL_free(row[i]);
    OPENSSL_free(row);
}

static void find(TXT_DB *db, int idx, const char *a, const char *b) {
    OPENSSL_STRING key[4] = { (char *)a, (char *)b, NULL, NULL }, *row = TXT_DB_get_by_index(db, idx, key);
    printf("find %d %s %s: %s error %ld\n", idx, a, b, row ? row[2] : "-", db->error);
}

int main(void) {
    static const char text3[] = "# a comment\na\tb\tV one\nc\td\tR two\ne\\\tf\tg\tV\\ thr\\\\ee\n\t\tV\nlast\twithout\tVend";
    TXT_DB *db = read_text("three", text3, 3);
    write_back(db);
    SHOW(TXT_DB_create_index(db, 3, NULL, hash_first, cmp_first));
    SHOW(db->error);
    find(db, 0, "a", "b");
    SHOW(TXT_DB_create_index(db, 0, NULL, hash_first, cmp_first));
    SHOW(TXT_DB_create_index(db, 1, is_valid, hash_second, cmp_second));
    find(db, 0, "a", "b");
    find(db, 0, "z", "b");
    find(db, 1, "z", "d");
    find(db, 1, "z", "b");
    find(db, 2, "z", "b");
    find(db, 3, "z", "b");
    insert(db, "new", "row", "V four");
    insert(db, "new", "other", "V five");
    insert(db, "newer", "row", "V six");
    insert(db, "newer", "row", "R\tseven");
    insert(db, "newest", "row", "R eight");
    find(db, 0, "newest", "");
    find(db, 1, "", "row");
    write_back(db);
    /* a field that is replaced, as openssl ca does */
    OPENSSL_STRING *row = sk_OPENSSL_PSTRING_value(db->data, 0);
    row[2] = OPENSSL_strdup("replaced");
    write_back(db);
    TXT_DB_free(db);
    db = read_text("clash", "a\tb\tV\na\tc\tV\n", 3);
    SHOW(TXT_DB_create_index(db, 0, NULL, hash_first, cmp_first));
    printf("error %ld %ld %ld\n", db->error, db->arg1, db->arg2);
    TXT_DB_free(db);
    TXT_DB_free(read_text("too few", "a\tb\n", 3));
    TXT_DB_free(read_text("too many", "a\tb\tc\td\n", 3));
    TXT_DB_free(read_text("an empty line", "a\tb\tc\n\n", 3));
    TXT_DB_free(read_text("one field", "a\n\nb\\\tc\n#\nd", 1));
    TXT_DB_free(read_text("nothing", "", 3));
    TXT_DB_free(read_text("no end", "a\tb\tc", 3));
    char *big = malloc(5000);
    for (int n = 505; n < 520; n++) {
        memset(big, 'x', (size_t)n);
        memcpy(big + n, "\ty\tz\n", 6);
        TXT_DB_free(read_text("long", big, 3));
    }
    memset(big, 'x', 4000);
    memcpy(big + 4000, "\ty\tz\n", 6);
    db = read_text("very long", big, 3);
    write_back(db);
    TXT_DB_free(db);
    free(big);
    TXT_DB_free(NULL);
    return 0;
}
