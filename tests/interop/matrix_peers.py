"""The three peers of the matrix: how each is started, told what to do, and asked what it saw."""

import os
import re
import shutil
import socket
import subprocess
import threading
import time

from ends import STEP
from matrix_tables import CERTS, GROUPS, PSKS, SUITES
from ports import free_port

PSK_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff0a1b2c3d4e5f60718"
ALL_SUITES13 = ":".join(s.name for s in SUITES if s.kx == "any")


def environment():
    """Peers run on the system's libraries, and no policy of the machine decides for them."""
    env = {k: v for k, v in os.environ.items()
           if k not in ("LD_PRELOAD", "LD_LIBRARY_PATH", "OPENSSL_CONF", "SSL_CERT_FILE", "SSL_CERT_DIR")}
    env.update(LC_ALL="C", GNUTLS_SYSTEM_PRIORITY_FILE="/dev/null", NSS_IGNORE_SYSTEM_POLICY="1")
    return env


class Server:
    """A peer's server in the background; its output is kept."""

    def __init__(self, command, port, log, says_port=None):
        self.log, self.port = log, port
        self.out = open(log, "wb")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=self.out, stderr=subprocess.STDOUT,
                                        env=environment())
        end = time.time() + STEP
        while time.time() < end:
            if self.process.poll() is not None:
                break
            if says_port is not None and self.port == 0:
                found = re.search(says_port, self.text())
                self.port = int(found.group(1)) if found else 0
            elif self.answers():
                return
            time.sleep(0.05)
        tail = self.text()[-500:]
        self.stop()
        raise RuntimeError("%s does not start: %s" % (command[0], tail))

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        except OSError:
            return False

    def text(self, start=0):
        with open(self.log, "rb") as f:
            f.seek(start)
            return f.read().decode("latin-1")

    def size(self):
        return os.path.getsize(self.log)

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.out.close()


def run_client(command, text):
    """Run a peer's client, give it a line, and return all that it prints. Its input stays open while it runs."""
    p = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                         env=environment())
    timer = threading.Timer(STEP, p.kill)
    timer.start()
    try:
        if text:
            try:
                p.stdin.write(text.encode())
                p.stdin.flush()
            except BrokenPipeError:
                pass
        out = p.stdout.read().decode("latin-1")
        p.wait()
    finally:
        timer.cancel()
        if p.poll() is None:
            p.kill()
            p.wait()
        p.stdout.close()
        try:
            p.stdin.close()
        except BrokenPipeError:     # what it did not read
            pass
    return out


class Peer:
    """What the peers have in common. `lacks` gives the reason why a combination is not there, or None."""

    name, program_names = "", ()

    def __init__(self, directory):
        self.dir = directory

    def missing(self):
        return [p for p in self.program_names if shutil.which(p) is None]

    def file(self, name):
        return os.path.join(self.dir, name)

    def certificate(self, cell, client=False):
        return ("c_" if client else "") + CERTS[cell.cert]["file"]

    def lacks(self, cell):
        return None

    def server_key(self, cell):
        """Cells with the same go to one server of the peer's; certificate and client authentication come first."""
        return cell.cert, cell.auth, cell.psk

    def lacks_mode(self, cell, mode):
        """The same for a way to resume that only a part of its programs lacks."""
        return None

    def listener(self, cell, mode):
        """What our server must be restricted to, where the peer's client cannot restrict itself."""
        return ""


# --- OpenSSL -------------------------------------------------------------------


