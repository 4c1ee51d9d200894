/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef APP_LUA_SOCKET_H
#define APP_LUA_SOCKET_H

#include "lua.h"

/* Pushes module "socket": TCP, as the README says. */
int lua_socket_open(lua_State *L);

#endif
