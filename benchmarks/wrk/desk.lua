-- Asks for one page as somebody who is logged in.
dofile(os.getenv("WRK_REPORT"))

function request()
  return wrk.format("GET", nil, {
    ["Cookie"] = os.getenv("DESK_COOKIE"),
    ["X-Forwarded-Proto"] = "https",
    ["Host"] = "localhost",
  })
end
