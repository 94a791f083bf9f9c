#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-translations.sh - every translation must be in order: formats take the same arguments. Each
# must also be complete: all texts of the sources, none of them fuzzy. To catch up:
#   ninja -C build insonify-pot insonify-update-po
# and then write in po/LANGUAGE.po what this test names.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export LC_ALL=C.UTF-8

command -v xgettext > /dev/null || { echo 'gettext is not there'; exit 77; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/insonify.XXXXXX")
trap 'rm -rf "$folder"' EXIT
status=0

# the keywords that Meson's glib preset has
xgettext --from-code=UTF-8 --files-from=<(grep -vE '^ *(#|$)' po/POTFILES.in) \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
  --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 --output="$folder/now.pot"

for language in $(grep -vE '^ *(#|$)' po/LINGUAS); do
  msgfmt --check --output-file=/dev/null "po/$language.po"
  msgmerge --quiet --no-fuzzy-matching --output-file="$folder/now.po" "po/$language.po" "$folder/now.pot"
  msgattrib --untranslated --no-obsolete --no-wrap "$folder/now.po" > "$folder/missing.po"
  msgattrib --only-fuzzy --no-obsolete --no-wrap "$folder/now.po" > "$folder/fuzzy.po"
  for list in missing fuzzy; do
    [ -s "$folder/$list.po" ] || continue
    printf 'po/%s.po, %s:\n' "$language" "$list"
    grep -E '^(#:|msgid )' "$folder/$list.po" | grep -v '^msgid ""$' || :
    status=1
  done
done
exit $status
