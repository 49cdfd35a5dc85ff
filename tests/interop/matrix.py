#!/usr/bin/python3
"""Every combination of versions, suites, certificates, resumption and client authentication that we and a peer have.

    matrix.py BUILDDIR --table FILE          run; fail if a cell fails, or is in the table and not in the run
    matrix.py BUILDDIR --table FILE --write  run, and write the table

MATRIX_ONLY, a regular expression on a cell's name, runs those cells alone; MATRIX_JOBS is how many at once. With
MAIN_JOB_LIBS=sys our end runs on the system's OpenSSL, which shows that the matrix is right before it judges us.
"""

import os
import queue
import re
import shutil
import sys
import tempfile
import threading
import time

import matrix_doc
from ends import End, facts
from matrix_peers import PEERS, PSK_KEY, STEP
from matrix_pki import make_pki
from matrix_tables import CERTS, GROUP_NAMES, PSKS, SUITES, VERSIONS, WIRE, certificates_of, groups_of

JOBS = int(os.environ.get("MATRIX_JOBS", "3"))
# psk_ke: what the client offers, and what a server has, so that there is no group for (EC)DHE.
PSK_KE_CLIENT, PSK_KE_SERVER = "P-521", "x25519"


class Cell:
    """One combination. Groups do not multiply: each cell takes the next one, and each version has a cell a group."""

    def __init__(self, role, peer, version, suite, cert, auth, group=None, by_group=False):
        self.role, self.peer, self.version, self.suite = role, peer, version, suite
        self.cert, self.auth, self.group, self.by_group = cert, auth, group, by_group
        self.psk = suite.has_psk() or cert in PSKS

    def own_identity(self, client=False):
        """The kind and the name of the certificate of one end, as the other sees it."""
        if self.cert in PSKS or (client and not self.auth):
            return "none", "none"
        c = CERTS[self.cert]
        return c["kind"], ("client-" if client else "server-") + c["file"]

    def key(self):
        """What our end has to know of the PSK."""
        if not self.psk:
            return ""
        hash_of = 0x1302 if self.suite.code == 0x1302 else 0x1301
        return " psk=%s psk_suite=0x%x psk_alone=%d" % (PSK_KEY, hash_of if self.version == "1.3" else 0,
                                                        self.cert == "psk_ke")

    def groups(self):
        """What the client offers: one group, and below 1.3 the curve of the certificate, which counts as one."""
        offered = [self.group] if self.group else []
        if self.version < "1.3" and self.cert.startswith("P-") and self.cert not in offered:
            offered.append(self.cert)
        return offered

    def agreed_groups(self):
        """The names of those that may come of it."""
        return ["none"] if self.cert == "psk_ke" else [GROUP_NAMES[g] for g in self.groups()]

    def modes(self):
        modes = ["full", "psk"] if self.version == "1.3" else ["full", "id", "ticket"]
        return ["full"] if self.by_group else [m for m in modes if self.peer.lacks_mode(self, m) is None]

    def name(self, mode):
        return "%s/%s/%s/%s/%s/%s%s/%s" % (self.peer.name, self.role, self.version, self.suite.name, self.cert,
                                          self.group if self.by_group else "-", "/auth" if self.auth else "", mode)


class Own:
    """What our library can do, as it says itself."""

    def __init__(self, end, directory):
        files = {c["file"]: name for name, c in CERTS.items()}
        pairs = " ".join("cert=%s/%s.pem key=%s/%s.key" % (directory, f, directory, f) for f in files)
        self.suites, self.groups, self.certs = set(), [], set()
        for line in end.order("caps " + pairs):
            word = line.split()
            if word[0] == "suite":
                self.suites.add((int(word[1], 16), int(word[2], 16)))
            elif word[0] == "group":
                self.groups.append(word[1])
            elif word[0] == "cert":
                self.certs.add(files[os.path.basename(word[1])[:-4]])
            elif word[0] == "done":
                self.version = line[5:]

    @staticmethod
    def write_psk(end, directory):
        """The PSK in files: for GnuTLS, and with SHA-384 for OpenSSL, whose -psk goes with SHA-256."""
        with open(os.path.join(directory, "psk.txt"), "w") as f:
            f.write("joe:%s\n" % PSK_KEY)
        answer = end.order("psk_session out=%s/psk384.pem psk=%s psk_suite=0x1302" % (directory, PSK_KEY))[-1]
        if answer != "done":
            raise RuntimeError("our end writes no PSK session: " + answer)

    def suites13(self):
        return [s.name for s in SUITES if (WIRE["1.3"], s.code) in self.suites]


