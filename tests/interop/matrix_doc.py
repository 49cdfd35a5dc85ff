"""The matrix as a page of documentation: written, and read back to tell what a run has lost."""

import re

from matrix_tables import VERSIONS

LETTERS = {"full": "F", "id": "I", "ticket": "T", "psk": "P"}
ROLES = ("client", "server")
NONE = "."

_HEAD = """# What passes with other TLS stacks

Made by `make interop-matrix` (tests/interop/matrix.py), which runs every combination that both sides have, on loopback:
%s.
`make check` runs them again; it fails for one that fails, and for one that this page has and the run does not.

In each cell a connection is made, or two, the second resumed. Checked are the version, the suite, the group, the peer's
certificate and its verification at both ends, whether it was resumed, the client's identity as the server saw it,
application data both ways, and the end of the stream.

`F` is a full handshake, `I` one resumed by session ID, `T` by ticket, `P` by PSK in TLS 1.3; after `+` the same with a
client certificate of the same kind. In the column of certificates `PSK` (up to TLS 1.2), `psk_dhe_ke` and `psk_ke` stand
for an external key instead; its sessions are resumed like others, in TLS 1.3 without the key. `.` stands for what a peer
lacks, listed [below](#what-the-peers-lack). The group of an (EC)DHE exchange changes from cell to cell; the tables of
groups have each. "Client of" is our client with the peer's server, "server of" our server with the peer's client.

"""


def _entry(found, failed, prefix):
    """What a table shows for one combination: the letters of the modes that passed, a cross for each that failed."""
    halves = []
    for auth in (False, True):
        letters = ""
        for mode, letter in LETTERS.items():
            name = "/".join(prefix) + ("/auth/" if auth else "/") + mode
            if name in found:
                letters += "x" if name in failed else letter
        halves.append(letters)
    return (halves[0] + ("+" + halves[1] if halves[1] else "")) or NONE


def _table(peers, found, failed, version, rows, first):
    """`rows` are pairs of what the first columns show, and the suite, certificate and group of a cell's name."""
    heads = first + ["%s of %s" % (r, p.name) for r in ROLES for p in peers]
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for shown, part in rows:
        entries = [_entry(found, failed, (p.name, r, version) + part) for r in ROLES for p in peers]
        lines.append("| " + " | ".join(list(shown) + entries) + " |")
    return "\n".join(lines) + "\n"


def _lacks(lacking):
    lines = ["## What the peers lack\n", "| peer | what is missing | where |", "| --- | --- | --- |"]
    for peer in sorted(lacking):
        for reason in sorted(lacking[peer]):
            where = sorted({s for _, s, _ in lacking[peer][reason]})
            certs = sorted({c for _, _, c in lacking[peer][reason]})
            what = ", ".join(where) if len(where) <= 16 else "%d suites" % len(where)
            what = "each suite" if certs == ["Ed25519"] else what
            lines.append("| %s | %s | %s |" % (peer, reason, what))
    return "\n".join(lines) + "\n"


def write(cells, failed, peers, lacking):
    found = {c.name(m) for c in cells for m in c.modes()}
    versions = ", ".join(p.version() for p in peers[:-1]) + " and " + peers[-1].version()
    text = _HEAD % ("%d cells with %s" % (len(found), versions))
    for version in reversed(VERSIONS):
        here = [c for c in cells if c.version == version]
        rows, groups = {}, {}
        for c in here:
            if c.by_group:
                groups[c.group] = ((c.group,), (c.suite.name, c.cert, c.group))
            else:
                rows[c.suite.name, c.cert] = ((c.suite.name, c.cert), (c.suite.name, c.cert, "-"))
        if rows:
            text += "## TLS %s\n\n" % version
            text += _table(peers, found, failed, version, rows.values(), ["suite", "certificate"]) + "\n"
        if groups:
            suite = next(c.suite.name for c in here if c.by_group)
            text += "Groups, with %s:\n\n" % suite
            text += _table(peers, found, failed, version, groups.values(), ["group"]) + "\n"
    return text + _lacks(lacking)


def read(path):
    """The names of the cells that a page says pass."""
    names, version, peers, suite = set(), None, [], None
    letters = {v: k for k, v in LETTERS.items()}
    with open(path) as f:
        for line in f:
            if line.startswith("## "):
                version = line[7:].strip() if line.startswith("## TLS ") else None
            elif line.startswith("Groups, with "):
                suite = line[len("Groups, with "):].rstrip(":\n")
            if version is None or not line.startswith("| ") or line.startswith("| ---"):
                continue
            fields = [x.strip() for x in line.strip().strip("|").split("|")]
            if fields[0] in ("suite", "group"):
                peers = [re.match(r"(\w+) of (\w+)$", x).groups() for x in fields if " of " in x]
                continue
            row = fields[:2] + ["-"] if len(fields) - len(peers) == 2 else [suite, "RSA", fields[0]]
            for (role, peer), entry in zip(peers, fields[-len(peers):]):
                for auth, half in enumerate(entry.split("+")):
                    for letter in half.replace(NONE, "").replace("x", ""):
                        names.add("/".join([peer, role, version] + row + (["auth"] if auth else [])
                                           + [letters[letter]]))
    return names


def compare(path, cells):
    """What the page has and the cells of a run do not, and the other way round."""
    found = {c.name(m) for c in cells for m in c.modes()}
    known = read(path)
    return sorted(known - found), sorted(found - known)
