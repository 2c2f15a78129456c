"""How long it takes to read the schema of one database with many tables.

    python3 scripts/bench.d/reading.py BINARY [TABLES [ROUNDS]]

Makes a database of TABLES (500) tables on each engine, each with five columns, a primary key, a unique column, a check, an
index and a foreign key to the table before, and times `census --database`, as a whole process, ROUNDS (7) times. Beside it
`current --database`, which logs in and asks for the version alone: what is left of the one without the other is the reading.
The shortest and the middle time of each are printed. Needs FLOTILLA_BENCH_POSTGRESQL and FLOTILLA_BENCH_MYSQL, the URLs of
servers where databases may be made; an engine without one is left out, SQLite needs none.
"""

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.parse import unquote, urlsplit


def tables(count):
    for number in range(1, count + 1):
        parent = f",\n    FOREIGN KEY (parent_id) REFERENCES t{number - 1:03} (id)" if number > 1 else ""
        yield (
            f"CREATE TABLE t{number:03} (\n    id INTEGER NOT NULL PRIMARY KEY,\n    name VARCHAR(80) NOT NULL,\n"
            f"    code VARCHAR(20) NOT NULL UNIQUE,\n    amount NUMERIC(10, 2) NOT NULL DEFAULT 0 CHECK (amount >= 0),\n"
            f"    parent_id INTEGER{parent}\n);\nCREATE INDEX ix_t{number:03}_name ON t{number:03} (name);\n"
        )


def run(words, text=None, environment=None):
    finished = subprocess.run(words, input=text, capture_output=True, text=True, env=environment)
    if finished.returncode != 0:
        sys.exit(f"{words[0]} ended with {finished.returncode}:\n{finished.stdout}{finished.stderr}")
    return finished.stdout


class SQLite:
    def __init__(self, folder, name):
        self.file = f"{folder}/{name}.db"
        self.url = f"sqlite:{self.file}?mode=rwc"

    def make(self, text):
        with sqlite3.connect(self.file) as connection:
            connection.executescript(text)

    def end(self):
        os.remove(self.file)


class PostgreSQL:
    def __init__(self, server, name):
        head, _, tail = server.partition("?")
        self.server, self.name = server, name
        self.url = head.rsplit("/", 1)[0] + "/" + name + ("?" + tail if tail else "")

    def make(self, text):
        run(["psql", self.server, "-Xqc", f"CREATE DATABASE {self.name} TEMPLATE template0"])
        run(["psql", self.url, "-Xq", "-v", "ON_ERROR_STOP=1"], text)

    def end(self):
        run(["psql", self.server, "-Xqc", f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)"])


class MySQL:
    def __init__(self, server, name):
        parts = urlsplit(server)
        self.name, self.environment = name, {**os.environ, "MYSQL_PWD": unquote(parts.password or "")}
        self.words = ["mariadb", "--protocol=tcp", f"--host={parts.hostname}", f"--port={parts.port or 3306}"]
        self.words.append(f"--user={unquote(parts.username or '')}")
        self.url = parts._replace(path="/" + name).geturl()

    def make(self, text):
        run(self.words, f"CREATE DATABASE {self.name};\nUSE {self.name};\n{text}", self.environment)

    def end(self):
        run(self.words, f"DROP DATABASE IF EXISTS {self.name};", self.environment)


def timed(words):
    start = time.perf_counter()
    output = run(words)
    return (time.perf_counter() - start) * 1000, output


def measure(binary, engine, database, rounds):
    times = {"census": [], "current": []}
    for round in range(rounds + 1):
        for command, taken in times.items():
            spent, output = timed([binary, command, "--database", database.url, "-o", "json"])
            if command == "census" and json.loads(output)["read"] != 1:
                sys.exit(f"{engine}: the schema was not read:\n{output}")
            # The first round fills caches.
            if round > 0:
                taken.append(spent)
    best = {command: min(taken) for command, taken in times.items()}
    middle = {command: statistics.median(taken) for command, taken in times.items()}
    print(
        f"{engine:<11} census {best['census']:6.0f} {middle['census']:6.0f} ms"
        f"   current {best['current']:6.0f} {middle['current']:6.0f} ms"
        f"   reading {best['census'] - best['current']:6.0f} {middle['census'] - middle['current']:6.0f} ms",
        flush=True,
    )


def main():
    binary = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
    text = "".join(tables(count))
    name = f"flotilla_reading_{os.getpid()}"
    print(f"{count} tables, {rounds} rounds; shortest and middle time", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        # A project without revisions, so that nothing else is read.
        os.makedirs(f"{folder}/migrations/versions")
        os.chdir(folder)
        databases = [("sqlite", SQLite(folder, name))]
        if server := os.environ.get("FLOTILLA_BENCH_POSTGRESQL"):
            databases.append(("postgresql", PostgreSQL(server, name)))
        if server := os.environ.get("FLOTILLA_BENCH_MYSQL"):
            databases.append(("mysql", MySQL(server, name)))
        for engine, database in databases:
            try:
                database.make(text)
                measure(binary, engine, database, rounds)
            finally:
                database.end()


if __name__ == "__main__":
    main()