# --- which cells there are -------------------------------------------------------


def cells_of(role, peer, own, lacking):
    turn = 0
    for version in VERSIONS:
        for suite in SUITES:
            if version not in suite.versions() or (WIRE[version], suite.code) not in own.suites:
                continue
            groups = [g for g in groups_of(suite, version) if g in own.groups]
            for cert in certificates_of(suite, version):
                for auth in (False, True):
                    if cert not in own.certs and (auth or cert not in PSKS):
                        continue
                    cell = Cell(role, peer, version, suite, cert, auth)
                    reason = peer.lacks(cell)
                    if reason:
                        lacking.setdefault(peer.name, {}).setdefault(reason, set()).add((version, suite.name, cert))
                        continue
                    for mode in ("id", "ticket", "psk"):
                        reason = peer.lacks_mode(cell, mode)
                        if reason:
                            lacking.setdefault(peer.name, {}).setdefault(reason, set()).add((version, suite.name, cert))
                    if cert == "psk_ke":
                        cell.group = PSK_KE_CLIENT
                    elif groups:
                        cell.group = groups[turn % len(groups)]
                        turn += 1
                    yield cell
        yield from group_cells(role, peer, own, version)


def group_cells(role, peer, own, version):
    code = {"1.3": 0x1301, "1.2": 0xC02F}.get(version, 0xC013)
    suite = next(s for s in SUITES if s.code == code)
    if (WIRE[version], code) not in own.suites:
        return
    for group in groups_of(suite, version):
        if group in own.groups:
            cell = Cell(role, peer, version, suite, "RSA", False, group, True)
            if peer.lacks(cell) is None:
                yield cell


# --- running them ----------------------------------------------------------------


def wrong_facts(cell, seen, reused, identity):
    """What our end's view of a connection has other than it should."""
    external = cell.psk and cell.version == "1.3"   # is told as a resumption
    want = {"version": "TLSv1" if cell.version == "1.0" else "TLSv" + cell.version, "suite": cell.suite.name,
            "reused": str(int(reused or external)), "peer": identity[0], "name": identity[1],
            # such a PSK says "unspecified" of the peer, but to a client that was not given it as a session
            "verified": str(int(external and (reused or cell.role == "server"))),
            "psk": "joe" if cell.psk and not external else "none"}
    wrong = ["%s is %s, not %s" % (k, seen.get(k), v) for k, v in want.items() if seen.get(k) != v]
    if cell.groups() and not reused and seen.get("group") not in cell.agreed_groups():
        wrong.append("group is %s" % seen.get("group"))
    return wrong


def order_of(cell, port, directory, resume, no_ticket):
    o = "connect port=%d seconds=%d min=0x%x max=0x%x ca=%s/ca.pem resume=%d no_ticket=%d" % (
        port, STEP, WIRE[cell.version], WIRE[cell.version], directory, resume, no_ticket)
    o += " suites=" + cell.suite.name if cell.version == "1.3" else " ciphers=%s:@SECLEVEL=0" % cell.suite.name
    if cell.groups():
        o += " groups=" + ":".join(cell.groups())
    if cell.auth:
        own = "%s/c_%s" % (directory, CERTS[cell.cert]["file"])
        o += " cert=%s.pem key=%s.key" % (own, own)
    return o + cell.key()


