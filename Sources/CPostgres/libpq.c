#include "CPostgres.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static const char *const places[] = {
#ifdef __APPLE__
    "libpq.5.dylib", "/opt/homebrew/opt/libpq/lib/libpq.5.dylib", "/usr/local/opt/libpq/lib/libpq.5.dylib",
#else
    "libpq.so.5",
#endif
};

#define FUNCTIONS(X) \
    X(PQconninfoParse) X(PQconninfoFree) X(PQfreemem) X(PQconnectdbParams) X(PQfinish) X(PQstatus) \
    X(PQtransactionStatus) X(PQerrorMessage) X(PQconsumeInput) X(PQsetNoticeProcessor) X(PQgetCancel) \
    X(PQfreeCancel) X(PQcancel) X(PQexec) X(PQprepare) X(PQexecParams) X(PQexecPrepared) X(PQclear) \
    X(PQresultStatus) X(PQresultErrorField) X(PQcmdTuples) X(PQntuples) X(PQnfields) X(PQfname) X(PQftype) \
    X(PQgetvalue) X(PQgetisnull)

#define POINTER(name) __typeof__(kapell_##name) *name;
#define FIND(name) \
    pq.name = (__typeof__(pq.name))dlsym(library, #name); \
    if (pq.name == NULL) return;

static struct { FUNCTIONS(POINTER) } pq;
static bool is_there;

static void load(void) {
    void *library = NULL;
    for (size_t i = 0; library == NULL && i < sizeof places / sizeof *places; i++) {
        library = dlopen(places[i], RTLD_NOW | RTLD_LOCAL);
    }
    if (library == NULL) return;
    FUNCTIONS(FIND)
    is_there = true;
}

bool kapell_libpq_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return is_there;
}

PQconninfoOption *kapell_PQconninfoParse(const char *text, char **message) { return pq.PQconninfoParse(text, message); }
void kapell_PQconninfoFree(PQconninfoOption *options) { pq.PQconninfoFree(options); }
void kapell_PQfreemem(void *memory) { pq.PQfreemem(memory); }
PGconn *kapell_PQconnectdbParams(const char *const *names, const char *const *values, int expands) {
    return pq.PQconnectdbParams(names, values, expands);
}
void kapell_PQfinish(PGconn *connection) { pq.PQfinish(connection); }
int kapell_PQstatus(const PGconn *connection) { return pq.PQstatus(connection); }
int kapell_PQtransactionStatus(const PGconn *connection) { return pq.PQtransactionStatus(connection); }
char *kapell_PQerrorMessage(const PGconn *connection) { return pq.PQerrorMessage(connection); }
int kapell_PQconsumeInput(PGconn *connection) { return pq.PQconsumeInput(connection); }
void kapell_PQsetNoticeProcessor(PGconn *connection, PQnoticeProcessor processor, void *argument) {
    pq.PQsetNoticeProcessor(connection, processor, argument);
}
PGcancel *kapell_PQgetCancel(PGconn *connection) { return pq.PQgetCancel(connection); }
void kapell_PQfreeCancel(PGcancel *cancel) { pq.PQfreeCancel(cancel); }
int kapell_PQcancel(PGcancel *cancel, char *message, int size) { return pq.PQcancel(cancel, message, size); }
PGresult *kapell_PQexec(PGconn *connection, const char *sql) { return pq.PQexec(connection, sql); }
PGresult *kapell_PQprepare(PGconn *connection, const char *name, const char *sql, int count, const Oid *types) {
    return pq.PQprepare(connection, name, sql, count, types);
}
PGresult *kapell_PQexecParams(
    PGconn *connection, const char *sql, int count, const Oid *types, const char *const *values,
    const int *lengths, const int *formats, int format) {
    return pq.PQexecParams(connection, sql, count, types, values, lengths, formats, format);
}
PGresult *kapell_PQexecPrepared(
    PGconn *connection, const char *name, int count, const char *const *values,
    const int *lengths, const int *formats, int format) {
    return pq.PQexecPrepared(connection, name, count, values, lengths, formats, format);
}
void kapell_PQclear(PGresult *result) { pq.PQclear(result); }
int kapell_PQresultStatus(const PGresult *result) { return pq.PQresultStatus(result); }
char *kapell_PQresultErrorField(const PGresult *result, int field) { return pq.PQresultErrorField(result, field); }
char *kapell_PQcmdTuples(PGresult *result) { return pq.PQcmdTuples(result); }
int kapell_PQntuples(const PGresult *result) { return pq.PQntuples(result); }
int kapell_PQnfields(const PGresult *result) { return pq.PQnfields(result); }
char *kapell_PQfname(const PGresult *result, int column) { return pq.PQfname(result, column); }
Oid kapell_PQftype(const PGresult *result, int column) { return pq.PQftype(result, column); }
char *kapell_PQgetvalue(const PGresult *result, int row, int column) { return pq.PQgetvalue(result, row, column); }
int kapell_PQgetisnull(const PGresult *result, int row, int column) { return pq.PQgetisnull(result, row, column); }
