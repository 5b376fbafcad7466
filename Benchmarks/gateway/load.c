// Sends one request again and again, checks every answer, and prints one JSON object.
//
//     load closed  --connections C --requests N [--warm W]       each connection asks, waits, asks again
//     load open    --rate R --seconds S [--connections MOST]     R requests a second, whatever the answers do; a
//                                                                latency counts from the time that was planned
//     load streams --connections C [--requests N] [--spread MS]  C streams at a time, N in all (by default C); their
//                                                                first requests lie MS apart in all
//     always: --port P --path PATH --body FILE [--dialect openai|anthropic] [--header "NAME: VALUE"]…
//             [--tokens T] [--timeout SECONDS]
//
// Times are in microseconds. An answer counts when its status is 200 and it is what upstream.c says: its text, or a
// stream with the dialect's end. Each token carries its number and the time at which it was due: what is missing is
// lost, what comes with a lower number than expected is out of order, and `late` is the time since it was due.
// The end of the process says whether everything went well: 0, or 2 when `failed` is not 0.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "wire.h"

typedef enum { CLOSED, OPEN, STREAMS } Mode;

typedef struct {
    double *items;
    size_t count, capacity;
} Samples;

typedef struct Connection {
    int fd;  // -1 when not connected
    bool is_busy, was_used, wants_writable;
    bool is_measured;
    uint64_t planned;  // when its request was to be sent
    uint64_t begin_at; // streams: not before this time
    size_t sent;       // bytes of the request
    size_t received;   // bytes of the answer
    Buffer in;
    Message message;
    // The stream under way.
    bool has_end, has_finish, has_usage, is_wrong;
    long expected, got;
    char token[64];
    size_t token_length;
    struct Connection *next_idle;
} Connection;

static Mode mode;
static bool is_anthropic;
static int port, poller, timer;
static size_t connection_count = 1, request_limit, warm_limit;
static double rate, seconds, timeout_seconds = 60, spread_ms;
static long tokens_wanted = STREAM_TOKENS;
static Buffer request;

static Connection *connections, *idle;
static size_t started, finished, busy, planned_count, planned_total;
static uint64_t began, ended, measuring_since;
static Samples latencies, firsts, lates;
static size_t good, bad_status, malformed, cut, timeouts, refused, reconnected;
static size_t frames, lost, disordered, with_usage;
static char first_failure[512];

static void keep(Samples *samples, double item) {
    if (samples->count == samples->capacity) {
        samples->capacity = samples->capacity ? 2 * samples->capacity : 4096;
        samples->items = realloc(samples->items, samples->capacity * sizeof *samples->items);
        if (!samples->items) die("realloc");
    }
    samples->items[samples->count++] = item;
}

static void note_failure(size_t *counter, const char *what, const Connection *connection) {
    if (!(*counter)++ && !first_failure[0]) {
        const Buffer *body = &connection->message.body;
        int length = body->length > 200 ? 200 : (int)body->length;
        snprintf(first_failure, sizeof first_failure, "%s; status %d; %.*s", what, connection->message.status, length,
                 length ? body->bytes : "");
    }
}

// MARK: Reading streams

// Takes the text of a delta. A gateway may cut the text elsewhere than the upstream did.
static void take_text(Connection *connection, Slice text, uint64_t now) {
    for (const char *at = text.start; at && at < text.end; at++) {
        if (*at != ' ') {
            if (connection->token_length + 1 < sizeof connection->token)
                connection->token[connection->token_length++] = *at;
            else
                connection->is_wrong = true;
            continue;
        }
        connection->token[connection->token_length] = 0;
        connection->token_length = 0;
        long number;
        unsigned long long due;
        if (sscanf(connection->token, "%ld@%llu", &number, &due) != 2) {
            connection->is_wrong = true;
            continue;
        }
        frames++;
        if (connection->got++ == 0) keep(&firsts, (double)(now - connection->planned) / 1000);
        if (number < connection->expected) disordered++;
        else connection->expected = number + 1;
        keep(&lates, now > due ? (double)(now - due) / 1000 : 0);
    }
}

