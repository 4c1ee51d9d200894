-- Module "socket": over the loopback of the image's own network stack, or with an argument a server of lines.
local socket = require 'socket'

if arg[1] then
  local server = assert(socket.listen(arg[1]))
  print('listening on ' .. select(2, server:address()))
  io.flush()
  while true do
    local client <close> = assert(server:accept())
    local lines = 0
    for line in function() return client:receive() end do
      if line == '' then break end
      lines = lines + 1
      if not client:send(line:upper() .. '\n') then break end
    end
    client:send(lines .. ' lines\n')
  end
end

local function fails(want, ...)
  local got = { ... }
  assert(got[1] == nil, tostring(got[1]))
  assert(tostring(got[2]):find(want, 1, true), got[2])
end

local server = assert(socket.listen(4000, '127.0.0.1'))
assert(table.concat({ server:address() }, ':') == '127.0.0.1:4000')
fails('Address in use', socket.listen(4000, '127.0.0.1'))
fails('Connection refused', socket.connect('127.0.0.1', 4001))
fails('127.0.0.1: Unrecognized service', socket.connect('127.0.0.1', 'no-such-service'))
assert(not pcall(socket.connect, '127.0.0.1'))

local client = assert(socket.connect('127.0.0.1', 4000))
local peer = assert(server:accept())
assert(client:send('first\nsecond\n\0\xff\nunfinished') == client)
assert(peer:receive() == 'first')
assert(peer:receive('l') == 'second')
assert(peer:receive(2) == '\0\xff')
assert(peer:receive(100) == '\nunfinished')
peer:timeout(0.05)
fails('Resource temporarily unavailable', peer:receive(1))
peer:timeout(0)
client:send('line\npart')
assert(peer:receive() == 'line')
peer:timeout(0.05)
assert(select(4, peer:receive()) == 'part')
peer:timeout(0)
assert(peer:send(('x'):rep(5000) .. '\n'))
assert(#client:receive() == 5000)
client:close()
assert(peer:receive() == nil and peer:receive('a') == '')
assert(not pcall(client.send, client, 'closed'))
assert(not pcall(peer.receive, peer, 0) and not pcall(peer.receive, peer, 'x'))
peer:close()
peer:close()

-- What nobody holds is closed by the collector: more than there are numbers.
for _ = 1, 1200 do
  local made = assert(socket.connect('127.0.0.1', 4000))
  server:accept()
  made = nil
  collectgarbage()
end
print('sockets are as they should be')
