#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-completion.sh INSONIFY-CLI [INSONIFY] - what bash offers behind Tab: commands, options, addresses, files. Says each
# place where it is not what the programs know.
set -uo pipefail
export LC_ALL=C.UTF-8
library=/usr/share/bash-completion/bash_completion
[ -r $library ] || { echo 'bash-completion is not there'; exit 77; }
source_folder=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
cli=$(readlink -f "$1")
window=$(readlink -f "${2:-/none}")
folder=$(mktemp -d "${TMPDIR:-/tmp}/insonify.XXXXXX")
trap 'rm -rf "$folder"' EXIT
problems=0

set +u # bash-completion's own way
shopt -s extglob progcomp
# shellcheck source=/dev/null
. $library
# shellcheck source=/dev/null
. "$source_folder/data/completion/insonify-cli.bash"
compopt() { :; } # only works behind a real Tab

# offers LINE - what is offered at its end, one a line, sorted; the line is cut as readline cuts it
offers()
{
  local line=$1 rest=$1 word
  COMP_WORDS=() COMPREPLY=() COMP_LINE=$line COMP_POINT=${#line} COMP_TYPE=9 COMP_KEY=9
  while [[ $rest =~ ^\ *([:=]+|[^:=\ ]+) ]]; do
    COMP_WORDS+=("${BASH_REMATCH[1]}")
    rest=${rest:${#BASH_REMATCH[0]}}
  done
  [[ $line != *' ' ]] || COMP_WORDS+=('')
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  word=${COMP_WORDS[0]##*/}
  if [ "$word" = insonify ]; then _insonify "${COMP_WORDS[0]}"; else _insonify_cli "${COMP_WORDS[0]}"; fi
  printf '%s\n' "${COMPREPLY[@]}" | sed '/^$/d' | sort -u
}

# expect LINE WORD... - these and no others
expect()
{
  local line=$1 found wanted
  shift
  found=$(offers "$line" | tr '\n' ' ')
  wanted=$(printf '%s\n' "$@" | sed '/^$/d' | sort -u | tr '\n' ' ')
  if [ "$found" != "$wanted" ]; then
    printf 'after “%s”\n  offered: %s\n  wanted:  %s\n' "${line#"$folder/"}" "$found" "$wanted"
    problems=$((problems + 1))
  fi
}

options_of() { "$@" --help | grep -oE -- '^  (-[a-z], )?--[a-z-]+=?' | grep -oE -- '--.*'; }

cd "$folder" || exit 1
printf '[Scan]\nScanLengthMm=1\nIndexLengthMm=1\n' > coin.recipe
touch old.scan done.nde table.csv array.npy notes.md rig.rig
mkdir scans

commands=$("$cli" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\).*/\1/p')
[ "$(wc -l <<< "$commands")" -gt 10 ] || { echo 'the program names no commands'; exit 1; }
# shellcheck disable=SC2086 # words
expect "$cli " $commands --help --version
expect "$cli sc" scan
expect "$cli re" recover regate
for command in $commands; do
  # shellcheck disable=SC2046 # words
  expect "$cli $command --" $(options_of "$cli" "$command")
done

# files by what they are
expect "$cli scan " coin.recipe old.scan scans
expect "$cli validate c" coin.recipe
expect "$cli scan --home " coin.recipe old.scan scans
expect "$cli scan --rig rig.rig c" coin.recipe
expect "$cli info " done.nde scans
expect "$cli import " array.npy scans table.csv
expect "$cli scan coin.recipe -o d" done.nde
expect "$cli scan coin.recipe --output=d" done.nde
expect "$cli scan coin.recipe --rig r" rig.rig
expect "$cli regate done.nde --gates " coin.recipe old.scan scans
expect "$cli info done.nde "

# addresses; only what follows the last colon is offered there
expect "$cli scan --stage " sim grbl: marlin: zaber: esp301: vxm: pi-gcs: auto:
expect "$cli scan --stage gr" grbl:
expect "$cli scan --stage grbl:" serial: tcp: unix:
expect "$cli scan --stage=zaber:t" tcp:
expect "$cli scan --stage grbl:serial:us" usb:
expect "$cli stage pi-gcs:u" unix:
expect "$cli stage sim " identify position home stop move jog
expect "$cli stage sim jog " X Y Z
expect "$cli scan --digitizer " sim sim:coin sim:blocks sim:resolution sim:composite comedi:
expect "$cli scan --digitizer sim:co" coin composite

# values
expect "$cli export done.nde --format t" tif
expect "$cli export done.nde --plane as" ascans
expect "$cli measure done.nde --plane th" thickness
expect "$cli regate done.nde --comb " auto off
expect "$cli simulate-stage --protocol grbl" grbl grblhal
expect "$cli measure done.nde --threshold " # a number

if [ -x "$window" ]; then
  expect "$window " done.nde scans
  expect "$window --recipe " coin.recipe old.scan scans
  expect "$window --folder " scans
  expect "$window --stage gr" grbl:
  # shellcheck disable=SC2046 # words
  expect "$window --" $(options_of "$window")
fi

# the names in it are those that the program knows
known=$("$cli" validate coin.recipe --stage nonsense:x 2>&1 | grep -oE '\([a-z0-9, -]+; auto' | tr -d '(,;')
# shellcheck disable=SC2046,SC2086 # words
expect "$cli scan --stage " sim $(printf '%s: ' $known)
known=$("$cli" simulate-stage --protocol nonsense --listen unix:x 2>&1 | sed 's/.*: \(.*\)\.$/\1/')
# shellcheck disable=SC2086 # words
expect "$cli simulate-stage --protocol " $known

if [ $problems -gt 0 ]; then
  echo "$problems problems"
  exit 1
fi
