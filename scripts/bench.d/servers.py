"""Private servers for measuring: on loopback, on free ports, run as the packages' own users, stopped by their own pids.

PostgreSQL's write-ahead log lies on the work folder's disk, so commits pay for real flushes; its tables lie in memory,
because making and dropping hundreds of databases on disk is slow and not what is measured. MariaDB and SQLite lie on the
work folder's disk. `fresh(names)` drops what was there and makes that many empty tenants.
"""
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

MEMORY = Path("/dev/shm")


def run(*command, **more):
    done = subprocess.run(command, text=True, capture_output=True, **more)
    if done.returncode:
        raise RuntimeError(f"{command[0]} exited {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def account(name):
    """Arguments for subprocess: servers refuse to run as root."""
    if os.getuid() != 0:
        return {}
    return {"user": name, "group": name, "extra_groups": [name], "cwd": "/"}


def give_to(path, name):
    if os.getuid() == 0:
        shutil.chown(path, name, name)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def new_folder(path, owner=None):
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    if owner:
        give_to(path, owner)
    return path


class PostgreSQL:
    engine = "postgresql"

    def __init__(self, work):
        self.folder = work / "postgresql"
        self.data = (MEMORY if MEMORY.is_dir() else work) / f"flotilla-bench-{work.stat().st_ino}"
        self.programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.port, self.password = free_port(), secrets.token_hex(8)

    def start(self):
        self.stop()
        new_folder(self.folder, "postgres")
        new_folder(self.data, "postgres")
        password = self.folder / "password"
        password.touch(0o600)
        password.write_text(self.password)
        give_to(password, "postgres")
        run(self.programs / "initdb", "-D", self.data, "--waldir", self.folder / "wal", "-U", "bench", "--pwfile", password,
            "-E", "UTF8", "--locale=C", "-A", "scram-sha-256", **account("postgres"))
        self.restart(fsync="on")

    def restart(self, fsync):
        # Autovacuum's launcher visits every database in turn and only adds noise here.
        settings = {"max_connections": 300, "shared_buffers": "1GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min",
                    "autovacuum": "off", "listen_addresses": "127.0.0.1", "port": self.port,
                    "unix_socket_directories": "", "fsync": fsync, "full_page_writes": fsync}
        self.control("stop", "-m", "fast", check=False)
        (self.data / "postgresql.auto.conf").write_text("".join(f"{k} = '{v}'\n" for k, v in settings.items()))
        give_to(self.data / "postgresql.auto.conf", "postgres")
        self.control("start", "-l", str(self.folder / "log"))

    def control(self, *words, check=True):
        subprocess.run([self.programs / "pg_ctl", "-D", self.data, "-w", "-s", *words], check=check,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=None if check else subprocess.DEVNULL, **account("postgres"))

    def stop(self):
        """Also what an earlier run left behind when it was killed."""
        if (self.data / "postmaster.pid").exists():
            self.control("stop", "-m", "immediate", check=False)
        shutil.rmtree(self.data, ignore_errors=True)

    def url(self, tenant, scheme="postgresql", tail="?sslmode=disable&gssencmode=disable"):
        return f"{scheme}://bench:{self.password}@127.0.0.1:{self.port}/{tenant}{tail}"

    def sql(self, *statements):
        words = [word for statement in statements for word in ("-c", statement)]
        return run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.url("postgres"), *words)

    def fresh(self, names):
        self.restart(fsync="off")
        there = self.sql("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'").split()
        changes = [f"DROP DATABASE {name}" for name in there]
        changes += [f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY FILE_COPY" for name in names]
        for first in range(0, len(changes), 100):
            self.sql(*changes[first:first + 100])
        self.restart(fsync="on")


class MariaDB:
    engine = "mariadb"

    def __init__(self, work):
        self.folder = work / "mariadb"
        self.port, self.password = free_port(), secrets.token_hex(8)
        self.process = None

    def start(self):
        new_folder(self.folder, "mysql")
        data, accounts = self.folder / "data", self.folder / "accounts.sql"
        run("mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
            "--skip-test-db", **account("mysql"))
        accounts.write_text("DELETE FROM mysql.global_priv WHERE user = '' OR user = 'root';\nFLUSH PRIVILEGES;\n"
                            f"CREATE OR REPLACE USER bench@'127.0.0.1' IDENTIFIED BY '{self.password}';\n"
                            "GRANT ALL ON *.* TO bench@'127.0.0.1' WITH GRANT OPTION;\n")
        give_to(accounts, "mysql")
        program = shutil.which("mariadbd", path=os.environ["PATH"] + ":/usr/sbin")
        self.process = subprocess.Popen(
            [program, "--no-defaults", f"--datadir={data}", f"--port={self.port}", "--bind-address=127.0.0.1",
             f"--socket={self.folder}/socket", f"--init-file={accounts}", "--skip-name-resolve", "--max-connections=300",
             "--innodb-buffer-pool-size=1G", "--table-open-cache=4000"],
            stdin=subprocess.DEVNULL, stdout=open(self.folder / "log", "ab"), stderr=subprocess.STDOUT, **account("mysql"))
        self.wait()

    def wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return self.sql("SELECT 1")
            except RuntimeError:
                time.sleep(0.1)
        raise RuntimeError(f"MariaDB did not start; see {self.folder}/log")

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, tenant, scheme="mysql", tail=""):
        return f"{scheme}://bench:{self.password}@127.0.0.1:{self.port}/{tenant}{tail}"

    def sql(self, *statements):
        return run("mariadb", "--no-defaults", "-BN", "-h127.0.0.1", f"-P{self.port}", "-ubench", "mysql",
                   input=";\n".join(statements), env={**os.environ, "MYSQL_PWD": self.password})

    def fresh(self, names):
        kept = ("mysql", "sys", "information_schema", "performance_schema")
        there = [name for name in self.sql("SHOW DATABASES").split() if name not in kept]
        self.sql(*[f"DROP DATABASE {name}" for name in there], *[f"CREATE DATABASE {name}" for name in names])


class SQLite:
    engine = "sqlite"

    def __init__(self, work):
        self.folder = work / "sqlite"

    def start(self):
        new_folder(self.folder)

    def stop(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, tenant):
        """A folder for each contender (its letter begins the name), so that a glob finds exactly its fleet."""
        return self.folder / tenant[0] / f"{tenant}.db"

    def url(self, tenant, scheme="sqlite", tail=""):
        return f"{scheme}:///{self.path(tenant)}{tail}"

    def fresh(self, names):
        """Databases without tables, but with their header: no contender pays for the first page."""
        new_folder(self.folder)
        template = self.folder / "template"
        with sqlite3.connect(template) as database:
            database.execute("CREATE TABLE x (a)")
            database.execute("DROP TABLE x")
        database.execute("VACUUM")
        database.close()
        content = template.read_bytes()
        template.unlink()
        for name in names:
            path = self.path(name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)


SERVERS = {"postgresql": PostgreSQL, "mariadb": MariaDB, "sqlite": SQLite}