static void take_data(Connection *connection, Slice data, uint64_t now) {
    if (!is_anthropic && slice_is(data, "[DONE]")) {
        connection->has_end = true;
        return;
    }
    if (!json_is_whole(data) || json_member(data, "error").start) {
        connection->is_wrong = true;
        return;
    }
    if (is_anthropic) {
        Slice type = json_text(json_member(data, "type")), delta = json_member(data, "delta");
        if (slice_is(type, "content_block_delta")) take_text(connection, json_text(json_member(delta, "text")), now);
        else if (slice_is(type, "message_delta")) {
            connection->has_finish |= json_text(json_member(delta, "stop_reason")).start != NULL;
            connection->has_usage |=
                slice_number(json_member(json_member(data, "usage"), "output_tokens")) == tokens_wanted;
        } else if (slice_is(type, "message_stop")) connection->has_end = true;
        return;
    }
    Slice choice = json_first(json_member(data, "choices"));
    take_text(connection, json_text(json_member(json_member(choice, "delta"), "content")), now);
    connection->has_finish |= json_text(json_member(choice, "finish_reason")).start != NULL;
    connection->has_usage |=
        slice_number(json_member(json_member(data, "usage"), "completion_tokens")) == tokens_wanted;
}

// Takes the events that are whole out of the body. Fields other than data are not looked at.
static void take_events(Connection *connection, uint64_t now) {
    Buffer *body = &connection->message.body;
    size_t at = 0;
    for (;;) {
        char *start = body->bytes + at;
        char *newline = body->length > at ? memchr(start, '\n', body->length - at) : NULL;
        if (!newline) break;
        at += (size_t)(newline - start) + 1;
        char *end = newline > start && newline[-1] == '\r' ? newline - 1 : newline;
        // Neither upstream nor any gateway here spreads an event's data over several lines.
        if (end - start < 5 || memcmp(start, "data:", 5)) continue;
        start += 5;
        if (start < end && *start == ' ') start++;
        take_data(connection, (Slice){start, end}, now);
    }
    buffer_drop(body, at);
}

// MARK: Connections

static void disconnect(Connection *connection) {
    if (connection->fd >= 0) close(connection->fd);
    connection->fd = -1;
    connection->was_used = false;
    connection->in.length = 0;
}

static void watch(Connection *connection, bool writable, bool is_new) {
    if (!is_new && connection->wants_writable == writable) return;
    struct epoll_event event = {.events = EPOLLIN | (writable ? EPOLLOUT : 0), .data.ptr = connection};
    if (epoll_ctl(poller, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection->fd, &event)) die("epoll_ctl");
    connection->wants_writable = writable;
}

static bool connect_now(Connection *connection) {
    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    // On the loopback a connection is made at once or refused at once, so this does not wait.
    if (connection->fd < 0 || connect(connection->fd, (struct sockaddr *)&address, sizeof address)) {
        disconnect(connection);
        return false;
    }
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    watch(connection, false, true);
    return true;
}

static void send_request(Connection *connection);

static void finish(Connection *connection, bool is_good) {
    uint64_t now = now_ns();
    if (mode == STREAMS) {
        if (connection->got < tokens_wanted) lost += (size_t)(tokens_wanted - connection->got);
        if (connection->has_usage) with_usage++;
    }
    if (is_good) {
        good++;
        if (connection->is_measured) keep(&latencies, (double)(now - connection->planned) / 1000);
    }
    finished++;
    busy--;
    ended = now;
    connection->is_busy = false;
    if (!is_good || !connection->message.keeps_alive) disconnect(connection);
    connection->next_idle = idle;
    idle = connection;
}

static void fail(Connection *connection, size_t *counter, const char *what) {
    note_failure(counter, what, connection);
    finish(connection, false);
}

// The server closed a connection: between two requests it may, within an answer it may not.
static void was_closed(Connection *connection) {
    if (!connection->is_busy) {
        disconnect(connection);
    } else if (connection->message.state == UNTIL_CLOSE) {
        connection->message.state = COMPLETE;
    } else if (connection->received == 0 && connection->was_used) {
        // It closed while the request was on its way: clients send such a request once more.
        disconnect(connection);
        reconnected++;
        send_request(connection);
    } else {
        fail(connection, &cut, "the connection was closed within an answer");
    }
}

static void push(Connection *connection) {
    while (connection->sent < request.length) {
        ssize_t count = send(connection->fd, request.bytes + connection->sent, request.length - connection->sent,
                             MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) break;
        if (count <= 0) {
            was_closed(connection);
            return;
        }
        connection->sent += (size_t)count;
    }
    watch(connection, connection->sent < request.length, false);
}

