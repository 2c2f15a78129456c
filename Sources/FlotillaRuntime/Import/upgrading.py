"""What the project's own Alembic makes of an empty database, and where the program begins."""
def address(facts):
    """The URL of a scratch database, with whichever driver the project has."""
    from sqlalchemy.engine.url import URL

    # SQLAlchemy 1.3 has the constructor alone.
    make = getattr(URL, "create", URL)
    engine, host, query = facts["engine"], facts.get("host"), dict(facts.get("options", {}))
    if engine == "sqlite":
        return make("sqlite", database=facts["database"])
    drivers = {"postgresql": ("psycopg2", "psycopg"), "mysql": ("pymysql", "MySQLdb")}[engine]
    found = [name for name in drivers if importlib.util.find_spec(name)]
    if not found:
        raise Problem("noDriver", python=sys.executable, names=list(drivers))
    if host and host.startswith("/"):
        query["host" if engine == "postgresql" else "unix_socket"], host = host, None
    return make(
        "%s+%s" % (engine, found[0].lower()), username=facts.get("user"), password=facts.get("password"),
        host=host, port=facts.get("port"), database=facts["database"], query=query)


def divert(scratch, bind):
    """Whichever database env.py opens, it gets this one."""
    from alembic.runtime.environment import EnvironmentContext
    from sqlalchemy.engine import Engine

    connect, connect_raw = Engine.connect, Engine.raw_connection
    Engine.connect = lambda self, *arguments, **options: connect(scratch, *arguments, **options)
    Engine.raw_connection = lambda self, *arguments, **options: connect_raw(scratch, *arguments, **options)
    # How sessions of SQLAlchemy 1.3 connect.
    Engine._contextual_connect = lambda self, *arguments, **options: self.connect(*arguments, **options)
    run = EnvironmentContext.run_migrations

    def run_migrations(self, **options):
        if bind is None or options.get("engine_name", bind) == bind:
            run(self, **options)

    EnvironmentContext.run_migrations = run_migrations


def upgrade_all(request, project, bind):
    """What the project's own Alembic makes of an empty database."""
    import sqlalchemy
    from alembic import command
    from sqlalchemy.pool import NullPool

    os.chdir(project.folder)
    url = address(json.loads(sys.stdin.readline()))
    scratch = sqlalchemy.create_engine(url, poolclass=NullPool)
    with application(project, request.get("app")) as app:
        config = configuration(project, app, request.get("x"))
        if app is None:
            shown = getattr(url, "render_as_string", None)
            text = shown(hide_password=False) if shown else str(url)
            config.set_main_option("sqlalchemy.url", text.replace("%", "%%"))
        divert(scratch, bind)
        command.upgrade(config, "heads")


def main(request):
    project = Project(request["path"])
    revisions = read_all(project)
    bind = chosen_bind(revisions, request.get("bind"))
    tell(dict(
        kind="project", folder=project.folder, config=project.config, isFlask=project.is_flask,
        script=project.script, locations=project.locations))
    if request.get("upgrades"):
        upgrade_all(request, project, bind)
    else:
        for revision in revisions:
            tell(revision.facts)
        render_all(request, project, revisions, bind)
    tell(dict(kind="end"))


try:
    main(json.loads(sys.argv[1]))
except Problem as problem:
    tell(problem.facts)
except Exception as error:
    frames = traceback.extract_tb(error.__traceback__)
    last = [frame for frame in frames if "site-packages" not in frame.filename][-1]
    tell(dict(
        kind="problem", problem="unexpected", words="%s: %s (%s:%d)" % (
            type(error).__name__, words(error, ""), last.filename, last.lineno)))
