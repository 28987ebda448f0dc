// Counts characters while typing, the way the server does. Without it the server counts on saving.
for (const counter of document.querySelectorAll("[data-counter-for]")) {
  const control = document.getElementById(counter.dataset.counterFor);
  const limit = Number(counter.dataset.limit);
  const count = () => {
    const length = [...control.value.replaceAll("\r\n", "\n").trim()].length;
    counter.textContent = `${length} / ${limit}`;
    counter.classList.toggle("over", length > limit);
  };
  control?.addEventListener("input", count);
}
