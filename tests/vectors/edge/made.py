"""Edge cases that are made here, of the kinds that Project Wycheproof tests: a thing done right, and all that is almost it.

Each family takes a library and yields (which, verdict, what it must be; None where OpenSSL's verdict is the measure).
"""

import hashlib
import random

from libcrypto import Number

PKCS1, OAEP, PSS = 1, 4, 6
SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
MESSAGE = b"a message"


def prime(rng, bits):
    while True:
        n = rng.getrandbits(bits) | 3 << (bits - 2) | 1
        if n % 65537 != 1 and pow(2, n - 1, n) == 1 and pow(3, n - 1, n) == 1:
            return n


class Rsa:
    """1024 bits, the same in each process; its signatures and ciphertexts are of whatever numbers one likes."""

    def __init__(self, lib):
        rng = random.Random(1)
        self.p, self.q = prime(rng, 512), prime(rng, 512)
        self.n, self.e, self.size = self.p * self.q, 65537, 128
        self.d = pow(self.e, -1, (self.p - 1) * (self.q - 1))
        raw = [x.to_bytes((x.bit_length() + 7) // 8, "big") for x in (self.n, self.e, self.d, self.p, self.q)]
        self.public, self.private = lib.rsa(raw[0], raw[1]), lib.rsa(*raw)

    def sign(self, em):
        return pow(int.from_bytes(em, "big"), self.d, self.n).to_bytes(self.size, "big")

    def encrypt(self, em):
        return pow(int.from_bytes(em, "big"), self.e, self.n).to_bytes(self.size, "big")


def pkcs1_em(size, info, head=b"\0\1", fill=b"\xff", middle=b"\0", tail=b""):
    return head + fill * (size - len(head) - len(middle) - len(info) - len(tail)) + middle + info + tail


def rsa_signatures(lib):
    rsa, digest = Rsa(lib), hashlib.sha256(MESSAGE).digest()
    good = pkcs1_em(rsa.size, SHA256_INFO + digest)
    infos = {
        "no parameters": bytes.fromhex("302f300b0609608648016503040201") + b"\4\x20" + digest,
        "a length of two bytes": bytes.fromhex("308131300d060960864801650304020105000420") + digest,
        "the inner length of two bytes": bytes.fromhex("303230810d060960864801650304020105000420") + digest,
        "the digest's length of two bytes": bytes.fromhex("3032300d06096086480165030402010500048120") + digest,
        "NULL with a length of two bytes": bytes.fromhex("3032300e06096086480165030402010581000420") + digest,
        "indefinite": bytes.fromhex("3080300d060960864801650304020105000420") + digest + b"\0\0",
        "SHA-1's name": bytes.fromhex("302d300906052b0e03021a05000420") + digest,
        "SHA-512's name": bytes.fromhex("3031300d060960864801650304020305000420") + digest,
        "the digest alone": digest,
        "an OCTET STRING alone": b"\4\x20" + digest,
        "a constructed OCTET STRING": bytes.fromhex("3033300d0609608648016503040201050024220420") + digest,
        "another element": bytes.fromhex("3033300d060960864801650304020105000420") + digest + b"\5\0",
        "an element in the parameters": bytes.fromhex("3033300f0609608648016503040201050005000420") + digest,
        "the digest cut": bytes.fromhex("3030300d06096086480165030402010500041f") + digest[:31],
        "nothing": b"",
    }
    ems = [("good", good, True)] + [(k, pkcs1_em(rsa.size, v), False) for k, v in infos.items()]
    info = SHA256_INFO + digest
    ems += [(f"block type {i}", pkcs1_em(rsa.size, info, bytes([0, i])), i == 1) for i in range(4)]
    ems += [("not below 2^1016", pkcs1_em(rsa.size, info, b"\1\1"), False), ("filled with zeros", pkcs1_em(rsa.size, info, fill=b"\0"), False)]
    ems += [("no zero", pkcs1_em(rsa.size, info, middle=b"\xff"), False), ("two zeros", pkcs1_em(rsa.size, info, middle=b"\0\0"), False)]
    for n in (1, 8, 60):  # Bleichenbacher's of 2006
        ems.append((f"{n} bytes behind", pkcs1_em(rsa.size, info, tail=b"\x5a" * n), False))
    for at in range(0, rsa.size):
        changed = bytearray(good)
        changed[at] ^= 1 << at % 7
        ems.append((f"byte {at}", bytes(changed), False))
    for which, em, want in ems:
        yield which, lib.verify(rsa.public, "SHA256", MESSAGE, rsa.sign(em), PKCS1), want
    number = int.from_bytes(rsa.sign(good), "big")
    for which, sig in [("plus the modulus", number + rsa.n), ("zero", 0), ("one", 1), ("minus one", rsa.n - 1), ("the modulus", rsa.n)]:
        yield which, lib.verify(rsa.public, "SHA256", MESSAGE, sig.to_bytes(rsa.size + 1, "big")[-rsa.size :], PKCS1), False
    for which, sig in [("longer", b"\0" + rsa.sign(good)), ("cut", rsa.sign(good)[:-1]), ("empty", b"")]:
        yield which, lib.verify(rsa.public, "SHA256", MESSAGE, sig, PKCS1), False


def mgf1(md, seed, n):
    out, i = b"", 0
    while len(out) < n:
        out += hashlib.new(md, seed + i.to_bytes(4, "big")).digest()
        i += 1
    return out[:n]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def pss_em(bits, salt, md="sha256", mgf="sha256", zeros=b"\0", one=b"\1", trailer=b"\xbc", keep_top=False):
    size = (bits + 7) // 8
    h = hashlib.new(md, bytes(8) + hashlib.new(md, MESSAGE).digest() + salt).digest()
    db = zeros * (size - len(salt) - len(h) - 2) + one + salt
    masked = bytearray(xor(db, mgf1(mgf, h, len(db))))
    if not keep_top:
        masked[0] &= 0xFF >> (8 * size - bits)
    return bytes(masked) + h + trailer


def rsa_pss(lib):
    rsa = Rsa(lib)
    bits = rsa.n.bit_length() - 1
    for n in (0, 1, 20, 31, 32, 33, 64, 93, 94):
        sig = rsa.sign(pss_em(bits, bytes(n)))
        for salt in (n, 0, 32, -1, -2, -3, n + 1):  # -1: the digest's length, -2: any, -3: as much as there is room for
            fits = salt in (n, -2) or (salt == -1 and n == 32)
            yield f"salt of {n}, {salt} wanted", lib.verify(rsa.public, "SHA256", MESSAGE, sig, PSS, salt), True if fits else None
    salt = bytes(range(32))
    changes = {"a trailer of cc": {"trailer": b"\xcc"}, "a trailer of zero": {"trailer": b"\0"}, "filled with ones": {"zeros": b"\1"},
               "no one": {"one": b"\2"}, "MGF1 with SHA-1": {"mgf": "sha1"}, "SHA-224": {"md": "sha224"}}
    for which, change in changes.items():
        yield which, lib.verify(rsa.public, "SHA256", MESSAGE, rsa.sign(pss_em(bits, salt, **change)), PSS, -2), False
    good = pss_em(bits, salt)
    for at in range(rsa.size):
        changed = bytearray(good)
        changed[at] ^= 1 << at % 7
        yield f"byte {at}", lib.verify(rsa.public, "SHA256", MESSAGE, rsa.sign(bytes(changed)), PSS, 32), False


def oaep_em(size, message, label=b"", md="sha1", mgf="sha1", y=b"\0", one=b"\1", fill=b"\0"):
    hash_len = hashlib.new(md).digest_size
    seed = bytes(range(hash_len))
    db = hashlib.new(md, label).digest() + fill * (size - len(message) - 2 * hash_len - 2) + one + message
    masked = xor(db, mgf1(mgf, seed, len(db)))
    return y + xor(seed, mgf1(mgf, masked, hash_len)) + masked


def rsa_oaep(lib):
    rsa = Rsa(lib)

    def opened(em, **how):
        return lib.crypt(rsa.private, False, OAEP, rsa.encrypt(em), **how)

    for md, mgf in [("sha1", "sha1"), ("sha256", "sha256"), ("sha256", "sha1"), ("sha1", "sha224"), ("sha384", "sha512")]:
        room = rsa.size - 2 * hashlib.new(md).digest_size - 2
        for n in {0, 1, room // 2, room - 1, room}:
            for label in (b"", b"a label", bytes(300)):
                em = oaep_em(rsa.size, bytes([7]) * n, label, md, mgf)
                yield f"{md} {mgf} {n} {len(label)}", opened(em, md=md, mgf1=mgf, label=label), bytes([7]) * n
                yield "another label", opened(em, md=md, mgf1=mgf, label=label + b"x"), "None"
    for which, change in {"Y of one": {"y": b"\1"}, "two for one": {"one": b"\2"}, "zero for one": {"one": b"\0"}, "filled with ones": {"fill": b"\3"},
                          "MGF1 with SHA-256": {"mgf": "sha256"}, "SHA-256": {"md": "sha256"}}.items():
        yield which, opened(oaep_em(rsa.size, b"hello", **change)), None if which == "zero for one" else "None"
    good = oaep_em(rsa.size, b"hello")
    for at in range(rsa.size):
        changed = bytearray(good)
        changed[at] ^= 1 << at % 7
        yield f"byte {at}", opened(bytes(changed)), "None"
    sealed = rsa.encrypt(good)
    number = int.from_bytes(sealed, "big")
    for which, c in [("cut", sealed[1:]), ("longer", sealed + b"\0"), ("zero before", b"\0" + sealed), ("empty", b""), ("zero", bytes(rsa.size)),
                     ("the modulus", rsa.n.to_bytes(rsa.size, "big")), ("plus the modulus", (number + rsa.n).to_bytes(rsa.size + 1, "big"))]:
        yield which, lib.crypt(rsa.private, False, OAEP, c), None if which == "zero before" else "None"


def rsa_pkcs1_decrypt(lib):
    """What is right must be opened; what is not must not give the message (implicit rejection gives another)."""
    rsa = Rsa(lib)

    def em(message, head=b"\0\2", fill=b"\x55", middle=b"\0"):
        return pkcs1_em(rsa.size, message, head, fill, middle)

    for n in (0, 1, 48, rsa.size - 12, rsa.size - 11):
        yield f"{n} bytes", lib.crypt(rsa.private, False, PKCS1, rsa.encrypt(em(bytes([9]) * n))), bytes([9]) * n
    wrong = {"padding too short": em(bytes([9]) * (rsa.size - 10)), "type 1": em(MESSAGE, b"\0\1"), "type 0": em(MESSAGE, b"\0\0"),
             "one before": em(MESSAGE, b"\1\2"), "no zero": em(MESSAGE, middle=b"\x55"), "a zero early": em(MESSAGE, b"\0\2\5\0")}
    for which, block in wrong.items():
        yield which, lib.crypt(rsa.private, False, PKCS1, rsa.encrypt(block)) in (MESSAGE, bytes([9]) * (rsa.size - 10)), False


P256 = {"p": 2**256 - 2**224 + 2**192 + 2**96 - 1, "n": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551}
# RFC 6979 A.2.5, "sample" with SHA-256
POINT = bytes.fromhex("60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")
SCALAR = bytes.fromhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
R = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
S = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8


def integer(n, extra=b""):
    body = extra + n.to_bytes(n.bit_length() // 8 + 1, "big", signed=True)
    return bytes([2, len(body)]) + body


def sequence(*parts, tag=0x30):
    body = b"".join(parts)
    return bytes([tag]) + (bytes([0x81]) if len(body) > 127 else b"") + bytes([len(body)]) + body


def ecdsa(lib):
    key, n = lib.key("EC", False, [("group", "P-256"), ("pub", b"\4" + POINT)]), P256["n"]
    good, cases = sequence(integer(R), integer(S)), []
    numbers = [0, 1, 2, n - 1, n, n + 1, -1, -R, R - n, P256["p"], 2**256, R + n, S + n, n - R, n - S, R - 2**256, S - 2**256, 2**400]
    for a in [R] + numbers:
        for b in [S] + numbers:
            cases.append((f"{a:x} {b:x}", sequence(integer(a), integer(b)), a == R and b in (S, n - S)))
    body = integer(R) + integer(S)
    cases += [("BER length", b"\x30\x81" + bytes([len(body)]) + body, False), ("length of three bytes", b"\x30\x82\0" + bytes([len(body)]) + body, False),
              ("indefinite", b"\x30\x80" + body + b"\0\0", False), ("a byte behind", good + b"\0", False), ("an element behind", good + b"\5\0", False),
              ("an element inside", sequence(body, b"\5\0"), False), ("a zero before r", sequence(integer(R, b"\0"), integer(S)), False),
              ("a zero before s", sequence(integer(R), integer(S, b"\0")), False), ("a SET", sequence(body, tag=0x31), False), ("r alone", sequence(integer(R)), False),
              ("three numbers", sequence(body, integer(1)), False), ("none", sequence(), False), ("empty", b"", False), ("raw", R.to_bytes(32, "big") + S.to_bytes(32, "big"), False),
              ("OCTET STRINGs", sequence(b"\4" + integer(R)[1:], b"\4" + integer(S)[1:]), False), ("empty numbers", sequence(b"\2\0", b"\2\0"), False)]
    cases += [(f"cut at {i}", good[:i], False) for i in range(len(good))]
    for at in range(8 * len(good)):
        changed = bytearray(good)
        changed[at // 8] ^= 1 << at % 8
        cases.append((f"bit {at}", bytes(changed), False))
    for which, sig, want in cases:
        yield which, lib.verify(key, "SHA256", b"sample", sig), want
    lib.EVP_PKEY_free(key)


def ecdh(lib):
    key = lib.key("EC", True, [("group", "P-256"), ("pub", b"\4" + POINT), ("priv", Number(SCALAR))])
    p, x, y = P256["p"], int.from_bytes(POINT[:32], "big"), int.from_bytes(POINT[32:], "big")
    pair = lambda a, b: a.to_bytes(32, "big") + b.to_bytes(32, "big")
    cases = [("its own", b"\4" + POINT, None), ("negated", b"\4" + pair(x, p - y), None), ("infinity", b"\0", "None"), ("zeros", b"\4" + bytes(64), "None"),
             ("off the curve", b"\4" + pair(x, y ^ 1), "None"), ("x and y exchanged", b"\4" + pair(y, x), "None"), ("x of p", b"\4" + pair(p, y), "None"),
             ("y of p", b"\4" + pair(x, p), "None"), ("ones", b"\4" + b"\xff" * 64, "None"), ("form 5", b"\5" + POINT, "None"), ("form 1", b"\1" + POINT, "None"),
             ("a byte too few", b"\4" + POINT[:-1], "None"), ("a byte too many", b"\4" + POINT + b"\0", "None"), ("no form", POINT, "None"), ("nothing", b"", "None"),
             ("infinity, longer", bytes(65), "None"), ("another curve's length", b"\4" + bytes(96), "None")]
    cases += [(f"form {f}", bytes([f]) + (POINT if f > 5 else POINT[:32]), None) for f in (2, 3, 6, 7)]
    for which, point, want in cases:
        peer = lib.key("EC", False, [("group", "P-256"), ("pub", point)])
        yield which, lib.derive(key, peer) if peer else None, want
        lib.EVP_PKEY_free(peer)
    lib.EVP_PKEY_free(key)


def montgomery(lib):
    """Points of small order, and numbers that are not reduced (RFC 7748 5, 6.1, 6.2)."""
    p25519, p448 = 2**255 - 19, 2**448 - 2**224 - 1
    low = [0, 1, p25519 - 1, p25519, p25519 + 1, 2**255, 2**255 + 1, 2**255 + p25519 - 1, 2**255 + p25519, 2**255 + p25519 + 1,
           int.from_bytes(bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"), "little"),
           int.from_bytes(bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"), "little")]
    for kind, size, numbers, small in (("X25519", 32, low + [2, 9, 2**255 + 9, p25519 + 9, 2**256 - 1], len(low)),
                                       ("X448", 56, [0, 1, p448 - 1, p448, p448 + 1, 2, 5, p448 + 5, 2**448 - 1], 5)):
        private = bytes(range(1, size + 1))
        key = lib.raw(kind, private, True)
        for i, n in enumerate(numbers):
            peer = lib.raw(kind, n.to_bytes(size, "little"), False)
            yield f"{kind} {n:x}", lib.derive(key, peer), "None" if i < small else None
            lib.EVP_PKEY_free(peer)
        for n in (0, size - 1, size + 1):
            yield f"{kind} of {n} bytes", lib.raw(kind, bytes(n), False), "None"
        lib.EVP_PKEY_free(key)


def eddsa(lib):
    """RFC 8032 5.1.7: S in range, so that no signature can be made into another; and lengths."""
    for kind, size, order in (("ED25519", 32, 2**252 + 27742317777372353535851937790883648493),
                              ("ED448", 57, 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885)):
        key = lib.raw(kind, bytes(range(size)), True)
        sig = lib.sign(key, None, MESSAGE)
        s = int.from_bytes(sig[size:], "little")
        for which, other in [("itself", s), ("plus the order", s + order), ("plus twice", s + 2 * order), ("zero", 0), ("the order", order)]:
            made = sig[:size] + other.to_bytes(size, "little")
            yield f"{kind} {which}", lib.verify(key, None, MESSAGE, made), which == "itself"
        for bit in range(0, 16 * size, 3):
            changed = bytearray(sig)
            changed[bit // 8] ^= 1 << bit % 8
            yield f"{kind} bit {bit}", lib.verify(key, None, MESSAGE, bytes(changed)), False
        for n in (0, size, 2 * size - 1):
            yield f"{kind} of {n} bytes", lib.verify(key, None, MESSAGE, sig[:n]), False
        yield f"{kind} and a byte", lib.verify(key, None, MESSAGE, sig + b"\0"), False
        lib.EVP_PKEY_free(key)


def aead(lib):
    """Nonces and tags of every length, and each bit of a tag, a nonce, of additional data and text."""
    key, text = bytes(range(32)), bytes(range(60))
    for name, nonces, tags, ccm in (("AES-128-GCM", (1, 7, 8, 11, 12, 13, 16, 17, 64, 128), (1, 4, 8, 12, 15, 16), False),
                                    ("AES-256-CCM", range(7, 14), (4, 6, 8, 10, 12, 14, 16), True),
                                    ("ChaCha20-Poly1305", (1, 8, 12), (1, 8, 15, 16), False)):
        k = key[: 16 if "128" in name else 32]
        for n in nonces:
            for tag in tags:
                for aad, data in ((b"", b""), (b"", text), (text, b""), (text[:13], text)):
                    nonce = bytes(range(n))
                    sealed = lib.aead(name, k, nonce, aad, data, tag, 1, ccm)
                    yield f"{name} {n} {tag}", sealed and sealed[0] + sealed[1], None
                    if sealed:
                        got = lib.aead(name, k, nonce, aad, *sealed, 0, ccm)
                        yield "opened", got and got[0], data
        nonce = bytes(12)
        sealed, t = lib.aead(name, k, nonce, text, text, 16, 1, ccm)
        for which, value in (("tag", t), ("text", sealed), ("nonce", nonce), ("data", text)):
            for bit in range(0, 8 * len(value), 1 if which == "tag" else 5):
                changed = bytearray(value)
                changed[bit // 8] ^= 1 << bit % 8
                parts = {"tag": t, "text": sealed, "nonce": nonce, "data": text, which: bytes(changed)}
                got = lib.aead(name, k, parts["nonce"], parts["data"], parts["text"], parts["tag"], 0, ccm)
                yield f"{name} bit {bit} of the {which}", got, "None"


def padding(lib):
    """The last block of CBC with every last byte, and the block before that all agree."""
    key, iv = bytes(range(16)), bytes(16)
    for last in range(256):
        for block in (bytes(15) + bytes([last]), bytes([last]) * 16, bytes([last - 1 & 0xFF]) + bytes([last]) * 15):
            sealed = lib.cipher("AES-128-CBC", key, iv, bytes(16) + block, 1)
            got = lib.cipher("AES-128-CBC", key, iv, sealed, 0, padded=True)
            good = 0 < last <= 16 and block[-last:] == bytes([last]) * last
            yield f"{block.hex()}", got, (bytes(16) + block)[:-last] if good else "None"
    for n in range(33):
        yield f"{n} bytes", lib.cipher("AES-128-CBC", key, iv, bytes(n), 0, padded=True), None
        yield f"{n} bytes to wrap", lib.cipher("AES-128-WRAP", key, None, bytes(n), 1), None
        yield f"{n} bytes to unwrap", lib.cipher("AES-128-WRAP", key, None, bytes(n), 0), "None" if n else None
        padded = lib.cipher("AES-128-WRAP-PAD", key, None, bytes(n), 1)
        yield f"{n} bytes to wrap with padding", padded, None
        if padded:
            for bit in range(8 * len(padded)):
                changed = bytearray(padded)
                changed[bit // 8] ^= 1 << bit % 8
                yield f"bit {bit}", lib.cipher("AES-128-WRAP-PAD", key, None, bytes(changed), 0), "None"


FAMILIES = [
    ("made RSA PKCS#1 signatures", rsa_signatures, 150),
    ("made RSA PSS", rsa_pss, 190),
    ("made RSA OAEP", rsa_oaep, 280),
    ("made RSA PKCS#1 decryption", rsa_pkcs1_decrypt, 11),
    ("made ECDSA", ecdsa, 1000),
    ("made ECDH", ecdh, 21),
    ("made X25519 and X448", montgomery, 32),
    ("made Ed25519 and Ed448", eddsa, 480),
    ("made AEAD", aead, 1900),
    ("made padding and wrapping", padding, 8000),
]
