"""Signatures, encryption and agreement. Each family takes a library and a file and yields (name, verdict)."""

import os
import re

from libcrypto import Number
from records import even, examples, records, unhex

PKCS1, OAEP, PSS = 1, 4, 6  # RSA_PKCS1_PADDING and its like


def rsa_key(lib, v, private):
    parts = [v["Modulus"], v["Public exponent"]]
    return lib.rsa(*parts, *([v["Private exponent"], v["Prime 1"], v["Prime 2"]] if private else []))


def pkcs1_sign(lib, path):
    for v in examples(path, "Signature"):
        key = rsa_key(lib, v, True)
        yield "", lib.sign(key, "SHA1", v["Message to be signed"]) == v["Signature"]
        yield "", lib.verify(key, "SHA1", v["Message to be signed"], v["Signature"])
        lib.EVP_PKEY_free(key)


def pkcs1_decrypt(lib, path):
    for v in examples(path, "Encryption"):
        key = rsa_key(lib, v, True)
        yield "", lib.crypt(key, False, PKCS1, v["Encryption"]) == v["Message"]
        lib.EVP_PKEY_free(key)


def pss_verify(lib, path):
    for v in examples(path, "Signature"):
        key = rsa_key(lib, v, False)
        yield "", lib.verify(key, "SHA1", v["Message to be signed"], v["Signature"], PSS, len(v["Salt"]))
        lib.EVP_PKEY_free(key)


def oaep(lib, path):
    found = re.match(r"oaep-(sha\d+)-(sha\d+)\.txt", os.path.basename(path))
    mgf1, md = found.groups() if found else ("sha1", "sha1")
    for v in examples(path, "Encryption"):
        key = rsa_key(lib, v, True)
        yield "", lib.crypt(key, False, OAEP, v["Encryption"], md, mgf1) == v["Message"]
        lib.EVP_PKEY_free(key)


def oaep_label(lib, path):
    import ctypes

    for v in records(path, "Output"):
        der = unhex(v["KEY"])
        buf = ctypes.create_string_buffer(der)
        at = ctypes.c_void_p(ctypes.addressof(buf))
        key = lib.d2i_AutoPrivateKey(None, at, ctypes.c_size_t(len(der)))
        got = lib.crypt(key, False, OAEP, unhex(v["Input"]), v["OAEPDigest"], v["OAEPDigest"], unhex(v["OAEPLabel"]))
        yield v["COUNT"], got == v["Output"].strip('"').encode()
        lib.EVP_PKEY_free(key)


def rsa_verify(padding, salt=None):
    """NIST's: with a result, or all good."""

    def run(lib, path):
        for v in records(path, "S", ["e"]):
            key = lib.rsa(even(v["n"]), even(v["e"]))
            good = v.get("Result", "P").startswith("P")
            yield v["SHAAlg"], lib.verify(key, v["SHAAlg"], unhex(v["Msg"]), even(v["S"]), padding, salt) == good
            lib.EVP_PKEY_free(key)

    return run


CURVES = ("P-256", "P-384", "P-521")


