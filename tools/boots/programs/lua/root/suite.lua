-- What Lua's reference manual promises where it leans on the C library and the system.
local suites = {}

function suites.string(t)
  t.eq(('%5.2f|%-6s|%q|%x'):format(3.14159, 'ab', 'a\n"', 255), ' 3.14|ab    |"a\\\n\\""|ff')
  t.eq(('%a'):format(1.5), '0x1.8p+0')
  t.eq(('%.14g'):format(0.1), '0.1')
  t.eq(('%.17g'):format(2 ^ 53 + 1), '9007199254740992')
  t.eq(('hello world'):gsub('o', '0'), 'hell0 w0rld')
  t.eq(('key = value'):match('^(%w+)%s*=%s*(%w+)$'), 'key')
  t.eq(string.pack('>I4<i8z', 0xCAFE, -2, 'x'):byte(3, 4), 0xCA)
  t.eq(string.unpack('<d', string.pack('<d', -0.5)), -0.5)
  t.eq(('x'):rep(3, ','), 'x,x,x')
  t.eq(utf8.char(0x20AC), '€')
  t.eq(('ABC'):lower() .. ('é'):upper(), 'abcé')
  t.eq('a' < 'b' and not ('a\0b' < 'a\0a'), true)
end

function suites.math(t)
  t.eq(math.type(3 // 2) .. math.type(3 / 2), 'integerfloat')
  t.eq(math.maxinteger + 1, math.mininteger)
  t.eq(tostring(1 / 0) .. tostring(-1 / 0), 'inf-inf')
  t.eq(0 / 0 ~= 0 / 0, true)
  t.eq(('%.15g'):format(math.pi), '3.14159265358979')
  t.eq(('%.12f'):format(math.sin(1)), '0.841470984808')
  t.eq(('%.12f'):format(math.exp(1)), '2.718281828459')
  t.eq(('%.12f'):format(math.log(10)), '2.302585092994')
  t.eq(math.log(8, 2), 3.0)
  t.eq(2 ^ 0.5, math.sqrt(2))
  t.eq(-7 // 2, -4)
  t.eq(-7 % 3, 2)
  t.eq(math.tointeger('0x10'), 16)
  t.eq(tonumber('1e-320') > 0, true)
  t.eq(tonumber('0x1p-2'), 0.25)
  t.fails('number has no integer representation', function() return 1.5 | 0 end)
  t.fails('divide by zero', function() return 1 // 0 end)
  -- Seeds differ from one start of a state to the next, so two numbers of 53 bits are never the same.
  t.eq(math.random() ~= math.random(), true)
end

function suites.io(t)
  local name = os.tmpname()
  local file = assert(io.open(name, 'w+'))
  t.eq(file:setvbuf('full', 512), true)
  t.eq(file:write('one\n', 2, ' ', 3.5, '\n0x1F tail'), file)
  t.eq(file:seek('set'), 0)
  t.eq(file:read('l'), 'one')
  t.eq(select(2, file:read('n', 'n')), 3.5)
  t.eq(file:read('n'), 31)
  t.eq(file:read('a'), ' tail')
  t.eq(file:read('l'), nil)
  t.eq(file:seek('end'), 19)
  t.eq(io.type(file), 'file')
  t.eq(file:close(), true)
  t.eq(io.type(file), 'closed file')
  local lines = {}
  for line in io.lines(name, 'L') do lines[#lines + 1] = line end
  t.eq(table.concat(lines, '+'), 'one\n+2 3.5\n+0x1F tail')
  t.eq(select('#', assert(io.open(name, 'a')):write('!'):close()), 1)
  t.eq(#assert(io.open(name)):read('a'), 20)
  local temporary = io.tmpfile()
  temporary:write(('x'):rep(100000))
  t.eq(temporary:seek('cur'), 100000)
  temporary:close()
  t.eq(os.rename(name, '/tmp/renamed'), true)
  t.eq(io.open(name), nil)
  t.eq(os.remove('/tmp/renamed'), true)
  t.eq(table.concat({ select(2, io.open('/no/such/file')) }, '|'), '/no/such/file: No such file or directory|2')
  t.eq(select(2, io.open('/', 'w')), '/: Is a directory')
  t.fails('attempt to use a closed file', function() file:read() end)
  t.fails("invalid mode", function() io.open('/x', 'q') end)
  t.eq(select(3, io.popen('ls')), 38) -- ENOSYS: an image is one process
end

function suites.os(t)
  t.eq(os.time({ year = 2000, month = 1, day = 1, hour = 12, isdst = false }), 946728000)
  t.eq(os.date('!%Y-%m-%dT%H:%M:%SZ', 951782400), '2000-02-29T00:00:00Z')
  t.eq(os.date('*t', 0).year, 1970)
  t.eq(os.time() > 1.6e9, true)
  t.eq(os.difftime(10, 4), 6.0)
  local before = os.clock()
  for _ = 1, 100000 do end
  t.eq(os.clock() >= before, true)
  t.eq(os.setlocale('C'), 'C')
  t.eq(os.getenv('NO_SUCH_NAME'), nil)
  t.eq(select(3, os.execute('true')), 38) -- ENOSYS again
  t.eq(select(2, os.remove('/no/such/file')), '/no/such/file: No such file or directory')
end

function suites.coroutine(t)
  local produce = coroutine.wrap(function(...)
    local sum = select('#', ...)
    for n = 1, 3 do sum = sum + coroutine.yield(n) end
    return sum
  end)
  t.eq(produce('a', 'b'), 1)
  t.eq(produce(10), 2)
  t.eq(produce(20), 3)
  t.eq(produce(30), 62)
  local co = coroutine.create(function() error({ code = 7 }) end)
  local ok, problem = coroutine.resume(co)
  t.eq(not ok and problem.code, 7)
  t.eq(coroutine.status(co), 'dead')
  -- Through the C functions pcall and table.sort: the first lets a yield pass, the second does not.
  t.eq(coroutine.wrap(function() return select(2, pcall(coroutine.yield, 1)) end)(), 1)
  t.fails('attempt to yield across a C%-call boundary', coroutine.wrap(function()
    table.sort({ 3, 2, 1 }, function(a, b) coroutine.yield() return a < b end)
  end))
  local closed
  local held = coroutine.create(function()
    local _ <close> = setmetatable({}, { __close = function() closed = true end })
    coroutine.yield()
  end)
  coroutine.resume(held)
  t.eq(coroutine.close(held) and closed, true)
  local many = {}
  for n = 1, 1000 do many[n] = coroutine.wrap(function() coroutine.yield() return n end) end
  for n = 1, 1000 do many[n]() end
  t.eq(many[777](), 777)
end

function suites.limits(t)
  local function forever(n) return 1 + forever(n) end
  t.fails('stack overflow', forever, 1)
  -- Each level is a call of C: the deepest stack of the machine that Lua lets a script have.
  local function nest() return (('x'):gsub('x', nest)) end
  t.fails('C stack overflow', nest)
  local function show(n) return ('%s'):format(setmetatable({}, { __tostring = function() return show(n) end })) end
  t.fails('C stack overflow', show, 1)
  t.eq(select(2, load('return ' .. ('('):rep(1000) .. '1' .. (')'):rep(1000))):find('C stack overflow') ~= nil, true)
  t.fails('pattern too complex', string.match, ('x'):rep(300000), ('x?'):rep(300000))
  t.fails('not enough memory', function() return ('x'):rep(0x7ffffff0) end)
  collectgarbage()
  t.eq(collectgarbage('count') < 2000, true)
  local weak = setmetatable({ {} }, { __mode = 'v' })
  collectgarbage()
  t.eq(#weak, 0)
end

function suites.modules(t)
  package.path = '/lib/?.lua;' .. package.path
  t.eq(require('answer').value, 42)
  t.eq(require('answer'), package.loaded.answer)
  t.fails("module 'nothing' not found", require, 'nothing')
  t.eq(select(3, package.loadlib('/lib/x.so', 'f')), 'absent')
  t.eq(load(string.dump(function(a) return a * 2 end))(21), 42)
  t.eq(debug.traceback('here', 1):match('^here\nstack traceback:\n\tsuite.lua:%d+: in ') ~= nil, true)
end

local names = {}
for name in pairs(suites) do names[#names + 1] = name end
table.sort(names)
local failed = 0
for _, name in ipairs(names) do
  local count = 0
  local function check(ok, ...)
    count = count + 1
    if ok then return end
    failed = failed + 1
    print('not ok', name, count, 'at line ' .. debug.getinfo(3, 'l').currentline, ...)
  end
  suites[name]({
    eq = function(got, want) check(got == want, 'got', got, 'instead of', want) end,
    fails = function(pattern, f, ...)
      local ok, problem = pcall(f, ...)
      check(not ok and tostring(problem):find(pattern) ~= nil, 'got', tostring(problem):sub(1, 200))
    end,
  })
  print(name .. ': ' .. count .. ' checks')
end
os.exit(failed == 0)
