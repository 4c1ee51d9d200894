/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The network of an image: its devices, and a relay of its published ports.
 *
 *   usernet [-s FD] [-t FD] [-n pair|tap|none] [-a HOST/PREFIX] [-g GUEST]
 *           [-p PROTOCOL:ADDRESS:PORT:GUESTPORT]... -- IMAGE ARGUMENT...
 *
 * pair: out of nothing but a user and network namespace, without tap device,
 * other programs or rights. In the namespace there is a pair of virtual
 * Ethernet devices. One end has the address -a; a packet socket on the other
 * becomes descriptor -t of the image.
 * tap: a tap device of the namespace that there is, for which it takes
 * CAP_NET_ADMIN; the tap becomes descriptor -t. none: the relay alone.
 *
 * This process becomes the image; a child of it stays outside, takes the
 * connections to the published ports in the namespace that it was started in,
 * and makes one for each to the guest: a socket stays in the namespace in which
 * it was made.
 *
 * To descriptor -s it writes one line: "ready", with the name of the tap, or
 * "port N why", N counted from 0, or "namespace why", or "failed why".
 */
#define _GNU_SOURCE
#include "usernet.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    PORTS_MAX = 256,
    BUFFER_BYTES = 16 * 1024,
    /* How often a connection may be served before others get their turn. */
    TURN = 16,
    FLOWS_MAX = 1024,
    FLOW_IDLE_SECONDS = 180,
    DATAGRAM_BYTES = 65536,
    EVENTS = 128,
};

static int status_fd = STDERR_FILENO;

void fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vdprintf(status_fd, format, args);
    va_end(args);
    (void)!write(status_fd, "\n", 1);
    exit(126);
}

/* ---- What the loop waits for. ---- */

struct source {
    void (*on_event)(struct source *source, uint32_t events);
    int fd;
};

static int epoll_fd;

static void watch(struct source *source, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = source};

    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, source->fd, &event) < 0) {
        fail("epoll: %s", strerror(errno));
    }
}

static void change(struct source *source, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = source};

    (void)epoll_ctl(epoll_fd, EPOLL_CTL_MOD, source->fd, &event);
}

struct port {
    struct source source;
    bool tcp;
    struct sockaddr_in host;
    struct sockaddr_in guest;
};

static struct port ports[PORTS_MAX];
static unsigned ports_n;

/* ---- Streams. ---- */

/* Bytes on their way from one end to the other. */
struct way {
    char *bytes;
    size_t first;
    size_t count;
    bool ended;  /* nothing more comes */
    bool passed; /* and the other side knows */
    bool broken; /* its beginning was reset: both ends go, once all has left */
};

struct end {
    struct source source;
    struct stream *stream;
    bool readable;
    bool writable;
};

/* The client's connection is ends[0], the guest's ends[1]. */
struct stream {
    struct end ends[2];
    struct way ways[2]; /* ways[i] begins at ends[i] */
    bool dead;
    bool queued;
    struct stream *next;
};

/* Streams that had their turn and could go on; and ended ones to free. */
static struct stream *pending;
static struct stream *graveyard;
static bool ports_rest;

static void listen_again(bool yes)
{
    if (ports_rest == !yes) {
        return;
    }
    ports_rest = !yes;
    for (unsigned i = 0; i < ports_n; i++) {
        if (ports[i].tcp) {
            change(&ports[i].source, yes ? EPOLLIN : 0);
        }
    }
}

/* Events of this stream may still be in hand, so its memory goes later. */
static void end_stream(struct stream *s, bool reset)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};

    if (s->dead) {
        return;
    }
    s->dead = true;
    for (unsigned i = 0; i < 2; i++) {
        if (reset) {
            (void)setsockopt(s->ends[i].source.fd, SOL_SOCKET, SO_LINGER, &now,
                             sizeof now);
        }
        close(s->ends[i].source.fd);
    }
    if (!s->queued) {
        s->next = graveyard;
        graveyard = s;
    }
    listen_again(true);
}

static bool would_wait(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK;
}

/*
 * Moves what can be moved one way. A full buffer stops the reading, so that the
 * sender is held back by its own window. Returns false where a stream broke.
 */
