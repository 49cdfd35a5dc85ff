# Helpers of the interoperability tests; sourced, POSIX sh.
#
# MAIN_JOB_LIBS   ours (the default): the end under test runs on our libraries; sys: everything on the system's,
#                 which shows that a test is right before it judges us.
# BEARSHIM_LIBDIR where our libssl.so.3 and libcrypto.so.3 are (default: .libs of the build tree).
# BEARSHIM        the program bearshim (default: apps/bearshim of the build tree, or bearshim beside the libraries).
# INTEROP_PRELOAD a library to load before ours (default: SANITIZER_PRELOAD, the runtime in a build with sanitizers);
#                 a report of the sanitizers from any process fails the test.
# INTEROP_KEEP    not empty: keep the temporary directory.
#
# A check prints "ok N - text" or "not ok N - text"; finish prints the plan and ends with 1 if a check failed.

set -u
LC_ALL=C
export LC_ALL
unset LD_PRELOAD SSL_CERT_FILE SSL_CERT_DIR OPENSSL_CONF http_proxy https_proxy HTTPS_PROXY ALL_PROXY NO_COLOR

MAIN_JOB_LIBS=${MAIN_JOB_LIBS:-ours}
top_builddir=${top_builddir:-.}
LIBDIR=${BEARSHIM_LIBDIR:-$top_builddir/.libs}
BEARSHIM=${BEARSHIM:-$top_builddir/apps/bearshim}
INTEROP_PRELOAD=${INTEROP_PRELOAD-${SANITIZER_PRELOAD:-}}
STEP=${INTEROP_STEP:-30}          # seconds any single step may take
num_checks=0
num_failed=0
pids=

skip_all() {
    echo "1..0 # SKIP $*"
    exit 77
}

case $MAIN_JOB_LIBS in
ours)
    LIBDIR=$(cd "$LIBDIR" 2>/dev/null && pwd -P) && [ -r "$LIBDIR/libssl.so.3" ] && [ -r "$LIBDIR/libcrypto.so.3" ] || {
        echo "Bail out! our libraries are not in ${BEARSHIM_LIBDIR:-$top_builddir/.libs}"
        exit 99
    }
    ;;
sys) ;;
*)
    echo "Bail out! MAIN_JOB_LIBS is ours or sys, not $MAIN_JOB_LIBS"
    exit 99
    ;;
esac

DIR=$(mktemp -d "${TMPDIR:-/tmp}/bearshim-interop.XXXXXX") || exit 99
chmod 755 "$DIR"
if [ -n "$INTEROP_PRELOAD" ]; then
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}log_path=$DIR/sanitizer
    UBSAN_OPTIONS=${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}log_path=$DIR/sanitizer
    export ASAN_OPTIONS UBSAN_OPTIONS
fi
name=$(basename "$0")
interop=$(cd "$(dirname "$0")" && pwd)      # a test may go elsewhere

# End what we started, by process id alone.
stop() {
    for p in $*; do
        kill "$p" 2>/dev/null
    done
    for p in $*; do
        wait "$p" 2>/dev/null
    done
}

cleanup() {
    status=$?
    trap - EXIT INT TERM
    stop $pids
    if [ -n "${INTEROP_KEEP:-}" ] || { [ "$num_failed" -gt 0 ] && [ -n "${INTEROP_KEEP_FAILED:-}" ]; }; then
        echo "# files kept in $DIR"
    else
        rm -rf "$DIR"
    fi
    exit $status
}
trap cleanup EXIT
trap 'exit 99' INT TERM

need() {
    for n in "$@"; do
        command -v "$n" >/dev/null 2>&1 || skip_all "$n is not installed"
    done
}

# Debian 12's curl hangs in setlocale() as soon as an AddressSanitizer runtime is preloaded, without any library of ours.
no_curl_under_sanitizers() {
    [ -z "$INTEROP_PRELOAD" ] || skip_all "curl does not run under a preloaded sanitizer"
}

