print(_VERSION .. ' says hello to ' .. (arg[1] or 'the world'))
