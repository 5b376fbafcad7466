#ifndef KAPELL_CLLAMA_SHIM_H
#define KAPELL_CLLAMA_SHIM_H

#if __has_include(<llama.h>)
#include <llama.h>
#else
#error "llama.cpp is not built yet: run `make build` (Linux) or `brew install llama.cpp` (macOS)."
#endif

#endif
