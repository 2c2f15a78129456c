"""How long it takes to write a revision from models, beside `flask db migrate`.

    python3 scripts/bench.d/migrate.py BINARY [TABLES [ROUNDS]]

A Flask-SQLAlchemy app has TABLES (60) tables with columns, unique constraints, foreign keys and indexes. Two revisions are
written for it: `all`, where there is nothing yet, and `one`, where all is there and a table gets one more column. Each is
timed as a whole process, on a fresh copy, in turn: `flask db migrate`; `flotilla migrate` with the models in a file of
statements; and with the models printed by the app, where Python's own start counts. On SQLite, and with
FLOTILLA_BENCH_POSTGRESQL=URL of a server (where databases may be made) on PostgreSQL too. Flotilla tries its revision out
before it writes it, as it always does. What was written is carried out and looked at. Needs the Python environment that
scripts/test makes in .build/venv.
"""

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PYTHON = f"{ROOT}/.build/venv/bin/python"
GUIDE = f"{ROOT}/docs/guides/models.md"

HEAD = """import os
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData

db = SQLAlchemy(metadata=MetaData(naming_convention={
    "ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}))
migrate = Migrate()


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("BENCH_URL", "sqlite://")
    db.init_app(app)
    migrate.init_app(app, db)
    return app
"""


def model(number, has_more):
    lines = [
        f"class Table{number:02}(db.Model):",
        "    id = db.Column(db.Integer, primary_key=True)",
        "    name = db.Column(db.String(80), nullable=False, unique=True)",
        "    title = db.Column(db.String(200), nullable=False, index=True)",
        "    note = db.Column(db.Text)",
        "    amount = db.Column(db.Numeric(10, 2), nullable=False)",
        "    state = db.Column(db.String(20), nullable=False, server_default='new')",
        "    made = db.Column(db.DateTime, nullable=False, index=True)",
        "    is_active = db.Column(db.Boolean, nullable=False)",
    ]
    if number > 1:
        lines.append(f"    parent_id = db.Column(db.ForeignKey('table{number - 1:02}.id'), index=True)")
    if has_more:
        lines.append("    more = db.Column(db.String(40))")
    return "\n".join(lines) + "\n"


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def recipe():
    with open(GUIDE) as file:
        return file.read().split("```python\n")[1].split("```")[0]


def run(words, folder, **environment):
    finished = subprocess.run(words, cwd=folder, env=os.environ | environment, capture_output=True, text=True)
    if finished.returncode != 0:
        sys.exit(f"{words} failed:\n{finished.stdout}{finished.stderr}")
    return finished.stdout


