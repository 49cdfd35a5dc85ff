/* Ciphers of a program's own.                                                             man 3 EVP_CIPHER_meth_new */
#include <openssl/crypto.h>
#include <openssl/objects.h>

#include "compat/crypto/core/raise.h"
#include "compat/crypto/evp/cipher_own.h"

/* Where only the name counts, one that the library knows stands for the library's cipher. */
EVP_CIPHER *EVP_CIPHER_meth_new(int cipher_type, int block_size, int key_len) {
    struct bs_own_cipher *own = OPENSSL_zalloc(sizeof *own);
    if (own == NULL) return NULL;
    const char *name = OBJ_nid2sn(cipher_type);
    const EVP_CIPHER *named = name != NULL ? bs_cipher_by_name(name) : NULL;
    own->cipher = (EVP_CIPHER){ .nid = cipher_type,
                                .type_nid = named != NULL ? named->type_nid : cipher_type,
                                .name = name != NULL ? name : "",
                                .aliases = named != NULL ? named->aliases : ":",
                                .description = OBJ_nid2ln(cipher_type),
                                .kind = BS_CIPHER_OWN,
                                .key_len = key_len,
                                .block_size = block_size };
    return &own->cipher;
}

/* The object is the library's, but what a program made is not constant. */
static struct bs_own_cipher *own_of(EVP_CIPHER *cipher) {
    return cipher != NULL && cipher->kind == BS_CIPHER_OWN ? (struct bs_own_cipher *)(void *)cipher : NULL;
}

EVP_CIPHER *EVP_CIPHER_meth_dup(const EVP_CIPHER *cipher) {
    const struct bs_own_cipher *from = bs_own_cipher_of(cipher);
    if (from == NULL) return NULL; /* as OpenSSL of a fetched one: there is nothing that could be changed */
    struct bs_own_cipher *own = OPENSSL_memdup(from, sizeof *from);
    return own != NULL ? &own->cipher : NULL;
}

void EVP_CIPHER_meth_free(EVP_CIPHER *cipher) { OPENSSL_free(own_of(cipher)); }

/* What was set stays: each of these says 0 the second time, as in OpenSSL. The library's own are constants. */
#define SETTER(name, type, member)                                     \
    int EVP_CIPHER_meth_set_##name(EVP_CIPHER *cipher, type value) {   \
        struct bs_own_cipher *own = own_of(cipher);                    \
        if (own == NULL || own->member) return 0;                      \
        own->member = value;                                           \
        return 1;                                                      \
    }
#define GETTER(name, type, member)                                     \
    type EVP_CIPHER_meth_get_##name(const EVP_CIPHER *cipher) {        \
        const struct bs_own_cipher *own = bs_own_cipher_of(cipher);    \
        return own != NULL ? own->member : NULL;                       \
    }

SETTER(iv_length, int, cipher.iv_len)
SETTER(flags, unsigned long, cipher.flags)
SETTER(impl_ctx_size, int, data_size)
SETTER(init, bs_own_init_fn, init)
SETTER(do_cipher, bs_own_do_fn, do_cipher)
SETTER(cleanup, bs_own_cleanup_fn, cleanup)
SETTER(set_asn1_params, bs_own_asn1_fn, set_asn1)
SETTER(get_asn1_params, bs_own_asn1_fn, get_asn1)
SETTER(ctrl, bs_own_ctrl_fn, ctrl)

GETTER(init, bs_own_init_fn, init)
GETTER(do_cipher, bs_own_do_fn, do_cipher)
GETTER(cleanup, bs_own_cleanup_fn, cleanup)
GETTER(set_asn1_params, bs_own_asn1_fn, set_asn1)
GETTER(get_asn1_params, bs_own_asn1_fn, get_asn1)
GETTER(ctrl, bs_own_ctrl_fn, ctrl)

int EVP_CIPHER_impl_ctx_size(const EVP_CIPHER *cipher) {
    const struct bs_own_cipher *own = bs_own_cipher_of(cipher);
    return own != NULL ? own->data_size : 0;
}
