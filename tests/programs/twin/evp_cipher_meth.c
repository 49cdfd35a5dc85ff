/* Ciphers of a program's own: EVP_CIPHER_meth_*, what calls their functions and in which order, with padding, without,
 * and left to the cipher altogether. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void hex(const char *what, const unsigned char *p, size_t n) {
    printf("%s %zu ", what, n);
    for (size_t i = 0; i < n; i++) printf("%02x", p[i]);
    printf("\n");
}

static void last_error(void) {
    unsigned long e = ERR_peek_last_error();
    if (e != 0) printf("  error %d %d\n", ERR_GET_LIB(e), ERR_GET_REASON(e));
    ERR_clear_error();
}

/* Adds the key and the chaining value to each byte: no cipher, but easy to follow. */
struct add { unsigned char key[32]; int len; size_t n; };

static int init_says = 1, does_say = 1, ctrl_says = 1, cleanup_says = 1;

static void say(const char *what, EVP_CIPHER_CTX *ctx) {
    const struct add *a = (const struct add *)EVP_CIPHER_CTX_get_cipher_data(ctx);
    printf("    %s, data %d, %zu so far, num %d\n", what, a != NULL, a != NULL ? a->n : 0, EVP_CIPHER_CTX_get_num(ctx));
}

static int add_init(EVP_CIPHER_CTX *ctx, const unsigned char *key, const unsigned char *iv, int enc) {
    struct add *a = (struct add *)EVP_CIPHER_CTX_get_cipher_data(ctx);
    say("init", ctx);
    printf("    key %d, iv %d, enc %d, length %d\n", key != NULL, iv != NULL, enc, EVP_CIPHER_CTX_get_key_length(ctx));
    a->len = EVP_CIPHER_CTX_get_key_length(ctx);
    if (key != NULL) memcpy(a->key, key, (size_t)a->len);
    a->n = 0;
    return init_says;
}

static int add_do(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in, size_t n) {
    struct add *a = (struct add *)EVP_CIPHER_CTX_get_cipher_data(ctx);
    const unsigned char *iv = EVP_CIPHER_CTX_iv(ctx);
    printf("    do %zu, in %d, encrypting %d\n", n, in != NULL, EVP_CIPHER_CTX_is_encrypting(ctx));
    for (size_t i = 0; i < n && in != NULL; i++, a->n++) {
        unsigned char k = (unsigned char)(a->key[a->n % (size_t)a->len] + iv[a->n % 8]);
        out[i] = (unsigned char)(EVP_CIPHER_CTX_is_encrypting(ctx) ? in[i] + k : in[i] - k);
    }
    return does_say;
}

/* Of a cipher that does all by itself: the number of bytes. */
static int custom_do(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in, size_t n) {
    (void)add_do(ctx, out, in, n);
    if (does_say < 0) return does_say;
    if (in != NULL) return (int)n;
    memcpy(out, "end", 3);
    return 3;
}

static int add_cleanup(EVP_CIPHER_CTX *ctx) {
    say("cleanup", ctx);
    return cleanup_says;
}

static int add_ctrl(EVP_CIPHER_CTX *ctx, int type, int arg, void *ptr) {
    printf("    ctrl %d %d %d, data %d\n", type, arg, ptr != NULL, EVP_CIPHER_CTX_get_cipher_data(ctx) != NULL);
    if (type == EVP_CTRL_GET_IVLEN) *(int *)ptr = 8;
    if (type == EVP_CTRL_RAND_KEY) memset(ptr, 0x42, 16);
    return ctrl_says;
}

static int asn1_says = 1;

static int add_asn1(EVP_CIPHER_CTX *ctx, ASN1_TYPE *type) {
    say("to ASN.1", ctx);
    ASN1_TYPE_set_octetstring(type, (unsigned char *)"mine", 4);
    return asn1_says;
}

static int get_asn1(EVP_CIPHER_CTX *ctx, ASN1_TYPE *type) {
    unsigned char got[16];
    say("from ASN.1", ctx);
    printf("    %d\n", ASN1_TYPE_get_octetstring(type, got, sizeof got));
    return asn1_says;
}