class OpenSSL(Peer):
    name, program_names = "OpenSSL", ("openssl",)

    def __init__(self, directory):
        super().__init__(directory)
        out = subprocess.run(["openssl", "ciphers", "-V", "ALL:@SECLEVEL=0"], capture_output=True, text=True,
                             env=environment()).stdout
        self.suites = {int(a, 16) << 8 | int(b, 16) for a, b in re.findall(r"0x(..),0x(..) - ", out)}
        self.suites |= {s.code for s in SUITES if s.kx == "any"}

    def version(self):
        out = subprocess.run(["openssl", "version"], capture_output=True, text=True, env=environment()).stdout
        return " ".join(out.split()[:2])

    def lacks(self, cell):
        if cell.suite.code not in self.suites:
            return "3DES: Debian builds it without weak suites"
        return None

    def server_key(self, cell):
        return super().server_key(cell) + (cell.psk and cell.suite.code == 0x1302,)

    def psk_options(self, cell):
        if not cell.psk:
            return []
        return ["-psk_identity", "joe", "-psk", PSK_KEY] \
            + (["-psk_session", self.file("psk384.pem")] if cell.suite.code == 0x1302 else []) \
            + (["-allow_no_dhe_kex"] if cell.cert == "psk_ke" else [])

    def serve(self, cell, log):
        command = ["openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-CAfile", self.file("ca.pem"), "-cipher",
                   "ALL:PSK:@SECLEVEL=0", "-ciphersuites", ALL_SUITES13, "-min_protocol", "TLSv1",
                   "-groups", "X25519" if cell.cert == "psk_ke" else ":".join(GROUPS)] + self.psk_options(cell)
        if cell.cert in PSKS:
            command += ["-nocert"]
        else:
            f = self.file(CERTS[cell.cert]["file"])
            command += ["-cert", f + ".pem", "-key", f + ".key"] + (["-Verify", "2"] if cell.auth else [])
        return Server(command, 0, log, r"ACCEPT 127\.0\.0\.1:(\d+)")

    def saw(self, cell, reused, body, server, before):
        """What is wrong with the server's view of a connection."""
        wrong = []
        if _summary(cell, reused) not in body:
            wrong.append("the server's page tells of another connection")
        if bool(re.search(r"Subject: .*CN ?= ?client-%s\b" % _file(cell), body)) != cell.auth:
            wrong.append("the client's identity at the server")
        return wrong

    def command(self, cell, port):
        c = ["openssl", "s_client", "-connect", "127.0.0.1:%d" % port, "-CAfile", self.file("ca.pem"),
             "-verify_return_error", "-verify_hostname", "localhost", "-ign_eof",
             "-tls" + cell.version.replace(".", "_").replace("1_0", "1")]
        c += ["-groups", ":".join(cell.groups())] if cell.groups() else []
        c += ["-ciphersuites", cell.suite.name] if cell.version == "1.3" else \
             ["-cipher", cell.suite.name + ":@SECLEVEL=0"]
        if cell.auth:
            f = self.file(self.certificate(cell, True))
            c += ["-cert", f + ".pem", "-key", f + ".key"]
        return c + (self.psk_options(cell) if cell.version < "1.3" else [])

    def connect(self, cell, port, resume):
        """Connect to our server; a list of outputs, one a connection. In TLS 1.3 what is resumed has a ticket alone."""
        session = self.file("session-%d" % threading.get_ident())
        c = self.command(cell, port) + (["-no_ticket"] if resume == "id" else [])
        external = self.psk_options(cell) if cell.version == "1.3" else []
        outputs = [run_client(c + external + ["-sess_out", session], "hello\n")]
        c += ["-allow_no_dhe_kex"] if cell.cert == "psk_ke" else []
        if resume != "full" and os.path.exists(session):
            outputs.append(run_client(c + ["-sess_in", session], "hello\n"))
        if os.path.exists(session):
            os.unlink(session)
        return outputs

    def reports(self, cell, reused, out):
        wrong = []
        if _summary(cell, reused) not in out:
            wrong.append("the client reports another connection")
        if "Verification: OK" not in out and cell.cert not in PSKS:
            wrong.append("the client did not verify us")
        return wrong


def _file(cell):
    return CERTS[cell.cert]["file"] if cell.cert in CERTS else "none"


def _summary(cell, reused):
    """As both programs print it; an external PSK of TLS 1.3 counts as a session."""
    kind = "Reused" if reused or (cell.psk and cell.version == "1.3") else "New"
    return "%s, %s, Cipher is %s" % (kind, _suite_version(cell), cell.suite.name)


def _suite_version(cell):
    """OpenSSL prints the version that a suite came with: the lowest, and CBC's suites with SHA-1 came with SSLv3."""
    if cell.suite.first == "1.0":
        return "SSLv3" if cell.suite.mac == "SHA1" and not cell.suite.kx.startswith("ECDHE") else "TLSv1.0"
    return "TLSv" + cell.suite.first


# --- GnuTLS --------------------------------------------------------------------

GNUTLS_GROUPS = {"x25519": "X25519", "P-256": "SECP256R1", "P-384": "SECP384R1", "P-521": "SECP521R1",
                 "ffdhe2048": "FFDHE2048", "ffdhe3072": "FFDHE3072", "ffdhe4096": "FFDHE4096"}


