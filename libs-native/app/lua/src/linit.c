/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The libraries that a state begins with, in place of upstream's linit.c, which
 * is meant to be replaced by whoever adds one. Those of Lua are there at once,
 * module "socket" for require.
 */
#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"

#include "socket.h"

static const luaL_Reg standard[] = {
    {LUA_GNAME, luaopen_base},          {LUA_LOADLIBNAME, luaopen_package},
    {LUA_COLIBNAME, luaopen_coroutine}, {LUA_TABLIBNAME, luaopen_table},
    {LUA_IOLIBNAME, luaopen_io},        {LUA_OSLIBNAME, luaopen_os},
    {LUA_STRLIBNAME, luaopen_string},   {LUA_MATHLIBNAME, luaopen_math},
    {LUA_UTF8LIBNAME, luaopen_utf8},    {LUA_DBLIBNAME, luaopen_debug},
};

LUALIB_API void luaL_openlibs(lua_State *L)
{
    for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
        luaL_requiref(L, standard[i].name, standard[i].func, 1);
        lua_pop(L, 1);
    }
    if (UC_CONFIG_APP_SOCKETS) {
        luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
        lua_pushcfunction(L, lua_socket_open);
        lua_setfield(L, -2, "socket");
        lua_pop(L, 1);
    }
}
