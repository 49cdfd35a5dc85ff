#!/bin/sh
# Published vectors through our libcrypto's public API: those that Debian packages. Skipped where they are not installed.
exec python3 -B "${srcdir:-.}/tests/vectors/packaged/run.py" "${top_builddir:-.}/.libs/libcrypto.so.3"
