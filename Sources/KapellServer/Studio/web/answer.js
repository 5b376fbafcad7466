// The answer: its text as it comes, its marks, citations, verdicts, refusal or failure.

import { byId, coded, count, el, place, problem, sentence, words } from "/ui/dom.js";

const decisions = {
    accept: ["accepted", "accepted the answer"],
    fix: ["corrected", "corrected the answer"],
    retry: ["sent back", "sent the answer back for another attempt"],
    refuse: ["refused", "refused the answer"],
};

const nodes = Object.fromEntries([
    "answer", "answer-title", "answer-live", "answer-text", "answer-notice", "draft", "draft-text", "citations",
    "citation-list", "verdicts", "verdict-list", "retrieved", "retrieved-title", "retrieved-list",
].map((id) => [id, byId(id)]));

let openPassage = () => {};
let received = "";
let pending = "";
let citations = new Map();
let verdicts = new Map();

/** Says what opens a passage ({document_id, document, start, end, text, index?}). */
export function onOpen(handler) {
    openPassage = handler;
}

/** Takes the answer off the page. */
export function clear() {
    received = pending = "";
    citations = new Map();
    verdicts = new Map();
    for (const id of ["answer-text", "answer-notice", "citation-list", "verdict-list", "retrieved-list"]) {
        nodes[id].replaceChildren();
    }
    for (const id of ["answer", "draft", "citations", "verdicts", "retrieved"]) nodes[id].hidden = true;
    nodes.retrieved.open = false;
    busy(false);
}

/** A question was asked: the answer begins. */
export function begin(question) {
    clear();
    nodes["answer-title"].textContent = question;
    nodes.answer.hidden = false;
    busy(true);
}

/** The passages that the search found. */
export function retrieved(results) {
    nodes.retrieved.hidden = results.length === 0;
    nodes["retrieved-title"].textContent = `${count(results.length, "passage")} found`;
    nodes["retrieved-list"].replaceChildren(...results.map((item) => el("li", {}, passage("found", item))));
}

/** An unverified draft; it replaces the draft before it. */
export function draft(text) {
    nodes["draft-text"].textContent = text;
    nodes.draft.hidden = text === "";
}

/** One verifier's verdict, as one sentence. Equal verdicts are shown once, with their number. */
export function verdict({ verifier, decision, reason, evidence }) {
    const [tag, did] = decisions[decision] ?? [words(decision), `decided "${words(decision)}"`];
    const who = words(verifier);
    const text = sentence(`${who.startsWith("the ") ? who : `the ${who} check`} ${did}${reason ? `: ${reason}` : ""}`);
    const known = verdicts.get(text);
    if (known) {
        known.times += 1;
        known.count.textContent = ` (${known.times} times)`;
        return;
    }
    const times = el("span", { class: "times" });
    verdicts.set(text, { times: 1, count: times });
    nodes["verdict-list"].append(el("li", { class: "verdict", "data-decision": decision },
        el("span", { class: "tag" }, tag), el("div", {}, text, times, judged(evidence))));
    nodes.verdicts.hidden = false;
}

/** Each statement that was judged: what was wrong with it, and in which words. */
function judged(evidence) {
    const statements = (evidence ?? []).filter((entry) => entry.name === "support" && entry.value?.statement);
    if (!statements.length) return null;
    return el("details", { class: "judged" },
        el("summary", {}, `${count(statements.length, "statement")} judged`),
        el("ul", {}, ...statements.map(({ value }) => el("li", { "data-supported": String(value.supported === true) },
            el("q", {}, value.statement),
            ` ${value.supported ? "Supported." : sentence(value.feedback ?? "Not supported")}`,
            ...(value.checks ?? []).map(check)))));
}

function check({ check: name, outcome, detail }) {
    return el("p", { class: "check" }, `${words(name)}: ${words(outcome)}${detail ? `. ${sentence(detail)}` : ""}`);
}

