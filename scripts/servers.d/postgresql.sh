# shellcheck shell=bash disable=SC2154  # base, dir and root are set by what sources this
# PostgreSQL: the main server and the victim. One initdb, copied, is twice as fast as two. Part of scripts/servers.

# Debian keeps the server's programs off the PATH, one folder for each version; the newest serves.
postgresql_program() {
    local candidate newest=
    for candidate in /usr/lib/postgresql/*/bin/"$1"; do [ ! -x "$candidate" ] || newest=$candidate; done
    newest=${newest:-$(command -v "$1" || true)}
    [ -n "$newest" ] || die "PostgreSQL's $1 is not installed"
    printf '%s\n' "$newest"
}

create_postgresql() {
    local data=$base/postgresql.data
    mkdir "$data"
    install -m 600 "$base/password" "$base/initdb.password"
    give_to postgres "$data"
    give_to postgres "$base/initdb.password"
    run_as postgres "$(postgresql_program initdb)" --pgdata="$data" --username=flotilla --pwfile="$base/initdb.password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C --no-sync >"$base/postgresql.log" 2>&1
    rm "$base/initdb.password"
    give_certificate "$data" postgres
    cp -a "$data" "$base/victim-postgresql.data"
    write_postgresql_settings postgresql
    write_postgresql_settings victim-postgresql
}

write_postgresql_settings() {
    # Autovacuum's launcher visits every database in turn; with hundreds of them it takes the tests' processor time.
    cat >>"$base/$1.data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
port = $(port_of "$1")
unix_socket_directories = ''
external_pid_file = '$base/$1.data/pid'
max_connections = 300
max_prepared_transactions = 10
shared_buffers = 128MB
max_wal_size = 256MB
fsync = off
full_page_writes = off
autovacuum = off
ssl = on
SETTINGS
}

start_postgresql() {
    local name=$1
    ln -sf "$base/$name.data/pid" "$base/$name.pid"
    touch "$base/$name.log"
    give_to postgres "$base/$name.log"
    run_as postgres "$(postgresql_program pg_ctl)" --pgdata="$base/$name.data" --log="$base/$name.log" --wait --timeout=60 \
        --silent start </dev/null >/dev/null
}
