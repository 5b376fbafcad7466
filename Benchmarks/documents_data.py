"""What the area `documents` measures with: Debian's packages, unpacked, and Word files made of their texts."""

import re
import subprocess

PACKAGES = ("debian-policy", "python3.11-doc")


def fetch(folder, run):
    """Downloads and unpacks the packages below `folder`; does nothing where they are there. Nothing is installed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PACKAGES:
        if (folder / name).exists():
            continue
        subprocess.run(["apt-get", "-q", "download", name], cwd=folder, check=True, stdout=2)
        archive = next(folder.glob(f"{name}_*.deb"))
        run(["dpkg", "-x", archive, folder / f"{name}.part"])
        (folder / f"{name}.part").rename(folder / name)


def standard(text):
    """The Filesystem Hierarchy Standard's text with what its PDF has, too.

    The text repeats a table of contents in front of each chapter, and numbers its notes through; the PDF has one table
    of contents, and begins its notes anew with each chapter.
    """
    lines, skipped, tables = [], False, 0
    for line in text.splitlines():
        if line.strip() == "Table of Contents":
            tables += 1
            skipped = tables > 1
        elif skipped and line[:1].strip():
            skipped = False
        if not skipped:
            lines.append(line)
    return re.sub(r"\[\d+\]", " ", "\n".join(lines))


def word_files(folder, run_json, python):
    """{path: source text} of the Word files, made in the peers' environment, which has python-docx."""
    folder.mkdir(parents=True, exist_ok=True)
    return run_json([python, __file__.replace("documents_data", "documents_peers"), "make-docx", folder])
