#!/bin/sh
# How the libraries are linked: hardened, named, bound within themselves; and the private node has what libssl takes, no more.
set -u
LC_ALL=C
export LC_ALL
here=${srcdir:-.}
status=0
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT

bad() { echo "FAIL: $*"; status=1; }

for lib in libcrypto libssl; do
    file=.libs/$lib.so.3
    [ -f "$file" ] || { echo "$file is not built"; exit 99; }
    readelf -dW "$file" > "$tmp/dynamic"
    readelf -lW "$file" > "$tmp/segments"
    readelf -rW "$file" > "$tmp/relocs"
    grep -q TEXTREL "$tmp/dynamic" && bad "$lib: relocations in its text"
    grep GNU_STACK "$tmp/segments" | grep -q ' RWE ' && bad "$lib: an executable stack"
    grep -q GNU_STACK "$tmp/segments" || bad "$lib: says nothing of its stack"
    grep -Eq 'LOAD .* RWE ' "$tmp/segments" && bad "$lib: a segment to write and to execute"
    grep -q GNU_RELRO "$tmp/segments" || bad "$lib: no RELRO"
    grep -q 'BIND_NOW' "$tmp/dynamic" || bad "$lib: no BIND_NOW"
    grep -q 'NODELETE' "$tmp/dynamic" || bad "$lib: not NODELETE, but its threads' destructors may run after dlclose()"
    soname=$(sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p' "$tmp/dynamic")
    [ "$soname" = "$lib.so.3" ] || bad "$lib: soname $soname"

    # No call or address of its own names through the dynamic linker: nobody can interpose, and nothing is slower for it.
    nm -D --defined-only "$file" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort -u > "$tmp/defined"
    awk '/JUMP_SLO|GLOB_DAT|R_X86_64_64 |ABS64/ { sub(/@.*/, "", $5); print $5 }' "$tmp/relocs" | sort -u |
        comm -12 - "$tmp/defined" > "$tmp/through_plt"
    [ -s "$tmp/through_plt" ] && bad "$lib: relocations against its own names: $(tr '\n' ' ' < "$tmp/through_plt")"

    # Compilers' start files have one entry each; sanitizers and coverage bring their own.
    if [ -z "${INSTRUMENTED:-}" ]; then
        for array in INIT FINI; do
            size=$(sed -n "s/.*(${array}_ARRAYSZ) *\([0-9]*\).*/\1/p" "$tmp/dynamic")
            [ "${size:-0}" -le 8 ] || bad "$lib: $((size / 8 - 1)) entries of ours in ${array}_ARRAY"
        done
    fi
    echo "$lib: $(grep -c R_ "$tmp/relocs") dynamic relocations, $(grep -c RELATIVE "$tmp/relocs") of them relative;" \
        "$(wc -l < "$tmp/defined") names"
done

nm -D --defined-only .libs/libssl.so.3 | grep ' bs_' && bad "libssl exports names of ours"
nm -D --defined-only .libs/libcrypto.so.3 | sed -n 's/.* \(bs_[a-z0-9_]*\)@@*BEARSHIM_PRIVATE$/\1/p' | sort > "$tmp/private"
nm -D --undefined-only .libs/libssl.so.3 | sed -n 's/.* \(bs_[a-z0-9_]*\)\(@.*\)*$/\1/p' | sort > "$tmp/taken"
if [ -z "${INSTRUMENTED:-}" ] && ! cmp -s "$tmp/private" "$tmp/taken"; then
    bad "libcrypto's private names (-) are not those which libssl takes (+); run 'make private-names'"
    diff -U0 "$tmp/private" "$tmp/taken" | sed 1,3d
fi
[ -s "$tmp/private" ] || bad "no private names found"
echo "$(wc -l < "$tmp/private") private names"
exit $status
