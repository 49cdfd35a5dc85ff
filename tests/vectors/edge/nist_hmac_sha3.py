"""NIST's examples of HMAC with SHA-3 (CSRC's HMAC_SHA3-224 to -512), and HMAC with SHA-512/256 from a post to sci.crypt that
Botan has and OpenSSL confirms.

The keys of NIST's are octets that count up from 0.
"""

# digest, octets of the key, message, MAC
ROWS = [
    (
        "SHA3-224",
        28,
        "Sample message for keylen<blocklen",
        "332cfd59347fdb8e576e77260be4aba2d6dc53117b3bfb52c6d18c04",
    ),
    (
        "SHA3-224",
        144,
        "Sample message for keylen=blocklen",
        "d8b733bcf66c644a12323d564e24dcf3fc75f231f3b67968359100c7",
    ),
    (
        "SHA3-224",
        172,
        "Sample message for keylen>blocklen",
        "078695eecc227c636ad31d063a15dd05a7e819a66ec6d8de1e193e59",
    ),
    (
        "SHA3-256",
        32,
        "Sample message for keylen<blocklen",
        "4fe8e202c4f058e8dddc23d8c34e467343e23555e24fc2f025d598f558f67205",
    ),
    (
        "SHA3-256",
        136,
        "Sample message for keylen=blocklen",
        "68b94e2e538a9be4103bebb5aa016d47961d4d1aa906061313b557f8af2c3faa",
    ),
    (
        "SHA3-256",
        168,
        "Sample message for keylen>blocklen",
        "9bcf2c238e235c3ce88404e813bd2f3a97185ac6f238c63d6229a00b07974258",
    ),
    (
        "SHA3-384",
        48,
        "Sample message for keylen<blocklen",
        "d588a3c51f3f2d906e8298c1199aa8ff6296218127f6b38a90b6afe2c5617725bc99987f79b22a557b6520db710b7f42",
    ),
    (
        "SHA3-384",
        104,
        "Sample message for keylen=blocklen",
        "a27d24b592e8c8cbf6d4ce6fc5bf62d8fc98bf2d486640d9eb8099e24047837f5f3bffbe92dcce90b4ed5b1e7e44fa90",
    ),
    (
        "SHA3-384",
        152,
        "Sample message for keylen>blocklen",
        "e5ae4c739f455279368ebf36d4f5354c95aa184c899d3870e460ebc288ef1f9470053f73f7c6da2a71bcaec38ce7d6ac",
    ),
    (
        "SHA3-512",
        64,
        "Sample message for keylen<blocklen",
        "4efd629d6c71bf86162658f29943b1c308ce27cdfa6db0d9c3ce81763f9cbce5f7ebe9868031db1a8f8eb7b6b95e5c5e"
        "3f657a8996c86a2f6527e307f0213196",
    ),
    (
        "SHA3-512",
        72,
        "Sample message for keylen=blocklen",
        "544e257ea2a3e5ea19a590e6a24b724ce6327757723fe2751b75bf007d80f6b360744bf1b7a88ea585f9765b47911976"
        "d3191cf83c039f5ffab0d29cc9d9b6da",
    ),
    (
        "SHA3-512",
        136,
        "Sample message for keylen>blocklen",
        "5f464f5e5b7848e3885e49b2c385f0694985d0e38966242dc4a5fe3fea4b37d46b65ceced5dcf59438dd840bab22269f"
        "0ba7febdb9fcf74602a35666b2a32915",
    ),
]

# key, message, MAC
SHA512_256 = [
    ("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", b"Hi There", "9f9126c3d9c3c330d760425ca8a217e31feae31bfe70196ff81642b868402eab"),
    ("4a656665", b"what do ya want for nothing?", "6df7b24630d5ccb2ee335407081a87188c221489768fa2020513b2d593359456"),
]


def hmacs(lib):
    for digest, size, message, want in ROWS:
        got = lib.mac("HMAC", bytes(range(size)), message.encode(), digest=digest)
        yield f"{digest} {size}", got, bytes.fromhex(want)
    for key, message, want in SHA512_256:
        yield "SHA512-256", lib.mac("HMAC", bytes.fromhex(key), message, digest="SHA512-256"), bytes.fromhex(want)
