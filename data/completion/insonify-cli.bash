# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2046,SC2086,SC2154,SC2207
#
# Completion for insonify-cli and insonify. Commands and options are asked of the programs themselves.

_insonify_commands()
{
  LC_ALL=C "$1" --help 2> /dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]\{1,\}\)  *.*/\1/p'
}

# _insonify_words WORD... - one of them, without a space behind what goes on
_insonify_words()
{
  COMPREPLY=($(compgen -W "$*" -- "$cur"))
  [[ ${#COMPREPLY[@]} -ne 1 || ${COMPREPLY[0]} != *[:=/] ]] || compopt -o nospace
  __ltrim_colon_completions "$cur"
}

# _insonify_devices PREFIX PATTERN... - the devices that are there, behind a part of an address
_insonify_devices()
{
  local prefix=$1 device
  shift
  for device in $(compgen -G "$1") $(compgen -G "${2:-/none}"); do printf '%s%s ' "$prefix" "$device"; done
}

_insonify_stage()
{
  local protocols='grbl marlin zaber esp301 vxm pi-gcs auto' protocol
  case $cur in
    *:serial:* | *:serial)
      protocol=${cur%%:*}
      _insonify_words $(_insonify_devices "$protocol:serial:" '/dev/tty[UA][SC][BM]*' '/dev/ttyS[0-9]*') \
        "$protocol:serial:usb:"
      ;;
    *:unix:*)
      local folder=${cur#*:unix:} prefix=${cur%%:*}:unix:
      COMPREPLY=($(compgen -P "$prefix" -f -- "$folder"))
      __ltrim_colon_completions "$cur"
      ;;
    *:*)
      protocol=${cur%%:*}
      _insonify_words "$protocol:serial:" "$protocol:tcp:" "$protocol:unix:"
      ;;
    *)
      _insonify_words sim $(printf '%s: ' $protocols)
      ;;
  esac
}

_insonify_card()
{
  case $cur in
    comedi*) _insonify_words $(_insonify_devices comedi: '/dev/comedi[0-9]*') comedi: ;;
    *) _insonify_words sim sim:coin sim:blocks sim:resolution sim:composite comedi: ;;
  esac
}

# Whether this option takes a value; of the help of the command.
_insonify_takes_value()
{
  [[ $1 == -* && $help =~ (^|[[:space:]])$1(, --[a-z-]+)?= ]]
}

# The value of the option before; fails if it has none.
_insonify_value()
{
  case $prev in
    --stage) _insonify_stage ;;
    --digitizer) _insonify_card ;;
    --rig | --measurements) _filedir ;;
    --recipe | --gates) _filedir '@(recipe|scan)' ;;
    --folder) _filedir -d ;;
    --output | -o)
      case ${command:-} in
        export) _filedir '@(png|pdf|tif|npy|gsf|csv|vti)' ;;
        measure) _filedir csv ;;
        *) _filedir nde ;;
      esac
      ;;
    --format) _insonify_words png pdf tif npy gsf csv vti ;;
    --plane)
      if [[ ${command:-} == measure ]]; then
        _insonify_words amplitude tof depth thickness registration pulses
      else
        _insonify_words amplitude tof registration pulses status alarms ascans
      fi
      ;;
    --comb) _insonify_words auto off ;;
    --order) _insonify_words rcs crs rsc csr scr src ;;
    --axes) _insonify_words XY YX XZ ZX YZ ZY ;;
    --protocol) _insonify_words grbl grblhal marlin zaber esp301 vxm pi-gcs ;;
    --listen) _insonify_words unix: tcp: pty: ;;
    --decimal) _insonify_words . , ;;
    --delimiter) _insonify_words tab , ;;
    *) _insonify_takes_value "$prev" ;; # a name or a number
  esac
}

# _insonify_stage_words N - the arguments of "stage": an address, a verb and what it moves
_insonify_stage_words()
{
  case $1 in
    0) _insonify_stage ;;
    1) _insonify_words identify position home stop move jog ;;
    2) [[ $prev != jog ]] || _insonify_words X Y Z ;;
  esac
}

_insonify_cli()
{
  local cur prev words cword split program=$1 command='' help='' i n=0
  _init_completion -s -n : || return
  if ((cword == 1)); then
    _insonify_words $(_insonify_commands "$program") --help --version
    return
  fi
  command=${words[1]}
  help=$(LC_ALL=C "$program" "$command" --help 2> /dev/null)
  if [[ $prev == -* ]] && _insonify_value; then return; fi
  $split && return
  if [[ $cur == -* ]]; then
    _insonify_words $(_parse_help - <<< "$help")
    [[ ${COMPREPLY-} != *= ]] || compopt -o nospace
    return
  fi
  for ((i = 2; i < cword; i++)); do
    [[ ${words[i]} == -* ]] || _insonify_takes_value "${words[i - 1]}" || n=$((n + 1))
  done
  case $command in
    scan | validate | calibrate) ((n > 0)) || _filedir '@(recipe|scan)' ;;
    info | export | measure | regate | saft | recover) ((n > 0)) || _filedir nde ;;
    import) ((n > 0)) || _filedir '@(csv|txt|npy)' ;;
    stage) _insonify_stage_words "$n" ;;
  esac
} &&
  complete -F _insonify_cli insonify-cli

_insonify()
{
  local cur prev words cword split program=$1 command='' help=''
  _init_completion -s -n : || return
  help=$(LC_ALL=C "$program" --help 2> /dev/null)
  if [[ $prev == -* ]] && _insonify_value; then return; fi
  $split && return
  if [[ $cur == -* ]]; then
    _insonify_words $(_parse_help - <<< "$help")
    [[ ${COMPREPLY-} != *= ]] || compopt -o nospace
  else
    _filedir nde
  fi
} &&
  complete -F _insonify insonify
