/* Digests of a program's own: EVP_MD_meth_*, what calls their functions and in which order, and where a digest's name
 * alone counts. */
#include "evp.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

/* Adds bytes up, at places that go round; no digest, but easy to follow. */
struct sum { unsigned char at[32]; size_t n; };

static int quiet, init_says = 1, update_says = 1, final_says = 1, copy_says = 1, ctrl_says = 1;

static void say(const char *what, const EVP_MD_CTX *ctx) {
    const struct sum *s = (const struct sum *)EVP_MD_CTX_get0_md_data(ctx);
    if (!quiet) printf("    %s, data %d, %zu so far\n", what, s != NULL, s != NULL ? s->n : 0);
}

static int sum_init(EVP_MD_CTX *ctx) {
    struct sum *s = (struct sum *)EVP_MD_CTX_get0_md_data(ctx);
    say("init", ctx);
    memset(s, 0, sizeof *s);
    return init_says;
}

static int sum_update(EVP_MD_CTX *ctx, const void *data, size_t n) {
    struct sum *s = (struct sum *)EVP_MD_CTX_get0_md_data(ctx);
    const unsigned char *p = (const unsigned char *)data;
    say("update", ctx);
    for (size_t i = 0; i < n; i++) s->at[s->n++ % 32] += (unsigned char)(p[i] + 3 * i);
    return update_says;
}

static int sum_final(EVP_MD_CTX *ctx, unsigned char *md) {
    const struct sum *s = (const struct sum *)EVP_MD_CTX_get0_md_data(ctx);
    say("final", ctx);
    memcpy(md, s->at, (size_t)EVP_MD_get_size(EVP_MD_CTX_get0_md(ctx)));
    return final_says;
}

static int sum_copy(EVP_MD_CTX *to, const EVP_MD_CTX *from) {
    say("copy from", from);
    say("copy to", to);
    return copy_says;
}

static int sum_cleanup(EVP_MD_CTX *ctx) {
    say("cleanup", ctx);
    return 1;
}

static int sum_ctrl(EVP_MD_CTX *ctx, int cmd, int p1, void *p2) {
    (void)ctx;
    printf("    ctrl %d %d %d\n", cmd, p1, p2 != NULL);
    return ctrl_says;
}

static int other_update(EVP_MD_CTX *ctx, const void *data, size_t n) {
    printf("    another update, %zu\n", n);
    return sum_update(ctx, data, n);
}

static EVP_MD *sum_md(int nid, int pkey_nid, unsigned long flags) {
    EVP_MD *md = EVP_MD_meth_new(nid, pkey_nid);
    int ok = md != NULL && EVP_MD_meth_set_input_blocksize(md, 64) && EVP_MD_meth_set_result_size(md, 32) &&
             EVP_MD_meth_set_app_datasize(md, sizeof(struct sum)) && EVP_MD_meth_set_init(md, sum_init) &&
             EVP_MD_meth_set_update(md, sum_update) && EVP_MD_meth_set_final(md, sum_final) &&
             EVP_MD_meth_set_copy(md, sum_copy) && EVP_MD_meth_set_cleanup(md, sum_cleanup) &&
             EVP_MD_meth_set_ctrl(md, sum_ctrl) && (flags == 0 || EVP_MD_meth_set_flags(md, flags));
    if (!ok) exit(1);
    return md;
}

/* --- the object --------------------------------------------------------------------------------------------------- */

static void count_name(const char *name, void *arg) {
    (void)name;
    ++*(int *)arg;
}

static void describe(const char *what, const EVP_MD *md) {
    int names = 0;
    printf("%s: type %d, for keys %d", what, EVP_MD_get_type(md), EVP_MD_get_pkey_type(md));
    printf(", size %d, block %d, flags %lx\n",
           EVP_MD_get_size(md), EVP_MD_get_block_size(md), EVP_MD_get_flags(md));
    printf("  get: block %d, size %d, data %d, flags %lx, init %d, update %d, final %d, copy %d, cleanup %d, ctrl %d\n",
           EVP_MD_meth_get_input_blocksize(md), EVP_MD_meth_get_result_size(md), EVP_MD_meth_get_app_datasize(md) > 0,
           EVP_MD_meth_get_flags(md), EVP_MD_meth_get_init(md) != NULL, EVP_MD_meth_get_update(md) != NULL,
           EVP_MD_meth_get_final(md) != NULL, EVP_MD_meth_get_copy(md) != NULL, EVP_MD_meth_get_cleanup(md) != NULL,
           EVP_MD_meth_get_ctrl(md) != NULL);
    const char *name = EVP_MD_get0_name(md), *text = EVP_MD_get0_description(md);
    printf("  name %s, %s, sha256 %d", name ? name : "none", text ? text : "none", EVP_MD_is_a(md, "sha256"));
    printf(", names %d", EVP_MD_names_do_all(md, count_name, &names));
    printf(" %d, provider %d\n", names, EVP_MD_get0_provider(md) != NULL);
    printf("  lists %d %d\n", EVP_MD_gettable_params(md) != NULL, EVP_MD_settable_ctx_params(md) != NULL);
    last_error();
}

