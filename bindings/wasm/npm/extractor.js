// The extractor around the module: settings and fields by name, records as objects.

import { Extractor as Native } from "./module/onrecord.js";

const STAGES = ["quotations", "entities", "claims"];

export class Extractor {
  #native;

  constructor({ gazetteer, minConfidence, minSpeakerConfidence, lastStage } = {}) {
    if (lastStage !== undefined && !STAGES.includes(lastStage)) {
      throw new RangeError(`lastStage: expected ${STAGES.join(", ")}, found ${lastStage}`);
    }
    this.#native = new Native(gazetteer, minConfidence, minSpeakerConfidence, lastStage);
  }

  extractJson(text, { id, title, url, date, outlet, byline, offsets = "utf16", includeText = false } = {}) {
    if (typeof text !== "string") {
      throw new TypeError(`text: expected a string, found ${text === null ? "null" : typeof text}`);
    }
    return this.#native.extract(text, id, title, url, date, outlet, byline, offsets, includeText);
  }

  extract(text, options) {
    return JSON.parse(this.extractJson(text, options));
  }
}