# --- checks -------------------------------------------------------------------

ok() {
    num_checks=$((num_checks + 1))
    echo "ok $num_checks - $*"
}

# not_ok TEXT [LOG...]: the ends of the logs are shown.
not_ok() {
    num_checks=$((num_checks + 1))
    num_failed=$((num_failed + 1))
    echo "not ok $num_checks - $1"
    shift
    for log in "$@"; do
        [ -s "$log" ] && { echo "# --- $(basename "$log")"; tail -n 25 "$log" | cut -c1-200 | sed 's/^/# /'; }
    done
}

# is TEXT WANT GOT [LOG...]
is() {
    is_text=$1 is_want=$2 is_got=$3
    shift 3
    if [ "$is_want" = "$is_got" ]; then
        ok "$is_text"
    else
        not_ok "$is_text: wanted '$is_want', got '$is_got'" "$@"
    fi
}

# has TEXT PATTERN FILE: an extended regular expression on a line.
has() {
    if grep -Eq -e "$2" "$3"; then ok "$1"; else not_ok "$1: no line matches '$2'" "$3"; fi
}

has_not() {
    if grep -Eq -e "$2" "$3"; then not_ok "$1: a line matches '$2'" "$3"; else ok "$1"; fi
}

# A worker that dies is replaced, so what the sanitizers wrote is looked for, not exit statuses alone.
check_sanitizers() {
    [ -n "$INTEROP_PRELOAD" ] || return
    stop $pids
    pids=
    set -- "$DIR"/sanitizer.*
    if [ -e "$1" ]; then not_ok "$# reports of the sanitizers" "$@"; else ok "no report of the sanitizers"; fi
}

finish() {
    check_sanitizers
    echo "1..$num_checks"
    if [ "$num_failed" -gt 0 ]; then
        echo "# $name ($MAIN_JOB_LIBS): $num_failed of $num_checks checks failed"
        exit 1
    fi
    echo "# $name ($MAIN_JOB_LIBS): all $num_checks checks passed"
    exit 0
}

# --- libraries ----------------------------------------------------------------

# Run a command on the libraries under test. A program and not a function, so that a process in the background is the
# command itself.
OURS=$DIR/ours
if [ "$MAIN_JOB_LIBS" = sys ]; then
    printf '#!/bin/sh\nexec "$@"\n' >"$OURS"
else
    printf '#!/bin/sh\nLD_PRELOAD="%s"\nexport LD_PRELOAD\nexec "$@"\n' \
        "${INTEROP_PRELOAD:+$INTEROP_PRELOAD:}$LIBDIR/libssl.so.3:$LIBDIR/libcrypto.so.3" >"$OURS"
fi
chmod +x "$OURS"

ours() {
    "$OURS" "$@"
}

# on_libs TEXT PID: the process has mapped the libraries under test, and no others of these names.
on_libs() {
    maps=$(cat "/proc/$2/maps" 2>/dev/null | sed 's/^[^/]*//' | grep -E '/lib(ssl|crypto)\.so' | sort -u)
    if [ "$MAIN_JOB_LIBS" = sys ]; then
        want='^/usr/lib/|^/lib/'
    else
        want="^$LIBDIR/lib(ssl|crypto)\\.so"
    fi
    if [ "$(echo "$maps" | grep -Ec "$want")" -ge 2 ] && ! echo "$maps" | grep -Eqv "$want"; then
        ok "$1"
    else
        not_ok "$1: mapped: $(echo $maps)"
    fi
}

# process_named NAME PID: the process itself or the descendant (of a subshell, of timeout) that runs NAME.
process_named() {
    if [ "$(cat "/proc/$2/comm" 2>/dev/null)" = "$1" ]; then
        echo "$2"
        return
    fi
    for child in $(cat "/proc/$2/task/$2/children" 2>/dev/null); do
        process_named "$1" "$child"
    done
}

# --- processes ----------------------------------------------------------------

