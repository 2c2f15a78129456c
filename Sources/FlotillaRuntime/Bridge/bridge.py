"""Runs single revisions of an Alembic project on databases that Flotilla names.

An interpreter between two people: it imports the project once and then passes on one request after the other. A request
is a line of JSON on standard input; events and one answer per request go to what was standard output, a line each. What
the project prints goes to standard error. Needs Python 3.8 and the project's own Alembic and SQLAlchemy, 1.3 or later.

It holds no state between requests but what the project itself keeps. Whether a step took effect is not decided here:
Flotilla reads the target afterwards.
"""
import argparse
import contextlib
import json
import linecache
import os
import queue
import sys
import threading
import traceback


class Wire:
    """The way to Flotilla and back. When it breaks, Flotilla is gone, and nobody would look after what runs here."""

    def __init__(self):
        source = os.fdopen(os.dup(0), "rb")
        self.out = os.fdopen(os.dup(1), "wb")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        sys.stdout = sys.stderr
        self.requests = queue.Queue()
        threading.Thread(target=self.listen, args=(source,), daemon=True).start()

    def listen(self, source):
        for line in source:
            self.requests.put(line)
        os._exit(3)

    def tell(self, message):
        # Half a character, as file names and drivers have them, would be no JSON.
        self.out.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        self.out.flush()


class Project:
    """The project, imported once: its app, its configuration, its revisions."""

    def __init__(self, path, flask):
        from alembic.script import ScriptDirectory

        self.path = path
        self.folder = os.getcwd()
        self.app = load_app(flask) if flask else None
        with self.context():
            self.script = ScriptDirectory.from_config(self.config([]))
            self.revisions = {found.revision: found for found in self.script.walk_revisions()}

    def context(self):
        return self.app.app_context() if self.app else contextlib.nullcontext()

    def config(self, arguments):
        """A new one each time, because env.py writes into it."""
        from alembic.config import Config

        if self.app and "migrate" in self.app.extensions:
            migrate = self.app.extensions["migrate"].migrate
            return migrate.get_config(os.path.dirname(self.path), x_arg=arguments or None)
        config = Config(self.path)
        config.cmd_opts = argparse.Namespace(x=arguments or None, autogenerate=False, raiseerr=True)
        return config

    def revision(self, step):
        from alembic.util import to_tuple

        name = step["revision"]
        if name not in self.revisions:
            raise Refused("the Alembic project has no revision %s: was its file deleted or renamed?" % name)
        found = self.revisions[name]
        parents = to_tuple(found.down_revision, default=())
        # Alembic moves the version along its own graph, and would leave rows that contradict each other.
        if set(parents) != set(step["parents"]):
            raise Refused("in the Alembic project %s follows %s, and here it follows %s: make them agree" % (
                name, ", ".join(parents) or "no revision", ", ".join(step["parents"]) or "no revision"))
        return found


def load_app(name):
    """As `flask` itself finds it."""
    from flask.cli import ScriptInfo, load_dotenv

    load_dotenv()
    return ScriptInfo(app_import_path=name).load_app()


def run_steps(project, target, request):
    """All of them in one run of env.py, as `alembic upgrade` would."""
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationStep

    makers = {"up": MigrationStep.upgrade_from_script, "down": MigrationStep.downgrade_from_script}
    revisions = [project.revision(step) for step in request["steps"]]

    def steps(heads, context):
        if target.is_started:
            raise Refused("env.py runs migrations on the target more than once")
        target.is_started = True
        target.require_version(heads)
        return walk(context)

    def walk(context):
        for number, (step, revision) in enumerate(zip(request["steps"], revisions)):
            if number > 0:
                target.prepare(step)
            with open(revision.path, encoding="utf-8", errors="replace") as source:
                target.arm(context, source.read())
            yield makers[step["direction"]](project.script.revision_map, revision)

    config = project.config(request["x"])
    environment = EnvironmentContext(
        config, project.script, fn=steps, as_sql=False, destination_rev=revisions[-1].revision
    )
    original = environment.configure

    def configure(connection=None, *words, **options):
        if connection is None or not any(raw_of(connection) is raw for raw in target.opened):
            raise Refused("env.py brings a connection that comes from no engine of SQLAlchemy's")
        options["version_table"] = request["versionTable"]
        options["version_table_schema"] = request["versionSchema"]
        if request["perRevision"]:
            options["transaction_per_migration"] = True
        callbacks = options.get("on_version_apply") or ()
        callbacks = (callbacks,) if callable(callbacks) else tuple(callbacks)
        options["on_version_apply"] = callbacks + (target.record,)
        original(connection, *words, **options)

    names = []
    original_run = environment.run_migrations

    def run_migrations(**options):
        """Of several databases only the one that the target is."""
        if "engine_name" in options:
            names.append(options["engine_name"])
            if request["bind"] is None:
                raise Refused(
                    "env.py migrates several databases: say which of them the targets are in flotilla.yaml, such as "
                    "alembic: {bind: %s}" % (names[0] or "default")
                )
            if (names[-1] or "default") != request["bind"]:
                return
        original_run(**options)

    # On the object: what env.py calls by way of `alembic.context` is known for this class alone.
    environment.configure = configure
    environment.run_migrations = run_migrations
    config.set_main_option("sqlalchemy.url", text_of(url_for(config, target)).replace("%", "%%"))
    with environment:
        project.script.run_env()
    if not target.is_started and names:
        known = ", ".join(name or "default" for name in names)
        raise Refused("env.py migrates no database %s, but %s: see alembic: {bind: …}" % (request["bind"], known))
    if not target.is_started:
        raise Refused("env.py ran no migrations")


