// Django's choosers that look things up carry no name of their own: give them that of their label.
function name(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) {
    const [label] = select.labels;
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !box) continue;
    label.id ||= `${select.id}-label`;
    for (const part of [box, ...box.querySelectorAll("[role=textbox]")]) {
      part.setAttribute("aria-labelledby", [label.id, box.querySelector(".select2-selection__rendered")?.id].filter(Boolean).join(" "));
    }
  }
}
globalThis.django?.jQuery?.(() => setTimeout(() => name(document))); // after Django has made them
document.addEventListener("formset:added", (event) => setTimeout(() => name(event.target)));
