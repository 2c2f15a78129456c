"""How long it takes to bring a fleet to head whose revisions run in Python, beside a loop of `flask db upgrade`.

    python3 scripts/bench.d/bridge.py BINARY [TARGETS [LOOPED [ROUNDS]]]

A Flask-SQLAlchemy app has five revisions; the last one changes rows in Python and is marked `flotilla:alembic`, and so are
the four before it, so that nothing is gained by SQL. TARGETS (100) SQLite files, all of them empty, are brought to head by
one `flotilla upgrade`, whole command; LOOPED (20) of the same files by `flask db upgrade`, one after the other, as a shell
would, and the time is reckoned up to TARGETS. In turn, ROUNDS (3) times, each on fresh files. What was done is looked at in
every file. Needs the Python environment that scripts/test makes in .build/venv.
"""
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = f"{ROOT}/.build/venv/bin"
REVISIONS = 5
GOAL = 20

APP = """import os
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Person(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40))


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("BENCH_URL", "sqlite://")
    db.init_app(app)
    Migrate(app, db)
    return app
"""

STEP = """revision = "r{number}"
down_revision = {parent}
import sqlalchemy as sa
from alembic import op


def upgrade():
    op.create_table("t{number}", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(40)))
    table = sa.table("t{number}", sa.column("name", sa.String))
    op.bulk_insert(table, [{{"name": "a"}}, {{"name": "b"}}])
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, name FROM t{number}")).fetchall():
        bind.execute(sa.text("UPDATE t{number} SET name = :name WHERE id = :id"), {{"name": row[1] * 2, "id": row[0]}})


def downgrade():
    op.drop_table("t{number}")
"""

MARK = """-- r{number}
--
-- Revision ID: r{number}
-- Revises: {parent}

-- flotilla:alembic
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def run(words, folder, **environment):
    finished = subprocess.run(words, cwd=folder, env=os.environ | environment, capture_output=True, text=True)
    if finished.returncode != 0:
        sys.exit(f"{words} failed:\n{finished.stdout}{finished.stderr}")


def make_project(folder):
    write(f"{folder}/shop.py", APP)
    run([f"{VENV}/flask", "--app", "shop:create_app", "db", "init"], folder)
    for number in range(1, REVISIONS + 1):
        parent = f'"r{number - 1}"' if number > 1 else None
        write(f"{folder}/migrations/versions/r{number}.py", STEP.format(number=number, parent=parent))
        parent = f"r{number - 1}" if number > 1 else "<base>"
        write(f"{folder}/fleet/versions/r{number}.sql", MARK.format(number=number, parent=parent))
    write(
        f"{folder}/flotilla.yaml",
        "migrations: fleet\ninventory: inventory.yaml\n"
        f"alembic: {{project: ., config: migrations/alembic.ini, python: {VENV}/python, flask: 'shop:create_app'}}\n")


def make_targets(folder, count):
    os.makedirs(folder)
    paths = [f"{folder}/{number:04}.db" for number in range(count)]
    for path in paths:
        sqlite3.connect(path).execute("VACUUM")
    return paths


def verify(paths):
    for path in paths:
        with sqlite3.connect(path) as connection:
            versions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            names = connection.execute(f"SELECT name FROM t{REVISIONS} ORDER BY id").fetchall()
        if versions != [(f"r{REVISIONS}",)] or names != [("aa",), ("bb",)]:
            sys.exit(f"{path} is not as it should be: {versions} {names}")


def with_flotilla(binary, folder, paths):
    write(f"{folder}/inventory.yaml", "targets:\n" + "".join(
        f"  - {{id: t{number}, url: 'sqlite:{path}'}}\n" for number, path in enumerate(paths)))
    start = time.monotonic()
    run([binary, "upgrade", "--all", "--yes"], folder)
    return time.monotonic() - start


def with_flask(folder, paths):
    start = time.monotonic()
    for path in paths:
        run([f"{VENV}/flask", "--app", "shop:create_app", "db", "upgrade"], folder, BENCH_URL=f"sqlite:///{path}")
    return time.monotonic() - start


def main(binary, targets=100, looped=20, rounds=3):
    targets, looped = int(targets), int(looped)
    ratios = []
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {targets} SQLite files, {REVISIONS} revisions in Python")
    for number in range(int(rounds)):
        with tempfile.TemporaryDirectory(dir=f"{ROOT}/.build") as folder:
            make_project(folder)
            ours = make_targets(f"{folder}/ours", targets)
            theirs = make_targets(f"{folder}/theirs", looped)
            bridge = with_flotilla(os.path.abspath(binary), folder, ours)
            verify(ours)
            loop = with_flask(folder, theirs) * targets / looped
            verify(theirs)
        ratios.append(loop / bridge)
        print(f"round {number + 1}: flotilla upgrade {bridge:.2f} s, flask db upgrade {loop:.1f} s, ratio {loop / bridge:.1f}")
    verdict = "" if statistics.median(ratios) >= GOAL else " ! misses its goal"
    print(f"ratio {statistics.median(ratios):.1f} (goal {GOAL}){verdict}")


main(*sys.argv[1:])
