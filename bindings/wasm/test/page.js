// Runs in the browser; hands its findings to browser.test.js.

import { createExtractor } from "../npm/web.js";

/** The demo in a frame, used as a reader would use it. */
async function demo() {
  const frame = document.createElement("iframe");
  frame.src = "/demo/index.html";
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  const page = frame.contentDocument;
  const find = (id) => page.getElementById(id);
  while (find("find").disabled) await new Promise((resolve) => setTimeout(resolve, 20));
  const article = `${find("article").value}\n\n“<img src=x id=injected>,” said Mayor Dora Finch.`;
  find("article").value = article;
  find("find").click();
  return {
    article,
    text: find("marked").textContent,
    status: find("status").textContent,
    claims: find("claims").children.length,
    marks: find("marked").querySelectorAll("mark").length,
    injected: find("injected") !== null,
  };
}

async function findings() {
  const articles = await (await fetch("/articles")).json();
  const began = performance.now();
  const extractor = await createExtractor();
  extractor.extractJson(articles[0]);
  const loaded = performance.now() - began;
  const records = articles.map((text) => extractor.extractJson(text));
  const words = articles.reduce((sum, text) => sum + text.split(/\s+/).filter(Boolean).length, 0);
  let best = Infinity;
  for (let round = 0; round < 20; round += 1) {
    const start = performance.now();
    for (const text of articles) extractor.extractJson(text);
    best = Math.min(best, performance.now() - start);
  }
  return { records, loaded, wordsASecond: words / (best / 1000), demo: await demo() };
}

let found;
try {
  found = await findings();
} catch (error) {
  found = { error: String(error.stack ?? error) };
}
await fetch("/findings", { method: "POST", body: JSON.stringify(found) });
