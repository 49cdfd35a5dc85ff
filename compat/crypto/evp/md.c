/* The digests, their names and their numbers. */
#include "compat/crypto/evp/md_local.h"

#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

#include "compat/crypto/core/raise.h"

#define ABSENT EVP_MD_FLAG_DIGALGID_ABSENT

static const EVP_MD mds[] = {
    { NID_md5, NID_md5WithRSAEncryption, "MD5", ":MD5:SSL3-MD5:1.2.840.113549.2.5:", ":RSA-MD5:md5WithRSAEncryption:",
      "md5", BS_HASH_MD5, 16, 64, 0, NULL, NULL },
    { NID_sha1, NID_sha1WithRSAEncryption, "SHA1", ":SHA1:SHA-1:SSL3-SHA1:1.3.14.3.2.26:",
      ":RSA-SHA1:sha1WithRSAEncryption:RSA-SHA1-2:sha1WithRSA:", "sha1", BS_HASH_SHA1, 20, 64, ABSENT, NULL, NULL },
    { NID_sha224, NID_sha224WithRSAEncryption, "SHA224", ":SHA2-224:SHA-224:SHA224:2.16.840.1.101.3.4.2.4:",
      ":RSA-SHA224:sha224WithRSAEncryption:", "sha224", BS_HASH_SHA224, 28, 64, ABSENT, NULL, NULL },
    { NID_sha256, NID_sha256WithRSAEncryption, "SHA256", ":SHA2-256:SHA-256:SHA256:2.16.840.1.101.3.4.2.1:",
      ":RSA-SHA256:sha256WithRSAEncryption:", "sha256", BS_HASH_SHA256, 32, 64, ABSENT, NULL, NULL },
    { NID_sha384, NID_sha384WithRSAEncryption, "SHA384", ":SHA2-384:SHA-384:SHA384:2.16.840.1.101.3.4.2.2:",
      ":RSA-SHA384:sha384WithRSAEncryption:", "sha384", BS_HASH_SHA384, 48, 128, ABSENT, NULL, NULL },
    { NID_sha512, NID_sha512WithRSAEncryption, "SHA512", ":SHA2-512:SHA-512:SHA512:2.16.840.1.101.3.4.2.3:",
      ":RSA-SHA512:sha512WithRSAEncryption:", "sha512", BS_HASH_SHA512, 64, 128, ABSENT, NULL, NULL },
    { NID_sha512_224, NID_sha512_224WithRSAEncryption, "SHA512-224",
      ":SHA2-512/224:SHA-512/224:SHA512-224:2.16.840.1.101.3.4.2.5:", ":RSA-SHA512/224:sha512-224WithRSAEncryption:",
      "sha512-224", BS_HASH_SHA512_224, 28, 128, ABSENT, NULL, NULL },
    { NID_sha512_256, NID_sha512_256WithRSAEncryption, "SHA512-256",
      ":SHA2-512/256:SHA-512/256:SHA512-256:2.16.840.1.101.3.4.2.6:", ":RSA-SHA512/256:sha512-256WithRSAEncryption:",
      "sha512-256", BS_HASH_SHA512_256, 32, 128, ABSENT, NULL, NULL },
    { NID_md5_sha1, NID_md5_sha1, "MD5-SHA1", ":MD5-SHA1:", ":", "md5-sha1", BS_HASH_MD5SHA1, 36, 64, 0, NULL, NULL },
    { NID_ripemd160, NID_ripemd160WithRSA, "RIPEMD160", ":RIPEMD-160:RIPEMD160:RIPEMD:RMD160:1.3.36.3.2.1:",
      ":RSA-RIPEMD160:ripemd160WithRSA:", "ripemd160", BS_HASH_RIPEMD160, 20, 64, 0, NULL, NULL },
    { NID_sha3_224, NID_RSA_SHA3_224, "SHA3-224", ":SHA3-224:2.16.840.1.101.3.4.2.7:",
      ":RSA-SHA3-224:id-rsassa-pkcs1-v1_5-with-sha3-224:", "sha3-224", BS_HASH_SHA3_224, 28, 144, ABSENT,
      NULL, NULL },
    { NID_sha3_256, NID_RSA_SHA3_256, "SHA3-256", ":SHA3-256:2.16.840.1.101.3.4.2.8:",
      ":RSA-SHA3-256:id-rsassa-pkcs1-v1_5-with-sha3-256:", "sha3-256", BS_HASH_SHA3_256, 32, 136, ABSENT,
      NULL, NULL },
    { NID_sha3_384, NID_RSA_SHA3_384, "SHA3-384", ":SHA3-384:2.16.840.1.101.3.4.2.9:",
      ":RSA-SHA3-384:id-rsassa-pkcs1-v1_5-with-sha3-384:", "sha3-384", BS_HASH_SHA3_384, 48, 104, ABSENT,
      NULL, NULL },
    { NID_sha3_512, NID_RSA_SHA3_512, "SHA3-512", ":SHA3-512:2.16.840.1.101.3.4.2.10:",
      ":RSA-SHA3-512:id-rsassa-pkcs1-v1_5-with-sha3-512:", "sha3-512", BS_HASH_SHA3_512, 64, 72, ABSENT,
      NULL, NULL },
    { NID_shake128, NID_undef, "SHAKE128", ":SHAKE-128:SHAKE128:2.16.840.1.101.3.4.2.11:", ":", "shake128",
      BS_HASH_NONE, 16, 168, ABSENT | EVP_MD_FLAG_XOF, &bs_shake128.base, NULL },
    { NID_shake256, NID_undef, "SHAKE256", ":SHAKE-256:SHAKE256:2.16.840.1.101.3.4.2.12:", ":", "shake256",
      BS_HASH_NONE, 32, 136, ABSENT | EVP_MD_FLAG_XOF, &bs_shake256.base, NULL },
    { NID_undef, NID_undef, "KECCAK-KMAC-128", ":KECCAK-KMAC-128:KECCAK-KMAC128:", ":", "undefined",
      BS_HASH_NONE, 32, 168, EVP_MD_FLAG_XOF, &bs_cshake128.base, NULL },
    { NID_undef, NID_undef, "KECCAK-KMAC-256", ":KECCAK-KMAC-256:KECCAK-KMAC256:", ":", "undefined",
      BS_HASH_NONE, 64, 136, EVP_MD_FLAG_XOF, &bs_cshake256.base, NULL },
    { NID_sm3, NID_sm3WithRSAEncryption, "SM3", ":SM3:1.2.156.10197.1.401:", ":RSA-SM3:sm3WithRSAEncryption:", "sm3",
      BS_HASH_NONE, 32, 64, 0, &bs_sm3_vtable, NULL },
    { NID_blake2b512, NID_undef, "BLAKE2b512", ":BLAKE2B-512:BLAKE2b512:1.3.6.1.4.1.1722.12.2.1.16:", ":", "blake2b512",
      BS_HASH_NONE, 64, 128, 0, &bs_blake2b_vtable, NULL },
    { NID_blake2s256, NID_undef, "BLAKE2s256", ":BLAKE2S-256:BLAKE2s256:1.3.6.1.4.1.1722.12.2.2.8:", ":", "blake2s256",
      BS_HASH_NONE, 32, 64, 0, &bs_blake2s_vtable, NULL },
    { NID_md4, NID_md4WithRSAEncryption, "MD4", ":", ":MD4:RSA-MD4:md4WithRSAEncryption:", "md4", BS_HASH_NONE, 16,
      64, 0, NULL, NULL },
    /* the last: the digest of nothing */
    { NID_undef, NID_undef, "UNDEF", ":NULL:", ":", "undefined", BS_HASH_NONE, 0, 0, 0, NULL, NULL },
};
enum { NUM_MDS = sizeof mds / sizeof mds[0] };

