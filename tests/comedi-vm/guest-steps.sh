# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# guest-steps.sh - what both scripts that run inside a guest share; sourced. FOLDER is written through to the
# host, which looks at what the steps leave there: NAME.out, NAME.err and NAME.status: exit status, seconds
# since the guest's start.
# shellcheck disable=SC2034 # rig and stage are for those who source this
cli=$1 here=$2 folder=$3
stage=grbl:serial:/dev/ttyS1@115200
card=comedi:/dev/comedi0
rig=(--stage "$stage" --digitizer "$card")
pids=()

uptime_s() { cut -d' ' -f1 /proc/uptime; }

# start NAME SECONDS COMMAND... - in the background, ended after so many seconds (status 124)
start() {
  local name=$1 seconds=$2
  shift 2
  {
    status=0
    timeout -k 2 "$seconds" "$@" > "$folder/$name.out" 2> "$folder/$name.err" < /dev/null || status=$?
    echo "$status $(uptime_s)" > "$folder/$name.ended"
    mv "$folder/$name.ended" "$folder/$name.status"
  } &
  pids+=("$!")
}

finish() {
  wait "${pids[-1]}"
  unset 'pids[-1]'
}

# step NAME SECONDS COMMAND... - the same, and waits for its end
step() {
  start "$@"
  finish
}

# until_line NAME N - waits until a scan that was started says that N lines are done, and then so long that the
# probe is in the middle of the next one
until_line() {
  for ((i = 0; i < 300; i++)); do
    if grep -q "line $2 of" "$folder/$1.err" 2> /dev/null; then
      sleep 0.2
      uptime_s > "$folder/$1.moment"
      return
    fi
    [ ! -f "$folder/$1.status" ] || return 0 # it ended; the host will say why
    sleep 0.1
  done
}

# the program of a step that was started, not the timeout around it
program_of() {
  pgrep -f "^$cli scan .*$folder/$1.nde"
}

# load_card - the driver with the saw tooth that the recipes of scans are made for
load_card() {
  /run/vm/busybox insmod /run/vm/modules/comedi_test.ko amplitude=9900000 period=60000
}
