-- Saves pages of forms: each request a desk of the list, with a text nobody has saved before.
dofile(os.getenv("WRK_REPORT"))

local desks, turn, saved = {}, 0, 0
local form, text = os.getenv("DESK_FORM"), os.getenv("DESK_TEXT")
local report_init = init

local function escape(words)
  return (string.gsub(words, "[^%w]", function(letter) return string.format("%%%02X", string.byte(letter)) end))
end

function init(args)
  report_init(args)
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000)
  for line in io.lines(os.getenv("DESKS")) do
    local path, cookie = string.match(line, "^(%S+) (.+)$")
    table.insert(desks, { path = path, cookie = cookie })
  end
  turn, saved = math.random(#desks), math.random(1000000)
end

function request()
  turn, saved = turn % #desks + 1, saved + 1
  local headers = {
    ["Accept"] = os.getenv("DESK_ACCEPT"),
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Cookie"] = desks[turn].cookie,
    ["X-Forwarded-Proto"] = "https",
    ["Referer"] = "https://localhost/",
    ["Host"] = "localhost",
  }
  return wrk.format("POST", desks[turn].path, headers, form .. escape("保存 " .. saved .. " " .. text))
end