static bool move(struct stream *s, unsigned from, bool *moved)
{
    struct way *way = &s->ways[from];
    struct end *in = &s->ends[from];
    struct end *out = &s->ends[!from];

    if (way->count == 0 && !way->ended && in->readable) {
        ssize_t got = recv(in->source.fd, way->bytes, BUFFER_BYTES, 0);
        if (got < 0 && !would_wait() && errno != EINTR) {
            return false;
        }
        in->readable = got >= 0 || errno == EINTR;
        way->first = 0;
        way->count = got > 0 ? (size_t)got : 0;
        way->ended = got == 0;
        *moved = *moved || in->readable;
    }
    if (way->count > 0 && out->writable) {
        ssize_t put = send(out->source.fd, way->bytes + way->first, way->count,
                           MSG_NOSIGNAL);
        if (put < 0 && !would_wait() && errno != EINTR) {
            /* What the other end said before it closed is still on its way. */
            way->count = 0;
            way->ended = way->passed = true;
            s->ways[!from].broken = true;
            out->readable = true;
            *moved = true;
            return true;
        }
        out->writable = put >= 0 || errno == EINTR;
        way->first += put > 0 ? (size_t)put : 0;
        way->count -= put > 0 ? (size_t)put : 0;
        *moved = *moved || out->writable;
    }
    if (way->ended && way->count == 0 && !way->passed) {
        way->passed = true;
        (void)shutdown(out->source.fd, SHUT_WR);
    }
    return true;
}

static void serve(struct stream *s)
{
    bool moved = true;

    for (unsigned turn = 0; moved; turn++) {
        if (turn == TURN) {
            if (!s->queued) {
                s->queued = true;
                s->next = pending;
                pending = s;
            }
            return;
        }
        moved = false;
        if (!move(s, 0, &moved) || !move(s, 1, &moved)) {
            end_stream(s, true);
            return;
        }
    }
    const struct way *there = &s->ways[0];
    const struct way *back = &s->ways[1];
    if (there->passed && back->passed) {
        end_stream(s, false);
    } else if ((there->broken && there->passed) ||
               (back->broken && back->passed)) {
        end_stream(s, true);
    }
}

