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
  local what=$1 started=$EPOCHREALTIME log status
  shift
  mkdir -p "$softphone_cache/logs"
  log=$(mktemp "$softphone_cache/logs/step.XXXXXX")
  say "$what ..."
  set +e
  (
    set -e
    "$@"
  ) > "$log" 2>&1 < /dev/null
  status=$?
  set -e
  if [ "$status" != 0 ]; then
    tail -n 60 "$log" >&2
    die "$what: failed after $(seconds_since "$started") s; the whole output is in $log"
  fi
  rm -f "$log"
  say "$what: $(seconds_since "$started") s"
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
