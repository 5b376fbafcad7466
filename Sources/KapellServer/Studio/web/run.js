// One run: its graph, what it asks, its steps, its state; kept in step with what happens.

import { answerRun, changeRun, runEvents, runGraph, runState, runStatus } from "/ui/runs-api.js";
import { byId, count, duration, el, problem, words } from "/ui/dom.js";
import * as graph from "/ui/graph.js";

let id = null;
let status = null;
let follow = null;
let drawn = null;
let pending = false;
let shown = new Map();
let onChanged = () => {};
let onOpened = () => {};

/** Says what happens when a run's standing changes. */
export const onChange = (handler) => { onChanged = handler; };
/** Says what happens when another run is to be opened. */
export const onOpen = (handler) => { onOpened = handler; };

graph.onChoose((node) => {
    const step = [...document.querySelectorAll("#step-list > li")].findLast((item) => item.dataset.name === node);
    if (!step) return;
    step.querySelector("details").open = true;
    step.scrollIntoView({ block: "nearest" });
});

for (const [button, what] of [["run-resume", "resume"], ["run-cancel", "cancel"]]) {
    byId(button).addEventListener("click", () => change(what));
}
byId("run-fork").addEventListener("click", () => fork(null));
byId("run-replay").addEventListener("click", () => replay());
byId("run-undo").addEventListener("click", () => undo());

/** Shows a run, and follows it until it ends. */
export async function show(run) {
    follow?.abort();
    follow = new AbortController();
    const signal = follow.signal;
    id = run;
    drawn = null;
    status = null;
    byId("detail").hidden = false;
    byId("run-notice").replaceChildren();
    byId("live-text").hidden = true;
    byId("live-text").textContent = "";
    byId("graph-box").replaceChildren();
    byId("step-list").replaceChildren();
    shown = new Map();
    await refresh();
    watch(run, signal);
}

async function watch(run, signal) {
    let last = null;
    for (let tries = 0; tries < 60 && !signal.aborted; tries += 1) {
        if (isFinal() || status?.status === "failed") return;
        try {
            for await (const event of runEvents(run, last, signal)) {
                if (signal.aborted) return;
                if (event.id) last = event.id;
                tries = 0;
                handle(event);
            }
        } catch (error) {
            if (signal.aborted) return;
            if (error.code && error.code !== "network") return notice("The run cannot be followed", error);
        }
        // The stream ends where nobody drives the run: it is looked at again, and joined again after its last event.
        await new Promise((resolve) => setTimeout(resolve, 1000));
        if (!signal.aborted) await refresh();
    }
}

function handle({ type, data }) {
    const node = graph.nodeOf(data.path ?? "");
    switch (type) {
    case "started":
        graph.light(node, "running");
        byId("live-text").textContent = "";
        break;
    case "finished":
    case "cached":
        graph.light(node, "done");
        break;
    case "failed":
        graph.light(node, "failed");
        break;
    case "suspended":
    case "interrupt":
        graph.light(node, "waiting");
        break;
    case "token":
        byId("live-text").hidden = false;
        byId("live-text").textContent += data.text;
        return;
    case "ended":
    case "stopped":
        byId("live-text").hidden = true;
        onChanged();
        break;
    case "values":
        break;
    default:
        return;
    }
    soon();
}

/** Reads the run again, not more often than a few times a second. */
function soon() {
    if (pending) return;
    pending = true;
    setTimeout(() => {
        pending = false;
        refresh();
    }, 200);
}

async function refresh() {
    const mine = id;
    try {
        const found = await runStatus(mine);
        if (mine !== id) return;
        const before = status?.status;
        status = found;
        if (!drawn) {
            drawn = mine;
            graph.draw(await runGraph(mine));
        }
        if (mine !== id) return;
        render();
        if (before && before !== found.status) onChanged();
    } catch (error) {
        if (mine === id) notice("The run cannot be read", error);
    }
}

const isFinal = () => ["succeeded", "cancelled"].includes(status?.status);

function render() {
    byId("run-title").textContent = status.workflow;
    byId("run-status").replaceChildren(
        el("span", { class: "light", "data-light": status.status }), ` ${words(status.status)}`);
    byId("detail").dataset.status = status.status;
    byId("run-facts").textContent = [id, count(status.steps.length, "step"), cost(status)].filter(Boolean).join(", ");
    byId("run-resume").hidden = !["failed", "limited", "ready"].includes(status.status);
    byId("run-cancel").hidden = isFinal();
    byId("run-undo").hidden = !["failed", "limited", "cancelled"].includes(status.status);
    for (const [name, light] of Object.entries(status.lights)) graph.light(name, light);
    if (status.error && !byId("run-notice").querySelector("#undo-form, #undo-report")) {
        notice("The run has failed", status.error);
    }
    questions(status.interrupts);
    steps(status.steps);
    byId("state-text").textContent = JSON.stringify(status.state, null, 2);
}

function cost(item) {
    const tokens = ["input_tokens", "output_tokens", "embedding_tokens"]
        .reduce((sum, key) => sum + (item.usage?.[key] ?? 0), 0);
    return [
        tokens ? count(tokens, "token") : null,
        typeof item.dollars === "number" && item.dollars > 0 ? `$${item.dollars.toPrecision(3)}` : null,
    ].filter(Boolean).join(", ");
}

