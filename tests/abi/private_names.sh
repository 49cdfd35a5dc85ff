#!/bin/sh
# The names of ours that libssl takes from libcrypto, read from libssl's objects in a build tree. With the version map as
# argument: the map, its private node made anew. `make private-names` does that; it works while libssl does not link yet.
set -u
LC_ALL=C
export LC_ALL
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
nm .libs/libbs_tls.a compat/ssl/.libs/libssl_la-*.o > "$tmp/nm" 2>/dev/null || { echo "libssl is not built" >&2; exit 99; }
sed -n 's/^ *U \(bs_[a-z0-9_]*\)$/\1/p' "$tmp/nm" | sort -u > "$tmp/used"
sed -n 's/^[0-9a-f]* [A-TV-Z] \(bs_[a-z0-9_]*\)$/\1/p' "$tmp/nm" | sort -u > "$tmp/own"
comm -23 "$tmp/used" "$tmp/own" > "$tmp/names"
[ $# -eq 0 ] && { cat "$tmp/names"; exit 0; }
awk -v names="$tmp/names" '
    /^BEARSHIM_PRIVATE/ { print; print "  global:"; while ((getline n < names) > 0) print "    " n ";"; inside = 1; next }
    inside && /^}/ { inside = 0 }
    !inside' "$1"
