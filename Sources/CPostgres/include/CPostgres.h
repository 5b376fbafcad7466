#ifndef KAPELL_CPOSTGRES_H
#define KAPELL_CPOSTGRES_H

/// The part of libpq that Kapell uses. The library is looked for when it is first needed, so that a program that never
/// speaks to PostgreSQL neither needs nor loads it. Names, values and signatures: chapter "libpq - C Library" of
/// PostgreSQL's documentation; they are those of libpq.so.5, of every version since 9.0.

#include <stdbool.h>

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef struct pg_cancel PGcancel;
typedef unsigned int Oid;

static const int CONNECTION_OK = 0;
static const int PGRES_COMMAND_OK = 1;
static const int PGRES_TUPLES_OK = 2;
static const int PQTRANS_IDLE = 0;

typedef struct {
    char *_Nullable keyword;
    char *_Nullable envvar;
    char *_Nullable compiled;
    char *_Nullable val;
    char *_Nullable label;
    char *_Nullable dispchar;
    int dispsize;
} PQconninfoOption;

typedef void (*PQnoticeProcessor)(void *_Nullable argument, const char *_Nullable message);

/// Finds the library. Nothing below may be called before this has returned true.
bool kapell_libpq_load(void);

PQconninfoOption *_Nullable kapell_PQconninfoParse(const char *_Nonnull text, char *_Nullable *_Nullable message);
void kapell_PQconninfoFree(PQconninfoOption *_Nullable options);
void kapell_PQfreemem(void *_Nullable memory);
PGconn *_Nullable kapell_PQconnectdbParams(
    const char *_Nullable const *_Nullable names, const char *_Nullable const *_Nullable values, int expands);
void kapell_PQfinish(PGconn *_Nullable connection);
int kapell_PQstatus(const PGconn *_Nullable connection);
int kapell_PQtransactionStatus(const PGconn *_Nullable connection);
char *_Nonnull kapell_PQerrorMessage(const PGconn *_Nullable connection);
int kapell_PQconsumeInput(PGconn *_Nullable connection);
void kapell_PQsetNoticeProcessor(
    PGconn *_Nonnull connection, PQnoticeProcessor _Nullable processor, void *_Nullable argument);
PGcancel *_Nullable kapell_PQgetCancel(PGconn *_Nullable connection);
void kapell_PQfreeCancel(PGcancel *_Nullable cancel);
int kapell_PQcancel(PGcancel *_Nullable cancel, char *_Nonnull message, int size);
PGresult *_Nullable kapell_PQexec(PGconn *_Nullable connection, const char *_Nonnull sql);
PGresult *_Nullable kapell_PQprepare(
    PGconn *_Nullable connection, const char *_Nonnull name, const char *_Nonnull sql, int count,
    const Oid *_Nullable types);
PGresult *_Nullable kapell_PQexecParams(
    PGconn *_Nullable connection, const char *_Nonnull sql, int count, const Oid *_Nullable types,
    const char *_Nullable const *_Nullable values, const int *_Nullable lengths, const int *_Nullable formats,
    int format);
PGresult *_Nullable kapell_PQexecPrepared(
    PGconn *_Nullable connection, const char *_Nonnull name, int count,
    const char *_Nullable const *_Nullable values, const int *_Nullable lengths, const int *_Nullable formats,
    int format);
void kapell_PQclear(PGresult *_Nullable result);
int kapell_PQresultStatus(const PGresult *_Nullable result);
char *_Nullable kapell_PQresultErrorField(const PGresult *_Nullable result, int field);
char *_Nonnull kapell_PQcmdTuples(PGresult *_Nullable result);
int kapell_PQntuples(const PGresult *_Nullable result);
int kapell_PQnfields(const PGresult *_Nullable result);
char *_Nullable kapell_PQfname(const PGresult *_Nullable result, int column);
Oid kapell_PQftype(const PGresult *_Nullable result, int column);
char *_Nullable kapell_PQgetvalue(const PGresult *_Nullable result, int row, int column);
int kapell_PQgetisnull(const PGresult *_Nullable result, int row, int column);

#endif
