"""How long it takes to find what differs in the schemas of a fleet.

    python3 scripts/bench.d/drift.py BINARY [SQLITE [POSTGRESQL [ROUNDS]]]

Upgrades one database of each engine to a schema of 20 tables, copies it to SQLITE (1,000) files and POSTGRESQL (200)
databases, and changes some of them by hand: seven shapes, each at a few targets. Then times `drift` over the whole fleet, as
a whole process, ROUNDS (3) times, and looks whether each shape was found with exactly the targets that have it, and nothing
else. Needs FLOTILLA_BENCH_POSTGRESQL, the URL of a server where databases may be made; without it, SQLite alone with its
four shapes.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

TABLES = 20

# What the report says of the change, the change, and at how many targets of a hundred it is planted.
SHAPES = {
    "sqlite": [
        ("remove column t05.extra", "ALTER TABLE t05 ADD COLUMN extra TEXT", 3),
        ("add index ix_t07_name of t07", "DROP INDEX ix_t07_name", 2),
        ("remove table left_over", "CREATE TABLE left_over (id INTEGER)", 1),
        ("remove index mine of t01", "CREATE INDEX mine ON t01 (amount)", 1),
    ],
    "postgresql": [
        ("t03.name", "ALTER TABLE t03 ALTER COLUMN name TYPE varchar(40)", 2),
        ("t04.amount", "ALTER TABLE t04 ALTER COLUMN amount DROP NOT NULL", 2),
        ("t09", "ALTER TABLE t09 DROP CONSTRAINT t09_parent_id_fkey", 1),
    ],
}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def tables():
    for number in range(1, TABLES + 1):
        parent = f",\n    parent_id INTEGER REFERENCES t{number - 1:02} (id)" if number > 1 else ""
        yield (
            f"CREATE TABLE t{number:02} (\n    id INTEGER PRIMARY KEY,\n    name VARCHAR(80) NOT NULL,\n"
            f"    amount NUMERIC(10, 2) NOT NULL DEFAULT 0,\n    state VARCHAR(20) CHECK (state <> '')"
            f"{parent}\n);\nCREATE INDEX ix_t{number:02}_name ON t{number:02} (name);\n")


def run(words, folder, good=(0,)):
    finished = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    if finished.returncode not in good:
        sys.exit(f"{words} ended with {finished.returncode}:\n{finished.stdout}{finished.stderr}")
    return finished.stdout


class Files:
    engine = "sqlite"

    def __init__(self, folder):
        self.folder = f"{folder}/tenants"
        os.makedirs(self.folder)

    def url(self, name):
        return f"sqlite:{self.folder}/{name}.db?mode=rwc"

    def make(self, names, template):
        for name in names:
            shutil.copy(f"{self.folder}/{template}.db", f"{self.folder}/{name}.db")

    def change(self, names, sql):
        for name in names:
            with sqlite3.connect(f"{self.folder}/{name}.db") as connection:
                connection.execute(sql)

    def create(self, name):
        pass

    def end(self):
        pass


class Databases:
    engine = "postgresql"

    def __init__(self, server):
        self.server, self.prefix, self.made = server, f"flotilla_bench_{os.getpid()}_", []

    def url(self, name):
        head, _, tail = self.server.partition("?")
        return head.rsplit("/", 1)[0] + "/" + self.prefix + name + ("?" + tail if tail else "")

    def psql(self, url, statements):
        words = ["psql", url, "-Xq", "-v", "ON_ERROR_STOP=1"]
        for statement in statements:
            words += ["-c", statement]
        run(words, "/")

    def create(self, name):
        self.make([name], None)

    def make(self, names, template):
        template = self.prefix + template if template else "template0"
        self.made += names
        self.psql(self.server, [f"CREATE DATABASE {self.prefix}{name} TEMPLATE {template}" for name in names])

    def change(self, names, sql):
        for name in names:
            self.psql(self.url(name), [sql])

    def end(self):
        self.psql(self.server, [f"DROP DATABASE IF EXISTS {self.prefix}{name} WITH (FORCE)" for name in self.made])


def build(binary, folder, fleets):
    """Gives back how many targets each shape has: {(engine, words or None): targets}."""
    write(
        f"{folder}/migrations/versions/r1.sql",
        "-- all\n--\n-- Revision ID: r1\n-- Revises:\n-- Create Date: 2026-01-01 00:00:00+00:00\n\n"
        f"-- flotilla:upgrade\n{''.join(tables())}\n-- flotilla:downgrade\n"
        + "".join(f"DROP TABLE t{number:02};\n" for number in range(TABLES, 0, -1)))
    scratch = [f'scratch: {{postgresql: "{f.server}"}}\n' for f, _ in fleets if f.engine == "postgresql"]
    write(f"{folder}/flotilla.yaml", "inventory: targets.csv\n" + "".join(scratch))
    wanted, lines = {}, ["id,url\n"]
    for fleet, count in fleets:
        fleet.create("template")
        run([binary, "upgrade", "--database", fleet.url("template"), "--yes"], folder)
        names = [f"{fleet.engine[0]}{number}" for number in range(count)]
        fleet.make(names, "template")
        lines += [f'{name},"{fleet.url(name)}"\n' for name in names]
        rest = names[:]
        for words, sql, percent in SHAPES[fleet.engine]:
            some = [rest.pop(len(rest) // 2) for _ in range(max(1, count * percent // 100))]
            fleet.change(some, sql)
            wanted[fleet.engine, words] = len(some)
        wanted[fleet.engine, None] = len(rest)
    write(f"{folder}/targets.csv", "".join(lines))
    return wanted


def check(report, wanted):
    found = {}
    for shape in report["shapes"]:
        words = shape.get("differences") or []
        known = [w for engine, w in wanted if engine == shape["engine"] and w and len(words) == 1 and w in words[0]]
        key = (shape["engine"], known[0] if known else None)
        if key in found or (shape["state"] == "expected") != (not words):
            sys.exit(f"not expected: {shape}")
        found[key] = shape["targets"]
    if found != wanted:
        sys.exit(f"found {found}\nplanted {wanted}")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    files, databases, rounds = [int(word) for word in sys.argv[2:5]] + [1000, 200, 3][len(sys.argv) - 2:]
    folder = tempfile.mkdtemp(prefix="flotilla-bench-")
    fleets = [(Files(folder), files)]
    if url := os.environ.get("FLOTILLA_BENCH_POSTGRESQL"):
        fleets.append((Databases(url), databases))
    try:
        wanted = build(binary, folder, fleets)
        for _ in range(rounds):
            begin = time.monotonic()
            text = run([binary, "drift", "-o", "json"], folder, good=(2,))
            seconds = time.monotonic() - begin
            check(json.loads(text), wanted)
            sizes = " and ".join(f"{count} of {fleet.engine}" for fleet, count in fleets)
            print(f"drift over {sizes}: {seconds:.2f} s, {len(wanted) - len(fleets)} shapes found, no other", flush=True)
    finally:
        for fleet, _ in fleets:
            fleet.end()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
