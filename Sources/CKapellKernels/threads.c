#include "kapell_threads.h"

#include <pthread.h>
#include <stdlib.h>

struct work {
    void (*body)(void *);
    void *context;
};

static void *run(void *argument) {
    struct work work = *(struct work *)argument;
    free(argument);
    work.body(work.context);
    return NULL;
}

bool kapell_thread_start(void (*body)(void *context), void *context) {
    struct work *work = malloc(sizeof *work);
    if (!work) {
        return false;
    }
    *work = (struct work){body, context};
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0) {
        free(work);
        return false;
    }
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, (size_t)1 << 20);
    pthread_t thread;
    bool started = pthread_create(&thread, &attributes, run, work) == 0;
    pthread_attr_destroy(&attributes);
    if (!started) {
        free(work);
    }
    return started;
}
