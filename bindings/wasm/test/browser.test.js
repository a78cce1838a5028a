// The package and the demo in headless Chromium: node --test test/browser.test.js
// Serves this folder on the loopback address; the page hands its findings back.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createExtractor } from "../npm/node.js";

const HERE = fileURLToPath(new URL("../", import.meta.url));
const fixtures = join(HERE, "../../fixtures/articles");
const articles = readdirSync(fixtures)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => readFileSync(join(fixtures, name), "utf8"));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
const browser = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** Opens the test page, returns what it posts. */
async function findings() {
  let handIn;
  const posted = new Promise((resolve) => (handIn = resolve));
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    if (request.method === "POST") {
      let body = "";
      for await (const piece of request) body += piece;
      response.end();
      return handIn(JSON.parse(body));
    }
    if (path === "/articles") return response.end(JSON.stringify(articles));
    try {
      const file = readFileSync(join(HERE, normalize(path)));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = mkdtempSync(join(tmpdir(), "onrecord-browser-"));
  const page = `http://127.0.0.1:${server.address().port}/test/page.html`;
  const options = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`, page];
  const process = spawn(browser, options, { stdio: "ignore" });
  const late = new Promise((_, reject) => setTimeout(reject, 240_000, new Error("no findings in 240 s")).unref());
  try {
    return await Promise.race([posted, late]);
  } finally {
    const ended = new Promise((resolve) => process.once("exit", resolve));
    process.kill();
    await ended;
    server.close();
    server.closeAllConnections();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

test("Chromium finds what Node finds, and the demo shows it", { skip: !browser && "NOT TESTED: no Chromium" }, async (t) => {
  const found = await findings();
  assert.equal(found.error, undefined);
  const extractor = await createExtractor();
  assert.deepEqual(found.records, articles.map((text) => extractor.extractJson(text)));
  const { demo } = found;
  assert.match(demo.status, /^\d+ claims in \d+ words, read in [\d.]+ ms$/);
  assert.equal(demo.text, demo.article, "the marked text is the text");
  assert.ok(demo.claims >= 4 && demo.marks > demo.claims);
  assert.equal(demo.injected, false, "words of an article are never markup");
  t.diagnostic(`Chromium reads ${Math.round(found.wordsASecond)} words a second; ready in ${Math.round(found.loaded)} ms`);
});
