#!/usr/bin/env python3
"""Makes the PDF files of right-to-left text and of footnotes.

    pip install weasyprint reportlab python-bidi arabic-reshaper
    apt-get install fonts-noto-core fonts-freefont-ttf libpango-1.0-0 libharfbuzz-subset0
    ./make-page-fixtures.py [FOLDER OF FONTS]

hebrew.pdf names the signs that are meant, arabic.pdf the glyphs that are seen (presentation forms, mirrored brackets).
The text of each file stands in the tests.
"""
import html
import pathlib
import random
import sys

import arabic_reshaper
from bidi.algorithm import get_display
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas
from weasyprint import HTML

folder = pathlib.Path(__file__).parent
places = [pathlib.Path(sys.argv[1])] if len(sys.argv) > 1 else [
    pathlib.Path("/usr/share/fonts/truetype/noto"), pathlib.Path("/usr/share/fonts/truetype/freefont")]


def font(name):
    return next(path / name for path in places if (path / name).exists())


def write(name, body, css=""):
    text = f"""<!doctype html><meta charset=utf-8><style>
        @font-face {{ font-family: H; src: url(file://{font("NotoSansHebrew-Regular.ttf")}) }}
        @font-face {{ font-family: L; src: url(file://{font("FreeSerif.ttf")}) }}
        @page {{ size: A4; margin: 22mm }} p, td {{ margin: 0 0 7pt }} {css}</style>{body}"""
    HTML(string=text).write_pdf(str(folder / name))


def paragraphs(texts):
    return "".join(f"<p>{html.escape(text)}</p>" for text in texts)


HEBREW = [
    "הסכם זה נחתם ביום 14 במרץ 2024 בין החברה Hartley & Co. Ltd לבין הלקוח, והוא כפוף לדיני מדינת ישראל.",
    "1.1 הספק ישלם ללקוח סכום של 12,500.75 ש\"ח (כולל מע\"מ) בתוך 30 ימים, אלא אם נקבע אחרת בסעיף 4.2(א) להסכם.",
    "(ב) שיעור הזמינות הוא 99.9% בכל חודש; אם הזמינות נמוכה מ-95% רשאי הלקוח לבטל את ההסכם בהודעה של 60–90 ימים.",
]
TABLE = [["חודש", "גשם", "מחיר"], ["ינואר", "82", "1,480.00"], ["פברואר", "61", "96.50"], ["מרץ ואפריל", "55", "12.00"]]
ARABIC = [
    "أبرم هذا العقد في يوم 14 مارس 2024 بين شركة Hartley & Co. Ltd وبين العميل، وهو يخضع لقوانين المملكة.",
    "يدفع المورد مبلغا قدره 12,500.75 ريال (شاملا الضريبة) خلال ٣٠ يوما، ما لم ينص على خلاف ذلك في البند 4.2 من العقد.",
]


def hebrew():
    rows = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in TABLE)
    left, right = HEBREW[0] + " " + HEBREW[2] + " " + HEBREW[0], HEBREW[2] + " " + HEBREW[0]
    body = f"""<body dir=rtl><h1>הסכם שירותים</h1>{paragraphs(HEBREW)}<table>{rows}</table>
        <p dir=ltr>The Hebrew word שלום means peace, and the phrase שלום עולם is printed by the first program of 1972.
        <div style="columns: 2; column-gap: 9mm; page-break-before: always">{paragraphs([left, right, left])}</div>"""
    write("hebrew.pdf", body, "body { font: 11pt/1.4 H, L } td { padding: 2pt 14pt; border: 0.4pt solid }")


def arabic():
    pdfmetrics.registerFont(TTFont("F", str(font("FreeSerif.ttf"))))
    page = canvas.Canvas(str(folder / "arabic.pdf"), invariant=1)
    y = 780
    for text in ARABIC:
        line = ""
        for word in text.split() + [None]:
            longer = f"{line} {word}".strip()
            if word and pdfmetrics.stringWidth(arabic_reshaper.reshape(longer), "F", 12) < 440:
                line = longer
                continue
            page.setFont("F", 12)
            page.drawRightString(540, y, get_display(arabic_reshaper.reshape(line), base_dir="R"))
            line, y = word, y - 17
        y -= 8
    page.save()


def footnotes():
    """Sentences that run over the page's end, with numbers and a dagger as marks, and things that are no notes."""
    words = "orchard canal keeper blossom harvest quarry lantern ladder river stone meadow heron gate tower bell".split()
    source = random.Random(5)

    def sentence(first):
        return f"{first} " + " ".join(source.choice(words) for _ in range(90)) + "."

    def note(text, mark=""):
        return f'<span class="note {mark}">{text}</span>'

    body = ""
    for number in range(1, 13):
        call = note(f"Note of {number}: the ledger of 18{number:02} lies in the parish chest, and only the keeper "
                    "may open it, with the leave of both wardens.") if number % 2 == 0 else ""
        call = note("Note of the dagger.", "dagger") if number == 12 else call
        body += f"<p>{sentence(f'Start {number}')} Named {number}{call} goes on. {sentence(f'Then {number}')} End {number}.</p>"
    body += "<p>A field of 12 m<sup>2</sup> has a list below it.</p><ol><li>Wash the tools.<li>Close the gate.</ol>"
    write("footnotes.pdf", body, """body { font: 11pt/1.4 L } p { text-align: justify }
        @page { @bottom-center { content: "Page " counter(page); font: 9pt L } } li { font-size: 9pt }
        .note { float: footnote; font-size: 9pt } .dagger { counter-increment: footnote 0 }
        .dagger::footnote-call { content: "†" } .dagger::footnote-marker { content: "† " }""")


hebrew()
arabic()
footnotes()
