// A provider that costs next to nothing: OpenAI chat completions and Anthropic messages, unary and streamed.
//
//     upstream [--port N]      prints {"port": N} once it listens, then serves 127.0.0.1 until SIGTERM
//
// The model's name says how a stream is paced; what stands before its last slash does not matter:
//     fast                     all tokens at once
//     paced-50                 a token each 50 ms, the first at once
//     fast-20, paced-50-20     20 tokens instead of 200
// A token is the text `NUMBER@NS `: its number in the stream, from 0, and the time at which it was due, in ns of
// CLOCK_MONOTONIC, which all processes of a machine share. Unary answers come at once.
// GET /v1/models, /health and /stats (counts, and the processor time so far) are there as well.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "wire.h"

typedef struct {
    int fd;
    bool closing, wants_writable;
    Message request;
    Buffer in, out;
    // The stream under way; `tokens` is 0 when there is none.
    bool is_anthropic, wants_usage;
    char model[64];
    unsigned long number;
    int token, tokens;
    uint64_t pace, due;
    size_t slot;  // in `waiting`, plus 1; 0 when not there
} Connection;

static int poller, timer;
static Connection **waiting;  // a heap: the stream whose next token is due first is at its top
static size_t waiting_count, waiting_capacity;
static unsigned long requests, streams, aborted, refused;
static volatile sig_atomic_t stopped;

// MARK: The heap of streams

static void heap_put(size_t place, Connection *connection) {
    waiting[place] = connection;
    connection->slot = place + 1;
}

static void heap_settle(size_t place) {
    Connection *moved = waiting[place];
    while (place && waiting[(place - 1) / 2]->due > moved->due) {
        heap_put(place, waiting[(place - 1) / 2]);
        place = (place - 1) / 2;
    }
    for (size_t child; (child = 2 * place + 1) < waiting_count; place = child) {
        if (child + 1 < waiting_count && waiting[child + 1]->due < waiting[child]->due) child++;
        if (waiting[child]->due >= moved->due) break;
        heap_put(place, waiting[child]);
    }
    heap_put(place, moved);
}

static void heap_add(Connection *connection) {
    if (waiting_count == waiting_capacity) {
        waiting_capacity = waiting_capacity ? 2 * waiting_capacity : 256;
        waiting = realloc(waiting, waiting_capacity * sizeof *waiting);
        if (!waiting) die("realloc");
    }
    heap_put(waiting_count, connection);
    heap_settle(waiting_count++);
}

static void heap_remove(Connection *connection) {
    if (!connection->slot) return;
    size_t place = connection->slot - 1;
    connection->slot = 0;
    if (place == --waiting_count) return;
    heap_put(place, waiting[waiting_count]);
    heap_settle(place);
}

// MARK: Writing

static void add(Connection *connection, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(Connection *connection, const char *format, ...) {
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text) die("an answer is too long");
    buffer_add(&connection->out, text, (size_t)length);
}

