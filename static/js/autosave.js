// Saves a page of a form while it is being written, and keeps in this browser whatever is not saved yet.
// It posts what the buttons post, to the same address (contest/views.py). Without it every button still saves.
const PAUSE = 1500; // milliseconds without typing
const RETRY = 10_000;
const PATIENCE = 15_000; // for one answer
const KEPT_FOR = 30 * 24 * 3600 * 1000;
const OURS = new Set(["csrfmiddlewaretoken", "seen", "then"]);

// --- what this browser keeps: one note for each time a page was opened, so that two windows never share one -----------

function notes(prefix) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return keys.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
  } catch {
    return []; // a browser that keeps nothing: saving goes on without
  }
}

function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

// --- one page ----------------------------------------------------------------------------------------------------------

class Page {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-autosave-line]");
    this.prefix = `draft:${form.dataset.autosave}:${location.pathname}#`;
    this.note = this.prefix + Math.random().toString(36).slice(2);
    this.isStopped = form.dataset.comparing !== undefined; // from here on only a button saves
    this.isNoted = true;
    // What a browser filled in again by itself after going back is not what the server sent.
    const isNew = form.dataset.unsaved === "true" || this.controls().some(isChanged);
    this.saved = isNew ? null : this.written();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.leave());
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.save());
    addEventListener("beforeunload", (event) => this.isDirty() && !this.isNoted && event.preventDefault());
    this.offer();
    if (this.isDirty()) this.typed();
  }

  controls() {
    return [...this.form.elements].filter((control) => control.name && !OURS.has(control.name));
  }

  values() {
    const sent = [...new FormData(this.form)].filter(([name]) => !OURS.has(name));
    return sent.map(([name, text]) => [name, text.replaceAll("\r\n", "\n").trim()]);
  }

  written() {
    return JSON.stringify(this.values());
  }

  isDirty() {
    return this.written() !== this.saved;
  }

  typed() {
    this.keep();
    this.schedule(PAUSE);
  }

  schedule(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  keep() {
    const note = { values: this.values(), seen: this.form.elements.seen.value, at: Date.now() };
    try {
      localStorage.setItem(this.note, JSON.stringify(note));
      this.isNoted = true;
    } catch {
      this.isNoted = false; // no room, or not allowed here: then the browser asks before it leaves
    }
  }

  leave() {
    if (!this.isDirty()) return;
    this.keep();
    this.save();
  }

  // A button saves first, so that a note is dropped only when its text has arrived; then the page goes on as without us.
  async submit(event) {
    if (this.isStopped || this.isGoing || !this.isDirty()) return;
    event.preventDefault();
    this.isGoing = true;
    await this.save();
    this.form.requestSubmit(event.submitter);
    this.isGoing = false;
  }

  // One request at a time: a second one beside it would look like somebody else's.
  save() {
    clearTimeout(this.timer);
    if (this.isStopped || !this.isDirty()) return this.running;
    this.running = (this.running ?? Promise.resolve()).then(() => this.post());
    return this.running;
  }

  async post() {
    if (this.isStopped || !this.isDirty()) return;
    const written = this.written();
    const answer = await this.ask();
    if (answer.state === "saved") {
      this.saved = written;
      this.form.elements.seen.value = answer.seen;
      if (this.isDirty()) this.typed();
      else drop(this.note);
    }
    this.hear(answer);
  }

  async ask() {
    try {
      const response = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: this.written().length < 20_000, // a browser lets 64 KiB outlive the page
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.headers.get("Content-Type")?.startsWith("application/json")) return await response.json();
      return { state: response.status >= 500 ? "failed" : response.status === 404 ? "gone" : "stale" };
    } catch {
      return { state: "failed" };
    }
  }

  hear(answer) {
    const { state, text, errors = {}, url, colleague } = answer;
    const words = this.line.dataset;
    const isSaved = state === "saved";
    this.isStopped ||= !isSaved && !["failed", "unsaved"].includes(state);
    this.say([text ?? words[state], ...Object.values(errors).flat()].join(" "), isSaved);
    if (state === "failed") this.schedule(RETRY);
    if (colleague) this.line.querySelector("[data-colleague]").textContent = colleague;
    if (isSaved) for (const place of document.querySelectorAll("[data-saved]")) place.textContent = text;
    const [link, compare] = this.line.querySelectorAll("a, button");
    link.hidden = !["logged out", "stale"].includes(state);
    compare.hidden = state !== "changed";
    link.parentElement.hidden = link.hidden && compare.hidden;
    link.textContent = url ? words.login : words.again;
    if (url) link.href = url;
  }

  say(text, isSaved) {
    const status = this.line.querySelector("[role=status]");
    status.classList.toggle("is-trouble", !isSaved);
    if (status.textContent !== text) status.textContent = text;
  }

  // --- what an earlier visit left behind ---------------------------------------------------------------------------------

  offer() {
    const box = document.querySelector("[data-left-behind]");
    const mine = this.written();
    const left = notes(this.prefix).filter(({ key }) => key !== this.note);
    const isKnown = ({ values }) => JSON.stringify(values) === mine;
    for (const { key } of left.filter(isKnown)) drop(key);
    const newest = left.filter((note) => !isKnown(note)).sort((one, other) => other.at - one.at)[0];
    box.hidden = !newest;
    if (!newest) return;
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    box.querySelector("[data-when]").textContent = when.format(newest.at);
    box.querySelector("[data-restore]").onclick = () => this.restore(newest);
    box.querySelector("[data-forget]").onclick = () => this.forget(newest);
  }

  forget({ key }) {
    drop(key);
    this.offer();
  }

  // With the mark of what was seen then: if somebody wrote here since, both texts are shown and nothing is overwritten.
  restore({ key, values, seen }) {
    const texts = new Map(values);
    for (const control of this.controls()) fill(control, texts);
    this.form.elements.seen.value = seen;
    drop(key);
    for (const control of this.controls()) control.dispatchEvent(new Event("input", { bubbles: true }));
    this.offer();
  }
}

function isChanged(control) {
  if (control.matches("[type=radio], [type=checkbox]")) return control.checked !== control.defaultChecked;
  if (control.matches("select")) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  return control.value !== control.defaultValue;
}

function fill(control, texts) {
  if (control.matches("[type=radio]")) control.checked = texts.get(control.name) === control.value;
  else if (control.matches("[type=checkbox]")) control.checked = texts.has(control.name);
  else control.value = texts.get(control.name) ?? "";
}

for (const { key, at } of notes("draft:")) if (!(Date.now() - at < KEPT_FOR)) drop(key);
for (const form of document.querySelectorAll("form[data-autosave]")) new Page(form);
