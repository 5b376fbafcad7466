// The reader: a document's text with its page markers and one highlighted span.

import { readDocument } from "/ui/api.js";
import { ByteText, pieces } from "/ui/bytes.js";
import { byId, count, el, place, problem } from "/ui/dom.js";
import * as pages from "/ui/pages.js";

const narrow = window.matchMedia("(max-width: 959px)");
const kept = 8;

const title = byId("reader-title");
const facts = byId("reader-facts");
const notice = byId("reader-notice");
const body = byId("reader-text");

let cache = new Map();
let shown = null;
let request = 0;
let opener = null;

/**
 * Forgets the documents that were read, so that a changed one is read again. What is open stays open,
 * but its highlight loses its figure, which belonged to the answer before.
 */
export function forget() {
    for (const mark of body.querySelectorAll("mark")) mark.removeAttribute("data-index");
    cache = new Map();
    shown = null;
}

/** Closes what is open and forgets everything: another knowledge base was chosen. */
export function reset() {
    request += 1;
    forget();
    close();
    title.textContent = "Reader";
    facts.textContent = "";
    notice.replaceChildren();
    pages.leave();
    body.hidden = false;
    body.replaceChildren(el("p", { class: "hint" }, "Choose a citation or a document, and it opens here."));
}

/**
 * Opens a document. With `span` ({start, end, text, index}) the span is highlighted and scrolled to.
 * A failure is shown in the reader.
 */
export async function open(knowledge, id, name, span = null) {
    const mine = ++request;
    opener = document.activeElement;
    title.textContent = name;
    document.body.classList.add("reader-open");
    cover();
    const key = JSON.stringify([knowledge, id]);
    body.setAttribute("aria-busy", "true");
    try {
        if (!cache.has(key)) {
            shown = null;
            facts.textContent = "Opening …";
            pages.leave();
            body.hidden = false;
            notice.replaceChildren();
            body.replaceChildren();
            const found = await readDocument(knowledge, id);
            if (mine !== request) return;
            remember(key, { ...found, knowledge, bytes: new ByteText(found.text) });
        }
        show(key, cache.get(key), span);
    } catch (error) {
        if (mine !== request) return;
        shown = null;
        pages.leave();
        facts.textContent = "";
        body.replaceChildren();
        notice.replaceChildren(problem("The document cannot be shown", error));
    } finally {
        if (mine === request) body.removeAttribute("aria-busy");
    }
}

/** Closes the reader where it covers the page, and gives the focus back. */
export function close() {
    const covered = document.body.classList.contains("reader-open") && narrow.matches;
    document.body.classList.remove("reader-open");
    cover();
    if (covered) opener?.focus();
}

/** True where the reader covers the whole page, so that Escape closes it. */
export function covers() {
    return narrow.matches && document.body.classList.contains("reader-open");
}

byId("reader-close").addEventListener("click", close);
pages.handlers({
    view() {
        body.hidden = pages.isOn();
        aim();
    },
    problem(error) {
        notice.replaceChildren(problem("The page cannot be shown", error));
    },
});
narrow.addEventListener("change", () => {
    cover();
    aim();
});

function cover() {
    const covering = covers();
    for (const id of ["column", "documents"]) byId(id).inert = covering;
    document.querySelector(".masthead").inert = covering;
    if (covering) title.focus();
}

function remember(key, value) {
    if (cache.size >= kept) cache.delete(cache.keys().next().value);
    cache.set(key, value);
}

function show(key, found, span) {
    const mark = `${key} ${span?.start} ${span?.end} ${span?.index}`;
    title.textContent = found.name;
    facts.textContent = [
        found.kind,
        found.pages.length ? count(found.pages.length, "page") : null,
        span?.part || span?.page ? `open at ${place({ document: span.part, page: span.page })}` : null,
    ].filter(Boolean).join(", ");
    notice.replaceChildren();
    if (shown !== mark) body.replaceChildren(...sheets(found, span));
    shown = mark;
    body.hidden = pages.take(found.knowledge, found, span);
    aim();
    settle();
    if (span && typeof span.text === "string" && found.bytes.slice(span.start, span.end) !== span.text) {
        notice.replaceChildren(el("p", { class: "changed" },
            "The document no longer has the quoted words at this place. It has changed since; ask again."));
    }
}

/** Aims again while pages that come into view get their true heights. */
function settle(left = 4) {
    if (left > 0) requestAnimationFrame(() => { aim(); settle(left - 1); });
}

/** Scrolls the text, and nothing else, to the highlight; without one, to the top. */
function aim() {
    const first = body.querySelector("mark");
    const offset = first ? first.getBoundingClientRect().top - body.getBoundingClientRect().top : 0;
    body.scrollTop = first ? body.scrollTop + offset - body.clientHeight / 3 : 0;
}

function sheets(found, span) {
    const all = pieces(found.bytes.length, found.pages);
    if (!all.length) return [el("p", { class: "hint" }, "This document has no text.")];
    let first = true;
    return all.map((piece) => {
        const sheet = el("div", { class: "sheet" });
        if (piece.number !== null) sheet.append(el("h3", { class: "page" }, `Page ${piece.number}`));
        const text = el("div", { class: "text" });
        const start = Math.max(piece.start, span?.start ?? Infinity);
        const end = Math.min(piece.end, span?.end ?? -Infinity);
        if (start < end) {
            sheet.classList.add("marked");
            text.append(
                found.bytes.slice(piece.start, start),
                el("mark", { "data-index": first ? span.index : null }, found.bytes.slice(start, end)),
                found.bytes.slice(end, piece.end));
            first = false;
        } else {
            text.append(found.bytes.slice(piece.start, piece.end));
        }
        sheet.append(text);
        return sheet;
    });
}
