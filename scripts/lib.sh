# shellcheck shell=bash
# What the scripts of this folder share: where the project is, the Debian packages it needs, words to the person at the
# terminal, free ports. Sourced, never run. Sets no option and starts nothing by itself.

# shellcheck disable=SC2034  # the scripts that source this file read them
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# The one list of what comes from Debian (bookworm or later, or a distribution made of it).
# To build: headers of the C libraries that the modules CLibPQ, CMariaDB, CSQLite, CCurl, CCrypto and CYAML wrap.
packages_to_build=(
    pkg-config libpq-dev libmariadb-dev libsqlite3-dev libcurl4-openssl-dev libssl-dev libyaml-dev
)
# To test: the servers themselves, what stands before them, Alembic's Python, and what man pages are read with.
packages_to_test=(
    "${packages_to_build[@]}"
    postgresql postgresql-contrib mariadb-server pgbouncer haproxy sqlite3 openssl python3-venv util-linux procps strace
    tzdata groff-base
)
# To measure: a C compiler for the floors.
packages_to_bench=(
    "${packages_to_build[@]}"
    gcc libc6-dev postgresql mariadb-server sqlite3 python3 util-linux
)

say() { printf '%s\n' "$*" >&2; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# need_packages PACKAGE...: installs those that are missing, without a question. FLOTILLA_INSTALL=0 installs nothing and
# trusts that the machine has them under other names.
need_packages() {
    [ "${FLOTILLA_INSTALL:-1}" != 0 ] || return 0
    command -v dpkg-query >/dev/null ||
        die "this machine has no Debian packages; install the equivalents of: $*, then run again with FLOTILLA_INSTALL=0"
    local package missing=()
    for package in "$@"; do has_package "$package" || missing+=("$package"); done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing: ${missing[*]}"
    install_packages "${missing[@]}"
}

has_package() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
    local as_root=() log
    if [ "$(id -u)" != 0 ]; then
        # -n: a script that asks for a password in the middle hangs in CI.
        sudo -n true 2>/dev/null || die "cannot install packages as $(id -un); as root run: apt-get install $*"
        as_root=(sudo -n)
    fi
    log=$(mktemp)
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600)
    if ! { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "$@"; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        die "installing packages failed (log: $log); by hand: apt-get install $*"
    fi
    rm -f "$log"
}

# need_swift: the toolchain is the one thing that no package of Debian brings.
need_swift() {
    command -v swift >/dev/null || die "no swift on the PATH; install Swift 6.2 or later: https://www.swift.org/install"
}

# The program as people get it, for those scripts that show or measure it. With Swift's library inside it starts in half
# the time and runs where no Swift is installed.
build_release() {
    say "building flotilla (the first time takes some minutes)"
    swift build --package-path "$root" --configuration release --static-swift-stdlib --product flotilla >&2
}

release_program() {
    printf '%s/flotilla\n' "$(swift build --package-path "$root" --configuration release --static-swift-stdlib --show-bin-path)"
}

# free_ports COUNT: that many distinct TCP ports that nobody listens on. They lie below the range from which the kernel
# takes ports for outgoing connections (32768 and up), so that no client gets in between the choice and the use.
free_ports() {
    local count=$1 port taken
    local -A chosen=()
    taken=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
    while [ ${#chosen[@]} -lt "$count" ]; do
        port=$((20000 + RANDOM % 12000))
        grep -q ":$(printf %04X "$port") " <<<"$taken" || chosen[$port]=1
    done
    printf '%s\n' "${!chosen[@]}"
}

# wait_for SECONDS COMMAND...: runs the command every 50 ms until it succeeds; fails when the time is over.
wait_for() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -le "$deadline" ] || return 1
        sleep 0.05
    done
}

# started_at PID: when a process started, in ticks since boot: with the number it names a process for good.
started_at() {
    local line
    line=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # The second field is the command's name in parentheses, which may hold spaces.
    read -ra line <<<"${line##*) }"
    printf '%s\n' "${line[19]}"
}
