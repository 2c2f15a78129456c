"""What the machinery of rollouts costs, and what a process needs for a large fleet.

    python3 scripts/bench.d/rollout.py BINARY overhead [TARGETS [ROUNDS]]
    python3 scripts/bench.d/rollout.py BINARY fleets [SIZE...]

`overhead` upgrades the same SQLite tenants (2,000), from empty by ten revisions, once with `upgrade` and once with
`rollout start` over one wave, both with the ledger in SQLite; with FLOTILLA_BENCH_POSTGRESQL=URL of a server also with the
ledger there, and a tenth as many databases of that server. Prints the time between the first and the last word in the
ledger, and of the whole command, in pairs, the ratio of the medians and the median of the ratios. A rollout looks at every
target first, and that is part of the whole command only. Every tenant is verified.

`fleets` needs that server for the ledger. For each size (100, 1,000 and 10,000 SQLite tenants) one revision is planned and
rolled out by four workers: a canary, a tenth, the rest, with a strict budget. Prints times and the most memory that a
process took.
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


STAGED = (
    "waves: [{name: canary, count: 5}, {name: early, percent: 10}, {name: rest}]\n"
    "failures: {tolerate: 1%, mode: strict}\n")


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def write_project(folder, revisions=REVISIONS):
    os.makedirs(f"{folder}/migrations/versions")
    for number in range(1, revisions + 1):
        parent = f"r{number - 1:03}" if number > 1 else ""
        with open(f"{folder}/migrations/versions/r{number:03}.sql", "w") as file:
            file.write(
                f"-- step {number}\n--\n-- Revision ID: r{number:03}\n-- Revises: {parent}\n"
                "-- Create Date: 2026-01-01 00:00:00+00:00\n\n-- flotilla:upgrade\n"
                f"CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT);\n\n-- flotilla:downgrade\n"
                f"DROP TABLE t{number};\n")
    write(f"{folder}/fast.yaml", POLICY)
    write(f"{folder}/staged.yaml", STAGED)


class Files:
    name = "SQLite tenants"

    def __init__(self, folder, count):
        self.folder, self.count = f"{folder}/tenants", count
        self.inventory = 'sources:\n  - files: {glob: "tenants/*.db"}\n'

    def paths(self):
        return (f"{self.folder}/t{number:06}.db" for number in range(self.count))

    def reset(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        for path in self.paths():
            open(path, "w").close()

    def verify(self, head):
        for path in self.paths():
            tenant = sqlite3.connect(path)
            found = tenant.execute("SELECT version_num FROM alembic_version").fetchall()
            tenant.close()
            if found != [(head,)]:
                raise SystemExit(f"{path} is on {found}")


class Databases:
    name = "PostgreSQL tenants"

    def __init__(self, server, count):
        self.server = server
        self.names = [f"flotilla_bench_{number:05}" for number in range(count)]
        rows = [f"  - {{id: {name}, url: '{self.url(name)}'}}\n" for name in self.names]
        self.inventory = "targets:\n" + "".join(rows)

    def url(self, name):
        return self.server.replace("/postgres", f"/{name}", 1)

    def reset(self):
        psql(self.server, *(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in self.names))
        psql(self.server, *(f"CREATE DATABASE {name} TEMPLATE template0" for name in self.names))

    def verify(self, head):
        for name in self.names:
            found = psql(self.url(name), "SELECT version_num FROM alembic_version")
            if found != head:
                raise SystemExit(f"{name} is on {found}")


def psql(url, *statements):
    words = [word for statement in statements for word in ("-c", statement)]
    return subprocess.run(["psql", "-XAtq", url, *words], check=True, capture_output=True, text=True).stdout.strip()


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

    def reset(self):
        psql(
            self.server, f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)",
            f"CREATE DATABASE {self.database} TEMPLATE template0 ENCODING 'UTF8'")

    def seconds(self):
        sql = "SELECT ended_at - started_at FROM flotilla.runs ORDER BY id DESC LIMIT 1"
        return int(psql(self.url, sql)) / 1e6


def measure(binary, folder, tenants, ledger, words):
    tenants.reset()
    ledger.reset()
    begin = time.monotonic()
    ran = subprocess.run(
        [binary, *words], cwd=folder, env={**os.environ, "FLOTILLA_LEDGER": ledger.url}, capture_output=True, text=True)
    whole = time.monotonic() - begin
    if ran.returncode != 0:
        raise SystemExit(f"{words} ended with {ran.returncode}:\n{ran.stderr}\n{ran.stdout}")
    tenants.verify(f"r{REVISIONS:03}")
    return ledger.seconds(), whole


def compare(binary, folder, tenants, ledger, rounds):
    write(f"{folder}/inventory.yaml", tenants.inventory)
    plain, staged = [], []
    for _ in range(rounds):
        plain.append(measure(binary, folder, tenants, ledger, ["upgrade", "--all", "--yes"]))
        staged.append(
            measure(binary, folder, tenants, ledger, ["rollout", "start", "--policy", "fast.yaml", "--yes"]))
    for name, index in [("in the ledger", 0), ("whole command", 1)]:
        first = statistics.median(pair[index] for pair in plain)
        second = statistics.median(pair[index] for pair in staged)
        own = statistics.median(after[index] / before[index] for before, after in zip(plain, staged))
        print(
            f"{tenants.name}, {ledger.name}, {name}: upgrade {first:.2f} s, rollout {second:.2f} s,"
            f" ratio {second / first:.2f}, of the pairs' own ratios the middle is {own:.2f}", flush=True)


def overhead(binary, count=2_000, rounds=3):
    with tempfile.TemporaryDirectory() as folder:
        write_project(folder)
        tenants, ledgers = [Files(folder, int(count))], [EmbeddedLedger(folder)]
        if server := os.environ.get("FLOTILLA_BENCH_POSTGRESQL"):
            ledgers.append(ServerLedger(server))
            tenants.append(Databases(server, int(count) // 10))
        for fleet in tenants:
            for ledger in ledgers:
                compare(binary, folder, fleet, ledger, int(rounds))


def peak(process):
    """Megabytes."""
    with open(f"/proc/{process.pid}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def roll_out(binary, folder, tenants, ledger):
    """Seconds to plan and to roll out, and what planner and workers took at most."""
    def flotilla(*words):
        begin = time.monotonic()
        process = subprocess.Popen(
            [binary, *words], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"{words} ended with {status}")
        return time.monotonic() - begin, usage.ru_maxrss / 1024

    environment = {**os.environ, "FLOTILLA_LEDGER": ledger.url}
    tenants.reset()
    ledger.reset()
    planning = flotilla("rollout", "plan", "--policy", "staged.yaml", "-o", "plan.json")
    flotilla("ledger", "init")
    workers = [
        subprocess.Popen(
            [binary, "worker"], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(4)
    ]
    try:
        begin = time.monotonic()
        flotilla("rollout", "start", "--plan", "plan.json", "--detach", "--yes")
        while psql(ledger.url, "SELECT phase FROM flotilla.rollouts") != "completed":
            if any(worker.poll() is not None for worker in workers):
                raise SystemExit("a worker has ended")
            time.sleep(0.2)
        took = time.monotonic() - begin
        peaks = [peak(worker) for worker in workers]
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()
    tenants.verify("r001")
    return planning, took, peaks


def fleets(binary, *sizes):
    server = os.environ["FLOTILLA_BENCH_POSTGRESQL"]
    for size in [int(size) for size in sizes] or [100, 1_000, 10_000]:
        with tempfile.TemporaryDirectory() as folder:
            write_project(folder, revisions=1)
            tenants = Files(folder, size)
            write(f"{folder}/inventory.yaml", tenants.inventory)
            (planned, planner), took, peaks = roll_out(binary, folder, tenants, ServerLedger(server))
            workers = ", ".join(f"{peak:.0f}" for peak in sorted(peaks))
            print(
                f"{size:,} tenants: planned in {planned:.1f} s with {planner:.0f} MB; four workers took {took:.1f} s and"
                f" {workers} MB", flush=True)


def main():
    parts = {"overhead": overhead, "fleets": fleets}
    if len(sys.argv) < 3 or sys.argv[2] not in parts:
        raise SystemExit(__doc__)
    parts[sys.argv[2]](os.path.abspath(sys.argv[1]), *sys.argv[3:])


main()
