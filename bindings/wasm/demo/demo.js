// Text in, claims out, all in the page. Words of the article go in as text nodes, never as markup.

import { createExtractor } from "../npm/web.js";

const find = (id) => document.getElementById(id);
// What goes first wins where spans overlap.
const PARTS = ["cue", "source", "content"];

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** The text in pieces, each marked with the first part that covers it. */
function marked(text, claims) {
  const edges = new Set([0, text.length]);
  const opening = new Map();
  for (const claim of claims) {
    for (const part of PARTS) {
      for (const { start, end } of claim[part]) {
        edges.add(start).add(end);
        opening.set(start, [...(opening.get(start) ?? []), { end, part }]);
      }
    }
  }
  const places = [...edges].sort((a, b) => a - b);
  let covering = [];
  return places.slice(0, -1).map((start, i) => {
    covering = [...covering, ...(opening.get(start) ?? [])].filter(({ end }) => end > start);
    const part = PARTS.find((name) => covering.some((span) => span.part === name));
    const words = text.slice(start, places[i + 1]);
    return part ? element("mark", part, words) : document.createTextNode(words);
  });
}

function item(claim) {
  const { speaker } = claim;
  const words = (spans) => spans.map(({ text }) => text).join(" … ");
  const who = speaker.name ?? (words(claim.source) || "nobody named");
  const about = [speaker.role, speaker.party, speaker.state, speaker.country].filter(Boolean).join(" · ");
  const made = document.createElement("li");
  made.append(element("strong", "who", who), " ", element("span", "about", about), document.createElement("br"));
  made.append(element("em", "cue", words(claim.cue)), " ", element("span", "what", claim.text));
  for (const verdict of claim.verdicts) {
    made.append(" ", element("span", "verdict", `${verdict.status}: ${verdict.evidence.text}`));
  }
  return made;
}

function show(extractor) {
  const text = find("article").value;
  const began = performance.now();
  const record = extractor.extract(text, { date: find("date").value || undefined });
  const took = performance.now() - began;
  find("marked").replaceChildren(...marked(text, record.claims));
  find("claims").replaceChildren(...record.claims.map(item));
  find("record").textContent = JSON.stringify(record, null, 1);
  find("result").hidden = false;
  const words = text.split(/\s+/).filter(Boolean).length;
  find("status").textContent = `${record.claims.length} claims in ${words} words, read in ${took.toFixed(1)} ms`;
}

const button = find("find");
try {
  const extractor = await createExtractor();
  button.addEventListener("click", () => show(extractor));
  button.textContent = "Find claims";
  button.disabled = false;
} catch (error) {
  button.textContent = "Not loaded";
  find("status").textContent = `The module could not be loaded: ${error.message}`;
}
