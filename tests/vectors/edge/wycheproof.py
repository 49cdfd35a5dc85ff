"""Project Wycheproof's vectors as BoringSSL carries them: lines of text. Families as in published.py.

Each vector is "valid", "invalid" or "acceptable": true, false, or whatever the system's library says. A mark, STRICT,
stands behind those that ours may refuse: keys that are BER, or have a curve by numbers (docs/differences.md).
"""

import ctypes

from libcrypto import Number
from records import unhex

PKCS1, OAEP, PSS = 1, 4, 6  # RSA_PKCS1_PADDING and its like
STRICT = " (strict)"
DIGESTS = {f"SHA-{n}": f"SHA{n}" for n in (1, 224, 256, 384, 512)}
CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def vectors(path):
    """A dict a vector: its own lines, and those in brackets that stand above it."""
    head, block, in_head = {}, {}, False
    with open(path, encoding="ascii") as f:
        lines = [line.strip() for line in f] + [""]
    for line in lines:
        if line.startswith("# tcId"):
            block["id"] = line.partition("=")[2].strip()
        elif line.startswith("["):
            head = head if in_head else {}
            in_head = True
            key, _, value = line.strip("[]").partition("=")
            head[key.strip()] = value.strip()
        elif "=" in line and not line.startswith("#"):
            in_head = False
            key, _, value = line.partition("=")
            block[key.strip()] = value.strip()
        elif line == "" and "result" in block:
            yield {**head, **block}
            block = {}


def expected(v):
    if len(v.get("iv", "")) > 256:
        return None  # more than 128 bytes, which is OpenSSL's limit
    return {"valid": True, "invalid": False}.get(v["result"])


def family(outcome, applies=lambda v: True):
    """From a function that says whether the library finds a vector good."""

    def run(lib, path):
        for v in filter(applies, vectors(path)):
            strict = {"InvalidAsn", "UnnamedCurve"} & set(v.get("flags", "").split(","))
            yield v["id"] + (STRICT if strict else ""), bool(outcome(lib, v)), None if strict else expected(v)
            lib.ERR_clear_error()

    return run


def aead(name):
    def outcome(lib, v):
        key, iv, aad, message, sealed, tag = (unhex(v[k]) for k in ("key", "iv", "aad", "msg", "ct", "tag"))
        opened = lib.aead(name.format(len(key) * 8), key, iv, aad, sealed, tag, 0)
        if opened is None or opened[0] != message:
            return False
        return lib.aead(name.format(len(key) * 8), key, iv, aad, message, len(tag), 1) == (sealed, tag)

    return family(outcome)


@family
def cbc(lib, v):
    key = unhex(v["key"])
    return lib.cipher(f"AES-{len(key) * 8}-CBC", key, unhex(v["iv"]), unhex(v["ct"]), 0, padded=True) == unhex(v["msg"])


def wrap(name):
    def outcome(lib, v):
        key, sealed, message = (unhex(v[k]) for k in ("key", "ct", "msg"))
        try:
            return lib.cipher(name.format(len(key) * 8), key, None, sealed, 0) == message
        except LookupError:
            return False

    return family(outcome, lambda v: v["ct"] or v["msg"])  # EVP makes nothing of nothing


def mac(name, **settings):
    def outcome(lib, v):
        key, tag = unhex(v["key"]), unhex(v["tag"])
        chosen = {k: s.format(len(key) * 8) for k, s in settings.items()}
        try:
            got = lib.mac(name, key, unhex(v["msg"]), **chosen)
        except LookupError:
            return False
        return got is not None and got[: len(tag)] == tag

    return family(outcome)


def hkdf(md):
    def outcome(lib, v):
        given = {k: unhex(v[n]) for k, n in (("key", "ikm"), ("salt", "salt"), ("info", "info"))}
        return lib.kdf("HKDF", int(v["size"]), digest=md, **given) == unhex(v["okm"])

    return family(outcome)


def read(d2i, der):
    text = ctypes.create_string_buffer(der)
    at = ctypes.c_void_p(ctypes.addressof(text))
    return d2i(None, at, len(der))


