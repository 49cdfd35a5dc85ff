#!/bin/sh
# What `make install` leaves: a program is compiled and run against it by pkg-config alone; `make uninstall` takes all back.
set -u
make=${MAKE:-make}
tmp=$(mktemp -d) || exit 99
tmp=$(cd "$tmp" && pwd -P)
trap 'rm -rf "$tmp"' EXIT
unset DESTDIR MAKEFLAGS MFLAGS MAKEOVERRIDES LD_PRELOAD
bad() { echo "FAIL: $*"; exit 1; }
command -v pkg-config >/dev/null || { echo "no pkg-config"; exit 77; }

prefix=$(sed -n 's/^prefix = //p' Makefile)
$make -s install DESTDIR="$tmp/root" > "$tmp/log" 2>&1 || { tail "$tmp/log"; bad "make install"; }
root=$tmp/root$prefix
libdir=$(dirname "$(find "$root" -name 'libssl.so.3' | head -1)")
[ -d "$libdir" ] || bad "no libssl.so.3 installed"
case $libdir in */bearshim) ;; *) bad "not in a folder of their own: $libdir" ;; esac
find "$tmp/root" -path "$root" -prune -o -type f -print | grep . && bad "files outside of the prefix"

cat > "$tmp/prog.c" <<'C'
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdio.h>
int main(void) {
    unsigned char md[32];
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    int ok = ctx != NULL && EVP_Digest("abc", 3, md, NULL, EVP_sha256(), NULL) == 1 && md[0] == 0xba;
    SSL_CTX_free(ctx);
    printf("%s %d\n", OpenSSL_version(OPENSSL_VERSION), ok);
    return !ok;
}
C
pc=$libdir/pkgconfig
for name in openssl libssl libcrypto; do [ -f "$pc/$name.pc" ] || bad "no $name.pc"; done
flags() { # with DESTDIR before each path
    PKG_CONFIG_PATH=$pc pkg-config "$@" openssl | sed "s|-\([IL]\)$prefix/|-\1$root/|g"
}
cflags=$(flags --cflags) && libs=$(flags --libs) || bad "pkg-config"
echo "cflags $cflags; libs $libs" | sed "s|$tmp||g"
for word in $cflags $libs; do
    case $word in
    -I* | -L*) [ -d "${word#-?}" ] || bad "pkg-config names ${word#-?}, which is not there" ;;
    esac
done
PKG_CONFIG_PATH=$pc pkg-config --atleast-version=3.0.0 openssl || bad "openssl.pc: programs ask for OpenSSL 3"
${CC:-cc} $cflags -o "$tmp/prog" "$tmp/prog.c" $libs -Wl,-rpath-link,"$libdir" || bad "compile"
LD_LIBRARY_PATH=$libdir ldd "$tmp/prog" | grep -E 'lib(ssl|crypto)\.so' | grep -v "=> $libdir/" && bad "not our libraries"
out=$(env LD_LIBRARY_PATH="$libdir" ${SANITIZER_PRELOAD:+LD_PRELOAD="$SANITIZER_PRELOAD"} "$tmp/prog") || bad "run: $out"
echo "$out"
case $out in OpenSSL\ 3.*) ;; *) bad "another version: $out" ;; esac
[ -x "$root/bin/bearshim" ] || bad "no bin/bearshim"

$make -s uninstall DESTDIR="$tmp/root" >> "$tmp/log" 2>&1 || bad "make uninstall"
left=$(find "$tmp/root" -type f -o -type l)
[ -z "$left" ] || bad "left after uninstall: $left"
echo "installed, used and uninstalled"
