# shellcheck shell=bash disable=SC2154  # dir and names are set by what sources this
# Where private servers keep their data, which ports and processes are theirs. Part of scripts/servers; `dir` is what the
# person named, `base` the folder on a fast disk that holds everything of one start.

base=
room_needed=2097152 # KiB: two PostgreSQL and two MariaDB servers with a few hundred small databases

make_base() {
    local folder
    for folder in /dev/shm "$dir" /var/tmp; do
        is_usable "$folder" || continue
        base=$(mktemp -d "$folder/flotilla-servers.XXXXXXXX")
        chmod 711 "$base" # the servers run as users of their own and must get through
        printf '%s\n' "$base" >"$dir/base"
        # Who asked, so that a later start can clear up after a run that was killed.
        [ -z "${FLOTILLA_SERVERS_OWNER:-}" ] ||
            printf '%s %s\n' "$FLOTILLA_SERVERS_OWNER" "$(started_at "$FLOTILLA_SERVERS_OWNER")" >"$base/owner"
        mkdir -m 1777 "$base/scratch"
        return
    done
    die "no folder with $((room_needed / 1024)) MiB of room that the servers' users can reach: /dev/shm $dir /var/tmp"
}

is_usable() {
    local room
    room=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }')
    [ -n "$room" ] && [ "$room" -ge "$room_needed" ] && [ -w "$1" ] && run_as postgres test -x "$1"
}

# Servers and scratch folders of runs that were killed: their owner's process is gone.
sweep_orphans() {
    local owner pid since
    for owner in /dev/shm/flotilla-servers.*/owner "$dir"/flotilla-servers.*/owner /var/tmp/flotilla-servers.*/owner; do
        [ -O "$owner" ] || continue
        read -r pid since <"$owner" || continue
        [ "$(started_at "$pid" || true)" != "$since" ] || continue
        base=${owner%/owner}
        discard_servers
        rm -rf "$base"
    done
}

assign_ports() {
    local ports name position=0
    mapfile -t ports < <(free_ports ${#names[@]})
    for name in "${names[@]}"; do
        printf '%s\n' "${ports[position]}" >"$base/$name.port"
        position=$((position + 1))
    done
}

port_of() { cat "$base/$1.port"; }

# Odd characters on purpose: whoever forgets to quote or to percent-encode finds out here.
make_password() {
    (umask 077 && printf "F'l\"0@t:i/l?l#a%%&+=; \\\\\$\`%s" "$(openssl rand -hex 8)" >"$base/password")
}

password() { cat "$base/password"; }

percent_encoded() {
    local text=$1 character position LC_ALL=C
    for ((position = 0; position < ${#text}; position++)); do
        character=${text:position:1}
        case $character in
        [A-Za-z0-9._~-]) printf %s "$character" ;;
        *) printf %%%02X "'$character" ;;
        esac
    done
}

# run_as USER COMMAND...: as that user when we are root, for the servers refuse to run as root. setpriv leaves no
# process of its own in between, as runuser would: the pid is the server's.
run_as() {
    local user=$1
    shift
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec setpriv --reuid="$user" --regid="$user" --init-groups -- "$@")
    else
        (cd / && exec "$@")
    fi
}

give_to() { [ "$(id -u)" != 0 ] || chown -R "$1": "$2"; }

# The number in a server's pid file, if that process runs and is ours: its command line names our folder.
pid_of() {
    local pid
    [ -e "$base/$1.pid" ] || return 1
    read -r pid <"$base/$1.pid" || return 1
    grep -qsaF "$base" "/proc/$pid/cmdline" || return 1
    printf '%s\n' "$pid"
}

is_down() { ! pid_of "$1" >/dev/null; }

signal_server() {
    local pid
    pid=$(pid_of "$1") || return 0
    kill "-$2" "$pid" 2>/dev/null || true
}

children_of() { cat /proc/"$1"/task/*/children 2>/dev/null || true; }

are_gone() {
    local pid
    for pid in "$@"; do is_gone "$pid" || return 1; done
}

# A zombie is gone: only its parent has not looked yet.
is_gone() { ! grep -q '^State:[[:space:]]*[^[:space:]ZX]' "/proc/$1/status" 2>/dev/null; }
