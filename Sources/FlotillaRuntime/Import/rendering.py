"""What Alembic writes down of a revision instead of running it.

What asks the database anything cannot be had in this way, and is told with its place.
"""
import builtins
import contextlib
import importlib.util
import io
import traceback


class Unrendered(Exception):
    """Why a revision cannot be rendered, in our words."""


IMPURE = {
    "datetime": ("now", "utcnow", "today"), "date": ("today",), "time": ("time", "time_ns"),
    "uuid": ("uuid1", "uuid4"), "os": ("getenv", "urandom"), "environ": ("get",), "random": None,
    "secrets": None,
}
IMPURE_NAMES = ("uuid1", "uuid4", "urandom", "getenv", "utcnow")


def name_of(node):
    return getattr(node, "id", None) or getattr(node, "attr", None)


def impurity(revision, direction):
    """The first place at which it depends on something that is another thing in each run."""
    other = "downgrade" if direction == "upgrade" else "upgrade"
    nodes = [
        node for top in revision.tree.body if not str(getattr(top, "name", "")).startswith(other)
        for node in ast.walk(top)
    ]
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in ("as_sql", "is_offline_mode"):
            return node.lineno, "asks whether it runs offline"
        if isinstance(node, ast.Subscript) and name_of(node.value) == "environ":
            return node.lineno, "depends on the environment"
        if not isinstance(node, ast.Call):
            continue
        called, owner = name_of(node.func), name_of(getattr(node.func, "value", None))
        names = IMPURE.get(owner, ())
        if names is None or called in names or (isinstance(node.func, ast.Name) and called in IMPURE_NAMES):
            return node.lineno, "depends on the time, on chance or on the environment (%s)" % called
    return None


class Answer:
    """What a query would have returned. Whoever looks at it cannot be rendered."""

    def refuse(self, *arguments):
        raise Unrendered("reads what a query returns")

    __iter__ = __bool__ = __len__ = __getitem__ = __enter__ = __eq__ = __contains__ = refuse
    __hash__ = None

    def __getattr__(self, name):
        raise Unrendered("reads what a query returns (%s)" % name)


def connection_class(base, renderer):
    """The connection that a revision gets: it writes down what is said to it, and answers nothing."""

    class Connection(base):
        def __init__(self, dialect):
            # SQLAlchemy 1.3 puts what it is given here in the place of the method.
            super().__init__(dialect, self.execute)

        def execute(self, statement, *arguments, **options):
            values = [argument for argument in arguments if argument]
            if values and isinstance(values[0], dict) and hasattr(statement, "bindparams"):
                statement, values = statement.bindparams(**values.pop(0)), values
            if values:
                raise Unrendered("passes values to the connection")
            renderer.note(statement)
            return Answer()

        def _run_ddl_visitor(self, visitor, element, **options):
            self.visit(super()._run_ddl_visitor, visitor, element, options)

        # What SQLAlchemy 1.3 calls it.
        def _run_visitor(self, visitor, element, connection=None, **options):
            self.visit(super()._run_visitor, visitor, element, options)

        def visit(self, run, visitor, element, options):
            is_type = hasattr(element, "enums")
            if options.get("checkfirst") and not is_type:
                raise Unrendered("asks the database what is there (checkfirst)")
            renderer.guards_types = bool(options.get("checkfirst"))
            try:
                run(visitor, element, **options)
            finally:
                renderer.guards_types = False

        def __getattr__(self, name):
            # Alembic asks for the last of these, and does without it.
            if name.startswith("__") or name == "in_transaction":
                raise AttributeError(name)
            raise Unrendered("uses the connection (%s)" % name)

    return Connection


def guarded(statement):
    """Does nothing where the type is there already, or is gone."""
    if statement.upper().startswith("CREATE TYPE"):
        return "DO $guard$ BEGIN %s; EXCEPTION WHEN duplicate_object THEN NULL; END $guard$" % statement
    return re.sub(r"(?i)^drop type (?!if exists)", "DROP TYPE IF EXISTS ", statement)