/** A piece of the answer's text. A mark may be cut anywhere. */
export function append(text) {
    received += text;
    draft("");
    const all = pending + text;
    const cut = all.search(/\[\d{0,3}$/);
    pending = cut < 0 ? "" : all.slice(cut);
    write(cut < 0 ? all : all.slice(0, cut));
}

/** A citation: its card appears, and its marks in the text can be clicked. Without an index it is the next one. */
export function citation(given) {
    const item = { ...given, index: given.index ?? citations.size + 1 };
    if (citations.has(item.index)) return;
    citations.set(item.index, item);
    const row = el("li", { "data-index": item.index }, passage("card", item));
    const after = [...nodes["citation-list"].children].find((other) => Number(other.dataset.index) > item.index);
    nodes["citation-list"].insertBefore(row, after ?? null);
    nodes.citations.hidden = false;
    for (const mark of nodes["answer-text"].querySelectorAll(`.mark[data-index="${Number(item.index)}"]`)) enable(mark);
}

/** The whole answer, which is what counts; what was streamed is brought in line with it. */
export function done(result) {
    const text = result.answer ?? "";
    draft("");
    if (received !== text || result.refused) {
        nodes["answer-text"].replaceChildren();
        pending = "";
        if (!result.refused) write(text);
    }
    write(pending);
    pending = "";
    (result.citations ?? []).forEach((item, at) => citation({ ...item, index: item.index ?? at + 1 }));
    settle();
    if (!verdicts.size) (result.verdicts ?? []).forEach(verdict);
    const read = result.read_as ? el("p", { class: "hint" }, `Read as: ${result.read_as}`) : null;
    if (read) nodes["answer-notice"].replaceChildren(read);
    if (result.refused) {
        nodes["answer-notice"].replaceChildren(...[read].filter(Boolean), el("div", { class: "refusal" },
            el("p", { class: "refusal-title" }, "The documents do not answer this."),
            result.reason ? el("p", {}, ...coded(sentence(result.reason))) : null,
            nodes.retrieved.hidden ? null : el("p", { class: "hint" },
                "The nearest passages are below. They were found, but they do not hold the answer.")));
        nodes.retrieved.open = !nodes.retrieved.hidden;
    }
    busy(false);
}

/** The answer failed; what had come stays, and is said to be incomplete. */
export function fail(error) {
    interrupted();
    nodes["answer-notice"].replaceChildren(
        problem(received ? "The answer is incomplete" : "There is no answer", error));
}

/** The person cancelled. */
export function cancelled() {
    interrupted();
    nodes["answer-notice"].replaceChildren(el("p", { class: "hint" },
        received ? "Cancelled. The answer above is incomplete." : "Cancelled before the answer began."));
}

/** Shows which citation is open in the reader. */
export function select(index) {
    for (const node of nodes.answer.querySelectorAll("[data-index] > .card, .mark")) {
        const own = Number(node.dataset.index ?? node.parentElement.dataset.index);
        if (own === index) node.setAttribute("aria-current", "true");
        else node.removeAttribute("aria-current");
    }
}

function interrupted() {
    draft("");
    write(pending);
    pending = "";
    settle();
    busy(false);
}

function busy(value) {
    nodes["answer-live"].setAttribute("aria-busy", String(value));
}

function write(text) {
    const parts = text.split(/\[(\d{1,3})\]/);
    parts.forEach((part, at) => {
        if (at % 2 === 0) {
            if (part) nodes["answer-text"].append(part);
            return;
        }
        const index = Number(part);
        const mark = el("button", { class: "mark", type: "button", "data-index": index, disabled: true }, part);
        if (citations.has(index)) enable(mark);
        nodes["answer-text"].append(mark);
    });
}

function enable(mark) {
    const item = citations.get(Number(mark.dataset.index));
    mark.disabled = false;
    mark.setAttribute("aria-label", `Citation ${item.index}: ${place(item)}`);
    mark.addEventListener("click", () => openPassage(item));
}

/** Figures in brackets that cite nothing were part of the text. */
function settle() {
    for (const mark of nodes["answer-text"].querySelectorAll(".mark:disabled")) {
        mark.replaceWith(`[${mark.textContent}]`);
    }
}

function passage(kind, item) {
    return el("button", {
        class: kind, type: "button",
        "data-document-id": item.document_id, "data-start": item.start, "data-end": item.end,
        on: { click: () => openPassage(item) },
    },
        item.index ? el("span", { class: "figure", "aria-hidden": "true" }, String(item.index)) : null,
        el("span", { class: "quote" }, item.text),
        el("span", { class: "source" }, place(item)));
}
