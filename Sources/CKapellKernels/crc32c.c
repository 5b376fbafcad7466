#include "CKapellKernels.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

/// The Castagnoli polynomial 0x1EDC6F41, bits reversed.
#define POLYNOMIAL 0x82F63B78u

// MARK: By table, eight bytes a step

static uint32_t tables[8][256];
static pthread_once_t tables_once = PTHREAD_ONCE_INIT;

static void fill_tables(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ ((crc & 1) ? POLYNOMIAL : 0);
        }
        tables[0][byte] = crc;
    }
    for (int table = 1; table < 8; table++) {
        for (int byte = 0; byte < 256; byte++) {
            uint32_t before = tables[table - 1][byte];
            tables[table][byte] = (before >> 8) ^ tables[0][before & 0xff];
        }
    }
}

uint32_t kapell_crc32c_software(uint32_t crc, const void *bytes, size_t count) {
    pthread_once(&tables_once, fill_tables);
    const uint8_t *next = bytes;
    crc = ~crc;
    for (; count >= 8; count -= 8, next += 8) {
        uint32_t low = crc ^ ((uint32_t)next[0] | (uint32_t)next[1] << 8 | (uint32_t)next[2] << 16
                              | (uint32_t)next[3] << 24);
        crc = tables[7][low & 0xff] ^ tables[6][(low >> 8) & 0xff] ^ tables[5][(low >> 16) & 0xff]
            ^ tables[4][low >> 24] ^ tables[3][next[4]] ^ tables[2][next[5]] ^ tables[1][next[6]] ^ tables[0][next[7]];
    }
    for (; count > 0; count--, next++) {
        crc = (crc >> 8) ^ tables[0][(crc ^ *next) & 0xff];
    }
    return ~crc;
}

// MARK: By instruction

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t crc32c_instruction(
    uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    uint64_t wide = (uint32_t)~crc;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, sizeof word);
        wide = _mm_crc32_u64(wide, word);
    }
    uint32_t narrow = (uint32_t)wide;
    for (; count > 0; count--, next++) {
        narrow = _mm_crc32_u8(narrow, *next);
    }
    return ~narrow;
}
static bool has_instruction(void) { return __builtin_cpu_supports("sse4.2"); }
#define INSTRUCTION_NAME "sse4.2"
#elif defined(__ARM_FEATURE_CRC32)
static uint32_t crc32c_instruction(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    crc = ~crc;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, sizeof word);
        crc = __crc32cd(crc, word);
    }
    for (; count > 0; count--, next++) {
        crc = __crc32cb(crc, *next);
    }
    return ~crc;
}
static bool has_instruction(void) { return true; }
#define INSTRUCTION_NAME "armv8-crc"
#else
#define crc32c_instruction kapell_crc32c_software
static bool has_instruction(void) { return false; }
#define INSTRUCTION_NAME "table"
#endif

// MARK: Choice

typedef uint32_t (*crc32c_function)(uint32_t, const void *, size_t);

/// The chosen way; null until the first call. Two first calls at once choose the same.
static _Atomic(crc32c_function) chosen;

static crc32c_function current(void) {
    crc32c_function choice = atomic_load_explicit(&chosen, memory_order_acquire);
    if (!choice) {
        choice = has_instruction() ? crc32c_instruction : kapell_crc32c_software;
        atomic_store_explicit(&chosen, choice, memory_order_release);
    }
    return choice;
}

uint32_t kapell_crc32c(uint32_t crc, const void *bytes, size_t count) { return current()(crc, bytes, count); }

const char *kapell_crc32c_name(void) { return has_instruction() ? INSTRUCTION_NAME : "table"; }
