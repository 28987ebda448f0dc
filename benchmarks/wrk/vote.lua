-- Casts ballots: each request a voter of the list with a request id of its own, as a browser would send the form.
dofile(os.getenv("WRK_REPORT"))

local voters, turn = {}, 0
local form = os.getenv("VOTE_FORM")
local report_init = init

function init(args)
  report_init(args)
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 100000)
  for line in io.lines(os.getenv("VOTE_COOKIES")) do table.insert(voters, line) end
  turn = math.random(#voters)
end

local function uuid()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", "x", function()
    return string.format("%x", math.random(0, 15))
  end))
end

function request()
  turn = turn % #voters + 1
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Cookie"] = voters[turn],
    ["X-Forwarded-Proto"] = "https",
    ["Referer"] = "https://localhost/",
    ["Host"] = "localhost",
  }
  return wrk.format("POST", os.getenv("VOTE_PATH"), headers, form .. "&request_id=" .. uuid())
end

-- At a pace of its own, when one is given: milliseconds each connection waits before its next ballot.
if os.getenv("VOTE_DELAY") then
  function delay() return tonumber(os.getenv("VOTE_DELAY")) end
end
