#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs compile against our headers without a warning, as C and as C++, with each compiler there is; and each header
# compiles alone, whatever a program included before it.
set -u
here=$srcdir/tests/abi
status=0
tried=0

try() { # compiler, flags and file
    tried=$((tried + 1))
    "$@" -I"$srcdir/include" -Wall -Wextra -Werror -fsyntax-only && return
    echo "failed: $*"
    status=1
}

for cc in gcc clang; do
    command -v $cc > /dev/null || continue
    for std in gnu89 c99 gnu11; do
        try $cc -std=$std "$here/uses_macros.c"
    done
    try $cc -std=gnu11 -DOPENSSL_NO_DEPRECATED "$here/uses_stacks.c"
    try $cc -std=gnu11 -Wcast-qual -Wconversion -Wsign-conversion -Wshadow -Wundef -Wstrict-prototypes \
        "$here/uses_stacks.c"
    for header in "$srcdir"/include/openssl/*.h; do
        try $cc -std=c99 -x c -include "openssl/${header##*/}" /dev/null
    done
done
for cxx in g++ clang++; do
    command -v $cxx > /dev/null || continue
    for std in c++11 c++17; do
        try $cxx -std=$std -x c++ "$here/uses_macros.c"
        try $cxx -std=$std -x c++ "$here/uses_stacks.c"
    done
done
echo "$tried compilations"
exit $status