static EVP_CIPHER *add_cipher(int nid, int block, unsigned long flags) {
    EVP_CIPHER *c = EVP_CIPHER_meth_new(nid, block, 16);
    int ok = c != NULL && EVP_CIPHER_meth_set_iv_length(c, 8) && EVP_CIPHER_meth_set_flags(c, flags) &&
             EVP_CIPHER_meth_set_impl_ctx_size(c, sizeof(struct add)) && EVP_CIPHER_meth_set_init(c, add_init) &&
             EVP_CIPHER_meth_set_do_cipher(c, flags & EVP_CIPH_FLAG_CUSTOM_CIPHER ? custom_do : add_do) &&
             EVP_CIPHER_meth_set_cleanup(c, add_cleanup) && EVP_CIPHER_meth_set_ctrl(c, add_ctrl);
    if (!ok) exit(1);
    return c;
}

/* --- the object --------------------------------------------------------------------------------------------------- */

static void count_name(const char *name, void *arg) {
    (void)name;
    ++*(int *)arg;
}

static void describe(const char *what, const EVP_CIPHER *c) {
    int names = 0;
    printf("%s: nid %d, type %d", what, EVP_CIPHER_get_nid(c), EVP_CIPHER_get_type(c));
    printf(", block %d", EVP_CIPHER_get_block_size(c));
    printf(", key %d, iv %d, flags %lx, mode %d, data %d\n", EVP_CIPHER_get_key_length(c), EVP_CIPHER_get_iv_length(c),
           EVP_CIPHER_get_flags(c), EVP_CIPHER_get_mode(c), EVP_CIPHER_impl_ctx_size(c));
    printf("  get: init %d, do %d, cleanup %d", EVP_CIPHER_meth_get_init(c) != NULL,
           EVP_CIPHER_meth_get_do_cipher(c) != NULL, EVP_CIPHER_meth_get_cleanup(c) != NULL);
    printf(", to asn1 %d, from %d, ctrl %d\n", EVP_CIPHER_meth_get_set_asn1_params(c) != NULL,
           EVP_CIPHER_meth_get_get_asn1_params(c) != NULL, EVP_CIPHER_meth_get_ctrl(c) != NULL);
    const char *name = EVP_CIPHER_get0_name(c), *text = EVP_CIPHER_get0_description(c);
    printf("  name %s, %s, aes %d", name ? name : "none", text ? text : "none", EVP_CIPHER_is_a(c, "AES-128-CBC"));
    printf(", names %d", EVP_CIPHER_names_do_all(c, count_name, &names));
    printf(" %d, provider %d", names, EVP_CIPHER_get0_provider(c) != NULL);
    printf(", lists %d %d %d\n", EVP_CIPHER_gettable_params(c) != NULL, EVP_CIPHER_gettable_ctx_params(c) != NULL,
           EVP_CIPHER_settable_ctx_params(c) != NULL);
    last_error();
}

