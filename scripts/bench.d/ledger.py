"""How long questions to the ledger of a large fleet take.

    python3 scripts/bench.d/ledger.py BINARY [TARGETS [RUNS]]

Fills an SQLite ledger with a fleet that was upgraded RUNS times (5), each run with a job and a sealed event for every
one of its TARGETS (100,000), and with a rollout to all of them that was stopped by its budget in its last wave; and times
the commands that answer from it: the best of five. `rollout show` is timed once more with the rollout going on, because
then it also says what is waited for.
"""

import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
import time

HOUR = 3_600_000_000
START = 1_790_000_000_000_000
RESULT = "succeeded, attempt 1, r{0} -> r{1}"


def sealed(events):
    """Rows for the table, each with its seal (docs/ledger.md); gives back the last number and seal too."""
    number, seal, rows = 0, "", []
    for at, run, kind, target, body in events:
        number += 1
        fields = [seal, number, at, run or "", kind, target, "bench", "bench", "", body]
        text = b"".join(b"%d:%b" % (len(field), field) for field in (str(f).encode() for f in fields))
        seal = hashlib.sha256(text).hexdigest()
        rows.append((number, at, run, kind, target, "bench", "bench", "", body, seal))
    return rows, number, seal


def history(targets, runs):
    yield START, None, "ledger made", "", "form 3"
    for run in range(1, runs + 1):
        at = START + run * 24 * HOUR
        yield at, run, "run begun", "", f"upgrade r{run}, {targets} targets"
        for target in range(1, targets + 1):
            yield at + target, run, "job ended", f"tenant-{target:06}", RESULT.format(run - 1, run)
        yield at + HOUR, run, "run ended", "", f"finished: {targets} succeeded"


def fill(path, targets, runs):
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous=OFF")
    database.executescript("DROP TRIGGER events_undeleted; DELETE FROM events")
    database.executemany(
        "INSERT INTO targets (id, name, engine, server, url, labels, version, seen_at, outcome)"
        " VALUES (?, ?, 'postgresql', ?, ?, 'region=eu', ?, ?, 'succeeded')",
        ((n, f"tenant-{n:06}", f"db{n % 50}:5432", f"postgresql://db{n % 50}/t{n}", f"r{runs}", START + n)
         for n in range(1, targets + 1)))
    # What the trigger has kept of that was the present.
    database.execute("DELETE FROM versions")
    for run in range(1, runs + 1):
        at = START + run * 24 * HOUR
        database.execute(
            "INSERT INTO runs (id, command, operation, revision, host, scope, pid, start_ticks, login, state,"
            " started_at, heartbeat_at, ended_at, targets, succeeded) VALUES"
            " (?, 'upgrade', 'upgrade', 'head', 'bench', '', 1, 1, 'bench', 'finished', ?, ?, ?, ?, ?)",
            (run, at, at, at + HOUR, targets, targets))
        database.executemany(
            "INSERT INTO jobs (run, target, attempts, started_at, ended_at, outcome, version_before, version_after)"
            " VALUES (?, ?, 1, ?, ?, 'succeeded', ?, ?)",
            ((run, n, at, at + n, f"r{run - 1}", f"r{run}") for n in range(1, targets + 1)))
        database.executemany(
            "INSERT INTO versions (target, at, version) VALUES (?, ?, ?)",
            ((n, at + n, f"r{run}") for n in range(1, targets + 1)))
    fill_rollout(database, targets, runs + 1)
    rows, last, seal = sealed(history(targets, runs))
    database.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    database.execute("UPDATE chain SET last = ?, seal = ?", (last, seal))
    database.commit()
    database.close()
    return last


POLICY = (
    '{"waves":[{"name":"canary","count":100},{"name":"rest"}],"order":"id","concurrency":{"total":32,"per_server":16,'
    '"ramp":[]},"pause":"0s","failures":{"tolerate":"1%","mode":"eventual","retries":3,"then":"pause"},"gates":[],'
    '"windows":[]}')


