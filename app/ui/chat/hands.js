// What a desk's hands expect: the question half typed is kept, keys work, the last question shows.
export default function ({ data }) {
  const state = (window.citewell ??= { place: null, area: null, occasion: null, heard: null });
  state.heard?.abort();
  const hearing = (state.heard = new AbortController());
  const heard = { capture: true, signal: hearing.signal };
  const note = () => setTimeout(() => remember(state), 60);
  for (const name of ["input", "keydown", "click"]) document.addEventListener(name, note, heard);
  window.addEventListener("keydown", pressed, heard);
  keepDraft(state, data.place);
  if (data.occasion && state.occasion !== data.occasion) showLastQuestion();
  state.occasion = data.occasion;
  return () => hearing.abort();
}

const box = () => document.querySelector('[data-testid="stChatInputTextArea"]');
const named = (place) => `citewell-draft:${place}`;

// In the tab's own storage: a reload keeps it, closing the tab forgets it, no server is asked.
function remember({ place, area }) {
  if (!area || area !== box()) return;
  if (area.value) sessionStorage.setItem(named(place), area.value);
  else sessionStorage.removeItem(named(place));
}

function keepDraft(state, place, tries = 40) {
  const area = box();
  if (!area) {
    if (tries) setTimeout(() => keepDraft(state, place, tries - 1), 50);
    return;
  }
  // The box is another one after a visit to another page.
  if (state.place === place && state.area === area) return;
  const moved = state.area === area;
  const begun = state.place?.startsWith("new:") && place.startsWith("c:");
  state.place = place;
  state.area = area;
  // Who goes on typing while the first question opens its conversation, types in that one.
  if (moved && begun && document.activeElement === area && area.value) return remember(state);
  write(area, sessionStorage.getItem(named(place)) ?? "", moved);
}

function write(area, words, moved) {
  if (area.value === words || (area.value && !moved)) return;
  const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
  setter.call(area, words);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

// Twice, for what stands around the question is still being drawn; who scrolls is left alone.
function showLastQuestion() {
  const show = () => last(".cw-question")?.scrollIntoView({ block: "start" });
  const waiting = [100, 500].map((delay) => setTimeout(show, delay));
  const leave = () => waiting.forEach(clearTimeout);
  for (const name of ["wheel", "touchmove", "pointerdown"])
    window.addEventListener(name, leave, { once: true, passive: true });
}

const last = (selector) => [...document.querySelectorAll(selector)].at(-1);
const ALT = {
  KeyC: () => last(".cw-bar [data-act=card]")?.click(),
  KeyR: () => last(".cw-bar [data-act=again]")?.click(),
  KeyE: () => last(".cw-asked [data-act=edit]:not([hidden])")?.click(),
  KeyS: () => document.querySelector(".cw-list input[type=search]")?.focus(),
};

function pressed(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]");
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (plain && event.altKey && ALT[event.code]) {
    event.preventDefault();
    ALT[event.code]();
  } else if (plain && !event.altKey && event.key === "/" && !typing && box()) {
    event.preventDefault();
    box().focus();
  }
}