const EVP_MD *bs_md_at(size_t i) { return i < NUM_MDS ? &mds[i] : NULL; }

/* What EVP_sha256() gives has one name, and what EVP_MD_fetch() gives the provider's: two objects of one digest. */
static struct {
    pthread_once_t once;
    EVP_MD md[NUM_MDS];
    char name[NUM_MDS][24];
} fetched = { .once = PTHREAD_ONCE_INIT };

static void make_fetched(void) {
    for (size_t i = 0; i < NUM_MDS; i++) {
        fetched.md[i] = mds[i];
        fetched.md[i].pkey_nid = NID_undef; /* no signature's number comes with it */
        if (mds[i].aliases[1] == '\0') continue;
        bs_first_name(mds[i].aliases, fetched.name[i], sizeof fetched.name[i]);
        fetched.md[i].name = fetched.name[i];
    }
}

const EVP_MD *bs_md_fetched(const EVP_MD *md) {
    (void)pthread_once(&fetched.once, make_fetched);
    for (size_t i = 0; i < NUM_MDS; i++) {
        if (md == &mds[i]) return &fetched.md[i];
    }
    return md;
}

const EVP_MD *bs_md_by_nid(int nid) {
    for (size_t i = 0; i < NUM_MDS; i++) {
        if (mds[i].nid == nid) return &mds[i];
    }
    return NULL;
}

