// The page: chooses a knowledge base, asks, and hands each event to the part that shows it.

import { ask, listKnowledge } from "/ui/api.js";
import * as answer from "/ui/answer.js";
import { byId, count, el, problem } from "/ui/dom.js";
import * as library from "/ui/library.js";
import * as reader from "/ui/reader.js";
import * as recent from "/ui/recent.js";
import * as trace from "/ui/trace.js";

const box = byId("question");
const button = byId("ask-button");
const choice = byId("base-choice");
const notice = byId("page-notice");
const ingest = (name) => `kapell ingest PATH --into ${name}`;
const modes = {
    extractive: "answers are quoted word for word",
    generative: "answers are written by the model, then verified",
};

let bases = [];
let base = null;
let running = null;

answer.onOpen((item) => {
    answer.select(item.index ?? null);
    byId("documents").open = false;
    reader.open(base.name, item.document_id, item.document, item);
});
recent.onChoose((question) => {
    box.value = question;
    grow();
    box.focus();
});
byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (running) cancel();
    else start();
});
box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!running) start();
});
box.addEventListener("input", grow);
document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (reader.covers()) reader.close();
    else cancel();
});
choice.addEventListener("change", () => choose(choice.value));
byId("documents-refresh").addEventListener("click", () => refresh());

reader.reset();
refresh();
// Where there is a keyboard; on a touch screen the focus would cover half the page with one.
if (window.matchMedia("(pointer: fine)").matches) box.focus();

/** Reads the knowledge bases, and the documents of the one in use. */
async function refresh() {
    try {
        bases = (await listKnowledge()).knowledge;
    } catch (error) {
        bases = [];
        base = null;
        offer();
        notice.replaceChildren(problem("The knowledge bases cannot be listed", error), again());
        return;
    }
    notice.replaceChildren();
    const wanted = base?.name ?? recent.chosenBase();
    choose((bases.find((item) => item.name === wanted) ?? bases[0])?.name ?? null);
}

function choose(name) {
    const changed = base?.name !== name;
    base = bases.find((item) => item.name === name) ?? null;
    offer();
    if (changed) {
        cancel();
        answer.clear();
        trace.clear();
        reader.reset();
        byId("documents").open = true;
        state("idle", "");
        recent.show(base?.name ?? null);
    }
    if (!base) {
        library.clear();
        notice.replaceChildren(empty("Nothing is indexed yet", "NAME"));
        return;
    }
    notice.replaceChildren(...(base.passages ? [] : [empty(`${base.name} has no passages yet`, base.name)]));
    library.load(base.name, (id, title) => {
        answer.select(null);
        reader.open(base.name, id, title);
    });
}

/** Brings the choice of knowledge bases and the state of the box in line with what there is. */
function offer() {
    const several = bases.length > 1;
    choice.hidden = !several;
    byId("base-label").hidden = !several;
    choice.replaceChildren(...bases.map((item) => el("option", { value: item.name }, item.name)));
    if (base) choice.value = base.name;
    byId("base-facts").textContent = base
        ? `${several ? "" : `${base.name}: `}${count(base.documents, "document")}, ` +
            `${count(base.passages, "passage")}; ${modes[base.mode] ?? base.mode}`
        : "";
    box.disabled = !base;
    button.disabled = !base;
    byId("shelf").hidden = !base;
}

function empty(title, name) {
    return el("div", { class: "empty" },
        el("p", { class: "empty-title" }, title),
        el("p", {}, "Index a file or a folder in a terminal, then look again:"),
        el("pre", {}, ingest(name)),
        again());
}

function again() {
    return el("button", { class: "quiet", type: "button", on: { click: () => refresh() } }, "Look again");
}

async function start() {
    const question = box.value.trim();
    if (!question || !base) return;
    const mine = { abort: new AbortController(), run: null };
    running = mine;
    answer.begin(question);
    trace.clear();
    reader.forget();
    recent.add(base.name, question);
    button.textContent = "Cancel";
    state("asking", "Searching the documents …");
    try {
        for await (const { type, data } of ask(base.name, question, mine.abort.signal)) {
            if (running !== mine) return;
            handle(mine, type, data);
        }
    } catch (error) {
        if (running !== mine) return;
        end("failed", "");
        answer.fail(error);
        trace.ended(mine.run);
    }
}

function handle(mine, type, data) {
    switch (type) {
    case "run":
        mine.run = data.run;
        break;
    case "retrieved":
        answer.retrieved(data.results);
        state("asking", data.results.length
            ? `${count(data.results.length, "passage")} found. Working out the answer …` : "No passage found.");
        break;
    case "draft":
        answer.draft(data.text);
        break;
    case "verdict":
        answer.verdict(data);
        break;
    case "answer":
        answer.append(data.text);
        break;
    case "citation":
        answer.citation(data);
        break;
    case "done":
        end(data.refused ? "refused" : "answered", "");
        answer.done(data);
        trace.ended(data.run ?? mine.run, data.usage);
        break;
    case "error":
        end("failed", "");
        answer.fail(data.error);
        trace.ended(mine.run);
        break;
    default: // A newer server may send more; what is not known is not shown.
    }
}

/** Stops the answer that is coming, if one is. */
function cancel() {
    if (!running) return;
    const { abort, run } = running;
    end("cancelled", "Cancelled.");
    abort.abort();
    answer.cancelled();
    trace.ended(run);
}

function end(name, text) {
    running = null;
    button.textContent = "Ask";
    state(name, text);
}

function state(name, text) {
    document.body.dataset.state = name;
    byId("status").textContent = text;
}

/** The box is as high as its text, up to a limit that the style sets. */
function grow() {
    box.rows = Math.min(8, Math.max(2, box.value.split("\n").length));
}
