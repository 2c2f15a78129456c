"""What scripts/bench runs after it has built everything; its options are explained there and by --help."""
import argparse
import os
import signal
import sys
from pathlib import Path

import peers
from contenders import Floor, Flotilla
from loads import print_loads, run_loads
from parts import run_concurrency, run_memory, run_start
from servers import SERVERS

SIZES = {"sqlite": (200, 2000), "postgresql": (100, 500), "mariadb": (50,)}
SHORT = {"pg": "postgresql", "maria": "mariadb", "mysql": "mariadb"}
PARTS = ("loads", "memory", "start", "concurrency")


def words(known):
    def parse(text):
        found = [SHORT.get(word, word) for word in text.split(",") if word]
        for word in found:
            if word not in known:
                raise argparse.ArgumentTypeError(f"'{word}' is none of {', '.join(known)}")
        return found
    return parse


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures Flotilla against a floor in C.")
    parser.add_argument("--engines", type=words(SERVERS), default=list(SIZES), help="sqlite,pg,maria")
    parser.add_argument("--tenants", type=int, help="one fleet of this size instead of the usual ones")
    parser.add_argument("--rounds", type=int, default=3, help="how often with fresh fleets (3)")
    parser.add_argument("--repeats", type=int, default=2, help="how often W4, W3, W2 in each round (2)")
    parser.add_argument("--parts", type=words(PARTS), default=list(PARTS), help=",".join(PARTS))
    parser.add_argument("--peers", type=words(peers.PEERS), default=[], help=",".join(peers.PEERS))
    parser.add_argument("--floor-only", action="store_true", help="leave Flotilla out")
    parser.add_argument("--work", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--flotilla", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def on_each_server(options, sizes, action):
    """Runs the action for every engine and size; an engine that fails does not take the others with it."""
    failed = False
    for engine in options.engines:
        server = SERVERS[engine](options.work)
        try:
            server.start()
            for size in [options.tenants] if options.tenants else sizes[engine]:
                action(server, size)
        except RuntimeError as error:
            failed = True
            print(f"# {engine}: FAILED: {error}", file=sys.stderr, flush=True)
        finally:
            server.stop()
        sys.stdout.flush()
    return failed


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by way of `finally`, so that servers are stopped
    options = arguments()
    flotilla = None if options.floor_only else Flotilla(options)
    peers.install(options.work, options.peers)
    contenders = [Floor(options), *([flotilla] if flotilla else []), *(peers.PEERS[p](options) for p in options.peers)]
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians; ratios are the median of neighbouring runs "
          "(smallest-largest); ! misses its goal")

    def loads(server, size):
        samples = run_loads(options.work, server, size, contenders, options.rounds, options.repeats)
        print_loads(server.engine, size, samples, contenders)

    def concurrency(server, size):
        run_concurrency(options.work, server, size, flotilla, options.rounds)

    failed = "loads" in options.parts and on_each_server(options, SIZES, loads)
    if flotilla:
        if "memory" in options.parts:
            run_memory(options.work, flotilla)
        if "start" in options.parts:
            run_start(options.work, flotilla)
        if "concurrency" in options.parts:
            usual = {"sqlite": (500,), "postgresql": (100,), "mariadb": (50,)}
            failed = on_each_server(options, usual, concurrency) or failed
    sys.exit(1 if failed else 0)


main()
