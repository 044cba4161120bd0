// The lowest contrast of a visible text or tick against what is painted behind it (WCAG 2.2, 1.4.3).
() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const paint = (css) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(paint(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let lowest = [99, ""];
  const walker = document.createTreeWalker(document.querySelector(".stApp"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    const style = getComputedStyle(element);
    const icon = style.fontFamily.includes("Material Symbols");
    if (!words || icon || style.visibility === "hidden" || !element.checkVisibility()) continue;
    if (["STYLE", "SCRIPT", "TITLE"].includes(element.tagName)) continue;
    if (element.closest("[disabled]")) continue;
    const back = behind(element);
    const [a, b] = [light(over(paint(style.color), back)), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, words.slice(0, 60) + " | " + element.className];
  }
  for (const tick of document.querySelectorAll('[data-selected=true] svg polyline')) {
    const back = behind(tick.closest("div"));
    const [a, b] = [light(over(paint(getComputedStyle(tick).stroke), back)), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, "a checkbox's tick"];
  }
  return lowest;
}