static void object(void) {
    EVP_CIPHER *c = EVP_CIPHER_meth_new(NID_aes_128_cbc, 16, 16), *dup;
    describe("new", c);
    EVP_CIPHER_meth_free(c);
    c = EVP_CIPHER_meth_new(NID_undef, 8, 24);
    printf("set: %d", EVP_CIPHER_meth_set_iv_length(c, 8));
    printf(" %d", EVP_CIPHER_meth_set_flags(c, EVP_CIPH_CBC_MODE));
    printf(" %d", EVP_CIPHER_meth_set_impl_ctx_size(c, 44));
    printf(" %d", EVP_CIPHER_meth_set_init(c, add_init));
    printf(" %d", EVP_CIPHER_meth_set_do_cipher(c, add_do));
    printf(" %d", EVP_CIPHER_meth_set_cleanup(c, add_cleanup));
    printf(" %d", EVP_CIPHER_meth_set_set_asn1_params(c, add_asn1));
    printf(" %d", EVP_CIPHER_meth_set_get_asn1_params(c, get_asn1));
    printf(" %d\n", EVP_CIPHER_meth_set_ctrl(c, add_ctrl));
    printf("again: %d", EVP_CIPHER_meth_set_iv_length(c, 16));
    printf(" %d", EVP_CIPHER_meth_set_flags(c, 1));
    printf(" %d", EVP_CIPHER_meth_set_impl_ctx_size(c, 1));
    printf(" %d", EVP_CIPHER_meth_set_init(c, NULL));
    printf(" %d", EVP_CIPHER_meth_set_do_cipher(c, custom_do));
    printf(" %d", EVP_CIPHER_meth_set_cleanup(c, NULL));
    printf(" %d", EVP_CIPHER_meth_set_set_asn1_params(c, get_asn1));
    printf(" %d", EVP_CIPHER_meth_set_get_asn1_params(c, NULL));
    printf(" %d\n", EVP_CIPHER_meth_set_ctrl(c, NULL));
    describe("set", c);
    printf("  asn1 %d %d\n", EVP_CIPHER_meth_get_set_asn1_params(c) == add_asn1,
           EVP_CIPHER_meth_get_get_asn1_params(c) == get_asn1);
    dup = EVP_CIPHER_meth_dup(c);
    describe("a copy", dup);
    printf("counted: %d\n", EVP_CIPHER_up_ref(dup));
    EVP_CIPHER_free(dup); /* not for these */
    EVP_CIPHER_free(dup);
    EVP_CIPHER_meth_free(dup);
    EVP_CIPHER_meth_free(c);
    EVP_CIPHER_meth_free(NULL);
    EVP_CIPHER *fetched = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL);
    dup = EVP_CIPHER_meth_dup(fetched);
    printf("of a fetched one: %d, init %d, ctrl %d, data %d\n", dup != NULL, EVP_CIPHER_meth_get_init(fetched) != NULL,
           EVP_CIPHER_meth_get_ctrl(fetched) != NULL, EVP_CIPHER_impl_ctx_size(fetched));
    EVP_CIPHER_meth_free(fetched); /* nothing is done */
    EVP_CIPHER_free(fetched);
}

/* --- contexts ----------------------------------------------------------------------------------------------------- */

static const unsigned char key[32] = "0123456789abcdefghijklmnopqrstu", iv[16] = "ABCDEFGHIJKLMNO";
static const unsigned char text[] = "the quick brown fox jumps over the lazy dog, and over and over again";

/* The text in pieces of `step` bytes; what came out, and how much. */
static size_t through(EVP_CIPHER_CTX *ctx, const unsigned char *in, size_t len, size_t step, unsigned char *out) {
    size_t n = 0;
    int got = 0, ok = 1;
    for (size_t i = 0; i < len && ok > 0; i += step) {
        ok = EVP_CipherUpdate(ctx, out + n, &got, in + i, (int)(len - i < step ? len - i : step));
        printf("  update %d %d\n", ok, got);
        n += (size_t)got;
    }
    ok = EVP_CipherFinal_ex(ctx, out + n, &got);
    printf("  final %d %d\n", ok, got);
    last_error();
    return n + (size_t)(got > 0 ? got : 0);
}

static void both_ways(const char *what, const EVP_CIPHER *c, size_t len, size_t step, int padding) {
    unsigned char out[256] = { 0 }, back[256] = { 0 };
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    printf("%s: %zu bytes by %zu, padding %d\n", what, len, step, padding);
    int ok = EVP_CipherInit_ex(ctx, c, NULL, key, iv, 1);
    printf("  init %d\n", ok);
    last_error();
    if (ok <= 0) {
        EVP_CIPHER_CTX_free(ctx);
        return;
    }
    EVP_CIPHER_CTX_set_padding(ctx, padding);
    size_t n = through(ctx, text, len, step, out);
    hex("  out", out, n);
    printf("  init %d\n", EVP_CipherInit_ex(ctx, NULL, NULL, key, NULL, 0));
    size_t m = through(ctx, out, n, step, back);
    hex("  back", back, m);
    printf("  free\n");
    EVP_CIPHER_CTX_free(ctx);
}

