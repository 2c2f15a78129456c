/* The floor for PostgreSQL: connect, send the script as one simple query, close. A target is a connection URI.
 * Blocking libpq on threads, because SCRAM's key derivation inside libpq would block a polling loop. */
#include "floor.h"
#include <libpq-fe.h>

static int visit(char *target, const char *script) {
    PGconn *connection = PQconnectdb(target);
    int failed = PQstatus(connection) != CONNECTION_OK;
    if (!failed) {
        PGresult *result = PQexec(connection, script);
        failed = PQresultStatus(result) == PGRES_FATAL_ERROR;
        PQclear(result);
    }
    if (failed) fprintf(stderr, "%s: %s", PQdb(connection), PQerrorMessage(connection));
    PQfinish(connection);
    return failed;
}

int main(int argc, char **argv) { return run_floor(argc, argv, visit); }
