"""The other questions: memory over the size of a fleet, the price of starting, and whether the number of targets worked on
at once that Flotilla chooses is a good one."""
import random
import shutil
import sys

from loads import one
from samples import measure, middle, note
from servers import MEMORY, SQLite

FIXED = (1, 2, 4, 8, 16, 32, 64)


def run_memory(work, flotilla, sizes=(100, 1000, 10000)):
    """Peak memory of reading the version of each tenant; the files lie in memory, what they hold is one tenant's."""
    base = (MEMORY if MEMORY.is_dir() else work) / f"flotilla-bench-files-{work.stat().st_ino}"
    shutil.rmtree(base, ignore_errors=True)
    base.mkdir()
    try:
        print_memory([memory_of(work, base, flotilla, size) for size in sizes])
    finally:
        shutil.rmtree(base, ignore_errors=True)


def memory_of(work, base, flotilla, size):
    server, folder = SQLite(base), work / "projects" / "memory"
    fleet = [f"t{n:05d}" for n in range(1, size + 1)]
    server.fresh(fleet[:1])
    flotilla.prepare(folder, server, fleet)
    measure(work, flotilla.command("up"), folder)
    for name in fleet[1:]:
        shutil.copyfile(server.path(fleet[0]), server.path(name))
    samples = [measure(work, flotilla.command("status"), folder) for _ in range(3)]
    if not flotilla.read(samples[-1].output, fleet):
        raise RuntimeError(f"not every one of {size} tenants was named; see {samples[-1].output}")
    note(work, "memory", size, *(s.peak for s in samples))
    return size, middle([s.peak for s in samples]), middle([s.wall for s in samples]), middle([s.cpu for s in samples])


def print_memory(rows):
    print("\nsqlite, reading the version of each tenant (goal: 40 MiB at the smallest, 10 % more at the largest)")
    print(f"{'tenants':>9}{'peak MiB':>10}{'x smallest':>12}{'wall s':>9}{'cpu s':>9}")
    for size, peak, wall, cpu in rows:
        print(f"{size:9}{peak:10.1f}{peak / rows[0][1]:12.2f}{wall:9.3f}{cpu:9.3f}")


def run_start(work, flotilla, times=20):
    folder = work / "projects" / "start"
    folder.mkdir(parents=True, exist_ok=True)
    samples = [measure(work, [flotilla.program, "--version"], folder) for _ in range(times)]
    print(f"\nflotilla --version, {times} times (goal: 20 ms of CPU)")
    print(f"cpu {1e3 * middle([s.cpu for s in samples]):.1f} ms, at most {1e3 * max(s.cpu for s in samples):.1f} ms; "
          f"wall {1e3 * middle([s.wall for s in samples]):.1f} ms; peak {max(s.peak for s in samples):.1f} MiB")


def run_concurrency(work, server, size, flotilla, rounds):
    """W3 and W2 with the number that Flotilla chooses and with fixed ones, in an order shuffled for each round."""
    fleet = [f"{flotilla.letter}{n:05d}" for n in range(1, size + 1)]
    folder = work / "projects" / f"concurrency-{server.engine}"
    server.fresh(fleet)
    flotilla.prepare(folder, server, fleet)
    one(work, server, flotilla, fleet, folder, "up")
    dice, found = random.Random(20260101), {}
    for _ in range(rounds):
        for setting in dice.sample([None, *FIXED], len(FIXED) + 1):
            flotilla.extra = [] if setting is None else ["--concurrency", str(setting), "--per-server", str(setting)]
            print(f"# concurrency {setting or 'default'}", file=sys.stderr)
            wall = sum(one(work, server, flotilla, fleet, folder, load).wall for load in ("down", "up1"))
            found.setdefault(setting, []).append(2 * size / wall)
    flotilla.extra = []
    print_concurrency(server.engine, size, {setting: middle(values) for setting, values in found.items()})


def print_concurrency(engine, size, speeds):
    best = max(speed for setting, speed in speeds.items() if setting is not None)
    print(f"\n{engine}, {size} tenants: W3 and W2 by targets worked on at once (goal: default within 5 % of the best)")
    for setting in (*FIXED, None):
        print(f"{setting or 'default':>9}{speeds[setting]:10.1f} tenants/s{speeds[setting] / best:8.2f} x best fixed")
