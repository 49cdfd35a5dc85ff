"""RFC 7518 appendix C: the Concat KDF of SP 800-56A (SSKDF with a digest) over an ECDH secret."""

import base64

Z = "9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4"
INFO = b"\0\0\0\7A128GCM\0\0\0\5Alice\0\0\0\3Bob\0\0\0\x80"
DERIVED = "VqqN6vgjbSBcIijNcacQGg=="


def derived_key(lib):
    want = base64.urlsafe_b64decode(DERIVED)
    yield "A128GCM", lib.kdf("SSKDF", len(want), digest="SHA256", key=bytes.fromhex(Z), info=INFO), want
