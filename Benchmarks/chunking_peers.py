"""The peer of `chunk.exact`: langchain-text-splitters, each way that gives offsets.

    chunking_peers.py TEXTS.json

Prints {way: {"chunks", "exact", "lost"}}. A passage is exact where the text at its `start_index` is its text. `lost`
are characters other than white space that are in none of the exact passages.
"""

import json
import pathlib
import sys

from langchain_text_splitters import CharacterTextSplitter, Language, RecursiveCharacterTextSplitter

LANGUAGES = {".py": Language.PYTHON, ".swift": Language.SWIFT, ".md": Language.MARKDOWN, ".html": Language.HTML}


def splitters(path, overlap):
    options = {"chunk_size": 640, "chunk_overlap": overlap, "add_start_index": True}
    language = LANGUAGES.get(pathlib.Path(path).suffix)
    yield "recursive", RecursiveCharacterTextSplitter(**options)
    yield "recursive, of the language", (
        RecursiveCharacterTextSplitter.from_language(language, **options) if language
        else RecursiveCharacterTextSplitter(**options))
    yield "paragraphs", CharacterTextSplitter(**options)


def lost(spans, text):
    bare, place = 0, 0
    for start, end in sorted(spans) + [(len(text), len(text))]:
        if start > place:
            bare += len("".join(text[place:start].split()))
        place = max(place, end)
    return bare


def main():
    texts = json.loads(pathlib.Path(sys.argv[1]).read_text())
    ways = {}
    for overlap in (0, 160):
        for path, text in texts.items():
            for name, splitter in splitters(path, overlap):
                here = ways.setdefault(f"{name}, overlap {overlap}", {"chunks": 0, "exact": 0, "lost": 0})
                spans = []
                for chunk in splitter.create_documents([text]):
                    start, content = chunk.metadata["start_index"], chunk.page_content
                    here["chunks"] += 1
                    if start >= 0 and text[start:start + len(content)] == content:
                        here["exact"] += 1
                        spans.append((start, start + len(content)))
                here["lost"] += lost(spans, text)
    print(json.dumps(ways))


main()
