"""What the bridge knows of client libraries: how each is told where the target is, and how each words a failure."""
import importlib.util
import ssl


class Refused(Exception):
    """The project asks for something that cannot be led to the target; the words say what to do."""


def importable(*names):
    for name in names:
        if importlib.util.find_spec(name):
            return name
    return None


def url_of(driver, **parts):
    from sqlalchemy.engine.url import URL

    # SQLAlchemy 1.3 has the constructor alone.
    return getattr(URL, "create", URL)(driver, **parts)


def text_of(url):
    """With the password."""
    return url.render_as_string(hide_password=False) if hasattr(url, "render_as_string") else str(url)


def address(engine, login):
    """SQLAlchemy's URL of the target, and what its client library is told besides."""
    if engine == "sqlite":
        return url_of("sqlite", database=login["path"]), {}
    port = int(login["port"].split(",")[0] or 0) or None if "port" in login else None
    host = login.get("host", "").split(",")[0] or None
    parts = dict(username=login.get("user"), password=login.get("password"), host=host, port=port)
    if engine == "postgresql":
        driver = importable("psycopg2", "psycopg")
        if driver is None:
            raise Refused("the project's Python has no client for PostgreSQL: pip install psycopg2-binary (or psycopg)")
        # SQLAlchemy 1.3 calls the database otherwise, and the client takes one name for it.
        return url_of("postgresql+" + driver, database=login.pop("dbname"), **parts), login
    driver = importable("pymysql", "MySQLdb")
    if driver is None:
        raise Refused("the project's Python has no client for MySQL: pip install pymysql (or mysqlclient)")
    arguments = {key: login[key] for key in ("charset", "unix_socket") if key in login}
    if "connect_timeout" in login:
        arguments["connect_timeout"] = int(login["connect_timeout"])
    arguments.update(mysql_security(driver, login))
    return url_of("mysql+" + driver.lower(), database=login["database"], **parts), arguments


MYSQL_MODES = {
    "disable": "DISABLED", "prefer": "PREFERRED", "require": "REQUIRED", "verify-ca": "VERIFY_CA",
    "verify-full": "VERIFY_IDENTITY",
}  # fmt: skip


def mysql_security(driver, login):
    mode = login["tls"]
    files = {name: login["ssl_" + name] for name in ("ca", "cert", "key") if "ssl_" + name in login}
    if driver == "MySQLdb":
        return {"ssl_mode": MYSQL_MODES[mode], "ssl": files} if files else {"ssl_mode": MYSQL_MODES[mode]}
    if mode == "disable":
        return {"ssl_disabled": True}
    context = ssl.create_default_context(cafile=files.get("ca"))
    context.check_hostname = mode == "verify-full"
    if mode in ("prefer", "require") and "ca" not in files:
        context.verify_mode = ssl.CERT_NONE
    if "cert" in files:
        context.load_cert_chain(files["cert"], files.get("key"))
    return {"ssl": context}


CLIENTS = ("psycopg2", "psycopg", "pymysql", "MySQLdb", "sqlite3")


def words_of_client(error):
    """Code and message of a client library's error, without what it quotes of rows."""
    diagnosis = getattr(error, "diag", None)
    code = getattr(error, "pgcode", None) or getattr(error, "sqlstate", None)
    message = getattr(diagnosis, "message_primary", None) or str(error)
    module = type(error).__module__.split(".")[0]
    if module in ("pymysql", "MySQLdb") and len(error.args) > 1:
        code, message = error.args[0], str(error.args[1])
    if module == "sqlite3":
        code = getattr(error, "sqlite_errorcode", 19 if type(error).__name__ == "IntegrityError" else None)
    return ("" if code is None else str(code)), message.strip()
