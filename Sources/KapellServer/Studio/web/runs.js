// The page of runs: lists workflows and runs, begins runs, and opens one.

import { listRuns, listWorkflows, startRun } from "/ui/runs-api.js";
import { byId, duration, el, problem, words } from "/ui/dom.js";
import * as run from "/ui/run.js";

const notice = byId("page-notice");
let chosen = null;

run.onChange(() => refreshRuns());
run.onOpen((id) => open(id));
byId("runs-refresh").addEventListener("click", () => refresh());
addEventListener("hashchange", () => fromAddress());
refresh();
fromAddress();

function fromAddress() {
    const id = new URLSearchParams(location.hash.slice(1)).get("run");
    if (id && id !== chosen) show(id);
}

function open(id) {
    if (id === chosen) show(id);
    else location.hash = `run=${encodeURIComponent(id)}`;
}

function show(id) {
    chosen = id;
    mark();
    run.show(id);
    // On a narrow screen the run stands below the list.
    if (window.matchMedia("(max-width: 959px)").matches) byId("detail").scrollIntoView();
}

async function refresh() {
    notice.replaceChildren();
    try {
        workflows((await listWorkflows()).workflows);
    } catch (error) {
        notice.replaceChildren(problem("The workflows cannot be listed", error));
    }
    await refreshRuns();
}

async function refreshRuns() {
    try {
        runs((await listRuns(200)).runs.filter((item) => item.kind === "workflow").slice(0, 50));
    } catch (error) {
        notice.replaceChildren(problem("The runs cannot be listed", error));
    }
}

function workflows(list) {
    byId("workflows").hidden = list.length === 0;
    byId("workflow-list").replaceChildren(...list.map(workflow));
}

function workflow(item) {
    const box = el("textarea", { rows: 4, spellcheck: "false", "aria-label": `Input of ${item.name}` });
    // What is likely to be given: channels with a text, as they are at first.
    const likely = item.channels.filter((channel) => channel.type === "text" && channel.default !== "");
    box.value = JSON.stringify(Object.fromEntries(likely.map((channel) => [channel.name, channel.default])), null, 2);
    const said = el("div", { "aria-live": "polite" });
    const form = el("form", {},
        box, el("button", { type: "submit" }, `Run ${item.name}`), said);
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        said.replaceChildren();
        try {
            const begun = await startRun(item.name, JSON.parse(box.value || "{}"));
            await refreshRuns();
            open(begun.run);
        } catch (error) {
            said.replaceChildren(problem("The run was not begun", error));
        }
    });
    return el("li", { class: "workflow" },
        el("details", { "data-workflow": item.name },
            el("summary", {}, item.name),
            item.description ? el("p", { class: "about" }, item.description) : null,
            form));
}

function runs(list) {
    byId("run-list").replaceChildren(...list.map((item) => {
        const state = item.pause ?? item.status;
        const took = typeof item.duration_ms === "number" ? `, ${duration(item.duration_ms)}` : "";
        return el("li", {},
            el("button", { class: "run", type: "button", "data-run": item.run, on: { click: () => open(item.run) } },
                el("span", { class: "light", "data-light": state }),
                el("span", { class: "run-name" }, item.subject),
                el("span", { class: "run-word" }, words(state)),
                el("span", { class: "run-when" }, new Date(item.started).toLocaleString("en-GB") + took)));
    }));
    if (!list.length) {
        byId("run-list").replaceChildren(el("li", { class: "hint" }, "No workflow has run yet."));
    }
    mark();
}

function mark() {
    for (const button of document.querySelectorAll(".run")) {
        if (button.dataset.run === chosen) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
    }
}