// Questions. A form that is there stays, so that what is being typed is not lost.

function questions(list) {
    const own = list.filter((item) => item.kind !== "timer" && item.kind !== "event");
    const others = list.filter((item) => item.kind === "timer" || item.kind === "event");
    byId("questions").hidden = list.length === 0;
    byId("questions-title").textContent = own.length ? "It asks" : "It waits";
    const held = new Map([...document.querySelectorAll("#question-list > li")].map((item) => [item.dataset.id, item]));
    const items = [...own.map((item) => held.get(item.id) ?? question(item)), ...others.map(waiting)];
    if (own.length !== held.size || others.length || items.some((item) => !item.isConnected)) {
        byId("question-list").replaceChildren(...items);
    }
}

function waiting(item) {
    const until = item.deadline ? ` until ${new Date(item.deadline).toLocaleString("en-GB")}` : "";
    return el("li", { class: "hint", "data-id": item.id },
        item.kind === "event" ? `For the event ${item.event}${until}.` : `It sleeps${until}.`);
}

function question(item) {
    const said = el("div", { "aria-live": "polite" });
    const send = async (value) => {
        said.replaceChildren();
        try {
            await answerRun(id, item.id, value);
        } catch (error) {
            said.replaceChildren(problem("The answer was not taken", error));
        }
        soon();
    };
    const shown = item.value === undefined || item.kind === "edit" ? null
        : el("pre", { tabindex: "0", "aria-label": "What it is about" },
            typeof item.value === "string" ? item.value : JSON.stringify(item.value, null, 2));
    const until = item.deadline ? el("span", { class: "hint" },
        `Until ${new Date(item.deadline).toLocaleString("en-GB")}.`) : null;
    return el("li", { class: "question", "data-id": item.id },
        el("p", {}, item.prompt), shown, until, answerForm(item, send), said);
}

function answerForm(item, send) {
    if (item.kind === "approval") {
        return el("div", { class: "row" },
            el("button", { class: "first approve", type: "button", on: { click: () => send(true) } }, "Approve"),
            el("button", { class: "reject", type: "button", on: { click: () => send(false) } }, "Reject"));
    }
    if (item.kind === "in_doubt") {
        return el("div", { class: "row" },
            el("button", { type: "button", on: { click: () => send({ happened: true, result: null }) } },
                "It has happened"),
            el("button", { type: "button", on: { click: () => send({ happened: false }) } }, "It has not"));
    }
    const isText = item.schema?.type === "string" || (!item.schema && typeof (item.value ?? "") === "string");
    const box = el("textarea", { rows: 4, "aria-label": isText ? "Answer" : "Answer, as JSON" });
    if (item.kind === "edit") box.value = isText ? item.value : JSON.stringify(item.value, null, 2);
    const form = el("form", {}, box, el("button", { class: "first", type: "submit" }, "Answer"));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        let value = box.value;
        try {
            if (!isText) value = JSON.parse(box.value);
        } catch { /* The server says what is wrong with a text that is no JSON. */ }
        send(value);
    });
    return form;
}

// Steps. One that has not changed stays as it is; one that has, and is open, stays open.

function steps(list) {
    const next = new Map();
    const items = list.map((item) => {
        const text = JSON.stringify(item);
        const held = shown.get(item.path);
        const node = held?.text === text ? held.node
            : step(item, held?.node.querySelector("details").open ?? false);
        next.set(item.path, { text, node });
        return node;
    });
    shown = next;
    const there = [...byId("step-list").children];
    if (there.length !== items.length || there.some((node, index) => node !== items[index])) {
        byId("step-list").replaceChildren(...items);
    }
}

function step(item, isOpen) {
    const effects = item.effects ?? [];
    const used = effects.reduce((sum, effect) => ({
        usage: Object.fromEntries(["input_tokens", "output_tokens", "embedding_tokens"]
            .map((key) => [key, (sum.usage[key] ?? 0) + (effect.usage?.[key] ?? 0)])),
        dollars: (sum.dollars ?? 0) + (effect.dollars ?? 0),
    }), { usage: {}, dollars: 0 });
    const took = [item.ms === undefined ? null : duration(item.ms), cost(used)].filter(Boolean).join(", ");
    const place = item.path.match(/\[(\d+)\]@/)?.[1];
    return el("li", { "data-path": item.path, "data-name": graph.nodeOf(item.path), "data-light": item.status },
        el("details", { open: isOpen, on: { toggle: (event) => event.target.open && fill(event.target, item) } },
            el("summary", {},
                el("span", { class: "light", "data-light": item.status, title: item.status }),
                el("span", { class: "node-name" }, place === undefined ? item.node : `${item.node} ${Number(place) + 1}`),
                el("span", { class: "kind" }, item.kind ?? ""),
                el("span", { class: "gist" }, gist(item)),
                el("span", { class: "took" }, took)),
            el("div", { class: "step-body" })));
}

