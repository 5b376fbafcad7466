// "What happened": the run behind an answer, step by step. It is read when it is first opened.

import { readRun } from "/ui/api.js";
import { byId, code, count, duration, el, problem, words } from "/ui/dom.js";

const panel = byId("trace");
const body = byId("trace-body");
let run = null;
let usage = null;
let loaded = null;
let request = 0;

/** No run yet. */
export function clear() {
    request += 1;
    run = null;
    usage = null;
    loaded = null;
    panel.hidden = true;
    panel.open = false;
    body.replaceChildren();
}

/** The run has ended, so that its trace is whole. */
export function ended(id, used = null) {
    run = id;
    usage = used;
    panel.hidden = !id;
    if (panel.open) load();
}

panel.addEventListener("toggle", () => {
    if (panel.open) load();
});

async function load() {
    if (!run || loaded === run) return;
    const mine = ++request;
    loaded = run;
    body.replaceChildren(el("p", { class: "hint" }, "Reading the run …"));
    try {
        const found = await readRun(run);
        if (mine === request) show(found);
    } catch (error) {
        if (mine !== request) return;
        loaded = null;
        body.replaceChildren(problem("The run cannot be read", error));
    }
}

function show(found) {
    const took = typeof found.duration_ms === "number" ? ` in ${duration(found.duration_ms)}` : "";
    body.replaceChildren(
        el("p", { class: "trace-facts" },
            `${words(found.kind)}, ${words(found.status)}${took}, ${count(found.events.length, "step")}`),
        el("ol", { class: "trace-steps" }, ...found.events.map(step)),
        ...figures(),
        el("p", { class: "hint" }, "In a terminal: ", code(`kapell runs show ${found.run}`)));
}

function step(event) {
    const data = event.data && Object.keys(event.data).length ? event.data : null;
    const line = [
        el("span", { class: "at" }, duration(event.at_ms)),
        el("span", { class: "type" }, words(event.type)),
        el("span", { class: "summary" }, event.summary),
    ];
    if (!data) return el("li", {}, el("div", { class: "step" }, ...line));
    return el("li", {},
        el("details", {},
            el("summary", { class: "step" }, ...line),
            el("pre", { tabindex: "0", "aria-label": "Data of this step" }, JSON.stringify(data, null, 2))));
}

function figures() {
    const known = Object.entries(usage ?? {}).filter(([, value]) => typeof value === "number");
    if (!known.length) return [];
    return [el("p", { class: "trace-facts" },
        known.map(([key, value]) => `${words(key)} ${value.toLocaleString("en")}`).join(", "))];
}
