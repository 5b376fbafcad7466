#ifndef CKAPELLLLAMA_H
#define CKAPELLLLAMA_H

#include "kapell_llama.h"

#endif
