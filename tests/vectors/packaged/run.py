#!/usr/bin/env python3
"""run.py LIBCRYPTO: the vectors of Debian's python3-cryptography-vectors through the public API of a libcrypto.so.3.

NIST's CAVP response files, the RFCs', RSA Laboratories' and others'. Each family must hold as many as it held when it was
written: a file that is gone, or that the reader no longer understands, is a failure. Exit status 77 without the package.
"""

import glob
import os
import sys

import keys
import symmetric
from libcrypto import Libcrypto

VECTORS = "/usr/lib/python3/dist-packages/cryptography_vectors"

# name, family, files, how many verdicts
FAMILIES = [
    ("AES-ECB", symmetric.cipher("AES-{}-ECB"), "ciphers/AES/ECB/*.rsp", 2138),
    ("AES-CBC", symmetric.cipher("AES-{}-CBC"), "ciphers/AES/CBC/*.rsp", 2138),
    ("AES-OFB", symmetric.cipher("AES-{}-OFB"), "ciphers/AES/OFB/*.rsp", 2138),
    ("AES-CFB", symmetric.cipher("AES-{}-CFB"), "ciphers/AES/CFB/CFB128*.rsp", 2138),
    ("AES-CFB8", symmetric.cipher("AES-{}-CFB8"), "ciphers/AES/CFB/CFB8*.rsp", 2138),
    ("AES-CFB1", symmetric.cipher("AES-{}-CFB1"), "ciphers/AES/CFB/CFB1[!2]*.rsp", 2138),
    ("AES-CTR", symmetric.cipher("AES-{}-CTR", both=True), "ciphers/AES/CTR/*.txt", 18),
    ("AES-XTS", symmetric.xts, "ciphers/AES/XTS/*/*.rsp", 2800),
    ("AES-GCM", symmetric.gcm, "ciphers/AES/GCM/*.rsp", 82592),
    ("GMAC", symmetric.gmac, "ciphers/AES/GCM/*.rsp", 9450),
    ("AES-CCM", symmetric.ccm, "ciphers/AES/CCM/*.rsp", 5280),
    ("AES key wrap", symmetric.key_wrap, "keywrap/kwtestvectors/KW*_A[ED]_???.txt", 11400),
    ("3DES-ECB", symmetric.cipher("DES-EDE3-ECB"), "ciphers/3DES/ECB/*.rsp", 530),
    ("3DES-CBC", symmetric.cipher("DES-EDE3-CBC"), "ciphers/3DES/CBC/TCBC[!I]*.rsp", 530),
    ("3DES-OFB", symmetric.cipher("DES-EDE3-OFB"), "ciphers/3DES/OFB/TOFB[!I]*.rsp", 530),
    ("3DES-CFB", symmetric.cipher("DES-EDE3-CFB"), "ciphers/3DES/CFB/TCFB64*.rsp", 530),
    ("3DES-CFB8", symmetric.cipher("DES-EDE3-CFB8"), "ciphers/3DES/CFB/TCFB8*.rsp", 530),
    ("3DES-CFB1", symmetric.cipher("DES-EDE3-CFB1"), "ciphers/3DES/CFB/TCFB1*.rsp", 530),
    ("ChaCha20", symmetric.chacha20, "ciphers/ChaCha20/rfc7539.txt", 3),
    ("ChaCha20-Poly1305", symmetric.chacha20_poly1305, "ciphers/ChaCha20Poly1305/*.txt", 141),
    ("SM3", symmetric.digest("SM3"), "hashes/SM3/*.txt", 5),
    ("MD5", symmetric.digest("MD5"), "hashes/MD5/*.txt", 7),
    ("RIPEMD-160", symmetric.digest("RIPEMD160"), "hashes/ripemd160/*.txt", 8),
    ("SHAKE128", symmetric.shake("SHAKE128"), "hashes/SHAKE/SHAKE128[!M]*.rsp", 1563),
    ("SHAKE256", symmetric.shake("SHAKE256"), "hashes/SHAKE/SHAKE256[!M]*.rsp", 1619),
    ("HMAC-MD5", symmetric.hmac("MD5"), "HMAC/rfc-2202-md5.txt", 7),
    ("HMAC-RIPEMD160", symmetric.hmac("RIPEMD160"), "HMAC/rfc-2286-ripemd160.txt", 7),
    ("Poly1305", symmetric.poly1305, "poly1305/rfc7539.txt", 11),
    ("CMAC", symmetric.cmac, "CMAC/*.txt", 20),
    ("HKDF", symmetric.hkdf, "KDF/*[hH][kK][dD][fF]*.txt", 8),
    ("PBKDF2", symmetric.pbkdf2, "KDF/rfc-6070-PBKDF2-SHA1.txt", 5),
    ("scrypt", symmetric.scrypt, "KDF/scrypt.txt", 3),
    ("KBKDF", symmetric.kbkdf, "KDF/nist-800-108-KBKDF-CTR.txt", 300),
    ("X9.63 KDF", symmetric.x963kdf, "KDF/ansx963_2001.txt", 100),
    ("RSA PKCS#1 signing", keys.pkcs1_sign, "asymmetric/RSA/pkcs1v15sign-vectors.txt", 600),
    ("RSA PKCS#1 verifying", keys.rsa_verify(keys.PKCS1), "asymmetric/RSA/FIPS_186-2/Sig???15_186-3.rsp", 700),
    ("RSA PKCS#1 decrypting", keys.pkcs1_decrypt, "asymmetric/RSA/pkcs1v15crypt-vectors.txt", 300),
    ("RSA PSS", keys.pss_verify, "asymmetric/RSA/pkcs-1v2-1d2-vec/pss-vect.txt", 60),
    ("RSA PSS signed", keys.rsa_verify(keys.PSS, 0), "asymmetric/RSA/FIPS_186-2/SigGenPSS_186-3.rsp", 250),
    ("RSA PSS signed, salt of 20", keys.rsa_verify(keys.PSS, 20), "asymmetric/RSA/FIPS_186-2/SigGenPSS_186-2.rsp", 250),
    ("RSA PSS verifying", keys.rsa_verify(keys.PSS, 10), "asymmetric/RSA/FIPS_186-2/SigVerPSS_186-3.rsp", 450),
    ("RSA OAEP", keys.oaep, "asymmetric/RSA/*/oaep-[vs]*.txt", 1500),
    ("RSA OAEP with a label", keys.oaep_label, "asymmetric/RSA/oaep-label.txt", 1),
    ("ECDSA", keys.ecdsa, "asymmetric/ECDSA/FIPS_186-?/Sig*.[rt][sx][pt]", 810),
    ("EC public keys", keys.ec_public, "asymmetric/ECDSA/FIPS_186-?/PKV.rsp", 72),
    ("EC key pairs", keys.ec_pair, "asymmetric/ECDSA/FIPS_186-?/KeyPair.rsp", 57),
    ("ECDH", keys.ecdh, "asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_*.fax", 180),
    ("DH", keys.dh, "asymmetric/DH/RFC5114.txt", 3),
    ("DH, validity tests", keys.dh, "asymmetric/DH/KASValidityTest_FFCStatic_NOKC_ZZOnly_*.fax", 96),
    ("X25519", keys.agreement("X25519"), "asymmetric/X25519/rfc7748.txt", 3),
    ("X448", keys.agreement("X448"), "asymmetric/X448/rfc7748.txt", 3),
    ("Ed25519", keys.ed25519, "asymmetric/Ed25519/sign.input", 4096),
    ("Ed448", keys.ed448, "asymmetric/Ed448/rfc8032.txt", 32),
]