static void object(void) {
    EVP_MD *md = EVP_MD_meth_new(NID_sha256, NID_sha256WithRSAEncryption), *dup;
    describe("new", md);
    EVP_MD_meth_free(md);
    md = EVP_MD_meth_new(NID_undef, NID_undef);
    describe("of no type", md);
    printf("set: %d", EVP_MD_meth_set_input_blocksize(md, 0));
    printf(" %d", EVP_MD_meth_set_input_blocksize(md, 64));
    printf(" %d", EVP_MD_meth_set_result_size(md, 20));
    printf(" %d", EVP_MD_meth_set_app_datasize(md, 8));
    printf(" %d", EVP_MD_meth_set_flags(md, EVP_MD_FLAG_ONESHOT));
    printf(" %d", EVP_MD_meth_set_init(md, sum_init));
    printf(" %d", EVP_MD_meth_set_update(md, sum_update));
    printf(" %d", EVP_MD_meth_set_final(md, sum_final));
    printf(" %d", EVP_MD_meth_set_copy(md, sum_copy));
    printf(" %d", EVP_MD_meth_set_cleanup(md, sum_cleanup));
    printf(" %d\n", EVP_MD_meth_set_ctrl(md, sum_ctrl));
    printf("again: %d", EVP_MD_meth_set_input_blocksize(md, 32));
    printf(" %d", EVP_MD_meth_set_result_size(md, 32));
    printf(" %d", EVP_MD_meth_set_app_datasize(md, 32));
    printf(" %d", EVP_MD_meth_set_flags(md, EVP_MD_FLAG_XOF));
    printf(" %d", EVP_MD_meth_set_init(md, NULL));
    printf(" %d", EVP_MD_meth_set_update(md, other_update));
    printf(" %d", EVP_MD_meth_set_final(md, NULL));
    printf(" %d", EVP_MD_meth_set_copy(md, NULL));
    printf(" %d", EVP_MD_meth_set_cleanup(md, NULL));
    printf(" %d\n", EVP_MD_meth_set_ctrl(md, NULL));
    last_error();
    describe("set", md);
    dup = EVP_MD_meth_dup(md);
    describe("a copy", dup);
    printf("counted: %d\n", EVP_MD_up_ref(dup));
    EVP_MD_free(dup); /* not for these */
    EVP_MD_free(dup);
    EVP_MD_meth_free(dup);
    EVP_MD_meth_free(md);
    EVP_MD_meth_free(NULL);
    EVP_MD *fetched = EVP_MD_fetch(NULL, "SHA256", NULL);
    dup = EVP_MD_meth_dup(fetched);
    printf("a copy of a fetched one: %d\n", dup != NULL);
    last_error();
    printf("  get: data %d, init %d, ctrl %d\n", EVP_MD_meth_get_app_datasize(fetched),
           EVP_MD_meth_get_init(fetched) != NULL, EVP_MD_meth_get_ctrl(fetched) != NULL);
    EVP_MD_meth_free(dup);
    EVP_MD_meth_free(fetched); /* nothing is done */
    EVP_MD_free(fetched);
}

/* --- contexts ----------------------------------------------------------------------------------------------------- */

static unsigned char out[EVP_MAX_MD_SIZE];

static void finish(EVP_MD_CTX *ctx, const char *what) {
    unsigned n = 99;
    memset(out, 0, sizeof out);
    printf("  %s: %d", what, EVP_DigestFinal_ex(ctx, out, &n));
    hex(",", out, n <= sizeof out ? n : 0);
    last_error();
}

