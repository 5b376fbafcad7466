// Text by UTF-8 byte offsets. The server counts bytes; JavaScript counts UTF-16 units; this is the bridge.

/** A text that is cut at UTF-8 byte offsets. */
export class ByteText {
    constructor(text) {
        this.bytes = new TextEncoder().encode(text);
        // Without ignoreBOM a U+FEFF at the start of a slice would be lost.
        this.decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    }

    get length() {
        return this.bytes.length;
    }

    /** The offset, limited to the text and moved back to the start of its character. */
    boundary(offset) {
        let at = Math.min(Math.max(Math.trunc(offset) || 0, 0), this.length);
        while (at > 0 && at < this.length && (this.bytes[at] & 0xc0) === 0x80) at -= 1;
        return at;
    }

    /** The text of the bytes from `start` up to, not including, `end`. */
    slice(start, end) {
        return this.decoder.decode(this.bytes.subarray(this.boundary(start), this.boundary(end)));
    }
}

/**
 * Cuts `length` bytes at the pages: every byte is in exactly one piece, in order.
 * Bytes outside every page are in a piece whose number is null.
 */
export function pieces(length, pages) {
    const result = [];
    let at = 0;
    for (const page of [...pages].sort((a, b) => a.start - b.start || a.number - b.number)) {
        const start = Math.min(Math.max(page.start, at), length);
        const end = Math.min(Math.max(page.end, start), length);
        if (start > at) result.push({ number: null, start: at, end: start });
        result.push({ number: page.number, start, end });
        at = end;
    }
    if (at < length) result.push({ number: null, start: at, end: length });
    return result;
}
