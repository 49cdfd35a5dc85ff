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

# bearshim ARGUMENTS...: the program. In a build tree BEARSHIM is a script around it, which costs more than most commands do.
if [ "$MAIN_JOB_LIBS" = ours ] && [ -x "${BEARSHIM%/*}/.libs/bearshim" ]; then
    bearshim() {
        LD_LIBRARY_PATH=$LIBDIR "${BEARSHIM%/*}/.libs/bearshim" "$@"
    }
else
    bearshim() {
        "$BEARSHIM" "$@"
    }
fi

PAUSE=${INTEROP_PAUSE:-0.3}     # seconds until a client has all that a server sends after the handshake

# talk OUT ERR COMMANDS PROGRAM s_client ARGS...: an s_client that gets each of COMMANDS as a line, PAUSE apart, once its
# handshake is over; OUT and ERR may be one file. Its exit status.
talk() {
    talk_out=$1 talk_err=$2 talk_commands=$3
    shift 3
    case " $* " in
    *" -brief "* | *" -quiet "*) talk_line= ;;
    *) talk_line='^SSL handshake has read' ;;   # after a failure too
    esac
    : >"$talk_out"
    : >"$talk_err"
    rm -f "$talk_out.in"
    mkfifo "$talk_out.in"
    timeout "$STEP" "$@" <"$talk_out.in" >>"$talk_out" 2>>"$talk_err" &
    talk_pid=$!
    (
        while [ -n "$talk_line" ] && ! grep -q "$talk_line" "$talk_out" && running $talk_pid; do sleep 0.05; done
        sleep "$PAUSE"
        for c in $talk_commands; do
            echo "$c"
            [ "$c" = Q ] || sleep "$PAUSE"
        done
    ) >"$talk_out.in" 2>/dev/null
    wait $talk_pid
}

# A child that has ended is there until it is waited for.
running() {
    case $(cut -d' ' -f3 "/proc/$1/stat" 2>/dev/null) in
    Z | '') return 1 ;;
    esac
}

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
