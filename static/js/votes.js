// Says how many are chosen. Choosing too many is allowed here and explained by the server.
const count = document.querySelector("[data-vote-count]");
const form = count?.closest("form");
const tell = () => {
  const chosen = form.querySelectorAll("input:checked").length;
  const template = count.dataset.words ?? "%n / %k";
  count.textContent = template.replace("%n", chosen).replace("%k", count.dataset.limit);
  count.classList.toggle("over", chosen > Number(count.dataset.limit));
};
form?.addEventListener("change", tell);
if (form) tell();