def with_public(check):
    """Of vectors with the DER of a public key."""

    def outcome(lib, v):
        key = read(lib.d2i_PUBKEY, unhex(v["keyDer"]))
        good = bool(key) and check(lib, key, v)
        lib.EVP_PKEY_free(key)
        return good

    return family(outcome)


def md_of(v):
    return DIGESTS[v["sha"]]


ecdsa = with_public(lambda lib, key, v: lib.verify(key, md_of(v), unhex(v["msg"]), unhex(v["sig"])))
eddsa = with_public(lambda lib, key, v: lib.verify(key, None, unhex(v["msg"]), unhex(v["sig"])))
pkcs1 = with_public(lambda lib, key, v: lib.verify(key, md_of(v), unhex(v["msg"]), unhex(v["sig"]), PKCS1))
pss = with_public(
    lambda lib, key, v: lib.verify(key, md_of(v), unhex(v["msg"]), unhex(v["sig"]), PSS, int(v["sLen"]), DIGESTS[v["mgfSha"]])
)


def with_private(check, applies=lambda v: True):
    """Of vectors with the DER of a private key."""

    def outcome(lib, v):
        key = read(lib.d2i_AutoPrivateKey, unhex(v["privateKeyPkcs8"]))
        good = bool(key) and check(lib, key, v)
        lib.EVP_PKEY_free(key)
        return good

    return family(outcome, applies)


def opens_oaep(lib, key, v):
    got = lib.crypt(key, False, OAEP, unhex(v["ct"]), md_of(v), DIGESTS[v["mgfSha"]], unhex(v["label"]))
    return got == unhex(v["msg"])


oaep = with_private(opens_oaep)
oaep_misc = with_private(opens_oaep, lambda v: int(v["keysize"]) <= 2048)  # longer ones take long, and differ in nothing
signs = with_private(lambda lib, key, v: lib.sign(key, md_of(v), unhex(v["msg"])) == unhex(v["sig"]))
# of what is not padded right comes an error, or bytes that say nothing
decrypts = with_private(lambda lib, key, v: lib.crypt(key, False, PKCS1, unhex(v["ct"])) == unhex(v["msg"]))


def agree(lib, key, peer, v):
    got = lib.derive(key, peer) if key and peer else None
    lib.EVP_PKEY_free(key)
    lib.EVP_PKEY_free(peer)
    return got is not None and got == unhex(v["shared"])


@family
def ecdh(lib, v):
    number = unhex(v["private"])
    key = lib.key("EC", True, [("group", CURVES[v["curve"]]), ("priv", Number(number))])
    return agree(lib, key, read(lib.d2i_PUBKEY, unhex(v["public"])), v)


@family
def x25519(lib, v):
    return agree(lib, lib.raw("X25519", unhex(v["private"]), True), lib.raw("X25519", unhex(v["public"]), False), v)


@family
def prime(lib, v):
    data = unhex(v["value"])
    n = lib.BN_bin2bn(data, len(data), None)
    is_prime = lib.BN_check_prime(n, None, None) == 1
    lib.BN_free(n)
    return is_prime and data[0] < 0x80  # a negative number is none


