# For the tests that compare commands of bearshim with openssl's; sourced after lib.sh and tools.sh.

IN=/dev/null    # what both get on standard input

# alike ARGUMENTS...: both print the same and end alike; where they fail, ours says why in one line (besides warnings).
alike() {
    openssl "$@" <"$IN" >"$DIR/want" 2>"$DIR/want.err"
    want_status=$?
    bearshim "$@" <"$IN" >"$DIR/got" 2>"$DIR/got.err"
    got_status=$?
    if [ $want_status != $got_status ]; then
        not_ok "$*: status $got_status, openssl's $want_status" "$DIR/got.err" "$DIR/want.err"
    elif ! cmp -s "$DIR/want" "$DIR/got"; then
        diff -a -u "$DIR/want" "$DIR/got" >"$DIR/diff"
        not_ok "$*: prints something else" "$DIR/diff" "$DIR/got.err"
    elif [ $got_status != 0 ] && [ "$(grep '^bearshim ' "$DIR/got.err" | grep -vc 'warning:')" != 1 ]; then
        not_ok "$*: fails without one line that says why" "$DIR/got.err"
    else
        ok "$* ($got_status)"
    fi
}

# alike_file FILE ARGUMENTS...: as alike, for a command that writes FILE.
alike_file() {
    file=$1
    shift
    rm -f "$file"
    openssl "$@" <"$IN" >"$DIR/want" 2>"$DIR/want.err"
    want_status=$?
    mv "$file" "$DIR/want.file" 2>/dev/null || : >"$DIR/want.file"
    bearshim "$@" <"$IN" >"$DIR/got" 2>"$DIR/got.err"
    got_status=$?
    if [ $want_status = $got_status ] && cmp -s "$DIR/want" "$DIR/got" && cmp -s "$DIR/want.file" "$file"; then
        ok "$* ($got_status)"
    else
        not_ok "$*: status $got_status, openssl's $want_status, or what they write differs" "$DIR/got.err" "$DIR/want.err"
    fi
}

# refused TEXT ARGUMENTS...: ours fails, prints nothing, and says why in one line that matches TEXT.
refused() {
    text=$1
    shift
    bearshim "$@" <"$IN" >"$DIR/got" 2>"$DIR/got.err"
    got_status=$?
    if [ $got_status = 1 ] && [ ! -s "$DIR/got" ] && [ "$(wc -l <"$DIR/got.err")" = 1 ] && grep -Eq -e "$text" "$DIR/got.err"; then
        ok "$*: refused"
    else
        not_ok "$*: status $got_status, wanted a line with '$text'" "$DIR/got.err" "$DIR/got"
    fi
}
