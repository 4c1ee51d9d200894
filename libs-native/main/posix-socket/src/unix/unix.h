/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SOCKET_UNIX_H
#define POSIX_SOCKET_UNIX_H

/*
 * Sockets of AF_UNIX: each holds what is on its way to it, as bytes in a ring,
 * and records that say where messages end and which descriptors come with them.
 * What does not block is not disturbed; only what looks files up blocks.
 */
#include <uc/fd_ring.h>

#include "../internal.h"

enum {
    /* Spec: Linux, include/uapi/linux/un.h. */
    POSIX_UNIX_PATH_BYTES = 108,
    /* Messages that wait in one socket, whatever they hold. */
    POSIX_UNIX_RECORDS_MAX = 512,
    /* Connections that wait in one socket. Spec: Linux, SOMAXCONN. */
    POSIX_UNIX_BACKLOG_MAX = 4096,
};

/* struct sockaddr_un, with a zero behind the longest path. */
struct posix_unix_addr {
    uint16_t family;
    char path[POSIX_UNIX_PATH_BYTES + 1];
};

/* What a socket is bound to, as getsockname tells it. Outlives the socket where
 * a peer or a message still tells it. */
struct posix_unix_name {
    unsigned holders;
    uint32_t bytes; /* of (addr) that count */
    struct posix_unix_addr addr;
};

/* Of a message, or, in a stream, of bytes that descriptors come with. */
struct posix_unix_record {
    struct posix_unix_record *next;
    size_t gap; /* streams: bytes before it that no record tells of */
    size_t bytes;
    struct posix_unix_name *from; /* of its sender; may be NULL */
    unsigned fds_n;
    struct uc_fd *fds[]; /* held */
};

struct posix_unix;

/* Whom a socket sends to, and hears from when there is room or the end. */
struct posix_unix_link {
    struct posix_unix *owner;
    struct posix_unix *to; /* NULL: nobody */
    struct posix_unix_link *next;
};

struct posix_unix {
    struct posix_socket so;
    struct uc_fd_ring in;
    struct posix_unix_record *first;
    struct posix_unix_record *last;
    unsigned records_n;
    size_t plain;                  /* streams: bytes behind the last record */
    struct posix_unix_link *links; /* of others, to this one */
    struct posix_unix_link peer;
    struct posix_unix_link blocked; /* who had no room for (wanted) bytes */
    size_t wanted;
    struct posix_unix_name *name;      /* NULL: not bound */
    struct posix_unix_name *peer_name; /* of a connection's other end */
    struct posix_unix *next_named;     /* of those with abstract names */
    struct uc_file *place;             /* of one with a name among files */
    /* Connections that nobody has accepted yet: the listener's. */
    struct posix_unix *waiting;
    struct posix_unix *next_waiting;
    unsigned waiting_n;
    unsigned backlog;
    uint16_t options; /* that setsockopt has set, by their number */
    bool connected;   /* streams and packets: once, to whom does not matter */
    bool accepted;    /* false while it waits in a listener */
    bool in_ends;     /* its peer writes no more */
    bool out_ends;    /* nobody reads what it writes */
    bool reset;       /* its peer closed without having read all */
    bool gone;        /* datagrams: whom it sends to has closed */
};

static inline struct posix_unix *posix_unix(struct posix_socket *so)
{
    return UC_CONTAINER_OF(so, struct posix_unix, so);
}

static inline struct posix_unix *posix_unix_of_fd(struct uc_fd *fd)
{
    return posix_unix(UC_CONTAINER_OF(fd, struct posix_socket, fd));
}

/* Whether its messages are kept apart and go to whom the sender names. */
static inline bool posix_unix_is_datagram(const struct posix_unix *end)
{
    return end->so.type == POSIX_SOCKET_DGRAM;
}

/* A socket that nobody has a number for yet, with one holder; NULL. */
struct posix_unix *posix_unix_new(unsigned type, unsigned flags);
/* Both ends are those of one connection from here on. */
void posix_unix_join(struct posix_unix *one, struct posix_unix *other);

