#!/usr/bin/env python3
"""Sorts the objects of obj_table.def by each of their names; run in this folder, writes obj_index.c."""
import ast
import re

rows = []
for line in open("obj_table.def", encoding="ascii"):
    m = re.match(r'BS_OBJ\((\d+), ("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*"), "([^"]*)"\)', line)
    if m:
        nid, sn, ln, der = m.groups()
        rows.append((int(nid), ast.literal_eval(sn).encode(), ast.literal_eval(ln).encode(),
                     bytes.fromhex(der.replace("\\x", ""))))

out = open("obj_index.c", "w", encoding="ascii")
out.write("/* Made by obj_index.py from obj_table.def: the numbers in the order of short names, long names (as strcmp() orders)\n"
          " * and identifiers (the shorter first, then as memcmp()). */\n"
          '#include "compat/crypto/core/obj_local.h"\n')


def array(name, keyed):
    seen, nids = set(), []
    for key, nid in sorted(keyed):
        if key in seen:  # the lowest number has the name
            continue
        seen.add(key)
        nids.append(nid)
    out.write(f"\nconst uint16_t {name}[] = {{\n")
    for i in range(0, len(nids), 18):
        out.write("    " + ", ".join(map(str, nids[i:i + 18])) + ",\n")
    out.write(f"}};\nconst size_t {name}_len = sizeof({name}) / sizeof({name}[0]);\n")


array("bs_obj_by_sn", [(sn, nid) for nid, sn, ln, der in rows])
array("bs_obj_by_ln", [(ln, nid) for nid, sn, ln, der in rows])
array("bs_obj_by_der", [((len(der), der), nid) for nid, sn, ln, der in rows if der])