class GnuTLS(Peer):
    name, program_names = "GnuTLS", ("gnutls-cli", "gnutls-serv")

    def __init__(self, directory):
        super().__init__(directory)
        out = subprocess.run(["gnutls-cli", "-l"], capture_output=True, text=True, env=environment()).stdout
        self.suites = {int(a, 16) << 8 | int(b, 16) for a, b in re.findall(r"\t0x(..), 0x(..)\t", out)}

    def version(self):
        out = subprocess.run(["gnutls-cli", "--version"], capture_output=True, text=True).stdout
        return "GnuTLS " + out.split("\n")[0].split()[-1]

    def lacks(self, cell):
        if cell.suite.code not in self.suites:
            return "not among its suites"
        if cell.psk and cell.version < "1.2" and cell.suite.mac != "SHA1":
            return "PSK suites with SHA-2 MACs in TLS 1.2 alone"
        if cell.psk and cell.auth:
            return "no client certificate with RSA-PSK"
        if cell.psk and cell.suite.code == 0x1302:
            return "external PSKs with SHA-256 alone"
        if cell.role == "server" and cell.suite.kx in ("DHE-PSK", "ECDHE-PSK"):
            return "gnutls-cli crashes after (EC)DHE-PSK, with any server; tests/interop/psk.test has the handshakes"
        return None

    def serve(self, cell, log):
        port = free_port()
        kx = {"psk_ke": "+PSK", "psk_dhe_ke": "+DHE-PSK:+ECDHE-PSK"}.get(
            cell.cert, "+PSK:+DHE-PSK:+ECDHE-PSK:+RSA-PSK" if cell.psk else "+KX-ALL")
        priority = ("NONE:+VERS-ALL:+CIPHER-ALL:+AES-128-CCM-8:+AES-256-CCM-8:+3DES-CBC:+MAC-ALL:+SHA256:+SHA384"
                    ":%s:+COMP-NULL:+SIGN-ALL:+GROUP-ALL:+CTYPE-ALL:%%COMPAT" % kx)
        command = ["gnutls-serv", "--http", "-p", str(port), "--x509cafile", self.file("ca.pem"), "--priority",
                   priority, "-r" if cell.auth else "-a"]
        if cell.psk:
            command += ["--pskpasswd", self.file("psk.txt")]
        if cell.cert not in PSKS:
            f = self.file(CERTS[cell.cert]["file"])
            command += ["--x509certfile", f + ".pem", "--x509keyfile", f + ".key"]
        return Server(command, port, log)

    def saw(self, cell, reused, body, server, before):
        wrong = []
        if "<TD>TLS%s</TD>" % cell.version not in body or "<TD>%s</TD>" % cell.suite.cipher not in body:
            wrong.append("the server's page tells of another connection")
        if ("Subject: CN=client-" + _file(cell) in body) != cell.auth:
            wrong.append("the client's identity at the server")
        return wrong

    def command(self, cell, port):
        kx = {"any": "+ECDHE-RSA:+ECDHE-ECDSA:+DHE-RSA", "DHE": "+DHE-RSA", "ECDHE": "+ECDHE-" + cell.suite.auth}.get(
            cell.suite.kx, "+" + cell.suite.kx)
        kx = {"psk_ke": "+PSK", "psk_dhe_ke": "+DHE-PSK:+ECDHE-PSK"}.get(cell.cert, kx)
        groups = "".join(":+GROUP-" + GNUTLS_GROUPS[g] for g in cell.groups())
        priority = "NONE:+VERS-TLS%s:%s:+%s:+%s:+COMP-NULL:+SIGN-ALL:+CTYPE-ALL%s:%%COMPAT" % (
            cell.version, kx, cell.suite.cipher, cell.suite.mac, groups)
        c = ["gnutls-cli", "-p", str(port), "127.0.0.1", "--x509cafile", self.file("ca.pem"), "--verify-hostname",
             "localhost", "--priority", priority]
        if cell.auth:
            f = self.file(self.certificate(cell, True))
            c += ["--x509certfile", f + ".pem", "--x509keyfile", f + ".key"]
        return c + (["--pskusername", "joe", "--pskkey", PSK_KEY] if cell.psk else [])

    def connect(self, cell, port, resume):
        c = self.command(cell, port)
        if resume == "full":
            return [run_client(c, "hello\n")]
        c += ["-r"] + (["--noticket"] if resume == "id" else []) \
            + (["--waitresumption"] if cell.version == "1.3" else [])
        first, _, second = run_client(c, "hello\n").partition("- Connecting again")
        return [first, second]

    def reports(self, cell, reused, out):
        wrong = []
        if "(TLS%s" % cell.version not in out or "(%s)" % cell.suite.cipher not in out:
            wrong.append("the client reports another connection")
        if ("*** This is a resumed session" in out) != reused:
            wrong.append("the client on resumption")
        if not reused and cell.cert not in PSKS and "The certificate is trusted" not in out:
            wrong.append("the client did not verify us")
        return wrong


# --- NSS -----------------------------------------------------------------------

