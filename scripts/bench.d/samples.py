"""One measured command, and the middle of several."""
import os
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    wall: float  # seconds
    cpu: float  # seconds, user and system, of the command and its children
    peak: float  # MiB of the largest process
    output: str  # where its standard output is


def measure(work, command, folder, log="log"):
    """Runs the command in the folder, without terminal or input. Raises when it fails; its words are in the log."""
    figures, output = work / "figures", folder / "output"
    os.sync()  # what an earlier contender wrote is not this one's to flush
    with open(output, "wb") as out, open(folder / log, "ab") as errors:
        errors.write(f"$ {' '.join(map(str, command))}\n".encode())
        errors.flush()
        subprocess.run([work / "bin" / "measure", figures, *command], cwd=folder, stdin=subprocess.DEVNULL, stdout=out,
                       stderr=errors, env={**os.environ, "LC_ALL": "C.UTF-8", "NO_COLOR": "1"})
    wall, user, system, peak, status = figures.read_text().split()
    if status != "0":
        raise RuntimeError(f"{command[0]} {command[1]} exited {status}; see {folder / log}")
    return Sample(float(wall), float(user) + float(system), int(peak) / 1024, str(output))


def middle(values):
    return statistics.median(values)


def note(work, *fields):
    """Every figure, with the machine's load at that moment, for whoever doubts a median."""
    with open(work / "samples.tsv", "a") as file:
        print(time.strftime("%F %T"), f"{os.getloadavg()[0]:.1f}", *fields, sep="\t", file=file)