static void asked(const EVP_CIPHER *c) {
    unsigned char got[32] = { 0 };
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new(), *to = EVP_CIPHER_CTX_new();
    int n = 0;
    printf("asked\n  init %d\n", EVP_EncryptInit_ex(ctx, c, NULL, NULL, NULL));
    printf("  key length %d", EVP_CIPHER_CTX_get_key_length(ctx));
    printf(", iv %d, block %d", EVP_CIPHER_CTX_get_iv_length(ctx), EVP_CIPHER_CTX_get_block_size(ctx));
    printf(", nid %d, tag %d\n", EVP_CIPHER_CTX_get_nid(ctx), EVP_CIPHER_CTX_get_tag_length(ctx));
    last_error();
    printf("  set 16: %d\n", EVP_CIPHER_CTX_set_key_length(ctx, 16));
    printf("  set 24: %d\n", EVP_CIPHER_CTX_set_key_length(ctx, 24));
    last_error();
    printf("  set 0: %d\n", EVP_CIPHER_CTX_set_key_length(ctx, 0));
    last_error();
    printf("  length %d\n", EVP_CIPHER_CTX_get_key_length(ctx));
    printf("  random %d\n", EVP_CIPHER_CTX_rand_key(ctx, got));
    if (EVP_CIPHER_get_flags(c) & EVP_CIPH_RAND_KEY) hex("  key", got, 16);
    printf("  ctrl %d\n", EVP_CIPHER_CTX_ctrl(ctx, 99, 3, got));
    ctrl_says = -1;
    printf("  ctrl %d\n", EVP_CIPHER_CTX_ctrl(ctx, 99, 3, NULL));
    last_error();
    ctrl_says = 0;
    printf("  ctrl %d\n", EVP_CIPHER_CTX_ctrl(ctx, 99, 3, NULL));
    last_error();
    ctrl_says = 1;
    EVP_CIPHER_CTX_set_num(ctx, 5);
    printf("  num %d\n", EVP_CIPHER_CTX_get_num(ctx));
    printf("  key and iv %d\n", EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv));
    printf("  update %d", EVP_EncryptUpdate(ctx, got, &n, text, 3));
    printf(" %d\n", n);
    hex("  waiting", EVP_CIPHER_CTX_buf_noconst(ctx), (size_t)(3 - n));
    printf("  copy %d\n", EVP_CIPHER_CTX_copy(to, ctx));
    last_error();
    printf("  data %d\n", EVP_CIPHER_CTX_get_cipher_data(to) != EVP_CIPHER_CTX_get_cipher_data(ctx));
    ctrl_says = 0;
    printf("  copy %d\n", EVP_CIPHER_CTX_copy(to, ctx));
    last_error();
    ctrl_says = 1;
    printf("  wrong way %d\n", EVP_DecryptUpdate(ctx, got, &n, text, 3));
    last_error();
    printf("  at once %d\n", EVP_Cipher(ctx, got, text, 16));
    hex("  out", got, 16);
    printf("  iv %d %d\n", memcmp(EVP_CIPHER_CTX_iv(ctx), iv, 8) == 0,
           memcmp(EVP_CIPHER_CTX_original_iv(ctx), iv, 8) == 0);
    void *own = malloc(10), *was = EVP_CIPHER_CTX_get_cipher_data(ctx);
    printf("  put %d\n", EVP_CIPHER_CTX_set_cipher_data(ctx, own) == was);
    printf("  back %d\n", EVP_CIPHER_CTX_set_cipher_data(ctx, was) == own);
    free(own);
    printf("  another %d\n", EVP_EncryptInit_ex(ctx, EVP_aes_128_cbc(), NULL, key, iv));
    printf("  data %d, key %d\n", EVP_CIPHER_CTX_get_cipher_data(ctx) != NULL, EVP_CIPHER_CTX_get_key_length(ctx));
    printf("  back %d\n", EVP_DecryptInit_ex(ctx, c, NULL, key, iv));
    printf("  the same %d\n", EVP_DecryptInit_ex(ctx, c, NULL, key, iv));
    printf("  reset %d\n", EVP_CIPHER_CTX_reset(ctx));
    printf("  init %d\n", EVP_EncryptInit(ctx, c, key, iv));
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_CTX_free(to);
}

