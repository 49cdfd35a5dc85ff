#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/coverage.md says what the maps and the list of refusals say today.
exec python3 "$srcdir/tests/abi/coverage_matrix.py" "$srcdir" --check "$srcdir/docs/coverage.md"
