"""Who is measured: the floor in C, Flotilla, and on request what people use instead (peers.py).

A contender prepares a folder for a fleet and says which command does an operation:

    up      ten revisions on an empty tenant        down    the tenth taken back
    up1     the tenth alone                         status  the version of every tenant
"""
import csv
import shutil
from pathlib import Path

from workload import MARKER, revisions

THREADS = 16  # of the floors


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def script(statements):
    return "".join(statement + ";\n" for statement in statements)


def marker_table(engine):
    number, text, time = {"postgresql": ("int", "text", "timestamptz NOT NULL DEFAULT now()"),
                          "mariadb": ("INT", "VARCHAR(190)", "DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP"),
                          "sqlite": ("INTEGER", "TEXT", "TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP")}[engine]
    return (f"CREATE TABLE {MARKER} (version {number} PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL, "
            f"applied_at {time})")


def floor_script(engine, start, end):
    """The least that a careful tool sends: a lock, a look at the version, the change, the new version, in one batch."""
    opening = {"postgresql": ["BEGIN", "SET LOCAL lock_timeout = '5s'", "SELECT pg_advisory_xact_lock(715517)"],
               "mariadb": ["SET lock_wait_timeout = 5", "SELECT GET_LOCK(concat('m:', database()), 5)"],
               "sqlite": ["BEGIN IMMEDIATE"]}[engine]
    check = f"SELECT max(version) FROM {MARKER}"
    if engine == "postgresql":
        check = f"SELECT 1 / (CASE WHEN max(version) = {start} THEN 1 ELSE 0 END) FROM {MARKER}"
    known = revisions(engine)
    if end > start:
        change = [s for _, _, up, _ in known[start:end] for s in up]
        rows = ", ".join(f"({n}, '{known[n - 1][1]}', 'sha256:{n:064x}')" for n in range(start + 1, end + 1))
        change.append(f"INSERT INTO {MARKER} (version, name, checksum) VALUES {rows}")
    else:
        change = [s for _, _, _, down in reversed(known[end:start]) for s in down]
        change.append(f"DELETE FROM {MARKER} WHERE version > {end}")
    closing = ["SELECT RELEASE_LOCK(concat('m:', database()))"] if engine == "mariadb" else ["COMMIT"]
    return script(opening + [check if start else marker_table(engine)] + change + closing)


class Floor:
    name, letter = "floor", "f"
    marker = f"SELECT max(version) FROM {MARKER}"  # what verify.py asks for, and the answer at revision n
    answer = staticmethod(str)

    def __init__(self, options):
        self.programs = options.work / "bin"

    def prepare(self, folder, server, tenants):
        self.engine = server.engine
        for operation, start, end in (("up", 0, 10), ("down", 10, 9), ("up1", 9, 10)):
            write(folder / f"{operation}.sql", floor_script(self.engine, start, end))
        write(folder / "status.sql", f"SELECT max(version) FROM {MARKER};\n")
        write(folder / "targets", "".join(self.target(server, t) + "\n" for t in tenants))

    def target(self, server, tenant):
        if server.engine == "mariadb":
            return f"{server.port}\tbench\t{server.password}\t{tenant}"
        return str(server.path(tenant)) if server.engine == "sqlite" else server.url(tenant)

    def command(self, operation):
        return [self.programs / f"floor_{self.engine}", str(THREADS), f"{operation}.sql", "targets"]

    def read(self, output, tenants):
        """Whether the answer to `status` holds for every tenant; the floor's exit code has said it."""
        return True


class Flotilla:
    name, letter = "flotilla", "t"
    marker = "SELECT version_num FROM alembic_version"
    answer = staticmethod(lambda n: f"r{n:04d}")
    commands = {"up": ["upgrade", "--all", "--yes"], "up1": ["upgrade", "r0010", "--all", "--yes"],
                "down": ["downgrade", "r0009", "--all", "--yes"], "status": ["current", "--all", "--output", "csv"]}

    def __init__(self, options):
        self.program, self.extra = options.flotilla, []

    def prepare(self, folder, server, tenants):
        shutil.rmtree(folder, ignore_errors=True)
        write(folder / "flotilla.yaml", "migrations: migrations\ninventory: fleet.yaml\nledger: ledger.db\n")
        previous = ""
        for number, title, up, down in revisions(server.engine):
            write(folder / "migrations" / "versions" / f"{number}.sql",
                  f"-- {title}\n--\n-- Revision ID: {number}\n-- Revises: {previous}\n"
                  f"-- Create Date: 2026-01-{number[-2:]} 00:00:00+00:00\n\n"
                  f"-- flotilla:upgrade\n{script(up)}\n-- flotilla:downgrade\n{script(down)}")
            previous = number
        if server.engine == "sqlite":
            write(folder / "fleet.yaml", f'sources:\n  - files: {{glob: "{server.path(tenants[0]).parent}/*.db"}}\n')
            return
        write(folder / "fleet.yaml", "sources:\n  - file: tenants.csv\n")
        with open(folder / "tenants.csv", "w", newline="") as file:
            csv.writer(file).writerows([("id", "url"), *((t, server.url(t)) for t in tenants)])

    def command(self, operation):
        return [self.program, *self.commands[operation], "--progress", "none", *self.extra]

    def read(self, output, tenants):
        lines = {line.split(",")[0]: line for line in Path(output).read_text().splitlines()}
        return all("r0010" in lines.get(t, "") for t in tenants)