static void send_request(Connection *connection) {
    message_reset(&connection->message, true);
    connection->sent = connection->received = 0;
    connection->has_end = connection->has_finish = connection->has_usage = connection->is_wrong = false;
    connection->expected = connection->got = 0;
    connection->token_length = 0;
    if (connection->fd < 0 && !connect_now(connection)) {
        fail(connection, &refused, "no connection");
        return;
    }
    push(connection);
}

static void begin(Connection *connection, uint64_t planned) {
    connection->is_busy = true;
    connection->planned = planned;
    connection->is_measured = started++ >= warm_limit;
    if (connection->is_measured && !measuring_since) measuring_since = planned;
    busy++;
    send_request(connection);
}

static void check_answer(Connection *connection) {
    Buffer *body = &connection->message.body;
    if (connection->message.status != 200) {
        fail(connection, &bad_status, "the status is not 200");
        return;
    }
    if (mode == STREAMS) {
        if (connection->is_wrong) fail(connection, &malformed, "a malformed event, or an error in the stream");
        else if (!connection->has_end || !connection->has_finish) fail(connection, &cut, "a stream without its end");
        else finish(connection, true);
        return;
    }
    Slice whole = {body->bytes, body->bytes + body->length}, text = {0};
    if (body->length && json_is_whole(whole)) {
        text = is_anthropic
                   ? json_member(json_first(json_member(whole, "content")), "text")
                   : json_member(json_member(json_first(json_member(whole, "choices")), "message"), "content");
    }
    if (slice_is(json_text(text), ANSWER)) finish(connection, true);
    else fail(connection, &malformed, "the answer is not the upstream's");
}

static void receive(Connection *connection) {
    for (;;) {
        buffer_reserve(&connection->in, 65536);
        size_t room = connection->in.capacity - connection->in.length;
        ssize_t count = recv(connection->fd, connection->in.bytes + connection->in.length, room, MSG_DONTWAIT);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) {
            was_closed(connection);
            if (!connection->is_busy || connection->message.state != COMPLETE) return;
        } else {
            connection->in.length += (size_t)count;
            connection->received += (size_t)count;
        }
        if (!connection->is_busy) {  // bytes that nobody asked for
            disconnect(connection);
            return;
        }
        int state = message_read(&connection->message, &connection->in);
        if (mode == STREAMS && connection->message.status == 200) take_events(connection, now_ns());
        if (state < 0) {
            fail(connection, &malformed, "the answer is no HTTP");
            return;
        }
        if (state > 0) {
            connection->was_used = true;
            check_answer(connection);
            return;
        }
        if ((size_t)count < room) return;
    }
}

// MARK: The plan

static uint64_t planned_time(size_t number) { return began + (uint64_t)((double)number * 1e9 / rate); }

static void start_what_is_due(uint64_t now) {
    if (mode == OPEN) {
        for (; idle && planned_count < planned_total && planned_time(planned_count) <= now; planned_count++) {
            Connection *connection = idle;
            idle = connection->next_idle;
            begin(connection, planned_time(planned_count));
        }
        return;
    }
    // Those that may not begin yet are put back.
    Connection *later = NULL;
    while (idle && started < request_limit) {
        Connection *connection = idle;
        idle = connection->next_idle;
        if (connection->begin_at > now) {
            connection->next_idle = later;
            later = connection;
        } else {
            begin(connection, now_ns());
        }
    }
    while (later) {
        Connection *next = later->next_idle;
        later->next_idle = idle;
        idle = later;
        later = next;
    }
}

static uint64_t next_time(uint64_t now) {
    uint64_t next = now + 100000000u;  // for timeouts
    if (mode == OPEN && idle && planned_count < planned_total) {
        uint64_t planned = planned_time(planned_count);
        if (planned < next) next = planned;
    } else if (mode == STREAMS && started < request_limit) {
        for (Connection *connection = idle; connection; connection = connection->next_idle)
            if (connection->begin_at < next) next = connection->begin_at;
    }
    return next > now ? next : now + 1;
}

