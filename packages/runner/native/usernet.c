/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The network of an image that is a Linux process, out of nothing but a user
 * and network namespace: no tap device, no other program, no rights.
 *
 *   usernet [-s FD] [-t FD] [-g GUEST] [-p PROTOCOL:ADDRESS:PORT:GUESTPORT]...
 *           -- IMAGE ARGUMENT...
 *
 * In the namespace there is a pair of virtual Ethernet devices. One end has
 * 10.0.2.2/24; a packet socket on the other becomes descriptor -t of the image.
 * This process becomes the image; a child of it stays outside, takes the
 * connections to the published ports in the namespace that it was started in,
 * and makes one for each to the guest: a socket stays in the namespace in which
 * it was made.
 *
 * To descriptor -s it writes one line: "ready", or "port N why", N counted from
 * 0, or "namespace why", or "failed why".
 *
 * Spec: rtnetlink(7), packet(7), user_namespaces(7).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

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

static const char host_end[] = "uc-host";
static const char guest_end[] = "uc-guest";
static const char host_address[] = "10.0.2.2";

static int status_fd = STDERR_FILENO;

/* Says why on the status descriptor, and ends. */
__attribute__((format(printf, 1, 2), noreturn)) static void
fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vdprintf(status_fd, format, args);
    va_end(args);
    (void)!write(status_fd, "\n", 1);
    exit(126);
}

/* ---- The namespace and its devices. ---- */

static bool write_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0) {
        return false;
    }
    ssize_t len = (ssize_t)strlen(text);
    bool good = write(fd, text, (size_t)len) == len;
    close(fd);
    return good;
}

static void enter_namespace(void)
{
    char map[64];
    unsigned uid = geteuid();
    unsigned gid = getegid();

    /* Root needs no user namespace; root of a container may. */
    if (uid == 0 && unshare(CLONE_NEWNET) == 0) {
        return;
    }
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) {
        fail("namespace unshare: %s", strerror(errno));
    }
    /* Each to itself: the image stays the user who started it. */
    snprintf(map, sizeof map, "%u %u 1", uid, uid);
    bool good = write_file("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "%u %u 1", gid, gid);
    good = good && write_file("/proc/self/setgroups", "deny") &&
           write_file("/proc/self/gid_map", map);
    if (!good) {
        fail("namespace user map: %s", strerror(errno));
    }
}

/* One request to rtnetlink, as it grows. */
struct request {
    struct nlmsghdr header;
    char body[512];
};

static void *grow(struct request *r, size_t bytes)
{
    void *at = (char *)r + NLMSG_ALIGN(r->header.nlmsg_len);

    memset(at, 0, bytes);
    r->header.nlmsg_len = (uint32_t)(NLMSG_ALIGN(r->header.nlmsg_len) + bytes);
    return at;
}

static struct rtattr *attribute(struct request *r, unsigned type,
                                const void *data, size_t bytes)
{
    struct rtattr *a = grow(r, RTA_LENGTH(bytes));

    a->rta_type = (unsigned short)type;
    a->rta_len = (unsigned short)RTA_LENGTH(bytes);
    if (bytes > 0) {
        memcpy(RTA_DATA(a), data, bytes);
    }
    return a;
}

static void close_attribute(struct request *r, struct rtattr *a)
{
    a->rta_len = (unsigned short)((char *)r + r->header.nlmsg_len - (char *)a);
}

static struct request begin(unsigned type, unsigned flags)
{
    return (struct request){
        .header =
            {
                .nlmsg_len = NLMSG_HDRLEN,
                .nlmsg_type = (uint16_t)type,
                .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags),
            },
    };
}

static void ask(int netlink, struct request *r, const char *what)
{
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
        char more[1024];
    } answer;

    ssize_t got = send(netlink, r, r->header.nlmsg_len, 0);
    if (got >= 0) {
        got = recv(netlink, &answer, sizeof answer, 0);
    }
    int err = got < 0                                   ? errno
              : answer.header.nlmsg_type == NLMSG_ERROR ? -answer.error.error
                                                        : EPROTO;
    if (err == EPERM) {
        /* The namespace is there, but without the rights that belong to it. */
        fail("namespace %s: %s", what, strerror(err));
    }
    if (err == EOPNOTSUPP || err == ENODEV) {
        fail("failed %s: %s (as root: modprobe veth)", what, strerror(err));
    }
    if (err != 0) {
        fail("failed %s: %s", what, strerror(err));
    }
}

static void make_pair(int netlink)
{
    struct request r = begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);

    grow(&r, sizeof(struct ifinfomsg));
    attribute(&r, IFLA_IFNAME, host_end, sizeof host_end);
    struct rtattr *info = attribute(&r, IFLA_LINKINFO, NULL, 0);
    attribute(&r, IFLA_INFO_KIND, "veth", 4);
    struct rtattr *data = attribute(&r, IFLA_INFO_DATA, NULL, 0);
    struct rtattr *peer = attribute(&r, VETH_INFO_PEER, NULL, 0);
    grow(&r, sizeof(struct ifinfomsg));
    attribute(&r, IFLA_IFNAME, guest_end, sizeof guest_end);
    close_attribute(&r, peer);
    close_attribute(&r, data);
    close_attribute(&r, info);
    ask(netlink, &r, "making a veth pair");
}

