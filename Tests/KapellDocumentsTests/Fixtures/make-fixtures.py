#!/usr/bin/env python3
"""Makes the PDF files of the tests: pip install reportlab pillow; apt-get install qpdf; ./make-fixtures.py

The text says what each file is for; the tests name the expected words.
"""
import io
import pathlib
import subprocess

from PIL import Image, ImageDraw
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from reportlab.platypus import (BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table,
                                TableStyle)

rl_config.invariant = 1
folder = pathlib.Path(__file__).parent
body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, alignment=4, spaceAfter=6)
title = ParagraphStyle("title", parent=body, fontName="Times-Bold", fontSize=18, leading=22, alignment=1)
heading = ParagraphStyle("heading", parent=body, fontName="Times-Bold", fontSize=13, leading=16, alignment=0)
cell = ParagraphStyle("cell", parent=body, fontSize=9, leading=11, alignment=0, spaceAfter=0)

ORCHARD = (
    "The orchard was planted in the spring of the year in which the canal was opened. Its first keeper wrote down "
    "the weather, the blossom and the harvest of every tree, and the habit has been kept ever since. ")
CANAL = (
    "The canal carries little freight today. Narrow boats pass in the summer, herons stand at the lock, and the "
    "towpath is used by walkers who seldom know that the stones under their feet came from the old quarry. ")


def document(name, story, columns=1, header=None, footer=None):
    width, height = A4
    gap = 8 * mm
    inner = width - 40 * mm
    each = (inner - gap * (columns - 1)) / columns
    frames = [Frame(20 * mm + i * (each + gap), 22 * mm, each, height - 46 * mm, 0, 0, 0, 0) for i in range(columns)]

    def decorate(page, doc):
        page.saveState()
        page.setFont("Helvetica", 8)
        if header:
            page.drawString(20 * mm, height - 14 * mm, header)
        if footer:
            page.drawCentredString(width / 2, 12 * mm, footer.format(doc.page))
        page.restoreState()

    template = BaseDocTemplate(str(folder / name), pagesize=A4, title=name.split(".")[0].replace("-", " ").title())
    template.addPageTemplates([PageTemplate("page", frames, onPage=decorate)])
    template.build(story)


def two_columns():
    story = [Paragraph("Two Rivers", heading)]
    for number in range(1, 8):
        story.append(Paragraph(f"Left and right {number}. " + ORCHARD + CANAL + f"End of paragraph {number}.", body))
    story.append(Paragraph("Locks", heading))
    for number in range(8, 15):
        story.append(Paragraph(f"Left and right {number}. " + CANAL + ORCHARD + f"End of paragraph {number}.", body))
    document("two-columns.pdf", story, columns=2)


