#ifndef KAPELL_CXML2_SHIM_H
#define KAPELL_CXML2_SHIM_H

#if __has_include(<libxml/xmlreader.h>)
#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>
#else
#error "libxml2 headers are missing: apt-get install libxml2-dev (Debian), brew install libxml2 (macOS)"
#endif

#include <iconv.h>

#endif