/* link.c */
void posix_unix_link(struct posix_unix_link *link, struct posix_unix *owner,
                     struct posix_unix *to);
void posix_unix_unlink(struct posix_unix_link *link);
/* Whether (bytes) more fit; of a listener, one more connection. */
bool posix_unix_has_room(const struct posix_unix *end, size_t bytes);
/* Returns -UC_EAGAIN: (end) is ready for output once (bytes) fit. */
int posix_unix_block(struct posix_unix *end, struct posix_unix *to,
                     size_t bytes);
/* There is more room in (end). */
void posix_unix_tell_room(struct posix_unix *end);
/* (end) may have become ready for anything. */
void posix_unix_tell(struct posix_unix *end);
unsigned posix_unix_events(struct uc_fd *fd);

/* name.c */
struct posix_unix_name *posix_unix_name_hold(struct posix_unix_name *name);
void posix_unix_name_put(struct posix_unix_name *name);
/* What a user gave as an address, at least its family; -UC_EINVAL. */
int posix_unix_addr_read(const void *from, uint32_t bytes,
                         struct posix_unix_name *out);
void posix_unix_name_write(const struct posix_unix_name *name, void *to,
                           uint32_t *bytes);
/*
 * Who is bound to (addr), in (*out), which stays valid until the caller blocks.
 * The caller closes (*place), which may be NULL, when it is done. Errors:
 * -UC_ECONNREFUSED, those of looking a file up.
 */
int posix_unix_find(const void *addr, uint32_t bytes, struct posix_unix **out,
                    struct uc_file **place);
int posix_unix_bind(struct posix_socket *so, const void *addr, uint32_t bytes);
/* Nobody finds (end) any more; its place is the caller's to close. */
void posix_unix_unbind(struct posix_unix *end);

/* place.c, of images with a tree of files, and of those without. */
int posix_unix_place_make(struct posix_unix *end, const char *path);
int posix_unix_place_find(const char *path, struct posix_unix **out,
                          struct uc_file **place);
void posix_unix_place_leave(struct posix_unix *end);
void posix_unix_place_close(struct uc_file *place);

/* connect.c */
int posix_unix_listen(struct posix_socket *so, int backlog);
int posix_unix_accept(struct posix_socket *so, void *addr, uint32_t *bytes,
                      unsigned flags);
int posix_unix_connect(struct posix_socket *so, const void *addr,
                       uint32_t bytes);

/* receive.c, send.c */
uc_ssize_t posix_unix_receive(struct posix_socket *so,
                              struct posix_socket_message *message, size_t skip,
                              unsigned flags);
uc_ssize_t posix_unix_send(struct posix_socket *so,
                           const struct posix_socket_message *message,
                           size_t skip, unsigned flags);

/*
 * rights.c. A record with the descriptors that the control data of (message)
 * name, held; NULL in (*out) where there are none and (always) is false.
 * Errors: -UC_EINVAL, -UC_EBADF, -UC_ETOOMANYREFS, -UC_ENOMEM.
 */
int posix_unix_rights_take(const struct posix_socket_message *message,
                           bool always, struct posix_unix_record **out);
/* Gives numbers to those that (record) holds, and writes them to (message). */
void posix_unix_rights_give(const struct posix_unix_record *record,
                            struct posix_socket_message *message,
                            unsigned flags);
/* Frees (record), which may be NULL, and what follows it. May block: it closes
 * what nobody else holds. */
void posix_unix_records_free(struct posix_unix_record *record);

/* options.c */
int posix_unix_option_set(struct posix_socket *so, int level, int option,
                          const void *value, uint32_t bytes);
int posix_unix_option_get(struct posix_socket *so, int level, int option,
                          int *value, uint32_t *bytes);

#endif /* POSIX_SOCKET_UNIX_H */
