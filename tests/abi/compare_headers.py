#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Compare our openssl/*.h with the system's.

For every header of ours that the system has too: macros expand alike (or evaluate alike), functions have compatible
prototypes, typedefs are compatible, enumerators have equal values, structs have equal sizes and member offsets.
Differences on purpose stand in differences.txt with their reasons, and what we add in additions.txt; an entry that no
longer differs is an error.

usage: compare_headers.py INCLUDE_DIR DIFFERENCES_FILE ADDITIONS_FILE
(CC from the environment; exit 77: no system headers)
"""
import os
import re
import subprocess
import sys
import tempfile

CC = os.environ.get("CC", "cc").split()
# What programs may ask for, which changes what is declared.
LEVELS = [[], ["-DOPENSSL_NO_DEPRECATED"], ["-DOPENSSL_API_COMPAT=0x10100000L"]]
# Inline functions and macros with arguments, compared by what they evaluate to.
EXPRESSIONS = """
ERR_GET_LIB(0x0A000086UL) ERR_GET_LIB(0x7FFFFFFFUL) ERR_GET_REASON(0x7FFFFFFFUL) ERR_GET_REASON(0x0A000086UL)
ERR_GET_LIB(0x80000002UL) ERR_GET_REASON(0x80000002UL)
ERR_GET_RFLAGS(0x0A0C0103UL) ERR_FATAL_ERROR(0x0A0C0103UL) ERR_COMMON_ERROR(0x0A0C0103UL) ERR_FATAL_ERROR(5)
ERR_COMMON_ERROR(0x80000002UL) ERR_SYSTEM_ERROR(0x80000002UL) ERR_SYSTEM_ERROR(5) ERR_PACK(20,7,134)
ERR_PACK(20,0,ERR_R_MALLOC_FAILURE) OPENSSL_VERSION_PREREQ(3,0) OPENSSL_VERSION_PREREQ(3,1) SSL_OP_BIT(5)
BIO_FLAGS_RWS sizeof(STACK_OF(X509)*) OPENSSL_API_LEVEL
""".split()


def run(args, source):
    return subprocess.run(CC + args, input=source, capture_output=True, text=True)


class Headers:
    """One set of headers as the compiler sees it at one level."""

    def __init__(self, flags, names, level):
        self.flags = flags + level + ["-std=gnu11", "-w"]
        self.prologue = "#include <stdio.h>\n#include <stddef.h>\n"
        self.prologue += "".join(f"#include <openssl/{n}>\n" for n in names)
        out = run(self.flags + ["-xc", "-E", "-dD", "-"], self.prologue)
        if out.returncode:
            raise SystemExit(out.stderr)
        self.names = set(names)
        self.macros, self.decls = {}, []
        self._split(out.stdout)
        self.functions, self.typedefs, self.structs, self.enums, self.inlines = {}, {}, {}, [], set()
        for text in self.decls:
            self._classify(text)

    def _split(self, text):
        """Sort the preprocessed text into macros and top-level declarations of openssl/ files."""
        body, wanted = [], False
        for line in text.split("\n"):
            marker = re.match(r'# \d+ "([^"]*)"', line)
            if marker:
                path = marker.group(1)
                wanted = "/openssl/" in path and os.path.basename(path) in self.names
            elif wanted and line.startswith("#define "):
                name, params, value = re.match(r"#define (\w+)(\([^)]*\))?\s*(.*)", line).groups()
                self.macros[name] = (params, value)
            elif line.startswith("#undef "):
                self.macros.pop(line.split()[1], None)
            elif wanted and not line.startswith("#"):
                body.append(line)
        self._cut("\n".join(body))

    def _cut(self, text):
        depth, start = 0, 0
        for match in re.finditer(r"[{}();]", text):
            char = match.group(0)
            depth += (char in "({") - (char in ")}")
            inline = char == "}" and depth == 0 and re.match(r"\s*static\b", text[start:])
            if depth == 0 and (char == ";" or inline):
                decl = " ".join(text[start:match.end()].split())
                if decl != ";":
                    self.decls.append(decl)
                start = match.end()

    def _classify(self, decl):
        plain = re.sub(r"__attribute__\s*\(\((?:[^()]|\([^()]*\)|\((?:[^()]|\([^()]*\))*\))*\)\)", " ", decl)
        plain = " ".join(plain.split())
        struct = re.match(r"(typedef )?(struct|union) (\w+ )?\{(.*)\} ?(\w*);$", plain)
        if re.match(r"static\b", plain):
            self.inlines.add(re.search(r"(\w+) ?\(", plain.split("{")[0]).group(1))
        elif struct and not re.match(r"(stack|lhash)_st_", struct.group(3) or ""):
            tag, alias = (struct.group(3) or "").strip(), struct.group(5)
            name = f"{struct.group(2)} {tag}" if tag else alias
            self.structs[name] = top_members(struct.group(4))
            if struct.group(1) and tag:
                self.typedefs[alias] = f"typedef {struct.group(2)} {tag} {alias};"
        elif re.match(r"(typedef )?enum\b[^;]*\{", plain):
            self.enums += re.findall(r"(?:\{|,) ?(\w+)", plain[plain.index("{"):])
        elif plain.startswith("typedef "):
            name = declared_name(plain[8:])
            if not re.match(r"(sk|lh)_\w+func$", name):
                self.typedefs[name] = plain
        elif "(" in plain and "{" not in plain:
            self.functions[declared_name(plain)] = plain

    def expand(self, names):
        """The full expansion of each macro, with placeholders for its arguments."""
        lines = []
        for name in names:
            params = self.macros[name][0]
            count = len([p for p in params[1:-1].split(",") if p.strip()]) if params else 0
            args = "(" + ",".join(f"arg{i}" for i in range(count)) + ")" if params else ""
            lines.append(f"\"@@{name}@@\" {name}{args} \"@@END@@\"")
        out = run(self.flags + ["-xc", "-E", "-P", "-"], self.prologue + "\n".join(lines)).stdout
        found = re.findall(r"\"@@(\w+)@@\"(.*?)\"@@END@@\"", out, re.S)
        return {name: normal(text) for name, text in found}

    def evaluate(self, expressions):
        """Run a program that prints each expression; None for those that are no integer and no string."""
        left = list(expressions)
        probe = ("#define V(e) (__builtin_classify_type(e) == 5 || sizeof(#e) == 0)\n"
                 "static void num(const char *n, long long v) { printf(\"%s\\t%lld\\n\", n, v); }\n"
                 "static void str(const char *n, const char *v) { printf(\"%s\\t%s\\n\", n, v); }\n"
                 "#define P(e) _Generic((e), char *: str, const char *: str, default: num)(#e, (e))\n")
        while left:
            lines = [self.prologue + probe] + [f"static void p{i}(void) {{ P({e}); }}" for i, e in enumerate(left)]
            lines.append("int main(void) {" + "".join(f" p{i}();" for i in range(len(left))) + " return 0; }\n")
            with tempfile.TemporaryDirectory() as tmp:
                out = run(self.flags + ["-xc", "-O0", "-Wno-error", "-o", tmp + "/p", "-"], "\n".join(lines))
                if out.returncode == 0:
                    text = subprocess.run([tmp + "/p"], capture_output=True, text=True).stdout
                    return dict(line.split("\t", 1) for line in text.split("\n") if "\t" in line)
            bad = {int(i) for i in re.findall(r"[Ii]n function .p(\d+)", out.stderr)}
            base = self.prologue.count("\n") + probe.count("\n") + 1
            bad |= {int(n) - base - 1 for n in re.findall(r"<stdin>:(\d+):\d+: error", out.stderr)}
            keep = [e for i, e in enumerate(left) if i not in bad]
            if len(keep) == len(left):
                raise SystemExit("cannot evaluate:\n" + out.stderr[:2000])
            left = keep
        return {}


def normal(text):
    return " ".join(re.findall(r'"(?:\\.|[^"\\])*"|\w+|[^\s\w]', text))


def top_members(body):
    """Names of a struct's own members (not those of nested structs)."""
    flat, depth, cur = [], 0, ""
    for char in body:
        depth += (char == "{") - (char == "}")
        if char == ";" and depth == 0:
            flat.append(cur)
            cur = ""
        elif depth == 0 and char != "}":
            cur += char
    names = []
    for member in flat:
        if ":" in member:
            continue
        func = re.search(r"\(\s*\*[\s*]*(?:const )?(\w+)", member)
        parts = [member] if func else member.split(",")
        names += [func.group(1)] if func else [re.search(r"(\w+)\s*(?:\[[^]]*\])*\s*$", p).group(1) for p in parts]
    return names