static void end_overdue(uint64_t now) {
    static uint64_t looked;
    if (now - looked < 100000000u) return;
    looked = now;
    for (size_t index = 0; index < connection_count; index++) {
        Connection *connection = &connections[index];
        if (connection->is_busy && now > connection->planned &&
            (double)(now - connection->planned) / 1e9 > timeout_seconds)
            fail(connection, &timeouts, "no whole answer in time");
    }
}

static bool is_done(void) {
    if (mode == OPEN) return planned_count == planned_total && busy == 0;
    return started >= request_limit && busy == 0;
}

static void run(void) {
    began = now_ns();
    for (size_t index = connection_count; index-- > 0;) {
        Connection *connection = &connections[index];
        connection->fd = -1;
        connection->begin_at = began + (uint64_t)(spread_ms * 1e6 * (double)index / (double)connection_count);
        connection->next_idle = idle;
        idle = connection;
    }
    while (!is_done()) {
        uint64_t now = now_ns();
        start_what_is_due(now);
        end_overdue(now);
        if (is_done()) break;
        uint64_t next = next_time(now);
        struct itimerspec when = {
            .it_value = {.tv_sec = (time_t)(next / 1000000000u), .tv_nsec = (long)(next % 1000000000u)}};
        // A closed loop needs no exact time: the answers drive it.
        if (mode != CLOSED) timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, 100);
        if (ready < 0 && errno != EINTR) die("epoll_wait");
        for (int index = 0; index < ready; index++) {
            Connection *connection = events[index].data.ptr;
            if (!connection) {
                uint64_t expirations;
                if (read(timer, &expirations, sizeof expirations) < 0 && errno != EAGAIN) die("timerfd");
            } else if (connection->fd >= 0) {
                if (connection->is_busy && events[index].events & EPOLLOUT) push(connection);
                if (connection->fd >= 0 && events[index].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(connection);
            }
        }
    }
}

// MARK: The report

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void print_samples(const char *name, Samples *samples) {
    if (!samples->count) {
        printf("\"%s\": null, ", name);
        return;
    }
    qsort(samples->items, samples->count, sizeof *samples->items, compare);
    double sum = 0;
    for (size_t index = 0; index < samples->count; index++) sum += samples->items[index];
    printf("\"%s\": {\"count\": %zu, \"mean\": %.2f", name, samples->count, sum / (double)samples->count);
    const struct { const char *name; double part; } marks[] = {
        {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999}, {"most", 1}};
    for (size_t index = 0; index < sizeof marks / sizeof *marks; index++) {
        // Nearest rank.
        double rank = marks[index].part * (double)samples->count;
        size_t place = (size_t)rank;
        if ((double)place < rank) place++;
        printf(", \"%s\": %.2f", marks[index].name, samples->items[place ? place - 1 : 0]);
    }
    printf("}, ");
}

static void print_text(const char *text) {
    putchar('"');
    for (; *text; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') printf("\\%c", byte);
        else if (byte < 0x20 || byte >= 0x7f) putchar('?');
        else putchar(byte);
    }
    putchar('"');
}