static void bring_up(int netlink, const char *name, unsigned more_flags)
{
    struct request r = begin(RTM_NEWLINK, 0);
    struct ifinfomsg *link = grow(&r, sizeof *link);

    link->ifi_index = (int)if_nametoindex(name);
    link->ifi_flags = IFF_UP | more_flags;
    link->ifi_change = IFF_UP | more_flags;
    ask(netlink, &r, name);
}

static void set_address(int netlink)
{
    struct in_addr address;
    struct request r = begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
    struct ifaddrmsg *ifa = grow(&r, sizeof *ifa);

    inet_pton(AF_INET, host_address, &address);
    ifa->ifa_family = AF_INET;
    ifa->ifa_prefixlen = 24;
    ifa->ifa_index = if_nametoindex(host_end);
    attribute(&r, IFA_LOCAL, &address, sizeof address);
    attribute(&r, IFA_ADDRESS, &address, sizeof address);
    ask(netlink, &r, "giving an address");
}

/* Joined segments: the image takes frames of the MTU only. */
static void switch_tso_off(int fd)
{
    struct ethtool_value value = {.cmd = ETHTOOL_STSO, .data = 0};
    struct ifreq ifr = {.ifr_data = (char *)&value};

    memcpy(ifr.ifr_name, host_end, sizeof host_end);
    if (ioctl(fd, SIOCETHTOOL, &ifr) < 0) {
        fail("failed switching TSO off: %s", strerror(errno));
    }
}

/*
 * The guest's end as the image has it: whole frames, each behind the header of
 * virtio that says which checksum is missing.
 */
static int open_guest_end(void)
{
    struct sockaddr_ll address = {
        .sll_family = AF_PACKET,
        .sll_protocol = htons(ETH_P_ALL),
        .sll_ifindex = (int)if_nametoindex(guest_end),
    };
    int on = 1;
    int bytes = 4 << 20;
    /* No protocol: it takes nothing in before it is bound. */
    int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

    if (fd < 0) {
        fail("%s packet socket: %s", errno == EPERM ? "namespace" : "failed",
             strerror(errno));
    }
    if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) < 0) {
        fail("failed PACKET_VNET_HDR: %s", strerror(errno));
    }
    /* Linux before 4.20 lacks it; then IPv6's own words come back, no more. */
    (void)setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) < 0) {
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    }
    if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        fail("failed binding the packet socket: %s", strerror(errno));
    }
    return fd;
}

static int make_network(void)
{
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

    if (netlink < 0) {
        fail("failed rtnetlink: %s", strerror(errno));
    }
    /* Kernels without IPv6, or with /proc/sys read-only, do as well. */
    (void)write_file("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
    (void)write_file("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
    /* All connections go to one address: leave more ports for them. */
    (void)write_file("/proc/sys/net/ipv4/ip_local_port_range", "1024 65535");
    (void)write_file("/proc/sys/net/ipv4/tcp_tw_reuse", "1");
    bring_up(netlink, "lo", 0);
    make_pair(netlink);
    set_address(netlink);
    switch_tso_off(netlink);
    int guest = open_guest_end();
    /* Linux itself has nothing to say at the guest's end. */
    bring_up(netlink, guest_end, IFF_NOARP);
    bring_up(netlink, host_end, 0);
    close(netlink);
    return guest;
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
            return false;
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
    close(guest_fd);
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

int main(int argc, char **argv)
{
    int image_fd = 3;
    struct in_addr guest;
    int option;
    pid_t parent = getppid();

    inet_pton(AF_INET, "10.0.2.15", &guest);
    while ((option = getopt(argc, argv, "+s:t:g:p:")) != -1) {
        switch (option) {
        case 's':
            status_fd = atoi(optarg);
            break;
        case 't':
            image_fd = atoi(optarg);
            break;
        case 'g':
            if (inet_pton(AF_INET, optarg, &guest) != 1) {
                fail("failed -g takes an IPv4 address");
            }
            break;
        case 'p':
            add_port(optarg, &guest);
            break;
        default:
            fail("failed unknown option");
        }
    }
    if (optind == argc) {
        fail("failed no image");
    }
    (void)fcntl(status_fd, F_SETFD, FD_CLOEXEC);
    enter_namespace();
    /* Only now: a change of credentials clears it. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        return 126;
    }
    int guest_fd = make_network();
    start_relay(guest_fd);
    for (unsigned i = 0; i < ports_n; i++) {
        close(ports[i].source.fd);
    }
    /* A copy without FD_CLOEXEC, where the image looks for it. */
    if (guest_fd == image_fd) {
        (void)fcntl(guest_fd, F_SETFD, 0);
    } else if (dup2(guest_fd, image_fd) < 0) {
        fail("failed dup2: %s", strerror(errno));
    }
    (void)!write(status_fd, "ready\n", 6);
    execvp(argv[optind], argv + optind);
    fprintf(stderr, "%s: %s\n", argv[optind], strerror(errno));
    return 127;
}
