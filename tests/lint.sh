#!/bin/sh
# The rules of the house that a machine can check. usage: lint.sh (with $srcdir set by make, or from the top)
set -u
cd "${srcdir:-$(dirname "$0")/..}" || exit 99
bad=0
complain() { [ -z "$2" ] || { printf '%s:\n%s\n' "$1" "$2"; bad=1; }; }
ours() { find src compat apps tests -name '*.[ch]' ! -path 'tests/vectors/*' ! -name '*_table.[ch]'; }

complain "src/ must not know OpenSSL or compat/" \
    "$(grep -rnE '#include *[<"](openssl|compat)/' src --include='*.[ch]')"
complain "apps/ sees public headers alone" \
    "$(grep -rnE '#include *[<"](src|compat)/' apps --include='*.[ch]' | grep -v 'compat/refused.def')"
complain "files over 600 lines" "$(ours | xargs wc -l | awk '$2 != "total" && $1 > 600')"
complain "headers of src/ and compat/ over 200 lines" \
    "$(find src compat -name '*.h' ! -name '*_table.h' | xargs wc -l | awk '$2 != "total" && $1 > 240')"
# 120 columns are the aim; a table's row or a text may be longer.
complain "lines over 132 columns" \
    "$(ours | xargs awk 'length($0) > 132 && !/^ *[{"]/ { print FILENAME ":" FNR }')"
# A function starts with an unindented line that ends in an opening brace, and ends with one in column 1.
complain "functions over 60 lines" "$(find src compat apps -name '*.c' ! -name '*_table.c' | xargs awk '
    FNR == 1 { start = 0 }
    /^[a-zA-Z].*[)] [{]$/ || (/^[{]$/ && !start) { start = FNR; name = $0 }
    /^ .*[)] [{]$/ && !start && prev ~ /^[a-zA-Z].*[(,]/ { start = FNR; name = prev }
    /^}/ { if (start && FNR - start > 61) print FILENAME ":" start ": " name; start = 0 }
    { prev = $0 }')"
complain "headers of src/ without a \\file comment" "$(find src -name '*.h' | xargs grep -L '\\file')"
complain "memcmp in the engine (bs_ct_equal for secrets, bs_r_equal for the rest)" \
    "$(grep -rn 'memcmp(' src --include='*.c' | grep -vE '^src/x509/|public')"
complain "words that mean unfinished" \
    "$(ours | xargs grep -nwE 'TODO|FIXME|XXX')"
[ "$bad" = 0 ] && echo "lint: clean"
exit "$bad"
