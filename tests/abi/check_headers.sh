#!/bin/sh
# SPDX-License-Identifier: MIT
# Our openssl/*.h against the system's: see compare_headers.py.
exec python3 "$srcdir/tests/abi/compare_headers.py" "$srcdir/include" "$srcdir/tests/abi/differences.txt" \
    "$srcdir/tests/abi/additions.txt"
