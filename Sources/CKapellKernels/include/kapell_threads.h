#ifndef KAPELL_THREADS_H
#define KAPELL_THREADS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Calls a function once on a new thread that nobody waits for: for calls that block, such as fsync.
/// Returns false when there is no thread; the function is not called then.
bool kapell_thread_start(void (*_Nonnull body)(void *_Nullable context), void *_Nullable context);

#ifdef __cplusplus
}
#endif

#endif