static void digests(const EVP_MD *md) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *to = EVP_MD_CTX_new();
    unsigned n = 0;
    printf("one after the other\n");
    printf("  %d", EVP_DigestInit_ex(ctx, md, NULL));
    printf(" %d", EVP_DigestUpdate(ctx, "abc", 3));
    printf(" %d", EVP_DigestUpdate(ctx, "", 0));
    printf(" %d\n", EVP_DigestUpdate(ctx, "def", 3));
    printf("  copy %d\n", EVP_MD_CTX_copy_ex(to, ctx));
    printf("  more %d\n", EVP_DigestUpdate(to, "g", 1));
    finish(ctx, "final");
    finish(to, "of the copy");
    printf("  again %d\n", EVP_DigestInit_ex(ctx, NULL, NULL));
    printf("  update %d\n", EVP_DigestUpdate(ctx, "abcdef", 6));
    finish(ctx, "final");
    printf("  copy to one of the same %d\n", EVP_MD_CTX_copy_ex(to, ctx));
    printf("  ctrl %d\n", EVP_MD_CTX_ctrl(ctx, 77, 5, out));
    printf("  to another %d\n", EVP_DigestInit_ex(ctx, EVP_sha256(), NULL));
    printf("  data %d\n", EVP_MD_CTX_get0_md_data(ctx) != NULL);
    printf("  ctrl %d\n", EVP_MD_CTX_ctrl(ctx, 77, 5, out));
    last_error();
    printf("  update %d\n", EVP_DigestUpdate(ctx, "abc", 3));
    finish(ctx, "final");
    printf("  and back %d\n", EVP_DigestInit_ex2(ctx, md, NULL));
    printf("  is it %d %d\n", EVP_MD_CTX_get0_md(ctx) == md, EVP_MD_CTX_get_size(ctx));
    printf("  reset %d\n", EVP_MD_CTX_reset(ctx));
    printf("  init %d\n", EVP_DigestInit(ctx, md));
    printf("  final %d\n", EVP_DigestFinal(ctx, out, &n));
    printf("  without one %d\n", EVP_DigestInit_ex(ctx, NULL, NULL));
    last_error();
    printf("  free\n");
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(to);
    printf("at once\n  %d\n", EVP_Digest("abc", 3, out, &n, md, NULL));
    hex("  digest", out, n);
}

static void hooked(const EVP_MD *md) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    printf("another update: %d\n", EVP_MD_CTX_update_fn(ctx) != NULL);
    EVP_DigestInit_ex(ctx, md, NULL);
    printf("  the digest's %d\n", EVP_MD_CTX_update_fn(ctx) == sum_update);
    EVP_MD_CTX_set_update_fn(ctx, other_update);
    printf("  set %d\n", EVP_MD_CTX_update_fn(ctx) == other_update);
    printf("  update %d\n", EVP_DigestUpdate(ctx, "abc", 3));
    finish(ctx, "final");
    EVP_DigestInit_ex(ctx, NULL, NULL);
    printf("  still %d\n", EVP_MD_CTX_update_fn(ctx) == other_update);
    EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
    EVP_MD_CTX_set_update_fn(ctx, other_update);
    printf("  of the library's %d\n", EVP_DigestUpdate(ctx, "abc", 3));
    finish(ctx, "final");
    EVP_MD_CTX_free(ctx);
}

static void flagged(const EVP_MD *md) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    printf("without init\n");
    EVP_MD_CTX_set_flags(ctx, EVP_MD_CTX_FLAG_NO_INIT);
    printf("  %d", EVP_DigestInit_ex(ctx, md, NULL));
    printf(", data %d, update %d\n", EVP_MD_CTX_get0_md_data(ctx) != NULL, EVP_MD_CTX_update_fn(ctx) != NULL);
    EVP_MD_CTX_free(ctx);
}

static void failing(const EVP_MD *md) {
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *to = EVP_MD_CTX_new();
    printf("functions that fail\n");
    init_says = 0;
    printf("  init %d\n", EVP_DigestInit_ex(ctx, md, NULL));
    last_error();
    printf("  at once %d\n", EVP_Digest("abc", 3, out, NULL, md, NULL));
    last_error();
    init_says = -1;
    printf("  init %d\n", EVP_DigestInit_ex(ctx, md, NULL));
    init_says = 1;
    printf("  init %d\n", EVP_DigestInit_ex(ctx, md, NULL));
    update_says = 0;
    printf("  update %d\n", EVP_DigestUpdate(ctx, "abc", 3));
    last_error();
    update_says = -2;
    printf("  update %d\n", EVP_DigestUpdate(ctx, "abc", 3));
    update_says = 1;
    copy_says = 0;
    printf("  copy %d\n", EVP_MD_CTX_copy_ex(to, ctx));
    last_error();
    copy_says = 1;
    ctrl_says = 0;
    printf("  ctrl %d\n", EVP_MD_CTX_ctrl(ctx, 1, 0, NULL));
    ctrl_says = -2;
    printf("  ctrl %d\n", EVP_MD_CTX_ctrl(ctx, 1, 0, NULL));
    ctrl_says = 7;
    printf("  ctrl %d\n", EVP_MD_CTX_ctrl(ctx, 1, 0, NULL));
    ctrl_says = 1;
    last_error();
    final_says = 0;
    finish(ctx, "final");
    final_says = -1;
    EVP_DigestInit_ex(ctx, NULL, NULL);
    finish(ctx, "final");
    final_says = 1;
    EVP_MD_CTX_free(to);
    EVP_MD_CTX_free(ctx);
}

