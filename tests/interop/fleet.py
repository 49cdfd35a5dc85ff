#!/usr/bin/python3
"""A fleet that is half OpenSSL: sessions made at one server resume at the other, whichever library each end runs on.

    fleet.py BUILDDIR

One program, matrix_end, is every end: on the system's libraries (sys) and on ours. With MAIN_JOB_LIBS=sys both are the
system's. Prints TAP.
"""

import hashlib
import hmac
import os
import shutil
import subprocess
import sys
import tempfile

from ends import STEP, End, facts
from matrix_pki import make_pki

LIBS = ("sys", "ours")
VERSIONS = {"1.0": 0x0301, "1.2": 0x0303, "1.3": 0x0304}
SUITES = {
    "1.0": ["AES128-SHA"],
    "1.2": ["ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305",
            "AES256-SHA256"],
    "1.3": ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
}
KEYS = os.urandom(80).hex()
# Ways to share sessions: what each server is told. Of a pair each may have its own.
SHARED = {
    "ticket keys": ("ticket_keys=" + KEYS, "ticket_keys=" + KEYS),
    "a ticket-key callback": ("ticket_callback=" + KEYS, "ticket_callback=" + KEYS),
    "a ticket-key callback that renews": ("ticket_callback=%s renew=1" % KEYS, "ticket_callback=%s renew=1" % KEYS),
    "ticket keys here, the callback there": ("ticket_keys=" + KEYS, "ticket_callback=" + KEYS),
    "a store of sessions": ("no_ticket=1 store=%s", "no_ticket=1 store=%s"),
}


class Fleet:
    def __init__(self, builddir, directory):
        self.dir, self.number, self.failed, self.ports = directory, 0, 0, {}
        both = os.environ.get("MAIN_JOB_LIBS") == "sys"
        log = os.path.join(directory, "log")
        self.clients = {lib: End(builddir, log, lib == "sys" or both) for lib in LIBS}
        self.servers = {lib: End(builddir, log, lib == "sys" or both) for lib in LIBS}

    def stop(self):
        for end in list(self.clients.values()) + list(self.servers.values()):
            end.stop()

    def check(self, text, wrong):
        self.number += 1
        self.failed += bool(wrong)
        print("%sok %d - %s%s" % ("not " if wrong else "", self.number, text, ": " + wrong if wrong else ""))

    def port(self, lib, how, auth):
        key = lib, how, auth
        if key not in self.ports:
            f = os.path.join(self.dir, "rsa")
            answer = self.servers[lib].order("listen seconds=%d cert=%s.pem key=%s.key ca=%s/ca.pem auth=%d %s" % (
                STEP, f, f, self.dir, auth, how))[-1].split()
            if answer[0] != "port":
                raise RuntimeError("a server does not start: " + " ".join(answer))
            self.ports[key] = int(answer[1])
        return self.ports[key]

    def connect(self, lib, port, version, suite, auth, more):
        o = "connect port=%d seconds=%d min=0x%x max=0x%x ca=%s/ca.pem sni=localhost alpn=h2 %s" % (
            port, STEP, VERSIONS[version], VERSIONS[version], self.dir, more)
        o += " suites=" + suite if version == "1.3" else " ciphers=%s:@SECLEVEL=0" % suite
        if auth:
            o += " cert=%s/c_rsa.pem key=%s/c_rsa.key" % (self.dir, self.dir)
        return self.clients[lib].order(o)[0]

    def file(self, name):
        return os.path.join(self.dir, name)

    def both(self, how, version, suite, auth, maker, resumer, first, second):
        """A session made at one server by one client, offered to the other by the other; what the second one is."""
        session = self.file("session")
        hows = [h % self.file("store") if "%s" in h else h for h in how]
        line = self.connect(first, self.port(maker, hows[0], auth), version, suite, auth, "sess_out=" + session)
        if not line.startswith("conn ok"):
            return line, ""
        line = self.connect(second, self.port(resumer, hows[1], auth), version, suite, auth, "sess_in=" + session)
        os.unlink(session)
        head, _, body = line.partition(" body=")
        return head, body

    def resumes(self, text, how, version, suite, auth):
        """Every pair of servers and every pair of clients, in one check."""
        wrong = []
        for maker, resumer, first, second in ((a, b, c, d) for a in LIBS for b in LIBS for c in LIBS for d in LIBS):
            head, body = self.both(how, version, suite, auth, maker, resumer, first, second)
            seen = facts(body.replace("?", " "))
            who = "client-rsa" if auth else "none"
            want = {"reused": "1", "suite": suite, "ems": str(int(version == "1.2"))}
            if not head.startswith("conn ok") or any(facts(head).get(k) != v for k, v in want.items()) \
                    or seen.get("reused") != "1" or seen.get("name") != who:
                wrong.append("made at %s by %s, offered to %s by %s: %s; %s" % (maker, first, resumer, second,
                                                                                head[:200], body[-200:]))
        self.check(text, " | ".join(wrong))

    def master_secrets(self, version):
        """RFC 7627 5.3: who makes a session and who resumes it, with or without the extended master secret."""
        for way in ("ticket keys", "a store of sessions"):
            for mix in range(16):
                first, second = (mix & 1, mix >> 1 & 1), (mix >> 2 & 1, mix >> 3)   # client and server have it
                wrong = []
                for server, client in (("sys", "ours"), ("ours", "sys"), ("ours", "ours"), ("sys", "sys")):
                    self.mixed(way, version, server, client, first, second, wrong)
                self.check("TLS %s by %s: extended master secret at client and server %d %d, then %d %d" % (
                    (version, way) + first + second), " | ".join(wrong))

    def mixed(self, way, version, server, client, first, second, wrong):
        session, suite, kept = self.file("session"), SUITES[version][0], all(first)
        how = SHARED[way][0] % self.file("store") if "%s" in SHARED[way][0] else SHARED[way][0]
        ports = [self.port(server, how + " no_ems=%d" % (not has[1]), False) for has in (first, second)]
        made = self.connect(client, ports[0], version, suite, False, "no_ems=%d sess_out=%s" % (not first[0], session))
        then = self.connect(client, ports[1], version, suite, False, "no_ems=%d sess_in=%s" % (not second[0], session))
        os.unlink(session)
        got = [" ".join([line.split()[1]] + ["%s=%s" % (k, facts(line)[k]) for k in ("reused", "ems") if k in facts(line)])
               for line in (made, then)]
        # a session with it is not resumed without it; one without it is not resumed with it
        want = ["ok reused=0 ems=%d" % kept, "ok reused=%d ems=%d" % (kept or not all(second), all(second))]
        if kept and not all(second):
            want[1] = "failed"
        if got != want:
            wrong.append("%s at %s: %s" % (client, server, got))

    def stranger(self, version):
        """A ticket under keys that the other server does not have: a full handshake, and no error."""
        wrong = []
        how = ("ticket_keys=" + KEYS, "ticket_keys=" + "5a" * 80)
        for maker, resumer in (("sys", "ours"), ("ours", "sys")):
            head, _ = self.both(how, version, SUITES[version][0], False, maker, resumer, "sys", "ours")
            if not head.startswith("conn ok") or facts(head).get("reused") != "0":
                wrong.append("%s to %s: %s" % (maker, resumer, head[:200]))
        self.check("TLS %s: a ticket under other keys is ignored" % version, " | ".join(wrong))


