// The list of documents, with what failed, what is doubtful about them, and what to do about it.

import { listDocuments } from "/ui/api.js";
import { byId, coded, count, el, problem, size } from "/ui/dom.js";

const list = byId("document-list");
const title = byId("documents-title");
let request = 0;

/** Lists the documents of a knowledge base; `open(id, name)` is called when one is chosen. */
export async function load(knowledge, open) {
    const mine = ++request;
    title.textContent = "Documents";
    try {
        const { documents } = await listDocuments(knowledge);
        if (mine === request) show(documents, open);
    } catch (error) {
        if (mine === request) list.replaceChildren(el("li", {}, problem("The documents cannot be listed", error)));
    }
}

/** Empties the list. */
export function clear() {
    request += 1;
    title.textContent = "Documents";
    list.replaceChildren();
}

function show(documents, open) {
    const failed = documents.filter((item) => item.status === "failed");
    const fine = documents.filter((item) => item.status !== "failed");
    title.textContent = [
        count(documents.length, "document"),
        failed.length ? `${failed.length} not indexed` : null,
    ].filter(Boolean).join(", ");
    list.replaceChildren(
        ...failed.map((item) => el("li", { class: "failed" },
            el("span", { class: "document-name" }, item.name),
            el("span", { class: "tag" }, "not indexed"),
            el("p", {}, ...coded(item.error?.message ?? "No reason was recorded.")),
            item.error?.remedy ? el("p", { class: "remedy" }, ...coded(item.error.remedy)) : null)),
        ...fine.map((item) => el("li", {},
            el("button", { class: "document", type: "button", on: { click: () => open(item.id, item.name) } },
                el("span", { class: "document-name" }, item.name),
                el("span", { class: "document-facts" }, [
                    item.kind,
                    item.pages ? count(item.pages, "page") : null,
                    count(item.passages, "passage"),
                    size(item.bytes),
                ].filter(Boolean).join(", "))),
            doubts(item))));
}

/** What was found about a document's text: garbled, another language, nearly the same as another. */
function doubts(item) {
    const texts = [...(item.findings ?? []).map((finding) => finding.message), ...(item.warnings ?? [])];
    if (!texts.length) return null;
    return el("details", { class: "doubts" },
        el("summary", {}, count(texts.length, "remark")),
        el("ul", {}, ...texts.map((text) => el("li", {}, ...coded(text)))));
}