static void parameters(const EVP_CIPHER *c) {
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    EVP_EncryptInit_ex(ctx, c, NULL, key, iv);
    ERR_clear_error();
    for (asn1_says = 1; asn1_says >= -3; asn1_says--) {
        ASN1_TYPE *type = ASN1_TYPE_new();
        unsigned char got[32] = { 0 };
        printf("parameters, %d\n  to %d", asn1_says, EVP_CIPHER_param_to_asn1(ctx, type));
        printf(", type %d\n", ASN1_TYPE_get(type));
        last_error();
        if (ASN1_TYPE_get(type) == V_ASN1_OCTET_STRING) {
            int n = ASN1_TYPE_get_octetstring(type, got, sizeof got);
            hex("  iv", got, n > 0 ? (size_t)n : 0);
        } else {
            ASN1_TYPE_set_octetstring(type, (unsigned char *)"abcdefgh", 8);
        }
        printf("  from %d\n", EVP_CIPHER_asn1_to_param(ctx, type));
        last_error();
        ASN1_TYPE_free(type);
        if (EVP_CIPHER_meth_get_set_asn1_params(c) == NULL) break; /* nothing depends on what it says */
    }
    asn1_says = 1;
    EVP_CIPHER_CTX_free(ctx);
}

static void failing(const EVP_CIPHER *c) {
    unsigned char got[64];
    int n = 7;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    printf("functions that fail\n");
    init_says = 0;
    printf("  init %d\n", EVP_EncryptInit_ex(ctx, c, NULL, key, iv));
    last_error();
    init_says = 1;
    printf("  init %d\n", EVP_EncryptInit_ex(ctx, c, NULL, key, iv));
    does_say = 0;
    printf("  update %d", EVP_EncryptUpdate(ctx, got, &n, text, 16));
    printf(" %d\n", n);
    last_error();
    n = 7;
    printf("  update %d", EVP_EncryptUpdate(ctx, got, &n, text, 20));
    printf(" %d\n", n);
    does_say = 1;
    printf("  update %d", EVP_EncryptUpdate(ctx, got, &n, text, 5));
    printf(" %d\n", n);
    does_say = 0;
    printf("  final %d", EVP_EncryptFinal_ex(ctx, got, &n));
    printf(" %d\n", n);
    last_error();
    does_say = -1;
    printf("  update %d", EVP_EncryptUpdate(ctx, got, &n, text, 16));
    printf(" %d\n", n);
    last_error();
    printf("  update %d\n", EVP_EncryptUpdate(ctx, got, &n, text, -1));
    last_error();
    does_say = 1;
    printf("  wrong padding %d\n", EVP_DecryptInit_ex(ctx, NULL, NULL, key, iv));
    printf("  update %d", EVP_DecryptUpdate(ctx, got, &n, text, 32));
    printf(" %d\n", n);
    printf("  final %d", EVP_DecryptFinal_ex(ctx, got, &n));
    printf(" %d\n", n);
    last_error();
    printf("  half a block %d\n", EVP_DecryptInit_ex(ctx, NULL, NULL, key, iv));
    printf("  update %d", EVP_DecryptUpdate(ctx, got, &n, text, 20));
    printf(" %d\n", n);
    printf("  final %d\n", EVP_DecryptFinal_ex(ctx, got, &n));
    last_error();
    cleanup_says = 0;
    printf("  reset %d\n", EVP_CIPHER_CTX_reset(ctx));
    last_error();
    cleanup_says = 1;
    EVP_CIPHER_CTX_free(ctx);
}

