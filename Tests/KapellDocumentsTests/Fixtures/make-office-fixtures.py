#!/usr/bin/env python3
"""Makes the Office, e-mail, book, folder and scan files of the tests, the same bytes each time.

    python3 -m venv venv && venv/bin/pip install python-docx==1.2.0 openpyxl==3.1.5 python-pptx==1.0.2 \
        EbookLib==0.20 pillow==13.0.0 && venv/bin/python make-office-fixtures.py
"""

import datetime
import email.message
import email.policy
import io
import pathlib
import re
import zipfile

import docx
import openpyxl
import pptx
from ebooklib import epub
from PIL import Image, ImageDraw, ImageFont

folder = pathlib.Path(__file__).parent
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def pack(parts):
    """A ZIP archive without the time of day."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return target.getvalue()


def steady(data):
    """The same archive with one time for all members and properties."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith((".xml", ".opf")):
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?", b"2024-01-01T00:00:00Z", content)
            parts[name] = content
    return pack(parts)


def word_parts():
    def paragraph(text, style="", numbering=""):
        properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + numbering
        return f"<w:p><w:pPr>{properties}</w:pPr>{text}</w:p>"

    def run(text, properties=""):
        return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'

    def entry(level, text):
        return paragraph(run(text), "", f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')

    def cell(text, properties=""):
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"

    body = "".join([
        paragraph(run("Supply agreement"), "Title"),
        paragraph(run("Scope"), "Heading1"),
        paragraph(run("The supplier delivers the goods") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" within ")
                  + '<w:del w:id="1" w:author="A"><w:r><w:delText>thirty</w:delText></w:r></w:del>'
                  + '<w:ins w:id="2" w:author="A">' + run("fourteen") + "</w:ins>" + run(" days")
                  + '<w:r><w:endnoteReference w:id="3"/></w:r>' + run(".")),
        entry(0, "Orders are placed in writing."),
        entry(1, "E-mail is enough."),
        entry(1, "A fax is not."),
        entry(0, "Prices are net."),
        paragraph(run("Prices"), "Clause"),
        '<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>' + cell("Plan") + cell("Users") + cell("Price") + "</w:tr>"
        "<w:tr>" + cell("Seed", '<w:vMerge w:val="restart"/>') + cell("5") + cell("12.00") + "</w:tr>"
        "<w:tr>" + cell("", "<w:vMerge/>") + cell("", "") + cell("14.50") + "</w:tr>"
        "<w:tr>" + cell("Both plans include support", '<w:gridSpan w:val="2"/>') + cell("0.00") + "</w:tr></w:tbl>",
        paragraph(run("The box says: ") + "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:txbxContent>"
                  + paragraph(run("In the box.")) + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
                  + paragraph(run("In the box.")) + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
                  + run("done.")),
        paragraph(run("Secret words.", "<w:rPr><w:vanish/></w:rPr>") + run("Governing law is that of Ireland.")
                  + "<w:r><w:instrText>PAGE</w:instrText></w:r>"),
    ])
    document = (f'{HEAD}<w:document xmlns:w="{WORD}" xmlns:r="{LINKS}" xmlns:mc="http://schemas.openxmlformats.org/'
                f'markup-compatibility/2006"><w:body>{body}<w:sectPr/></w:body></w:document>')

    def notes(kind, number, text):
        return (f'{HEAD}<w:{kind}s xmlns:w="{WORD}"><w:{kind} w:id="0" w:type="separator"><w:p/></w:{kind}>'
                f'<w:{kind} w:id="{number}"><w:p><w:r><w:{kind}Ref/></w:r>{run(text)}</w:p></w:{kind}></w:{kind}s>')

    def style(name, shown, inner=""):
        return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown}"/>{inner}</w:style>'

    styles = (f'{HEAD}<w:styles xmlns:w="{WORD}">' + style("Title", "Title") + style("Heading1", "heading 1")
              + style("Clause", "Clause", '<w:basedOn w:val="Base"/>')
              + style("Base", "Base", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>') + "</w:styles>")

    def level(number, form, text):
        return (f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
                "</w:lvl>")

    numbering = (f'{HEAD}<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="7">'
                 + level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)")
                 + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>')

    def link(number, kind, target, mode=""):
        return f'<Relationship Id="rId{number}" Type="{LINKS}/{kind}" Target="{target}"{mode}/>'

    external = ' TargetMode="External"'
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">{link(1, "officeDocument", "word/document.xml")}</Relationships>',
        "word/_rels/document.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}">'
        + link(1, "styles", "styles.xml") + link(2, "numbering", "numbering.xml") + link(3, "footnotes", "footnotes.xml")
        + link(4, "endnotes", "endnotes.xml") + link(5, "image", "http://example.invalid/pixel.png", external)
        + link(6, "hyperlink", "http://example.invalid/", external) + "</Relationships>",
        "word/document.xml": document,
        "word/styles.xml": styles,
        "word/numbering.xml": numbering,
        "word/footnotes.xml": notes("footnote", 2, "As listed in annex A."),
        "word/endnotes.xml": notes("endnote", 3, "Working days in Dublin."),
    }


def report():
    """The same program that people use writes other XML than we do."""
    document = docx.Document()
    document.core_properties.title = "Harvest report"
    document.add_heading("Harvest", 1)
    document.add_paragraph("The orchard gave more than in the year before.")
    document.add_paragraph("Apples", style="List Bullet")
    document.add_paragraph("Pears", style="List Bullet")
    document.add_paragraph("Weigh", style="List Number")
    table = document.add_table(rows=3, cols=2)
    for row, texts in zip(table.rows, [("Month", "Tons"), ("May", "55"), ("June", "61")]):
        for cell, text in zip(row.cells, texts):
            cell.text = text
    document.add_heading("Weather", 2)
    document.add_paragraph("Dry until June.")
    target = io.BytesIO()
    document.save(target)
    return steady(target.getvalue())


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Invoices"
    sheet.append(["Invoice list"])
    sheet.append(["Number", "Customer", "Date", "Net", "VAT", "Paid"])
    rows = [(1001, "Hartley & Co", datetime.date(2024, 3, 1), 1234.5, 0.2, True),
            (1002, "Ashcroft", datetime.datetime(2024, 3, 15, 14, 30), -80, 0.055, False),
            (1003, "Müller", None, 1250000, 0, True)]
    for row in rows:
        sheet.append(row)
        at = sheet.max_row
        sheet.cell(at, 4).number_format = '#,##0.00 "EUR";-#,##0.00 "EUR"'
        sheet.cell(at, 5).number_format = "0.0%"
    sheet["C4"].number_format = "yyyy-mm-dd hh:mm"
    sheet["A8"] = "Rates"
    sheet["B8"] = 0.1
    sheet["B9"] = "=B8*2"
    hidden = book.create_sheet("Old")
    hidden.append(["Year", "Total"])
    hidden.append([2022, 5])
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    return steady(target.getvalue())


def deck():
    slides = pptx.Presentation()
    first = slides.slides.add_slide(slides.slide_layouts[0])
    first.shapes.title.text = "Two rivers"
    first.placeholders[1].text = "A walk in three parts"
    second = slides.slides.add_slide(slides.slide_layouts[1])
    second.shapes.title.text = "The locks"
    frame = second.placeholders[1].text_frame
    frame.text = "Seven locks"
    line = frame.add_paragraph()
    line.text = "One is closed"
    line.level = 1
    second.notes_slide.notes_text_frame.text = "Mention the herons."
    third = slides.slides.add_slide(slides.slide_layouts[5])
    third.shapes.title.text = "Figures"
    table = third.shapes.add_table(2, 2, 0, 0, 3000000, 1000000).table
    for row, texts in enumerate([("Lock", "Metres"), ("First", "2.4")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    target = io.BytesIO()
    slides.save(target)
    return steady(target.getvalue())


def book():
    made = epub.EpubBook()
    made.set_identifier("kapell-test")
    made.set_title("The Keeper's Book")
    made.set_language("en")
    chapters = []
    for number, (title, text) in enumerate([
            ("Planting", "<h1>Planting</h1><p>Dig &amp; water &#8212; twice.</p>"),
            ("Harvest", "<p>No heading here, only a title.</p><ul><li>baskets</li><li>ladders</li></ul>")], 1):
        chapter = epub.EpubHtml(title=title, file_name=f"chapter {number}.xhtml")
        chapter.content = f"<html><head><title>{title}</title></head><body>{text}</body></html>"
        made.add_item(chapter)
        chapters.append(chapter)
    made.toc = chapters
    made.spine = ["nav", chapters[1], chapters[0]]
    made.add_item(epub.EpubNcx())
    made.add_item(epub.EpubNav())
    target = folder / "book.tmp"
    epub.write_epub(str(target), made)
    data = target.read_bytes()
    target.unlink()
    return steady(data)


def mail(sheet):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = "Jörg Ashcroft <jorg@example.invalid>"
    message["To"] = "office@example.invalid"
    message["Date"] = "Fri, 03 May 2024 10:00:00 +0200"
    message["Subject"] = "Rechnungen für März und die Übersicht der Lieferungen im ersten Quartal"
    message["MIME-Version"] = "1.0"
    message.set_content("Guten Tag,\n\nanbei die Liste – wie besprochen.\n\nGruß\nJörg\n", cte="quoted-printable")
    message.add_alternative("<html><body><p>Guten Tag,</p><p>anbei die Liste.</p></body></html>", subtype="html")
    message.add_attachment(sheet, maintype="application", subtype="octet-stream", filename="Übersicht März.xlsx")
    inner = email.message.EmailMessage(policy=email.policy.SMTP)
    inner["From"] = "office@example.invalid"
    inner["Subject"] = "The first question"
    inner.set_content("Please send the list.\n")
    message.add_attachment(inner)
    message.set_boundary("=-kapell-outer")
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary(f"=-kapell-{number}")
    return bytes(message)


def scan():
    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 34)
    image = Image.new("L", (1240, 700), 255)
    draw = ImageDraw.Draw(image)
    for index, line in enumerate(["Delivery note 4711", "", "The goods were delivered on 3 May 2024", "to the warehouse in Cork.",
                                  "Total weight: 1,250 kg"]):
        draw.text((100, 100 + 60 * index), line, fill=0, font=font)
    return image


def main():
    parts = word_parts()
    files = {"agreement.docx": pack(parts), "report.docx": report(), "invoices.xlsx": workbook(), "deck.pptx": deck(),
             "book.epub": book()}
    files["macros.docx"] = pack({**parts, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0 not read"})
    files["message.eml"] = mail(files["invoices.xlsx"])
    files["folder.zip"] = pack({
        "notes/read\nme.md": "# Notes\n\nThe key is under the mat.\n", "list.csv": "name,age\nAda,36\nBo,7\n",
        "tool.bin": b"\x7fELF\x02\x01\x01\x00", "inner.zip": pack({"deep.txt": "Deep inside.\n"}),
        "__MACOSX/._list.csv": b"\x00\x01"})
    image = scan()
    target = io.BytesIO()
    image.save(target, "PNG", dpi=(150, 150))
    files["scan.png"] = target.getvalue()
    target = io.BytesIO()
    image.save(target, "PDF", resolution=150, creationDate=None, modDate=None)
    files["scan.pdf"] = target.getvalue()
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content)} bytes")


main()
