"""Ciphers, digests, MACs and key derivation. Each family takes a library and a file and yields (name, verdict)."""

import os
import re

from records import records, unhex


def value(v, *names):
    return next(unhex(v[n]) for n in names if n in v)


def cipher(name, both=False):
    """A mode of a block cipher; encrypting or decrypting by the section, or both."""

    def run(lib, path):
        for v in records(path, "CIPHERTEXT"):
            if "KEY1" in v:
                key = unhex(v["KEY1"] + v["KEY2"] + v["KEY3"])
            else:
                key = unhex(v["KEYs"]) * 3 if "KEYs" in v else unhex(v["KEY"])
            bits = len(key) * 8
            iv, bit = unhex(v["IV"]) if "IV" in v else None, "CFB1" in name
            if bit:
                plain, sealed = (to_bytes(v[k]) for k in ("PLAINTEXT", "CIPHERTEXT"))
            else:
                plain, sealed = unhex(v["PLAINTEXT"]), unhex(v["CIPHERTEXT"])
            n = len(v["PLAINTEXT"]) if bit else None
            for encrypt in (1, 0) if both else (int("ENCRYPT" in v["section"]),):
                got = lib.cipher(name.format(bits), key, iv, plain if encrypt else sealed, encrypt, n)
                yield v.get("COUNT"), got == (sealed if encrypt else plain)

    return run