static void bare(void) {
    unsigned char got[64];
    int n = 0;
    EVP_CIPHER *c = EVP_CIPHER_meth_new(NID_undef, 1, 16);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    EVP_CIPHER_meth_set_impl_ctx_size(c, sizeof(struct add));
    EVP_CIPHER_meth_set_init(c, add_init);
    EVP_CIPHER_meth_set_do_cipher(c, add_do);
    printf("bare\n  init %d\n", EVP_EncryptInit_ex(ctx, c, NULL, key, NULL));
    printf("  update %d", EVP_EncryptUpdate(ctx, got, &n, text, 5));
    printf(" %d\n", n);
    printf("  ctrl %d\n", EVP_CIPHER_CTX_ctrl(ctx, 1, 0, NULL));
    last_error();
    printf("  random %d\n", EVP_CIPHER_CTX_rand_key(ctx, got));
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_meth_free(c);
}

static const struct { const char *what; int block; unsigned long flags; } kinds[] = {
    { "ECB", 16, EVP_CIPH_ECB_MODE },
    { "CBC", 16, EVP_CIPH_CBC_MODE },
    { "CBC of 8", 8, EVP_CIPH_CBC_MODE | EVP_CIPH_VARIABLE_LENGTH },
    { "CFB", 1, EVP_CIPH_CFB_MODE },
    { "OFB", 1, EVP_CIPH_OFB_MODE },
    { "CTR", 1, EVP_CIPH_CTR_MODE },
    { "a stream", 1, EVP_CIPH_STREAM_CIPHER | EVP_CIPH_VARIABLE_LENGTH | EVP_CIPH_RAND_KEY },
    { "its own IV", 16, EVP_CIPH_CBC_MODE | EVP_CIPH_CUSTOM_IV | EVP_CIPH_ALWAYS_CALL_INIT | EVP_CIPH_CTRL_INIT },
    { "all its own", 1, EVP_CIPH_FLAG_CUSTOM_CIPHER | EVP_CIPH_CUSTOM_KEY_LENGTH | EVP_CIPH_CUSTOM_COPY },
    { "an AEAD", 1, EVP_CIPH_GCM_MODE | EVP_CIPH_CUSTOM_IV | EVP_CIPH_FLAG_CUSTOM_CIPHER | EVP_CIPH_FLAG_AEAD_CIPHER |
      EVP_CIPH_CUSTOM_IV_LENGTH | EVP_CIPH_CUSTOM_COPY },
    { "ASN.1 of its own", 8, EVP_CIPH_CBC_MODE | EVP_CIPH_FLAG_CUSTOM_ASN1 },
    { "GCM without an IV", 1, EVP_CIPH_GCM_MODE },
    { "a wrap", 8, EVP_CIPH_WRAP_MODE | EVP_CIPH_CUSTOM_IV },
};

int main(void) {
    object();
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        EVP_CIPHER *c = add_cipher(i == 1 ? NID_aes_128_cbc : NID_undef, kinds[i].block, kinds[i].flags);
        describe(kinds[i].what, c);
        both_ways(kinds[i].what, c, 32, 32, 1);
        both_ways(kinds[i].what, c, 37, 16, 1);
        both_ways(kinds[i].what, c, 37, 5, 1);
        both_ways(kinds[i].what, c, 32, 20, 0);
        both_ways(kinds[i].what, c, 35, 7, 0);
        if (strncmp(kinds[i].what, "GCM", 3) != 0 && strncmp(kinds[i].what, "a wrap", 6) != 0) asked(c);
        if (i < 2) failing(c);
        parameters(c);
        if (i % 3 == 0) EVP_CIPHER_meth_set_set_asn1_params(c, add_asn1);
        if (i % 3 == 0) EVP_CIPHER_meth_set_get_asn1_params(c, get_asn1);
        if (i % 3 == 0) parameters(c);
        EVP_CIPHER_meth_free(c);
    }
    bare();
    return 0;
}
