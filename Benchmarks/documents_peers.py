"""The peers of the area `documents`. Prints {path: text} as JSON. Run in the environment of Benchmarks/setup.

    documents_peers.py trafilatura|markitdown FILE    FILE is a JSON list of paths
    documents_peers.py make-docx FOLDER
"""

import json
import pathlib
import sys


def pages(paths):
    import trafilatura

    return {path: trafilatura.extract(pathlib.Path(path).read_text(encoding="utf-8"), include_comments=False,
                                      include_tables=True) or "" for path in paths}


def documents(paths):
    import markitdown

    reader = markitdown.MarkItDown()
    return {path: reader.convert(path).text_content for path in paths}


def make(folder):
    import documents_word

    return documents_word.make(pathlib.Path(folder))


if __name__ == "__main__":
    tool, argument = sys.argv[1:]
    reader = {"trafilatura": pages, "markitdown": documents}.get(tool)
    print(json.dumps(reader(json.loads(pathlib.Path(argument).read_text())) if reader else make(argument)))
