/* The floor for MariaDB: connect, send the script as one packet of many statements, read every result, close.
 * A target is "PORT USER PASSWORD DATABASE", separated by tabs, on 127.0.0.1. */
#include "floor.h"
#include <mysql.h>

static int read_results(MYSQL *connection) {
    for (;;) {
        MYSQL_RES *result = mysql_store_result(connection);
        if (result) mysql_free_result(result);
        int next = mysql_next_result(connection);
        if (next) return next > 0;
    }
}

static int visit(char *target, const char *script) {
    char user[64], password[64], database[64];
    unsigned port;
    if (sscanf(target, "%u\t%63s\t%63s\t%63s", &port, user, password, database) != 4) return 1;
    MYSQL *connection = mysql_init(NULL);
    int failed = !mysql_real_connect(connection, "127.0.0.1", user, password, database, port, NULL,
                                     CLIENT_MULTI_STATEMENTS)
        || mysql_query(connection, script) || read_results(connection);
    if (failed) fprintf(stderr, "%s: %s\n", database, mysql_error(connection));
    mysql_close(connection);
    return failed;
}

static void begin(void) { mysql_thread_init(); }

int main(int argc, char **argv) {
    mysql_library_init(0, NULL, NULL);
    fleet.thread_begins = begin;
    fleet.thread_ends = mysql_thread_end;
    return run_floor(argc, argv, visit);
}
