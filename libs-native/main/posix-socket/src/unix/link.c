/* SPDX-License-Identifier: BSD-3-Clause */
/* Who waits for whom, and what a socket is ready for. */
#include <uc/errors.h>

#include "unix.h"

void posix_unix_link(struct posix_unix_link *link, struct posix_unix *owner,
                     struct posix_unix *to)
{
    posix_unix_unlink(link);
    *link = (struct posix_unix_link){owner, to, to->links};
    to->links = link;
}

void posix_unix_unlink(struct posix_unix_link *link)
{
    if (link->to == NULL) {
        return;
    }
    struct posix_unix_link **at = &link->to->links;
    while (*at != link) {
        at = &(*at)->next;
    }
    *at = link->next;
    link->to = NULL;
}

bool posix_unix_has_room(const struct posix_unix *end, size_t bytes)
{
    if (end->so.listens) {
        return end->waiting_n <= end->backlog;
    }
    return uc_fd_ring_room(&end->in) >= bytes &&
           end->records_n < POSIX_UNIX_RECORDS_MAX;
}

int posix_unix_block(struct posix_unix *end, struct posix_unix *to,
                     size_t bytes)
{
    bool another = end->blocked.to != NULL && end->blocked.to != to;

    posix_unix_link(&end->blocked, end, to);
    end->wanted = bytes;
    if (another) {
        /* A thread that waits for somebody else has to look again. */
        uc_fd_ready(&end->so.fd, UC_FD_OUT);
    }
    return -UC_EAGAIN;
}

void posix_unix_tell_room(struct posix_unix *end)
{
    for (struct posix_unix_link *link = end->links; link != NULL;
         link = link->next) {
        uc_fd_ready(&link->owner->so.fd, UC_FD_OUT);
    }
}

void posix_unix_tell(struct posix_unix *end)
{
    uc_fd_ready(&end->so.fd, UC_FD_IN | UC_FD_OUT | UC_FD_READ_END |
                                 UC_FD_HANGUP | UC_FD_ERROR);
}

static bool is_writable(const struct posix_unix *end)
{
    const struct posix_unix *blocked = end->blocked.to;

    if (end->so.listens) {
        return false;
    }
    if (end->out_ends) {
        return true;
    }
    if (blocked != NULL && !posix_unix_has_room(blocked, end->wanted)) {
        return false;
    }
    return blocked != NULL || end->peer.to == NULL ||
           posix_unix_has_room(end->peer.to, UC_FD_RING_ROOM);
}

unsigned posix_unix_events(struct uc_fd *fd)
{
    const struct posix_unix *end = posix_unix_of_fd(fd);
    bool readable = end->in.bytes > 0 || end->first != NULL || end->in_ends ||
                    end->waiting != NULL;
    bool hangup = end->in_ends && end->out_ends;

    /* As on Linux: nothing to wait for before it connects or listens. */
    if (!posix_unix_is_datagram(end) && !end->connected && !end->so.listens) {
        hangup |= end->blocked.to == NULL;
    }
    return (readable ? UC_FD_IN : 0u) | (is_writable(end) ? UC_FD_OUT : 0u) |
           (end->in_ends ? UC_FD_READ_END : 0u) | (hangup ? UC_FD_HANGUP : 0u) |
           (end->reset ? UC_FD_ERROR : 0u);
}
