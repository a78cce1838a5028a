// For Node: the module is read from beside this file.

import { readFile } from "node:fs/promises";
import init from "./module/onrecord.js";
import { Extractor } from "./extractor.js";

let loaded;

export async function createExtractor({ module, ...settings } = {}) {
  const beside = () => readFile(new URL("./module/onrecord_bg.wasm", import.meta.url));
  loaded ??= Promise.resolve(module ?? beside()).then((bytes) => init({ module_or_path: bytes }));
  try {
    await loaded;
  } catch (error) {
    loaded = undefined; // so that it can be tried again
    throw error;
  }
  return new Extractor(settings);
}
