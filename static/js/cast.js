// Sends a ballot again by itself where the network fails. Every try carries the form's own request id, so that all of them
// are one ballot. Without this script the browser sends the form once, and sending it again by hand is as safe.
const form = document.querySelector("form[data-cast]");
const note = form?.querySelector("[data-cast-note]");
const WAITS = [1, 2, 4, 8, 15, 15, 30, 30, 60]; // seconds
const PATIENCE = 15000;
let isSending = false;

const say = (words) => {
  note.textContent = words ?? "";
  note.hidden = !words;
};

const pause = (seconds) =>
  new Promise((done) => {
    const timer = setTimeout(finish, seconds * 1000);
    function finish() {
      clearTimeout(timer);
      removeEventListener("online", finish);
      done();
    }
    addEventListener("online", finish);
  });

async function send(body) {
  const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status >= 500) throw new Error(answer.status);
  return answer;
}

async function cast(body) {
  for (const wait of WAITS) {
    try {
      return await send(body);
    } catch {
      say(note.dataset.again);
      await pause(wait);
    }
  }
  return null;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isSending) return;
  isSending = true;
  say(note.dataset.sending);
  const body = new URLSearchParams(new FormData(form));
  const choices = form.querySelector("fieldset");
  choices.inert = true; // what is being sent cannot change on the way
  const answer = await cast(body);
  choices.inert = false;
  isSending = false;
  if (!answer) say(note.dataset.failed);
  else if (answer.redirected) location.assign(answer.url);
  else form.submit(); // the server has something to say: the same form again, as a page
});
