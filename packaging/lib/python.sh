# The Python that runs softphone, and its environment in the cache. Sourced after steps.sh and system.sh.
# shellcheck shell=bash

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
  cat "$packaging"/lock/build.txt "$packaging/lock/$1.txt" "$packaging/lib/python.sh"
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

make_environment() { # KIND FOLDER
  rm -rf "$2"
  "$python" -m venv "$2"
}

install_requirements() { # KIND FOLDER
  if [ "$1" = test ]; then # pesq exists as source only
    pip_install "$2" --require-hashes --only-binary :all: -r "$packaging/lock/build.txt"
    pip_install "$2" --require-hashes --only-binary :all: --no-binary pesq --no-build-isolation --use-pep517 \
      -r "$packaging/lock/$1.txt"
  else
    pip_install "$2" --require-hashes --only-binary :all: -r "$packaging/lock/$1.txt"
  fi
}

build_pjsua2() { # FLAVOUR: prints the wheel's path
  "$packaging/pjsua2/build" --flavour "$1" --python "$python"
}

# require_environment KIND: sets `environment`, the folder of an environment that has all of lock/KIND.txt and pjsua2.
require_environment() {
  local kind=$1 wheel
  environment=$softphone_cache/environments/$kind-$(environment_key "$kind")
  [ ! -e "$environment/.done" ] || return 0
  require_packages "to build pjsua2" "$packaging/debian-packages-build.txt"
  wheel=$(build_pjsua2 release)
  with_lock "environment-$kind" fill_environment "$kind" "$environment" "$wheel"
}

fill_environment() { # KIND FOLDER WHEEL
  [ ! -e "$2/.done" ] || return 0
  step "making a Python environment ($1)" make_environment "$1" "$2"
  step "installing the pinned Python packages ($1)" install_requirements "$1" "$2"
  step "installing pjsua2 ($1)" pip_install "$2" --no-deps --no-index "$3"
  : > "$2/.done"
}

# require_asserts: sets `asserts`, a folder with the flavour that aborts on misuse; never part of an environment.
require_asserts() {
  local wheel
  asserts=$softphone_cache/environments/asserts-$(environment_key test)
  [ ! -e "$asserts/.done" ] || return 0
  wheel=$(build_pjsua2 asserts)
  rm -rf "$asserts"
  step "installing pjsua2 (asserts)" pip_install "$environment" --no-deps --no-index --target "$asserts" "$wheel"
  : > "$asserts/.done"
}

# The checkout runs from where it is; the folder that the user happens to be in is not searched for modules.
use_checkout() {
  export PYTHONPATH=$checkout${PYTHONPATH:+:$PYTHONPATH} PYTHONSAFEPATH=1
}
