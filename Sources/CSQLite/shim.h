#pragma once
#include <sqlite3.h>

// sqlite3_config is variadic, which Swift does not import.
static inline int flotilla_sqlite3_config_flag(int option) { return sqlite3_config(option); }
static inline int flotilla_sqlite3_config_int(int option, int value) { return sqlite3_config(option, value); }
