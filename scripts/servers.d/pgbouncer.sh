# shellcheck shell=bash disable=SC2154  # base, dir and root are set by what sources this
# pgbouncer in transaction mode before the main PostgreSQL: any database, two server connections for each, so that a
# session which takes its connection for granted is soon found out. Part of scripts/servers.

start_pgbouncer() {
    local folder=$base/pgbouncer
    [ -d "$folder" ] || write_pgbouncer_settings "$folder"
    ln -sf "$folder/pid" "$base/pgbouncer.pid"
    run_as postgres pgbouncer --daemon --quiet "$folder/pgbouncer.ini" </dev/null >>"$base/pgbouncer.log" 2>&1 ||
        die "pgbouncer did not start; see $base/pgbouncer.log and $folder/log"
    wait_for 20 answers "$(port_of pgbouncer)" || die "pgbouncer does not listen; see $folder/log"
}

write_pgbouncer_settings() {
    local folder=$1 password
    mkdir "$folder"
    password=$(password)
    (umask 077 && printf '"flotilla" "%s"\n' "${password//\"/\"\"}" >"$folder/users")
    cat >"$folder/pgbouncer.ini" <<SETTINGS
[databases]
* = host=127.0.0.1 port=$(port_of postgresql)
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $(port_of pgbouncer)
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $folder/users
admin_users = flotilla
pool_mode = transaction
default_pool_size = 2
max_client_conn = 300
logfile = $folder/log
pidfile = $folder/pid
SETTINGS
    give_to postgres "$folder"
}
