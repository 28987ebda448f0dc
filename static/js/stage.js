// The day's screens: counts the clock on, asks for the version every 0.7 seconds, and fetches the page anew when it changed.
const place = document.querySelector("[data-stage]");
const timer = document.querySelector("[data-timer]");
const offline = document.querySelector("[data-offline]");
const EVERY = 700;
let left = Number(timer?.dataset.left ?? 0);
let isRunning = timer?.dataset.running === "true";
let since = performance.now();

const show = () => {
  if (!timer) return;
  const now = isRunning ? left - (performance.now() - since) / 1000 : left;
  const whole = Math.ceil(Math.abs(now));
  timer.textContent = `${now < 0 ? "−" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};

const ask = async () => {
  try {
    const answer = await fetch(place.dataset.stage, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    const state = await answer.json();
    if (offline) offline.hidden = true;
    if (String(state.version) !== place.dataset.version) {
      location.reload();
      return;
    }
    [left, isRunning, since] = [state.left, state.is_running, performance.now()];
  } catch {
    if (offline) offline.hidden = false;
  }
  setTimeout(ask, EVERY);
};

if (timer) setInterval(show, 200);
show();
if (place) setTimeout(ask, EVERY);
