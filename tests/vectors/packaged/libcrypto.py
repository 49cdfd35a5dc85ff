"""The public API of a libcrypto.so.3 as the vectors need it. Nothing here knows whose library it is."""

import ctypes
from ctypes import c_char_p, c_int, c_size_t, c_void_p

C = {"i": c_int, "p": c_void_p, "b": c_char_p, "z": c_size_t, "o": ctypes.POINTER(c_int), "l": ctypes.POINTER(c_size_t), "v": None}

FUNCTIONS = """
EVP_CIPHER_fetch p:pbb EVP_CIPHER_CTX_new p: EVP_CIPHER_CTX_free v:p EVP_CipherInit_ex i:pppbbi EVP_CipherUpdate i:ppobi
EVP_CipherFinal_ex i:ppo EVP_CIPHER_CTX_ctrl i:piip EVP_CIPHER_CTX_set_padding i:pi EVP_CIPHER_CTX_set_flags v:pi
EVP_MD_fetch p:pbb EVP_MD_CTX_new p: EVP_MD_CTX_free v:p EVP_DigestInit_ex i:ppp EVP_DigestUpdate i:pbz EVP_DigestFinal_ex i:ppo
EVP_DigestFinalXOF i:ppz EVP_Digest i:bzpopp
EVP_MAC_fetch p:pbb EVP_MAC_CTX_new p:p EVP_MAC_CTX_free v:p EVP_MAC_init i:pbzp EVP_MAC_update i:pbz EVP_MAC_final i:pplz
EVP_KDF_fetch p:pbb EVP_KDF_CTX_new p:p EVP_KDF_CTX_free v:p EVP_KDF_derive i:ppzp
OSSL_PARAM_BLD_new p: OSSL_PARAM_BLD_free v:p OSSL_PARAM_BLD_to_param p:p OSSL_PARAM_free v:p OSSL_PARAM_BLD_push_BN i:pbp
OSSL_PARAM_BLD_push_utf8_string i:pbbz OSSL_PARAM_BLD_push_octet_string i:pbbz OSSL_PARAM_BLD_push_uint64 i:pbQ
OSSL_PARAM_BLD_push_int i:pbi
BN_bin2bn p:bip BN_free v:p ERR_clear_error v:
EVP_PKEY_CTX_new p:pp EVP_PKEY_CTX_new_from_name p:pbb EVP_PKEY_CTX_free v:p EVP_PKEY_free v:p
EVP_PKEY_fromdata_init i:p EVP_PKEY_fromdata i:pPip EVP_PKEY_public_check i:p EVP_PKEY_pairwise_check i:p
EVP_PKEY_new_raw_private_key_ex p:pbbbz EVP_PKEY_new_raw_public_key_ex p:pbbbz EVP_PKEY_get_raw_public_key i:ppl
EVP_PKEY_derive_init i:p EVP_PKEY_derive_set_peer i:pp EVP_PKEY_derive i:ppl
EVP_PKEY_encrypt_init i:p EVP_PKEY_decrypt_init i:p EVP_PKEY_encrypt i:pplbz EVP_PKEY_decrypt i:pplbz
EVP_PKEY_CTX_set_rsa_padding i:pi EVP_PKEY_CTX_set_rsa_oaep_md i:pp EVP_PKEY_CTX_set_rsa_mgf1_md i:pp
EVP_PKEY_CTX_set_rsa_pss_saltlen i:pi EVP_PKEY_CTX_set0_rsa_oaep_label i:ppi CRYPTO_memdup p:bzbi
EVP_DigestSignInit i:pPppp EVP_DigestSign i:pplbz EVP_DigestVerifyInit i:pPppp EVP_DigestVerify i:pbzbz
d2i_AutoPrivateKey p:pPz d2i_PUBKEY p:pPz BN_check_prime i:ppp
"""