function gist(item) {
    const asked = item.waits?.at(-1);
    if (asked && asked.answer === undefined) return asked.prompt ?? asked.for;
    const writes = Object.entries(item.writes);
    return writes.map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
        .join("; ").slice(0, 300);
}

function fill(details, item) {
    const body = details.querySelector(".step-body");
    if (body.childElementCount) return;
    const parts = [];
    const add = (title, value) => {
        if (value === undefined || value === null) return;
        parts.push(el("p", { class: "label" }, title),
            el("pre", { tabindex: "0", "aria-label": title },
                typeof value === "string" ? value : JSON.stringify(value, null, 2)));
    };
    add("Item", item.item);
    for (const wait of item.waits ?? []) {
        add(wait.prompt ? `Asked: ${wait.prompt}` : `Waited: ${wait.for}`, wait.answer);
    }
    for (const effect of item.effects ?? []) {
        const facts = [effect.model, effect.ms === undefined ? null : duration(effect.ms), effect.status]
            .filter(Boolean).join(", ");
        add(`${words(effect.name)}: ${facts}`, effect.result);
    }
    add("Wrote", Object.keys(item.writes).length ? item.writes : undefined);
    const before = el("div", {});
    const input = el("button", { class: "quiet", type: "button", on: { click: async () => {
        try {
            const found = await runState(id, item.event);
            before.replaceChildren(el("pre", { tabindex: "0", "aria-label": "State before this step" },
                JSON.stringify(found.state, null, 2)));
        } catch (error) {
            before.replaceChildren(problem("The state cannot be read", error));
        }
    } } }, "State before this step");
    body.replaceChildren(...parts, input, before,
        el("button", { class: "quiet fork-here", type: "button", on: { click: () => fork(item.event) } },
            "Fork from before this step"));
}

// Changes.

async function change(what) {
    byId("run-notice").replaceChildren();
    try {
        await changeRun(id, what);
        if (what === "resume") return show(id);
        soon();
    } catch (error) {
        notice(`The run cannot be ${what === "resume" ? "resumed" : "cancelled"}`, error);
    }
}

/** Asks what is to be different, then makes a run with the past of this one up to an event. */
function fork(event) {
    const box = el("textarea", { rows: 3, spellcheck: "false", "aria-label": "Channels that differ, as JSON" });
    box.value = "{}";
    const said = el("div", {});
    const form = el("form", { class: "question", id: "fork-form" },
        el("p", {}, event === null ? "A new run with the past of this one."
            : `A new run with the past of this one up to event ${event}.`),
        el("span", { class: "hint" }, "What channels are to hold in it, in place of what they held:"),
        box,
        el("div", { class: "row" },
            el("button", { class: "first", type: "submit" }, "Fork and run"),
            el("button", { type: "button", on: { click: () => form.remove() } }, "Leave it")), said);
    form.addEventListener("submit", async (submitted) => {
        submitted.preventDefault();
        try {
            const body = { state: JSON.parse(box.value || "{}"), start: true };
            if (event !== null) body.at = event;
            const made = await changeRun(id, "fork", body);
            onChanged();
            onOpened(made.run);
        } catch (error) {
            said.replaceChildren(problem("The run was not forked", error));
        }
    });
    byId("run-notice").replaceChildren(form);
    box.focus();
}

async function replay() {
    byId("run-notice").replaceChildren(el("p", { class: "hint" }, "Replaying …"));
    try {
        const report = await changeRun(id, "replay");
        byId("run-notice").replaceChildren(
            el("div", { class: "question", id: "replay-report", "data-verdict": report.verdict },
                el("p", {}, `Replayed on today's code: ${words(report.verdict)}.`),
                report.difference ? el("pre", { tabindex: "0", "aria-label": "Difference" }, report.difference) : null));
    } catch (error) {
        notice("The run cannot be replayed", error);
    }
}

/** Asks whether it is meant, then takes back what the run has done. */
function undo() {
    const said = el("div", {});
    const form = el("form", { class: "question", id: "undo-form" },
        el("p", {}, "Takes back what this run has done, the newest first. When all is taken back, the run is cancelled for good."),
        el("div", { class: "row" },
            el("button", { class: "first", type: "submit" }, "Take it back"),
            el("button", { type: "button", on: { click: () => form.remove() } }, "Leave it")), said);
    form.addEventListener("submit", async (submitted) => {
        submitted.preventDefault();
        const mine = id;
        try {
            const { undone } = await changeRun(mine, "undo");
            if (id !== mine) return;
            byId("run-notice").replaceChildren(
                el("div", { class: "question", id: "undo-report" },
                    el("p", {}, undone.length ? "Taken back:" : "There was nothing to take back."),
                    el("ul", {}, ...undone.map((effect) =>
                        el("li", {}, effect.error ? `${effect.id}: ${effect.error.message}` : effect.id)))));
            soon();
        } catch (error) {
            said.replaceChildren(problem("It was not taken back", error));
        }
    });
    byId("run-notice").replaceChildren(form);
    form.querySelector("button").focus();
}

function notice(title, error) {
    byId("run-notice").replaceChildren(problem(title, error));
}
