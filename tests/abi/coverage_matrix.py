#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Print docs/coverage.md: which names that programs import are provided, refused or absent.

A name is provided if a version map exports it and compat/refused.def does not list it; refused if both do; absent
otherwise. A program starts only if nothing it imports is absent, because Debian links programs with -z now.

usage: coverage_matrix.py TOP_SRCDIR [--check FILE]
"""
import os
import re
import sys

TIERS = {
    "1": "curl with all it loads, nginx, socat, Python, ab, wrk",
    "2": "the 89 packages nearest to that",
    "3": "98 packages",
    "4": "104 packages, with the Ruby, Perl, Node, PHP and cryptography bindings",
    "5": "users of libcrypto alone",
}
# Programs whose names come from more than one package.
GROUPS = {"curl (libcurl4 + libssh2-1)": ["libcurl4", "libssh2-1"], "nginx": ["nginx"], "ab (apache2-utils)":
          ["apache2-utils"], "wrk": ["wrk"]}
STATES = ("provided", "refused", "absent")


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if not line.startswith("#")]


def map_names(path):
    names, node = set(), None
    for line in lines(path):
        if re.match(r"[A-Z]", line):
            node = line.split()[0]
        elif re.match(r"\s*local:", line):
            node = None
        elif node and node != "BEARSHIM_PRIVATE" and re.match(r"\s+\w+;", line):
            names.add(line.strip().rstrip(";"))
    return names


def refused_names(path):
    """compat/refused.def: REFUSED(lib, type, name, (args), failure, "reason"), one a line."""
    found = {}
    if not os.path.exists(path):
        return found
    for line in lines(path):
        entry = re.match(r'REFUSED\w*\(\s*(\w+)\s*,.*?,\s*(\w+)\s*,\s*\(.*\)\s*,'
                         r'[^",]*,\s*"((?:[^"\\]|\\.)*)"\s*\)', line)
        if entry:
            found[entry.group(2)] = (entry.group(1), re.sub(r"\\(.)", r"\1", entry.group(3)))
        elif line.startswith("REFUSED"):
            raise SystemExit(f"{path}: cannot read: {line}")
    return found


class Matrix:
    def __init__(self, top):
        self.symbols = [line.split("\t") for line in lines(f"{top}/tests/abi/symbols.tsv")]
        self.programs = dict(line.split("\t") for line in lines(f"{top}/tests/abi/programs.tsv"))
        exported = map_names(f"{top}/compat/libssl.map") | map_names(f"{top}/compat/libcrypto.map")
        self.refused = refused_names(f"{top}/compat/refused.def")
        for name in self.refused.keys() - exported:
            raise SystemExit(f"compat/refused.def lists {name}, which no map exports")
        self.exported = exported

    def state(self, name):
        return "absent" if name not in self.exported else "refused" if name in self.refused else "provided"

    def count(self, names):
        names = list(names)
        return [sum(self.state(n) == s for n in names) for s in STATES]

    def tiers(self):
        yield "| Tier | Programs | Names | Provided | Refused | Absent |"
        yield "|-----:|----------|------:|---------:|--------:|-------:|"
        total = []
        for tier, text in TIERS.items():
            names = [s[5] for s in self.symbols if s[0] == tier]
            total += names
            yield row(tier, text, len(names), *self.count(names))
        yield row("all", "", len(total), *self.count(total))

    def groups(self, groups):
        yield "| Program | Names | Provided | Refused | Absent | Can start |"
        yield "|---------|------:|---------:|--------:|-------:|-----------|"
        for title, packages in groups.items():
            names = {n for p in packages for n in self.programs[p].split()}
            counts = self.count(names)
            yield row(title, len(names), *counts, "no" if counts[2] else "yes")

    def text(self):
        packages = {p: [p] for p in sorted(self.programs)}
        startable = sum(not self.count(self.programs[p].split())[2] for p in packages)
        known = {s[5] for s in self.symbols}
        out = ["# Coverage", "", "Written by `make coverage-matrix`; do not edit.", "",
               "The names that Debian 12 programs import from libssl.so.3 and libcrypto.so.3, and what becomes of",
               "them here. *Provided* names do what their manual page says. *Refused* ones exist, return their failure",
               "value and leave an error on the queue. *Absent* ones keep a program from starting.", "", "## By tier", ""]
        out += self.tiers()
        beyond = len(self.exported - known)
        out += ["", f"Exported beyond these: {beyond} names.", "", "## The main job", ""]
        out += self.groups(GROUPS)
        out += ["", "## By package", "", f"{startable} of {len(packages)} packages can start.", ""]
        out += self.groups(packages)
        out += ["", "## Refused", ""]
        if not self.refused:
            out += ["None."]
        else:
            out += ["| Library | Name | Reason |", "|---------|------|--------|"]
            out += [row(lib, f"`{name}`", why) for name, (lib, why) in sorted(self.refused.items())]
        return "\n".join(out) + "\n"


def row(*cells):
    return "| " + " | ".join(str(c) for c in cells) + " |"


def main():
    text = Matrix(sys.argv[1]).text()
    if len(sys.argv) < 4 or sys.argv[2] != "--check":
        sys.stdout.write(text)
        return 0
    with open(sys.argv[3], encoding="utf-8") as file:
        if file.read() == text:
            return 0
    print(f"{sys.argv[3]} is stale: run 'make coverage-matrix'")
    return 1


if __name__ == "__main__":
    sys.exit(main())