def fill_rollout(database, targets, run):
    """Half of the last wave is done, and of that every fiftieth target failed."""
    at = START + run * 24 * HOUR
    canary, done = 100, targets // 2
    states = ["succeeded" if n <= canary or n % 50 else "failed" if n <= done else "planned" for n in range(targets + 1)]
    states = [state if n <= done else "planned" for n, state in enumerate(states)]
    failed = states.count("failed")
    database.execute(
        "INSERT INTO runs (id, command, operation, revision, host, scope, pid, start_ticks, login, state,"
        " started_at, heartbeat_at, targets) VALUES"
        " (?, 'upgrade to head', 'upgrade', ?, 'bench', '', 1, 1, 'bench', 'staged', ?, ?, ?)",
        (run, f"r{run}", at, at, targets))
    shape = (
        f"budget={failed - 1} mode=eventual then=pause total=32 server=16 pause=0 ramp="
        f" waves={canary}:0:1,{targets - canary}:0:{failed - 1}")
    database.execute(
        "INSERT INTO rollouts (run, generation, phase, state, shape, since, last_start, author, policy, digest, selection,"
        " beside) VALUES (?, 9, 'paused', 'paused at wave 1 because budget', ?, ?, ?, 'bench', ?, ?, '{\"all\":true}', '')",
        (run, shape, at + HOUR, at + HOUR, POLICY, hashlib.sha256(b"plan").hexdigest()))
    for wave, (name, first, last) in enumerate((("canary", 1, canary), ("rest", canary + 1, targets))):
        part = states[first:last + 1]
        database.execute(
            "INSERT INTO rollout_waves (run, wave, name, planned, under_way, unsettled, reopened, succeeded, skipped,"
            " failed, unreachable, unknown, cancelled) VALUES (?, ?, ?, ?, 0, 0, 0, ?, 0, ?, 0, 0, 0)",
            (run, wave, name, part.count("planned"), part.count("succeeded"), part.count("failed")))
    database.executemany(
        "INSERT INTO assignments (run, target, wave, position, state, attempt, expected)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((run, n, int(n > canary), n, states[n], int(states[n] != "planned"), f"r{run - 1}")
         for n in range(1, targets + 1)))
    ends = {"succeeded": (f"r{run}", None, None, None), "failed": (f"r{run - 1}", "syntax", "42601", "syntax error")}
    database.executemany(
        "INSERT INTO jobs (run, target, attempts, started_at, ended_at, outcome, version_before, version_after, cause, code,"
        " message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((run, n, 1, at, at + n, states[n], f"r{run - 1}", *ends[states[n]]) if states[n] in ends
         else (run, n, 0, *[None] * 8) for n in range(1, targets + 1)))


def project(folder, targets, runs):
    os.makedirs(f"{folder}/migrations/versions")
    # The rollout's revision is not there yet when the ledger is asked.
    for run in range(1, runs + 1):
        parent = f"r{run - 1}" if run > 1 else ""
        with open(f"{folder}/migrations/versions/r{run}.sql", "w") as file:
            file.write(f"-- r{run}\n--\n-- Revision ID: r{run}\n-- Revises: {parent}\n\n-- flotilla:upgrade\nSELECT 1;\n")
    with open(f"{folder}/targets.csv", "w") as file:
        file.write("id,url,region\n")
        file.writelines(f"tenant-{n:06},postgresql://db{n % 50}/t{n},eu\n" for n in range(1, targets + 1))
    for name, inventory in (("flotilla.yaml", "inventory: targets.csv\n"), ("ledger-only.yaml", "")):
        with open(f"{folder}/{name}", "w") as file:
            file.write(inventory + "migrations: migrations\n")


def best(binary, folder, *arguments):
    times = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([binary, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return min(times)


def go_on(ledger):
    database = sqlite3.connect(ledger)
    database.execute("UPDATE rollouts SET phase = 'advancing', state = 'advancing wave 1'")
    database.commit()
    database.close()


def show(binary, folder, *arguments):
    print(f"{best(binary, folder, *arguments) * 1000:8,.0f} ms  flotilla {' '.join(arguments)}")


def main():
    binary = os.path.abspath(sys.argv[1])
    targets = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        project(folder, targets, runs)
        subprocess.run([binary, "ledger", "runs", "-o", "json"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        ledger = f"{folder}/.flotilla/ledger.db"
        events = fill(ledger, targets, runs)
        print(f"{targets:,} targets, {runs} runs, {events:,} events, {os.path.getsize(ledger) / 1e6:,.0f} MB")
        middle = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((START + (runs // 2) * 24 * HOUR + HOUR) / 1e6))
        for arguments in (
            ["status", "-c", "ledger-only.yaml"],
            ["status"],
            ["status", "-c", "ledger-only.yaml", "--as-of", middle],
            ["status", "--as-of", middle],
            ["rollout", "show", "-c", "ledger-only.yaml"],
            ["rollout", "show"],
            ["rollout", "list"],
            ["gate", "--min", f"r{runs}"],
            ["ledger", "events", "--run", "1"],
            ["ledger", "events", "--target", "tenant-000007"],
            ["ledger", "verify"],
            ["ledger", "export"],
        ):
            show(binary, folder, *arguments)
        go_on(ledger)
        print("while the rollout goes on:")
        show(binary, folder, "rollout", "show", "-c", "ledger-only.yaml")


if __name__ == "__main__":
    main()
