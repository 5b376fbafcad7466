#!/usr/bin/python3
"""Make the documents of the legal analyser example from the sources beside this script.

The results are in the repository; nobody needs to run this to use the example.
It was written for Debian 12 and needs these packages:

    apt-get install python3-reportlab python3-pil python3-numpy pandoc poppler-utils

Run it with Debian's own Python, which is the one that sees those packages:

    /usr/bin/python3 make-documents.py

Two runs on one machine write the same bytes.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
import zipfile
from pathlib import Path

import numpy
from PIL import Image, ImageFilter
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen import canvas
from reportlab.platypus import (
    BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph, Spacer, Table, TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
DOCUMENTS = HERE.parent / "documents"
EPOCH = "1735689600"  # 1 January 2025, the date in the metadata of every file

SERIF, BOLD, ITALIC = "Times-Roman", "Times-Bold", "Times-Italic"
BODY = ParagraphStyle("body", fontName=SERIF, fontSize=11, leading=15, spaceAfter=7, alignment=TA_JUSTIFY)
STYLES = {
    "body": BODY,
    "definition": ParagraphStyle("definition", parent=BODY, leftIndent=22),
    "clause heading": ParagraphStyle(
        "clause heading", parent=BODY, fontName=BOLD, fontSize=12, spaceBefore=10, keepWithNext=1, alignment=0),
    "schedule": ParagraphStyle(
        "schedule", parent=BODY, fontName=BOLD, fontSize=13, leading=17, spaceBefore=14, keepWithNext=1,
        alignment=TA_CENTER),
    "part": ParagraphStyle(
        "part", parent=BODY, fontName=BOLD, spaceBefore=8, keepWithNext=1, alignment=0),
    "cell": ParagraphStyle("cell", parent=BODY, fontSize=9.5, leading=12, spaceAfter=0, alignment=0),
    "head": ParagraphStyle("head", parent=BODY, fontName=BOLD, fontSize=9.5, leading=12, spaceAfter=0, alignment=0),
    "cover title": ParagraphStyle(
        "cover title", parent=BODY, fontName=BOLD, fontSize=24, leading=30, alignment=TA_CENTER),
    "cover": ParagraphStyle("cover", parent=BODY, fontSize=13, leading=20, alignment=TA_CENTER),
    "contents": ParagraphStyle("contents", parent=BODY, spaceAfter=0, leading=12),
}


def markup(text):
    """Escape the text for a reportlab paragraph and turn **bold** into tags."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", text)


def hanging(number, margin):
    """A style in which the lines after the first begin where the text after the number begins."""
    width = stringWidth(number, SERIF, 11) + 2
    return ParagraphStyle("hanging", parent=BODY, leftIndent=margin + width, firstLineIndent=-width)


def table_rows(block):
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block.splitlines()]
    return [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]