def judge_client(cell, mode, lines, server, before, results):
    """From the lines of one order to the results of its cells; the last connection is the resumed one."""
    for i, line in enumerate(lines):
        reused = i == 1
        name = cell.name(mode if reused else "full")
        if not line.startswith("conn ok"):
            results[name] = line
            return
        head, _, body = line.partition(" body=")
        wrong = wrong_facts(cell, facts(head), reused, cell.own_identity())
        if facts(head).get("end") != "closed":
            wrong.append("the stream ends with " + facts(head).get("end", "nothing"))
        wrong += cell.peer.saw(cell, reused, body, server, before)
        results[name] = "; ".join(wrong) or results.get(name, "")   # a full handshake is made for each way to resume
    if len(lines) < 2 and mode != "full":
        results[cell.name(mode)] = "there was no second connection"


def start(serve):
    """Another process may take a port that was free: try again."""
    for left in (2, 1, 0):
        try:
            return serve()
        except RuntimeError:
            if left == 0:
                raise


def run_clients(peer, cells, builddir, directory, results):
    """Our client against one server of a peer's."""
    tag = "-".join([peer.name] + [str(k) for k in peer.server_key(cells[0])])
    server = start(lambda: peer.serve(cells[0], os.path.join(directory, "log-" + tag)))
    end = End(builddir, os.path.join(directory, "log-ours"))
    try:
        for cell in cells:
            for mode in cell.modes() if cell.by_group else cell.modes()[1:]:
                before = server.size()
                lines = end.order(order_of(cell, server.port, directory, mode != "full", mode == "id"))[:-1]
                judge_client(cell, mode, lines, server, before, results)
    finally:
        server.stop()
        end.stop()


def run_server(cell, ports, results):
    """A peer's client against ours."""
    for mode in cell.modes():
        outputs = cell.peer.connect(cell, ports.get(cell, mode), mode)
        for i, out in enumerate(outputs):
            reused = i == 1
            if mode != "full" and not reused:
                continue
            key = cell.name(mode if reused else "full")
            seen = re.search(r"seen (.*) got=(.*)\.", out)
            if seen is None:
                results[key] = "no answer of ours in: " + " | ".join(out.strip().split("\n")[-4:])[-300:]
                continue
            wrong = wrong_facts(cell, facts(seen.group(1)), reused, cell.own_identity(client=True))
            if seen.group(2) not in ("olleh", "0.1/PTTH / TEG"):
                wrong.append("we got " + seen.group(2))
            wrong += cell.peer.reports(cell, reused, out)
            results[key] = "; ".join(wrong)
        if len(outputs) < 2 and mode != "full":
            results[cell.name(mode)] = "there was no second connection"


class Ports:
    """Our servers, all in one process: one for each certificate, with and without client authentication, and more where
    a peer's client needs a server that offers it one suite."""

    def __init__(self, end, directory, own):
        self.end, self.directory, self.own = end, directory, own
        self.lock, self.ports = threading.Lock(), {}

    def get(self, cell, mode):
        limit = cell.peer.listener(cell, mode) + cell.key()
        key = cell.cert, cell.auth, limit
        with self.lock:
            if key not in self.ports:
                self.ports[key] = self.listen(cell.cert, cell.auth, limit)
            return self.ports[key]

    def listen(self, cert, auth, limit):
        groups = [PSK_KE_SERVER] if cert == "psk_ke" else self.own.groups
        o = "listen seconds=%d ca=%s/ca.pem auth=%d groups=%s %s" % (
            STEP, self.directory, auth, ":".join(groups), limit)
        if cert not in PSKS:
            f = "%s/%s" % (self.directory, CERTS[cert]["file"])
            o += " cert=%s.pem key=%s.key" % (f, f)
        if "suites=" not in limit:
            o += " suites=" + ":".join(self.own.suites13())
        answer = self.end.order(o)[-1].split()
        if answer[0] != "port":
            raise RuntimeError("our server does not start: " + " ".join(answer))
        return int(answer[1])