NSS_GROUPS = {"x25519": "x25519", "P-256": "P256", "P-384": "P384", "P-521": "P521", "ffdhe2048": "FF2048",
              "ffdhe3072": "FF3072", "ffdhe4096": "FF4096"}
NSS_SIGALGS = ",".join(
    ["ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512"]
    + ["rsa_%s_sha%d" % (k, n) for k in ("pss_rsae", "pss_pss", "pkcs1") for n in (256, 384, 512)]
    + ["rsa_pkcs1_sha1", "ecdsa_sha1"])
NSS_CIPHERS = {"AES-128-CBC": "128-bit AES", "AES-256-CBC": "256-bit AES", "3DES-CBC": "112-bit 3DES",
               "AES-128-GCM": "128-bit AES-GCM", "AES-256-GCM": "256-bit AES-GCM",
               "CHACHA20-POLY1305": "256-bit CHACHA20POLY1305"}


NSS_NOT_DEFAULT = (0xC024, 0xC028, 0xC008, 0xC012)


class NSS(Peer):
    name, program_names = "NSS", ("tstclnt", "selfserv", "certutil", "pk12util")

    def __init__(self, directory):
        super().__init__(directory)
        self.db = "sql:" + self.file("nss")

    def version(self):
        out = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "libnss3"], capture_output=True, text=True).stdout
        return "NSS " + re.sub(r"^\d+:|-.*$", "", out)

    def lacks(self, cell):
        if cell.psk:
            return "no external PSKs"
        if cell.suite.cipher not in NSS_CIPHERS:
            return "no CCM"
        if cell.cert == "Ed25519":
            return "no Ed25519 in TLS"
        return None

    def lacks_mode(self, cell, mode):
        if cell.role == "server" and mode != "full" and cell.suite.code in NSS_NOT_DEFAULT:
            return "tstclnt resumes with default suites alone"
        return None

    def listener(self, cell, mode):
        if mode == "full":
            return ""
        return "suites=" + cell.suite.name if cell.version == "1.3" else "ciphers=%s:@SECLEVEL=0" % cell.suite.name

    def serve(self, cell, log):
        port = free_port()
        codes = "".join(":%04X" % s.code for s in SUITES if s.cipher in NSS_CIPHERS and not s.has_psk())
        command = ["selfserv", "-n", CERTS[cell.cert]["file"], "-p", str(port), "-d", self.db, "-V", "tls1.0:", "-v",
                   "-u", "-G", "-H", "1", "-c", codes, "-I", ",".join(NSS_GROUPS[g] for g in GROUPS), "-J", NSS_SIGALGS]
        return Server(command + (["-rr"] if cell.auth else []), port, log)

    def saw(self, cell, reused, body, server, before):
        if "GET / HTTP/1.0" not in body or "EOF" not in body:
            return ["the server does not echo the request"]
        version = "SSL version 3.%d using %s" % (int(cell.version[2:]) + 1, NSS_CIPHERS[cell.suite.cipher])
        identity = "subject DN: CN=client-" + CERTS[cell.cert]["file"]
        end = time.time() + 5
        while time.time() < end:    # its log may come after its answer
            text = server.text(before)
            if version in text and (identity in text or not cell.auth):
                return [] if (identity in text) == cell.auth else ["a client's identity without being asked for"]
            time.sleep(0.02)
        return ["the server's log tells of another connection or client"]

    def command(self, cell, port):
        v = "tls" + cell.version
        c = ["tstclnt", "-h", "127.0.0.1", "-p", str(port), "-d", self.db, "-V", v + ":" + v, "-v",
             "-G", "-A", self.file("request"), "-J", NSS_SIGALGS]
        if cell.groups():
            c += ["-I", ",".join(NSS_GROUPS[g] for g in cell.groups())]
        if cell.auth:
            c += ["-n", self.certificate(cell, True), "-w", ""]
        return c

    def connect(self, cell, port, resume):
        # tstclnt breaks when it connects again and -c was given: then our server has one suite.
        c = self.command(cell, port) + ([] if resume == "id" else ["-u"])
        c += ["-c", ":%04X" % cell.suite.code] if resume == "full" else ["-L", "2"]
        out = run_client(c, "")     # a summary begins each connection's part
        return re.split(r"(?m)^(?=tstclnt: SSL version )", out)[1:] or [out]

    def reports(self, cell, reused, out):
        wrong = []
        version = "SSL version 3.%d using %s" % (int(cell.version[2:]) + 1, NSS_CIPHERS[cell.suite.cipher])
        if version not in out or "subject DN: CN=server-" + CERTS[cell.cert]["file"] not in out:
            wrong.append("the client reports another connection")
        return wrong


PEERS = [OpenSSL, GnuTLS, NSS]