def pdf_table(block, width):
    rows = table_rows(block)
    count = len(rows[0])
    least = [14 + max(stringWidth(word, BOLD, 9.5) for row in rows for word in row[i].split()) for i in range(count)]
    wanted = [max(min(len(row[i]), 44) for row in rows) for i in range(count)]
    widths = [least[i] + (width - sum(least)) * wanted[i] / sum(wanted) for i in range(count)]
    cells = [
        [Paragraph(markup(cell), STYLES["head" if number == 0 else "cell"]) for cell in row]
        for number, row in enumerate(rows)
    ]
    table = Table(cells, colWidths=widths, repeatRows=1, spaceBefore=4, spaceAfter=12)
    table.setStyle(TableStyle([
        ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
        ("BACKGROUND", (0, 0), (-1, 0), colors.Color(0.92, 0.92, 0.92)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]))
    return table


class NumberedCanvas(canvas.Canvas):
    """Writes the header and the footer once the number of pages is known."""

    header = ""
    footer = ""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.pages = []

    def showPage(self):
        self.pages.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for number, page in enumerate(self.pages, start=1):
            self.__dict__.update(page)
            width, height = A4
            self.setFont(ITALIC, 9)
            self.drawString(25 * mm, height - 14 * mm, self.header)
            self.drawRightString(width - 25 * mm, height - 14 * mm, "Confidential")
            self.setLineWidth(0.4)
            self.line(25 * mm, height - 16 * mm, width - 25 * mm, height - 16 * mm)
            self.setFont(SERIF, 9)
            self.drawString(25 * mm, 12 * mm, self.footer)
            self.drawRightString(width - 25 * mm, 12 * mm, f"Page {number} of {len(self.pages)}")
            super().showPage()
        super().save()


class Agreement(BaseDocTemplate):
    def afterFlowable(self, flowable):
        level = getattr(flowable, "contents_level", None)
        if level is not None:
            text = flowable.getPlainText()
            self.canv.bookmarkPage(text)
            self.canv.addOutlineEntry(text, text, 0)
            self.notify("TOCEntry", (0, text.replace("&", "&amp;"), self.page, text))


def make_services_agreement(path):
    text = (SOURCES / "services-agreement.md").read_text()
    width = A4[0] - 50 * mm
    document = Agreement(
        str(path), pagesize=A4, title="Master Services Agreement BMS-TVL-2024-031",
        author="Brackenmoor Systems Limited", subject="Example document; all parties are invented",
        invariant=1, leftMargin=25 * mm, rightMargin=25 * mm)
    frame = Frame(25 * mm, 20 * mm, width, A4[1] - 42 * mm, leftPadding=0, rightPadding=0)
    document.addPageTemplates([PageTemplate("page", [frame])])
    story, parties = [], []
    for block in re.split(r"\n\s*\n", text.strip()):
        for line in [block] if not block.startswith("%%") else block.splitlines():
            kind, _, rest = line.partition(" ")
            if kind == "%%title":
                story += [Spacer(1, 60 * mm), Paragraph(markup(rest), STYLES["cover title"]), Spacer(1, 6 * mm)]
            elif kind == "%%subtitle" or kind == "%%date":
                story += [Paragraph(markup(rest), STYLES["cover"]), Spacer(1, 6 * mm)]
            elif kind == "%%reference":
                story += [Paragraph("Reference: " + markup(rest), STYLES["cover"]), Spacer(1, 6 * mm)]
                NumberedCanvas.footer = rest
            elif kind == "%%party":
                parties.append(rest)
                if len(parties) == 2:
                    story.append(Paragraph("and", STYLES["cover"]))
                story.append(Paragraph("<b>" + markup(rest) + "</b>", STYLES["cover"]))
            elif kind == "%%contents":
                contents = TableOfContents(levelStyles=[STYLES["contents"]], dotsMinLevel=0)
                story += [PageBreak(), Paragraph("Contents", STYLES["part"]), contents, PageBreak()]
            elif kind == "%%pagebreak":
                story.append(PageBreak())
            elif kind in ("##", "###"):
                name = "part" if kind == "###" else "schedule" if rest.startswith("Schedule") else "clause heading"
                heading = Paragraph(markup(rest), STYLES[name])
                if kind == "##":
                    heading.contents_level = 0
                story.append(heading)
            elif line.startswith("|"):
                story.append(pdf_table(line, width))
            else:
                body = " ".join(line.split())
                style = STYLES["definition" if body.startswith("“**") else "body"]
                number = re.match(r"(\d+\.\d+|\d+\.|\([A-Za-z0-9]\)) ", body)
                if number:
                    style = hanging(number.group(), 22 if re.match(r"\([a-z]\)", body) else 0)
                story.append(Paragraph(markup(body), style))
    NumberedCanvas.header = "Master Services Agreement: " + " and ".join(parties)
    document.multiBuild(story, canvasmaker=NumberedCanvas)


def make_text(source, path):
    """Wrap each paragraph at 76 columns; indented lines are kept as they are."""
    lines = []
    for line in source.read_text().splitlines():
        lines += [line] if line.startswith(" ") or len(line) <= 76 else textwrap.wrap(
            line, 76, break_long_words=False, break_on_hyphens=False)
    path.write_text("\n".join(lines) + "\n")


def pandoc(source, path, *options):
    subprocess.run(
        ["pandoc", "--from=markdown-fancy_lists-example_lists+smart", "--standalone", *options,
         "--output", str(path), str(source)],
        check=True, env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH})


