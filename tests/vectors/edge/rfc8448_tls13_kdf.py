"""RFC 8448 3, "Simple 1-RTT Handshake": the secrets of its key schedule by TLS13-KDF."""

EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
EARLY = "33ad0a1c607ec03b09e6cd9893680ce210adf300aa1f2660e1b22e10f170f92a"
DERIVED = "6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba"
SHARED = "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d"
HANDSHAKE = "1dc826e93606aa6fdc0aadc12f741b01046aa6b99f691ed221a9f0ca043fbeac"
MASTER = "18df06843d13a08bf2a449844c5f8a478001bc4d4c627984d5a41da8d0402919"


def key_schedule(lib):
    raw = bytes.fromhex
    label = {"prefix": b"tls13 ", "label": b"derived"}
    extract, expand = {"digest": "SHA256", "mode": "EXTRACT_ONLY"}, {"digest": "SHA256", "mode": "EXPAND_ONLY"}
    yield "early", lib.kdf("TLS13-KDF", 32, **extract), raw(EARLY)
    yield "derived", lib.kdf("TLS13-KDF", 32, **expand, **label, key=raw(EARLY), data=raw(EMPTY_HASH)), raw(DERIVED)
    yield "handshake", lib.kdf("TLS13-KDF", 32, **extract, **label, salt=raw(EARLY), key=raw(SHARED)), raw(HANDSHAKE)
    yield "master", lib.kdf("TLS13-KDF", 32, **extract, **label, salt=raw(HANDSHAKE)), raw(MASTER)
