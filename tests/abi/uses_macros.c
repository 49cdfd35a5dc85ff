/* SPDX-License-Identifier: MIT */
/* Function-like macros, aliases and constants as programs use them. Compiled as C and C++, never linked or run. */
#include <stdio.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/crypto.h>
#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/ec.h>
#include <openssl/engine.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/ocsp.h>
#include <openssl/opensslv.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/ui.h>
#include <openssl/x509v3.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L || defined(LIBRESSL_VERSION_NUMBER) || defined(OPENSSL_IS_BORINGSSL)
#error "not the 3.0 API"
#endif
#if !defined(SSL_CTRL_SET_TLSEXT_HOSTNAME) || !defined(SSL_OP_NO_TLSv1_3) \
    || !defined(TLSEXT_TYPE_application_layer_protocol_negotiation)
#error "feature macros that programs look for are missing"
#endif
#ifdef SSL_R_WRONG_VERSION_NUMBER
static const int wrong_version = SSL_R_WRONG_VERSION_NUMBER;
#endif

static int servername(SSL *ssl, int *alert, void *arg)
{
    (void)arg;
    *alert = SSL_AD_UNRECOGNIZED_NAME;
    return SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) != NULL ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

static int status(SSL *ssl, void *arg)
{
    const unsigned char *resp = NULL;
    (void)arg;
    return SSL_get_tlsext_status_ocsp_resp(ssl, &resp) > 0 && resp != NULL;
}

static void on_message(int write_p, int version, int type, const void *buf, size_t len, SSL *ssl, void *arg)
{
    (void)write_p, (void)version, (void)type, (void)buf, (void)len, (void)ssl, (void)arg;
}

int use_ctx(SSL_CTX *ctx);
int use_ctx(SSL_CTX *ctx)
{
    uint64_t options = SSL_OP_ALL | SSL_OP_NO_SSLv2 | SSL_OP_NO_SSLv3 | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET;
    SSL_CTX_set_options(ctx, options);
    SSL_CTX_set_mode(ctx, SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_cache_size(ctx, 1024);
    SSL_CTX_set_tlsext_servername_callback(ctx, servername);
    SSL_CTX_set_tlsext_servername_arg(ctx, NULL);
    SSL_CTX_set_tlsext_status_cb(ctx, status);
    SSL_CTX_set_msg_callback(ctx, on_message);
    SSL_CTX_set_msg_callback_arg(ctx, stderr);
    (void)SSL_CTX_set_ecdh_auto(ctx, 1);
    SSL_CTX_set_app_data(ctx, NULL);
    if (SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1 || SSL_CTX_get_max_proto_version(ctx) < 0)
        return 0;
    return SSL_CTX_set1_groups_list(ctx, "X25519:P-256") == 1 && SSL_CTX_set1_curves_list(ctx, "P-256") == 1
        && SSL_CTX_set1_sigalgs_list(ctx, "RSA+SHA256") == 1 && SSL_CTX_add_extra_chain_cert(ctx, (X509 *)NULL) == 1
        && SSL_CTX_set0_chain(ctx, NULL) == 1 && SSL_CTX_add1_chain_cert(ctx, NULL) == 1
        && SSL_CTX_sess_hits(ctx) + SSL_CTX_sess_misses(ctx) + SSL_CTX_sess_number(ctx) > 0
        && SSL_CTX_get_app_data(ctx) == NULL;
}

int use_ssl(SSL *ssl);
int use_ssl(SSL *ssl)
{
    EVP_PKEY *key = NULL;
    STACK_OF(X509) *chain = NULL;
    SSL_set_tlsext_host_name(ssl, "example.org");
    SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
    SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_set_app_data(ssl, NULL);
    if (SSL_get_server_tmp_key(ssl, &key) != 1 || SSL_get0_chain_certs(ssl, &chain) != 1)
        return wrong_version;
    EVP_PKEY_free(key);
    return SSL_session_reused(ssl) + SSL_num_renegotiations(ssl) + SSL_want_read(ssl) + SSL_in_init(ssl)
        + SSL_get_secure_renegotiation_support(ssl) + SSL_is_init_finished(ssl)
        + (SSL_get_cipher_name(ssl) == SSL_get_cipher_version(ssl)) + SSL_get_cipher_bits(ssl, NULL)
        + (SSL_get_peer_certificate(ssl) == NULL) + (SSL_get_time(SSL_get_session(ssl)) > 0);
}

int use_bio(BIO *bio);
int use_bio(BIO *bio)
{
    BUF_MEM *mem = NULL;
    char *data = NULL;
    SSL *ssl = NULL;
    long n = BIO_get_mem_data(bio, &data) + BIO_get_mem_ptr(bio, &mem) + BIO_set_close(bio, BIO_NOCLOSE);
    BIO_set_retry_read(bio);
    BIO_clear_retry_flags(bio);
    (void)BIO_reset(bio);
    (void)BIO_set_nbio(bio, 1);
    BIO_set_flags(bio, BIO_FLAGS_BASE64_NO_NL);
    BIO_set_fd(bio, 0, BIO_CLOSE);
    BIO_set_conn_hostname(bio, "example.org:443");
    BIO_get_ssl(bio, &ssl);
    BIO_printf(bio, "%s %d\n", "text", BIO_pending(bio));
    return (int)n + BIO_eof(bio) + BIO_flush(bio) + BIO_should_retry(bio) + BIO_wpending(bio)
        + (int)BIO_do_connect(bio) + (int)BIO_do_handshake(bio) + (int)BIO_get_fd(bio, NULL)
        + BIO_read_filename(bio, "/dev/null") + (int)BIO_set_mem_eof_return(bio, -1);
}

int use_evp(EVP_MD_CTX *md, EVP_CIPHER_CTX *cipher, EVP_PKEY *key, EVP_PKEY_CTX *pctx);
int use_evp(EVP_MD_CTX *md, EVP_CIPHER_CTX *cipher, EVP_PKEY *key, EVP_PKEY_CTX *pctx)
{
    unsigned char buf[EVP_MAX_MD_SIZE + EVP_MAX_BLOCK_LENGTH + EVP_MAX_IV_LENGTH + EVP_MAX_KEY_LENGTH];
    int n = EVP_MD_size(EVP_sha256()) + EVP_MD_CTX_size(md) + EVP_MD_type(EVP_MD_CTX_get0_md(md))
        + EVP_CIPHER_CTX_block_size(cipher) + EVP_CIPHER_CTX_iv_length(cipher) + EVP_CIPHER_mode(EVP_aes_128_gcm());
    n += EVP_PKEY_id(key) == EVP_PKEY_RSA || EVP_PKEY_base_id(key) == EVP_PKEY_EC
        || EVP_PKEY_bits(key) > EVP_PKEY_size(key);
    n += EVP_SignInit(md, EVP_sha256()) + EVP_SignUpdate(md, buf, sizeof buf) + EVP_VerifyInit(md, EVP_sha1());
    n += EVP_DigestSignUpdate(md, buf, 1) + EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, 16, buf);
    n += EVP_PKEY_CTX_set_rsa_padding(pctx, RSA_PKCS1_PSS_PADDING);
    n += EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, RSA_PSS_SALTLEN_DIGEST);
    n += EVP_get_digestbynid(NID_sha256) == EVP_get_digestbyobj(OBJ_nid2obj(NID_sha384));
    EVP_MD_CTX_destroy(EVP_MD_CTX_create());
    OpenSSL_add_all_algorithms();
    return n;
}

