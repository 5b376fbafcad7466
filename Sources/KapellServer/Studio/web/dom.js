// Small helpers for building the page. Data only ever becomes text nodes and attributes.

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. `props` may hold `class`, `on` (an object of listeners) and any attribute;
 * an attribute that is null, undefined or false is left out. Children are nodes or text.
 */
export function el(tag, props = {}, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(props)) {
        if (value === null || value === undefined || value === false) continue;
        if (key === "on") {
            for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
        } else {
            node.setAttribute(key, value === true ? "" : String(value));
        }
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
}

/** "1 document", "3 documents". */
export function count(number, one, many = `${one}s`) {
    return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** A size in bytes, as people read it. */
export function size(bytes) {
    if (bytes < 1000) return `${bytes} B`;
    if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
    return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A time in milliseconds, as people read it. */
export function duration(ms) {
    return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** "quoteCheck" and "quote-check" both become "quote check". */
export function words(name) {
    return String(name).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/[-_./]+/g, " ").trim().toLowerCase();
}

/** The text with a capital first letter and exactly one stop at its end. */
export function sentence(text) {
    const trimmed = String(text).trim();
    if (trimmed === "") return "";
    return trimmed[0].toUpperCase() + trimmed.slice(1) + (/[.!?…]$/.test(trimmed) ? "" : ".");
}

/** Where a passage stands: "lease.pdf, page 3", "contracts.zip, lease.pdf, page 3". */
export function place(item) {
    return [item.document, item.part, item.page && `page ${item.page}`].filter(Boolean).join(", ");
}

/** A problem with its remedy. Commands in backquotes are set as code. */
export function problem(title, error) {
    return el("div", { class: "problem" },
        el("p", { class: "problem-title" }, title),
        error.message ? el("p", {}, ...coded(error.message)) : null,
        error.remedy ? el("p", { class: "remedy" }, ...coded(error.remedy)) : null,
        error.code ? el("p", { class: "code" }, error.code) : null);
}

/** A command, which may break between its words but not at the dashes of an option. */
export function code(text) {
    return el("code", {}, ...text.split(/( +)/).map((word) => (word.trim() ? el("span", {}, word) : word)));
}

/** Splits text at backquotes into text and code elements. */
export function coded(text) {
    return String(text).split(/`([^`]+)`/).map((part, index) => (index % 2 ? code(part) : part));
}
