#!/bin/sh
# Collections of edge cases, packaged by Debian or made here, through our libcrypto's public API and the system's:
# the same verdict, and the collection's own where it has one. What packages would hold is left out without them.
exec python3 -B "${srcdir:-.}/tests/vectors/edge/run.py" "${top_builddir:-.}/.libs/libcrypto.so.3" \
    "${BEARSHIM_VECTORS:-${top_builddir:-.}/vectors}"