int use_x509(X509 *x, X509_STORE *store, X509_STORE_CTX *sctx);
int use_x509(X509 *x, X509_STORE *store, X509_STORE_CTX *sctx)
{
    int n = ASN1_STRING_length(X509_get_notBefore(x)) + ASN1_STRING_length(X509_get_notAfter(x)), i;
    GENERAL_NAMES *names = (GENERAL_NAMES *)X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
    STACK_OF(X509) *untrusted = X509_STORE_CTX_get0_untrusted(sctx);
    for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
        n += name->type == GEN_DNS ? name->d.dNSName->length : name->type == GEN_IPADD ? name->d.ip->data[0] : 0;
    }
    sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
    X509_STORE_CTX_set_app_data(sctx, NULL);
    n += X509_LOOKUP_load_file(X509_STORE_add_lookup(store, X509_LOOKUP_file()), "ca.pem", X509_FILETYPE_PEM);
    n += X509_LOOKUP_add_dir(X509_STORE_add_lookup(store, X509_LOOKUP_hash_dir()), "certs", X509_FILETYPE_PEM);
    n += X509_NAME_hash(X509_get_subject_name(x)) != 0 && X509_extract_key(x) != NULL && X509_get_pubkey(x) != NULL;
    return n + sk_X509_num(untrusted) + (X509_STORE_CTX_get_error(sctx) == X509_V_ERR_CERT_HAS_EXPIRED);
}

int use_others(void);
int use_others(void)
{
    BIGNUM *bn = BN_new();
    char *text = (char *)OPENSSL_malloc(16);
    int n = BN_num_bytes(bn) + BN_mod(bn, bn, bn, NULL) + BN_set_word(bn, RSA_F4);
    unsigned long e = ERR_peek_error();
    BN_zero(bn);
    OPENSSL_free(text);
    OPENSSL_cleanse(&n, sizeof n);
    ERR_raise(ERR_LIB_USER, ERR_R_PASSED_NULL_PARAMETER);
    ERR_raise_data(ERR_LIB_USER, ERR_R_INTERNAL_ERROR, "value %d", n);
    n += ERR_GET_LIB(e) == ERR_LIB_SSL && ERR_GET_REASON(e) == SSL_R_CERTIFICATE_VERIFY_FAILED;
    n += ERR_FATAL_ERROR(e) + (ERR_PACK(ERR_LIB_SYS, 0, 2) != 0);
    n += SSL_library_init() + (SSL_load_error_strings(), 0);
    n += CRYPTO_EX_INDEX_SSL + RAND_bytes((unsigned char *)&n, sizeof n) + UI_INPUT_FLAG_ECHO + (PEM_BUFSIZE == 1024);
    n += SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL) + SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    n += V_OCSP_CERTSTATUS_GOOD + OCSP_RESPONSE_STATUS_SUCCESSFUL + PKCS12_DEFAULT_ITER;
    n += OBJ_create("1.2.3.4", SN_commonName, LN_commonName) + (OPENSSL_VERSION_PREREQ(3, 0) ? 1 : 0);
    BN_free(bn);
    CRYPTO_cleanup_all_ex_data();
    EVP_cleanup();
    return n;
}