/* Nothing but what there must be. */
static void bare(void) {
    EVP_MD *md = EVP_MD_meth_new(NID_undef, NID_undef);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new(), *to = EVP_MD_CTX_new();
    EVP_MD_meth_set_result_size(md, 5);
    EVP_MD_meth_set_app_datasize(md, sizeof(struct sum));
    EVP_MD_meth_set_init(md, sum_init);
    EVP_MD_meth_set_update(md, sum_update);
    EVP_MD_meth_set_final(md, sum_final);
    printf("bare\n  %d", EVP_DigestInit_ex(ctx, md, NULL));
    printf(" %d", EVP_DigestUpdate(ctx, "abc", 3));
    printf(" %d\n", EVP_MD_CTX_copy_ex(to, ctx));
    printf("  ctrl %d\n", EVP_MD_CTX_ctrl(ctx, 1, 0, NULL));
    last_error();
    finish(to, "final");
    printf("  xof %d\n", EVP_DigestFinalXOF(ctx, out, 5));
    last_error();
    OSSL_PARAM params[2] = { OSSL_PARAM_END, OSSL_PARAM_END };
    size_t len = 5;
    params[0] = OSSL_PARAM_construct_size_t(OSSL_DIGEST_PARAM_XOFLEN, &len);
    printf("  params %d", EVP_MD_CTX_set_params(ctx, params));
    printf(" %d\n", EVP_MD_get_params(md, params));
    last_error();
    printf("  init with them %d\n", EVP_DigestInit_ex2(ctx, md, params));
    last_error();
    EVP_MD_CTX_free(ctx);
    EVP_MD_CTX_free(to);
    EVP_MD_meth_free(md);
}

static void extendable(void) {
    EVP_MD *md = sum_md(NID_undef, NID_undef, EVP_MD_FLAG_XOF);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    printf("extendable\n");
    EVP_DigestInit_ex(ctx, md, NULL);
    EVP_DigestUpdate(ctx, "abc", 3);
    printf("  %d\n", EVP_DigestFinalXOF(ctx, out, 7));
    last_error();
    hex("  digest", out, 7);
    EVP_DigestInit_ex(ctx, md, NULL);
    ctrl_says = 0;
    printf("  %d\n", EVP_DigestFinalXOF(ctx, out, 7));
    last_error();
    ctrl_says = 1;
    EVP_MD_CTX_free(ctx);
    EVP_MD_meth_free(md);
}

/* --- where digests are used ------------------------------------------------------------------------------------- */

static void macs(const char *what, const EVP_MD *md) {
    static const unsigned char key[100] = { 1, 2, 3 };
    HMAC_CTX *h = HMAC_CTX_new(), *to = HMAC_CTX_new();
    unsigned n = 0;
    printf("HMAC with %s\n", what);
    for (size_t len = 10; len <= 100; len += 90) {
        int ok = HMAC_Init_ex(h, key, (int)len, md, NULL);
        last_error();
        printf("  init %d, size %zu\n", ok, ok ? HMAC_size(h) : 0);
        if (!ok) continue;
        printf("  is it %d\n", HMAC_CTX_get_md(h) == md);
        printf("  update %d\n", HMAC_Update(h, (const unsigned char *)"abc", 3));
        printf("  copy %d\n", HMAC_CTX_copy(to, h));
        printf("  final %d\n", HMAC_Final(h, out, &n));
        hex("  mac", out, n);
        printf("  of the copy %d\n", HMAC_Final(to, out, &n));
        hex("  mac", out, n);
        printf("  again %d", HMAC_Init_ex(h, NULL, 0, NULL, NULL));
        printf(" %d\n", HMAC_Final(h, out, &n));
        hex("  mac", out, n);
    }
    HMAC_CTX_free(h);
    HMAC_CTX_free(to);
    n = 0;
    printf("  at once %d\n", HMAC(md, key, 10, (const unsigned char *)"abc", 3, out, &n) != NULL);
    hex("  mac", out, n);
    last_error();
}

