"""Documents that are cut: the example's, those of the tests, sources of this project, and a few hundred generated ones."""

import random

SEED = 5
UNREADABLE = ("encrypted.pdf", "truncated.pdf", "macros.docx")
SUFFIXES = (".pdf", ".docx", ".pptx", ".xlsx", ".epub", ".eml", ".html", ".md", ".txt", ".zip")
WORDS = ("tenant supplier agreement month notice written amount party delivers keeps pays ends begins shall not within "
         "days euros goods room every Größe straße naïve café 価格 договор €1,500.50 12.3 e.g. Dr. Smith").split()


def files(folder, root):
    """The paths, in order; those that are generated are written anew where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = random.Random(SEED)
    makers = {"md": markdown, "txt": plain, "csv": values, "html": page, "py": source, "pdf": pdf}
    generated = []
    for number in range(300):
        suffix = list(makers)[number % len(makers)]
        path = folder / f"generated-{number:03}.{suffix}"
        content = makers[suffix](generator)
        content = content if isinstance(content, bytes) else content.encode()
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
        generated.append(path)
    there = [path for place in ("Examples/LegalAnalyzer/documents", "Tests/KapellDocumentsTests/Fixtures")
             for path in sorted((root / place).iterdir())
             if path.suffix in SUFFIXES and path.name not in UNREADABLE]
    sources = sorted((root / "Sources/KapellCore").rglob("*.swift"))[:40]
    return there + sources + generated


def sentence(generator, most=30):
    words = [generator.choice(WORDS) for _ in range(generator.randint(1, most))]
    return " ".join(words).capitalize() + generator.choice([".", ".", ".", "!", "?", ";", ""])


def paragraph(generator):
    separator = generator.choice([" ", "  ", "\n", " "])
    return separator.join(sentence(generator) for _ in range(generator.randint(1, 8)))


def plain(generator):
    parts = []
    for number in range(generator.randint(1, 30)):
        parts.append(generator.choice([
            paragraph, lambda g: f"{number}. {sentence(g, 5)}", lambda g: f"({'abcdef'[number % 6]})\n\n{sentence(g)}",
            lambda g: "x" * g.randint(1, 3000), lambda g: sentence(g, 4).upper(), lambda g: paragraph(g)])(generator))
    return generator.choice(["\n\n", "\n\n\n", "\r\n\r\n", "\n \t\n"]).join(parts)


def markdown(generator):
    parts = []
    for _ in range(generator.randint(3, 25)):
        parts.append(generator.choice([
            paragraph, paragraph,
            lambda g: f"{'#' * g.randint(1, 4)} {sentence(g, 5)}",
            lambda g: "\n".join(f"- {sentence(g, 12)}" for _ in range(g.randint(1, 9))),
            lambda g: "```\n" + "\n\n".join(f"value_{n} = {sentence(g, 6)}" for n in range(g.randint(1, 12))) + "\n```",
            lambda g: "| a | b |\n|---|---|\n" + "\n".join(
                f"| {sentence(g, 4)} | {n} |" for n in range(g.randint(1, 60)))])(generator))
    return "\n\n".join(parts) + "\n"


def values(generator):
    columns = generator.randint(2, 9)
    rows = [[f"Column {n}" for n in range(columns)]]
    rows += [[generator.choice(WORDS).replace(",", "") for _ in range(columns)] for _ in range(generator.randint(1, 200))]
    return "\n".join(",".join(row) for row in rows)


def page(generator):
    parts = []
    for _ in range(generator.randint(2, 15)):
        parts.append(generator.choice([
            lambda g: f"<h{g.randint(1, 3)}>{sentence(g, 5)}</h2>", lambda g: f"<p>{paragraph(g)}</p>",
            lambda g: "<ul>" + "".join(f"<li>{sentence(g, 9)}</li>" for _ in range(5)) + "</ul>",
            lambda g: "<table><tr><th>Name</th><th>Price</th><th>Note</th></tr>" + "".join(
                f"<tr><td>{sentence(g, 4)}</td><td>{n}</td><td>{sentence(g, 6)}</td></tr>"
                for n in range(g.randint(1, 50))) + "</table>"])(generator))
    return f"<html><head><meta charset=utf-8><title>T</title></head><body><main>{''.join(parts)}</main></body></html>"


def source(generator):
    lines = ["import sys", ""]
    for number in range(generator.randint(1, 20)):
        if generator.random() < 0.3:
            lines += [f"class Thing{number}:", f'    """{sentence(generator, 9)}"""', ""]
        indent = "    " * generator.randint(0, 1)
        lines += [f"{indent}# {sentence(generator, 9)}", f"{indent}def work_{number}(self, value):"]
        for line in range(generator.randint(1, 30)):
            lines += [f"{indent}    value = value + {line}"] + [""] * (generator.random() < 0.2)
        lines += [f"{indent}    return value", ""]
    return "\n".join(lines)


def pdf(generator):
    """A PDF of a few pages with one typeface, by hand: header, objects, cross-references."""
    latin = [word for word in WORDS if word.isascii()]
    contents = []
    for _ in range(generator.randint(1, 5)):
        lines = ["BT /F1 11 Tf 14 TL 72 760 Td"]
        for _ in range(generator.randint(3, 45)):
            text = " ".join(generator.choice(latin) for _ in range(generator.randint(1, 11)))
            lines.append(f"({text}{generator.choice(['.', '', ''])}) Tj T*")
        contents.append("\n".join(lines + ["ET"]).encode())
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"]
    kids = []
    for content in contents:
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
                       + f"/Contents {len(objects) + 2} 0 R >>".encode())
        objects.append(f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return file + (end + f"startxref\n{len(file)}\n%%EOF\n").encode()
