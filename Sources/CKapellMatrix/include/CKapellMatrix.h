#ifndef CKAPELLMATRIX_H
#define CKAPELLMATRIX_H

#include "kapell_attention.h"
#include "kapell_matrix.h"

#endif
