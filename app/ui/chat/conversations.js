// The list of conversations: searched, renamed, pinned and deleted in place. Words are set as text.
export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".cw-list");
  const labels = data.labels;
  const send = (act) => setTriggerValue("act", act);
  root.setAttribute("aria-label", labels.name);
  const search = root.querySelector("input[type=search]");
  search.placeholder = labels.search;
  search.title = `${labels.search} (Alt+S)`;
  search.setAttribute("aria-label", labels.search);
  search.setAttribute("aria-keyshortcuts", "Alt+S");
  search.oninput = () => {
    clearTimeout(root.timer);
    root.timer = setTimeout(() => send({ do: "search", words: search.value }), 250);
  };
  search.onkeydown = (event) => {
    if (event.key === "ArrowDown") root.querySelector("[data-open]")?.focus();
    if (event.key === "Escape" && search.value) {
      search.value = "";
      search.oninput();
    }
  };
  // What is the same is left alone, so that an open menu or a title half renamed stays.
  const written = JSON.stringify([data.groups, data.none]);
  if (root.dataset.written !== written) {
    root.dataset.written = written;
    const groups = data.groups.map(groupOf);
    const none = element("p", { className: "cw-none", textContent: data.none });
    const scrolled = root.querySelector(".cw-groups");
    scrolled.replaceChildren(...(groups.length ? groups : [none]));
  }
  for (const item of root.querySelectorAll("[data-open]"))
    if (item.dataset.open === data.now) item.setAttribute("aria-current", "page");
    else item.removeAttribute("aria-current");

  function groupOf(group) {
    const list = element("ul", {}, ...group.items.map(itemOf));
    list.setAttribute("aria-label", group.name);
    return element("section", {}, element("h3", { textContent: group.name }), list);
  }

  function itemOf(item) {
    const open = element("button", { type: "button", textContent: item.title, title: item.title });
    open.dataset.open = item.id;
    if (item.replied) {
      open.classList.add("cw-replied");
      open.prepend(element("span", { textContent: labels.replied }), " ");
    }
    open.onclick = () => send({ do: "open", id: item.id });
    open.onkeydown = (event) => move(event, open);
    const more = element("button", { type: "button", className: "cw-more", innerHTML: DOTS });
    more.setAttribute("aria-label", labels.more.replace("{title}", item.title));
    more.setAttribute("aria-expanded", "false");
    const row = element("li", {}, open, more);
    more.onclick = () => (row.querySelector(".cw-menu") ? shut(row) : menu(row, item));
    return row;
  }

  function move(event, from) {
    const all = [...root.querySelectorAll("[data-open]")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    (all[all.indexOf(from) + step] ?? search).focus();
  }

  function menu(row, item) {
    for (const each of root.querySelectorAll("li.cw-open")) shut(each);
    const entries = [
      [item.pinned ? labels.unpin : labels.pin, () => send({ do: "pin", id: item.id, pinned: !item.pinned })],
      [labels.rename, () => rename(row, item)],
      [labels.remove, () => ask(row, item)],
    ];
    const buttons = entries.map(([words, act]) => {
      const button = element("button", { type: "button", textContent: words });
      button.onclick = () => {
        shut(row);
        act();
      };
      return button;
    });
    opened(row, element("div", { className: "cw-menu" }, ...buttons));
    buttons[0].focus();
  }

  function rename(row, item) {
    const area = element("input", { type: "text", value: item.title, maxLength: 80 });
    area.setAttribute("aria-label", labels.title);
    const save = element("button", { type: "submit", textContent: labels.save });
    const form = element("form", { className: "cw-menu" }, area, save, cancel(row));
    form.onsubmit = (event) => {
      event.preventDefault();
      const title = area.value.trim();
      shut(row);
      if (title && title !== item.title) send({ do: "rename", id: item.id, title });
    };
    opened(row, form);
    area.select();
  }

  function ask(row, item) {
    const question = element("p", { textContent: labels.ask });
    const yes = element("button", { type: "button", className: "cw-danger", textContent: labels.remove });
    yes.onclick = () => {
      row.hidden = true;
      send({ do: "delete", id: item.id });
    };
    opened(row, element("div", { className: "cw-menu" }, question, yes, cancel(row, labels.keep)));
    yes.focus();
  }

  function cancel(row, words = labels.cancel) {
    const button = element("button", { type: "button", textContent: words });
    button.onclick = () => {
      shut(row);
      row.querySelector(".cw-more").focus();
    };
    return button;
  }

  function opened(row, panel) {
    row.classList.add("cw-open");
    row.querySelector(".cw-more").setAttribute("aria-expanded", "true");
    panel.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      shut(row);
      row.querySelector(".cw-more").focus();
    };
    row.append(panel);
  }

  function shut(row) {
    row.classList.remove("cw-open");
    row.querySelector(".cw-more").setAttribute("aria-expanded", "false");
    row.querySelector(".cw-menu")?.remove();
  }
}

const DOTS =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="5" cy="12" r="1.7"/><circle cx="12" cy="12" r="1.7"/><circle cx="19" cy="12" r="1.7"/></svg>';

function element(tag, fields, ...children) {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...children);
  return made;
}