def make_html(source, path):
    style = (
        "<style>body { max-width: 44em; margin: 2em auto; padding: 0 1em; font: 1em/1.5 Georgia, serif; }"
        " table { border-collapse: collapse; } th, td { border: 1px solid #999; padding: .3em .6em; }"
        " nav { color: #555; font-size: .9em; }</style>")
    with tempfile.TemporaryDirectory() as folder:
        pandoc(source, Path(folder) / "body.html", "--to=html5")
        page = (Path(folder) / "body.html").read_text()
    page = re.sub(r"<style>.*?</style>", style, page, flags=re.DOTALL)
    page = page.replace("<body>", "<body>\n<nav>Home &rsaquo; Legal &rsaquo; Licences &rsaquo; Quillstone</nav>")
    path.write_text(page)


def make_docx(source, path):
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.docx"
        pandoc(source, raw, "--to=docx")
        with zipfile.ZipFile(raw) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
            for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                entry = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                after.writestr(entry, before.read(name))


def make_scan(source, path):
    """Set the letter, print it to pixels, turn it a little, add the marks of a scanner, and wrap it in a PDF."""
    body = ParagraphStyle("letter", fontName=SERIF, fontSize=12, leading=17, spaceAfter=12)
    signature = ParagraphStyle("signature", parent=body, fontName="Times-BoldItalic", fontSize=26, leading=34)
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder) / "letter.pdf"
        document = BaseDocTemplate(str(letter), pagesize=A4, invariant=1)
        document.addPageTemplates([PageTemplate("page", [Frame(28 * mm, 25 * mm, 155 * mm, 245 * mm)])])
        story = []
        for block in re.split(r"\n\s*\n", source.read_text().strip()):
            if block.startswith("~"):
                story.append(Paragraph(markup(block[1:]), signature))
            else:
                story.append(Paragraph("<br/>".join(markup(line) for line in block.splitlines()), body))
        document.build(story)
        subprocess.run(
            ["pdftoppm", "-r", "150", "-gray", "-singlefile", str(letter), str(Path(folder) / "page")], check=True)
        page = Image.open(Path(folder) / "page.pgm").convert("L")
    page = page.rotate(1.3, resample=Image.BICUBIC, expand=False, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(0.6))
    random = numpy.random.RandomState(20240311)
    pixels = numpy.asarray(page, dtype=numpy.float32)
    height, width = pixels.shape
    shade = numpy.linspace(0, 22, width, dtype=numpy.float32)[None, :]
    pixels = pixels * 0.93 - shade + random.normal(0, 7, pixels.shape)
    for _ in range(260):  # specks of dust
        y, x, size = random.randint(height - 3), random.randint(width - 3), random.randint(1, 3)
        pixels[y:y + size, x:x + size] = random.randint(60, 170)
    pixels[:, int(width * 0.81)] -= 18  # a streak on the glass
    page = Image.fromarray(numpy.clip(pixels, 0, 255).astype(numpy.uint8), "L")
    jpeg = io.BytesIO()
    page.save(jpeg, "JPEG", quality=48)
    jpeg.seek(0)
    output = canvas.Canvas(str(path), pagesize=A4, invariant=1)
    output.setTitle("Scan 2024-03-11")
    output.drawImage(ImageReader(jpeg), 0, 0, A4[0], A4[1])
    output.showPage()
    output.save()


def main():
    for tool, package in (("pandoc", "pandoc"), ("pdftoppm", "poppler-utils")):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is missing. Run: apt-get install {package}")
    DOCUMENTS.mkdir(exist_ok=True)
    make_services_agreement(DOCUMENTS / "services-agreement.pdf")
    for name in ("mutual-nda.md", "data-processing-addendum.md", "vendor-questionnaire.md"):
        shutil.copyfile(SOURCES / name, DOCUMENTS / name)
    for name in ("office-lease.txt", "employment-handbook.txt"):
        make_text(SOURCES / name, DOCUMENTS / name)
    make_html(SOURCES / "software-licence.md", DOCUMENTS / "software-licence.html")
    make_docx(SOURCES / "amendment-no-1.md", DOCUMENTS / "amendment-no-1.docx")
    make_scan(SOURCES / "cover-letter.txt", DOCUMENTS / "signed-cover-letter-scan.pdf")
    for path in sorted(DOCUMENTS.iterdir()):
        print(f"{path.stat().st_size:>8} {path.name}")


if __name__ == "__main__":
    main()
