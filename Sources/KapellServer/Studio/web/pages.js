// The pages of a document as images, with the cited words marked where they lie.

import { findPlaces, pageImage, reasonOf } from "/ui/api.js";
import { byId, el } from "/ui/dom.js";

const views = byId("reader-views");
const asPages = byId("view-pages");
const asText = byId("view-text");
const view = byId("reader-pages");
const leaf = byId("leaf");
const image = byId("leaf-image");
const label = byId("leaf-label");
const before = byId("leaf-before");
const after = byId("leaf-after");

const drawn = new Set(["pdf", "image"]);
/** The longer side of the image, in points: sharp on screens of two points a pixel. */
const side = 1600;

let wanted = true;
let open = null;
let request = 0;
let onView = () => {};
let onProblem = () => {};

/** Says what follows a change between pages and text, and what is told of a page that cannot be shown. */
export function handlers({ view: changed, problem }) {
    onView = changed;
    onProblem = problem;
}

/** Whether pages are shown, and not the text. */
export const isOn = () => open !== null && wanted && !open.failed;

/** Takes up a document. Returns whether its pages are shown. */
export function take(knowledge, found, span) {
    const { part, name, kind, count } = leaves(found, span);
    if (!count || !drawn.has(kind)) {
        leave();
        return false;
    }
    const page = span?.page ?? 1;
    const mark = `${knowledge} ${found.id} ${found.sha256} ${span?.start} ${span?.end}`;
    if (open?.mark !== mark) {
        open = { knowledge, id: found.id, part, name, hash: found.sha256, count, span, page, mark, places: null,
            failed: false };
        request += 1;
        leaf.replaceChildren(image);
        if (wanted) load();
    }
    offer();
    return isOn();
}

/** Whose pages are shown: those of the part that is cited, where a document has parts, else its own. */
function leaves(found, span) {
    // A part of a part follows it, so the last is the innermost.
    const part = span && found.parts?.findLast((part) => part.start <= span.start && span.start < part.end);
    if (!part) return { part: null, name: found.name, kind: found.kind, count: found.pages.length };
    // What an older version has indexed tells no format.
    const kind = part.kind ?? (/\.pdf$/i.test(part.name) ? "pdf" : null);
    return { part: part.number, name: `${part.name} in ${found.name}`, kind, count: part.pages };
}

/** No document is open. */
export function leave() {
    request += 1;
    open = null;
    offer();
}

asPages.addEventListener("click", () => choose(true));
asText.addEventListener("click", () => choose(false));
before.addEventListener("click", () => turn(-1));
after.addEventListener("click", () => turn(1));
view.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    turn(step);
});

function choose(pages) {
    wanted = pages;
    if (open) open.failed = false;
    if (pages && open) load();
    offer();
    onView();
}

function offer() {
    views.hidden = open === null;
    const pages = isOn();
    asPages.setAttribute("aria-pressed", String(pages));
    asText.setAttribute("aria-pressed", String(!pages));
    view.hidden = !pages;
    if (!open) return;
    label.textContent = `Page ${open.page} of ${open.count}`;
    before.disabled = open.page <= 1;
    after.disabled = open.page >= open.count;
}

function turn(step) {
    const page = open.page + step;
    if (page < 1 || page > open.count) return;
    open.page = page;
    offer();
    load();
}

/** Shows the page: its image, then the marks on it. */
async function load() {
    const mine = ++request;
    const at = open;
    const address = pageImage(at.knowledge, at.id, at.part, at.page, side, at.hash);
    let isShown = false;
    view.setAttribute("aria-busy", "true");
    leaf.replaceChildren(image);
    image.alt = `Page ${at.page} of ${at.name}. Its words are in the text view.`;
    try {
        await shown(address);
        if (mine !== request) return;
        isShown = true;
        const { start, end } = at.span ?? {};
        if (start < end) {
            at.places ??= (await findPlaces(at.knowledge, at.id, start, end)).places;
            if (mine !== request) return;
            const here = (place) => place.page === at.page && (place.part ?? null) === at.part;
            mark(at.places.filter(here), at.span.index);
        }
    } catch (error) {
        if (mine !== request) return;
        // Without its marks the page is still worth seeing.
        if (!isShown) {
            at.failed = true;
            offer();
            onView();
        }
        onProblem(error);
    } finally {
        if (mine === request) view.removeAttribute("aria-busy");
    }
}

/** Waits for the image; a failure is what the server says of it. */
async function shown(address) {
    if (image.getAttribute("src") !== address) image.src = address;
    try {
        await image.decode();
    } catch {
        image.removeAttribute("src");
        throw await reasonOf(address);
    }
}

function mark(places, index) {
    places.forEach((place, at) => {
        const box = el("div", { class: "place", "data-index": at === 0 ? index : null });
        const share = (value) => `${(value * 100).toFixed(3)}%`;
        box.style.left = share(place.left);
        box.style.top = share(place.top);
        box.style.width = share(place.right - place.left);
        box.style.height = share(place.bottom - place.top);
        leaf.append(box);
    });
    const first = leaf.querySelector(".place");
    if (!first) return;
    const offset = first.getBoundingClientRect().top - view.getBoundingClientRect().top;
    view.scrollTop += offset - view.clientHeight / 3;
}
