# A virtual screen of the tests' own, with a number that is free. Sourced after steps.sh.
# shellcheck shell=bash

start_screen() {
  local number_file
  number_file=$(mktemp)
  Xvfb -displayfd 3 -screen 0 1920x1080x24 -nolisten tcp -noreset 3> "$number_file" > /dev/null 2>&1 < /dev/null &
  screen_pid=$!
  until [ -s "$number_file" ]; do
    kill -0 "$screen_pid" 2> /dev/null || die "Xvfb did not start"
    sleep 0.05
  done
  DISPLAY=:$(< "$number_file")
  export DISPLAY
  unset WAYLAND_DISPLAY
  rm -f "$number_file"
}

stop_screen() {
  kill "$screen_pid" 2> /dev/null || true
  wait "$screen_pid" 2> /dev/null || true
}
