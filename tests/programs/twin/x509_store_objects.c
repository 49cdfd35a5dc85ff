/* A store's objects in the program's hands: taken out, put in, set anew in their place, put into another order; what is
 * found afterwards. Certificates and CRLs that are there already; threads that add, look and verify at once. */
#include <pthread.h>

#include "authority.h"

enum { NUM = 80, THREADS = 4 };

static struct identity authorities[NUM], leaves[NUM];

static void make_identities(void) {
    char name[40];
    for (int i = 0; i < NUM; i++) {
        snprintf(name, sizeof name, "authority %d", i);
        authorities[i] = issue(name, "ED25519", NULL, 1, NULL);
        leaves[i] = issue("leaf", "ED25519", &authorities[i], 0, NULL);
    }
}

static int verdict(X509_STORE *s, X509 *leaf) {
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    check(X509_STORE_CTX_init(ctx, s, leaf, NULL) == 1, "init");
    int ret = X509_verify_cert(ctx), error = X509_STORE_CTX_get_error(ctx);
    X509_STORE_CTX_free(ctx);
    return ret == 1 ? 0 : error;
}

static void show(const char *what, X509_STORE *s) {
    printf("%s: %d objects:", what, sk_X509_OBJECT_num(X509_STORE_get0_objects(s)));
    for (int i = 0; i < NUM; i++) printf(" %d", verdict(s, leaves[i].cert));
    printf("\n");
}

static int of(STACK_OF(X509_OBJECT) *objs, int i) {
    return X509_OBJECT_idx_by_subject(objs, X509_LU_X509, X509_get_subject_name(authorities[i].cert));
}

static void take_out_and_put_in(void) {
    X509_STORE *s = X509_STORE_new();
    STACK_OF(X509_OBJECT) *objs = X509_STORE_get0_objects(s);
    for (int i = 0; i < 20; i++) printf("%d", X509_STORE_add_cert(s, authorities[i].cert));
    show("\nadded to a list that was seen", s);
    X509_OBJECT_free(sk_X509_OBJECT_delete(objs, of(objs, 3)));
    show("one taken out", s);
    X509_OBJECT *o = X509_OBJECT_new();
    check(X509_OBJECT_set1_X509(o, authorities[40].cert) == 1 && sk_X509_OBJECT_push(objs, o) > 0, "push");
    show("one put in", s);
    struct identity other = issue("authority 7", "ED25519", NULL, 1, NULL); /* the same name: the list stays in order */
    check(X509_OBJECT_set1_X509(sk_X509_OBJECT_value(objs, of(objs, 7)), other.cert) == 1, "set");
    show("one set anew", s);
    identity_free(other);
    o = sk_X509_OBJECT_delete(objs, of(objs, 9));
    check(sk_X509_OBJECT_insert(objs, o, 0) > 0, "insert");
    show("one moved", s);
    X509_OBJECT *gone = sk_X509_OBJECT_delete(objs, of(objs, 11));
    check(X509_OBJECT_set1_X509(gone, authorities[60].cert) == 1 && sk_X509_OBJECT_push(objs, gone) > 0, "replace");
    show("one out, another in", s); /* as many as before */
    printf("again: %d %d %d\n", X509_STORE_add_cert(s, authorities[3].cert), X509_STORE_add_cert(s, authorities[40].cert),
           X509_STORE_add_cert(s, authorities[11].cert));
    show("again", s);
    while (sk_X509_OBJECT_num(objs) > 0) X509_OBJECT_free(sk_X509_OBJECT_pop(objs));
    show("all taken out", s);
    printf("anew: %d\n", X509_STORE_add_cert(s, authorities[0].cert));
    show("anew", s);
    X509_STORE_free(s);
}

static X509_CRL *crl_of(struct identity by, int minutes) {
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *t = X509_gmtime_adj(NULL, -3600 - minutes * 60);
    X509_CRL_set_version(crl, X509_CRL_VERSION_2);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(by.cert));
    X509_CRL_set1_lastUpdate(crl, t);
    X509_gmtime_adj(t, 86400);
    X509_CRL_set1_nextUpdate(crl, t);
    check(X509_CRL_sign(crl, by.key, NULL) > 0, "CRL");
    ASN1_TIME_free(t);
    X509_CRL *read = X509_CRL_dup(crl); /* OpenSSL tells those that were read from one another, but not those that were made */
    X509_CRL_free(crl);
    return read;
}

/* What is there already is taken, and not there twice: by content, not by object or name. */
static void twice(void) {
    X509_STORE *s = X509_STORE_new();
    X509 *copy = X509_dup(authorities[0].cert);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 30; i++) {
            X509_CRL *crl = crl_of(authorities[0], i % 20), *same = X509_CRL_dup(crl);
            printf("%d%d", X509_STORE_add_crl(s, crl), X509_STORE_add_crl(s, same));
            X509_CRL_free(crl);
            X509_CRL_free(same);
        }
        printf("\n%d %d %d: %d\n", X509_STORE_add_cert(s, copy), X509_STORE_add_cert(s, authorities[0].cert),
               X509_STORE_add_cert(s, leaves[0].cert), sk_X509_OBJECT_num(X509_STORE_get0_objects(s)));
    }
    X509_free(copy);
    X509_STORE_free(s);
}

static X509_STORE *shared;
static int failures[THREADS];

static void *work(void *arg) {
    int me = (int)(size_t)arg;
    for (int i = 0; i < NUM; i++) {
        int at = (i + me * 7) % NUM;
        X509_CRL *crl = crl_of(authorities[at], me);
        if (X509_STORE_add_cert(shared, authorities[at].cert) != 1 || X509_STORE_add_crl(shared, crl) != 1) failures[me]++;
        X509_CRL_free(crl);
        if (verdict(shared, leaves[at].cert) != 0) failures[me]++;
        X509_STORE_CTX *ctx = X509_STORE_CTX_new();
        if (X509_STORE_CTX_init(ctx, shared, leaves[at].cert, NULL) != 1) failures[me]++;
        X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_CRL_CHECK);
        if (X509_verify_cert(ctx) != 1) failures[me]++;
        X509_STORE_CTX_free(ctx);
        STACK_OF(X509) *all = X509_STORE_get1_all_certs(shared);
        if (sk_X509_num(all) <= i / 2) failures[me]++;
        sk_X509_pop_free(all, X509_free);
    }
    return NULL;
}

static void threads(void) {
    pthread_t t[THREADS];
    shared = X509_STORE_new();
    for (size_t i = 0; i < THREADS; i++) check(pthread_create(&t[i], NULL, work, (void *)i) == 0, "thread");
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(t[i], NULL);
        printf("thread %zu: %d failures\n", i, failures[i]);
    }
    show("after all", shared);
    X509_STORE_free(shared);
}

int main(void) {
    make_identities();
    take_out_and_put_in();
    twice();
    threads();
    for (int i = 0; i < NUM; i++) {
        identity_free(authorities[i]);
        identity_free(leaves[i]);
    }
    return 0;
}
