#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-style.sh [--potfiles] - the house rules that a compiler does not see. Says every place that
# breaks one. --potfiles prints what po/POTFILES.in should hold and checks nothing.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export LC_ALL=C

max_file_lines=500
max_function_lines=60
problems=0

# complain WHAT - one problem a line on stdin, each "place" or "place: detail"
complain() {
  local place
  while IFS= read -r place; do
    printf '%s: %s\n' "$place" "$1"
    problems=$((problems + 1))
  done
}

c_files() { find src tests -name '*.[ch]' | sort; }

# Every file with a text that users see.
translatable() {
  {
    grep -rlE --include='*.[ch]' '(^|[^A-Za-z0-9_])(N?_|C_|NC_|ngettext|g_dngettext|g_dpgettext2) ?\(' src || :
    [ ! -d ui ] || grep -rl --include='*.ui' 'translatable="\(yes\|true\)"' ui || :
    find data -name '*.desktop.in*' -o -name '*.metainfo.xml.in*' -o -name '*.gschema.xml.in' -o -name '*.mime.xml.in'
  } | sort -u
}

# Functions longer than allowed, as "file:line: name, N lines". Their return type stands on the
# line before, which does not count.
long_functions() {
  c_files | ctags -L - -x --languages=C --kinds-C=f --_xformat='%F:%n: %N %{end}' -f - |
    awk -v most=$max_function_lines '{
      split ($1, place, ":"); lines = $3 - place[2] + 1
      if (lines > most) printf "%s %s, %d lines\n", $1, $2, lines }'
}

if [ "${1:-}" = --potfiles ]; then
  translatable
  exit
fi

if command -v clang-format > /dev/null; then
  complain 'not formatted (./dev format)' < <(
    c_files | xargs -P 2 -n 50 clang-format --dry-run -Werror 2>&1 |
      sed -n 's/^\([^:]*\):.*clang-format-violations.*/\1/p' | sort -u
  )
else
  echo 'clang-format is not there: formatting was not looked at'
fi
if ctags --version 2> /dev/null | grep -q Universal; then
  complain "functions have at most $max_function_lines lines" < <(long_functions)
else
  echo 'universal-ctags is not there: the length of functions was not looked at'
fi

complain 'no SPDX line at the top' < <(
  {
    c_files
    find src tests data -type f \( -name '*.py' -o -name '*.sh' -o -perm /111 \) ! -name '*.[ch]'
    find dev .ci -type f
  } | sort -u | while IFS= read -r file; do
    head -n 5 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || printf '%s\n' "$file"
  done
)
complain "files have at most $max_file_lines lines" < <(
  c_files | while IFS= read -r file; do
    lines=$(wc -l < "$file")
    [ "$lines" -le $max_file_lines ] || printf '%s: %s lines\n' "$file" "$lines"
  done
)
complain 'only src/app sees GTK' < <(
  find src tests -name '*.[ch]' ! -path 'src/app/*' ! -path 'tests/app/*' -print0 |
    xargs -0 grep -nE '^ *# *include +[<"](gtk|gdk|gsk|graphene)[/.]' | cut -d: -f1,2 || :
)
complain 'the window starts no thread' < <(
  find src/app -name '*.[ch]' -print0 | xargs -0 -r grep -nE 'g_thread_(try_)?new|pthread_create' |
    cut -d: -f1,2 || :
)

listed=$(grep -vE '^ *(#|$)' po/POTFILES.in || :)
complain 'not in po/POTFILES.in' < <(comm -23 <(translatable) <(sort -u <<< "$listed"))
complain 'in po/POTFILES.in, but it has no text' < <(
  comm -13 <(translatable) <(sort -u <<< "$listed") | sed '/^$/d'
)
if ! sort -c <<< "$listed" 2> /dev/null; then
  complain 'not sorted' <<< po/POTFILES.in
fi

if [ $problems -gt 0 ]; then
  echo "$problems problems"
  exit 1
fi
