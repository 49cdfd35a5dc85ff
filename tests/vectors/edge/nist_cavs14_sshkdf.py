"""NIST's CAVS 14.1 vectors of SSH's key derivation (RFC 4253 7.2): the first secret of each digest, all six keys."""

# digest, shared secret, exchange hash, session id, keys A to F
ROWS = [
    (
        "SHA1",
        "0000008055bae931c07fd824bf10add1902b6fbc7c665347383498a686929ff5a25f8e40cb6645ea814fb1a5e0a11f85"
        "2f86255641e5ed986e83a78bc8269480eac0b0dfd770cab92e7a28dd87ff452466d6ae867cead63b366b1c286e6c4811"
        "a9f14c27aea14c5171d49b78c06e3735d36e6a3be321dd5fc82308f34ee1cb17fba94a59",
        "a4ebd45934f56792b5112dcd75a1075fdc889245",
        "a4ebd45934f56792b5112dcd75a1075fdc889245",
        [
            "e2f627c0b43f1ac1",
            "58471445f342b181",
            "1ca9d310f86d51f6cb8e7007cb2b220d55c5281ce680b533",
            "2c60df8603d34cc1dbb03c11f725a44b44008851c73d6844",
            "472eb8a26166ae6aa8e06868e45c3b26e6eeed06",
            "e3e2fdb9d7bc21165a3dbe47e1eceb7764390bab",
        ],
    ),
    (
        "SHA224",
        "00000081008de60df019c23966d215d9b8490ac493dfae59b99dbefdad81d2c9e761205c93a696dbd9e538cc57cd3e24"
        "c2798d2c56561d6803e8ee24e112babef84ad5a2c571c572339f2b38f1345164314f8f4714047f0c66650f10051044f8"
        "dcd256bfe8171302a81ce13f47f7375db80a6bbf8ce7d8f96e03fc6275fd5dacfbdd166792",
        "e69fbbee90f0cb7c57996c6f3f9ec4c7de9f0c43b7c993ec3ec1d4ca",
        "e69fbbee90f0cb7c57996c6f3f9ec4c7de9f0c43b7c993ec3ec1d4ca",
        [
            "9fff6c6a6d1f5c31",
            "8e0ae78c64d2fe2a",
            "9044f963ffb56b94556a38aac5398a7072ffba60258500be",
            "a861a317ea42b050901aff367b5a1d0abd5c497c77311ba2",
            "43225d64b6da6f070925ad1c8b7ac88893f9a7cba0dfc55ddea42eec",
            "eb31db29bbafca2773f815fa478d927943288588e371ae9ba0414d98",
        ],
    ),
    (
        "SHA256",
        "0000008100875c551cef526a4a8be1a7df27e9ed354bac9afb71f53dbae905679d14f9faf2469c53457cf80a366be278"
        "965ba6255276ca2d9f4a97d271f71e50d8a9ec46253a6a906ac2c5e4f48b27a63ce08d80390a492aa43bad9d882ccac2"
        "3dac88bcada4b4d426a362083dab6569c54c224dd2d87643aa227693e141ad1630ce13144e",
        "0e683fc8a9ed7c2ff02def23b2745ebc99b267daa86a4aa7697239088253f642",
        "0e683fc8a9ed7c2ff02def23b2745ebc99b267daa86a4aa7697239088253f642",
        [
            "41ff2ead1683f1e6",
            "e619ecfd9edb50cd",
            "4a6314d2f7511bf88fad39fb6892f3f218cafd530e72fe43",
            "084c15fb7f99c65ff134eeb407cee5d540c341dea45a42a5",
            "41ec5a94fecce7707ea156a6ad29239a891621adacbedb8be70675008d6f9274",
            "47d3c20aba60981e47b30533623613ff1cacbcf1642fb4ad86ee712f2aed9af8",
        ],
    ),
    (
        "SHA384",
        "0000008100941456bd72267a90690ffc873528f4b76394431aceee1e24a7bed414568d9b97c84ce13d34a2b4a63ef735"
        "bac23af0b7fa634a9e56c2d775c741a61d63981332f9027d3f52c4a9a3adb83e96d39f7e6bb72514797da32f2f0edb59"
        "accfc58a49fc34b198e0285b31032ac9f06907def196f5748bd32ce22a5383a1bbdbd31f24",
        "e0dee80ccc162884393930ad2073d92120c804254162446b7d048f85a1a4dd7b636a09b69252b80952a0581e9490ee5a",
        "e0dee80ccc162884393930ad2073d92120c804254162446b7d048f85a1a4dd7b636a09b69252b80952a0581e9490ee5a",
        [
            "d31c16f67b17bc69",
            "675340f27269e7ae",
            "2ffed577a90d29872ea59f3782c3b406908d7394ff63c9d7",
            "fae751987c1fa8665e4387e410297db58ff69b260a8fe85f",
            "ff2db5975edf3824325b257455791869434c6af47fb0c8145253c2695abfd2b8c980565ad20e6b9313ba44ee488bafb0",
            "85a9463cd653c7619d4dc85006406d6ed3364220419ca13810301be0f0389d932ddeaebb0e504a0849e2e73a7d087db2",
        ],
    ),
    (
        "SHA512",
        "00000080575308ca395798bb21ec5438c46a88ffa3f7f7671c06f924abf7c3cfb46c78c025596e4aba50c3271089184a"
        "447a571abb7f4a1b1c41f5d5ca8062940d4369778589fde81a71b2228f018c4c836cf389f854f86de71a68b1693fe8ff"
        "a1c59ce7e9f9223debada2566d2b0e5678a48bfb530e7bee42bd2ac7304a0a5ae339a2cd",
        "a4125aa9898092ca50c3c1631c03dcbc9df95cebb409881e580108b6cc4704b76cc77b8795fd5940561e3224cc758485"
        "18992bd8d9b70fe0fc977a476063c8bf",
        "a4125aa9898092ca50c3c1631c03dcbc9df95cebb409881e580108b6cc4704b76cc77b8795fd5940561e3224cc758485"
        "18992bd8d9b70fe0fc977a476063c8bf",
        [
            "0e2693ade0524af8",
            "b13144de02295bb8",
            "7e4a721fb7379ebb423306464d57db46afa3cca10a1d7feb",
            "bb84123b1fac400e0df4767d78d011427e1edd4d4c934b95",
            "00fb0a45c650dd9c95666b0c7fcea8c98f0562f61b862054ee400aec875dbbc2bdef4806c09217709a5050569312efe3"
            "af513e7aa733c72457abe1607ac01c13",
            "70a8005e711fb96dea5991cb68831b9e86005821b45ceaf958c13d5c87cbd2953d0877c267796edf8c7fb3d768bb26b7"
            "4e542f40bf9ac9f6a9d217077e85f511",
        ],
    ),
]


def keys(lib):
    for digest, secret, exchange, session, derived in ROWS:
        given = {k: bytes.fromhex(v) for k, v in (("key", secret), ("xcghash", exchange), ("session_id", session))}
        for kind, want in zip("ABCDEF", map(bytes.fromhex, derived)):
            yield f"{digest} {kind}", lib.kdf("SSHKDF", len(want), digest=digest, type=kind, **given), want
