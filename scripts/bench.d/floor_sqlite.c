/* The floor for SQLite: open, run the script, close. A target is a file. The library's global statistics are off, as their
 * mutex would be what is measured. */
#include "floor.h"
#include <sqlite3.h>

static int visit(char *target, const char *script) {
    sqlite3 *database;
    int failed = sqlite3_open_v2(target, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_busy_timeout(database, 5000);
    if (!failed) failed = sqlite3_exec(database, script, NULL, NULL, NULL);
    if (failed) fprintf(stderr, "%s: %s\n", target, sqlite3_errmsg(database));
    sqlite3_close(database);
    return failed;
}

int main(int argc, char **argv) {
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
    return run_floor(argc, argv, visit);
}