const EVP_MD *EVP_md5(void) { return bs_md_by_nid(NID_md5); }
const EVP_MD *EVP_sha1(void) { return bs_md_by_nid(NID_sha1); }
const EVP_MD *EVP_sha224(void) { return bs_md_by_nid(NID_sha224); }
const EVP_MD *EVP_sha256(void) { return bs_md_by_nid(NID_sha256); }
const EVP_MD *EVP_sha384(void) { return bs_md_by_nid(NID_sha384); }
const EVP_MD *EVP_sha512(void) { return bs_md_by_nid(NID_sha512); }
const EVP_MD *EVP_sha512_224(void) { return bs_md_by_nid(NID_sha512_224); }
const EVP_MD *EVP_sha512_256(void) { return bs_md_by_nid(NID_sha512_256); }
const EVP_MD *EVP_md5_sha1(void) { return bs_md_by_nid(NID_md5_sha1); }
const EVP_MD *EVP_ripemd160(void) { return bs_md_by_nid(NID_ripemd160); }
const EVP_MD *EVP_md4(void) { return bs_md_by_nid(NID_md4); }
const EVP_MD *EVP_md_null(void) { return &mds[NUM_MDS - 1]; }
const EVP_MD *EVP_sha3_224(void) { return bs_md_by_nid(NID_sha3_224); }
const EVP_MD *EVP_sha3_256(void) { return bs_md_by_nid(NID_sha3_256); }
const EVP_MD *EVP_sha3_384(void) { return bs_md_by_nid(NID_sha3_384); }
const EVP_MD *EVP_sha3_512(void) { return bs_md_by_nid(NID_sha3_512); }
const EVP_MD *EVP_shake128(void) { return bs_md_by_nid(NID_shake128); }
const EVP_MD *EVP_shake256(void) { return bs_md_by_nid(NID_shake256); }
const EVP_MD *EVP_sm3(void) { return bs_md_by_nid(NID_sm3); }
const EVP_MD *EVP_blake2b512(void) { return bs_md_by_nid(NID_blake2b512); }
const EVP_MD *EVP_blake2s256(void) { return bs_md_by_nid(NID_blake2s256); }

int EVP_MD_get_type(const EVP_MD *md) { return md->nid; }
int EVP_MD_get_pkey_type(const EVP_MD *md) { return md->pkey_nid; }
unsigned long EVP_MD_get_flags(const EVP_MD *md) { return md->flags; }
const char *EVP_MD_get0_name(const EVP_MD *md) { return md != NULL ? md->name : NULL; }
const char *EVP_MD_get0_description(const EVP_MD *md) { return md != NULL ? md->description : NULL; }

int EVP_MD_get_size(const EVP_MD *md) {
    if (md == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
        return -1;
    }
    return md->size;
}

int EVP_MD_get_block_size(const EVP_MD *md) {
    if (md == NULL) {
        BS_RAISE(ERR_LIB_EVP, EVP_R_MESSAGE_DIGEST_IS_NULL);
        return -1;
    }
    return md->block_size;
}

bool bs_name_listed(const char *list, const char *name) {
    size_t n = strlen(name);
    if (n == 0) return false;
    for (const char *p = list; *p != '\0' && p[1] != '\0'; p = strchr(p + 1, ':')) {
        if (strncasecmp(p + 1, name, n) == 0 && p[1 + n] == ':') return true;
    }
    return false;
}

const EVP_MD *bs_md_by_name(const char *name) {
    for (size_t i = 0; i < NUM_MDS; i++) {
        if (bs_name_listed(mds[i].aliases, name)) return &mds[i];
    }
    return NULL;
}

