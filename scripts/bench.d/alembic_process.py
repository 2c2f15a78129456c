"""alembic_process.py up|up1|down|status FOLDER TARGETS: the operation on every database, one after another."""
import sys

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool


def migrate(connection, config, scripts, operation):
    def steps(revision, _):
        if operation == "down":
            return scripts._downgrade_revs("-1", revision)
        return scripts._upgrade_revs("head", revision)

    with EnvironmentContext(config, scripts, fn=steps) as environment:
        environment.configure(connection=connection)
        with environment.begin_transaction():
            environment.run_migrations()
    connection.commit()


def main(operation, folder, targets):
    config = Config()
    config.set_main_option("script_location", folder)
    scripts = ScriptDirectory.from_config(config)
    for url in open(targets).read().split():
        with create_engine(url, poolclass=NullPool).connect() as connection:
            if operation == "status":
                print(MigrationContext.configure(connection).get_current_revision())
            else:
                migrate(connection, config, scripts, operation)


main(*sys.argv[1:])