// One event in a chunk of its own. Without a name: OpenAI's form.
static void add_event(Connection *connection, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void add_event(Connection *connection, const char *name, const char *format, ...) {
    char data[1024], text[1152];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(data, sizeof data, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof data) die("an event is too long");
    length = name ? snprintf(text, sizeof text, "event: %s\ndata: %s\n\n", name, data)
                  : snprintf(text, sizeof text, "data: %s\n\n", data);
    add(connection, "%x\r\n%s\r\n", (unsigned)length, text);
}

static void answer(Connection *connection, const char *status, const char *body) {
    add(connection, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status,
        strlen(body), body);
}

static void drop(Connection *connection) {
    if (connection->tokens) aborted++;
    heap_remove(connection);
    close(connection->fd);
    buffer_free(&connection->in);
    buffer_free(&connection->out);
    buffer_free(&connection->request.body);
    free(connection);
}

// False when the connection is gone, and dropped.
static bool flush(Connection *connection) {
    size_t at = 0;
    while (at < connection->out.length) {
        ssize_t count = send(connection->fd, connection->out.bytes + at, connection->out.length - at, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) break;
        if (count <= 0) {
            drop(connection);
            return false;
        }
        at += (size_t)count;
    }
    buffer_drop(&connection->out, at);
    bool wants_writable = connection->out.length > 0;
    if (wants_writable != connection->wants_writable) {
        struct epoll_event event = {
            .events = EPOLLIN | (wants_writable ? EPOLLOUT : 0), .data.ptr = connection};
        epoll_ctl(poller, EPOLL_CTL_MOD, connection->fd, &event);
        connection->wants_writable = wants_writable;
    }
    if (connection->closing && !wants_writable && !connection->tokens) {
        drop(connection);
        return false;
    }
    return true;
}

// MARK: Streams

#define CHUNK "{\"id\":\"chatcmpl-%lu\",\"object\":\"chat.completion.chunk\",\"created\":1763000000,\"model\":\"%s\","

static void begin_stream(Connection *connection, long prompt_tokens) {
    streams++;
    add(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n");
    if (connection->is_anthropic) {
        add_event(connection, "message_start",
                  "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_%lu\",\"type\":\"message\",\"role\":"
                  "\"assistant\",\"model\":\"%s\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                  "\"usage\":{\"input_tokens\":%ld,\"output_tokens\":1}}}",
                  connection->number, connection->model, prompt_tokens);
        add_event(connection, "content_block_start", "{\"type\":\"content_block_start\",\"index\":0,"
                                                     "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}");
    } else {
        add_event(connection, NULL,
                  CHUNK "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                        "\"finish_reason\":null}]%s}",
                  connection->number, connection->model, connection->wants_usage ? ",\"usage\":null" : "");
    }
}

static void add_token(Connection *connection) {
    if (connection->is_anthropic)
        add_event(connection, "content_block_delta",
                  "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":"
                  "\"%d@%llu \"}}",
                  connection->token, (unsigned long long)connection->due);
    else
        add_event(connection, NULL,
                  CHUNK "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%d@%llu \"},\"finish_reason\":null}]%s}",
                  connection->number, connection->model, connection->token, (unsigned long long)connection->due,
                  connection->wants_usage ? ",\"usage\":null" : "");
    connection->token++;
}

static void end_stream(Connection *connection) {
    long prompt_tokens = 64;
    if (connection->is_anthropic) {
        add_event(connection, "content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
        add_event(connection, "message_delta",
                  "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},"
                  "\"usage\":{\"output_tokens\":%d}}",
                  connection->tokens);
        add_event(connection, "message_stop", "{\"type\":\"message_stop\"}");
    } else {
        add_event(connection, NULL, CHUNK "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]%s}",
                  connection->number, connection->model, connection->wants_usage ? ",\"usage\":null" : "");
        if (connection->wants_usage)
            add_event(connection, NULL,
                      CHUNK "\"choices\":[],\"usage\":{\"prompt_tokens\":%ld,\"completion_tokens\":%d,"
                            "\"total_tokens\":%ld}}",
                      connection->number, connection->model, prompt_tokens, connection->tokens,
                      prompt_tokens + connection->tokens);
        add_event(connection, NULL, "[DONE]");
    }
    add(connection, "0\r\n\r\n");
    connection->tokens = 0;
}

// Adds every token that is due, and the end behind the last one.
static void advance_stream(Connection *connection, uint64_t now) {
    while (connection->token < connection->tokens && connection->due <= now) {
        add_token(connection);
        connection->due += connection->pace;
    }
    if (connection->token == connection->tokens) {
        heap_remove(connection);
        end_stream(connection);
    } else if (connection->slot) {
        heap_settle(connection->slot - 1);
    } else {
        heap_add(connection);
    }
}

// MARK: Requests

static void respond_chat(Connection *connection) {
    Slice body = {connection->request.body.bytes, connection->request.body.bytes + connection->request.body.length};
    if (!connection->request.body.length || !json_is_whole(body)) {
        refused++;
        answer(connection, "400 Bad Request",
               "{\"error\":{\"message\":\"the body is no JSON\",\"type\":\"invalid_request_error\"}}");
        return;
    }
    Slice model = json_text(json_member(body, "model"));
    if (!model.start || !json_member(body, "messages").start) {
        refused++;
        answer(connection, "400 Bad Request",
               "{\"error\":{\"message\":\"model and messages are required\",\"type\":\"invalid_request_error\"}}");
        return;
    }
    for (const char *at = model.start; at < model.end; at++)
        if (*at == '/') model.start = at + 1;
    size_t length = (size_t)(model.end - model.start);
    if (length >= sizeof connection->model) length = sizeof connection->model - 1;
    memcpy(connection->model, model.start, length);
    connection->model[length] = 0;

    connection->number = ++requests;
    connection->is_anthropic = strncmp(connection->request.path, "/v1/messages", 12) == 0;
    if (slice_is(json_member(body, "stream"), "true")) {
        int pace = 0, tokens = STREAM_TOKENS;
        if (sscanf(connection->model, "paced-%d-%d", &pace, &tokens) < 1) sscanf(connection->model, "fast-%d", &tokens);
        connection->wants_usage = slice_is(json_member(json_member(body, "stream_options"), "include_usage"), "true");
        connection->token = 0;
        connection->tokens = tokens > 0 ? tokens : STREAM_TOKENS;
        connection->pace = pace > 0 ? (uint64_t)pace * 1000000u : 0;
        connection->due = now_ns();
        begin_stream(connection, 64);
        advance_stream(connection, connection->due);
        return;
    }
    char text[2048];
    if (connection->is_anthropic)
        snprintf(text, sizeof text,
                 "{\"id\":\"msg_%lu\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"%s\",\"content\":[{"
                 "\"type\":\"text\",\"text\":\"" ANSWER "\"}],\"stop_reason\":\"end_turn\",\"stop_sequence\":null,"
                 "\"usage\":{\"input_tokens\":64,\"output_tokens\":%d}}",
                 connection->number, connection->model, ANSWER_TOKENS);
    else
        snprintf(text, sizeof text,
                 "{\"id\":\"chatcmpl-%lu\",\"object\":\"chat.completion\",\"created\":1763000000,\"model\":\"%s\","
                 "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" ANSWER "\"},"
                 "\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":64,"
                 "\"completion_tokens\":%d,\"total_tokens\":%d}}",
                 connection->number, connection->model, ANSWER_TOKENS, 64 + ANSWER_TOKENS);
    answer(connection, "200 OK", text);
}

static void respond_stats(Connection *connection) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    char text[512];
    snprintf(text, sizeof text,
             "{\"requests\": %lu, \"streams\": %lu, \"aborted\": %lu, \"refused\": %lu, \"open\": %zu, "
             "\"cpu_seconds\": %.3f}",
             requests, streams, aborted, refused, waiting_count,
             (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
    answer(connection, "200 OK", text);
}

static void respond(Connection *connection) {
    const char *path = connection->request.path;
    bool is_post = strcmp(connection->request.method, "POST") == 0;
    if (is_post && (strcmp(path, "/v1/chat/completions") == 0 || strncmp(path, "/v1/messages", 12) == 0)) {
        respond_chat(connection);
    } else if (is_post) {
        refused++;
        answer(connection, "404 Not Found", "{\"error\":{\"message\":\"no such route\",\"type\":\"not_found\"}}");
    } else if (strcmp(path, "/stats") == 0) {
        respond_stats(connection);
    } else if (strcmp(path, "/v1/models") == 0) {
        // The first one is what a router takes for the server's only model.
        answer(connection, "200 OK",
               "{\"object\":\"list\",\"data\":["
               "{\"id\":\"fast\",\"object\":\"model\",\"created\":1763000000,\"owned_by\":\"bench\"},"
               "{\"id\":\"paced-1-10\",\"object\":\"model\",\"created\":1763000000,\"owned_by\":\"bench\"},"
               "{\"id\":\"paced-20\",\"object\":\"model\",\"created\":1763000000,\"owned_by\":\"bench\"},"
               "{\"id\":\"paced-50\",\"object\":\"model\",\"created\":1763000000,\"owned_by\":\"bench\"}]}");
    } else if (strncmp(path, "/health", 7) == 0) {
        answer(connection, "200 OK", "{}");
    } else {
        answer(connection, "404 Not Found", "{\"error\":{\"message\":\"no such route\",\"type\":\"not_found\"}}");
    }
}

// Answers the requests that have arrived, one after the other; a stream comes to its end first.
static void serve(Connection *connection) {
    while (!connection->tokens && !connection->closing) {
        int state = message_read(&connection->request, &connection->in);
        if (state == 0) break;
        if (state < 0) {
            refused++;
            answer(connection, "400 Bad Request", "{\"error\":{\"message\":\"no HTTP\"}}");
            connection->closing = true;
            break;
        }
        connection->closing = !connection->request.keeps_alive;
        respond(connection);
        message_reset(&connection->request, false);
    }
    flush(connection);
}

static void receive(Connection *connection) {
    for (;;) {
        buffer_reserve(&connection->in, 16384);
        size_t room = connection->in.capacity - connection->in.length;
        ssize_t count = recv(connection->fd, connection->in.bytes + connection->in.length, room, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) break;
        if (count <= 0) {
            drop(connection);
            return;
        }
        connection->in.length += (size_t)count;
        if ((size_t)count < room) break;
    }
    serve(connection);
}

static void run_timer(void) {
    uint64_t expirations, now = now_ns();
    if (read(timer, &expirations, sizeof expirations) < 0 && errno != EAGAIN) die("timerfd");
    while (waiting_count && waiting[0]->due <= now) {
        Connection *connection = waiting[0];
        advance_stream(connection, now);
        bool ended = connection->tokens == 0;
        if (flush(connection) && ended) serve(connection);
    }
}

// MARK: The program

static int accept_all(int listener) {
    int accepted = 0;
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0; accepted++) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        Connection *connection = calloc(1, sizeof *connection);
        if (!connection) die("calloc");
        connection->fd = fd;
        message_reset(&connection->request, false);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
    }
    return accepted;
}

static void stop(int signal) {
    (void)signal;
    stopped = 1;
}

int main(int count, char **arguments) {
    int port = count == 3 && strcmp(arguments[1], "--port") == 0 ? atoi(arguments[2]) : 0;
    if (count != 1 && count != 3) {
        fprintf(stderr, "upstream [--port N]\n");
        return 64;
    }
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 4096)) die("upstream: bind");
    getsockname(listener, (struct sockaddr *)&address, &size);

    poller = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    event.data.ptr = &timer;
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event);
    printf("{\"port\": %d}\n", ntohs(address.sin_port));
    fflush(stdout);

    uint64_t armed = 0;
    while (!stopped) {
        uint64_t due = waiting_count ? waiting[0]->due : 0;
        if (due && due != armed) {
            struct itimerspec when = {
                .it_value = {.tv_sec = (time_t)(due / 1000000000u), .tv_nsec = (long)(due % 1000000000u)}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        }
        armed = due;
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, -1);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        bool timed = false;
        for (int index = 0; index < ready; index++) {
            void *source = events[index].data.ptr;
            if (source == &listener) accept_all(listener);
            else if (source == &timer) timed = true;
            else if (events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(source);
            else if (flush(source) && !((Connection *)source)->tokens) serve(source);
        }
        // Last, because it may drop connections that the events above name.
        if (timed) run_timer();
    }
    return 0;
}
