// Keeps the site's own time on the page, whatever the device's clock says; and shows no page of somebody before.
const shown = document.querySelector("[data-clock]");
const arrived = performance.now();
const start = shown ? Date.parse(shown.dateTime) : 0;
const format = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Tokyo" });
const tell = () => {
  const text = format.format(new Date(start + performance.now() - arrived));
  if (shown.textContent !== text) shown.textContent = text;
};
if (shown) setInterval(tell, 1000);
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
