"""Makes Word files out of Debian's licence texts: headings, lists, tables, footnotes, tracked insertions.

python-docx writes the files; the footnotes, which it cannot write, are added to the package.
"""

import io
import pathlib
import re
import zipfile

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

LICENCES = pathlib.Path("/usr/share/common-licenses")
NAMES = ("Apache-2.0", "Artistic", "BSD", "CC0-1.0", "GFDL-1.3", "GPL-2", "GPL-3", "LGPL-2.1", "LGPL-3", "MPL-2.0")
NOTE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def one(name):
    """The bytes of a file, and all the text that was put into it."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", (LICENCES / name).read_text(errors="replace"))]
    paragraphs = [re.sub(r"[\x00-\x1f]", "", part) for part in paragraphs if part.strip()]
    document, source, notes = docx.Document(), [], []
    for number, text in enumerate(paragraphs):
        words = text.split()
        if number % 9 == 0:
            document.add_heading(text[:80], 1 + number // 9 % 3)
            source.append(text[:80])
        elif number % 9 == 2:
            document.add_paragraph(text, style="List Number")
            source.append(text)
        elif number % 9 == 3:
            document.add_paragraph(text, style="List Bullet")
            source.append(text)
        elif number % 9 == 4 and len(words) >= 9:
            cells = [" ".join(words[index::9]) for index in range(9)]
            table = document.add_table(rows=3, cols=3)
            for index, cell in enumerate(cells):
                table.cell(index // 3, index % 3).text = cell
            source += cells
        elif number % 9 == 5 and len(words) > 6:
            half = len(words) // 2
            paragraph = document.add_paragraph(" ".join(words[:half]))
            notes.append(" ".join(words[half:]))
            paragraph._p.append(parse_xml(
                f'<w:r {nsdecls("w")}><w:footnoteReference w:id="{len(notes) + 1}"/></w:r>'))
            source += [" ".join(words[:half]), notes[-1]]
        elif number % 9 == 6:
            paragraph = document.add_paragraph()
            paragraph._p.append(parse_xml(
                f'<w:ins {nsdecls("w")} w:id="{number}" w:author="A"><w:r><w:t>{escaped(text)}</w:t></w:r></w:ins>'))
            source.append(text)
        else:
            document.add_paragraph(text)
            source.append(text)
    target = io.BytesIO()
    document.save(target)
    return with_notes(target.getvalue(), notes), "\n\n".join(source)


def with_notes(data, notes):
    body = "".join(f'<w:footnote w:id="{index}"><w:p><w:r><w:t>{escaped(text)}</w:t></w:r></w:p></w:footnote>'
                   for index, text in enumerate(notes, 2))
    part = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {nsdecls("w")}>{body}</w:footnotes>'
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rIdNotes" Type="{NOTE}" Target="footnotes.xml"/></Relationships>'
                content = content.replace(b"</Relationships>", link.encode())
            elif name == "[Content_Types].xml":
                kind = ('<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
                        'officedocument.wordprocessingml.footnotes+xml"/></Types>')
                content = content.replace(b"</Types>", kind.encode())
            new.writestr(name, content)
        new.writestr("word/footnotes.xml", part)
    return target.getvalue()


def make(folder):
    made = {}
    for name in NAMES:
        data, source = one(name)
        path = folder / f"{name}.docx"
        path.write_bytes(data)
        made[str(path)] = source
    return made
