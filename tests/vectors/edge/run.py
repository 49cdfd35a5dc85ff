#!/usr/bin/env python3
"""run.py LIBCRYPTO DIR: collections of edge cases, judged by a libcrypto.so.3 and by the system's.

DIR/wycheproof_testvectors are BoringSSL's files of Project Wycheproof; DIR/usr/share (or /usr/share) has what librust-hkdf-dev, librust-hmac-dev and librust-ring-dev (of BoringSSL, and of RustCrypto's
Project Wycheproof) and golang-github-cloudflare-circl-dev (Project Wycheproof's X25519) carry; made.py makes the rest.
Each library has a process of its own. Exit status 77 without the system's library, or if all was good but for what is missing.
"""

import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "packaged"))

import bouncycastle_kbkdf_feedback  # noqa: E402
import ietf_tls12_prf  # noqa: E402
import made  # noqa: E402
import nist_cavs14_sshkdf  # noqa: E402
import nist_hmac_sha3  # noqa: E402
import published  # noqa: E402
import rfc7518_concat_kdf  # noqa: E402
import rfc8448_tls13_kdf  # noqa: E402
import wycheproof  # noqa: E402
from libcrypto import Libcrypto  # noqa: E402

RUST = "usr/share/cargo/registry/"
RING = RUST + "ring-*/tests/"
CIRCL = "usr/share/gocode/src/github.com/cloudflare/circl/"

# name, family, file, how many verdicts
PUBLISHED = [
    ("Wycheproof HKDF-SHA1", published.hkdf("SHA1"), RUST + "hkdf-*/tests/data/wycheproof-sha1.blb", 103),
    ("Wycheproof HKDF-SHA256", published.hkdf("SHA256"), RUST + "hkdf-*/tests/data/wycheproof-sha256.blb", 102),
    ("Wycheproof HKDF-SHA384", published.hkdf("SHA384"), RUST + "hkdf-*/tests/data/wycheproof-sha384.blb", 99),
    ("Wycheproof HKDF-SHA512", published.hkdf("SHA512"), RUST + "hkdf-*/tests/data/wycheproof-sha512.blb", 99),
    ("Wycheproof HMAC-SHA1", published.hmac("SHA1"), RUST + "hmac-*/tests/data/wycheproof-sha1.blb", 66),
    ("Wycheproof HMAC-SHA256", published.hmac("SHA256"), RUST + "hmac-*/tests/data/wycheproof-sha256.blb", 66),
    ("Wycheproof HMAC-SHA384", published.hmac("SHA384"), RUST + "hmac-*/tests/data/wycheproof-sha384.blb", 66),
    ("Wycheproof HMAC-SHA512", published.hmac("SHA512"), RUST + "hmac-*/tests/data/wycheproof-sha512.blb", 66),
    ("Wycheproof X25519", published.x25519, CIRCL + "dh/x25519/testdata/wycheproof_kat.json", 87),
    ("ring ECDSA", published.ecdsa, RING + "ecdsa_verify_asn1_tests.txt", 90),
    ("ring RSA PKCS#1", published.rsa(1), RING + "rsa_pkcs1_verify_tests.txt", 214),
    ("ring RSA PSS", published.rsa(6), RING + "rsa_pss_verify_tests.txt", 54),
    ("ring agreement", published.agreement, RING + "agreement_tests.txt", 113),
    ("ring AES-128-GCM", published.aead("AES-128-GCM"), RING + "aead_aes_128_gcm_tests.txt", 130),
    ("ring AES-256-GCM", published.aead("AES-256-GCM"), RING + "aead_aes_256_gcm_tests.txt", 120),
    ("ring ChaCha20-Poly1305", published.aead("ChaCha20-Poly1305"), RING + "aead_chacha20_poly1305_tests.txt", 100),
    ("ring Ed25519", published.ed25519, RING + "ed25519_tests.txt", 1000),
    ("ring HMAC", published.ring_hmac, RING + "hmac_tests.txt", 19),
    ("ring PBKDF2", published.pbkdf2, RING + "pbkdf2_tests.txt", 28),
] + wycheproof.rows()

# name, family, how many verdicts
OWN = made.FAMILIES + [
    ("RFC 8448 TLS13-KDF", rfc8448_tls13_kdf.key_schedule, 4),
    ("RFC 7518 Concat KDF", rfc7518_concat_kdf.derived_key, 1),
    ("IETF TLS 1.2 PRF", ietf_tls12_prf.prf, 3),
    ("NIST SSHKDF", nist_cavs14_sshkdf.keys, 30),
    ("NIST HMAC with SHA-3", nist_hmac_sha3.hmacs, 14),
    ("Bouncy Castle KBKDF in feedback mode", bouncycastle_kbkdf_feedback.feedback, 21),
]


def find(top, pattern):
    found = glob.glob(os.path.join(top, pattern)) or glob.glob(os.path.join("/", pattern))
    return found[0] if found else None


def shown(value):
    return value.hex() if isinstance(value, bytes) else str(value)


def judge(library, top):
    """A line a verdict: family, which, what the library says, and what it should say (or "-")."""
    lib = Libcrypto(library)
    families = [(name, family(lib, find(top, pattern))) for name, family, pattern, _ in PUBLISHED if find(top, pattern)]
    families += [(name, family(lib)) for name, family, _ in OWN]
    for name, verdicts in families:
        for which, got, want in verdicts:
            print("\t".join([name, str(which), shown(got), "-" if want is None else shown(want)]))


def begin(library, top):
    command = [sys.executable, "-B", __file__, "--judge", library, top]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def lines(library, judging):
    out, err = judging.communicate()
    if judging.returncode != 0:
        sys.exit(f"{library}: {err}")
    return [line.split("\t") for line in out.splitlines()]


def is_bad(ours, theirs):
    """A verdict that is not the system's, or not the collection's; to refuse what is marked as strict is good."""
    if ours[1].endswith(wycheproof.STRICT) and ours[2] == "False":
        return False
    return ours != theirs or ours[3] not in ("-", ours[2])


def main(library, top):
    there = [(name, expected) for name, _, pattern, expected in PUBLISHED if find(top, pattern)]
    system = glob.glob("/usr/lib/*/libcrypto.so.3") + glob.glob("/lib/*/libcrypto.so.3")
    if not system:
        print("no system libcrypto.so.3 to compare with")
        return 77
    judging = [(path, begin(path, top)) for path in (library, system[0])]
    ours, theirs = (lines(*judge) for judge in judging)
    good = len(ours) == len(theirs)
    for name, expected in there + [(n, e) for n, _, e in OWN]:
        pairs = [(a, b) for a, b in zip(ours, theirs) if a[0] == name]
        bad = [(a, b) for a, b in pairs if is_bad(a, b)]
        for a, b in bad[:5]:
            print(f"  {name} {a[1]}: {a[2][:64]}, the system {b[2][:64]}, wanted {a[3][:64]}")
        good = good and not bad and len(pairs) >= expected > 0
        print(f"{'ok  ' if not bad and len(pairs) >= expected else 'FAIL'} {name}: {len(pairs) - len(bad)} of {len(pairs)}, {expected} expected")
    print(f"{len(ours)} verdicts; {len(PUBLISHED) - len(there)} collections are not unpacked")
    return 1 if not good else 0 if len(there) == len(PUBLISHED) else 77


if __name__ == "__main__":
    if sys.argv[1] == "--judge":
        judge(*sys.argv[2:])
    else:
        sys.exit(main(*sys.argv[1:]))