def run_all(cells, builddir, directory, own):
    results, tasks, servers = {}, queue.Queue(), {}
    end = End(builddir, os.path.join(directory, "log-ours"))
    ports = Ports(end, directory, own)
    for c in cells:
        if c.role == "client":
            servers.setdefault((c.peer,) + c.peer.server_key(c), []).append(c)
        else:
            tasks.put((c.name("full"), lambda c=c: run_server(c, ports, results)))
    for (peer, cert, *_), group in servers.items():
        tasks.put(("%s-%s" % (peer.name, cert),
                   lambda p=peer, g=group: run_clients(p, g, builddir, directory, results)))

    def work():
        while True:
            try:
                name, task = tasks.get_nowait()
            except queue.Empty:
                return
            try:
                task()
            except Exception as e:      # a cell without a result is a failure of its own below
                results["driver/" + name] = "%s: %s" % (type(e).__name__, e)

    threads = [threading.Thread(target=work) for _ in range(JOBS)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    try:
        end.stop()
    except RuntimeError as e:
        results["driver/server"] = str(e)
    return results


def main():
    builddir = sys.argv[1]
    table = sys.argv[sys.argv.index("--table") + 1]
    only = re.compile(os.environ.get("MATRIX_ONLY", ""))
    directory = tempfile.mkdtemp(prefix="bearshim-matrix.")
    started = time.time()
    try:
        lacking_programs = [m for p in PEERS for m in p.program_names if shutil.which(m) is None]
        if lacking_programs:
            print("SKIP: not installed: " + " ".join(lacking_programs))
            return 77
        make_pki(directory)
        peers = [p(directory) for p in PEERS]
        end = End(builddir, os.path.join(directory, "log-ours"))
        own = Own(end, directory)
        own.write_psk(end, directory)
        end.stop()
        lacking = {}
        cells = [c for p in peers for role in ("client", "server") for c in cells_of(role, p, own, lacking)]
        cells = [c for c in cells if any(only.search(c.name(m)) for m in c.modes())]
        results = run_all(cells, builddir, directory, own)
        return report(cells, results, peers, own, lacking, table, time.time() - started)
    finally:
        if os.environ.get("INTEROP_KEEP"):
            print("files kept in " + directory)
        else:
            shutil.rmtree(directory, ignore_errors=True)


def report(cells, results, peers, own, lacking, table, seconds):
    names = [c.name(m) for c in cells for m in c.modes()]
    failed = {n: results.get(n, "was not run") for n in names if results.get(n, "was not run")}
    failed.update({n: r for n, r in results.items() if n.startswith("driver/")})
    for n in sorted(failed):
        print("FAIL %s: %s" % (n, failed[n][:400]))
    for p in peers:
        for role in ("client", "server"):
            here = [n for n in names if n.startswith("%s/%s/" % (p.name, role))]
            by_version = ["TLS %s: %d" % (v, sum("/%s/" % v in n for n in here)) for v in VERSIONS]
            print("%s of %s: %d cells of %d pass (%s)" % (
                role, p.version(), sum(n not in failed for n in here), len(here), ", ".join(by_version)))
    print("%d cells, %d failed, %.0f s (%s)" % (len(names), len(failed), seconds, own.version))
    if os.environ.get("MATRIX_ONLY") or os.environ.get("MAIN_JOB_LIBS") == "sys":
        return 1 if failed or not names else 0
    if "--write" in sys.argv:
        with open(table, "w") as f:
            f.write(matrix_doc.write(cells, failed, peers, lacking))
        return 1 if failed else 0
    lost, new = matrix_doc.compare(table, cells)
    for n in lost:
        print("LOST %s: %s has it" % (n, os.path.basename(table)))
    if new:
        print("%d cells are new, the first %s: make interop-matrix writes them down" % (len(new), new[0]))
    return 1 if failed or lost else 0


if __name__ == "__main__":
    sys.exit(main())