def to_bytes(bits):
    return int(bits.ljust((len(bits) + 7) // 8 * 8, "0"), 2).to_bytes((len(bits) + 7) // 8, "big")


def xts(lib, path):
    for v in records(path, "CT"):
        if int(v["DataUnitLen"]) % 8:
            continue  # EVP counts bytes
        key, encrypt = unhex(v["Key"]), "ENCRYPT" in v["section"]
        iv = unhex(v["i"]) if "i" in v else int(v["DataUnitSeqNumber"]).to_bytes(16, "little")
        data, want = (v["PT"], v["CT"]) if encrypt else (v["CT"], v["PT"])
        yield v["COUNT"], lib.cipher(f"AES-{len(key) * 4}-XTS", key, iv, unhex(data), int(encrypt)) == unhex(want)


def chacha20(lib, path):
    for v in records(path, "CIPHERTEXT"):
        iv = int(v["INITIAL_BLOCK_COUNTER"]).to_bytes(4, "little") + unhex(v["NONCE"])
        yield v["COUNT"], lib.cipher("ChaCha20", unhex(v["KEY"]), iv, unhex(v["PLAINTEXT"]), 1) == unhex(v["CIPHERTEXT"])


def camellia_ecb(lib, path):
    with open(path, encoding="latin-1") as f:
        for kind, number, text in re.findall(r"^([KPC]) No\.(\d+) : ([0-9A-F ]+)$", f.read(), re.M):
            if kind == "K":
                key = unhex(text)
            elif kind == "P":
                plain = unhex(text)
            else:
                name, sealed = f"CAMELLIA-{len(key) * 8}-ECB", unhex(text)
                yield number, lib.cipher(name, key, None, plain, 1) == sealed
                yield number, lib.cipher(name, key, None, sealed, 0) == plain


def sealed_and_opened(lib, name, v, key, iv, aad, plain, sealed, tag, good, ccm=False):
    """Opening must agree with the file; what is good must be sealed to the same."""
    got = lib.aead(name, key, iv, aad, sealed, tag, 0, ccm)
    yield v.get("COUNT", v.get("Count")), (got is not None and got[0] == plain) if good else got is None
    if good:
        yield v.get("COUNT", v.get("Count")), lib.aead(name, key, iv, aad, plain, len(tag), 1, ccm) == (sealed, tag)


def gcm(lib, path):
    for v in records(path, "Tag"):
        key, good = unhex(v["Key"]), "FAIL" not in v
        fields = [unhex(v[k]) if k in v else None for k in ("IV", "AAD", "PT", "CT", "Tag")]
        yield from sealed_and_opened(lib, f"AES-{len(key) * 8}-GCM", v, key, *fields, good)


def gmac(lib, path):
    """GCM that seals nothing is GMAC (SP 800-38D 3); its tags there are cut, and decryption's may be wrong."""
    for v in records(path, "Tag"):
        key, iv, tag = unhex(v["Key"]), unhex(v["IV"]), unhex(v["Tag"])
        if v["CT"] == "":
            got = lib.mac("GMAC", key, unhex(v["AAD"]), cipher=f"AES-{len(key) * 8}-GCM", iv=iv)
            yield v["Tag"], (got is not None and got[: len(tag)] == tag) == ("FAIL" not in v)


def ccm(lib, path):
    for v in records(path, "CT"):
        key, tag, good = unhex(v["Key"]), int(v["Tlen"]), v.get("Result", "Pass") == "Pass"
        aad = unhex(v["Adata"])[: int(v["Alen"])]
        plain = unhex(v["Payload"])[: int(v["Plen"])] if "Payload" in v else None
        sealed = unhex(v["CT"])
        yield from sealed_and_opened(lib, f"AES-{len(key) * 8}-CCM", v, key, unhex(v["Nonce"]), aad, plain, sealed[:-tag],
                                     sealed[-tag:], good, True)


def text(v):
    return v.strip('"').encode() if v.startswith('"') else unhex(v)


def chacha20_poly1305(lib, path):
    for v in records(path, "COUNT"):
        good, count = "Result" not in v, v["COUNT"]
        v = {k.upper(): text(x) for k, x in v.items() if k not in ("COUNT", "Result")}
        iv, aad = v.get("NONCE", v.get("IV")), v.get("AD", v.get("AAD"))
        if len(iv) != 12:
            continue  # nonces of other lengths are no RFC's
        plain, sealed = v.get("IN", v.get("PLAINTEXT")), v.get("CT", v.get("CIPHERTEXT"))
        yield from sealed_and_opened(lib, "ChaCha20-Poly1305", {"COUNT": count}, v["KEY"], iv, aad, plain, sealed, v["TAG"],
                                     good)


def key_wrap(lib, path):
    base = os.path.basename(path)
    name = "AES-{}-WRAP" + ("-PAD" if base.startswith("KWP") else "") + ("-INV" if "inv" in base else "")
    for v in records(path, "C"):
        key, sealed = unhex(v["K"]), unhex(v["C"])
        got = lib.cipher(name.format(len(key) * 8), key, None, sealed, 0)
        yield v["COUNT"], got == (unhex(v["P"]) if "P" in v else None)
        if "P" in v:
            yield v["COUNT"], lib.cipher(name.format(len(key) * 8), key, None, unhex(v["P"]), 1) == sealed


def digest(name):
    def run(lib, path):
        for v in records(path, "MD"):
            got = lib.digest(name, unhex(v["Msg"])[: int(v["Len"]) // 8])
            yield v["Len"], got == unhex(v["MD"])

    return run


def digest_monte(name):
    """Each of 100 values from 1000 digests: of the last three (SHA-1, SHA-2), or of the last (SHA-3)."""
    depth = 1 if name.startswith("SHA3-") else 3

    def run(lib, path):
        all = records(path, "MD")
        seed = unhex(all[0]["Seed"])
        for v in all[:10]:
            last = [seed] * depth
            for _ in range(1000):
                last = last[1:] + [lib.digest(name, b"".join(last))]
            seed = last[-1]
            yield v["COUNT"], seed == unhex(v["MD"])

    return run


def shake(name):
    def run(lib, path):
        for v in records(path, "Output"):
            data, want = unhex(v["Msg"]), unhex(v["Output"])
            if "Len" in v:
                data = data[: int(v["Len"]) // 8]
            yield v.get("COUNT", v.get("Len")), lib.digest(name, data, len(want)) == want

    return run


def hmac(name):
    def run(lib, path):
        for v in records(path, "MD"):
            got = lib.mac("HMAC", unhex(v["Key"]), unhex(v["Msg"]), digest=name)
            want = unhex(v["MD"])
            yield v["Len"], got is not None and got[: len(want)] == want

    return run


def cmac(lib, path):
    for v in records(path, "OUTPUT"):
        des = "KEY1" in v
        key = unhex(v["KEY1"] + v["KEY2"] + v["KEY3"]) if des else unhex(v["KEY"])
        name = "DES-EDE3-CBC" if des else f"AES-{len(key) * 8}-CBC"
        got, want = lib.mac("CMAC", key, unhex(v["MESSAGE"]), cipher=name), unhex(v["OUTPUT"])
        yield v["COUNT"], got is not None and got[: len(want)] == want


def poly1305(lib, path):
    for v in records(path, "TAG"):
        yield v["COUNT"], lib.mac("POLY1305", unhex(v["KEY"]), unhex(v["MSG"])) == unhex(v["TAG"])


def hkdf(lib, path):
    for v in records(path, "OKM"):
        md = v["Hash"].replace("-", "")
        got = lib.kdf("HKDF", int(v["L"]), digest=md, key=unhex(v["IKM"]), salt=unhex(v["salt"]), info=unhex(v["info"]))
        yield v["COUNT"], got == unhex(v["OKM"])


def ascii_text(v):
    return re.sub(r"\\0", "\0", v).encode("latin-1")


def pbkdf2(lib, path):
    for v in records(path, "DERIVED_KEY"):
        if int(v["ITERATIONS"]) > 100000:
            continue  # a minute
        got = lib.kdf("PBKDF2", int(v["LENGTH"]), **{"pass": ascii_text(v["PASSWORD"])}, salt=ascii_text(v["SALT"]),
                      iter=int(v["ITERATIONS"]), digest="SHA1")
        yield v["COUNT"], got == unhex(v["DERIVED_KEY"].replace(" ", ""))


def scrypt(lib, path):
    for v in records(path, "DERIVED_KEY"):
        if int(v["N"]) > 16384:
            continue  # a gigabyte
        got = lib.kdf("SCRYPT", int(v["LENGTH"]), **{"pass": ascii_text(v["PASSWORD"])}, salt=ascii_text(v["SALT"]),
                      n=int(v["N"]), r=int(v["r"]), p=int(v["p"]))
        yield v["COUNT"], got == unhex(v["DERIVED_KEY"])


def x963kdf(lib, path):
    for v in records(path, "key_data"):
        md = v["hash"].replace("-", "")
        got = lib.kdf("X963KDF", int(v["key data length"]) // 8, digest=md, key=unhex(v["Z"]), info=unhex(v["SharedInfo"]))
        yield v["COUNT"], got == unhex(v["key_data"])


def kbkdf(lib, path):
    """SP 800-108 in counter mode: those that have the counter first, in 32 bits; the fixed input is all \"info\"."""
    for v in records(path, "KO"):
        prf, digest_name = v["PRF"].split("_")
        if v["CTRLOCATION"] != "BEFORE_FIXED" or v["RLEN"] != "32_BITS" or digest_name == "TDES2":
            continue
        below = {"cipher": {"TDES3": "DES-EDE3-CBC"}.get(digest_name, digest_name.replace("AES", "AES-") + "-CBC")}
        if prf == "HMAC":
            below = {"digest": digest_name}
        got = lib.kdf("KBKDF", int(v["L"]) // 8, mac=prf, **below, key=unhex(v["KI"]), info=unhex(v["FixedInputData"]),
                      use_l=0, use_separator=0)
        yield v["COUNT"], got == unhex(v["KO"])