# file, family, how many verdicts; files without a row are of algorithms that are not built
FILES = [
    ("aes_cbc_pkcs5", cbc, 183),
    ("aes_cmac", mac("CMAC", cipher="AES-{}-CBC"), 308),
    ("aes_gcm", aead("AES-{}-GCM"), 256),
    ("chacha20_poly1305", aead("ChaCha20-Poly1305"), 300),
    ("ecdh_secp256r1", ecdh, 460),
    ("ecdh_secp384r1", ecdh, 427),
    ("ecdh_secp521r1", ecdh, 480),
    ("ecdsa_secp256r1_sha256", ecdsa, 387),
    ("ecdsa_secp256r1_sha512", ecdsa, 457),
    ("ecdsa_secp384r1_sha384", ecdsa, 408),
    ("ecdsa_secp384r1_sha512", ecdsa, 446),
    ("ecdsa_secp521r1_sha512", ecdsa, 447),
    ("eddsa", eddsa, 145),
    ("hkdf_sha1", hkdf("SHA1"), 106),
    ("hkdf_sha256", hkdf("SHA256"), 105),
    ("hkdf_sha384", hkdf("SHA384"), 102),
    ("hkdf_sha512", hkdf("SHA512"), 102),
    ("hmac_sha1", mac("HMAC", digest="SHA1"), 170),
    ("hmac_sha224", mac("HMAC", digest="SHA224"), 172),
    ("hmac_sha256", mac("HMAC", digest="SHA256"), 174),
    ("hmac_sha384", mac("HMAC", digest="SHA384"), 174),
    ("hmac_sha512", mac("HMAC", digest="SHA512"), 174),
    ("kw", wrap("AES-{}-WRAP"), 159),
    ("kwp", wrap("AES-{}-WRAP-PAD"), 254),
    ("primality", prime, 280),
    ("rsa_oaep_2048_sha1_mgf1sha1", oaep, 34),
    ("rsa_oaep_2048_sha224_mgf1sha1", oaep, 29),
    ("rsa_oaep_2048_sha224_mgf1sha224", oaep, 33),
    ("rsa_oaep_2048_sha256_mgf1sha1", oaep, 29),
    ("rsa_oaep_2048_sha256_mgf1sha256", oaep, 35),
    ("rsa_oaep_2048_sha384_mgf1sha1", oaep, 29),
    ("rsa_oaep_2048_sha384_mgf1sha384", oaep, 32),
    ("rsa_oaep_2048_sha512_mgf1sha1", oaep, 29),
    ("rsa_oaep_2048_sha512_mgf1sha512", oaep, 31),
    ("rsa_oaep_3072_sha256_mgf1sha1", oaep, 30),
    ("rsa_oaep_3072_sha256_mgf1sha256", oaep, 35),
    ("rsa_oaep_3072_sha512_mgf1sha1", oaep, 29),
    ("rsa_oaep_3072_sha512_mgf1sha512", oaep, 31),
    ("rsa_oaep_4096_sha256_mgf1sha1", oaep, 30),
    ("rsa_oaep_4096_sha256_mgf1sha256", oaep, 35),
    ("rsa_oaep_4096_sha512_mgf1sha1", oaep, 29),
    ("rsa_oaep_4096_sha512_mgf1sha512", oaep, 34),
    ("rsa_oaep_misc", oaep_misc, 515),
    ("rsa_pkcs1_2048", decrypts, 65),
    ("rsa_pkcs1_3072", decrypts, 65),
    ("rsa_pkcs1_4096", decrypts, 65),
    ("rsa_pss_2048_sha1_mgf1_20", pss, 82),
    ("rsa_pss_2048_sha256_mgf1_0", pss, 100),
    ("rsa_pss_2048_sha256_mgf1_32", pss, 103),
    ("rsa_pss_3072_sha256_mgf1_32", pss, 103),
    ("rsa_pss_4096_sha256_mgf1_32", pss, 103),
    ("rsa_pss_4096_sha512_mgf1_32", pss, 171),
    ("rsa_pss_misc", pss, 150),
    ("rsa_sig_gen_misc", signs, 158),
    ("rsa_signature", pkcs1, 377),
    ("rsa_signature_2048_sha224", pkcs1, 241),
    ("rsa_signature_2048_sha256", pkcs1, 240),
    ("rsa_signature_2048_sha384", pkcs1, 252),
    ("rsa_signature_2048_sha512", pkcs1, 240),
    ("rsa_signature_3072_sha256", pkcs1, 239),
    ("rsa_signature_3072_sha384", pkcs1, 239),
    ("rsa_signature_3072_sha512", pkcs1, 240),
    ("rsa_signature_4096_sha384", pkcs1, 239),
    ("rsa_signature_4096_sha512", pkcs1, 239),
    ("x25519", x25519, 518),
]


def rows():
    return [(f"Wycheproof {name}", family, f"wycheproof_testvectors/{name}_test.txt", n) for name, family, n in FILES]
