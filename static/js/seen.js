// Says that this page was looked at: one number a day, no cookie, nobody known. Without scripts nothing is counted.
const page = document.querySelector("[data-seen]");
if (page) fetch(page.dataset.seen, { method: "POST", credentials: "omit", keepalive: true }).catch(() => {});
