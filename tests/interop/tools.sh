# For the tests of the program bearshim; sourced after lib.sh. openssl, on the system's libraries, is what it is
# compared with.

if [ ! -x "$BEARSHIM" ]; then
    beside=$(dirname "$LIBDIR")/../bin/bearshim
    [ -x "$beside" ] && BEARSHIM=$beside
fi
[ -x "$BEARSHIM" ] || skip_all "the program bearshim is not built ($BEARSHIM)"
BEARSHIM=$(cd "$(dirname "$BEARSHIM")" && pwd)/bearshim
if [ "$MAIN_JOB_LIBS" = sys ]; then
    mkdir -p "$DIR/lib"
    for n in libssl.so.3 libcrypto.so.3; do
        cp "$(ldconfig -p | sed -n "s/.*$n .*=> //p" | head -1)" "$DIR/lib/$n"
    done
    BEARSHIM_LIBDIR=$DIR/lib
else
    BEARSHIM_LIBDIR=$LIBDIR
fi
export BEARSHIM_LIBDIR

PAUSE=${INTEROP_PAUSE:-0.3}     # seconds until a client has all that a server sends after the handshake

# Take out what differs from one handshake to the next: keys, times, tickets, addresses, error lines, sizes.
plain() {
    sed -E -e 's/^( *(Session-ID|Master-Key|Resumption PSK|Start Time *)): .*/\1: x/' \
        -e '/^ *[0-9a-f]{4} - /d' -e '/^    ([0-9a-f]{2} ?)+$/d' -e 's/0x[0-9a-f]{8,}/PTR/g' \
        -e 's/^[0-9A-F]{12,}:/T:/' -e '/^(read|write) [RW] BLOCK$/d' \
        -e 's/\[length [0-9a-f]{4}\]/[length]/' \
        -e 's/has read [0-9]+ bytes and written [0-9]+/has read N bytes and written N/'
}

# same TEXT FILE-OF-OPENSSL FILE-OF-OURS
same() {
    plain <"$2" >"$DIR/want"
    plain <"$3" >"$DIR/got"
    if diff -u "$DIR/want" "$DIR/got" >"$DIR/diff"; then
        ok "$1"
    else
        not_ok "$1" "$DIR/diff"
    fi
}