def url_for(config, target):
    """The target's, with the project's own driver where that is one for asyncio, which such an env.py insists on."""
    from sqlalchemy.engine.url import make_url

    with contextlib.suppress(Exception):
        own = make_url(config.get_main_option("sqlalchemy.url"))
        if own.get_backend_name() == target.engine.url.get_backend_name() and own.get_dialect().is_async:
            return target.engine.url.set(drivername=own.drivername)
    return target.engine.url


# Answers

def place(error, folders):
    """The last line of the project's own that was on the way, as people look for it."""
    found = {}
    for frame, line in traceback.walk_tb(error.__traceback__):
        name = frame.f_code.co_filename
        path = name if name.startswith("<") else os.path.abspath(name)
        if any(path.startswith(folder) for folder in folders) and "site-packages" not in path:
            found = {"file": path, "line": line, "text": linecache.getline(path, line).strip()[:120]}
    return found


def complaint(error, folders):
    answer = {"answer": "failed", "kind": "python", "code": "", **place(error, folders)}
    cause = getattr(error, "orig", None) or error
    if isinstance(error, Refused):
        answer.update(kind="refused", message=str(error))
    elif type(cause).__module__.split(".")[0] in CLIENTS:
        code, message = words_of_client(cause)
        lost = bool(getattr(error, "connection_invalidated", False))
        answer.update(kind="database", code=code, message=message, lost=lost)
    else:
        answer["message"] = ("%s: %s" % (type(cause).__name__, cause))[:2000].strip()
    return answer


def perform(project, request, wire):
    folders = [project.folder + os.sep, os.path.dirname(project.path) + os.sep]
    target = None
    try:
        # What an earlier revision has left of itself: paths of the project are seen from its folder.
        os.chdir(project.folder)
        target = Target(request)
        with target.engine.connect():
            wire.tell({"event": "connected", "session": target.session})
        with project.context(), every_engine_leads_to(target):
            try:
                run_steps(project, target, request)
            finally:
                target.withdraw()
        return {"answer": "done"}
    except Moved as error:
        return {"answer": "moved", "rows": list(error.args)}
    except Locked:
        return {"answer": "locked"}
    except BaseException as error:
        return complaint(error, folders)
    finally:
        if target is not None:
            target.close()


def begin(request):
    try:
        import alembic
    except ImportError as error:
        # Python's own folder of packages names the environment that is meant.
        return None, {"answer": "failed", "kind": "refused", "code": "", "message": (
            "%s has no Alembic (%s): name the project's Python in flotilla.yaml, alembic: {python: …}" % (
                sys.executable, error))}
    try:
        return Project(request["config"], request["flask"]), {"answer": "ready", "alembic": alembic.__version__}
    except BaseException as error:
        return None, complaint(error, [os.getcwd() + os.sep, os.path.dirname(request["config"]) + os.sep])


def main():
    wire = Wire()
    # What the project's own program would see.
    sys.argv = ["alembic"]
    project, answer = begin(json.loads(wire.requests.get()))
    wire.tell(answer)
    while project is not None:
        wire.tell(perform(project, json.loads(wire.requests.get()), wire))


main()
