// Says how many are chosen. Choosing too many is allowed here and explained by the server.
const count = document.querySelector("[data-vote-count]");
const form = count?.closest("form");
const tell = () => {
  const chosen = form.querySelectorAll("input:checked").length;
  const { limit, words = "%n / %k", over = words } = count.dataset;
  const template = chosen > Number(limit) ? over : words;
  count.textContent = template.replace("%n", chosen).replace("%k", limit).replace("%o", chosen - limit);
  count.classList.toggle("over", chosen > Number(limit));
};
form?.addEventListener("change", tell);
if (form) tell();