def table():
    rows = [["Plan", "Users", "Price per month", "Support"],
            ["Seed", "5", "12.00", Paragraph("Answers by e-mail within three working days, in English only", cell)],
            ["Grove", "50", "96.50", Paragraph("Telephone from 08:00 to 18:00", cell)],
            ["Forest", "1,000", "1,480.00",
             Paragraph("A named engineer, at any hour, with a first answer within thirty minutes", cell)]]
    look = TableStyle([("GRID", (0, 0), (-1, -1), 0.4, colors.black), ("FONTSIZE", (0, 0), (-1, -1), 9),
                       ("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (2, 0), (2, -1), "RIGHT")])
    plain = [["Month", "Rain", "Sun"], ["January", "82", "41"], ["February", "61", "63"], ["March", "55", "109"],
             ["April", "48", "151"]]
    tight = TableStyle([("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                        ("FONTSIZE", (0, 0), (-1, -1), 9)])
    story = [Paragraph("Prices", heading), Paragraph("The plans differ in the number of users. " + CANAL, body),
             Table(rows, colWidths=[25 * mm, 20 * mm, 35 * mm, 60 * mm], style=look, hAlign="LEFT"), Spacer(0, 12),
             Paragraph("Every price is in euros and excludes tax. " + ORCHARD, body),
             Table(plain, colWidths=[30 * mm, 20 * mm, 20 * mm], style=tight, hAlign="LEFT"), Spacer(0, 12),
             Paragraph("Rain is in millimetres, sun in hours.", body)]
    document("table.pdf", story)


def running():
    story = [Paragraph("The Keeper's Book", title), Spacer(0, 8), Paragraph("1. Planting", heading)]
    for number in range(1, 26):
        story.append(Paragraph(f"Entry {number}. " + ORCHARD + CANAL + f"Here ends entry {number}.", body))
        if number == 9:
            story.append(Paragraph("2. Harvest", heading))
    story += [Paragraph("(a) the tools are cleaned before they are put away;", body),
              Paragraph("(b) the ladder is carried by two people, one at each end of it, and is never left standing "
                        "against a tree when the day's work has come to its end; and", body),
              Paragraph("(c) the gate is closed.", body)]
    document("running.pdf", story, header="The Keeper's Book: second edition", footer="Page {} of the book")


def clauses():
    """A letter with an address, clauses with hanging numbers on three levels, and the page's number at its foot."""
    plain = ParagraphStyle("plain", parent=body, fontName="Helvetica", fontSize=11, leading=13.5, alignment=0)
    line = ParagraphStyle("line", parent=plain, spaceAfter=0)
    levels = [ParagraphStyle(f"level{i}", parent=plain, leftIndent=36 * (i + 1), bulletIndent=36 * i) for i in range(3)]
    story = [Paragraph(text, line) for text in ("Hartley and Company", "12 High Street", "London EC1A 1BB")]
    story += [Spacer(0, 14), Paragraph("Dear Ms Ashcroft,", plain), Paragraph(ORCHARD, plain)]
    for number, name in ((1, "GRANT OF LICENCE"), (2, "Support and maintenance")):
        story.append(Paragraph(name, levels[0], bulletText=f"{number}."))
        for part in range(1, 5):
            story.append(Paragraph(f"Clause {number}.{part} begins. " + CANAL, levels[0], bulletText=f"{number}.{part}"))
            story.append(Paragraph("a copy of the book;", levels[1], bulletText="(a)"))
            story.append(Paragraph(ORCHARD, levels[1], bulletText="(b)"))
            story.append(Paragraph(CANAL, levels[2], bulletText="(i)"))
    document("clauses.pdf", story, header="CONFIDENTIAL", footer="Page {} of 9")


def broken_words():
    page = canvas.Canvas(str(folder / "broken-words.pdf"), pagesize=A4, invariant=1)
    page.setTitle("broken-words.docx")
    page.setFont("Times-Roman", 11)
    lines = ["The supplier keeps the infor-", "mation of the customer secret. A third-", "party auditor may see it, and any well-",
             "known standard of a third-party kind applies to the infrastruc-", "ture. The word information stands here once more."]
    for number, line in enumerate(lines):
        page.drawString(60, 760 - number * 13, line)
    page.save()


def image_only():
    image = Image.new("L", (420, 160), 255)
    ImageDraw.Draw(image).text((20, 60), "A picture of words has no text layer.", fill=0)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    page = canvas.Canvas(str(folder / "image-only.pdf"), pagesize=A4, invariant=1)
    for _ in range(2):
        buffer.seek(0)
        page.drawImage(ImageReader(buffer), 60, 600)
        page.showPage()
    page.save()


def derived():
    whole = (folder / "running.pdf").read_bytes()
    (folder / "truncated.pdf").write_bytes(whole[: len(whole) * 2 // 5])
    subprocess.run(
        ["qpdf", "--static-id", "--static-aes-iv", "--encrypt", "open", "owner", "256", "--",
         str(folder / "broken-words.pdf"), str(folder / "encrypted.pdf")], check=False)


two_columns()
table()
running()
clauses()
broken_words()
image_only()
derived()