def declared_name(decl):
    """The name that a declaration declares."""
    bracketed = re.match(r"[\w\s*]*?\(\s*(\w+)\s*\)\s*\(", decl)
    if bracketed:
        return bracketed.group(1)
    pointer = re.search(r"\(\s*\*\s*(?:const )?(\w+)\s*[()\[]", decl)
    function = re.match(r"[\w\s*]*?(\w+)\s*\(", decl)
    if pointer and (not function or decl.index("(", 0) >= pointer.start()):
        return pointer.group(1)
    if function:
        return function.group(1)
    return re.search(r"(\w+)\s*(?:\[[^]]*\])*\s*;$", decl).group(1)


class Report:
    def __init__(self, path, additions):
        self.allowed, self.used, self.bad = [], set(), []
        with open(additions, encoding="utf-8") as file:
            for name, what in (line.split() for line in file if line.strip() and not line.startswith("#")):
                self.allowed.append(("macro-extra" if what == "macro" else "function-extra", name, "an addition"))
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() and not line.startswith("#"):
                    kind, pattern, reason = line.split(None, 2)
                    self.allowed.append((kind, pattern, reason))

    def differ(self, kind, name, detail):
        for entry in self.allowed:
            if entry[0] == kind and re.fullmatch(entry[1].replace("*", r"\w*"), name):
                self.used.add(entry)
                return
        self.bad.append(f"{kind} {name}: {detail}")

    def finish(self):
        for entry in self.allowed:
            if entry not in self.used:
                if "(later patch releases have it)" in entry[2]: continue
                self.bad.append(f"stale entry: {entry[0]} {entry[1]}")
        for line in sorted(set(self.bad)):
            print(line)
        return 1 if self.bad else 0


