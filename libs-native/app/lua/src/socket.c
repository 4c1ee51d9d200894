/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Module "socket": servers and clients of TCP that wait. Functions return what
 * io's do: nil, a message and a number where the system says no.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "lauxlib.h"
#include "socket.h"

#define TYPE_NAME "socket"

enum {
    CLOSED = -1,
    BUFFER_BYTES = 1024,
};

struct connection {
    int fd;                    /* CLOSED, or open */
    unsigned taken;            /* of what was received into (buffer) */
    unsigned filled;           /* bytes received into (buffer) */
    char buffer[BUFFER_BYTES]; /* what lines leave over */
};

/* Pushes a socket that is not open yet, so that no error of Lua leaks one. */
static struct connection *push(lua_State *L)
{
    struct connection *made = lua_newuserdatauv(L, sizeof *made, 0);

    made->fd = CLOSED;
    made->taken = 0;
    made->filled = 0;
    luaL_setmetatable(L, TYPE_NAME);
    return made;
}

static struct connection *check(lua_State *L)
{
    struct connection *found = luaL_checkudata(L, 1, TYPE_NAME);

    luaL_argcheck(L, found->fd != CLOSED, 1, "socket is closed");
    return found;
}

static int failed_lookup(lua_State *L, const char *host, int code)
{
    if (code == EAI_SYSTEM) {
        return luaL_fileresult(L, 0, host);
    }
    lua_pushnil(L);
    lua_pushfstring(L, "%s: %s", host == NULL ? "*" : host, gai_strerror(code));
    lua_pushinteger(L, code);
    return 3;
}

static bool open_client(int fd, const struct addrinfo *at, int backlog)
{
    (void)backlog;
    return connect(fd, at->ai_addr, at->ai_addrlen) == 0;
}

static bool open_server(int fd, const struct addrinfo *at, int backlog)
{
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) ==
               0 &&
           bind(fd, at->ai_addr, at->ai_addrlen) == 0 &&
           listen(fd, backlog) == 0;
}

/* Opens a socket at the first address of (host) where that can be done; (host)
 * NULL is all of this machine's. */
static int open_at(lua_State *L, const char *host, const char *port,
                   bool (*open)(int fd, const struct addrinfo *at, int backlog),
                   int backlog)
{
    const struct addrinfo wanted = {
        .ai_family = AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = host == NULL ? AI_PASSIVE : 0,
    };
    struct connection *made = push(L);
    struct addrinfo *list = NULL;

    int code = getaddrinfo(host, port, &wanted, &list);
    if (code != 0) {
        return failed_lookup(L, host, code);
    }
    for (const struct addrinfo *at = list; at != NULL; at = at->ai_next) {
        made->fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
        if (made->fd < 0) {
            made->fd = CLOSED;
        } else if (open(made->fd, at, backlog)) {
            break;
        } else {
            int error = errno;
            close(made->fd);
            made->fd = CLOSED;
            errno = error;
        }
    }
    int error = errno;
    freeaddrinfo(list);
    errno = error;
    return made->fd == CLOSED ? luaL_fileresult(L, 0, host) : 1;
}

/* socket.connect(host, port) */
static int socket_connect(lua_State *L)
{
    const char *host = luaL_checkstring(L, 1);

    return open_at(L, host, luaL_checkstring(L, 2), open_client, 0);
}

/* socket.listen(port [, address [, backlog]]) */
static int socket_listen(lua_State *L)
{
    const char *port = luaL_checkstring(L, 1);
    const char *address = luaL_optstring(L, 2, NULL);
    lua_Integer backlog = luaL_optinteger(L, 3, 16);

    luaL_argcheck(L, backlog > 0 && backlog <= INT_MAX, 3, "out of range");
    return open_at(L, address, port, open_server, (int)backlog);
}

/* server:accept() */
static int socket_accept(lua_State *L)
{
    int fd = check(L)->fd;
    struct connection *made = push(L);

    made->fd = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
    if (made->fd < 0) {
        made->fd = CLOSED;
        return luaL_fileresult(L, 0, NULL);
    }
    return 1;
}

/* connection:send(text), which waits until all of it is on its way. */
static int socket_send(lua_State *L)
{
    int fd = check(L)->fd;
    size_t left = 0;
    const char *at = luaL_checklstring(L, 2, &left);

    while (left > 0) {
        ssize_t sent = send(fd, at, left, MSG_NOSIGNAL);
        if (sent < 0) {
            return luaL_fileresult(L, 0, NULL);
        }
        at += sent;
        left -= (size_t)sent;
    }
    lua_settop(L, 1);
    return 1;
}