class SQLite:
    engine = "sqlite"

    def __init__(self, folder):
        self.folder, self.count = f"{folder}/databases", 0
        os.makedirs(self.folder)

    def copy(self, template=None):
        self.count += 1
        path = f"{self.folder}/{self.count}.db"
        if template:
            shutil.copy(template, path)
        else:
            open(path, "w").close()
        return path

    def flask_url(self, database):
        return f"sqlite:///{database}"

    def url(self, database):
        return f"sqlite:{database}?mode=rwc"

    def columns(self, database):
        with sqlite3.connect(database) as connection:
            return set(connection.execute(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"))

    def end(self):
        pass


class PostgreSQL:
    engine = "postgresql"

    def __init__(self, server):
        self.server, self.made = server, []

    def psql(self, url, sql):
        return run(["psql", url, "-XAtqF", "\t", "-v", "ON_ERROR_STOP=1", "-c", sql], "/")

    def url(self, database):
        head, _, tail = self.server.partition("?")
        return head.rsplit("/", 1)[0] + "/" + database + ("?" + tail if tail else "")

    def flask_url(self, database):
        return self.url(database).replace("postgresql://", "postgresql+psycopg2://", 1)

    def copy(self, template="template0"):
        name = f"flotilla_bench_{os.getpid()}_{len(self.made)}"
        self.psql(self.server, f"CREATE DATABASE {name} TEMPLATE {template}")
        self.made.append(name)
        return name

    def columns(self, database):
        sql = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        return {tuple(line.split("\t")) for line in self.psql(self.url(database), sql).splitlines()}

    def end(self):
        for name in self.made:
            self.psql(self.server, f"DROP DATABASE IF EXISTS {name}")


class Bench:
    """The same app in two folders: before a change, with all revisions of it, and the change itself."""

    def __init__(self, binary, folder, server, tables):
        self.binary, self.folder, self.server, self.tables = binary, folder, server, tables
        self.path = {"PATH": os.path.dirname(PYTHON) + ":" + os.environ["PATH"]}
        self.runs = 0

    def app(self, folder, count, has_more):
        models = [model(number, has_more and number == count) for number in range(1, count + 1)]
        write(f"{folder}/myapp.py", HEAD + "".join("\n\n" + text for text in models))
        write(f"{folder}/ddl.py", recipe())
        write(f"{folder}/schema.sql", run([PYTHON, "ddl.py"], folder, FLOTILLA_ENGINE=self.server.engine))

    def flask(self, folder, database, *words):
        return run(
            [f"{os.path.dirname(PYTHON)}/flask", "--app", "myapp", "db", *words], folder,
            BENCH_URL=self.server.flask_url(database))

    def flotilla(self, folder, *words):
        return run([self.binary, *words], folder, **self.path)

    def settings(self, folder, models):
        scratch = f'scratch: {{postgresql: "{self.server.server}"}}\n' if self.server.engine == "postgresql" else ""
        write(f"{folder}/flotilla.yaml", f"models: {models}\nengines: [{self.server.engine}]\n{scratch}")

    def template(self, has_tables):
        """A folder and a database in which the first revision is written and run, or none is."""
        folder, database = f"{self.folder}/template-{has_tables}", self.server.copy()
        self.app(folder, self.tables if has_tables else 0, False)
        self.flask(folder, database, "init", "--directory", "flask")
        os.makedirs(f"{folder}/migrations/versions")
        if has_tables:
            self.settings(folder, "{sql: schema.sql}")
            self.flask(folder, database, "migrate", "--directory", "flask", "-m", "all")
            self.flask(folder, database, "upgrade", "--directory", "flask")
            self.flotilla(folder, "migrate", "-m", "all")
        return folder, database

    def timed(self, template, how):
        """Seconds, and what the revision makes of the database: its columns."""
        self.runs += 1
        folder = f"{self.folder}/run-{self.runs}"
        shutil.copytree(template[0], folder)
        self.app(folder, self.tables, True)
        if how != "flask":
            self.settings(folder, "{sql: schema.sql}" if how == "file" else "{command: [python, ddl.py]}")
            begin = time.monotonic()
            self.flotilla(folder, "migrate", "-m", "next")
            seconds = time.monotonic() - begin
            database = self.server.copy()
            self.flotilla(folder, "upgrade", "--database", self.server.url(database), "--yes")
        else:
            database = self.server.copy(template[1])
            begin = time.monotonic()
            self.flask(folder, database, "migrate", "--directory", "flask", "-m", "next")
            seconds = time.monotonic() - begin
            self.flask(folder, database, "upgrade", "--directory", "flask")
        shutil.rmtree(folder)
        return seconds, {pair for pair in self.server.columns(database) if pair[0].startswith("table")}

    def measure(self, rounds):
        for name in ("all", "one"):
            template = self.template(name == "one")
            times = {"flask": [], "file": [], "command": []}
            for _ in range(rounds):
                for how, seconds in times.items():
                    taken, columns = self.timed(template, how)
                    seconds.append(taken)
                    wanted = 9 * self.tables  # eight each, a parent in all but the first, one more in the last
                    if len(columns) != wanted or (f"table{self.tables:02}", "more") not in columns:
                        sys.exit(f"{how} made {len(columns)} columns of {wanted}")
            self.tell(name, times)

    def tell(self, name, times):
        flask = statistics.median(times["flask"])
        print(f"{self.server.engine}, {name}, {self.tables} tables: flask db migrate {flask:.3f} s", end="")
        for how in ("file", "command"):
            taken = statistics.median(times[how])
            pairs = sorted(a / b for a, b in zip(times["flask"], times[how]))
            print(f"; flotilla, models from a {how} {taken:.3f} s, {flask / taken:.1f} times as fast "
                  f"({pairs[0]:.1f}-{pairs[-1]:.1f})", end="")
        print(flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    tables, rounds = [int(word) for word in sys.argv[2:4]] + [60, 5][len(sys.argv) - 2:]
    servers = [lambda folder: SQLite(folder)]
    if url := os.environ.get("FLOTILLA_BENCH_POSTGRESQL"):
        servers.append(lambda _: PostgreSQL(url))
    for make in servers:
        folder = tempfile.mkdtemp(prefix="flotilla-bench-")
        server = make(folder)
        try:
            Bench(binary, folder, server, tables).measure(rounds)
        finally:
            server.end()
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
