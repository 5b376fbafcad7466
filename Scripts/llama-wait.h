// Included before all of llama.cpp's C, see Scripts/build-llama: how its threads wait for each other.
//
// They spin, which is the fastest where each has a core. Beside other work the one that is waited for may not be running
// at all, and the others would keep its core from it for the rest of their slices: two programs that compute took not
// twice as long but ten times. So who has spun for long lets others run; and where these do not do the same, sleeps in
// between, since who wakes has a core at once.
#if defined(__x86_64__) && defined(__linux__) && !defined(KAPELL_LLAMA_WAIT_H)
#define KAPELL_LLAMA_WAIT_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <immintrin.h>
#include <sched.h>
#include <sys/prctl.h>
#include <time.h>

static inline void kapell_wait(void) {
    static __thread unsigned long long last, crowded;
    static __thread unsigned rounds;
    unsigned long long now = __rdtsc();
    rounds = now - last > 1500 ? 0 : rounds + 1; // something was done since the last round: it is another wait
    if (rounds < 200) { // some 10 microseconds
        __builtin_ia32_pause();
        last = now;
        return;
    }
    if (now < crowded) {
        nanosleep(&(struct timespec){0, 30000}, 0);
    } else {
        sched_yield();
        // Some 2 milliseconds: who runs there gives nothing back, and would have most of the time.
        if (__rdtsc() - now > 6000000) {
            prctl(PR_SET_TIMERSLACK, 1000); // nanoseconds, of this thread
            crowded = now + 500000000;
        }
    }
    rounds = 100;
    last = __rdtsc();
}
#define _mm_pause kapell_wait

#endif
