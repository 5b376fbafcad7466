// What the upstream and the load generator share: buffers, the clock, enough of JSON to look into a text without
// copying it, and the reading of HTTP/1.1 messages as they arrive. Linux only; no libraries.
#ifndef KAPELL_BENCH_WIRE_H
#define KAPELL_BENCH_WIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

// The text of every unary answer: the load generator knows an answer by it.
#define ANSWER                                                                                                        \
    "The notice period is three months to the end of a quarter. It begins on the day on which the letter reaches "    \
    "the other party, not on the day on which it was sent. Both parties may end the contract early for a weighty "    \
    "reason, for example when a payment is more than sixty days late. Clause 14 asks for a signed letter; a message " \
    "by electronic mail is not enough. The deposit is paid back within thirty days after the last invoice."
#define ANSWER_TOKENS 96
#define STREAM_TOKENS 200

static inline uint64_t now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static inline void die(const char *what) {
    perror(what);
    exit(1);
}

// MARK: Buffers

typedef struct {
    char *bytes;
    size_t length, capacity;
} Buffer;

static inline void buffer_reserve(Buffer *buffer, size_t more) {
    if (buffer->capacity - buffer->length >= more) return;
    size_t capacity = buffer->capacity ? buffer->capacity : 1024;
    while (capacity - buffer->length < more) capacity *= 2;
    buffer->bytes = realloc(buffer->bytes, capacity);
    if (!buffer->bytes) die("realloc");
    buffer->capacity = capacity;
}

static inline void buffer_add(Buffer *buffer, const void *bytes, size_t count) {
    if (!count) return;
    buffer_reserve(buffer, count);
    memcpy(buffer->bytes + buffer->length, bytes, count);
    buffer->length += count;
}

// Removes the first `count` bytes.
static inline void buffer_drop(Buffer *buffer, size_t count) {
    buffer->length -= count;
    if (buffer->length) memmove(buffer->bytes, buffer->bytes + count, buffer->length);
}

static inline void buffer_free(Buffer *buffer) {
    free(buffer->bytes);
    *buffer = (Buffer){0};
}

// MARK: JSON. A Slice is a part of a text; one that was not found has a null start.

typedef struct {
    const char *start, *end;
} Slice;

static inline const char *json_space(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r')) at++;
    return at;
}

// The place behind the string that begins at `at` with its quote, or null.
static inline const char *json_string_end(const char *at, const char *end) {
    for (at++; at < end; at++) {
        if (*at == '"') return at + 1;
        if (*at == '\\' && ++at == end) return NULL;
    }
    return NULL;
}

// The place behind the value that begins at `at`, or null where it is no JSON or is cut off.
static inline const char *json_value_end(const char *at, const char *end, int depth) {
    at = json_space(at, end);
    if (at == end || depth > 64) return NULL;
    if (*at == '"') return json_string_end(at, end);
    if (*at == '{' || *at == '[') {
        char close = *at == '{' ? '}' : ']';
        at = json_space(at + 1, end);
        if (at < end && *at == close) return at + 1;
        while (at && at < end) {
            if (close == '}') {
                at = json_space(at, end);
                if (at == end || *at != '"' || !(at = json_string_end(at, end))) return NULL;
                at = json_space(at, end);
                if (at == end || *at++ != ':') return NULL;
            }
            if (!(at = json_value_end(at, end, depth + 1))) return NULL;
            at = json_space(at, end);
            if (at == end) return NULL;
            if (*at == close) return at + 1;
            if (*at++ != ',') return NULL;
        }
        return NULL;
    }
    const char *start = at;
    while (at < end && (strchr("+-.", *at) || (*at >= '0' && *at <= '9') || (*at >= 'a' && *at <= 'z') || *at == 'E') &&
           *at)
        at++;
    return at > start ? at : NULL;
}

static inline bool json_is_whole(Slice text) {
    const char *end = text.start ? json_value_end(text.start, text.end, 0) : NULL;
    return end && json_space(end, text.end) == text.end;
}

// The value of an object's member.
static inline Slice json_member(Slice object, const char *name) {
    const Slice none = {0};
    if (!object.start) return none;
    const char *at = json_space(object.start, object.end), *end = object.end;
    if (at == end || *at != '{') return none;
    size_t length = strlen(name);
    for (at++; (at = json_space(at, end)) < end && *at == '"';) {
        const char *key = at + 1;
        if (!(at = json_string_end(at, end))) return none;
        bool found = (size_t)(at - 1 - key) == length && memcmp(key, name, length) == 0;
        at = json_space(at, end);
        if (at == end || *at++ != ':') return none;
        const char *value = json_space(at, end);
        if (!(at = json_value_end(value, end, 0))) return none;
        if (found) return (Slice){value, at};
        at = json_space(at, end);
        if (at == end || *at++ != ',') return none;
    }
    return none;
}

