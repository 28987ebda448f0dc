// Offers to copy a number where the browser can; the button is hidden until then.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    if (button.dataset.done) button.textContent = button.dataset.done;
  });
}
