// Puts pictures in place of their placeholders once a worker has made them. Without it, opening the page again does the same.
const AGAIN = 2000;
const TIMES = 30;

async function look(times) {
  const waiting = [...document.querySelectorAll("[id]:has(> [data-waiting])")];
  if (!waiting.length || !times) return;
  const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const place of waiting) {
      const made = page.getElementById(place.id);
      if (made && !made.querySelector("[data-waiting]")) place.replaceChildren(...made.childNodes);
    }
  }
  if (document.querySelector("[data-waiting]")) setTimeout(look, AGAIN, times - 1);
  else document.querySelector("[data-waiting-note]")?.remove();
}

setTimeout(look, AGAIN, TIMES);
