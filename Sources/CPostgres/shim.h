#ifndef KAPELL_CPOSTGRES_SHIM_H
#define KAPELL_CPOSTGRES_SHIM_H

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#error "PostgreSQL's headers are missing: apt-get install libpq-dev pkg-config (Debian), brew install libpq (macOS)"
#endif

#endif
