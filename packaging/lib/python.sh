# The Python that runs softphone, and its environment in the cache. Sourced after steps.sh and system.sh.
# shellcheck shell=bash disable=SC2154 # what the scripts set

# The oldest and the first too new Python that packaging/lock has been made for.
python_range='(3, 11) <= sys.version_info[:2] < (3, 15)'

# The system's own comes first: python3-venv and python3-dev belong to it.
find_python() {
  local candidate
  for candidate in ${SOFTPHONE_PYTHON:-/usr/bin/python3 python3 python3.13 python3.12 python3.11 python3.14}; do
    if command -v "$candidate" > /dev/null && "$candidate" -c "import sys; sys.exit(not $python_range)" 2> /dev/null; then
      command -v "$candidate"
      return
    fi
  done
  die "softphone needs Python 3.11 to 3.14 and found none; install one, or name it in SOFTPHONE_PYTHON"
}

# Everything that decides what an environment holds, and the name of the Python that it belongs to.
environment_inputs() { # KIND
  cat "$packaging"/pjsua2/{build,config_site.h,make_wheel.py,sources.sha256} "$packaging"/pjsua2/patches/*.patch
  cat "$packaging"/lock/runtime.txt "$packaging/lib/python.sh"
  [ "$1" = runtime ] || cat "$packaging"/lock/{build,test}.txt
  readlink -f "$python"
  "$python" -VV
  grep -hE '^(ID|VERSION_ID)=' /etc/os-release 2> /dev/null || true
}

environment_key() { environment_inputs "$1" | sha256sum | cut -c1-16; }

pip_install() { # FOLDER ARGUMENTS...
  local folder=$1
  shift
  "$folder/bin/python" -m pip --disable-pip-version-check --no-input install --quiet "$@"
}

install_locked() { # FOLDER LOCK MORE-ARGUMENTS...
  pip_install "$1" --require-hashes --no-deps --only-binary :all: -r "$packaging/lock/$2.txt" "${@:3}"
}

# require_runtime: sets `runtime`, the folder of an environment that has all of lock/runtime.txt and pjsua2.
require_runtime() {
  runtime=$softphone_cache/environments/runtime-$(environment_key runtime)
  is_done "$runtime" || with_lock environment-runtime make_runtime "$runtime"
}

make_runtime() { # FOLDER
  local wheel
  ! is_done "$1" || return 0
  require_packages "to build pjsua2" "$packaging/debian-packages-build.txt"
  wheel=$("$packaging/pjsua2/build" --flavour release --python "$python")
  rm -rf "$1"
  step "making a Python environment" "$python" -m venv "$1"
  step "installing the pinned Python packages" install_locked "$1" runtime
  step "installing pjsua2" pip_install "$1" --no-deps --no-index "$wheel"
  mark_done "$1"
}

# require_test_environment: sets `environment`: the runtime and, in a layer above it, what the tests need.
require_test_environment() {
  require_runtime
  environment=$softphone_cache/environments/test-$(environment_key test)
  is_done "$environment" || with_lock environment-test make_test_environment "$environment" "$runtime"
}

make_test_environment() { # FOLDER RUNTIME
  ! is_done "$1" || return 0
  rm -rf "$1"
  step "making a Python environment for the tests" "$python" -m venv "$1"
  (cd "$2" && printf '%s\n' "$PWD"/lib/python*/site-packages) > "$(echo "$1"/lib/python*/site-packages)/runtime.pth"
  step "installing the tools that build Python packages" install_locked "$1" build
  step "installing the tests' Python packages" install_locked "$1" test --no-binary pesq --no-build-isolation --use-pep517
  mark_done "$1"
}

is_done() { # FOLDER: and note that it is still in use
  [ -e "$1/.done" ] && touch "$1/.done"
}

# What no checkout has used for two weeks goes, as a new one has just been made.
mark_done() { # FOLDER
  : > "$1/.done"
  find "$(dirname "$1")" -mindepth 2 -maxdepth 2 -name .done -mtime +14 -printf '%h\0' | xargs -0 --no-run-if-empty rm -rf
}

# require_asserts: sets `asserts`, a folder with the flavour that aborts on misuse; never part of an environment.
require_asserts() {
  asserts=$softphone_cache/environments/asserts-$(environment_key runtime)
  is_done "$asserts" || with_lock environment-asserts make_asserts "$asserts" "$runtime"
}

make_asserts() { # FOLDER RUNTIME
  local wheel
  ! is_done "$1" || return 0
  require_packages "to build pjsua2" "$packaging/debian-packages-build.txt"
  wheel=$("$packaging/pjsua2/build" --flavour asserts --python "$python")
  rm -rf "$1"
  step "installing pjsua2 (asserts)" pip_install "$2" --no-deps --no-index --target "$1" "$wheel"
  mark_done "$1"
}

# The checkout runs from where it is; the folder that the user happens to be in is not searched for modules.
use_checkout() {
  export PYTHONPATH=$checkout${PYTHONPATH:+:$PYTHONPATH} PYTHONSAFEPATH=1
}
