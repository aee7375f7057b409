#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# From a clone to a running program, on Debian 12, with nothing to answer:
#
#     ./bootstrap.sh demo    install what is missing, build, scan a sample bundle
#     ./bootstrap.sh check   the same set-up, then all tests
#
# `./bootstrap.sh help` lists the rest. Everything is made in ./build; nothing else of
# the clone changes but what autoreconf writes.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")"
top=$PWD
jobs=$(nproc 2>/dev/null || echo 1)
sudo_options=()
[ -t 0 ] || sudo_options=(-n) # nobody there to type a password

# Package, and nothing where it is there already; see src/README.md for the reasons.
packages=(gcc libc6-dev make autoconf automake pkg-config
  libarchive-dev zlib1g-dev libpcre2-dev libvectorscan-dev libxml2-dev
  libxslt1-dev libssl-dev libhivex-dev libxxhash-dev libjansson-dev libsqlite3-dev check libxml2-utils xsltproc)
bench_packages=(ripgrep libarchive-tools zip)
peer_packages=(libevtx-utils) # what the reading of event logs is compared with
browser_packages=(chromium chromium-driver python3) # the fleet's page is tried in

say() { printf '%s\n' "bootstrap: $*" >&2; }
die() {
  say "$*"
  exit 2
}

usage() {
  cat <<'END'
Usage: ./bootstrap.sh COMMAND

  demo    installs what is missing, builds, scans a sample bundle, prints the summary
          and where the HTML report lies
  check   the same set-up, then all tests; last line: N passed, N failed, N skipped
  build   the same set-up alone: build/marslog
  bench   the same set-up, then the speed and memory figures (make bench)
  help    this text

Debian packages are installed with apt-get, as root or by sudo, and only those missing.
Not installed are slurm-wlm and munge: the test of contrib/slurm is skipped without.
END
}

# Prints which of the packages named are not installed.
missing_of() {
  local have
  have=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || :)
  for package in "$@"; do
    grep -qx "$package installed" <<<"$have" || printf '%s\n' "$package"
  done
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "${sudo_options[@]}" "$@"
  else
    return 1
  fi
}

install() {
  local missing
  command -v dpkg-query >/dev/null 2>&1 || {
    say "no dpkg here: taking it that the libraries are installed"
    return 0
  }
  mapfile -t missing < <(missing_of "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  say "installing ${missing[*]}"
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
  { as_root "${apt[@]}" update &&
    as_root "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1 </dev/null || {
    tail -5 "$log" >&2
    die "cannot install; as root: apt-get install ${missing[*]}"
  }
}

# Run by sudo in somebody's clone: what is built belongs to them, as all else there.
leave_root() {
  [ "$(id -u)" = 0 ] && [ "${SUDO_UID:-0}" != 0 ] || return 0
  [ "$(stat -c %u "$top")" = "$SUDO_UID" ] || return 0
  local home
  rm -f "$log"
  home=$(getent passwd "$SUDO_UID" | cut -d: -f6)
  exec setpriv --reuid "$SUDO_UID" --regid "$SUDO_GID" --init-groups \
    env -u SUDO_UID HOME="${home:-/nonexistent}" "$top/bootstrap.sh" "$1"
}

# Runs a step in silence; its output is shown when it fails.
quietly() {
  "$@" >"$log" 2>&1 </dev/null || {
    tail -40 "$log" >&2
    die "failed: $*"
  }
}

build() {
  if [ ! -x configure ] || [ ! -f Makefile.in ] || [ ! -f config.h.in ]; then
    say "writing configure"
    quietly autoreconf -fi
  fi
  mkdir -p build
  if [ ! -f build/Makefile ]; then
    say "configuring ./build"
    (cd build && quietly ../configure -q)
  fi
  say "building with $jobs jobs"
  quietly make -s -C build -j "$jobs" all
}

demo() {
  local bundle=TSS_SQL03.zip status=0
  quietly make -s -C build -j "$jobs" samples
  printf '$ cd build/bundles; ../marslog scan --html ../report.html %s\n\n' "$bundle"
  (cd build/bundles && ../marslog scan --html ../report.html "$bundle") || status=$?
  # 1: a known problem was found, which is what a sample is for.
  [ "$status" = 1 ] || die "the scan ended with status $status"
  printf '\nThe HTML report: %s\n' "$top/build/report.html"
}

check() {
  local status=0
  find build -name '*.trs' -delete # of tests that are no more
  make -s -C build -j "$jobs" check VERBOSE=1 </dev/null || status=$?
  tests/count.sh "$status" build
}

command=${1:-help}
case $command in
demo | check | build | bench) ;;
help | -h | --help)
  usage
  exit 0
  ;;
*)
  usage >&2
  exit 2
  ;;
esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Optional: zips are inflated by zlib where ISA-L does not exist.
case $(dpkg --print-architecture 2>/dev/null || :) in
amd64 | arm64) packages+=(libisal-dev) ;;
esac
[ "$command" != bench ] || packages+=("${bench_packages[@]}")
case $command in check | bench) packages+=("${peer_packages[@]}") ;; esac
[ "$command" != check ] || packages+=("${browser_packages[@]}")
install "${packages[@]}"
leave_root "$command"
build
case $command in
demo) demo ;;
check) check ;;
bench) make -s -C build bench </dev/null ;;
build) say "done: build/marslog" ;;
esac
