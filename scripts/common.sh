# What ./run and ./test need of the machine. Sourced, not run.

fail() { printf '%s\n' "$*" >&2; exit 1; }

need_dotnet() {
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is not installed. Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run ./run again."
  dotnet --list-sdks | grep -q '^10\.' || fail "The .NET 10 SDK is not installed (there is: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')). Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run ./run again."
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null || fail "Node.js is not installed: generated apps need it, and PostgreSQL comes from an npm package. Get version 20 or newer from https://nodejs.org (Debian, Ubuntu: apt-get install nodejs npm) and run ./run again."
  local version
  version=$(node --version)
  [[ ${version#v} =~ ^([0-9]+)\. && ${BASH_REMATCH[1]} -ge 20 ]] || fail "Node.js $version is too old: version 20 or newer is needed. Get it from https://nodejs.org and run ./run again."
}

# install_package <package> <command> <what it is for>: from Debian's or Ubuntu's packages when the command is missing. False when it cannot.
install_package() {
  ! command -v "$2" >/dev/null || return 0
  local install
  if ! command -v apt-get >/dev/null; then echo "  ! $3 needs $1. Install it with your package manager."; return 1; fi
  if [[ $EUID -eq 0 ]]; then install=(env DEBIAN_FRONTEND=noninteractive apt-get)
  elif command -v sudo >/dev/null; then install=(sudo env DEBIAN_FRONTEND=noninteractive apt-get)
  else echo "  ! $3 needs $1. Ask an administrator to run: apt-get install $1"; return 1
  fi
  echo "  Installing $1…"
  "${install[@]}" install -y -qq "$1" >/dev/null 2>&1 && return 0
  "${install[@]}" update -qq >/dev/null 2>&1 && "${install[@]}" install -y -qq "$1" >/dev/null 2>&1 && return 0
  echo "  ! $1 could not be installed. $3 needs it: apt-get install $1"
  return 1
}

# The sandbox of generated apps. Everything else works without it, so a failure here only warns.
want_bubblewrap() {
  if [[ $(uname -s) != Linux ]]; then
    echo "  ! Generated apps run in a bubblewrap sandbox, which only Linux has. Here they need Sandbox__Provider=process and Sandbox__AllowUnisolated=true, and have no isolation."
    return 0
  fi
  install_package bubblewrap bwrap "The sandbox of generated apps" || true
  install_package perl-base perl "The network of sandboxes" || true
}

# Some environments switch the build servers off; with them a build takes a third of the time.
build() {
  env -u MSBUILDDISABLENODEREUSE UseSharedCompilation=true DOTNET_CLI_USE_MSBUILD_SERVER=0 \
    dotnet build "$@" --nologo --verbosity quiet --tl:off \
    || fail "The build failed; the messages above say where."
}

# The container engine of the tests of Docker sandboxes. They are skipped without it, saying so.
want_docker() {
  if [[ $EUID -ne 0 || ! -f /etc/debian_version ]]; then
    [[ -n ${SAMOKODER_TEST_DOCKER_HOST:-} ]] || echo "  ! Tests of Docker sandboxes are skipped: they start an engine of their own, which needs root on Debian. SAMOKODER_TEST_DOCKER_HOST may name one that runs."
    return 0
  fi
  install_package docker.io dockerd "The tests of Docker sandboxes" || return 0
  install_package debootstrap debootstrap "The image of Docker sandboxes" || return 0
  install_package procps ps "Docker" || true
}
