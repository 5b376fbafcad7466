#ifndef KAPELL_CZLIB_SHIM_H
#define KAPELL_CZLIB_SHIM_H

#if __has_include(<zlib.h>)
#include <zlib.h>
#else
#error "zlib headers are missing: apt-get install zlib1g-dev (Debian), brew install zlib (macOS)"
#endif

/* Starts a raw deflate stream (no zlib or gzip header), as ZIP members have it. */
static inline int kapell_inflate_init_raw(z_stream *stream) {
    return inflateInit2(stream, -MAX_WBITS);
}

#endif
