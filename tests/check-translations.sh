#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-translations.sh - every translation must be in order: formats take the same arguments. German
# must also be complete: each text of the sources, none of them fuzzy. To catch up:
#   ninja -C build insonify-pot insonify-update-po
# and then write in po/de.po what this test names.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
export LC_ALL=C.UTF-8

command -v xgettext > /dev/null || { echo 'gettext is not there'; exit 77; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/insonify.XXXXXX")
trap 'rm -rf "$folder"' EXIT
status=0

grep -vE '^ *(#|$)' po/LINGUAS | while IFS= read -r language; do
  msgfmt --check --output-file=/dev/null "po/$language.po"
done

# the keywords that Meson's glib preset has
xgettext --from-code=UTF-8 --files-from=<(grep -vE '^ *(#|$)' po/POTFILES.in) \
  --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
  --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 --output="$folder/now.pot"
msgmerge --quiet --no-fuzzy-matching --output-file="$folder/de.po" po/de.po "$folder/now.pot"
msgattrib --untranslated --no-obsolete --no-wrap "$folder/de.po" > "$folder/missing.po"
msgattrib --only-fuzzy --no-obsolete --no-wrap "$folder/de.po" > "$folder/fuzzy.po"
for list in missing fuzzy; do
  if [ -s "$folder/$list.po" ]; then
    printf 'po/de.po, %s:\n' "$list"
    grep -E '^(#:|msgid )' "$folder/$list.po" | grep -v '^msgid ""$' || :
    status=1
  fi
done
exit $status
