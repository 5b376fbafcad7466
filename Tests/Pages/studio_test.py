#!/usr/bin/env python3
"""Drives the page at /ui in headless Chromium against a running server.

    studio_test.py BASE_URL QUESTION FOLDER [--refused QUESTION] [--knowledge NAME] [--packed NAME]
                   [--timeout SECONDS]

QUESTION must be one that the documents answer. Screenshots are written to FOLDER.
Needs Python's standard library and Debian's chromium and chromium-driver.
Prints one line a check and, last, "N passed, N failed". Exits with 1 when a check failed,
with 2 when the test could not be run.
"""

import argparse
import base64
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

from part_page import check_parts
from runs_page import check_runs

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class CannotRun(Exception):
    """The test could not be run; nothing is said about the page."""


def request_json(url, method="GET", body=None, timeout=60):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with DIRECT.open(request, timeout=timeout) as response:
        return json.load(response)


class Browser:
    """One headless Chromium, spoken to through the WebDriver protocol."""

    def __init__(self):
        driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
        if not driver or not chromium:
            raise CannotRun("chromium and chromedriver are needed: apt-get install chromium chromium-driver")
        self.profile = tempfile.TemporaryDirectory(prefix="kapell-page-")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.root = f"http://127.0.0.1:{port}"
        self.session = None
        self.process = subprocess.Popen(
            [driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.wait_for_driver()
            self.open_session(chromium)
        except BaseException:
            self.close()
            raise

    def wait_for_driver(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise CannotRun(f"chromedriver ended at once with status {self.process.returncode}")
            try:
                if request_json(self.root + "/status", timeout=5)["value"]["ready"]:
                    return
            except OSError:
                time.sleep(0.1)
        raise CannotRun("chromedriver was not ready within 30 seconds")

    def open_session(self, chromium):
        arguments = ["--headless=new", f"--user-data-dir={self.profile.name}", "--no-first-run",
                     "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server", "--window-size=1400,900"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            arguments.append("--no-sandbox")
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": chromium, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}}, timeout=120)
        self.session = "/session/" + answer["sessionId"]
        # The browser's own first page makes requests too: leave it, and forget them.
        self.go("about:blank")
        time.sleep(0.5)
        self.log("performance")
        self.log("browser")

    def call(self, method, path, body=None, timeout=60):
        try:
            return request_json(self.root + path, method, body, timeout)["value"]
        except urllib.error.HTTPError as error:
            detail = json.load(error)["value"]
            raise CannotRun(f"{path}: {detail['error']}: {detail['message'].splitlines()[0]}") from None

    def command(self, method, path, body=None):
        return self.call(method, self.session + path, body)

    def go(self, url):
        self.command("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        return self.command("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_later(self, script, *arguments):
        return self.command("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.command("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.command("POST", f"/element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        self.command("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def developer(self, name, **parameters):
        return self.command("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def log(self, kind):
        return self.command("POST", "/se/log", {"type": kind})

    def look(self, width, height, scheme):
        self.developer("Emulation.setDeviceMetricsOverride", width=width, height=height,
                       deviceScaleFactor=1, mobile=width < 600)
        self.developer("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"}])

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.command("GET", "/screenshot")))

    def wait(self, script, timeout):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            value = self.run(script)
            if value:
                return value
            time.sleep(0.1)
        return None

    def close(self):
        if self.session:
            try:
                self.command("DELETE", "")
            except (OSError, CannotRun):
                pass
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        try:
            self.profile.cleanup()
        except OSError:
            pass


class Report:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, name, holds, detail=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
        suffix = f": {detail}" if detail and not holds else ""
        print(f"{'ok  ' if holds else 'FAIL'} {name}{suffix}", flush=True)
        return bool(holds)


ENDED = "const s = document.body.dataset.state; return s !== 'idle' && s !== 'asking' ? s : null"
WIDE = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth"
MARKED = "return [...document.querySelectorAll('#reader-text mark')].map((mark) => mark.textContent).join('')"
IN_VIEW = """
    const box = document.getElementById('reader-text').getBoundingClientRect();
    const mark = document.querySelector('#reader-text mark').getBoundingClientRect();
    return mark.bottom > box.top && mark.top < box.bottom && mark.bottom > 0 && mark.top < innerHeight"""
CARD = """
    const row = document.querySelector('#citation-list > li');
    const card = row?.querySelector('.card');
    return card && { index: Number(row.dataset.index), id: card.dataset.documentId,
        start: Number(card.dataset.start), end: Number(card.dataset.end),
        text: card.querySelector('.quote').textContent }"""
DRAWN = """
    const image = document.getElementById('leaf-image');
    const view = document.getElementById('reader-pages').getBoundingClientRect();
    const boxes = [...document.querySelectorAll('#leaf .place')].map((box) => box.getBoundingClientRect());
    if (!image.complete || !image.naturalWidth || !boxes.length) return null;
    const leaf = image.getBoundingClientRect();
    return { label: document.getElementById('leaf-label').textContent, width: image.naturalWidth,
        figure: document.querySelector('#leaf .place').dataset.index,
        inside: boxes.every((box) => box.width > 4 && box.height > 4 && box.left >= leaf.left - 1
            && box.right <= leaf.right + 1 && box.top >= leaf.top - 1 && box.bottom <= leaf.bottom + 1),
        seen: boxes[0].bottom > view.top && boxes[0].top < view.bottom }"""
CUTS = """
    const [finish] = arguments;
    import('/ui/bytes.js').then(({ ByteText, pieces }) => {
        const text = '\\ufeffA\\u00e9\\u20ac\\ud83c\\udfbc\\r\\nz';
        const cut = new ByteText(text);
        finish([cut.length === 16, cut.slice(0, 16) === text, cut.slice(4, 6) === '\\u00e9',
            cut.slice(6, 9) === '\\u20ac', cut.slice(9, 13) === '\\ud83c\\udfbc', cut.slice(13, 99) === '\\r\\nz',
            cut.slice(11, 13) === '\\ud83c\\udfbc', cut.slice(9, 9) === '',
            JSON.stringify(pieces(9, [{ number: 2, start: 5, end: 8 }, { number: 1, start: 0, end: 4 }]))
                === JSON.stringify([{ number: 1, start: 0, end: 4 }, { number: null, start: 4, end: 5 },
                    { number: 2, start: 5, end: 8 }, { number: null, start: 8, end: 9 }])]);
    }, (error) => finish([String(error)]))"""


def check_answer(browser, report, options):
    browser.look(1400, 900, "light")
    browser.go(options.base + "/ui")
    ready = browser.wait("const q = document.getElementById('question'); return q && !q.disabled", 20)
    if not report.check("The page opens and takes a question", ready, "the question box is missing or disabled"):
        return None
    knowledge = options.knowledge or request_json(options.base + "/kapell/v1/knowledge")["knowledge"][0]["name"]
    browser.run("""const choice = document.getElementById('base-choice');
        if (choice.value !== arguments[0]) {
            choice.value = arguments[0];
            choice.dispatchEvent(new Event('change'));
        }""", knowledge)
    report.check("The question box is named by its label",
                 browser.run("return document.getElementById('question').labels.length === 1"))
    report.check("Text is cut at UTF-8 bytes", all(value is True for value in browser.run_later(CUTS)))
    browser.screenshot(options.folder / "start.png")
    browser.type("#question", options.question + "\ue007")
    state = browser.wait(ENDED, options.timeout)
    text = browser.run("return document.getElementById('answer').innerText")
    browser.screenshot(options.folder / "answer.png")
    if not report.check("The question is answered", state == "answered", f"state {state}: {text[:300]}"):
        return None
    report.check("The answer has text and is no longer busy", browser.run(
        "return document.getElementById('answer-text').textContent.trim() !== ''"
        " && document.getElementById('answer-live').getAttribute('aria-busy') === 'false'"))
    card = browser.run(CARD)
    return (knowledge, card) if report.check("A citation is shown", card) else None


def check_pages(browser, report, options, card, count):
    drawn = browser.wait(DRAWN, 30)
    if not report.check("The citation's page is drawn with its marks", drawn):
        return
    report.check("The marks lie on the page, with the citation's figure, in view",
                 drawn["inside"] and drawn["seen"] and drawn["figure"] == str(card["index"]), str(drawn))
    browser.screenshot(options.folder / "page-light.png")
    browser.look(1400, 900, "dark")
    browser.screenshot(options.folder / "page-dark.png")
    browser.look(1400, 900, "light")
    number = int(drawn["label"].split()[1])
    key, other = ("ArrowRight", number + 1) if number < count else ("ArrowLeft", number - 1)
    if count > 1:
        browser.run("""document.getElementById('reader-pages').dispatchEvent(
            new KeyboardEvent('keydown', { key: arguments[0], bubbles: true }))""", key)
        report.check("An arrow key turns the page", browser.wait(f"""
            const image = document.getElementById('leaf-image');
            return image.complete && image.src.includes('/pages/{other}?')
                && document.getElementById('leaf-label').textContent === 'Page {other} of {count}'""", 20))
        report.check("The marks stay on their own page", browser.run(
            "return document.querySelectorAll('#leaf .place').length === 0"))
    browser.click("#view-text")


def check_citation(browser, report, options, knowledge, card):
    mark = f'#answer-text .mark[data-index="{card["index"]}"]'
    has_mark = browser.run("return document.querySelector(arguments[0]) !== null", mark)
    report.check("The answer carries the citation's mark", has_mark)
    browser.click(mark if has_mark else "#citation-list .card")
    page = request_json(f"{options.base}/kapell/v1/knowledge/{urllib.parse.quote(knowledge, safe='')}"
                        f"/documents/{card['id']}")
    if page["kind"] == "pdf":
        check_pages(browser, report, options, card, len(page["pages"]))
    marked = browser.wait(MARKED, 20)
    report.check("The highlighted text is the citation's text", marked == card["text"],
                 f"{marked!r} is not {card['text']!r}")
    quote = urllib.parse.quote
    document = request_json(f"{options.base}/kapell/v1/knowledge/{quote(knowledge, safe='')}"
                            f"/documents/{quote(card['id'], safe='')}")
    expected = document["text"].encode()[card["start"]:card["end"]].decode(errors="replace")
    report.check("The highlighted text stands at the citation's bytes", marked == expected,
                 f"{marked!r} is not {expected!r}")
    if marked:
        report.check("The highlighted text is in view", browser.run(IN_VIEW))
    shown = browser.run("return document.querySelectorAll('#reader-text .page').length")
    report.check("Each page has its marker", shown == len(document["pages"]),
                 f"{shown} of {len(document['pages'])}")
    browser.screenshot(options.folder / "desktop-light.png")
    browser.look(1400, 900, "dark")
    browser.screenshot(options.folder / "desktop-dark.png")


def check_rest(browser, report, options):
    browser.look(1400, 900, "light")
    report.check("Nothing is wider than the page at 1400 px", browser.run(WIDE))
    browser.click("#trace > summary")
    report.check("The trace shows the steps of the run", browser.wait(
        "return document.querySelectorAll('.trace-steps > li').length > 0", 20))
    browser.run("document.getElementById('trace').scrollIntoView()")
    browser.screenshot(options.folder / "trace.png")
    browser.run("scrollTo(0, 0)")
    report.check("Nothing is kept but in the session", browser.run(
        "return localStorage.length === 0 && document.cookie === '' && sessionStorage.length === 1"))

    browser.look(360, 740, "light")
    browser.screenshot(options.folder / "mobile-reader.png")
    report.check("On a narrow screen the reader closes by Escape", browser.run("""
        const shown = getComputedStyle(document.getElementById('reader')).display;
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
        return shown !== 'none' && getComputedStyle(document.getElementById('reader')).display === 'none'"""))
    report.check("Nothing is wider than the page at 360 px", browser.run(WIDE))
    browser.run("scrollTo(0, 0)")
    browser.screenshot(options.folder / "mobile-light.png")
    browser.look(360, 740, "dark")
    browser.screenshot(options.folder / "mobile-dark.png")

    browser.look(1400, 900, "light")
    # Both keys in one script: the answer cannot arrive between them.
    report.check("Escape cancels a running answer", browser.run("""
        const box = document.getElementById('question');
        const press = (key) => box.dispatchEvent(
            new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
        box.value = arguments[0];
        press('Enter');
        const asking = document.body.dataset.state;
        press('Escape');
        return asking === 'asking' && document.body.dataset.state === 'cancelled'""", options.question))
    if options.refused:
        browser.run("document.getElementById('question').value = ''")
        browser.type("#question", options.refused + "\ue007")
        state = browser.wait(ENDED, options.timeout)
        report.check("A question that the documents do not answer is refused",
                     state == "refused" and browser.run("return document.querySelector('.refusal') !== null"),
                     f"state {state}")
        browser.screenshot(options.folder / "refused.png")


def check_quiet(browser, report, options):
    time.sleep(0.5)
    own = urllib.parse.urlsplit(options.base).netloc
    urls = []
    for entry in browser.log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] in ("Network.requestWillBeSent", "Network.webSocketCreated"):
            parameters = message["params"]
            urls.append(parameters.get("request", parameters)["url"])
    away = [url for url in urls if urllib.parse.urlsplit(url).scheme != "data"
            and urllib.parse.urlsplit(url).netloc != own]
    report.check("Requests were recorded, and none leaves the server", urls and not away, ", ".join(away[:5]))
    errors = [entry["message"] for entry in browser.log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    report.check("The console shows no error", not errors, " | ".join(errors[:5]))


def check_policy(report, options):
    with DIRECT.open(options.base + "/ui", timeout=20) as response:
        policy = response.headers.get("Content-Security-Policy", "")
        report.check("The page is served as HTML", response.headers.get_content_type() == "text/html")
    wanted = ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
    report.check("The content policy allows the server alone",
                 all(part in policy for part in wanted) and "unsafe" not in policy, policy or "no policy")


def main():
    parser = argparse.ArgumentParser(description="Checks the page at /ui of a running server.")
    parser.add_argument("base", help="for example http://127.0.0.1:7272")
    parser.add_argument("question", help="a question that the documents answer")
    parser.add_argument("folder", type=pathlib.Path, help="where the screenshots go")
    parser.add_argument("--refused", help="a question that the documents do not answer")
    parser.add_argument("--knowledge", help="the knowledge base to ask; without it, the first")
    parser.add_argument("--packed", help="a knowledge base of one ZIP folder with a PDF that answers the question, too")
    parser.add_argument("--timeout", type=float, default=120, help="seconds to wait for an answer")
    options = parser.parse_args()
    options.base = options.base.rstrip("/")
    options.folder.mkdir(parents=True, exist_ok=True)
    report = Report()
    try:
        check_policy(report, options)
        browser = Browser()
        try:
            found = check_answer(browser, report, options)
            if found:
                check_citation(browser, report, options, *found)
                check_rest(browser, report, options)
            if options.packed:
                check_parts(browser, report, options, request_json)
            if request_json(options.base + "/kapell/v1/workflows")["workflows"]:
                check_runs(browser, report, options)
            check_quiet(browser, report, options)
        finally:
            browser.close()
    except (CannotRun, OSError, KeyError, IndexError) as error:
        print(f"The test could not be finished: {error!r}", file=sys.stderr)
        print(f"{report.passed} passed, {report.failed + 1} failed")
        return 2
    print(f"{report.passed} passed, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
