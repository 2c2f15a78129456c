# shellcheck shell=bash disable=SC2154  # base, dir and root are set by what sources this
# MariaDB: the main server and the victim. Part of scripts/servers.

PATH=$PATH:/usr/sbin # where Debian keeps mariadbd

create_mariadb() {
    local data=$base/mariadb.data
    mkdir "$data"
    give_to mysql "$data"
    run_as mysql mariadb-install-db --no-defaults --datadir="$data" --auth-root-authentication-method=normal \
        --skip-test-db --innodb-use-native-aio=0 >"$base/mariadb.log" 2>&1
    give_certificate "$data" mysql
    cp -a "$data" "$base/victim-mariadb.data"
    write_mariadb_accounts
}

# Read by each server at its start, so it must be good to run again. No account is left without a password: everyone on
# the machine can reach the port and the socket.
write_mariadb_accounts() {
    local password
    password=$(password)
    password=${password//\\/\\\\}
    password=${password//\'/\'\'}
    (umask 077 && cat >"$base/mariadb.accounts" <<SQL
DELETE FROM mysql.global_priv WHERE user = '' OR (user = 'root' AND host <> 'localhost');
FLUSH PRIVILEGES;
ALTER USER root@localhost IDENTIFIED BY '$password';
CREATE OR REPLACE USER flotilla@'%' IDENTIFIED BY '$password';
GRANT ALL ON *.* TO flotilla@'%' WITH GRANT OPTION;
SQL
    )
    give_to mysql "$base/mariadb.accounts"
}

start_mariadb() {
    local name=$1 data=$base/$1.data temporary=$base/$1.tmp
    rm -f "$data/pid"
    # Of its own: at its start a server deletes all temporary tables that it finds, those of others that run as well.
    mkdir -p "$temporary"
    give_to mysql "$temporary"
    ln -sf "$data/pid" "$base/$name.pid"
    touch "$base/$name.log"
    give_to mysql "$base/$name.log"
    # Clients that tests kill count as failed connections; past max_connect_errors the server would block loopback.
    # It notes its own number before it becomes mariadbd, which would write it only some time after opening the port.
    # shellcheck disable=SC2016  # the inner shell expands
    run_as mysql setsid sh -c 'echo $$ >"$0" && exec "$@"' "$data/pid" \
        mariadbd --no-defaults --datadir="$data" --tmpdir="$temporary" \
        --pid-file="$data/mariadbd.pid" --socket="$data/socket" \
        --bind-address=127.0.0.1 --port="$(port_of "$name")" --skip-name-resolve --init-file="$base/mariadb.accounts" \
        --character-set-server=utf8mb4 --max-connections=300 --max-connect-errors=1000000 \
        --innodb-buffer-pool-size=128M --innodb-log-file-size=32M --innodb-use-native-aio=0 \
        --ssl-ca="$data/ca.crt" --ssl-cert="$data/server.crt" --ssl-key="$data/server.key" \
        </dev/null >>"$base/$name.log" 2>&1 &
    disown
    wait_for 60 answers "$(port_of "$name")"
}

# Accounts are read before the port is opened, so an open port is a ready server.
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