def der_signature(r, s):
    body = b""
    for n in (int(r, 16), int(s, 16)):
        number = n.to_bytes(n.bit_length() // 8 + 1, "big")
        body += bytes([2, len(number)]) + number
    return (b"\x30" + (b"\x81" if len(body) > 127 else b"") + bytes([len(body)])) + body


def ecdsa(lib, path):
    for v in records(path, "S"):
        curve, md = re.match(r"([\w-]+)(?:,(SHA-\d+))?", v["section"]).groups()
        if curve not in CURVES:
            continue
        md = (md or "SHA-1").replace("-", "")
        key = lib.ec(curve, even(v["Qx"]), even(v["Qy"]))
        good = v.get("Result", "P").startswith("P")
        yield v["section"], lib.verify(key, md, unhex(v["Msg"]), der_signature(v["R"], v["S"])) == good
        lib.EVP_PKEY_free(key)


def ec_public(lib, path):
    for v in records(path, "Result"):
        if v["section"] not in CURVES:
            continue
        x, y = int(v["Qx"], 16), int(v["Qy"], 16)
        size = (max(x.bit_length(), y.bit_length()) + 7) // 8
        key = lib.ec(v["section"], x.to_bytes(size, "big"), y.to_bytes(size, "big"))
        c = lib.EVP_PKEY_CTX_new(key, None) if key else None
        good = key is not None and lib.EVP_PKEY_public_check(c) == 1
        yield v["section"], good == v["Result"].startswith("P")
        lib.EVP_PKEY_CTX_free(c)
        lib.EVP_PKEY_free(key)


def ec_pair(lib, path):
    """A key pair is one; its public half with another's private half is none."""
    before = None
    for v in records(path, "Qy"):
        curve = re.match(r"([\w-]+)", v["section"]).group(1)
        if curve not in CURVES or "d" not in v:
            continue
        for d, good in ((v["d"], True), (before, False)):
            if d is None:
                continue
            key = lib.ec(curve, even(v["Qx"]), even(v["Qy"]), even(d))
            c = lib.EVP_PKEY_CTX_new(key, None) if key else None
            yield v["section"], (key is not None and lib.EVP_PKEY_pairwise_check(c) == 1) == good
            lib.EVP_PKEY_CTX_free(c)
            lib.EVP_PKEY_free(key)
        before = v["d"] if before is None or len(before) == len(v["d"]) else None


def ecdh(lib, path):
    """NIST's agreement tests: a point that is none, or a secret that is another, must show."""
    for v in records(path, "Result"):
        curve = {"EC": "P-256", "ED": "P-384", "EE": "P-521"}.get(v["section"][:2])
        if curve is None or "dsIUT" not in v or "Z" not in v:
            continue
        key = lib.ec(curve, even(v["QsIUTx"]), even(v["QsIUTy"]), even(v["dsIUT"]))
        peer = lib.ec(curve, even(v["QsCAVSx"]), even(v["QsCAVSy"]))
        z = lib.derive(key, peer) if key and peer else None
        hashed = lib.digest({"P-256": "SHA256", "P-384": "SHA384", "P-521": "SHA512"}[curve], z) if z else None
        yield v["COUNT"], (hashed == unhex(v["CAVSHashZZ"])) == v["Result"].startswith("P")
        lib.EVP_PKEY_free(key)
        lib.EVP_PKEY_free(peer)


def dh(lib, path):
    """Both sides' keys in groups with a subgroup; what is agreed on is a number, whose first zeros are not written."""
    for v in records(path, "Z"):
        if not v.get("Result", "P").startswith("P"):
            continue
        numbers = {k: Number(even(v[k])) for k in ("P", "Q", "G", "XstatIUT", "YstatIUT", "XstatCAVS", "YstatCAVS")}
        group = [("p", numbers["P"]), ("q", numbers["Q"]), ("g", numbers["G"])]
        sides = ("IUT", "CAVS")
        own = [lib.key("DHX", True, group + [("pub", numbers["Ystat" + s]), ("priv", numbers["Xstat" + s])]) for s in sides]
        got = [lib.derive(a, b) for a, b in (own, own[::-1])]
        yield v["Z"][:16], all(g is not None and int.from_bytes(g, "big") == int(v["Z"], 16) for g in got)
        for key in own:
            lib.EVP_PKEY_free(key)


def agreement(kind):
    def run(lib, path):
        for v in records(path, "OUTPUT_U"):
            key, peer = lib.raw(kind, unhex(v["INPUT_SCALAR"]), True), lib.raw(kind, unhex(v["INPUT_U"]), False)
            yield v["COUNT"], lib.derive(key, peer) == unhex(v["OUTPUT_U"])
            lib.EVP_PKEY_free(key)
            lib.EVP_PKEY_free(peer)

    return run


def eddsa_case(lib, kind, secret, public, message, signature):
    key, alone = lib.raw(kind, secret, True), lib.raw(kind, public, False)
    yield lib.raw_public(key) == public
    yield lib.sign(key, None, message) == signature
    yield lib.verify(alone, None, message, signature)
    changed = bytearray(signature)
    changed[len(message) % len(changed)] ^= 1
    yield not lib.verify(alone, None, message, bytes(changed))
    lib.EVP_PKEY_free(key)
    lib.EVP_PKEY_free(alone)


def ed25519(lib, path):
    """D. J. Bernstein's 1024 lines: secret and public key, public key, message, signature and message."""
    with open(path, encoding="ascii") as f:
        for at, line in enumerate(f):
            secret, public, message, signed = (unhex(x) for x in line.split(":")[:4])
            for ok in eddsa_case(lib, "ED25519", secret[:32], public, message, signed[:64]):
                yield at + 1, ok


def ed448(lib, path):
    for v in records(path, "SIGNATURE"):
        if v.get("CONTEXT"):
            continue  # no contexts in OpenSSL 3.0
        for ok in eddsa_case(lib, "ED448", *(unhex(v[k]) for k in ("SECRET", "PUBLIC", "MESSAGE", "SIGNATURE"))):
            yield v["COUNT"], ok
