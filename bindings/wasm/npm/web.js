// For browsers: the module is fetched from beside this file, or from where the caller has put it.

import init from "./module/onrecord.js";
import { Extractor } from "./extractor.js";

let loaded;

export async function createExtractor({ module, ...settings } = {}) {
  loaded ??= init({ module_or_path: module ?? new URL("./module/onrecord_bg.wasm", import.meta.url) });
  try {
    await loaded;
  } catch (error) {
    loaded = undefined; // so that it can be tried again
    throw error;
  }
  return new Extractor(settings);
}
