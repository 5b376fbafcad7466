#include "CKapellWeights.h"

#include <stdalign.h>

#pragma clang diagnostic ignored "-Wc23-extensions"

// Written by Evaluations/Reading/export.py.
static const unsigned char adapter[] = {
#embed "reader-adapter.gguf"
};

static alignas(16) const unsigned char head[] = {
#embed "reader-head.f32"
};

const void *kapell_reader_adapter(void) { return adapter; }
size_t kapell_reader_adapter_size(void) { return sizeof adapter; }

// Little-endian IEEE 754, as on every machine that Kapell is built for.
const float *kapell_reader_head(void) { return (const float *)(const void *)head; }
size_t kapell_reader_head_count(void) { return sizeof head / sizeof(float); }
