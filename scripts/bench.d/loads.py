"""The four loads on one fleet: contenders in turn, several rounds, every tenant verified.

A round makes fresh fleets, one for each contender side by side, and alternates: first all do W1, then all do W4, W3 and
W2, as often as asked. Who goes first changes from round to round. A ratio compares neighbours in time, so what else the
machine does meets both.
"""
import sys

from samples import measure, middle, note
from verify import verify

LOADS = {"up": "W1 ten revisions, empty tenant", "up1": "W2 the tenth revision", "down": "W3 the tenth taken back",
         "status": "W4 the version of each tenant"}
GOALS = {"wall": 1.10, "cpu": 1.25}


def run_loads(work, server, size, contenders, rounds, repeats):
    """{(load, contender name): [sample in the order of turns]}"""
    samples = {}
    for number in range(rounds):
        fleets = {c: [f"{c.letter}{n:05d}" for n in range(1, size + 1)] for c in contenders}
        server.fresh([name for fleet in fleets.values() for name in fleet])
        folders = {c: work / "projects" / f"{server.engine}-{c.name}" for c in contenders}
        for c in contenders:
            c.prepare(folders[c], server, fleets[c])
        order = contenders if number % 2 == 0 else contenders[::-1]
        for load in ("up", *("status", "down", "up1") * repeats):
            for c in order:
                sample = one(work, server, c, fleets[c], folders[c], load)
                samples.setdefault((load, c.name), []).append(sample)
    return samples


def one(work, server, contender, fleet, folder, load):
    sample = measure(work, contender.command(load), folder)
    if load == "status":
        if not contender.read(sample.output, fleet):
            raise RuntimeError(f"{contender.name} does not name r0010 for every tenant; see {sample.output}")
    else:
        verify(server, contender, fleet, 9 if load == "down" else 10, work)
    note(work, server.engine, len(fleet), load, contender.name, sample.wall, sample.cpu, sample.peak)
    print(f"# {server.engine} {len(fleet)} {load:7} {contender.name:10} {len(fleet) / sample.wall:8.1f}/s "
          f"{sample.wall:8.3f} s  cpu {sample.cpu:.3f} s", file=sys.stderr, flush=True)
    return sample


def print_loads(engine, size, samples, contenders):
    print(f"\n{engine}, {size} tenants")
    print(f"{'load':31}{'contender':11}{'runs':>5}{'tenants/s':>11}{'wall s':>9}{'cpu s':>9}{'MiB':>7}"
          f"{'wall x floor':>24}{'cpu x floor':>24}")
    for load, title in LOADS.items():
        for c in contenders:
            print_row(title, size, c, samples[load, c.name], samples[load, "floor"])


def print_row(title, size, contender, own, floor):
    wall = middle([s.wall for s in own])
    row = (f"{title:31}{contender.name:11}{len(own):5}{size / wall:11.1f}{wall:9.3f}{middle([s.cpu for s in own]):9.3f}"
           f"{max(s.peak for s in own):7.1f}")
    if contender.name != "floor":
        row += f"{ratio(own, floor, 'wall'):>24}{ratio(own, floor, 'cpu'):>24}"
    print(row)


def ratio(own, floor, figure):
    """The middle of the ratios of neighbours, the smallest and the largest; a mark where it misses the goal."""
    pairs = [getattr(a, figure) / max(getattr(b, figure), 1e-6) for a, b in zip(own, floor, strict=True)]
    mark = " " if middle(pairs) <= GOALS[figure] else "!"
    return f"{mark}{middle(pairs):.2f} ({min(pairs):.2f}-{max(pairs):.2f})"
