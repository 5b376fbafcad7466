"""Checks how the page shows a citation of a document inside a document: a PDF in a ZIP folder."""

import urllib.parse

ENDED = "const s = document.body.dataset.state; return s !== 'idle' && s !== 'asking' ? s : null"
CHOSEN = """
    const choice = document.getElementById('base-choice');
    if (![...choice.options].some((option) => option.value === arguments[0])) return false;
    choice.value = arguments[0];
    choice.dispatchEvent(new Event('change'));
    return true"""
INNER = """
    const card = [...document.querySelectorAll('#citation-list .card')].find((card) => card.dataset.documentId);
    return card && { id: card.dataset.documentId, start: Number(card.dataset.start), end: Number(card.dataset.end),
        text: card.innerText }"""
SHOWN = """
    const image = document.getElementById('leaf-image');
    const boxes = [...document.querySelectorAll('#leaf .place')].map((box) => box.getBoundingClientRect());
    if (!image.complete || !image.naturalWidth || !boxes.length) return null;
    const leaf = image.getBoundingClientRect();
    return { source: image.getAttribute('src'), alt: image.alt,
        label: document.getElementById('leaf-label').textContent,
        facts: document.getElementById('reader-facts').textContent,
        boxes: boxes.length, inside: boxes.every((box) => box.width > 4 && box.height > 4 && box.left >= leaf.left - 1
            && box.right <= leaf.right + 1 && box.top >= leaf.top - 1 && box.bottom <= leaf.bottom + 1) }"""


def check_parts(browser, report, options, ask):
    """Asks the knowledge base `options.packed`, whose one document is a ZIP folder, the same question.

    `ask(url)` reads JSON from the server.
    """
    browser.look(1400, 900, "light")
    browser.go(options.base + "/ui")
    browser.wait("const q = document.getElementById('question'); return q && !q.disabled", 20)
    if not report.check("The knowledge base of a ZIP folder can be chosen", browser.run(CHOSEN, options.packed)):
        return
    browser.run("document.getElementById('question').value = ''")
    browser.type("#question", options.question + "\ue007")
    state = browser.wait(ENDED, options.timeout)
    if not report.check("A question is answered from a PDF in a ZIP folder", state == "answered", f"state {state}"):
        return
    card = browser.wait(INNER, 10)
    root = f"{options.base}/kapell/v1/knowledge/{urllib.parse.quote(options.packed, safe='')}/documents/{card['id']}"
    document = ask(root)
    part = [part for part in document["parts"] if part["start"] <= card["start"] < part["end"]][-1]
    report.check("The citation names the file in the folder", part["name"] in card["text"], card["text"])
    browser.click("#citation-list .card")
    shown = browser.wait(SHOWN, 60)
    if not report.check("The page of the file in the folder is drawn with its marks", shown):
        browser.screenshot(options.folder / "part-failed.png")
        return
    page = ask(f"{root}/places?start={card['start']}&end={card['end']}")["places"][0]
    report.check("It is the page of that part", f"/pages/{page['page']}?" in shown["source"]
                 and f"part={part['number']}" in shown["source"] and page["part"] == part["number"], str(shown))
    report.check("Its label counts the pages of that part",
                 shown["label"] == f"Page {page['page']} of {part['pages']}", shown["label"])
    report.check("The page is named for those who cannot see it",
                 part["name"] in shown["alt"] and document["name"] in shown["alt"], shown["alt"])
    report.check("The marks lie on the page", shown["inside"], str(shown))
    browser.screenshot(options.folder / "part-light.png")
    browser.look(360, 740, "dark")
    browser.screenshot(options.folder / "part-mobile-dark.png")
    browser.look(1400, 900, "light")
    browser.click("#view-text")
    marked = browser.wait("return document.querySelector('#reader-text mark')?.textContent", 20)
    text = document["text"].encode()[card["start"]:card["end"]].decode(errors="replace")
    report.check("The text view marks the same words", marked == text, f"{marked!r} is not {text!r}")
    browser.click("#view-pages")