// The first element of an array.
static inline Slice json_first(Slice array) {
    const Slice none = {0};
    if (!array.start) return none;
    const char *at = json_space(array.start, array.end);
    if (at == array.end || *at != '[') return none;
    at = json_space(at + 1, array.end);
    const char *end = json_value_end(at, array.end, 0);
    return end ? (Slice){at, end} : none;
}

// The inside of a string, escapes left as they are; none for any other value.
static inline Slice json_text(Slice value) {
    if (!value.start || value.end - value.start < 2 || *value.start != '"') return (Slice){0};
    return (Slice){value.start + 1, value.end - 1};
}

static inline bool slice_is(Slice slice, const char *text) {
    size_t length = strlen(text);
    return slice.start && (size_t)(slice.end - slice.start) == length && memcmp(slice.start, text, length) == 0;
}

static inline long slice_number(Slice slice) {
    char digits[32] = {0};
    size_t length = slice.start ? (size_t)(slice.end - slice.start) : 0;
    if (length == 0 || length >= sizeof digits) return -1;
    memcpy(digits, slice.start, length);
    return strtol(digits, NULL, 10);
}

// MARK: HTTP/1.1 messages

typedef enum { HEAD, FIXED, UNTIL_CLOSE, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILER, COMPLETE } MessageState;

typedef struct {
    MessageState state;
    bool is_answer, keeps_alive;
    int status;
    char method[8], path[256];
    size_t left;  // of the body, or of the chunk
    Buffer body;  // what has arrived of it, without the marks of chunks; its reader may empty it
} Message;

static inline void message_reset(Message *message, bool is_answer) {
    Buffer body = message->body;
    body.length = 0;
    *message = (Message){.is_answer = is_answer, .keeps_alive = true, .body = body};
}

static inline bool message_head(Message *message, char *head, size_t length) {
    head[length - 1] = 0;  // the last newline
    char *rest = NULL, *line = strtok_r(head, "\r\n", &rest);
    if (!line) return false;
    if (message->is_answer) {
        if (sscanf(line, "HTTP/1.%*1[01] %3d", &message->status) != 1) return false;
        message->state = message->status == 204 || message->status == 304 ? COMPLETE : UNTIL_CLOSE;
    } else {
        if (sscanf(line, "%7s %255s HTTP/1.1", message->method, message->path) != 2) return false;
        message->state = COMPLETE;
    }
    bool chunked = false;
    while ((line = strtok_r(NULL, "\r\n", &rest))) {
        char *value = strchr(line, ':');
        if (!value) return false;
        *value++ = 0;
        value += strspn(value, " \t");
        if (strcasecmp(line, "content-length") == 0) {
            message->left = strtoul(value, NULL, 10);
            if (!chunked) message->state = message->left ? FIXED : COMPLETE;
        } else if (strcasecmp(line, "transfer-encoding") == 0 && strcasestr(value, "chunked")) {
            chunked = true;
            message->state = CHUNK_SIZE;
        } else if (strcasecmp(line, "connection") == 0 && strcasestr(value, "close")) {
            message->keeps_alive = false;
        }
    }
    if (message->state == UNTIL_CLOSE) message->keeps_alive = false;
    return true;
}

// Takes what it can of `in`. 1: the message is complete; 0: more is needed; -1: it is malformed.
static inline int message_read(Message *message, Buffer *in) {
    size_t at = 0;
    int result = 0;
    while (result == 0 && message->state != COMPLETE) {
        char *start = in->bytes + at;
        size_t there = in->length - at;
        if (there == 0) break;
        if (message->state == HEAD) {
            char *end = memmem(start, there, "\r\n\r\n", 4);
            if (!end) {
                if (there > 65536) result = -1;
                break;
            }
            at += (size_t)(end - start) + 4;
            if (!message_head(message, start, (size_t)(end - start) + 2)) result = -1;
            // Interim answers (100, 103) are passed over.
            else if (message->is_answer && message->status < 200) message_reset(message, true);
        } else if (message->state == FIXED || message->state == CHUNK_DATA || message->state == UNTIL_CLOSE) {
            size_t taken = message->state == UNTIL_CLOSE || there < message->left ? there : message->left;
            buffer_add(&message->body, start, taken);
            at += taken;
            if (message->state == UNTIL_CLOSE) continue;
            message->left -= taken;
            if (message->left == 0) message->state = message->state == FIXED ? COMPLETE : CHUNK_END;
        } else {
            char *end = memchr(start, '\n', there);
            if (!end) {
                if (there > 4096) result = -1;
                break;
            }
            at += (size_t)(end - start) + 1;
            bool blank = end == start || (end == start + 1 && *start == '\r');
            if (message->state == CHUNK_END) {
                if (blank) message->state = CHUNK_SIZE;
                else result = -1;
            } else if (message->state == TRAILER) {
                if (blank) message->state = COMPLETE;
            } else {
                char *after = NULL;
                message->left = strtoul(start, &after, 16);  // ends at the newline at the latest
                if (after == start) result = -1;
                message->state = message->left ? CHUNK_DATA : TRAILER;
            }
        }
    }
    buffer_drop(in, at);
    return result ? result : message->state == COMPLETE;
}

#endif
