"""The target of one step: its connections, its lock, and what is kept before the version has moved."""
import contextlib


class Moved(Exception):
    """The version table is not as Flotilla saw it."""


class Locked(Exception):
    """Another migration of the target holds its lock."""


# What a statement can leave behind, by its first word.
READING = {
    "SELECT", "SHOW", "SET", "DESCRIBE", "DESC", "EXPLAIN", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN",
    "START", "USE", "DO",
}  # fmt: skip
ROWS = {"INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "WITH", "COPY"}


def first_word(statement):
    rest = statement.lstrip()
    while rest[:2] in ("--", "/*"):
        end = "\n" if rest[:2] == "--" else "*/"
        rest = rest.partition(end)[2].lstrip()
    return rest.split(None, 1)[0].rstrip(";").upper() if rest else ""


class Target:
    """The database on which one revision runs, whatever engine the project believes to use.

    The first connection is ours: it takes the lock of the target, and env.py gets it. A second one at the same time, of
    a session for example, is a connection of its own, as it would be without us.

    Before anything is kept that could not be undone with the rest, an entry in Flotilla's journal says so, in the same
    transaction; it goes with the one that moves the version.
    """

    def __init__(self, request):
        self.request = request
        self.is_mysql = request["engine"] == "mysql"
        self.is_sqlite = request["engine"] == "sqlite"
        self.opened = []  # connections, as the client library has them
        self.adopted = {}  # engines of the project, with what they had of their own
        self.lock_holder = None
        self.is_taken = False  # our own connection is in use
        self.session = None
        self.trusts_rollback = True
        self.is_started = False
        self.prepare(request["steps"][0], request["isJournalled"])
        self.engine, self.others = self.make_engines()

    def prepare(self, step, is_journalled=False):
        self.step = step
        self.worker = None  # the connection of Alembic
        self.context = None
        self.is_armed = False  # the revision runs
        self.is_recorded = False  # the version has moved
        self.is_journalled = is_journalled
        self.changed = set()  # connections with something in an open transaction
        self.has_effect = False  # that a rollback does not undo

    def make_engines(self):
        from sqlalchemy import create_engine, event
        from sqlalchemy.pool import NullPool, StaticPool

        url, arguments = address(self.request["engine"], dict(self.request["login"]))
        first = create_engine(url, poolclass=StaticPool, connect_args=arguments)
        event.listen(first, "checkout", lambda *facts: setattr(self, "is_taken", True))
        event.listen(first, "checkin", lambda *facts: setattr(self, "is_taken", False))
        others = create_engine(url, poolclass=NullPool, connect_args=arguments)
        for engine in (first, others):
            event.listen(engine, "connect", self.connected, insert=True)
            self.listen(engine)
        return first, others

    @property
    def listeners(self):
        return {
            "before_cursor_execute": self.before, "after_cursor_execute": self.after, "commit": self.committing,
            "rollback": self.rolled_back,
        }  # fmt: skip

    def listen(self, engine):
        from sqlalchemy import event

        for name, listener in self.listeners.items():
            event.listen(engine, name, listener)

    def adopt(self, engine):
        """An engine of the project is one of the target for a while: sessions and listeners find it as their own."""
        if engine is self.engine or engine is self.others or engine in self.adopted:
            return
        self.adopted[engine] = (engine.dialect, engine.url)
        engine.dialect, engine.url = self.engine.dialect, self.engine.url
        self.listen(engine)

    def release(self):
        from sqlalchemy import event

        for engine, (dialect, url) in self.adopted.items():
            engine.dialect, engine.url = dialect, url
            for name, listener in self.listeners.items():
                event.remove(engine, name, listener)
        self.adopted = {}

    @property
    def free_engine(self):
        return self.others if self.is_taken else self.engine

    def connected(self, raw, record):
        request = self.request
        self.opened.append(raw)
        if self.is_sqlite:
            # Transactions begin where this program says so, and changes of the schema take part in them.
            raw.isolation_level = None
        if request["engine"] == "postgresql":
            raw.autocommit = True
        say(raw, request["settings"])
        if self.is_mysql:
            raw.autocommit(False)
        if request["encryption"] and not say(raw, [request["encryption"]]):
            raise Refused("the server does not offer TLS, which the target's URL demands")
        if self.lock_holder is None:
            self.take_lock(raw)
        if request["engine"] == "postgresql":
            raw.autocommit = False

    def take_lock(self, raw):
        self.lock_holder = raw
        if self.request["session"]:
            self.session = say(raw, [self.request["session"]])
        if self.request["lock"] and not say(raw, [self.request["lock"]]):
            raise Locked()
        if self.request["trust"]:
            try:
                say(raw, [self.request["trust"]])
            except Exception:
                self.trusts_rollback = False

    def arm(self, context, source):
        """From here on the revision has its say."""
        self.context = context
        self.worker = raw_of(context.connection)
        self.is_armed = True
        if self.is_mysql:
            # Any change of the schema commits, asked or not.
            self.write_journal(self.worker)
            self.worker.commit()
        # What goes past SQLAlchemy is not seen here.
        if any(word in source for word in (".cursor(", "raw_connection", "driver_connection", "dbapi_connection")):
            self.has_effect = True

    @property
    def is_running(self):
        return self.is_armed and not self.is_recorded

    def before(self, connection, cursor, statement, parameters, context, executemany):
        word = first_word(statement)
        if not self.is_running:
            return
        raw = raw_of(connection)
        opens = word not in READING or raw is self.worker and word != "PRAGMA"
        if self.is_sqlite and opens and not raw.in_transaction:
            self.begin(raw)
        if word in ("COMMIT", "END"):
            self.committing(connection)
        elif word not in READING and self.keeps_at_once(raw, word):
            if not self.is_journalled:
                self.write_journal(raw)
            self.has_effect = True

    def keeps_at_once(self, raw, word):
        """Whether the attempt alone may leave something behind, or commits what went before."""
        if self.is_mysql:
            return word not in ROWS and raw in self.changed
        return not self.is_sqlite and raw.autocommit

    def after(self, connection, cursor, statement, parameters, context, executemany):
        word = first_word(statement)
        if not self.is_running or word in READING:
            return
        if self.is_mysql and (word not in ROWS or not self.trusts_rollback):
            self.has_effect = True
        self.changed.add(raw_of(connection))

    def begin(self, raw):
        """As late as that, because some settings of SQLite do nothing inside a transaction."""
        if raw is not self.worker and self.worker.in_transaction:
            raise Refused(
                "the revision writes by two connections, which SQLite does not allow: use op.get_bind(), as in "
                "Session(bind=op.get_bind())"
            )
        try:
            say(raw, [self.request["begin"]])
        except Exception as error:
            error.sqlite_errorcode = getattr(error, "sqlite_errorcode", 5)
            raise
        if raw is self.worker:
            self.require_version(self.context.get_current_heads())

    def require_version(self, heads):
        if set(heads) != set(self.step["rows"]):
            raise Moved(*heads)

    def committing(self, connection):
        if not self.is_running:
            return
        raw = raw_of(connection)
        if raw not in self.changed:
            return
        if not self.is_journalled:
            self.write_journal(raw)
        self.has_effect = True

    def rolled_back(self, connection):
        with contextlib.suppress(Exception):
            self.changed.discard(raw_of(connection))

    def write_journal(self, raw):
        say(raw, self.step["journal"]["start"])
        self.is_journalled = True

    def record(self, **facts):
        """Called by Alembic in the transaction in which it has moved the version."""
        self.is_recorded = True
        if self.is_journalled:
            say(self.worker, self.step["journal"]["clear"])

    def withdraw(self):
        """Takes the journal's entry back where nothing was done."""
        if self.worker is None or self.is_recorded or not self.is_journalled or self.has_effect:
            return
        with contextlib.suppress(Exception):
            self.worker.rollback()
            say(self.worker, self.step["journal"]["clear"])
            self.worker.commit()

    def close(self):
        with contextlib.suppress(Exception):
            if self.lock_holder is not None and self.request["unlock"]:
                self.lock_holder.rollback()
                say(self.lock_holder, [self.request["unlock"]])
        with contextlib.suppress(Exception):
            self.engine.dispose()


def raw_of(connection):
    """What the client library calls a connection."""
    pooled = connection.connection
    return getattr(pooled, "dbapi_connection", None) or pooled.connection


def say(raw, statements):
    """For ourselves, past SQLAlchemy. Gives the last value of the last one's first row."""
    answer = None
    cursor = raw.cursor()
    for statement in statements:
        cursor.execute(statement)
        answer = cursor.fetchone() if cursor.description else None
    cursor.close()
    return answer[-1] if answer else None


@contextlib.contextmanager
def every_engine_leads_to(target):
    """Whatever engine env.py or a revision makes or takes, its connections are those of the target."""
    from sqlalchemy.engine import Engine

    kinds = [Engine]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    # The last one is how sessions of SQLAlchemy 1.3 connect.
    names = {"connect": led, "raw_connection": led_raw, "dispose": kept, "_contextual_connect": led_by_connect}
    originals = [(kind, name, vars(kind)[name]) for kind in kinds for name in names if name in vars(kind)]
    for kind, name, original in originals:
        setattr(kind, name, names[name](original, target))
    try:
        yield
    finally:
        for kind, name, original in originals:
            setattr(kind, name, original)
        target.release()


def led(original, target):
    def connect(engine, *words, **options):
        target.adopt(engine)
        return original(engine, *words, **options)

    return connect


def led_by_connect(original, target):
    return lambda engine, *words, **options: engine.connect(*words, **options)


def led_raw(original, target):
    def raw_connection(engine, *words, **options):
        if engine is target.engine or engine is target.others:
            return original(engine, *words, **options)
        target.adopt(engine)
        return target.free_engine.pool.connect()

    return raw_connection


def kept(original, target):
    return lambda engine, *words, **options: None if engine in target.adopted else original(engine, *words, **options)
