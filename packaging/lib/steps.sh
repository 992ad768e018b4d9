# Saying what happens and how long it takes, and where the cache is. Sourced by the scripts of packaging/.
# shellcheck shell=bash

softphone_cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/softphone

say() { printf '%s\n' "softphone: $*" >&2; }

die() {
  say "$*"
  exit 1
}

# step WHAT COMMAND...: runs the command quietly; its output is shown only when it fails.
# A subshell that no condition looks at, for in one a function would go on after a command that failed.
step() {
  local what=$1 started=$EPOCHREALTIME log status telling
  shift
  mkdir -p "$softphone_cache/logs"
  log=$(mktemp "$softphone_cache/logs/step.XXXXXX")
  say "$what ..."
  tell_progress "$what" "$log" "$started" > /dev/null < /dev/null &
  telling=$!
  set +e
  (
    set -e
    "$@"
  ) > "$log" 2>&1 < /dev/null
  status=$?
  kill "$telling" 2> /dev/null
  wait "$telling" 2> /dev/null
  set -e
  if [ "$status" != 0 ]; then
    tail -n 60 "$log" >&2
    die "$what: failed after $(seconds_since "$started") s; the whole output is in $log"
  fi
  rm -f "$log"
  say "$what: $(seconds_since "$started") s"
}

# How many lines a step writes that takes minutes. Another number only moves the share that is said to be done.
lines_of() { # WHAT
  case $1 in
    "compiling pjproject"*) printf 1907 ;;
  esac
}

# tell_progress WHAT LOG STARTED: a sign of life every 15 s, for as long as the script lives. Its `sleep` holds none of
# the caller's files, so nobody waits for it.
tell_progress() {
  local lines share
  lines=$(lines_of "$1")
  while sleep "${softphone_progress_seconds:-15}" 2> /dev/null && kill -0 "$$" 2> /dev/null; do
    share=
    if [ -n "$lines" ]; then
      share=$(($(wc -l < "$2") * 100 / lines))
      share=", about $((share < 99 ? share : 99)) % is done"
    fi
    say "$1: still at work after $(seconds_since "$3") s$share"
  done
}

# seconds_since EPOCHREALTIME: the decimal sign follows the locale, so both are taken out.
seconds_since() {
  local tenths=$(((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# with_lock NAME COMMAND...: one process at a time, and no lock left in the children of the command.
with_lock() {
  local name=$1
  shift
  mkdir -p "$softphone_cache/locks"
  (
    flock 9
    "$@" 9>&-
  ) 9> "$softphone_cache/locks/$name"
}
