"""Readers of published vectors: NIST's response files (and what was written in their manner), RSA Laboratories' texts."""

import re


def clean(line):
    return line.split("#", 1)[0].strip()


def records(path, last, lasting=()):
    """A dict a vector. `last`: a key that each vector has; blocks without it (a key for several) hold for what follows,

    and so do the `lasting` keys of a vector.
    """
    kept, block = {}, {}

    def flush():
        nonlocal block
        if last in block:
            out.append({**kept, **block})
            kept.update({k: block[k] for k in lasting if k in block})
        else:
            kept.update(block)
        block = {}

    out = []
    with open(path, encoding="latin-1") as f:
        for line in f:
            line = clean(line)
            if line == "" or line[0] == "[" or line.split("=")[0].strip().upper() == "COUNT":
                flush()
            if line.startswith("["):
                kept["section"] = line.strip("[]")
                if re.fullmatch(r"SHA-\d+", kept["section"]):
                    kept["hash"] = kept["section"]
                for key, value in re.findall(r"([\w ]+?)\s*=\s*([^,\]]+)", line):
                    kept[key.strip()] = value.strip()
            elif line != "":
                key, _, value = line.partition("=")
                block[key.strip()] = value.strip()
    flush()
    return out


def examples(path, last):
    """RSA Laboratories' texts: a dict of bytes for each time the field `last` ends, with all that was said before it."""
    out, now, name, private = [], {}, None, False
    with open(path, encoding="latin-1") as f:
        lines = [line.strip() for line in f] + ["# end"]
    for line in lines:
        if line.startswith("#"):
            if name == last:
                out.append({k: even(v) for k, v in now.items()})
            field = re.match(r"# ([\w ]+):$", line)
            name = field.group(1) if field else None
            private = line == "# Private key" or (private and line != "# Public key")
            if name == "Exponent" and private:
                name = "Private exponent"
            if name is not None:
                now[name] = ""
        elif name is not None and re.fullmatch(r"[0-9a-fA-F ]+", line):
            now[name] += line.replace(" ", "")
    return out


def unhex(text):
    return bytes.fromhex(text)


def even(text):
    """A number's bytes, also when its first zero was left out."""
    return unhex(text.rjust((len(text) + 1) // 2 * 2, "0"))