static void on_stream(struct source *source, uint32_t events)
{
    struct end *end = (struct end *)source;
    struct stream *s = end->stream;

    if (s->dead) {
        return;
    }
    /* What came before a reset may still be read. */
    if ((events & EPOLLERR) != 0) {
        s->ways[end - s->ends].broken = true;
    }
    end->readable |=
        (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    end->writable |= (events & EPOLLOUT) != 0;
    serve(s);
}

static void serve_pending(void)
{
    struct stream *list = pending;

    pending = NULL;
    while (list != NULL) {
        struct stream *s = list;
        list = s->next;
        s->queued = false;
        if (s->dead) {
            s->next = graveyard;
            graveyard = s;
        } else {
            serve(s);
        }
    }
}

static void bury(void)
{
    while (graveyard != NULL) {
        struct stream *s = graveyard;
        graveyard = s->next;
        free(s->ways[0].bytes);
        free(s);
    }
}

/* Returns the stream without its descriptors, or NULL. */
static struct stream *new_stream(void)
{
    struct stream *s = calloc(1, sizeof *s);
    char *bytes = s == NULL ? NULL : malloc(2 * (size_t)BUFFER_BYTES);

    if (bytes == NULL) {
        free(s);
        return NULL;
    }
    for (unsigned i = 0; i < 2; i++) {
        s->ways[i].bytes = bytes + i * (size_t)BUFFER_BYTES;
        s->ends[i].stream = s;
        s->ends[i].source.on_event = on_stream;
    }
    return s;
}

static bool is_scarce(int err)
{
    return err == EMFILE || err == ENFILE || err == ENOBUFS || err == ENOMEM;
}

static void on_listener(struct source *source, uint32_t events)
{
    const uint32_t all = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    const int on = 1;
    struct port *port = (struct port *)source;

    (void)events;
    for (unsigned turn = 0; turn < TURN; turn++) {
        /* The guest's end first: without one, the client waits in the queue. */
        int guest =
            socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        int client = guest < 0 ? -1
                               : accept4(source->fd, NULL, NULL,
                                         SOCK_NONBLOCK | SOCK_CLOEXEC);
        struct stream *s = client < 0 ? NULL : new_stream();
        if (s == NULL) {
            if (guest < 0 || client >= 0 || is_scarce(errno)) {
                listen_again(false);
            }
            if (client >= 0) {
                close(client);
            }
            if (guest >= 0) {
                close(guest);
            }
            return;
        }
        (void)setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        (void)setsockopt(guest, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        s->ends[0].source.fd = client;
        s->ends[1].source.fd = guest;
        if (connect(guest, (struct sockaddr *)&port->guest,
                    sizeof port->guest) < 0 &&
            errno != EINPROGRESS) {
            end_stream(s, true);
            continue;
        }
        watch(&s->ends[0].source, all);
        watch(&s->ends[1].source, all);
    }
}

/* ---- Datagrams. ---- */

/* One client of one UDP port has a socket of its own towards the guest. */
struct flow {
    struct source source;
    struct port *port;
    struct sockaddr_in client;
    time_t used;
};

static struct flow *flows[FLOWS_MAX];
static unsigned flows_n;
static char datagram[DATAGRAM_BYTES];

static time_t seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* Not while events are in hand: one of them may be of this flow. */
static void remove_flow(unsigned at)
{
    close(flows[at]->source.fd);
    free(flows[at]);
    flows[at] = flows[--flows_n];
}

static void expire_flows(void)
{
    static time_t last;
    time_t now = seconds();
    /* A table that is nearly full forgets sooner. */
    time_t idle = flows_n > FLOWS_MAX / 2 ? 10 : FLOW_IDLE_SECONDS;

    if (now == last) {
        return;
    }
    last = now;
    for (unsigned i = flows_n; i-- > 0;) {
        if (now - flows[i]->used > idle) {
            remove_flow(i);
        }
    }
}

static void on_answer(struct source *source, uint32_t events)
{
    struct flow *flow = (struct flow *)source;

    (void)events;
    for (unsigned turn = 0; turn < TURN; turn++) {
        ssize_t got = recv(source->fd, datagram, sizeof datagram, 0);
        if (got < 0) {
            return; /* nothing, or that nobody listens at the guest */
        }
        flow->used = seconds();
        (void)sendto(flow->port->source.fd, datagram, (size_t)got, MSG_NOSIGNAL,
                     (struct sockaddr *)&flow->client, sizeof flow->client);
    }
}

static struct flow *find_flow(struct port *port,
                              const struct sockaddr_in *client)
{
    for (unsigned i = 0; i < flows_n; i++) {
        if (flows[i]->port == port &&
            flows[i]->client.sin_port == client->sin_port &&
            flows[i]->client.sin_addr.s_addr == client->sin_addr.s_addr) {
            return flows[i];
        }
    }
    if (flows_n == FLOWS_MAX) {
        return NULL;
    }
    struct flow *flow = calloc(1, sizeof *flow);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (flow == NULL || fd < 0 ||
        connect(fd, (struct sockaddr *)&port->guest, sizeof port->guest) < 0) {
        free(flow);
        if (fd >= 0) {
            close(fd);
        }
        return NULL;
    }
    *flow = (struct flow){
        .source = {on_answer, fd},
        .port = port,
        .client = *client,
    };
    watch(&flow->source, EPOLLIN);
    flows[flows_n++] = flow;
    return flow;
}

static void on_datagram(struct source *source, uint32_t events)
{
    struct port *port = (struct port *)source;

    (void)events;
    for (unsigned turn = 0; turn < TURN; turn++) {
        struct sockaddr_in client;
        socklen_t bytes = sizeof client;
        ssize_t got = recvfrom(source->fd, datagram, sizeof datagram, 0,
                               (struct sockaddr *)&client, &bytes);
        if (got < 0) {
            return;
        }
        struct flow *flow = find_flow(port, &client);
        if (flow != NULL) { /* else lost, as datagrams may be */
            flow->used = seconds();
            (void)send(flow->source.fd, datagram, (size_t)got, MSG_NOSIGNAL);
        }
    }
}

/* ---- The child that stays. ---- */

__attribute__((noreturn)) static void relay(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &files);
    }
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0) {
        fail("epoll: %s", strerror(errno));
    }
    for (unsigned i = 0; i < ports_n; i++) {
        ports[i].source.on_event = ports[i].tcp ? on_listener : on_datagram;
        watch(&ports[i].source, EPOLLIN);
    }
    for (;;) {
        struct epoll_event events[EVENTS];
        int wait = pending != NULL ? 0 : flows_n > 0 || ports_rest ? 1000 : -1;
        int n = epoll_wait(epoll_fd, events, EVENTS, wait);
        if (n < 0 && errno != EINTR) {
            fail("epoll: %s", strerror(errno));
        }
        for (int i = 0; i < n; i++) {
            struct source *source = events[i].data.ptr;
            source->on_event(source, events[i].events);
        }
        if (n == 0) {
            listen_again(true);
        }
        serve_pending();
        bury();
        expire_flows();
    }
}

/* The terminal's signals are for the image; the child ends when that does. */
static void start_relay(int guest_fd)
{
    pid_t image = getpid();
    pid_t child = fork();

    if (child < 0) {
        fail("failed fork: %s", strerror(errno));
    }
    if (child > 0) {
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != image) {
        _exit(0);
    }
    prctl(PR_SET_NAME, "uc-usernet");
    const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE};
    for (unsigned i = 0; i < sizeof ignored / sizeof *ignored; i++) {
        signal(ignored[i], SIG_IGN);
    }
    /* What it has to say when it fails goes where the image's console goes. */
    close(status_fd);
    status_fd = STDERR_FILENO;
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
    if (guest_fd >= 0) {
        close(guest_fd);
    }
    relay();
}

