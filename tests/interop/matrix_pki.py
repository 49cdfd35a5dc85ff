"""A throw-away authority, and a server's and a client's certificate of each kind, in files and in NSS's database."""

import os
import subprocess

from matrix_tables import CERTS

_KEYS = {
    "rsa": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "pss": ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
    "p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "p521": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "ed": ["-algorithm", "ED25519"],
}


def run(directory, *command):
    r = subprocess.run(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, env=dict(os.environ, LC_ALL="C"))
    if r.returncode != 0:
        raise RuntimeError("%s: %s" % (" ".join(command[:3]), r.stdout.decode("latin-1")[-500:]))


def issue(directory, name, request):
    extensions = "ext-client" if name.startswith("c_") else "ext-server"
    run(directory, "openssl", "x509", "-req", "-in", request, "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "3650",
        "-set_serial", "0x" + os.urandom(8).hex(), "-extfile", extensions, "-out", name + ".pem")


def make_pki(directory, kinds=tuple(CERTS), nss=True):
    run(directory, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
        "-subj", "/O=Throw Away/CN=Test CA", "-days", "3650", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    common = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\n"
    files = {"ext-server": common + "extendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n",
             "ext-client": common + "extendedKeyUsage=clientAuth\n", "request": "GET / HTTP/1.0\r\n\r\n"}
    for name, text in files.items():
        with open(os.path.join(directory, name), "w") as f:
            f.write(text)
    with open(os.path.join(directory, "noise"), "wb") as f:
        f.write(os.urandom(64))
    for c in [CERTS[k] for k in kinds]:
        for prefix, who in (("", "server-"), ("c_", "client-")):
            name = prefix + c["file"]
            run(directory, "openssl", "genpkey", *_KEYS[c["file"]], "-out", name + ".key")
            run(directory, "openssl", "req", "-new", "-key", name + ".key", "-subj",
                "/O=Throw Away/CN=" + who + c["file"], "-out", name + ".csr")
            issue(directory, name, name + ".csr")
    if nss:
        make_nss(directory)


def make_nss(directory):
    """NSS's database. It takes no RSA-PSS key of others, so it makes its own, with the names of ours."""
    os.mkdir(os.path.join(directory, "nss"))
    db = "sql:nss"
    run(directory, "certutil", "-N", "-d", db, "--empty-password")
    run(directory, "certutil", "-A", "-d", db, "-n", "ca", "-t", "CT,C,C", "-i", "ca.pem")
    for c in CERTS.values():
        for prefix, who in (("", "server-"), ("c_", "client-")):
            name = prefix + c["file"]
            if c["file"] == "ed":
                continue
            if c["file"] == "pss":
                run(directory, "certutil", "-R", "-d", db, "-k", "rsa", "-g", "2048", "--pss", "-Z", "SHA256", "-s",
                    "CN=%spss,O=Throw Away" % who, "-a", "-o", "nss.csr", "-z", "noise", "-f", "/dev/null")
                issue(directory, prefix + "nss", "nss.csr")
                run(directory, "certutil", "-A", "-d", db, "-n", name, "-t", ",,", "-a", "-i", prefix + "nss.pem")
                continue
            run(directory, "openssl", "pkcs12", "-export", "-in", name + ".pem", "-inkey", name + ".key", "-name", name,
                "-out", name + ".p12", "-passout", "pass:", "-keypbe", "NONE", "-certpbe", "NONE", "-nomaciter")
            run(directory, "pk12util", "-i", name + ".p12", "-d", db, "-W", "")
