"""The rows of the interoperability matrix: versions, suites, groups and certificates."""

VERSIONS = ["1.0", "1.1", "1.2", "1.3"]
WIRE = {"1.0": 0x0301, "1.1": 0x0302, "1.2": 0x0303, "1.3": 0x0304}
GROUPS = ["x25519", "P-256", "P-384", "P-521", "ffdhe2048", "ffdhe3072", "ffdhe4096"]
# The name that each program prints for a group, in OpenSSL's spelling.
GROUP_NAMES = {"x25519": "x25519", "P-256": "secp256r1", "P-384": "secp384r1", "P-521": "secp521r1",
               "ffdhe2048": "ffdhe2048", "ffdhe3072": "ffdhe3072", "ffdhe4096": "ffdhe4096"}

# Certificates: the kind that the library names, the versions that can sign with it, and the suites' authentication.
CERTS = {
    "RSA": {"file": "rsa", "kind": "rsa", "auth": "RSA", "first": "1.0"},
    "RSA-PSS": {"file": "pss", "kind": "rsa-pss", "auth": "RSA", "first": "1.2"},
    "P-256": {"file": "p256", "kind": "p256", "auth": "ECDSA", "first": "1.0"},
    "P-384": {"file": "p384", "kind": "p384", "auth": "ECDSA", "first": "1.0"},
    "P-521": {"file": "p521", "kind": "p521", "auth": "ECDSA", "first": "1.0"},
    "Ed25519": {"file": "ed", "kind": "ed25519", "auth": "ECDSA", "first": "1.2"},
}
# What stands where others have a certificate: an external PSK, in TLS 1.3 with and without (EC)DHE.
PSKS = {"PSK": ["1.0", "1.1", "1.2"], "psk_dhe_ke": ["1.3"], "psk_ke": ["1.3"]}


class Suite:
    """A cipher suite by all its names; `first` is the lowest version that has it."""

    def __init__(self, code, name, kx, auth, cipher, mac, first):
        self.code, self.name, self.kx, self.auth = code, name, kx, auth
        self.cipher, self.mac, self.first = cipher, mac, first

    def versions(self):
        if self.kx == "any":
            return ["1.3"]
        return [v for v in VERSIONS if self.first <= v <= "1.2"]

    def has_psk(self):
        return self.kx.endswith("PSK")


