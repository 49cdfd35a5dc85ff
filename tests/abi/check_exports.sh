#!/bin/sh
# SPDX-License-Identifier: MIT
# Each name of a version map is defined in the built library under the map's node, that node is the true one
# (symbols.tsv, later_nodes.txt, additions.txt), and the library exports nothing else. Names of the private node begin with bs_.
set -u
here=${srcdir:-.}
status=0
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT

# "name node" for each name of a map, the private node left out.
map_names() {
    awk '/^[A-Z]/ { node = $1 } /^ *local:/ { node = "" }
         node != "" && node != "BEARSHIM_PRIVATE" && /;/ && !/^}/ { sub(/;.*/, "", $1); print $1, node }' "$1"
}

# "name node" for each symbol that a library defines, the nodes' own symbols left out.
exported_names() {
    nm -D --defined-only --with-symbol-versions "$1" | awk '$2 != "A" { sub(/@@?/, " ", $3); print $3 }'
}

complain() { # what, file with one line a case
    if [ -s "$2" ]; then
        echo "$1: $(wc -l < "$2")"
        sed -n '1,40s/^/  /p' "$2"
        status=1
    fi
}

for lib in libcrypto libssl; do
    file=.libs/$lib.so.3
    [ -f "$file" ] || { echo "$file is not built"; exit 99; }
    map=$here/compat/$lib.map
    map_names "$map" | LC_ALL=C sort > "$tmp/map"
    exported_names "$file" | LC_ALL=C sort > "$tmp/all"
    grep -v ' BEARSHIM_PRIVATE$' "$tmp/all" > "$tmp/public"
    grep ' BEARSHIM_PRIVATE$' "$tmp/all" | grep -v '^bs_' > "$tmp/stray"
    awk '/^#/ { next } FILENAME != ARGV[4] { node[$(NF > 2 ? 6 : 1)] = $(NF > 2 ? 3 : 2); next }
         { want = $1 in node ? node[$1] : "OPENSSL_3.0.0"; if ($2 != want) print $0, want }' \
        "$here/tests/abi/symbols.tsv" "$here/tests/abi/later_nodes.txt" "$here/tests/abi/additions.txt" "$tmp/map" \
        > "$tmp/wrong"
    LC_ALL=C comm -23 "$tmp/map" "$tmp/public" > "$tmp/undefined"
    LC_ALL=C comm -13 "$tmp/map" "$tmp/public" > "$tmp/unlisted"
    cut -d' ' -f1 "$tmp/map" | uniq -d > "$tmp/twice"
    # One list a node, sorted, so that a name is found and merged easily.
    map_names "$map" | LC_ALL=C sort -s -k2,2 -k1,1 > "$tmp/sorted"
    map_names "$map" | LC_ALL=C sort -s -k2,2 | diff - "$tmp/sorted" | grep '^<' > "$tmp/unsorted"
    complain "$lib: in the map, not defined by the library under that node" "$tmp/undefined"
    complain "$lib: exported, not in the map" "$tmp/unlisted"
    complain "$lib: private names without bs_" "$tmp/stray"
    complain "$lib: in another node than OpenSSL's (map, true)" "$tmp/wrong"
    complain "$lib: twice in the map" "$tmp/twice"
    complain "$lib: out of order in the map" "$tmp/unsorted"
    echo "$lib: $(wc -l < "$tmp/map") names in the map, $(wc -l < "$tmp/public") exported"
done
exit $status
