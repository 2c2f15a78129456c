"""Looks into every tenant after a run, untimed: 200 rows are filled in, `due_on` is there at revision 10 and gone at 9,
and the contender's own version table says so."""
import sqlite3
from pathlib import Path

from servers import run


def verify(server, contender, tenants, number, work):
    {"sqlite": verify_sqlite, "postgresql": verify_postgresql, "mariadb": verify_mariadb}[server.engine](
        server, contender, tenants, number, work)


def expected(contender, number):
    return str(int(number == 10)), "200", contender.answer(number)


def refuse(tenant, number, found, wanted):
    if tuple(map(str, found)) != wanted:
        raise RuntimeError(f"{tenant} is not at revision {number}: (due_on, rows, version) is {found}, not {wanted}")


def verify_sqlite(server, contender, tenants, number, work):
    for tenant in tenants:
        database = sqlite3.connect(f"file:{server.path(tenant)}?mode=ro", uri=True)
        columns = sum(row[1] == "due_on" for row in database.execute("PRAGMA table_info(invoices)"))
        rows = database.execute("SELECT count(*) FROM invoices WHERE status = 'sent'").fetchone()[0]
        version = database.execute(contender.marker).fetchone()[0]
        database.close()
        refuse(tenant, number, (columns, rows, version), expected(contender, number))


def verify_postgresql(server, contender, tenants, number, work):
    """One visit for each database; a wrong one divides by zero and fails it."""
    columns, rows, version = expected(contender, number)
    Path(work / "verify.sql").write_text(
        "SELECT 1 / CASE WHEN (SELECT count(*) FROM pg_attribute WHERE attrelid = 'invoices'::regclass AND "
        f"attname = 'due_on' AND NOT attisdropped) = {columns} AND (SELECT count(*) FROM invoices WHERE status = 'sent') "
        f"= {rows} AND ({contender.marker})::text = '{version}' THEN 1 ELSE 0 END")
    Path(work / "verify.targets").write_text("".join(server.url(tenant) + "\n" for tenant in tenants))
    run(work / "bin" / "floor_postgresql", "8", work / "verify.sql", work / "verify.targets")


def verify_mariadb(server, contender, tenants, number, work):
    statements = []
    for tenant in tenants:
        statements += [f"USE {tenant}", "SELECT (SELECT count(*) FROM information_schema.columns WHERE table_schema = "
                       "database() AND table_name = 'invoices' AND column_name = 'due_on'), "
                       f"(SELECT count(*) FROM invoices WHERE status = 'sent'), ({contender.marker})"]
    found = server.sql(*statements).splitlines()
    for tenant, line in zip(tenants, found, strict=True):
        refuse(tenant, number, tuple(line.split("\t")), expected(contender, number))
