#ifndef CKAPELLWEIGHTS_H
#define CKAPELLWEIGHTS_H

#include <stddef.h>

// A GGUF file: a low-rank adapter of all-MiniLM-L6-v2.
const void *kapell_reader_adapter(void);
size_t kapell_reader_adapter_size(void);

// A weight for each dimension, then the offset.
const float *kapell_reader_head(void);
size_t kapell_reader_head_count(void);

#endif
