# shellcheck shell=bash disable=SC2154  # base, dir and root are set by what sources this
# What the tests are told about the servers: lines of `export`, fit to be sourced. Part of scripts/servers.

write_environment() {
    local login
    login=flotilla:$(percent_encoded "$(password)")
    variable FLOTILLA_TEST_POSTGRESQL "$(postgresql_url postgresql)"
    variable FLOTILLA_TEST_MYSQL "$(mysql_url mariadb)"
    variable FLOTILLA_TEST_PGBOUNCER "$(postgresql_url pgbouncer)"
    variable FLOTILLA_TEST_VICTIM_POSTGRESQL "$(postgresql_url victim-postgresql)"
    variable FLOTILLA_TEST_VICTIM_POSTGRESQL_PIDFILE "$base/victim-postgresql.pid"
    variable FLOTILLA_TEST_VICTIM_MYSQL "$(mysql_url victim-mariadb)"
    variable FLOTILLA_TEST_VICTIM_MYSQL_PIDFILE "$base/victim-mariadb.pid"
    variable FLOTILLA_TEST_SERVERS "$root/scripts/servers"
    variable FLOTILLA_TEST_SERVERS_DIR "$dir"
    variable FLOTILLA_TEST_TLS_CA "$base/tls/ca.crt"
    variable FLOTILLA_TEST_TLS_OTHER_CA "$base/tls/other-ca.crt"
    variable FLOTILLA_TEST_TLS_EXPIRED "$base/tls/expired.crt"
    variable FLOTILLA_TEST_DIR "$base/scratch"
}

variable() { printf 'export %s=%q\n' "$1" "$2"; }

postgresql_url() { printf 'postgresql://%s@127.0.0.1:%s/postgres?sslmode=disable' "$login" "$(port_of "$1")"; }

mysql_url() { printf 'mysql://%s@127.0.0.1:%s/mysql' "$login" "$(port_of "$1")"; }