static size_t report(void) {
    size_t failed = bad_status + malformed + cut + timeouts + refused;
    double took = measuring_since && ended > measuring_since ? (double)(ended - measuring_since) / 1e9 : 0;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"answers\": %zu, \"good\": %zu, \"failed\": %zu, \"bad_status\": %zu, \"malformed\": %zu, \"cut\": %zu, "
           "\"timeouts\": %zu, \"refused\": %zu, \"reconnected\": %zu, \"seconds\": %.4f, \"per_second\": %.2f, ",
           finished, good, failed, bad_status, malformed, cut, timeouts, refused, reconnected, took,
           took > 0 ? (double)latencies.count / took : 0);
    print_samples("latency", &latencies);
    if (mode == STREAMS) {
        print_samples("first", &firsts);
        print_samples("late", &lates);
        printf("\"frames\": %zu, \"lost\": %zu, \"disordered\": %zu, \"with_usage\": %zu, ", frames, lost, disordered,
               with_usage);
    }
    printf("\"cpu_seconds\": %.3f, \"first_failure\": ",
           (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
    if (first_failure[0]) print_text(first_failure);
    else printf("null");
    printf("}\n");
    return failed;
}

// MARK: The program

static void misused(const char *why) {
    fprintf(stderr, "load: %s\nload closed|open|streams --port P --path PATH --body FILE; see load.c\n", why);
    exit(64);
}

static void read_file(const char *path, Buffer *into) {
    FILE *file = fopen(path, "rb");
    if (!file) die(path);
    char piece[4096];
    for (size_t count; (count = fread(piece, 1, sizeof piece, file));) buffer_add(into, piece, count);
    fclose(file);
}

int main(int count, char **arguments) {
    if (count < 2) misused("a mode is needed");
    if (strcmp(arguments[1], "closed") == 0) mode = CLOSED;
    else if (strcmp(arguments[1], "open") == 0) mode = OPEN;
    else if (strcmp(arguments[1], "streams") == 0) mode = STREAMS;
    else misused("the mode is closed, open or streams");

    static const struct option known[] = {
        {"port", 1, 0, 'p'}, {"path", 1, 0, 'u'}, {"body", 1, 0, 'b'}, {"dialect", 1, 0, 'd'},
        {"header", 1, 0, 'h'}, {"connections", 1, 0, 'c'}, {"requests", 1, 0, 'n'}, {"warm", 1, 0, 'w'},
        {"rate", 1, 0, 'r'}, {"seconds", 1, 0, 's'}, {"spread", 1, 0, 'a'}, {"tokens", 1, 0, 't'},
        {"timeout", 1, 0, 'o'}, {0, 0, 0, 0}};
    const char *path = NULL;
    Buffer headers = {0}, body = {0};
    optind = 2;
    for (int option; (option = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        switch (option) {
            case 'p': port = atoi(optarg); break;
            case 'u': path = optarg; break;
            case 'b': read_file(optarg, &body); break;
            case 'd':
                is_anthropic = strcmp(optarg, "anthropic") == 0;
                if (!is_anthropic && strcmp(optarg, "openai")) misused("the dialect is openai or anthropic");
                break;
            case 'h':
                buffer_add(&headers, optarg, strlen(optarg));
                buffer_add(&headers, "\r\n", 2);
                break;
            case 'c': connection_count = strtoul(optarg, NULL, 10); break;
            case 'n': request_limit = strtoul(optarg, NULL, 10); break;
            case 'w': warm_limit = strtoul(optarg, NULL, 10); break;
            case 'r': rate = strtod(optarg, NULL); break;
            case 's': seconds = strtod(optarg, NULL); break;
            case 'a': spread_ms = strtod(optarg, NULL); break;
            case 't': tokens_wanted = strtol(optarg, NULL, 10); break;
            case 'o': timeout_seconds = strtod(optarg, NULL); break;
            default: misused("an unknown option");
        }
    }
    if (optind != count) misused("too many arguments");
    if (port <= 0 || port > 65535 || !path || !body.length) misused("--port, --path and --body are needed");
    if (connection_count < 1 || connection_count > 100000) misused("--connections is from 1 to 100000");
    if (mode == OPEN && (rate <= 0 || seconds <= 0)) misused("open needs --rate and --seconds");
    if (mode == CLOSED && !request_limit) misused("closed needs --requests");
    if (mode == STREAMS && !request_limit) request_limit = connection_count;
    if (mode != OPEN) request_limit += warm_limit;
    planned_total = (size_t)(rate * seconds);

    char head[1024];
    int length = snprintf(head, sizeof head,
                          "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
                          "Accept: %s\r\nContent-Length: %zu\r\n",
                          path, port, mode == STREAMS ? "text/event-stream" : "application/json", body.length);
    if (length < 0 || (size_t)length >= sizeof head) misused("the path is too long");
    buffer_add(&request, head, (size_t)length);
    buffer_add(&request, headers.bytes, headers.length);
    buffer_add(&request, "\r\n", 2);
    buffer_add(&request, body.bytes, body.length);

    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    poller = epoll_create1(EPOLL_CLOEXEC);
    timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event);
    connections = calloc(connection_count, sizeof *connections);
    if (!connections) die("calloc");
    run();
    size_t failed = report();

    for (size_t index = 0; index < connection_count; index++) {
        disconnect(&connections[index]);
        buffer_free(&connections[index].in);
        buffer_free(&connections[index].message.body);
    }
    free(connections);
    free(latencies.items);
    free(firsts.items);
    free(lates.items);
    buffer_free(&request);
    buffer_free(&headers);
    buffer_free(&body);
    return failed ? 2 : 0;
}
