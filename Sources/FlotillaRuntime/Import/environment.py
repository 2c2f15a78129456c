"""The project's own Alembic and env.py, as for `alembic upgrade --sql`.

No database is contacted and nothing is written.
"""
def forbid_effects(project):
    """Nobody writes into the project, and nobody connects to a database, while we read."""
    from sqlalchemy.engine import Engine

    def refuse(*arguments, **options):
        raise Unrendered("opens a connection of its own")

    # The second is how sessions of SQLAlchemy 1.3 connect.
    Engine.raw_connection = Engine._contextual_connect = refuse
    real = builtins.open

    def guarded_open(file, mode="r", *arguments, **options):
        writes = isinstance(mode, str) and any(letter in mode for letter in "wax+")
        is_named = isinstance(file, (str, os.PathLike))
        if writes and is_named and is_below(os.path.abspath(os.fspath(file)), project):
            return io.BytesIO() if "b" in mode else io.StringIO()
        return real(file, mode, *arguments, **options)

    make = os.mkdir

    def guarded_mkdir(path, *arguments, **options):
        if not is_below(os.path.abspath(os.fsdecode(path)), project):
            make(path, *arguments, **options)

    builtins.open = io.open = guarded_open
    os.mkdir = guarded_mkdir


class StandIn:
    """A connection for an env.py that knows no offline mode. What that does with it before the revisions
    begin is nothing to them."""

    def __init__(self, dialect):
        self.dialect = dialect

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments, **options: self

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


def run_environment(renderer, config, script):
    """Runs env.py as for --sql; where that is refused, as if there was a database."""
    failures = []
    for is_offline in (True, False):
        environment = prepared_environment(renderer, config, script, is_offline)
        with environment:
            try:
                script.run_env()
                failures.append(Unrendered("it runs no migrations"))
            except (Exception, SystemExit) as error:
                failures.append(error)
            if renderer.is_done:
                return
            if not is_offline:
                without_environment(renderer, environment, failures[0])


def prepared_environment(renderer, config, script, is_offline):
    """Everything that env.py says to configure() holds, except for the database."""
    from alembic.runtime.environment import EnvironmentContext
    from sqlalchemy.engine import Engine

    # Methods of the class itself: what env.py imports from alembic.context finds no others.
    real = vars(EnvironmentContext).get("real_configure") or EnvironmentContext.configure
    EnvironmentContext.real_configure = real

    def answer(self):
        if renderer.is_rendering:
            raise Unrendered("asks whether it runs offline")
        return is_offline

    def configure(self, connection=None, url=None, dialect_name=None, dialect_opts=None, **options):
        options.update(output_buffer=io.StringIO(), literal_binds=True)
        dialect_opts = dict(dialect_opts or {}, paramstyle="named")
        self.context_opts["as_sql"] = True
        real(self, dialect_name=renderer.engine, dialect_opts=dialect_opts, **options)

    def connect(self, *arguments, **options):
        if is_offline or renderer.is_rendering:
            raise Unrendered("opens a connection of its own")
        return StandIn(self.dialect)

    Engine.connect = connect
    EnvironmentContext.is_offline_mode = answer
    EnvironmentContext.configure = configure
    EnvironmentContext.run_migrations = lambda self, **options: renderer.run_all(self.get_context(), options)
    nothing = lambda rev, context: []
    return EnvironmentContext(config, script, fn=nothing, as_sql=True, destination_rev="head")


def without_environment(renderer, environment, error):
    """What is left where env.py cannot be run: the names that its metadata gives to constraints."""
    steps = traceback.walk_tb(error.__traceback__)
    steps = [(frame, line) for frame, line in steps if frame.f_code.co_filename.endswith("env.py")]
    metadata = steps[-1][0].f_globals.get("target_metadata") if steps else None
    where = "env.py:%d: " % steps[-1][1] if steps else ""
    name = "" if isinstance(error, Unrendered) else type(error).__name__ + ": "
    tell(dict(kind="environment", engine=renderer.engine, words=where + name + words(error, "")))
    environment.configure(target_metadata=metadata)
    renderer.run_all(environment.get_context(), {})


@contextlib.contextmanager
def application(project, name):
    """Flask-Migrate's env.py runs within the application."""
    if not project.is_flask:
        yield None
        return
    os.environ["FLASK_RUN_FROM_CLI"] = "true"
    try:
        from flask.cli import ScriptInfo, load_dotenv

        load_dotenv()
        name = name or os.environ.get("FLASK_APP")
        app = ScriptInfo(app_import_path=name).load_app()
        if "migrate" not in app.extensions:
            raise Problem("application", words="Flask-Migrate is not set up in it: no Migrate(app, db)")
    except (Exception, SystemExit) as error:
        if isinstance(error, Problem):
            raise
        raise Problem("application", words="%s: %s" % (type(error).__name__, words(
            getattr(error, "message", None) or error, "")))
    # Where Flask looks of itself.
    tell(dict(kind="application", app=name or next(filter(os.path.isfile, ("wsgi.py", "app.py")), None)))
    with app.app_context():
        yield app


def configuration(project, app, arguments):
    import argparse
    from alembic.config import Config

    if app is not None:
        return app.extensions["migrate"].migrate.get_config(project.script, x_arg=arguments or None)
    is_table = project.config.endswith(".toml")
    config = Config(toml_file=project.config) if is_table else Config(project.config)
    config.cmd_opts = argparse.Namespace(
        config=project.config, name="alembic", x=arguments or None, raiseerr=False, quiet=False, sql=True,
        tag=None)
    config.set_main_option("script_location", project.script.replace("%", "%%"))
    return config


def unreachable(engine):
    return {"sqlite": "sqlite://"}.get(engine, "%s://flotilla@127.0.0.1:1/none" % engine)


def render_all(request, project, revisions, bind):
    os.chdir(project.folder)
    try:
        import alembic
        from alembic.script import ScriptDirectory
    except Exception as error:
        raise Problem("noAlembic", python=sys.executable, words=words(error, type(error).__name__))
    forbid_effects(project)
    modules = {}
    with application(project, request.get("app")) as app:
        for engine in request["engines"]:
            config = configuration(project, app, request.get("x"))
            if app is None:
                config.set_main_option("sqlalchemy.url", unreachable(engine))
            script = ScriptDirectory.from_config(config)
            run_environment(Renderer(engine, project, revisions, bind, modules), config, script)
