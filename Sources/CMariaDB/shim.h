#pragma once
#include <mysql.h>
#include <errmsg.h>

/* Exported by libmariadb for its trace plugins, but declared in none of the headers it installs. The callback is called
 * after each read (mode 0) and write (mode 1) of each connection, on the thread that made the call; `length` is
 * SIZE_MAX after a failure. */
int ma_pvio_register_callback(my_bool on,
                              void (*callback)(int mode, MYSQL *mysql, const unsigned char *bytes, size_t length));