free_port() {
    /usr/bin/python3 -B "$interop/ports.py"
}

# await_port PORT [PID]: until the port accepts connections; not when the process has ended.
await_port() {
    /usr/bin/python3 - "$@" <<'P'
import socket, sys, time

def ended():
    try:
        with open("/proc/%s/stat" % sys.argv[2]) as f:
            return f.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True

end = time.time() + 15
while time.time() < end and not (len(sys.argv) > 2 and ended()):
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1).close()
        sys.exit(0)
    except OSError:
        time.sleep(0.05)
sys.exit(1)
P
}

# await_listener PORT: until somebody listens, without a connection, which a server might count.
await_listener() {
    await_line "^ *[0-9]+: [0-9A-F]+:$(printf %04X "$1") [0-9A-F]+:0000 0A " /proc/net/tcp
}

# Wait until a file has a line that matches.
await_line() {
    i=0
    until grep -Eq -e "$1" "$2" 2>/dev/null; do
        i=$((i + 1))
        [ $i -lt 150 ] || return 1
        sleep 0.1
    done
}

# start LOG COMMAND...: a program (no function) in the background with an open, silent standard input; sets $pid.
start() {
    log=$1
    shift
    rm -f "$log"    # or its last user's lines could be taken for this one's
    "$@" <"$DIR/silent" >"$log" 2>&1 &
    pid=$!
    pids="$pids $pid"
}
mkfifo "$DIR/silent"
sleep 100000 >"$DIR/silent" &
pids=$!

# --- nginx --------------------------------------------------------------------

# nginx_conf FILE HTTP-TEXT: a configuration around servers.
nginx_conf() {
    cat >"$1" <<CONF
user root;
daemon off;
worker_processes 2;
pid $DIR/nginx.pid;
error_log $DIR/nginx.err info;
events { worker_connections 512; }
http {
    types { text/html html; application/octet-stream bin; }
    access_log off;
    client_max_body_size 100m;
    client_body_temp_path $DIR/body;
    proxy_temp_path $DIR/proxy;
    fastcgi_temp_path $DIR/fastcgi;
    uwsgi_temp_path $DIR/uwsgi;
    scgi_temp_path $DIR/scgi;
    ssl_protocols TLSv1.2 TLSv1.3;
    add_header X-Protocol \$ssl_protocol always;
    add_header X-Suite \$ssl_cipher always;
    add_header X-Reused \$ssl_session_reused always;
    add_header X-Name \$ssl_server_name always;
    add_header X-Client \$ssl_client_s_dn always;
    add_header X-Verify \$ssl_client_verify always;
    add_header X-Worker \$pid always;
    root $DIR/www;
    $2
}
CONF
}

# nginx_start LIBS PORT: LIBS is ours or stock; sets $nginx (the master's pid).
nginx_start() {
    if [ "$1" = ours ]; then
        start "$DIR/nginx.log" "$OURS" nginx -p "$DIR" -c "$DIR/nginx.conf"
    else
        start "$DIR/nginx.log" nginx -p "$DIR" -c "$DIR/nginx.conf"
    fi
    nginx=$pid
    if await_port "$2" "$nginx"; then
        ok "nginx ($1) starts"
    else
        not_ok "nginx ($1) starts" "$DIR/nginx.log" "$DIR/nginx.err"
        finish
    fi
}

nginx_workers() {
    cat "/proc/$nginx/task/$nginx/children" 2>/dev/null
}

# --- certificates -------------------------------------------------------------

. "$(dirname "$0")/pki.sh"

# --- bodies -------------------------------------------------------------------

make_bodies() {
    mkdir -p "$DIR/www"
    echo 'hello from the server' >"$DIR/www/index.html"
    head -c 52428800 /dev/urandom >"$DIR/www/big.bin"
    big=$(digest "$DIR/www/big.bin")
}

digest() {
    sha256sum <"$1" | cut -d' ' -f1
}
