// The day's screens: counts the clock on, asks for the version every 0.7 seconds, and puts the page in anew when it changed:
// no reload, so that a lost network leaves standing what is there. On the operator's desk the parts that change by
// themselves (polls, judges) are put in anew every five seconds.
const EVERY = 700;
const LOOK = 5000;
let place, timer, left, isRunning, since;

const find = () => {
  place = document.querySelector("[data-stage]");
  timer = document.querySelector("[data-timer]");
  keep(Number(timer?.dataset.left ?? 0), timer?.dataset.running === "true");
  show();
};

const keep = (seconds, runs) => {
  [left, isRunning, since] = [seconds, runs, performance.now()];
};

const show = () => {
  if (!timer) return;
  const now = isRunning ? left - (performance.now() - since) / 1000 : left;
  const whole = Math.ceil(Math.abs(now));
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const twice = (number) => String(number).padStart(2, "0");
  timer.textContent = `${now < 0 ? "−" : ""}${hours ? `${hours}:${twice(minutes)}` : minutes}:${twice(seconds)}`;
};

const say = (isOffline) => {
  const words = document.querySelector("[data-offline]");
  if (words) words.hidden = !isOffline;
};

const read = async (address) => {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.status);
  return answer;
};

const page = async () => {
  const fresh = new DOMParser().parseFromString(await (await read(location.href)).text(), "text/html");
  if (!fresh.querySelector("[data-stage]")) location.reload(); // logged out: let the browser say so
  return fresh;
};

const ask = async () => {
  try {
    const state = await (await read(place.dataset.stage)).json();
    if (String(state.version) !== place.dataset.version || state.phase !== place.dataset.phase) {
      const fresh = await page();
      document.querySelector("main").replaceChildren(...fresh.querySelector("main").childNodes);
      find();
    } else keep(state.left, state.is_running);
    say(false);
  } catch {
    say(true);
  }
  setTimeout(ask, EVERY);
};

const look = async () => {
  try {
    const fresh = await page();
    for (const part of document.querySelectorAll("[data-live]")) {
      const now = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
      if (now && now.innerHTML !== part.innerHTML) part.replaceChildren(...now.childNodes);
    }
  } catch {
    // the other question says that nobody answers
  }
  setTimeout(look, LOOK);
};

find();
if (place) {
  setInterval(show, 200);
  setTimeout(ask, EVERY);
  if (document.querySelector("[data-live]")) setTimeout(look, LOOK);
}
