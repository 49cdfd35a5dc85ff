/*
 * CRLs of issuers that are not on the certificate's path: every kind of signer with every kind of CRL and every kind of
 * distribution point, from each source, with the callbacks of the paths of both.
 */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "extend.h"

struct authority {
    X509 *cert;
    EVP_PKEY *key;
};

enum { ROOT, ROOT2, STRANGER, INT, NUM_CAS };
enum signer { SAME_NAME, OTHER_NAME, OTHER_ANCHOR, NO_ANCHOR, NO_CRL_SIGN, EXPIRED, BELOW_INT, REVOKED, NUM_SIGNERS };
enum list { PLAIN, INDIRECT, LISTED, LISTED_AS_OWN, LISTED_HOLD, SOME_REASONS, OVER, BAD_SIGNATURE, NUM_LISTS };
enum points { NO_POINT, NAMES_SIGNER, NAMES_OTHER, NAMES_NONE, NUM_POINTS };
enum source { GIVEN, STORED, HOOKED, NUM_SOURCES };

static const char *const signer_names[] = { "same name", "other name", "other anchor", "no anchor", "no crlSign", "expired",
                                            "below int", "revoked" };
static const char *const list_names[] = { "plain",   "indirect", "listed", "listed as its own", "listed, removeFromCRL",
                                          "some reasons", "over", "bad signature" };
static const char *const point_names[] = { "no point", "names the signer", "names another", "names none" };

static struct authority cas[NUM_CAS], signers[NUM_SIGNERS];
static X509 *leaves[NUM_SIGNERS][NUM_POINTS];
static X509_CRL *hooked, *ca_lists[NUM_CAS];
static long serial = 10;
static int go_on;

static X509 *begin_cert(const char *cn, const struct authority *by, EVP_PKEY *key, long days) {
    X509 *x = X509_new();
    X509_NAME *name = X509_get_subject_name(x);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1, 0);
    X509_set_issuer_name(x, by ? X509_get_subject_name(by->cert) : name);
    X509_gmtime_adj(X509_getm_notBefore(x), -86400L * 100);
    X509_gmtime_adj(X509_getm_notAfter(x), 86400L * days);
    X509_set_pubkey(x, key);
    return x;
}

static struct authority make_ca(const char *cn, const struct authority *by, long days, const char *usage) {
    struct authority a = { NULL, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519") };
    a.cert = begin_cert(cn, by, a.key, days);
    add_ext(a.cert, by ? by->cert : a.cert, NID_basic_constraints, "critical,CA:TRUE");
    add_ext(a.cert, by ? by->cert : a.cert, NID_key_usage, usage);
    add_ext(a.cert, by ? by->cert : a.cert, NID_subject_key_identifier, "hash");
    if (by) add_ext(a.cert, by->cert, NID_authority_key_identifier, "keyid:always");
    X509_sign(a.cert, by ? by->key : a.key, NULL);
    X509_check_purpose(a.cert, -1, 0); /* OpenSSL passes over the key usage of an issuer that it sees for the first time */
    return a;
}

static GENERAL_NAMES *names_of(X509 *x) {
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    GENERAL_NAME *g = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(g, GEN_DIRNAME, X509_NAME_dup(X509_get_subject_name(x)));
    sk_GENERAL_NAME_push(names, g);
    return names;
}

static X509 *make_leaf(const struct authority *signer, enum points points) {
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    X509 *x = begin_cert("leaf", &cas[INT], key, 300);
    add_ext(x, cas[INT].cert, NID_authority_key_identifier, "keyid:always");
    if (points != NO_POINT) {
        CRL_DIST_POINTS *all = CRL_DIST_POINTS_new();
        DIST_POINT *one = DIST_POINT_new();
        one->distpoint = DIST_POINT_NAME_new();
        one->distpoint->type = 0;
        one->distpoint->name.fullname = names_of(signer->cert);
        if (points == NAMES_SIGNER) one->CRLissuer = names_of(signer->cert);
        if (points == NAMES_OTHER) one->CRLissuer = names_of(cas[ROOT2].cert);
        sk_DIST_POINT_push(all, one);
        X509_add1_ext_i2d(x, NID_crl_distribution_points, all, 0, 0);
        CRL_DIST_POINTS_free(all);
    }
    X509_sign(x, cas[INT].key, NULL);
    EVP_PKEY_free(key);
    return x;
}

static void list_cert(X509_CRL *crl, X509 *x, int with_issuer, int reason) {
    X509_REVOKED *r = X509_REVOKED_new();
    ASN1_TIME *t = X509_gmtime_adj(NULL, -3600);
    X509_REVOKED_set_serialNumber(r, X509_get_serialNumber(x));
    X509_REVOKED_set_revocationDate(r, t);
    if (with_issuer) {
        GENERAL_NAMES *names = names_of(cas[INT].cert);
        X509_REVOKED_add1_ext_i2d(r, NID_certificate_issuer, names, 1, 0);
        GENERAL_NAMES_free(names);
    }
    if (reason >= 0) {
        ASN1_ENUMERATED *e = ASN1_ENUMERATED_new();
        ASN1_ENUMERATED_set(e, reason);
        X509_REVOKED_add1_ext_i2d(r, NID_crl_reason, e, 0, 0);
        ASN1_ENUMERATED_free(e);
    }
    X509_CRL_add0_revoked(crl, r);
    ASN1_TIME_free(t);
}

static void add_scope(X509_CRL *crl, enum list what) {
    ISSUING_DIST_POINT *idp = ISSUING_DIST_POINT_new();
    idp->indirectCRL = 0xff;
    if (what == SOME_REASONS) {
        idp->onlysomereasons = ASN1_BIT_STRING_new();
        ASN1_BIT_STRING_set_bit(idp->onlysomereasons, 1, 1);
    }
    X509_CRL_add1_ext_i2d(crl, NID_issuing_distribution_point, idp, 1, 0);
    ISSUING_DIST_POINT_free(idp);
}

/* Signed and read back: OpenSSL looks at extensions when a CRL is decoded. */
static X509_CRL *signed_list(X509_CRL *crl, EVP_PKEY *key) {
    unsigned char *der = NULL;
    X509_CRL_sign(crl, key, NULL);
    int n = i2d_X509_CRL(crl, &der);
    const unsigned char *p = der;
    X509_CRL *out = d2i_X509_CRL(NULL, &p, n);
    OPENSSL_free(der);
    X509_CRL_free(crl);
    return out;
}

static X509_CRL *make_list(const struct authority *by, enum list what, X509 *about, EVP_PKEY *key) {
    X509_CRL *crl = X509_CRL_new();
    X509V3_CTX ctx;
    ASN1_TIME *t = X509_gmtime_adj(NULL, -7200);
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(by->cert));
    X509_CRL_set1_lastUpdate(crl, t);
    X509_gmtime_adj(t, what == OVER ? -60 : 86400);
    X509_CRL_set1_nextUpdate(crl, t);
    ASN1_TIME_free(t);
    X509V3_set_ctx(&ctx, by->cert, NULL, NULL, crl, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, NID_authority_key_identifier, "keyid:always");
    X509_CRL_add_ext(crl, e, -1);
    X509_EXTENSION_free(e);
    if (what != PLAIN) add_scope(crl, what);
    if (what >= LISTED && what <= LISTED_HOLD) list_cert(crl, about, what != LISTED_AS_OWN, what == LISTED_HOLD ? 8 : 1);
    return signed_list(crl, key);
}