class Renderer:
    """One engine: all revisions, in both directions, through the project's own env.py."""

    LIMIT = 900000

    def __init__(self, engine, project, revisions, bind, modules):
        self.engine = engine
        self.project = project
        self.revisions = revisions
        self.bind = bind
        self.modules = modules
        self.is_done = False
        self.is_rendering = False
        self.guards_types = False
        self.parts = []

    def note(self, statement):
        """A statement of Alembic's, or a text."""
        from sqlalchemy import schema, text

        if isinstance(statement, str):
            statement = text(statement)
        # Alembic would write NULL.
        missing = [bound.key for bound in getattr(statement, "_bindparams", {}).values() if bound.required]
        if missing:
            raise Unrendered("has a parameter without a value (%s)" % missing[0])
        is_ours = isinstance(statement, schema.DDLElement)
        options = {} if is_ours else {"compile_kwargs": {"literal_binds": True}}
        text = str(statement.compile(dialect=self.context.dialect, **options))
        if self.engine == "mysql" and isinstance(statement, schema.DropConstraint):
            # MariaDB does not know DROP CHECK, and MySQL knows the other word since 8.0.19.
            text = text.replace(" DROP CHECK ", " DROP CONSTRAINT ", 1)
        # Only where SQLAlchemy has broken the line: a tab within a value stays.
        if is_ours:
            text = re.sub(r",? ?\n\t", lambda gap: gap.group().strip() + "\n    ", text)
        self.note_text(text)

    def note_text(self, text):
        text = text.strip()
        while text.endswith(";"):
            text = text[:-1].rstrip()
        if not text:
            return
        if self.guards_types:
            text = guarded(text)
        if len(text) > self.LIMIT:
            raise Unrendered("makes a statement of more than %d characters" % self.LIMIT)
        last = text.splitlines()[-1]
        self.parts[-1]["statements"].append(text + ("\n;" if "--" in last or "#" in last else ";"))

    @contextlib.contextmanager
    def alone(self):
        self.parts.append({"alone": True, "statements": []})
        yield
        self.parts.append({"alone": False, "statements": []})

    def prepare(self, context):
        """Makes a context of Alembic's speak to us."""
        self.context = context
        connection = connection_class(type(context.connection), self)(context.dialect)
        context.connection = context.impl.connection = connection
        context.impl._exec = lambda statement, *rest, **options: self.execute(statement, rest, options)
        context.impl.static_output = self.note_text
        context.autocommit_block = self.alone

    def execute(self, construct, arguments, options):
        if any(arguments[1:]) or options.get("multiparams") or options.get("params"):
            raise Unrendered("passes values to a statement")
        self.note(construct)

    def run_all(self, context, options):
        """What takes the place of run_migrations() while env.py runs."""
        from alembic.operations import Operations

        if self.is_done or (self.bind is not None and options.get("engine_name", self.bind) != self.bind):
            return
        self.is_done = True
        self.prepare(context)
        table, schema = context.version_table, context.version_table_schema
        tell(dict(kind="context", engine=self.engine, table=table, schema=schema))
        with Operations.context(context):
            for revision in self.revisions:
                for direction in ("upgrade", "downgrade"):
                    facts = dict(kind="rendering", id=revision.id, direction=direction, engine=self.engine)
                    facts.update(self.outcome(revision, direction, options))
                    tell(facts)

    def outcome(self, revision, direction, options):
        refusal = revision.refusal(direction, self.bind)
        if refusal and direction == "downgrade":
            return dict(irreversible=refusal)
        if self.bind is not None and revision.binds and self.bind not in revision.binds:
            return dict(parts=[])
        impure = impurity(revision, direction)
        if impure:
            return dict(why=impure[1], path=revision.path, line=impure[0])
        try:
            first = self.render(revision, direction, options)
            if first != self.render(revision, direction, options):
                raise Unrendered("gives another text each time")
            return dict(parts=first)
        except (Exception, SystemExit) as error:
            is_refusal = isinstance(error, NotImplementedError) and raised_in(error, revision.path)
            if direction == "downgrade" and is_refusal:
                return dict(irreversible=words(error, "its downgrade raises NotImplementedError"))
            return self.failure(revision, error)
        finally:
            self.is_rendering = False

    def render(self, revision, direction, options):
        self.is_rendering = True
        if revision.id not in self.modules:
            self.modules[revision.id] = load(revision.path, "flotilla_revision_%d" % len(self.modules))
        module = self.modules[revision.id]
        if isinstance(module, BaseException):
            raise module
        self.parts = [{"alone": False, "statements": []}]
        self.context.impl.memo = {}
        if self.bind is not None and not options and revision.binds:
            options = {revision.functions["upgrade"].args.args[0].arg: self.bind}
        getattr(module, direction)(**options)
        return [part for part in self.parts if part["statements"]]

    def failure(self, revision, error):
        own = os.path.realpath(revision.path)
        frames = traceback.extract_tb(error.__traceback__)
        frames = [frame for frame in frames if is_below(frame.filename, self.project)]
        frames = [frame for frame in frames if os.path.realpath(frame.filename) == own] or frames
        text = str(error)
        if not isinstance(error, Unrendered):
            text = "%s: %s" % (type(error).__name__, words(error, ""))
        path, line = (frames[-1].filename, frames[-1].lineno) if frames else (revision.path, 1)
        return dict(why=text.rstrip(": "), path=path, line=line)


def raised_in(error, path):
    return os.path.realpath(traceback.extract_tb(error.__traceback__)[-1].filename) == os.path.realpath(path)


def words(error, otherwise):
    """The first sentence."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return re.split(r"(?<=[a-z\"')])\. ", lines[0])[0][:300] if lines else otherwise


def is_below(path, project):
    return any(os.path.realpath(path).startswith(os.path.realpath(root) + os.sep) for root in (
        project.folder, project.script))


def load(path, name):
    """A revision is loaded alone: one that cannot be imported must not stop the others."""
    try:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    except (Exception, SystemExit) as error:
        return error
