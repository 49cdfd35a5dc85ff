"""Readers of packaged edge cases. Each family takes a library and a file and yields (which, verdict, the file's or None)."""

import json
import re

from libcrypto import Number
from records import records, unhex


def blobs(path):
    """RustCrypto's "blobby": an index of repeated values, then values or their places in the index; numbers in base 128."""
    with open(path, "rb") as f:
        data = f.read()
    at, index, out = 0, [], []

    def number():
        nonlocal at
        n = data[at] & 0x7F
        while data[at] & 0x80:
            at += 1
            n = ((n + 1) << 7) | (data[at] & 0x7F)
        at += 1
        return n

    def value(n):
        nonlocal at
        at += n
        return data[at - n : at]

    for _ in range(number()):
        index.append(value(number()))
    while at < len(data):
        n = number()
        out.append(index[n >> 1] if n & 1 else value(n >> 1))
    return out


def hkdf(md):
    def run(lib, path):
        all = blobs(path)
        for i in range(0, len(all), 4):
            ikm, salt, info, okm = all[i : i + 4]
            yield i // 4, lib.kdf("HKDF", len(okm), digest=md, key=ikm, salt=salt, info=info), okm

    return run


def hmac(md):
    def run(lib, path):
        all = blobs(path)
        for i in range(0, len(all), 3):
            key, message, tag = all[i : i + 3]
            yield i // 3, (lib.mac("HMAC", key, message, digest=md) or b"")[: len(tag)], tag

    return run


def agree(lib, kind, private, public):
    key, peer = lib.raw(kind, private, True), lib.raw(kind, public, False)
    got = lib.derive(key, peer) if key and peer else None
    lib.EVP_PKEY_free(key)
    lib.EVP_PKEY_free(peer)
    return got


def x25519(lib, path):
    """A shared secret of zeros must be refused (RFC 7748 6.1); twists and the like are taken, as they are \"acceptable\"."""
    with open(path) as f:
        for v in json.load(f):
            shared = unhex(v["shared"])
            yield v["tcId"], agree(lib, "X25519", unhex(v["private"]), unhex(v["public"])), shared if any(shared) else "None"


def text(v):
    return v.strip('"').encode().decode("unicode_escape").encode("latin-1") if v.startswith('"') else unhex(v)


def result(v):
    return v["Result"].startswith("P")


def ecdsa(lib, path):
    for i, v in enumerate(records(path, "Result")):
        pairs = [("group", v["Curve"]), ("pub", unhex(v["Q"]))]
        key = lib.key("EC", False, pairs)
        yield i, bool(key and lib.verify(key, v["Digest"], text(v["Msg"]), text(v["Sig"]))), result(v)
        lib.EVP_PKEY_free(key)


def rsa_numbers(der):
    """Modulus and exponent of an RSAPublicKey: three headers of DER."""
    def content(at, tag):
        assert der[at] == tag
        n = der[at + 1]
        if n < 128:
            return at + 2, n
        size = n & 0x7F
        return at + 2 + size, int.from_bytes(der[at + 2 : at + 2 + size], "big")

    at, _ = content(0, 0x30)
    out = []
    for _ in range(2):
        at, n = content(at, 2)
        out.append(der[at : at + n])
        at += n
    return out


def rsa(padding):
    """ring refuses short and unusual keys, whose verdict here is OpenSSL's."""
    def run(lib, path):
        for i, v in enumerate(records(path, "Result")):
            try:
                n, e = rsa_numbers(unhex(v["Key"]))
            except (AssertionError, IndexError):
                continue
            if e == b"\1":
                continue  # OpenSSL takes it, though everything is its own signature; docs/differences.md
            key = lib.rsa(n, e)
            salt = {"SHA256": 32, "SHA384": 48, "SHA512": 64}.get(v["Digest"]) if padding == 6 else None
            got = bool(key and lib.verify(key, v["Digest"], text(v["Msg"]), text(v["Sig"]), padding, salt))
            yield i, got, True if result(v) else None
            lib.EVP_PKEY_free(key)

    return run


def agreement(lib, path):
    """With a private key of our own where the file has none: the point is to be refused."""
    mine = {}
    all = records(path, "PeerQ")
    for v in all:
        if "D" in v:
            mine[v["Curve"]] = v
    kept = 0
    for i, v in enumerate(all):
        curve, own = v["Curve"], v if "D" in v else mine.get(v["Curve"])
        if own is None:
            continue
        peer = text(v["PeerQ"])
        if curve == "X25519":
            got = agree(lib, curve, unhex(own["D"]), peer)
        else:
            pairs = [("group", curve), ("pub", unhex(own["MyQ"])), ("priv", Number(unhex(own["D"])))]
            key, other = lib.key("EC", True, pairs), lib.key("EC", False, [("group", curve), ("pub", peer)])
            got = lib.derive(key, other) if key and other else None
            lib.EVP_PKEY_free(key)
            lib.EVP_PKEY_free(other)
        kept += 1
        compressed = peer[:1] in (b"\2", b"\3")  # which ring takes for errors
        yield i, got, unhex(v["Output"]) if "Output" in v and "Error" not in v else None if compressed else "None"


def aead(name):
    def run(lib, path):
        for i, v in enumerate(records(path, "TAG")):
            v = {k: text(x) for k, x in v.items() if k in ("KEY", "NONCE", "IN", "AD", "CT", "TAG")}
            good = len(v["NONCE"]) == 12
            got = lib.aead(name, v["KEY"], v["NONCE"], v["AD"], v["CT"], v["TAG"], 0)
            yield i, got[0] if got else None, v["IN"] if good else None
            changed = bytearray(v["TAG"])
            changed[i % len(changed)] ^= 1 << (i % 8)
            yield f"{i}, another tag", lib.aead(name, v["KEY"], v["NONCE"], v["AD"], v["CT"], bytes(changed), 0), "None"

    return run


def ed25519(lib, path):
    for i, v in enumerate(records(path, "SIG")):
        seed, public, message, signature = (text(v[k]) for k in ("SEED", "PUB", "MESSAGE", "SIG"))
        key, alone = lib.raw("ED25519", seed, True), lib.raw("ED25519", public, False)
        yield i, bool(alone and lib.verify(alone, None, message, signature)), None
        yield i, lib.sign(key, None, message) if key else None, None
        lib.EVP_PKEY_free(key)
        lib.EVP_PKEY_free(alone)


def ring_hmac(lib, path):
    for i, v in enumerate(records(path, "Output")):
        got, want = lib.mac("HMAC", text(v["Key"]), text(v["Input"]), digest=v["HMAC"]), unhex(v["Output"])
        yield i, got, want if result_of_length(got, want) else None


def result_of_length(got, want):
    return got is not None and len(got) == len(want)


def pbkdf2(lib, path):
    for i, v in enumerate(records(path, "DK")):
        if int(v["c"]) > 100000:
            continue
        md = re.sub("-", "", v.get("Hash", v.get("PBKDF2", "SHA1")))
        want = text(v["DK"])
        got = lib.kdf("PBKDF2", len(want), **{"pass": text(v["P"])}, salt=text(v["S"]), iter=int(v["c"]), digest=md)
        yield i, got, want if v.get("Verify", "OK") == "OK" else None