static int verify_cb(int ok, X509_STORE_CTX *ctx) {
    char name[64] = "-", issuer[64] = "-";
    X509 *x = X509_STORE_CTX_get_current_cert(ctx);
    X509_STORE_CTX *parent = X509_STORE_CTX_get0_parent_ctx(ctx);
    if (x) X509_NAME_oneline(X509_get_subject_name(x), name, sizeof name);
    if (x && X509_STORE_CTX_get0_current_issuer(ctx)) {
        X509_NAME_oneline(X509_get_subject_name(X509_STORE_CTX_get0_current_issuer(ctx)), issuer, sizeof issuer);
    }
    printf("  %sok %d error %d depth %d %s by %s chain %d crl %d\n", parent ? "  of its issuer: " : "", ok,
           X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx), name, issuer,
           sk_X509_num(X509_STORE_CTX_get0_chain(ctx)), X509_STORE_CTX_get0_current_crl(ctx) != NULL);
    if (parent) printf("    the other one's depth %d\n", X509_STORE_CTX_get_error_depth(parent));
    return go_on ? 1 : ok;
}

static STACK_OF(X509_CRL) *lookup_crls(const X509_STORE_CTX *ctx, const X509_NAME *name) {
    STACK_OF(X509_CRL) *sk = sk_X509_CRL_new_null();
    (void)ctx;
    (void)name;
    X509_CRL_up_ref(hooked);
    sk_X509_CRL_push(sk, hooked);
    for (int i = 0; i < NUM_CAS; i++) {
        X509_CRL_up_ref(ca_lists[i]);
        sk_X509_CRL_push(sk, ca_lists[i]);
    }
    return sk;
}

