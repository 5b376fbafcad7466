// The server's API: requests, the event stream of an answer, and errors with their remedy.

const root = "/kapell/v1";
const part = encodeURIComponent;

const outcomes = {
    already_answered: "Somebody has answered already; that answer stays.",
    late: "It is too late: the time is over, or the run has ended.",
};

/** An error as the server reports it, or as the page words it when there was no report. */
export class ApiError extends Error {
    constructor({ code, message, remedy }) {
        super(message || "The server reported an error without a message.");
        this.code = code ?? null;
        this.remedy = remedy ?? null;
    }
}

export const listKnowledge = () => get("/knowledge");
export const listDocuments = (name) => get(`/knowledge/${part(name)}/documents`);
export const readDocument = (name, id) => get(`/knowledge/${part(name)}/documents/${part(id)}`);
export const findPlaces = (name, id, start, end) =>
    get(`/knowledge/${part(name)}/documents/${part(id)}/places?start=${Number(start)}&end=${Number(end)}`);
export const readRun = (id) => get(`/runs/${part(id)}`);

/**
 * The address of a page's image, of the document or of its part of that number. `version` changes with the document,
 * so that an old image is not shown.
 */
export const pageImage = (name, id, inner, page, side, version) =>
    `${root}/knowledge/${part(name)}/documents/${part(id)}/pages/${Number(page)}?side=${Number(side)}` +
    `&version=${part(String(version).slice(0, 12))}${inner ? `&part=${Number(inner)}` : ""}`;

/** Why an address of the API gives no image. */
export async function reasonOf(address) {
    try {
        await request(address.slice(root.length), {});
    } catch (error) {
        return error;
    }
    return new ApiError({ message: "The image cannot be shown." });
}

/** Asks, and yields `{type, data}` for each event. Ends by itself after `done` or `error`. */
export async function* ask(name, question, signal) {
    const events = stream(`/knowledge/${part(name)}/ask`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ question, stream: true }),
        signal,
    });
    for await (const event of events) {
        yield event;
        if (event.type === "done" || event.type === "error") return;
    }
    throw brokenOff();
}

/** Yields `{type, data, id}` for each event of a stream, until it ends. */
export async function* stream(path, options) {
    const response = await request(path, {
        ...options, headers: { ...options.headers, Accept: "text/event-stream" },
    });
    const { signal } = options;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventSplitter();
    try {
        for (;;) {
            const { value, done } = await reader.read();
            for (const event of done ? events.finish() : events.add(value)) {
                yield { type: event.type, data: parsed(event.data), id: event.id };
            }
            if (done) return;
        }
    } catch (error) {
        if (signal.aborted || error instanceof ApiError) throw error;
        throw brokenOff();
    } finally {
        reader.cancel().catch(() => {});
    }
}

/** Splits a stream of text into server-sent events. Lines end in LF, CR or CRLF. */
export class EventSplitter {
    #rest = "";
    #type = "";
    #id = null;
    #data = [];

    add(text) {
        this.#rest += text;
        const events = [];
        for (;;) {
            const end = this.#rest.search(/[\r\n]/);
            // A CR that is the last character may be half of a CRLF: wait for the next piece.
            if (end < 0 || (this.#rest[end] === "\r" && end === this.#rest.length - 1)) return events;
            const line = this.#rest.slice(0, end);
            this.#rest = this.#rest.slice(end + (this.#rest.startsWith("\r\n", end) ? 2 : 1));
            const event = this.#line(line);
            if (event) events.push(event);
        }
    }

    /** The stream has ended: only a last event that was closed by a lone CR can still be due. */
    finish() {
        return this.#rest.endsWith("\r") ? this.add("\n") : [];
    }

    #line(line) {
        if (line === "") {
            const event = this.#data.length ? { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id } : null;
            this.#type = "";
            this.#data = [];
            return event;
        }
        const colon = line.indexOf(":");
        if (colon === 0) return null;
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
        if (field === "event") this.#type = value;
        if (field === "id") this.#id = value;
        if (field === "data") this.#data.push(value);
        return null;
    }
}

/** Reads JSON, or with `kind` "text" whatever text there is. */
export async function get(path, kind = "json") {
    const response = await request(path, { headers: { Accept: kind === "json" ? "application/json" : "*/*" } });
    try {
        return await response[kind]();
    } catch {
        throw new ApiError({ message: `The reply to ${path} is not JSON.`, remedy: "Look at the server's log." });
    }
}

/** Sends JSON, and reads the answer. */
export async function post(path, body) {
    const response = await request(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
    });
    return response.json();
}

async function request(path, options) {
    let response;
    try {
        response = await fetch(root + path, { cache: "no-store", ...options });
    } catch (error) {
        if (options.signal?.aborted) throw error;
        throw new ApiError({
            code: "network",
            message: "The server cannot be reached.",
            remedy: "Check that `kapell serve` is running, then try again.",
        });
    }
    if (response.ok) return response;
    const body = await response.json().catch(() => null);
    if (body?.outcome && !body.error) {
        throw new ApiError({ code: body.outcome, message: outcomes[body.outcome] ?? "The answer was not taken." });
    }
    throw new ApiError(body?.error ?? {
        code: `HTTP ${response.status}`,
        message: `The server refused the request with status ${response.status}.`,
        remedy: "Look at the server's log.",
    });
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        throw new ApiError({
            message: "The server sent an event that is not JSON.",
            remedy: "Look at the server's log.",
        });
    }
}

function brokenOff() {
    return new ApiError({
        code: "network",
        message: "The connection ended before the answer was complete.",
        remedy: "Check that `kapell serve` is still running, then ask again.",
    });
}
