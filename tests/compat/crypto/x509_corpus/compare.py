"""Compares what judge_corpus or judge_ocsp printed on the system's OpenSSL and on ours.

usage: compare.py certificates|responses|packaged SYSTEM OURS

Each case must be judged alike, to the letter, but for the differences below, which are kept (docs/differences.md). Of
these too, none may be let through that the system refuses, and each kind must still be met, or its line here is stale.
"""
import re
import sys

CERTIFICATES = [
    (r", constructed$", "BER: a primitive type in the constructed form"),
    (r"^leaf, element 91 of what is signed, tag$", "BER: an IA5String in the constructed form"),
    (r"^leaf, element 124 of what is signed, shorter$", "BER: a tag below 31 in the long form"),
    (r", element 32 of what is signed, (first|long)$", "a BIT STRING with a key that is no whole number of octets"),
    (r"^leaf, element 127 of what is signed, empty$", "an empty distribution point: malformed in both, told differently"),
    (r"^leaf, element 128 of what is signed, drop$", "a distribution point of reasons alone: likewise"),
]
RESPONSES = [
    (r", constructed$", "BER: a primitive type in the constructed form"),
]
PACKAGED = [
    (r"DSA|dsa", "keys of DSA, which is not built"),
    (r"^\. san_(edipartyname|x400address)\.der", "likewise"),
    (r"^\. badasn1time\.pem", "an RSA key whose modulus is negative"),
    (r"^custom ec_no_named_curve\.pem", "a curve by its numbers, printed with its name"),
    (r"^custom rsa_pss\.pem$", "a signature by parameters that the key does not allow: an error, or not good"),
]
CORPORA = {  # the kept differences, and how a verdict is told
    "certificates": (CERTIFICATES, re.compile(r"^  verdict (-?\d+)")),
    "packaged": (PACKAGED, re.compile(r"^  verdict (-?\d+)")),
    "responses": (RESPONSES, re.compile(r"^  flags .*: (-?\d+)")),
}


def cases(path):
    out, lines = {}, []
    with open(path, encoding="latin-1", newline="\n") as f:
        for line in f:
            if line.startswith("# "):
                lines = out.setdefault(line[2:].rstrip("\n"), [])
            else:
                lines.append(line)
    return out


def verdicts(told, lines):
    return [m.group(1) == "1" for m in map(told.match, lines) if m]


def lenient(told, system, ours):
    theirs, mine = verdicts(told, system), verdicts(told, ours)
    return len(theirs) == len(mine) and any(m and not t for t, m in zip(theirs, mine))


def main(corpus, system_path, ours_path):
    rules, told = CORPORA[corpus]
    system, ours = cases(system_path), cases(ours_path)
    met, bad, kept = set(), 0, 0
    if len(system) < 3000 or list(system) != list(ours):
        sys.exit("cases are missing: %d, %d" % (len(system), len(ours)))
    for name, lines in system.items():
        if lines == ours[name]:
            continue
        rule = next((i for i, (pattern, _) in enumerate(rules) if re.search(pattern, name)), None)
        if rule is not None and not lenient(told, lines, ours[name]):
            met.add(rule)
            kept += 1
            continue
        bad += 1
        if bad <= 10:
            at = next((i for i, (a, b) in enumerate(zip(lines, ours[name])) if a != b), -1)
            print("%s\n  system: %s  ours:   %s" % (name, lines[at], ours[name][at] if ours[name] else "nothing\n"))
    for i, (pattern, why) in enumerate(rules):
        if i not in met:
            print("no case differs any more by: %s (%s)" % (pattern, why))
            bad += 1
    print("x509_corpus: %d %s, %d judged alike, %d kept differences, %d faults"
          % (len(system), corpus, len(system) - kept - bad, kept, bad))
    return 1 if bad else 0


sys.exit(main(*sys.argv[1:]))
