"""What the machinery of rollouts costs, and what a process needs for a large fleet.

    python3 scripts/bench.d/rollout.py BINARY [TARGETS [ROUNDS]]

Upgrades the same SQLite tenants (2,000), from empty by ten revisions, once with `upgrade` and once with `rollout start` over
one wave, both with the ledger in SQLite; with FLOTILLA_BENCH_POSTGRESQL=URL of a server also with the ledger in PostgreSQL.
Prints the time between the first and the last word in the ledger, and of the whole command, in pairs, and the ratio of the
medians. A rollout looks at every target first, and that is part of the whole command only. Every tenant is verified.
"""

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

REVISIONS = 10
POLICY = "waves: [{name: all}]\nfailures: {tolerate: 100%, mode: eventual}\n"


def write_project(folder):
    os.makedirs(f"{folder}/migrations/versions")
    for number in range(1, REVISIONS + 1):
        parent = f"r{number - 1:03}" if number > 1 else ""
        with open(f"{folder}/migrations/versions/r{number:03}.sql", "w") as file:
            file.write(
                f"-- step {number}\n--\n-- Revision ID: r{number:03}\n-- Revises: {parent}\n"
                "-- Create Date: 2026-01-01 00:00:00+00:00\n\n-- flotilla:upgrade\n"
                f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT);\n\n-- flotilla:downgrade\n"
                f"DROP TABLE t{number};\n")
    with open(f"{folder}/inventory.yaml", "w") as file:
        file.write('sources:\n  - files: {glob: "tenants/*.db"}\n')
    with open(f"{folder}/fast.yaml", "w") as file:
        file.write(POLICY)


def make_tenants(folder, count):
    shutil.rmtree(f"{folder}/tenants", ignore_errors=True)
    os.makedirs(f"{folder}/tenants")
    for number in range(count):
        open(f"{folder}/tenants/t{number:06}.db", "w").close()


def verify(folder, count):
    for number in range(count):
        tenant = sqlite3.connect(f"{folder}/tenants/t{number:06}.db")
        found = tenant.execute("SELECT version_num FROM alembic_version").fetchall()
        tenant.close()
        if found != [(f"r{REVISIONS:03}",)]:
            raise SystemExit(f"tenant {number} is on {found}")


class EmbeddedLedger:
    name = "SQLite ledger"

    def __init__(self, folder):
        self.path = f"{folder}/ledger.db"
        self.url = self.path

    def reset(self):
        for suffix in ["", "-wal", "-shm"]:
            if os.path.exists(self.path + suffix):
                os.remove(self.path + suffix)

    def seconds(self):
        row = sqlite3.connect(self.path).execute(
            "SELECT ended_at - started_at FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        return row[0] / 1e6


class ServerLedger:
    name = "PostgreSQL ledger"
    database = "flotilla_bench_ledger"

    def __init__(self, server):
        self.server = server
        self.url = server.replace("/postgres", f"/{self.database}", 1)

    def psql(self, url, *statements):
        words = [word for statement in statements for word in ("-c", statement)]
        return subprocess.run(
            ["psql", "-XAtq", url, *words], check=True, capture_output=True, text=True).stdout.strip()

    def reset(self):
        self.psql(
            self.server, f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)",
            f"CREATE DATABASE {self.database} TEMPLATE template0 ENCODING 'UTF8'")

    def seconds(self):
        sql = "SELECT ended_at - started_at FROM flotilla.runs ORDER BY id DESC LIMIT 1"
        return int(self.psql(self.url, sql)) / 1e6


def measure(binary, folder, ledger, words, count):
    make_tenants(folder, count)
    ledger.reset()
    begin = time.monotonic()
    ran = subprocess.run(
        [binary, *words], cwd=folder, env={**os.environ, "FLOTILLA_LEDGER": ledger.url}, capture_output=True, text=True)
    whole = time.monotonic() - begin
    if ran.returncode != 0:
        raise SystemExit(f"{words} ended with {ran.returncode}:\n{ran.stderr}\n{ran.stdout}")
    verify(folder, count)
    return ledger.seconds(), whole


def compare(binary, folder, ledger, count, rounds):
    plain, staged = [], []
    for _ in range(rounds):
        plain.append(measure(binary, folder, ledger, ["upgrade", "--all", "--yes"], count))
        staged.append(
            measure(binary, folder, ledger, ["rollout", "start", "--policy", "fast.yaml", "--yes"], count))
    for name, index in [("in the ledger", 0), ("whole command", 1)]:
        first = statistics.median(pair[index] for pair in plain)
        second = statistics.median(pair[index] for pair in staged)
        print(f"{ledger.name}, {name}: upgrade {first:.2f} s, rollout {second:.2f} s, ratio {second / first:.2f}")


def main():
    binary = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as folder:
        write_project(folder)
        ledgers = [EmbeddedLedger(folder)]
        if server := os.environ.get("FLOTILLA_BENCH_POSTGRESQL"):
            ledgers.append(ServerLedger(server))
        for ledger in ledgers:
            compare(binary, folder, ledger, count, rounds)


main()