const EVP_MD *EVP_get_digestbyname(const char *name) {
    if (name == NULL) return NULL;
    for (size_t i = 0; i < NUM_MDS; i++) {
        if (mds[i].nid == NID_undef) continue;
        if (bs_name_listed(mds[i].aliases, name) || bs_name_listed(mds[i].pkey_names, name)) return &mds[i];
    }
    return NULL;
}

const EVP_MD *bs_md_by_hash(enum bs_hash h) {
    for (size_t i = 0; i < NUM_MDS; i++) {
        if (mds[i].hash == h && h != BS_HASH_NONE) return &mds[i];
    }
    return NULL;
}

const EVP_MD *bs_md_provided(const EVP_MD *md) {
    return md == NULL || md->own == NULL ? md : bs_md_by_name(md->name);
}

enum bs_hash bs_md_hash(const EVP_MD *md) { return md != NULL ? md->hash : BS_HASH_NONE; }

/* One clause of a query, "name=value", "name", with "?" for a wish or "-" for a negation before it. man 7 property */
static bool clause_ok(const char *p, size_t n) {
    while (n > 0 && (*p == ' ' || *p == '\t')) p++, n--;
    while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\t')) n--;
    static const char *const met[] = { "provider=default", "fips=no", "-fips", "provider!=fips", "fips!=yes", "" };
    if (n > 0 && *p == '?') return true;
    for (size_t i = 0; i < sizeof met / sizeof met[0]; i++) {
        if (strlen(met[i]) == n && strncasecmp(p, met[i], n) == 0) return true;
    }
    return false;
}

bool bs_properties_ok(const char *query) {
    while (query != NULL && *query != '\0') {
        size_t n = strcspn(query, ",");
        if (!clause_ok(query, n)) return false;
        query += n + (query[n] == ',');
    }
    return true;
}

void bs_raise_unsupported(const char *name, int id, const char *properties) {
    BS_RAISE_DATA(ERR_LIB_EVP, ERR_R_UNSUPPORTED, "Global default library context, Algorithm (%s : %d), Properties (%s)",
                  name != NULL ? name : "<null>", id, properties != NULL ? properties : "<null>");
}

EVP_MD *EVP_MD_fetch(OSSL_LIB_CTX *ctx, const char *algorithm, const char *properties) {
    (void)ctx;
    const EVP_MD *md = algorithm != NULL ? bs_md_by_name(algorithm) : NULL;
    if (md == NULL || !bs_properties_ok(properties)) {
        bs_raise_unsupported(algorithm, 0, properties);
        return NULL;
    }
    union {
        const EVP_MD *from;
        EVP_MD *to;
    } constant = { bs_md_fetched(md) }; /* the API counts it; ours never change and are never freed */
    return constant.to;
}

int EVP_MD_up_ref(EVP_MD *md) {
    (void)md;
    return 1;
}

void EVP_MD_free(EVP_MD *md) { (void)md; }

int EVP_MD_is_a(const EVP_MD *md, const char *name) {
    return md != NULL && name != NULL && bs_name_listed(md->aliases, name);
}

void EVP_MD_do_all_provided(OSSL_LIB_CTX *libctx, void (*fn)(EVP_MD *md, void *arg), void *arg) {
    (void)libctx;
    for (size_t i = 0; i < NUM_MDS; i++) {
        union {
            const EVP_MD *from;
            EVP_MD *to;
        } constant = { bs_md_fetched(&mds[i]) };
        if (mds[i].aliases[1] != '\0') fn(constant.to, arg);
    }
}

void bs_first_name(const char *list, char *out, size_t room) {
    size_t n = strcspn(list + 1, ":");
    if (n >= room) n = room - 1;
    memcpy(out, list + 1, n);
    out[n] = '\0';
}

void bs_names_do_all(const char *list, void (*fn)(const char *name, void *data), void *data) {
    for (const char *p = list; p[1] != '\0';) {
        char name[48];
        size_t n = strcspn(p + 1, ":");
        if (n < sizeof name) {
            memcpy(name, p + 1, n);
            name[n] = '\0';
            fn(name, data);
        }
        p += 1 + n;
    }
}

int EVP_MD_names_do_all(const EVP_MD *md, void (*fn)(const char *name, void *data), void *data) {
    if (md->own == NULL) bs_names_do_all(md->aliases, fn, data);
    return 1;
}
