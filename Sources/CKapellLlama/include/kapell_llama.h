#ifndef KAPELL_LLAMA_H
#define KAPELL_LLAMA_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Has llama.cpp keep the weights that CKapellMatrix multiplies faster in panels of ours, in every model that is loaded
/// from now on. Called once, before llama.cpp is used at all: it asks for such buffers only once.
///
/// `false` where this processor, or the llama.cpp that this was built with, has no use for it.
bool kapell_llama_use_panels(void);

/// Bytes of all panels that this thread has made so far: a model's are made by the thread that loads it.
size_t kapell_llama_panel_bytes_made_here(void);

#ifdef __cplusplus
}
#endif

#endif
