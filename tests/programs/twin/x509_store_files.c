/* Stores and files: a file that is replaced, overwritten, cut or removed while a store has it; folders of hashes with
 * several certificates and CRLs of one name, and what comes into them later; SSL_CERT_FILE and SSL_CERT_DIR; every way to
 * load and what it says of what is not there or not right. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "authority.h"

enum { NUM = 60 }; /* so many that the file is kept as an index, and decoded by need */

static struct identity authorities[NUM], leaves[NUM];

static void show_queue(void) {
    unsigned long e;
    while ((e = ERR_get_error()) != 0) printf("    queued: %d %d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
}

static void make_identities(void) {
    char name[40];
    for (int i = 0; i < NUM; i++) {
        snprintf(name, sizeof name, "authority %d of those that fill a file", i);
        authorities[i] = issue(name, "ED25519", NULL, 1, NULL);
        leaves[i] = issue("leaf", "ED25519", &authorities[i], 0, NULL);
    }
}

static void write_file(const char *file, const char *mode, int from, int to) {
    FILE *f = fopen(file, mode);
    check(f != NULL, file);
    for (int i = from; i < to; i++) check(PEM_write_X509(f, authorities[i].cert) == 1, file);
    fclose(f);
}

static void write_text(const char *file, const char *mode, const char *text) {
    FILE *f = fopen(file, mode);
    check(f != NULL, file);
    fputs(text, f);
    fclose(f);
}

static int verdict(X509_STORE *s, X509 *leaf, unsigned long flags) {
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    check(X509_STORE_CTX_init(ctx, s, leaf, NULL) == 1, "init");
    X509_STORE_CTX_set_flags(ctx, flags);
    int ret = X509_verify_cert(ctx), error = X509_STORE_CTX_get_error(ctx);
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
    return ret == 1 ? 0 : error;
}

static X509_STORE *loaded(const char *file) {
    X509_STORE *s = X509_STORE_new();
    printf("  load %d\n", X509_STORE_load_file(s, file));
    show_queue();
    return s;
}

static void ask(const char *who, X509_STORE *s) {
    static const int which[] = { 0, 20, 40, NUM - 1 };
    printf("  %s:", who);
    for (int i = 0; i < 4; i++) printf(" %d", verdict(s, leaves[which[i]].cert, 0));
    printf("\n");
}

/* A store keeps what it loaded; who loads after a change gets what is there then. */
static void changed_file(void) {
    write_file("ca.pem", "w", 0, NUM);
    X509_STORE *first = loaded("ca.pem"), *same = loaded("ca.pem");
    printf("first of the file decoded: %d\n", verdict(first, leaves[0].cert, 0));
    write_file("new.pem", "w", 0, 30);
    check(rename("new.pem", "ca.pem") == 0, "rename");
    X509_STORE *renamed = loaded("ca.pem");
    ask("before", first);
    ask("after", renamed);
    write_file("ca.pem", "a", 30, NUM);
    X509_STORE *longer = loaded("ca.pem");
    ask("longer", longer);
    ask("with the beginning", renamed);
    check(unlink("ca.pem") == 0, "unlink");
    X509_STORE *gone = loaded("ca.pem");
    ask("longer, gone", longer);
    ask("gone", gone);
    ask("the same as the first", same);
    write_file("ca.pem", "w", 10, NUM);
    X509_STORE *back = loaded("ca.pem");
    ask("back", back);
    X509_STORE_free(first);
    X509_STORE_free(same);
    X509_STORE_free(renamed);
    X509_STORE_free(longer);
    X509_STORE_free(gone);
    X509_STORE_free(back);
}

/* The file itself is written anew under a store that has it. What that store still finds of it is not compared. */
static void overwritten_file(void) {
    static const char *const texts[] = { "", "-----BEGIN CERTIFICATE-----\n", "nothing that is a certificate\n" };
    for (int i = 0; i < 4; i++) {
        write_file("ca.pem", "w", 0, NUM);
        X509_STORE *before = loaded("ca.pem");
        int decoded = verdict(before, leaves[0].cert, 0);
        if (i < 3) write_text("ca.pem", "w", texts[i]);
        else write_file("ca.pem", "w", 30, NUM);
        X509_STORE *after = loaded("ca.pem");
        int late = verdict(before, leaves[NUM - 1].cert, 0);
        printf("overwritten %d: %d, then %d, answered %d\n", i, decoded, verdict(before, leaves[0].cert, 0),
               late == 0 || late == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
        ask("after", after);
        X509_STORE_free(before);
        X509_STORE_free(after);
    }
}

static X509_CRL *crl_of(struct identity by, X509 *revoked, int number) {
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *t = X509_gmtime_adj(NULL, -3600 + number * 60);
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(by.cert));
    X509_CRL_set1_lastUpdate(crl, t);
    X509_gmtime_adj(t, 86400);
    X509_CRL_set1_nextUpdate(crl, t);
    if (revoked) {
        X509_REVOKED *r = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(r, X509_get_serialNumber(revoked));
        X509_REVOKED_set_revocationDate(r, X509_gmtime_adj(t, -60));
        X509_CRL_add0_revoked(crl, r);
    }
    X509V3_CTX v3;
    X509V3_set_ctx_nodb(&v3);
    X509V3_set_ctx(&v3, by.cert, NULL, NULL, crl, 0);
    X509_EXTENSION *akid = X509V3_EXT_conf_nid(NULL, &v3, NID_authority_key_identifier, "keyid:always");
    check(akid && X509_CRL_add_ext(crl, akid, -1) == 1, "key identifier");
    X509_EXTENSION_free(akid);
    check(X509_CRL_sign(crl, by.key, NULL) > 0, "CRL");
    ASN1_TIME_free(t);
    return crl;
}

static void put_hashed(const char *dir, X509 *x, X509_CRL *crl, int n, int der) {
    char file[200];
    const X509_NAME *name = x ? X509_get_subject_name(x) : X509_CRL_get_issuer(crl);
    snprintf(file, sizeof file, "%s/%08lx.%s%d", dir, X509_NAME_hash_ex(name, NULL, NULL, NULL), x ? "" : "r", n);
    FILE *f = fopen(file, "w");
    check(f != NULL, file);
    if (x) check((der ? i2d_X509_fp(f, x) : PEM_write_X509(f, x)) == 1, file);
    else check((der ? i2d_X509_CRL_fp(f, crl) : PEM_write_X509_CRL(f, crl)) == 1, file);
    fclose(f);
}

enum { TWINS = 4 };

/* Several authorities of one name: the key identifier alone tells whose the leaf is. */
static void one_hash(void) {
    struct identity twin[TWINS], leaf[TWINS];
    X509_STORE *s = X509_STORE_new(), *late = X509_STORE_new();
    mkdir("hashed", 0700);
    for (int i = 0; i < TWINS; i++) {
        twin[i] = issue("one name", "ED25519", NULL, 1, NULL);
        leaf[i] = issue("leaf", "ED25519", &twin[i], 0, NULL);
        add_ext(leaf[i].cert, twin[i].cert, NID_authority_key_identifier, "keyid:always");
        check(X509_sign(leaf[i].cert, twin[i].key, NULL) > 0, "again");
        if (i != 2) put_hashed("hashed", twin[i].cert, NULL, i, 0); /* 0, 1, 3: the row ends at the gap */
    }
    printf("hashed %d %d\n", X509_STORE_load_path(s, "hashed"), X509_STORE_load_path(late, "hashed"));
    for (int i = 0; i < TWINS; i++) printf("  %d: %d\n", i, verdict(s, leaf[i].cert, 0));
    put_hashed("hashed", twin[2].cert, NULL, 2, 0);
    for (int i = 0; i < TWINS; i++) {
        int early = verdict(s, leaf[i].cert, 0);
        printf("  %d with the gap filled: %d %d\n", i, early, verdict(late, leaf[i].cert, 0));
    }
    printf("objects %d", sk_X509_OBJECT_num(X509_STORE_get0_objects(s)));
    printf(" %d\n", sk_X509_OBJECT_num(X509_STORE_get0_objects(late)));
    /* CRLs come one by one; each check looks for the next */
    for (int i = 0; i < 4; i++) {
        printf("  CRLs %d:", i);
        for (int k = 0; k < 2; k++) printf(" %d", verdict(s, leaf[k].cert, X509_V_FLAG_CRL_CHECK));
        printf("\n");
        X509_CRL *crl = crl_of(twin[i % 2], i >= 2 ? leaf[i % 2].cert : NULL, i);
        put_hashed("hashed", NULL, crl, i, 0);
        X509_CRL_free(crl);
    }
    printf("  all CRLs: %d %d %d\n", verdict(s, leaf[0].cert, X509_V_FLAG_CRL_CHECK),
           verdict(s, leaf[1].cert, X509_V_FLAG_CRL_CHECK), verdict(s, leaf[3].cert, X509_V_FLAG_CRL_CHECK));
    printf("objects %d\n", sk_X509_OBJECT_num(X509_STORE_get0_objects(s)));
    X509_STORE_free(s);
    X509_STORE_free(late);
    for (int i = 0; i < TWINS; i++) {
        identity_free(twin[i]);
        identity_free(leaf[i]);
    }
}

/* Folders of DER, files that are no certificates, folders that are none, several in one string. */
static void folders(void) {
    static const struct {
        const char *path;
        int type;
    } rows[] = { { "der", X509_FILETYPE_ASN1 }, { "der", X509_FILETYPE_PEM }, { "bad", X509_FILETYPE_PEM },
                 { "none", X509_FILETYPE_PEM }, { "none:bad:der:pem", X509_FILETYPE_PEM }, { ":", X509_FILETYPE_PEM },
                 { "pem:", X509_FILETYPE_PEM }, { "", X509_FILETYPE_PEM }, { "ca.pem", X509_FILETYPE_PEM }, { "pem", 7 } };
    char file[100];
    mkdir("der", 0700);
    mkdir("pem", 0700);
    mkdir("bad", 0700);
    for (int i = 0; i < 3; i++) put_hashed("der", authorities[i].cert, NULL, 0, 1);
    for (int i = 3; i < 6; i++) put_hashed("pem", authorities[i].cert, NULL, 0, 0);
    for (int i = 6; i < 9; i++) {
        snprintf(file, sizeof file, "bad/%08lx.0", X509_subject_name_hash(authorities[i].cert));
        write_text(file, "w", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        X509_STORE *s = X509_STORE_new();
        X509_LOOKUP *lu = X509_STORE_add_lookup(s, X509_LOOKUP_hash_dir());
        printf("folder '%s', type %d: %d\n", rows[i].path, rows[i].type, X509_LOOKUP_add_dir(lu, rows[i].path, rows[i].type));
        show_queue();
        for (int k = 0; k < 9; k += 3) printf("  %d", verdict(s, leaves[k].cert, 0));
        printf("\n");
        show_queue();
        X509_STORE_free(s);
    }
}

static void environment(void) {
    static const char *const values[][2] = { { NULL, NULL }, { "ca.pem", NULL }, { NULL, "pem" }, { "ca.pem", "der:pem" },
                                             { "nonesuch", "nonesuch" }, { "", "" }, { "pem", "ca.pem" } };
    write_file("ca.pem", "w", 10, NUM);
    for (size_t i = 1; i < sizeof values / sizeof values[0]; i++) {
        for (int way = 0; way < 3; way++) {
            X509_STORE *s = X509_STORE_new();
            setenv(X509_get_default_cert_file_env(), values[i][0] ? values[i][0] : "nonesuch", 1);
            setenv(X509_get_default_cert_dir_env(), values[i][1] ? values[i][1] : "nonesuch", 1);
            int ret = way == 0 ? X509_STORE_set_default_paths(s)
                      : way == 1
                          ? X509_LOOKUP_load_file(X509_STORE_add_lookup(s, X509_LOOKUP_file()), NULL, X509_FILETYPE_DEFAULT)
                          : X509_LOOKUP_add_dir(X509_STORE_add_lookup(s, X509_LOOKUP_hash_dir()), NULL, X509_FILETYPE_DEFAULT);
            printf("environment %zu, way %d: %d\n", i, way, ret);
            show_queue();
            for (int k = 0; k < 12; k += 3) printf("  %d", verdict(s, leaves[k].cert, 0));
            printf("  %d\n", verdict(s, leaves[NUM - 1].cert, 0));
            X509_STORE_free(s);
        }
    }
    unsetenv(X509_get_default_cert_file_env());
    unsetenv(X509_get_default_cert_dir_env());
}

static void make_odd_files(void) {
    X509_CRL *crl = crl_of(authorities[0], NULL, 0);
    write_text("empty", "w", "");
    write_text("text", "w", "no certificate\n");
    write_file("good", "w", 0, 3);
    write_file("twice", "w", 0, 2);
    write_file("twice", "a", 0, 2);
    write_text("after text", "w", "Subject: somebody\n");
    write_file("after text", "a", 0, 1);
    write_file("then cut", "w", 0, 2);
    write_text("then cut", "a", "-----BEGIN CERTIFICATE-----\nMIIB\n");
    write_file("then bad", "w", 0, 2);
    write_text("then bad", "a", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    write_text("bad, then good", "w", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    write_file("bad, then good", "a", 0, 2);
    FILE *f = fopen("crl", "w");
    PEM_write_X509_CRL(f, crl);
    fclose(f);
    write_file("both", "w", 0, 1);
    f = fopen("both", "a");
    PEM_write_X509_CRL(f, crl);
    fclose(f);
    write_file("both", "a", 1, 2);
    write_file("and a key", "w", 0, 1);
    f = fopen("and a key", "a");
    PEM_write_PrivateKey(f, authorities[0].key, NULL, NULL, 0, NULL, NULL);
    fclose(f);
    f = fopen("cert.der", "w");
    i2d_X509_fp(f, authorities[0].cert);
    fclose(f);
    f = fopen("crl.der", "w");
    i2d_X509_CRL_fp(f, crl);
    fclose(f);
    X509_CRL_free(crl);
}

static void ways_to_load(void) {
    static const char *const files[] = { "nonesuch", "pem", "empty", "text", "good", "twice", "after text", "then cut",
                                         "then bad", "bad, then good", "crl", "both", "and a key", "cert.der", "crl.der" };
    static const int types[] = { X509_FILETYPE_PEM, X509_FILETYPE_ASN1, 7 };
    make_odd_files();
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        for (int way = 0; way < 4; way++) {
            for (int t = 0; t < (way == 3 ? 1 : 3); t++) {
                X509_STORE *s = X509_STORE_new();
                X509_LOOKUP *lu = X509_STORE_add_lookup(s, X509_LOOKUP_file());
                int n = way == 0   ? X509_load_cert_file(lu, files[i], types[t])
                        : way == 1 ? X509_load_crl_file(lu, files[i], types[t])
                        : way == 2 ? X509_load_cert_crl_file(lu, files[i], types[t])
                                   : X509_STORE_load_locations(s, files[i], NULL);
                printf("%s, way %d, type %d: %d, objects %d\n", files[i], way, types[t], n,
                       sk_X509_OBJECT_num(X509_STORE_get0_objects(s)));
                if (types[t] == X509_FILETYPE_PEM) show_queue();
                else printf("    at last: %d\n", ERR_GET_REASON(ERR_peek_last_error())); /* how deep it was is not compared */
                ERR_clear_error();
                X509_STORE_free(s);
            }
        }
    }
    for (int i = 0; i < 4; i++) {
        X509_STORE *s = X509_STORE_new();
        printf("locations %d: %d\n", i, X509_STORE_load_locations(s, i & 1 ? "good" : NULL, i & 2 ? "pem" : NULL));
        printf("  and %d: %d\n", i, X509_STORE_load_locations(s, i & 1 ? "nonesuch" : "good", i & 2 ? "" : NULL));
        show_queue();
        for (int k = 0; k < 6; k++) printf("  %d", verdict(s, leaves[k].cert, 0));
        printf("\n");
        X509_STORE_free(s);
    }
}

/* What an earlier run has left. */
static void empty_folders(void) {
    static const char *const dirs[] = { "hashed", "der", "pem", "bad" };
    for (size_t i = 0; i < sizeof dirs / sizeof dirs[0]; i++) {
        char file[300];
        DIR *d = opendir(dirs[i]);
        for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
            snprintf(file, sizeof file, "%s/%s", dirs[i], e->d_name);
            (void)unlink(file);
        }
        if (d) closedir(d);
    }
}

int main(void) {
    empty_folders();
    make_identities();
    changed_file();
    overwritten_file();
    one_hash();
    folders();
    environment();
    ways_to_load();
    for (int i = 0; i < NUM; i++) {
        identity_free(authorities[i]);
        identity_free(leaves[i]);
    }
    return 0;
}