def compare_macros(ours, theirs, report):
    for name in sorted(theirs.macros.keys() - ours.macros.keys() - ours.inlines - ours.functions.keys()):
        report.differ("macro-missing", name, f"the system has it as {theirs.macros[name]}")
    for name in sorted(ours.macros.keys() - theirs.macros.keys()):
        report.differ("macro-extra", name, "the system has none")
    both = sorted(ours.macros.keys() & theirs.macros.keys())
    mine, his = ours.expand(both), theirs.expand(both)
    differing = [n for n in both if mine[n] != his[n]]
    plain = [n for n in differing if not ours.macros[n][0] and not theirs.macros[n][0] and mine[n] and his[n]]
    mine_values, his_values = ours.evaluate(plain), theirs.evaluate(plain)
    for name in differing:
        if name in mine_values and mine_values[name] == his_values.get(name):
            continue
        report.differ("macro", name, f"ours {mine_values.get(name, mine[name])!r}, "
                                     f"theirs {his_values.get(name, his[name])!r}")
    return len(both)


def compare_declarations(ours, theirs, report):
    """Redeclare the system's functions and typedefs on top of ours: the compiler objects to what is not compatible."""
    for kind in ("function", "typedef"):
        mine, his = getattr(ours, kind + "s"), getattr(theirs, kind + "s")
        for name in sorted(his.keys() - mine.keys()):
            report.differ(kind + "-missing", name, his[name])
        for name in sorted(mine.keys() - his.keys()):
            report.differ(kind + "-extra", name, mine[name])
    decls = [(n, d) for part in (theirs.typedefs, theirs.functions) for n, d in part.items()
             if n in ours.functions or n in ours.typedefs]
    # A macro of the same name must not touch the redeclaration.
    source = ours.prologue + "".join(f"#undef {n}\n" for n, _ in decls)
    first = source.count("\n") + 1
    out = run(ours.flags + ["-xc", "-fsyntax-only", "-"], source + "".join(d + "\n" for _, d in decls))
    for line, message in re.findall(r"<stdin>:(\d+):\d+: error: (.*)", out.stderr):
        name, decl = decls[int(line) - first] if int(line) >= first else ("?", "?")
        report.differ("function" if name in ours.functions else "typedef", name, f"{message}; theirs: {decl}")
    return len(decls)


def compare_layouts(ours, theirs, report):
    for name in sorted(theirs.structs.keys() - ours.structs.keys()):
        report.differ("struct-missing", name, "not defined")
    for name in sorted(set(theirs.enums) - set(ours.enums)):
        report.differ("enum-missing", name, "no such enumerator")
    wanted = sorted(set(theirs.enums) & set(ours.enums)) + EXPRESSIONS
    for name in theirs.structs.keys() & ours.structs.keys():
        wanted.append(f"sizeof({name})")
        for member in theirs.structs[name]:
            wanted += [f"offsetof({name},{member})", f"sizeof((({name}*)0)->{member})"]
    mine, his = ours.evaluate(wanted), theirs.evaluate(wanted)
    for name in wanted:
        if name not in his:
            raise SystemExit(f"cannot evaluate {name} with the system's headers")
        if mine.get(name) != his[name]:
            report.differ("value", name, f"ours {mine.get(name)}, theirs {his[name]}")
    return len(wanted)


def main():
    include, differences, additions = sys.argv[1:4]
    probe = run(["-xc", "-E", "-"], "#include <openssl/opensslv.h>\n#include <openssl/ssl.h>\n")
    found = re.findall(r'"(/[^"]*)/openssl/opensslv\.h"', probe.stdout)
    if probe.returncode or not found or os.path.samefile(found[0], include):
        print("no system OpenSSL headers (Debian: libssl-dev); nothing to compare with")
        return 77
    names = sorted(os.listdir(os.path.join(include, "openssl")))
    # The order matters to headers that look for others: these first.
    names = ["pem.h", "x509.h"] + [n for n in names if n.endswith(".h")]
    report = Report(differences, additions)
    for name in sorted(set(os.listdir(found[0] + "/openssl")) - set(names)):
        report.differ("header-missing", name, "the system has it")
    counts = [0, 0, 0]
    for level in LEVELS:
        ours, theirs = Headers(["-I" + include], names, level), Headers([], names, level)
        for i, compare in enumerate((compare_macros, compare_declarations, compare_layouts)):
            counts[i] += compare(ours, theirs, report)
    print(f"compared {counts[0]} macros, {counts[1]} functions and types, {counts[2]} values and layouts "
          f"at {len(LEVELS)} API levels")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
