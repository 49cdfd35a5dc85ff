#!/bin/sh
# SPDX-License-Identifier: MIT
# Every name of the version maps is used by a test: a program that `make check` runs imports it. Twin programs are compiled
# here, against our headers and without optimisation, so that macros and inline functions count as what they call;
# Criterion programs are the objects of this build. Names that only real programs of tests/interop use are listed apart.
# Names of compat/refused.def are made by one macro each and are not counted.
# unreached.txt has the few that no test can call, each with its reason; a line that is no longer true fails.
set -u
here=$srcdir
status=0
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT

listed() { # include.am: the plain C programs that it runs side by side
    grep -o 'tests/[a-z0-9_/]*twin/[a-z0-9_]*\.c' "$1"
}

undefined() { nm -u "$1" | awk '{ sub(/@.*/, "", $2); print $2 }'; }

map_names() { awk '/^[A-Z]/ { node = $1 } node != "BEARSHIM_PRIVATE" && /^ +[A-Za-z0-9_]+;/ { sub(/;.*/, "", $1); print $1 }' "$1"; }

for program in $(listed "$here/tests/programs/include.am") $(listed "$here/tests/compat/crypto/include.am"); do
    if ${CC:-cc} -w -O0 -I"$here/include" -c -o "$tmp/twin.o" "$here/$program" 2> "$tmp/log"; then
        undefined "$tmp/twin.o" >> "$tmp/used.twin"
    else
        echo "does not compile with our headers: $program"
        sed -n 1,5p "$tmp/log"
        status=1
    fi
done
for object in $(find tests/compat tests/interop -name '*.o' ! -path '*/.libs/*' 2> /dev/null); do
    undefined "$object"
done > "$tmp/used.unit"
# curl and what it loads, nginx, ab, wrk
awk '$1 ~ /^(libcurl4|libssh2-1|nginx|apache2-utils|wrk)$/ { for (i = 2; i <= NF; i++) print $i }' \
    "$here/tests/abi/programs.tsv" > "$tmp/used.real"
find apps -name '*.o' ! -path '*/.libs/*' 2> /dev/null | while read -r object; do undefined "$object"; done >> "$tmp/used.real"

LC_ALL=C sort -u "$tmp/used.twin" "$tmp/used.unit" > "$tmp/tests"
LC_ALL=C sort -u "$tmp/used.real" > "$tmp/real"
sed 's/[[:space:]]*#.*//; /^$/d' "$here/tests/abi/unreached.txt" | LC_ALL=C sort > "$tmp/allowed"
for lib in libcrypto libssl; do
    map_names "$here/compat/$lib.map" | LC_ALL=C sort -u
done | LC_ALL=C sort > "$tmp/exported"
sed -n 's/^REFUSED([a-z]*, [^,]*, \([A-Za-z0-9_]*\),.*/\1/p' "$here/compat/refused.def" | LC_ALL=C sort > "$tmp/refused"
LC_ALL=C comm -23 "$tmp/exported" "$tmp/refused" > "$tmp/names"
LC_ALL=C comm -23 "$tmp/names" "$tmp/tests" > "$tmp/untested"
LC_ALL=C comm -12 "$tmp/untested" "$tmp/real" > "$tmp/weak"
LC_ALL=C comm -23 "$tmp/untested" "$tmp/real" > "$tmp/missed"
LC_ALL=C comm -23 "$tmp/missed" "$tmp/allowed" > "$tmp/unreached"
LC_ALL=C comm -13 "$tmp/untested" "$tmp/allowed" > "$tmp/stale"

echo "$(wc -l < "$tmp/names") names, $(LC_ALL=C comm -12 "$tmp/names" "$tmp/tests" | wc -l) used by tests, $(wc -l < "$tmp/allowed") excused"
if [ -s "$tmp/weak" ]; then
    echo "used by real programs alone: $(wc -l < "$tmp/weak")"
    sed 's/^/  /' "$tmp/weak"
fi
for what in unreached stale; do
    [ -s "$tmp/$what" ] || continue
    case $what in
    unreached) echo "no test calls: $(wc -l < "$tmp/$what")" ;;
    stale) echo "unreached.txt names what a test calls, or what is in no map: $(wc -l < "$tmp/$what")" ;;
    esac
    sed 's/^/  /' "$tmp/$what"
    status=1
done
exit $status
