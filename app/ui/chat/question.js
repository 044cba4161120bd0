// A question; the last one can be asked anew in other words.
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".cw-asked");
  if (root.dataset.html !== data.html) {
    root.dataset.html = data.html;
    root.querySelector("[data-part=shown]").innerHTML = data.html;
    edit(false);
  }
  const pencil = root.querySelector("[data-act=edit]");
  const form = root.querySelector("form");
  const area = form.querySelector("textarea");
  pencil.hidden = !data.editable || !form.hidden;
  pencil.title = `${data.labels.edit} (Alt+E)`;
  pencil.setAttribute("aria-label", data.labels.edit);
  pencil.setAttribute("aria-keyshortcuts", "Alt+E");
  area.setAttribute("aria-label", data.labels.area);
  form.querySelector("[type=submit]").textContent = data.labels.ask;
  form.querySelector("[data-act=cancel]").textContent = data.labels.cancel;
  pencil.onclick = () => {
    area.value = data.question;
    edit(true);
    area.focus();
    grow();
  };
  form.querySelector("[data-act=cancel]").onclick = () => leave();
  form.onsubmit = (event) => {
    event.preventDefault();
    const question = area.value.trim();
    if (!question) return;
    edit(false);
    setTriggerValue("act", { do: "edit", question });
  };
  area.oninput = grow;
  area.onkeydown = (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  };
  function leave() {
    edit(false);
    pencil.focus();
  }
  function edit(open) {
    root.querySelector("form").hidden = !open;
    root.querySelector("[data-part=shown]").hidden = open;
    root.querySelector("[data-act=edit]").hidden = open || !data.editable;
  }
  function grow() {
    area.style.height = "auto";
    area.style.height = `${Math.min(area.scrollHeight + 2, 260)}px`;
  }
}
