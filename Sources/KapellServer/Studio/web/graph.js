// The drawing of a run's graph. The server draws it; the page sets the colours, and lights nodes up.

import { byId } from "/ui/dom.js";

const lights = ["running", "done", "waiting", "failed"];
let choose = () => {};

/** Says what happens when a node is chosen. */
export const onChoose = (handler) => { choose = handler; };

/** Puts a drawing on the page. Its own style stays out, before it is read: the page's policy allows none. */
export function draw(text) {
    const plain = text.replace(/<style>[^<]*<\/style>/g, "");
    const parsed = new DOMParser().parseFromString(plain, "image/svg+xml");
    const svg = parsed.documentElement;
    if (svg.localName !== "svg") return;
    byId("graph-box").replaceChildren(document.importNode(svg, true));
    for (const node of byId("graph-box").querySelectorAll("[data-node]")) {
        node.addEventListener("click", (event) => {
            event.stopPropagation();
            choose(node.dataset.node);
        });
    }
}

/** The node of a task: `review@3/check[1]@0` becomes `review/check`. */
export const nodeOf = (path) =>
    path.split("/").map((part) => part.replace(/@\d+$/, "").replace(/\[\d+\]$/, "")).join("/");

export function light(name, state) {
    if (!lights.includes(state)) return;
    for (const node of byId("graph-box").querySelectorAll("[data-node]")) {
        if (node.dataset.node !== name) continue;
        node.classList.remove(...lights);
        node.classList.add(state);
    }
}
