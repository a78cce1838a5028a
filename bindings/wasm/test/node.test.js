// The package in Node: node --test test/node.test.js

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { createExtractor } from "../npm/node.js";

const ROOT = new URL("../../../", import.meta.url);
const NEWS = "🙂 “Taxes will fall,” said Gov. Ann Ortiz (D-Ohio).";
const folder = new URL("fixtures/articles/", ROOT);
const articles = readdirSync(folder)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => ({ id: name.slice(0, -4), text: readFileSync(new URL(name, folder), "utf8") }));
const extractor = await createExtractor();

test("from a claim to its speaker", () => {
  const [claim] = extractor.extract(NEWS, { date: "2026-11-03" }).claims;
  assert.equal(claim.text, "Taxes will fall");
  assert.equal(claim.speaker.name, "Ann Ortiz");
  assert.equal(claim.speaker.party, "Democratic Party");
  assert.equal(claim.speaker.state, "Ohio");
});

test("every span is a slice of the text", () => {
  let seen = 0;
  const walk = (text, value) => {
    if (value === null || typeof value !== "object") return;
    if ("start" in value && "text" in value) {
      assert.equal(text.slice(value.start, value.end), value.text);
      seen += 1;
    }
    Object.values(value).forEach((inner) => walk(text, inner));
  };
  for (const { text } of [...articles, { text: NEWS }]) {
    walk(text, extractor.extract(text));
  }
  assert.ok(seen > 1000);
});

test("the command writes the same", (t) => {
  const command = process.env.ONRECORD ?? ["release", "quick", "debug"]
    .map((profile) => new URL(`target/${profile}/onrecord`, ROOT).pathname).find(existsSync);
  if (!command) return t.skip("NOT COMPARED: no command built (cargo build --features cli)");
  const dev = new URL("../shared/data/polnear/dev.jsonl", ROOT);
  if (!existsSync(dev)) t.diagnostic("NOT COMPARED: the dev articles are not here");
  const more = existsSync(dev) ? readFileSync(dev, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : [];
  const all = [...articles, ...more].map(({ id, text }) => ({ id, text }));
  const input = all.map((article) => JSON.stringify(article) + "\n").join("");
  for (const offsets of ["byte", "char", "utf16"]) {
    const options = ["extract", "--quiet", "--offsets", offsets];
    const lines = execFileSync(command, options, { input, maxBuffer: 1 << 30, encoding: "utf8" }).trim().split("\n");
    const ours = all.map(({ id, text }) => extractor.extractJson(text, { id, offsets }));
    assert.deepEqual(ours, lines);
  }
});

test("settings and errors", async () => {
  const people = "id\tkind\tname\tparty\nperson/mine\tperson\tZora Quill\tparty/us/democratic\n";
  const own = await createExtractor({ gazetteer: people });
  assert.equal(own.extract("“No,” said Zora Quill.").claims[0].speaker.entity, "person/mine");
  assert.deepEqual((await createExtractor({ lastStage: "entities" })).extract(NEWS).claims, []);
  await assert.rejects(createExtractor({ minConfidence: 2 }), /min_confidence: expected 0 to 1, found 2/);
  await assert.rejects(createExtractor({ lastStage: "all" }), /lastStage: expected quotations/);
  await assert.rejects(createExtractor({ gazetteer: "id\tkind\tname\nx\tdragon\tSmaug\n" }), /:2: expected/);
  assert.throws(() => extractor.extract(null), /text: expected a string, found null/);
  assert.throws(() => extractor.extract("a", { offsets: "words" }), /offsets: expected byte, char or utf16/);
});

test("any text is read", () => {
  for (const text of ["", "\0", "\ud800 “No,” Ortiz said.", "“".repeat(3000), "said ".repeat(3000)]) {
    assert.equal(extractor.extract(text).schema, "article/1");
  }
});
