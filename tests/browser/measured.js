// Notes, on the page's own clock, when what a person waits for is there for the first time.
(() => {
  const noted = {};
  const note = (name, there) => {
    if (!(name in noted) && there()) noted[name] = performance.now();
  };
  const text = (selector) => [...document.querySelectorAll(selector)].at(-1)?.textContent.trim();
  const look = () => {
    note("interactive", () => {
      const box = document.querySelector('[data-testid="stChatInputTextArea"]');
      return box && !box.disabled && document.querySelector(".cw-welcome h1, .cw-answer");
    });
    if (!("asked" in noted)) return;
    note("question", () => document.querySelectorAll(".cw-question").length > noted.questions);
    note("token", () => text(".cw-running .cw-text") || answered());
    note("answer", answered);
  };
  const answered = () => document.querySelectorAll(".cw-answer").length > noted.answers;
  new MutationObserver(look).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
  });
  window.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "TEXTAREA") return;
      for (const name of ["question", "token", "answer"]) delete noted[name];
      noted.questions = document.querySelectorAll(".cw-question").length;
      noted.answers = document.querySelectorAll(".cw-answer").length;
      noted.asked = performance.now();
    },
    true,
  );
  window.measured = () => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    return { ...noted, paint: paint?.startTime ?? null };
  };
})();