# --- what is in a ticket ---------------------------------------------------------


def element(der, at=0):
    """The tag, the content and the end of an element."""
    n, head = der[at + 1], 2
    if n >= 0x80:
        head = 2 + (n & 0x7f)
        n = int.from_bytes(der[at + 2:at + head], "big")
    return der[at], der[at + head:at + head + n], at + head + n


def elements(der):
    """The elements of a SEQUENCE as pairs of tag and content."""
    _, content, _ = element(der)
    found, at = [], 0
    while at < len(content):
        tag, inner, at = element(content, at)
        found.append((tag, inner))
    return found


def ticket_of(fleet, lib, version, auth):
    """The state inside a ticket of a server's, opened with the keys that it was given."""
    session = fleet.file("ticket-" + lib)
    port = fleet.port(lib, "ticket_keys=" + KEYS, auth)
    fleet.connect("sys", port, version, SUITES[version][0], auth, "sess_out=" + session)
    der = subprocess.run(["openssl", "sess_id", "-in", session, "-outform", "DER"], capture_output=True,
                         check=True).stdout
    _, ticket, _ = element(dict(elements(der))[0xaa])
    keys = bytes.fromhex(KEYS)
    body, mac = ticket[:-32], ticket[-32:]
    if body[:16] != keys[:16] or hmac.new(keys[16:48], body, hashlib.sha256).digest() != mac:
        raise RuntimeError("a ticket of %s is not in the default format" % lib)
    state = subprocess.run(["openssl", "enc", "-d", "-aes-256-cbc", "-K", keys[48:].hex(), "-iv", body[16:32].hex()],
                           input=body[32:], capture_output=True, check=True).stdout
    return elements(state)


def same_ticket(fleet, version, auth):
    theirs, mine = (ticket_of(fleet, lib, version, auth) for lib in LIBS)
    wrong, octets = [], 0
    if [t for t, _ in theirs] != [t for t, _ in mine]:
        wrong.append("fields %s, OpenSSL's %s" % (["%02x" % t for t, _ in mine], ["%02x" % t for t, _ in theirs]))
    for (tag, a), (_, b) in zip(theirs, mine):
        octets += tag == 0x04
        if tag == 0xa1 or (tag == 0x04 and octets > 1):     # time; session ID and secret: the length must be the same
            a, b = bytes(len(a)), bytes(len(b))
        if tag != 0xae and a != b:                          # what is added to a ticket's age is random in length, too
            wrong.append("field %02x is %s, OpenSSL's %s" % (tag, b.hex()[:80], a.hex()[:80]))
    fleet.check("TLS %s%s: what a ticket holds is what OpenSSL puts in" % (
        version, ", a client certificate" if auth else ""), "; ".join(wrong))


def run(fleet):
    for version in ("1.0", "1.2"):
        fleet.master_secrets(version)
    for version in ("1.2", "1.3"):
        for auth in (False, True):
            for text, how in SHARED.items():
                suites = SUITES[version] if text == "ticket keys" else SUITES[version][:1]
                for suite in suites:
                    fleet.resumes("TLS %s, %s%s: %s" % (version, suite, ", a client certificate" if auth else "", text),
                                  how, version, suite, auth)
            same_ticket(fleet, version, auth)
        fleet.stranger(version)
    print("1..%d" % fleet.number)
    return 1 if fleet.failed else 0


def main():
    directory = tempfile.mkdtemp(prefix="bearshim-fleet.")
    fleet = None
    try:
        make_pki(directory, ("RSA",), nss=False)
        os.mkdir(os.path.join(directory, "store"))
        fleet = Fleet(sys.argv[1], directory)
        return run(fleet)
    finally:
        if fleet is not None:
            fleet.stop()
        if os.environ.get("INTEROP_KEEP"):
            print("# files kept in " + directory)
        else:
            shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
