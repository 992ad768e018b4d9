# Debian packages: which are missing, and installing them. Sourced after steps.sh.
# shellcheck shell=bash

is_debian_like() { command -v dpkg-query > /dev/null && command -v apt-get > /dev/null; }

# wanted_packages LIST...: one line each, still with its alternatives.
wanted_packages() { sed -E '/^ *(#|$)/d' "$@"; }

installed_packages() { dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'; }

# missing_packages LIST...: the lines of which no alternative is installed.
missing_packages() {
  awk 'NR == FNR { have[$1] = 1; next }
       { n = split($0, one, / *\| */); for (i = 1; i <= n; i++) if (one[i] in have) next; print }' \
    <(installed_packages) <(wanted_packages "$@")
}

# first_known "A | B": the first that apt could install; the last if it knows none.
first_known() {
  local name
  for name in ${1//|/ }; do
    if apt-cache policy "$name" | grep -q 'Candidate: [^(]'; then break; fi
  done
  printf '%s\n' "$name"
}

as_root() {
  if [ "$EUID" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
}

# require_packages WHAT_FOR LIST...: installs what is missing; asks apt for nothing when all is there.
require_packages() {
  local what=$1 line missing=() names=()
  shift
  is_debian_like || return 0
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$EUID" = 0 ] || command -v sudo > /dev/null ||
    die "these Debian packages are missing ($what): ${missing[*]}. Installing them needs root: run this once as root or with sudo."
  [ "$EUID" = 0 ] || sudo --validate
  step "reading the lists of Debian packages" as_root apt-get update
  for line in "${missing[@]}"; do names+=("$(first_known "$line")"); done
  step "installing ${#names[@]} Debian packages ($what)" apt_install "${names[@]}"
}
