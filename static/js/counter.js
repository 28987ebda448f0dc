// Counts characters while typing, the way the server does (common/text.py). Without it the server counts on saving.
const segmenter = globalThis.Intl?.Segmenter && new Intl.Segmenter("ja", { granularity: "grapheme" });

const lengthOf = (text) => {
  const trimmed = text.replaceAll("\r\n", "\n").normalize("NFC").trim();
  return [...(segmenter ? segmenter.segment(trimmed) : trimmed)].length;
};

for (const counter of document.querySelectorAll("[data-counter-for]")) {
  const control = document.getElementById(counter.dataset.counterFor);
  const limit = Number(counter.dataset.limit);
  const count = () => {
    const length = lengthOf(control.value);
    counter.textContent = `${length} / ${limit}`;
    counter.classList.toggle("over", length > limit);
  };
  control?.addEventListener("input", count);
}