# name, how many digests, the RFC with its HMAC, how many
DIGESTS = [
    ("SHA1", 129, "2202", 7),
    ("SHA224", 129, "4231", 6),
    ("SHA256", 129, "4231", 6),
    ("SHA384", 257, "4231", 6),
    ("SHA512", 257, "4231", 6),
    ("SHA512-224", 257, None, 0),
    ("SHA512-256", 257, None, 0),
    ("SHA3-224", 245, None, 0),
    ("SHA3-256", 237, None, 0),
    ("SHA3-384", 205, None, 0),
    ("SHA3-512", 173, None, 0),
]
for name, count, rfc, hmacs in DIGESTS:
    file = name.replace("-", "_")
    FAMILIES += [
        (name, symmetric.digest(name), f"hashes/SHA*/{file}[LS]*Msg.rsp", count),
        (f"{name} a thousand times", symmetric.digest_monte(name), f"hashes/SHA*/{file}Monte.rsp", 10),
    ]
    if rfc:
        FAMILIES.append((f"HMAC-{name}", symmetric.hmac(name), f"HMAC/rfc-{rfc}-{name.lower()}.txt", hmacs))


def run(lib, name, family, pattern, expected):
    files = sorted(glob.glob(os.path.join(VECTORS, pattern)))
    held, total = 0, 0
    for path in files:
        for which, ok in family(lib, path):
            total += 1
            held += ok
            if not ok and total - held <= 5:
                print(f"  {os.path.relpath(path, VECTORS)} {which}: not so")
    good = held == total and total >= expected > 0
    print(f"{'ok  ' if good else 'FAIL'} {name}: {held} of {total}, {expected} expected")
    return good, held


def main():
    if not os.path.isdir(VECTORS):
        print("python3-cryptography-vectors is not installed")
        sys.exit(77)
    lib = Libcrypto(sys.argv[1])
    results = [run(lib, *row) for row in FAMILIES]
    print(f"{sum(held for _, held in results)} verdicts")
    sys.exit(0 if all(good for good, _ in results) else 1)


if __name__ == "__main__":
    main()
