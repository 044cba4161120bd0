// An answer and what can be done with it. All HTML comes escaped from app/rendering/.
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".cw-turn");
  for (const part of ["body", "bar"]) fill(root.querySelector(`[data-part=${part}]`), data[part]);
  for (const thumb of root.querySelectorAll("[data-rate]")) {
    const pressed = thumb.dataset.rate === data.rating;
    thumb.setAttribute("aria-pressed", String(pressed));
  }
  const say = (words) => {
    const said = root.querySelector(".cw-said");
    if (!said) return;
    said.textContent = words;
    clearTimeout(root.timer);
    root.timer = setTimeout(() => (said.textContent = ""), 4000);
  };
  const send = (act) => setTriggerValue("act", act);
  const panel = (name) => root.querySelector(`[data-panel=${name}]`);
  const toggle = (name, open) => {
    for (const each of root.querySelectorAll("[data-panel]")) each.hidden = true;
    for (const each of root.querySelectorAll("[aria-expanded]"))
      each.setAttribute("aria-expanded", "false");
    panel(name).hidden = !open;
    if (open) panel(name).scrollIntoView({ block: "nearest", behavior: "smooth" });
    const button = root.querySelector(`[aria-controls="${panel(name).id}"]`);
    button?.setAttribute("aria-expanded", String(open));
  };
  const fillIn = (name) => {
    const open = panel(name).hidden;
    toggle(name, open);
    if (open) panel(name).querySelector("input, textarea").focus({ preventScroll: true });
  };
  const copyCard = async (which) => {
    const shown = panel("card").querySelector("pre");
    shown.textContent = data.copies[which];
    for (const tab of root.querySelectorAll("[data-card]"))
      tab.setAttribute("aria-pressed", String(tab.dataset.card === which));
    say((await copy(data.copies[which])) ? data.said.copied : data.said.failed);
  };
  const acts = {
    copy: async () => say((await copy(data.copies.answer)) ? data.said.copied : data.said.failed),
    card: () => {
      const open = panel("card").hidden;
      toggle("card", open);
      if (open) copyCard("ticket");
    },
    again: () => send({ do: "again" }),
    lead: () => fillIn("lead"),
    approve: () => fillIn("approve"),
    close: (button) => {
      const name = button.closest("[data-panel]").dataset.panel;
      toggle(name, false);
      root.querySelector(`[aria-controls="${panel(name).id}"]`)?.focus();
    },
  };
  const rate = (button) => {
    const taken = button.getAttribute("aria-pressed") === "true";
    const rating = taken ? "" : button.dataset.rate;
    // Shown at once: the server hears of it when the script next runs.
    for (const thumb of root.querySelectorAll("[data-rate]"))
      thumb.setAttribute("aria-pressed", String(thumb.dataset.rate === rating));
    toggle("why", rating === "down");
    if (rating) say(data.said.thanks);
    send({ do: "rate", rating, reasons: [], comment: "" });
  };
  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { open, act, rate: rating, card, ask, set, day } = button.dataset;
    if (open) {
      remember(root, button);
      setTriggerValue("open", open);
    } else if (act) acts[act](button);
    else if (rating) rate(button);
    else if (card) copyCard(card);
    else if (ask) send({ do: "ask", question: ask });
    else if (day) send({ do: "day", wish: day });
    else if (set) send({ do: "set", name: set, value: button.dataset.value });
  };
  root.onsubmit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const name = event.target.dataset.panel;
    if (name !== "why") {
      toggle(name, false);
      send({ do: name, ...Object.fromEntries(form) });
      return;
    }
    toggle("why", false);
    say(data.said.thanks);
    send({
      do: "rate",
      rating: "down",
      reasons: form.getAll("reason"),
      comment: String(form.get("comment") ?? ""),
    });
  };
  root.onkeydown = (event) => {
    const opened = event.target.closest("[data-panel]");
    if (event.key === "Escape" && opened) acts.close(opened);
  };
}

// The answer may be drawn again while its source is open: then it is not this button that gets the
// keyboard back (app/ui/chat/components.py), but the one in its place.
function remember(root, button) {
  const turns = () => [...document.querySelectorAll(".cw-turn")];
  const alike = (turn) => [...turn.querySelectorAll(`[data-open="${button.dataset.open}"]`)];
  const turn = turns().indexOf(root);
  const place = alike(root).indexOf(button);
  const state = (window.citewellPanel ??= { occasion: null, opener: null, pressed: null });
  const inItsPlace = () => {
    // A turn that was being written stands elsewhere once it is kept: the last one like it then.
    const there = [turns()[turn], ...turns().reverse()].filter((each) => each && alike(each)[place]);
    return there.length ? alike(there[0])[place] : null;
  };
  state.pressed = { button, inItsPlace };
}

function fill(part, html) {
  if (!part || part.dataset.html === html) return;
  part.dataset.html = html;
  part.innerHTML = html;
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return copyOldWay(words);
  }
}

// navigator.clipboard is there only on https and localhost; a desk's own network may have neither.
function copyOldWay(words) {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = words;
  area.style.cssText = "position:fixed;opacity:0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus?.();
  return done;
}
