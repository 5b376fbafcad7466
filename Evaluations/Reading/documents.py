#!/usr/bin/env python3
"""Reads the documents of this folder, and says what is wrong with their form.

    python3 documents.py [FILE …]        # all when none is named

README.md tells what the lines mean.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE / "documents"


class Document:
    """Sentences by number, each with the heading that it stands under; questions and statements about them."""

    def __init__(self, path):
        self.path = path
        self.title = ""
        self.sentences = {}
        # (the sentences that answer, the question); none for one that the document does not answer.
        self.questions = []
        # (the sentence, the statement, whether it carries it, the question to which it is an answer)
        self.statements = []
        self.errors = []
        heading = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = line.strip()
            if line.startswith("## "):
                heading = line[3:].strip()
            elif line.startswith("# "):
                self.title = line[2:].strip()
            elif line:
                try:
                    self._read(line, heading)
                except (ValueError, IndexError):
                    self.errors.append(f"{path}:{number}: not understood: {line[:60]}")
        named = [k for ks, _ in self.questions for k in ks] + [k for k, *_ in self.statements]
        self.errors += [f"{path}: there is no sentence {k}" for k in sorted(set(named) - set(self.sentences))]

    def _read(self, line, heading):
        kind, rest = (part.strip() for part in line.split("|", 1))
        if kind.isdigit():
            self.sentences[int(kind)] = (heading, rest)
        elif kind == "Q":
            numbers, text = rest.split("|", 1)
            self.questions.append(([int(k) for k in numbers.split(",")], text.strip()))
        elif kind == "N":
            self.questions.append(([], rest))
        elif kind == "S":
            number, text = rest.split("|", 1)
            self.statements.append((int(number), text.strip(), True, ""))
        elif kind == "X":
            number, _, text = rest.split("|", 2)
            self.statements.append((int(number), text.strip(), False, ""))
        elif kind in ("A", "W"):
            number, question, text = rest.split("|", 2)
            self.statements.append((int(number), text.strip(), kind == "A", question.strip()))
        else:
            raise ValueError(kind)


def documents():
    return [Document(path) for path in sorted(FOLDER.glob("*.txt"))]


def main():
    found = [Document(pathlib.Path(name)) for name in sys.argv[1:]] or documents()
    for document in found:
        for error in document.errors:
            print(error)
    questions = [ks for document in found for ks, _ in document.questions]
    statements = [is_carried for document in found for _, _, is_carried, _ in document.statements]
    print(f"{len(found)} documents, {sum(len(d.sentences) for d in found)} sentences; "
          f"{sum(map(bool, questions))} questions that are answered and {questions.count([])} that are not; "
          f"{sum(statements)} statements that are carried and {statements.count(False)} that are not")
    sys.exit(any(document.errors for document in found))


if __name__ == "__main__":
    main()