static void derived(const EVP_MD *md) {
    unsigned char iv[16];
    printf("derived\n");
    printf("  %d\n", PKCS5_PBKDF2_HMAC("password", 8, (const unsigned char *)"saltsalt", 8, 10, md, 16, out));
    hex("  PBKDF2", out, 16);
    last_error();
    const unsigned char *salt = (const unsigned char *)"saltsalt", *pw = (const unsigned char *)"pw";
    int n = EVP_BytesToKey(EVP_aes_128_cbc(), md, salt, pw, 2, 2, out, iv);
    printf("  %d\n", n);
    hex("  key", out, 16);
    last_error();
}

static EVP_PKEY *key_of(const char *file) {
    char path[1024];
    const char *dir = getenv("TWIN_DATA");
    snprintf(path, sizeof path, "%s/%s", dir ? dir : "tests/programs/twin/data", file);
    BIO *b = BIO_new_file(path, "r");
    EVP_PKEY *key = b ? PEM_read_bio_PrivateKey(b, NULL, NULL, NULL) : NULL;
    BIO_free(b);
    if (key == NULL) exit(2);
    return key;
}

static void signed_with(const char *what, const EVP_MD *md, EVP_PKEY *key) {
    unsigned char sig[1024];
    unsigned n = 0;
    size_t len = sizeof sig;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    printf("signatures with %s\n", what);
    quiet = 1;
    EVP_SignInit(ctx, md);
    EVP_SignUpdate(ctx, "abc", 3);
    int ok = EVP_SignFinal(ctx, sig, &n, key);
    printf("  %d, %d\n", ok, n > 0);
    last_error();
    if (ok) {
        EVP_VerifyInit(ctx, md);
        EVP_VerifyUpdate(ctx, "abc", 3);
        printf("  verified %d\n", EVP_VerifyFinal(ctx, sig, n, key));
        EVP_VerifyInit(ctx, EVP_sha256());
        EVP_VerifyUpdate(ctx, "abc", 3);
        printf("  as SHA-256's %d\n", EVP_VerifyFinal(ctx, sig, n, key));
        ERR_clear_error();
    }
    EVP_MD_CTX_reset(ctx);
    ok = EVP_DigestSignInit(ctx, NULL, md, NULL, key);
    printf("  init %d\n", ok);
    last_error();
    if (ok) {
        printf("  is it %d\n", EVP_MD_CTX_get0_md(ctx) == md);
        ok = EVP_DigestSign(ctx, sig, &len, (const unsigned char *)"abc", 3);
        printf("  %d\n", ok);
        EVP_MD_CTX_reset(ctx);
        EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, key);
        printf("  as SHA-256's %d\n", EVP_DigestVerify(ctx, sig, len, (const unsigned char *)"abc", 3));
        ERR_clear_error();
    }
    EVP_MD_CTX_free(ctx);
    X509_NAME *name = X509_NAME_new();
    n = 0;
    printf("  a name's %d\n", X509_NAME_digest(name, md, out, &n));
    hex("  digest", out, n);
    last_error();
    X509_NAME_free(name);
    quiet = 0;
}

int main(void) {
    EVP_MD *md = sum_md(NID_undef, NID_undef, 0), *named = sum_md(NID_sha256, NID_sha256WithRSAEncryption, 0);
    EVP_PKEY *rsa = key_of("rsa.pem"), *ec = key_of("ec.pem");
    object();
    digests(md);
    hooked(md);
    flagged(md);
    failing(md);
    bare();
    extendable();
    macs("one of no name", md);
    macs("one that is named SHA-256", named);
    quiet = 1;
    derived(md);
    derived(named);
    quiet = 0;
    signed_with("one of no name, RSA", md, rsa);
    signed_with("one of no name, EC", md, ec);
    signed_with("one that is named SHA-256, RSA", named, rsa);
    signed_with("one that is named SHA-256, EC", named, ec);
    EVP_PKEY_free(rsa);
    EVP_PKEY_free(ec);
    EVP_MD_meth_free(md);
    EVP_MD_meth_free(named);
    return 0;
}