static void verify(enum signer s, enum list l, enum points p, enum source from, unsigned long flags, int purpose) {
    X509 *leaf = leaves[s][p];
    X509_CRL *crl = make_list(&signers[s], l, leaf, l == BAD_SIGNATURE ? cas[ROOT].key : signers[s].key);
    X509_STORE *store = X509_STORE_new();
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) *sent = sk_X509_new_null();
    STACK_OF(X509_CRL) *given = sk_X509_CRL_new_null();
    X509_STORE_add_cert(store, cas[ROOT].cert);
    X509_STORE_add_cert(store, cas[ROOT2].cert);
    sk_X509_push(sent, cas[INT].cert);
    sk_X509_push(sent, signers[s].cert);
    for (int i = 0; i < NUM_CAS; i++) {
        if (flags & X509_V_FLAG_CRL_CHECK_ALL && i != INT) X509_STORE_add_crl(store, ca_lists[i]);
    }
    if (from == GIVEN) sk_X509_CRL_push(given, crl);
    if (from == STORED) X509_STORE_add_crl(store, crl);
    if (from == HOOKED) X509_STORE_set_lookup_crls(store, lookup_crls);
    hooked = crl;
    X509_STORE_set_flags(store, flags);
    X509_STORE_set_verify_cb(store, verify_cb);
    X509_STORE_CTX_init(ctx, store, leaf, sent);
    X509_STORE_CTX_set0_crls(ctx, given);
    if (purpose) X509_STORE_CTX_set_purpose(ctx, purpose);
    printf("%s, %s, %s, source %d, flags %lx, purpose %d, go on %d\n", signer_names[s], list_names[l], point_names[p], from,
           flags, purpose, go_on);
    int r = X509_verify_cert(ctx);
    printf("  = %d error %d depth %d\n", r, X509_STORE_CTX_get_error(ctx), X509_STORE_CTX_get_error_depth(ctx));
    X509_STORE_CTX_free(ctx);
    X509_STORE_free(store);
    sk_X509_free(sent);
    sk_X509_CRL_free(given);
    X509_CRL_free(crl);
    ERR_clear_error();
}

static void make_all(void) {
    static const char sign[] = "critical,keyCertSign,cRLSign";
    cas[ROOT] = make_ca("Root", NULL, 1000, sign);
    cas[ROOT2] = make_ca("Root 2", NULL, 1000, sign);
    cas[STRANGER] = make_ca("Stranger", NULL, 1000, sign);
    cas[INT] = make_ca("Int", &cas[ROOT], 500, sign);
    signers[SAME_NAME] = make_ca("Int", &cas[ROOT], 500, sign);
    signers[OTHER_NAME] = make_ca("Signer", &cas[ROOT], 500, "critical,cRLSign");
    signers[OTHER_ANCHOR] = make_ca("Signer", &cas[ROOT2], 500, sign);
    signers[NO_ANCHOR] = make_ca("Signer", &cas[STRANGER], 500, sign);
    signers[NO_CRL_SIGN] = make_ca("Signer", &cas[ROOT], 500, "critical,keyCertSign");
    signers[EXPIRED] = make_ca("Signer", &cas[ROOT], -10, sign);
    signers[BELOW_INT] = make_ca("Signer", &cas[INT], 500, sign);
    signers[REVOKED] = make_ca("Signer", &cas[ROOT], 500, sign);
    for (int s = 0; s < NUM_SIGNERS; s++) {
        for (int p = 0; p < NUM_POINTS; p++) leaves[s][p] = make_leaf(&signers[s], (enum points)p);
    }
    for (int i = 0; i < NUM_CAS; i++) {
        ca_lists[i] = make_list(&cas[i], PLAIN, NULL, cas[i].key);
        if (i != ROOT) continue;
        list_cert(ca_lists[i], signers[REVOKED].cert, 0, 1);
        ca_lists[i] = signed_list(ca_lists[i], cas[i].key);
    }
}

static void free_all(void) {
    for (int i = 0; i < NUM_CAS; i++) {
        X509_free(cas[i].cert);
        EVP_PKEY_free(cas[i].key);
        X509_CRL_free(ca_lists[i]);
    }
    for (int s = 0; s < NUM_SIGNERS; s++) {
        X509_free(signers[s].cert);
        EVP_PKEY_free(signers[s].key);
        for (int p = 0; p < NUM_POINTS; p++) X509_free(leaves[s][p]);
    }
}

int main(void) {
    static const unsigned long flags[] = { 0, X509_V_FLAG_EXTENDED_CRL_SUPPORT,
                                           X509_V_FLAG_EXTENDED_CRL_SUPPORT | X509_V_FLAG_CRL_CHECK_ALL };
    make_all();
    for (int s = 0; s < NUM_SIGNERS; s++) {
        for (int l = 0; l < NUM_LISTS; l++) {
            for (int p = 0; p < NUM_POINTS; p++) {
                for (int from = 0; from < NUM_SOURCES; from++) {
                    for (go_on = 0; go_on < 2; go_on++) {
                        if (from != GIVEN && ((l != PLAIN && l != LISTED) || (p > NAMES_SIGNER) || s > OTHER_ANCHOR)) continue;
                        verify((enum signer)s, (enum list)l, (enum points)p, (enum source)from,
                               X509_V_FLAG_CRL_CHECK | flags[1 + go_on], 0);
                        if (p == NAMES_SIGNER) {
                            verify((enum signer)s, (enum list)l, (enum points)p, (enum source)from,
                                   X509_V_FLAG_CRL_CHECK | flags[(s + l) % 3] | X509_V_FLAG_POLICY_CHECK,
                                   X509_PURPOSE_SSL_SERVER);
                        }
                    }
                }
            }
        }
    }
    free_all();
    return 0;
}