/* More into an empty buffer: above 0, 0 at the end, -1 and errno. */
static ssize_t fill(struct connection *from)
{
    ssize_t got = recv(from->fd, from->buffer, sizeof from->buffer, 0);

    from->taken = 0;
    from->filled = got > 0 ? (unsigned)got : 0;
    return got;
}

/* Adds what is in the buffer, up to (most) bytes, or to the end of a line. */
static bool take(luaL_Buffer *to, struct connection *from, size_t most,
                 bool line)
{
    const char *start = from->buffer + from->taken;
    size_t bytes = from->filled - from->taken;
    const char *end = line ? memchr(start, '\n', bytes) : NULL;

    bytes = end != NULL ? (size_t)(end - start) : bytes < most ? bytes : most;
    luaL_addlstring(to, start, bytes);
    from->taken += (unsigned)bytes + (end != NULL);
    return end != NULL;
}

/* What had come comes last. */
static int failed_receive(lua_State *L, luaL_Buffer *text)
{
    int error = errno;

    luaL_pushresult(text);
    errno = error;
    int results = luaL_fileresult(L, 0, NULL);
    lua_pushvalue(L, -1 - results);
    return results + 1;
}

/*
 * connection:receive([what]): up to so many bytes, as soon as there are some;
 * "l", the default, a line without its end; "a" all until the end. Nil at the
 * end, where there is nothing; a last line may lack its end.
 */
static int socket_receive(lua_State *L)
{
    struct connection *from = check(L);
    bool count = lua_type(L, 2) == LUA_TNUMBER;
    lua_Integer most = count ? luaL_checkinteger(L, 2) : 1;
    const char *what = count ? "" : luaL_optstring(L, 2, "l");
    bool line = strcmp(what, "l") == 0;
    bool all = strcmp(what, "a") == 0;
    luaL_Buffer text;

    luaL_argcheck(L, most > 0 && (count || line || all), 2, "invalid format");
    luaL_buffinit(L, &text);
    bool some = false;
    for (bool done = false; !done;) {
        if (from->taken == from->filled) {
            ssize_t got = fill(from);
            if (got < 0) {
                return failed_receive(L, &text);
            }
            if (got == 0) {
                break;
            }
        }
        some = true;
        done =
            take(&text, from, count ? (size_t)most : SIZE_MAX, line) || count;
    }
    luaL_pushresult(&text);
    if (!some && !all) {
        lua_pushnil(L);
    }
    return 1;
}

/* connection:timeout(seconds): what waits longer fails; 0 waits for ever. */
static int socket_timeout(lua_State *L)
{
    int fd = check(L)->fd;
    lua_Number seconds = luaL_checknumber(L, 2);

    luaL_argcheck(L, seconds >= 0 && seconds < INT_MAX, 2, "out of range");
    time_t whole = (time_t)seconds;
    const struct timeval time = {
        .tv_sec = whole,
        .tv_usec = (suseconds_t)((seconds - (lua_Number)whole) * 1e6),
    };
    bool done =
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time) == 0;
    return luaL_fileresult(L, done, NULL);
}

/* socket:address(): its own address and port. */
static int socket_address(lua_State *L)
{
    struct sockaddr_storage name;
    socklen_t bytes = sizeof name;
    char host[INET6_ADDRSTRLEN + IF_NAMESIZE];
    char port[sizeof "65535"];

    if (getsockname(check(L)->fd, (struct sockaddr *)&name, &bytes) != 0) {
        return luaL_fileresult(L, 0, NULL);
    }
    int code = getnameinfo((struct sockaddr *)&name, bytes, host, sizeof host,
                           port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    if (code != 0) {
        return failed_lookup(L, NULL, code);
    }
    lua_pushstring(L, host);
    lua_pushinteger(L, strtol(port, NULL, 10));
    return 2;
}

static int socket_close(lua_State *L)
{
    struct connection *old = luaL_checkudata(L, 1, TYPE_NAME);

    if (old->fd != CLOSED) {
        close(old->fd);
        old->fd = CLOSED;
    }
    return 0;
}

static const luaL_Reg methods[] = {
    {"accept", socket_accept},
    {"address", socket_address},
    {"close", socket_close},
    {"receive", socket_receive},
    {"send", socket_send},
    {"timeout", socket_timeout},
    {"__close", socket_close},
    {"__gc", socket_close},
    {NULL, NULL},
};

static const luaL_Reg functions[] = {
    {"connect", socket_connect},
    {"listen", socket_listen},
    {NULL, NULL},
};

int lua_socket_open(lua_State *L)
{
    if (luaL_newmetatable(L, TYPE_NAME)) {
        luaL_setfuncs(L, methods, 0);
        lua_pushvalue(L, -1);
        lua_setfield(L, -2, "__index");
    }
    luaL_newlib(L, functions);
    return 1;
}