class Libcrypto:
    def __init__(self, path):
        dll = ctypes.CDLL(path)
        words = FUNCTIONS.split()
        for name, kind in zip(words[::2], words[1::2]):
            f = getattr(dll, name)
            result, _, args = kind.partition(":")
            f.restype = C[result]
            types = {**C, "Q": ctypes.c_uint64, "P": ctypes.POINTER(c_void_p)}
            f.argtypes = [types[a] for a in args]
            setattr(self, name, f)
        self.fetched, self.names = {}, {}

    def fetch(self, kind, name):
        if (kind, name) not in self.fetched:
            handle = getattr(self, f"EVP_{kind}_fetch")(None, name.encode(), None)
            self.ERR_clear_error()
            if not handle:
                raise LookupError(f"no {kind} {name}")
            self.fetched[kind, name] = handle
        return self.fetched[kind, name]

    # --- symmetric ---

    def cipher(self, name, key, iv, data, encrypt, bits=None, padded=False):
        c, out, n = self.EVP_CIPHER_CTX_new(), ctypes.create_string_buffer(len(data) + 64), c_int()
        try:
            ok = self.EVP_CipherInit_ex(c, self.fetch("CIPHER", name), None, key, iv, encrypt)
            self.EVP_CIPHER_CTX_set_padding(c, int(padded))
            if bits is not None:
                self.EVP_CIPHER_CTX_set_flags(c, 0x2000)  # EVP_CIPH_FLAG_LENGTH_BITS
            ok = ok and self.EVP_CipherUpdate(c, out, n, data, len(data) if bits is None else bits)
            done = n.value
            ok = ok and self.EVP_CipherFinal_ex(c, ctypes.byref(out, done), n)
            return out.raw[: len(data) if bits is not None else done + n.value] if ok else None
        finally:
            self.EVP_CIPHER_CTX_free(c)

    def aead(self, name, key, iv, aad, data, tag, encrypt, ccm=False):
        """(data, tag), or None if the tag is wrong. tag: its length when encrypting."""
        c, out, n = self.EVP_CIPHER_CTX_new(), ctypes.create_string_buffer(len(data) + 64), c_int()
        size = tag if encrypt else len(tag)
        try:
            ok = self.EVP_CipherInit_ex(c, self.fetch("CIPHER", name), None, None, None, encrypt)
            ok = ok and self.EVP_CIPHER_CTX_ctrl(c, 0x9, len(iv), None)  # EVP_CTRL_AEAD_SET_IVLEN
            if ccm or not encrypt:
                ok = ok and self.EVP_CIPHER_CTX_ctrl(c, 0x11, size, None if encrypt else tag)  # ..._SET_TAG
            ok = ok and self.EVP_CipherInit_ex(c, None, None, key, iv, encrypt)
            if ccm:
                ok = ok and self.EVP_CipherUpdate(c, None, n, None, len(data))
            if aad:
                ok = ok and self.EVP_CipherUpdate(c, None, n, aad, len(aad))
            if data or ccm:
                ok = ok and self.EVP_CipherUpdate(c, out, n, data, len(data)) > 0
            if not ok:
                return None
            got = out.raw[: len(data)]
            if not (ccm and not encrypt) and self.EVP_CipherFinal_ex(c, out, n) <= 0:
                return None
            made = ctypes.create_string_buffer(16)
            if encrypt and self.EVP_CIPHER_CTX_ctrl(c, 0x10, size, ctypes.cast(made, c_void_p)) <= 0:  # ..._GET_TAG
                return None
            return got, made.raw[:size]
        finally:
            self.EVP_CIPHER_CTX_free(c)

    def digest(self, name, data, length=None):
        md, out, n = self.fetch("MD", name), ctypes.create_string_buffer(length or 64), c_int()
        if length is None:
            return out.raw[: n.value] if self.EVP_Digest(data, len(data), out, n, md, None) == 1 else None
        c = self.EVP_MD_CTX_new()
        ok = self.EVP_DigestInit_ex(c, md, None) and self.EVP_DigestUpdate(c, data, len(data))
        ok = ok and self.EVP_DigestFinalXOF(c, out, length)
        self.EVP_MD_CTX_free(c)
        return out.raw if ok else None

    def params(self, pairs):
        """OSSL_PARAMs: a str becomes a UTF-8 string, bytes an octet string, an int a number, a Number a BIGNUM."""
        b, numbers = self.OSSL_PARAM_BLD_new(), []
        # an OSSL_PARAM keeps the address of its key
        kept = [(self.names.setdefault(key, key.encode()), value.encode() if isinstance(value, str) else value, value) for key, value in pairs]
        for key, value, given in kept:
            if isinstance(value, Number):
                numbers.append(self.BN_bin2bn(value.data, len(value.data), None))
                assert self.OSSL_PARAM_BLD_push_BN(b, key, numbers[-1])
            elif isinstance(given, str):
                assert self.OSSL_PARAM_BLD_push_utf8_string(b, key, value, 0)
            elif isinstance(value, bytes):
                assert self.OSSL_PARAM_BLD_push_octet_string(b, key, value, len(value))
            else:
                assert self.OSSL_PARAM_BLD_push_uint64(b, key, value)
        p = self.OSSL_PARAM_BLD_to_param(b)
        self.OSSL_PARAM_BLD_free(b)
        for n in numbers:
            self.BN_free(n)
        return p

    def mac(self, name, key, data, **settings):
        p, c = self.params(settings.items()), self.EVP_MAC_CTX_new(self.fetch("MAC", name))
        out, n = ctypes.create_string_buffer(512), c_size_t()
        ok = self.EVP_MAC_init(c, key, len(key), p) and self.EVP_MAC_update(c, data, len(data))
        ok = ok and self.EVP_MAC_final(c, out, n, len(out))
        self.EVP_MAC_CTX_free(c)
        self.OSSL_PARAM_free(p)
        return out.raw[: n.value] if ok else None

    def kdf(self, name, length, **settings):
        pairs = [(k.replace("_", "-") if k.startswith("use_") else k, v) for k, v in settings.items()]
        p, c = self.params(pairs), self.EVP_KDF_CTX_new(self.fetch("KDF", name))
        out = ctypes.create_string_buffer(length)
        ok = self.EVP_KDF_derive(c, out, length, p)
        self.EVP_KDF_CTX_free(c)
        self.OSSL_PARAM_free(p)
        return out.raw if ok > 0 else None

    # --- keys; None for one that is refused ---

    def key(self, kind, private, pairs):
        p, c, key = self.params(pairs), self.EVP_PKEY_CTX_new_from_name(None, kind.encode(), None), c_void_p()
        ok = self.EVP_PKEY_fromdata_init(c) > 0
        ok = ok and self.EVP_PKEY_fromdata(c, key, 0x87 if private else 0x86, p) > 0  # EVP_PKEY_KEYPAIR, _PUBLIC_KEY
        self.EVP_PKEY_CTX_free(c)
        self.OSSL_PARAM_free(p)
        return key.value if ok else None

    def rsa(self, n, e, d=None, p=None, q=None):
        pairs = [("n", Number(n)), ("e", Number(e))] + ([("d", Number(d))] if d else [])
        if p:
            i = [int.from_bytes(x, "big") for x in (d, p, q)]
            size = max(len(p), len(q))
            more = [i[0] % (i[1] - 1), i[0] % (i[2] - 1), pow(i[2], -1, i[1])]
            names = ["rsa-exponent1", "rsa-exponent2", "rsa-coefficient1"]
            pairs += [("rsa-factor1", Number(p)), ("rsa-factor2", Number(q))]
            pairs += [(k, Number(v.to_bytes(size, "big"))) for k, v in zip(names, more)]
        return self.key("RSA", d is not None, pairs)

    def ec(self, group, x, y, d=None):
        size = {"P-256": 32, "P-384": 48, "P-521": 66}[group]
        point = b"\4" + x.lstrip(b"\0").rjust(size, b"\0") + y.lstrip(b"\0").rjust(size, b"\0")
        pairs = [("group", group), ("pub", point)] + ([("priv", Number(d))] if d else [])
        return self.key("EC", d is not None, pairs)

    def raw(self, kind, data, private):
        make = self.EVP_PKEY_new_raw_private_key_ex if private else self.EVP_PKEY_new_raw_public_key_ex
        return make(None, kind.encode(), None, data, len(data))

    def raw_public(self, key):
        out, n = ctypes.create_string_buffer(64), c_size_t(64)
        return out.raw[: n.value] if self.EVP_PKEY_get_raw_public_key(key, out, n) == 1 else None

    def sign(self, key, md, data, padding=None, salt=None):
        c, out, n, pctx = self.EVP_MD_CTX_new(), ctypes.create_string_buffer(1024), c_size_t(1024), c_void_p()
        ok = self.EVP_DigestSignInit(c, pctx, self.fetch("MD", md) if md else None, None, key) > 0
        ok = ok and self.pad(pctx, padding, salt) and self.EVP_DigestSign(c, out, n, data, len(data)) > 0
        self.EVP_MD_CTX_free(c)
        return out.raw[: n.value] if ok else None

    def pad(self, pctx, padding, salt, mgf1=None):
        ok = padding is None or self.EVP_PKEY_CTX_set_rsa_padding(pctx, padding) > 0
        ok = ok and (salt is None or self.EVP_PKEY_CTX_set_rsa_pss_saltlen(pctx, salt) > 0)
        return ok and (mgf1 is None or self.EVP_PKEY_CTX_set_rsa_mgf1_md(pctx, self.fetch("MD", mgf1)) > 0)

    def verify(self, key, md, data, signature, padding=None, salt=None, mgf1=None):
        c, pctx = self.EVP_MD_CTX_new(), c_void_p()
        ok = self.EVP_DigestVerifyInit(c, pctx, self.fetch("MD", md) if md else None, None, key) > 0
        ok = ok and self.pad(pctx, padding, salt, mgf1)
        ok = ok and self.EVP_DigestVerify(c, signature, len(signature), data, len(data)) == 1
        self.EVP_MD_CTX_free(c)
        self.ERR_clear_error()
        return bool(ok)

    def crypt(self, key, encrypt, padding, data, md=None, mgf1=None, label=None):
        c, out, n = self.EVP_PKEY_CTX_new(key, None), ctypes.create_string_buffer(1024), c_size_t(1024)
        ok = (self.EVP_PKEY_encrypt_init if encrypt else self.EVP_PKEY_decrypt_init)(c) > 0
        ok = ok and self.EVP_PKEY_CTX_set_rsa_padding(c, padding) > 0
        ok = ok and (not md or self.EVP_PKEY_CTX_set_rsa_oaep_md(c, self.fetch("MD", md)) > 0)
        ok = ok and (not mgf1 or self.EVP_PKEY_CTX_set_rsa_mgf1_md(c, self.fetch("MD", mgf1)) > 0)
        if label:
            copy = self.CRYPTO_memdup(label, len(label), None, 0)
            ok = ok and self.EVP_PKEY_CTX_set0_rsa_oaep_label(c, copy, len(label)) > 0
        ok = ok and (self.EVP_PKEY_encrypt if encrypt else self.EVP_PKEY_decrypt)(c, out, n, data, len(data)) > 0
        self.EVP_PKEY_CTX_free(c)
        return out.raw[: n.value] if ok else None

    def derive(self, key, peer):
        c, out, n = self.EVP_PKEY_CTX_new(key, None), ctypes.create_string_buffer(512), c_size_t(512)
        ok = self.EVP_PKEY_derive_init(c) > 0 and self.EVP_PKEY_derive_set_peer(c, peer) > 0
        ok = ok and self.EVP_PKEY_derive(c, out, n) > 0
        self.EVP_PKEY_CTX_free(c)
        self.ERR_clear_error()
        return out.raw[: n.value] if ok else None


class Number:
    def __init__(self, data):
        self.data = data