/* ---- The command line. ---- */

static void bind_port(unsigned at)
{
    struct port *port = &ports[at];
    const int on = 1;
    int type = port->tcp ? SOCK_STREAM : SOCK_DGRAM;
    int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd >= 0 && port->tcp) {
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    if (fd < 0 ||
        bind(fd, (struct sockaddr *)&port->host, sizeof port->host) < 0 ||
        (port->tcp && listen(fd, 4096) < 0)) {
        fail("port %u %s", at, strerror(errno));
    }
    port->source.fd = fd;
}

static void add_port(char *text, const struct in_addr *guest)
{
    char *rest = text;
    const char *protocol = strsep(&rest, ":");
    const char *address = strsep(&rest, ":");
    const char *host_port = strsep(&rest, ":");
    struct port *port = &ports[ports_n];

    if (ports_n == PORTS_MAX) {
        fail("failed more than %d published ports", PORTS_MAX);
    }
    port->tcp = strcmp(protocol, "tcp") == 0;
    port->host.sin_family = AF_INET;
    port->guest.sin_family = AF_INET;
    port->guest.sin_addr = *guest;
    if (rest == NULL ||
        inet_pton(AF_INET, address, &port->host.sin_addr) != 1) {
        fail("failed -p takes PROTOCOL:ADDRESS:PORT:GUESTPORT");
    }
    port->host.sin_port = htons((uint16_t)atoi(host_port));
    port->guest.sin_port = htons((uint16_t)atoi(rest));
    bind_port(ports_n++);
}

static void set_network(const char *name, struct network *network)
{
    if (strcmp(name, "tap") == 0) {
        network->kind = NETWORK_TAP;
    } else if (strcmp(name, "none") == 0) {
        network->kind = NETWORK_NONE;
    } else if (strcmp(name, "pair") != 0) {
        fail("failed -n takes pair, tap or none");
    }
}

static void set_host(char *text, struct network *network)
{
    char *rest = text;
    const char *address = strsep(&rest, "/");
    int prefix = rest == NULL ? 0 : atoi(rest);

    if (prefix < 1 || prefix > 32 ||
        inet_pton(AF_INET, address, &network->host) != 1) {
        fail("failed -a takes ADDRESS/PREFIX");
    }
    network->prefix = (unsigned)prefix;
}

struct settings {
    struct network network;
    struct in_addr guest;
    int image_fd;
};

static void read_options(int argc, char **argv, struct settings *settings)
{
    int option;

    while ((option = getopt(argc, argv, "+s:t:n:a:g:p:")) != -1) {
        switch (option) {
        case 's':
            status_fd = atoi(optarg);
            break;
        case 't':
            settings->image_fd = atoi(optarg);
            break;
        case 'n':
            set_network(optarg, &settings->network);
            break;
        case 'a':
            set_host(optarg, &settings->network);
            break;
        case 'g':
            if (inet_pton(AF_INET, optarg, &settings->guest) != 1) {
                fail("failed -g takes an IPv4 address");
            }
            break;
        case 'p':
            add_port(optarg, &settings->guest);
            break;
        default:
            fail("failed unknown option");
        }
    }
    if (optind == argc) {
        fail("failed no image");
    }
}

/* A copy without FD_CLOEXEC, where the image looks for it. */
static void hand_over(int guest_fd, int image_fd)
{
    if (guest_fd == image_fd) {
        (void)fcntl(guest_fd, F_SETFD, 0);
    } else if (guest_fd >= 0 && dup2(guest_fd, image_fd) < 0) {
        fail("failed dup2: %s", strerror(errno));
    }
}

int main(int argc, char **argv)
{
    struct settings settings = {.network = {.prefix = 24}, .image_fd = 3};
    char tap[16];
    pid_t parent = getppid();

    inet_pton(AF_INET, "10.0.2.2", &settings.network.host);
    inet_pton(AF_INET, "10.0.2.15", &settings.guest);
    read_options(argc, argv, &settings);
    (void)fcntl(status_fd, F_SETFD, FD_CLOEXEC);
    int guest_fd = make_network(&settings.network, tap);
    /* Only now: a change of credentials clears it. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        return 126;
    }
    start_relay(guest_fd);
    for (unsigned i = 0; i < ports_n; i++) {
        close(ports[i].source.fd);
    }
    hand_over(guest_fd, settings.image_fd);
    dprintf(status_fd, tap[0] == '\0' ? "ready\n" : "ready %s\n", tap);
    execvp(argv[optind], argv + optind);
    fprintf(stderr, "%s: %s\n", argv[optind], strerror(errno));
    return 127;
}