# Record protections: OpenSSL's part of a name, cipher and MAC as GnuTLS names them, the first version.
_RECORDS = {
    "AES128-SHA": ("AES-128-CBC", "SHA1", "1.0"), "AES256-SHA": ("AES-256-CBC", "SHA1", "1.0"),
    "DES-CBC3-SHA": ("3DES-CBC", "SHA1", "1.0"),
    "AES128-SHA256": ("AES-128-CBC", "SHA256", "1.2"), "AES256-SHA256": ("AES-256-CBC", "SHA256", "1.2"),
    "AES256-SHA384": ("AES-256-CBC", "SHA384", "1.2"),
    "AES128-GCM-SHA256": ("AES-128-GCM", "AEAD", "1.2"), "AES256-GCM-SHA384": ("AES-256-GCM", "AEAD", "1.2"),
    "CHACHA20-POLY1305": ("CHACHA20-POLY1305", "AEAD", "1.2"),
    "AES128-CCM": ("AES-128-CCM", "AEAD", "1.2"), "AES256-CCM": ("AES-256-CCM", "AEAD", "1.2"),
    "AES128-CCM8": ("AES-128-CCM-8", "AEAD", "1.2"), "AES256-CCM8": ("AES-256-CCM-8", "AEAD", "1.2"),
    # the PSK suites' spelling
    "AES128-CBC-SHA": ("AES-128-CBC", "SHA1", "1.0"), "AES256-CBC-SHA": ("AES-256-CBC", "SHA1", "1.0"),
    "3DES-EDE-CBC-SHA": ("3DES-CBC", "SHA1", "1.0"),
    "AES128-CBC-SHA256": ("AES-128-CBC", "SHA256", "1.0"), "AES256-CBC-SHA384": ("AES-256-CBC", "SHA384", "1.0"),
}
# Key exchange and authentication: the prefix of OpenSSL's name, then code and record protection of each suite.
_FAMILIES = [
    ("ECDHE", "ECDSA", "ECDHE-ECDSA-", [
        (0xC009, "AES128-SHA"), (0xC00A, "AES256-SHA"), (0xC008, "DES-CBC3-SHA"), (0xC023, "AES128-SHA256"),
        (0xC024, "AES256-SHA384"), (0xC02B, "AES128-GCM-SHA256"), (0xC02C, "AES256-GCM-SHA384"),
        (0xCCA9, "CHACHA20-POLY1305"), (0xC0AC, "AES128-CCM"), (0xC0AD, "AES256-CCM"), (0xC0AE, "AES128-CCM8"),
        (0xC0AF, "AES256-CCM8")]),
    ("ECDHE", "RSA", "ECDHE-RSA-", [
        (0xC013, "AES128-SHA"), (0xC014, "AES256-SHA"), (0xC012, "DES-CBC3-SHA"), (0xC027, "AES128-SHA256"),
        (0xC028, "AES256-SHA384"), (0xC02F, "AES128-GCM-SHA256"), (0xC030, "AES256-GCM-SHA384"),
        (0xCCA8, "CHACHA20-POLY1305")]),
    ("DHE", "RSA", "DHE-RSA-", [
        (0x0033, "AES128-SHA"), (0x0039, "AES256-SHA"), (0x0016, "DES-CBC3-SHA"), (0x0067, "AES128-SHA256"),
        (0x006B, "AES256-SHA256"), (0x009E, "AES128-GCM-SHA256"), (0x009F, "AES256-GCM-SHA384"),
        (0xCCAA, "CHACHA20-POLY1305"), (0xC09E, "AES128-CCM"), (0xC09F, "AES256-CCM"), (0xC0A2, "AES128-CCM8"),
        (0xC0A3, "AES256-CCM8")]),
    ("RSA", "RSA", "", [
        (0x002F, "AES128-SHA"), (0x0035, "AES256-SHA"), (0x000A, "DES-CBC3-SHA"), (0x003C, "AES128-SHA256"),
        (0x003D, "AES256-SHA256"), (0x009C, "AES128-GCM-SHA256"), (0x009D, "AES256-GCM-SHA384"),
        (0xC09C, "AES128-CCM"), (0xC09D, "AES256-CCM"), (0xC0A0, "AES128-CCM8"), (0xC0A1, "AES256-CCM8")]),
    ("ECDHE-PSK", "PSK", "ECDHE-PSK-", [
        (0xC035, "AES128-CBC-SHA"), (0xC036, "AES256-CBC-SHA"), (0xC034, "3DES-EDE-CBC-SHA"),
        (0xC037, "AES128-CBC-SHA256"), (0xC038, "AES256-CBC-SHA384"), (0xCCAC, "CHACHA20-POLY1305")]),
    ("DHE-PSK", "PSK", "DHE-PSK-", [
        (0x0090, "AES128-CBC-SHA"), (0x0091, "AES256-CBC-SHA"), (0x008F, "3DES-EDE-CBC-SHA"),
        (0x00B2, "AES128-CBC-SHA256"), (0x00B3, "AES256-CBC-SHA384"), (0x00AA, "AES128-GCM-SHA256"),
        (0x00AB, "AES256-GCM-SHA384"), (0xCCAD, "CHACHA20-POLY1305"), (0xC0A6, "AES128-CCM"), (0xC0A7, "AES256-CCM"),
        (0xC0AA, "AES128-CCM8"), (0xC0AB, "AES256-CCM8")]),
    ("RSA-PSK", "RSA", "RSA-PSK-", [
        (0x0094, "AES128-CBC-SHA"), (0x0095, "AES256-CBC-SHA"), (0x0093, "3DES-EDE-CBC-SHA"),
        (0x00B6, "AES128-CBC-SHA256"), (0x00B7, "AES256-CBC-SHA384"), (0x00AC, "AES128-GCM-SHA256"),
        (0x00AD, "AES256-GCM-SHA384"), (0xCCAE, "CHACHA20-POLY1305")]),
    ("PSK", "PSK", "PSK-", [
        (0x008C, "AES128-CBC-SHA"), (0x008D, "AES256-CBC-SHA"), (0x008B, "3DES-EDE-CBC-SHA"),
        (0x00AE, "AES128-CBC-SHA256"), (0x00AF, "AES256-CBC-SHA384"), (0x00A8, "AES128-GCM-SHA256"),
        (0x00A9, "AES256-GCM-SHA384"), (0xCCAB, "CHACHA20-POLY1305"), (0xC0A4, "AES128-CCM"), (0xC0A5, "AES256-CCM"),
        (0xC0A8, "AES128-CCM8"), (0xC0A9, "AES256-CCM8")]),
]
_TLS13 = [(0x1301, "TLS_AES_128_GCM_SHA256", "AES-128-GCM"), (0x1302, "TLS_AES_256_GCM_SHA384", "AES-256-GCM"),
          (0x1303, "TLS_CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305"),
          (0x1304, "TLS_AES_128_CCM_SHA256", "AES-128-CCM"), (0x1305, "TLS_AES_128_CCM_8_SHA256", "AES-128-CCM-8")]

SUITES = [Suite(code, name, "any", "any", cipher, "AEAD", "1.3") for code, name, cipher in _TLS13]
SUITES += [Suite(code, prefix + record, kx, auth, *_RECORDS[record])
           for kx, auth, prefix, rows in _FAMILIES for code, record in rows]


def certificates_of(suite, version):
    """The certificates that a suite can use in a version, and what it can use instead."""
    names = [p for p, versions in PSKS.items() if version in versions and suite.auth in ("any", "PSK")]
    for name, c in CERTS.items():
        if version < c["first"] or suite.auth not in ("any", c["auth"]):
            continue
        if suite.kx in ("RSA", "RSA-PSK") and name == "RSA-PSS":     # RFC 4055 1.2: such a key does not encipher
            continue
        names.append(name)
    return names


def groups_of(suite, version):
    """The kinds of groups that a key exchange takes; DHE below 1.3 has the parameters that the server chose."""
    if suite.kx == "any":
        return GROUPS
    return GROUPS[:4] if suite.kx in ("ECDHE", "ECDHE-PSK") else []
