// Recent questions and the chosen knowledge base. They live in this tab's session and nowhere else.

import { byId, el } from "/ui/dom.js";

const key = "kapell.recent";
const most = 6;
let base = null;
let current = null;
let choose = () => {};

/** Says what happens when a recent question is chosen. */
export function onChoose(handler) {
    choose = handler;
}

/** The knowledge base that was used last in this tab, or null. */
export function chosenBase() {
    return read().base;
}

/** Puts a question first. */
export function add(name, question) {
    const all = read().questions.filter((item) => item.base !== name || item.question !== question);
    write({ base: name, questions: [{ base: name, question }, ...all].slice(0, 40) });
    show(name, question);
}

/** Shows the questions that this knowledge base was asked, but for the current one, which is on the page. */
export function show(name, question = null) {
    current = question;
    base = name;
    if (name) write({ ...read(), base: name });
    const own = read().questions.filter((item) => item.base === name && item.question !== current).slice(0, most);
    byId("recent").hidden = own.length === 0;
    byId("recent-list").replaceChildren(...own.map(({ question }) => el("li", {},
        el("button", { class: "recent", type: "button", title: question, on: { click: () => choose(question) } },
            question))));
}

byId("recent-clear").addEventListener("click", () => {
    write({ base, questions: [] });
    show(base);
    byId("question").focus();
});

function read() {
    try {
        const found = JSON.parse(sessionStorage.getItem(key));
        if (Array.isArray(found?.questions)) return found;
    } catch { /* No storage, or something else wrote there: begin anew. */ }
    return { base: null, questions: [] };
}

function write(value) {
    try {
        sessionStorage.setItem(key, JSON.stringify(value));
    } catch { /* Without storage there is no list; everything else works. */ }
}
