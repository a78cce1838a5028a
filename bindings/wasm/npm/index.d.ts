/** Settings of an extractor; what is not given is as in the command. */
export interface Settings {
  /** A table of your own people, parties and bodies (tab-separated), added to the embedded ones. */
  gazetteer?: string;
  /** Leaves out claims less likely to be right than this, 0 for none. */
  minConfidence?: number;
  /** Leaves open who speaks where that is less likely to be right than this. */
  minSpeakerConfidence?: number;
  /** How far an article is taken. */
  lastStage?: "quotations" | "entities" | "claims";
  /** Where the module lies, or its bytes; beside this package if not given. Only the first call loads it. */
  module?: string | URL | Response | BufferSource | WebAssembly.Module | PromiseLike<Response>;
}

/** What is known about an article, and how its record is laid out. */
export interface Options {
  id?: string;
  title?: string;
  url?: string;
  /** Day of publication, `2026-11-03`. */
  date?: string;
  outlet?: string;
  byline?: string;
  /** What `start` and `end` count; `utf16`, as JavaScript does, if not given. */
  offsets?: "byte" | "char" | "utf16";
  /** Whether the record carries the text. */
  includeText?: boolean;
}

/** Loads the module once, then builds an extractor. */
export function createExtractor(settings?: Settings): Promise<Extractor>;

/** Reads articles; build it once. */
export class Extractor {
  private constructor();
  /** The record of one article. Whatever the text, it never fails. */
  extract(text: string, options?: Options): ArticleRecord;
  /** The same as one line of JSON. */
  extractJson(text: string, options?: Options): string;
}

/** Half-open: `article.slice(span.start, span.end) === span.text`. */
export interface Span {
  start: number;
  end: number;
  text: string;
}

export type MentionKind =
  | "person" | "party" | "organization" | "us_state" | "subdivision" | "country" | "place" | "office";

export interface Mention extends Span {
  kind: MentionKind;
  form: string;
  /** It stands inside a larger name. */
  embedded?: true;
  /** The `id` of its entity. */
  entity: string | null;
}

export interface Entity {
  id: string;
  kind: MentionKind;
  name: string;
  aliases: string[];
  wikidata: string | null;
  role: string | null;
  party: string | null;
  state: string | null;
  country: string | null;
  gender: "female" | "male" | "other" | null;
  /** Where each field comes from. */
  basis: Record<"role" | "party" | "state" | "country", "stated" | "gazetteer" | null>;
  mentions: number[];
}

export interface Quotation extends Span {
  class: "speech" | "scare" | "title" | "nickname";
  depth: number;
  continues: number | null;
}

/** A name is never guessed: `status` tells. */
export interface Speaker {
  status: "resolved" | "ambiguous" | "unresolved" | "none";
  entity: string | null;
  members: string[];
  name: string | null;
  type: "person" | "organization" | "group" | "document" | "unnamed" | null;
  unnamed: boolean;
  role: string | null;
  party: string | null;
  state: string | null;
  country: string | null;
  affiliation: string | null;
  candidates: string[];
  path: string[];
  confidence: number;
}

export interface Quantity extends Span {
  value: number | string | null;
  unit: string | null;
  kind: "count" | "percent" | "money" | "date" | "ordinal";
  qualifier: string | null;
}

export interface Verdict {
  status: "supported" | "refuted" | "unproven" | "misleading" | "disputed";
  by: string;
  evidence: Span;
  scope: "same_sentence" | "anaphora" | "restated";
}

export interface Claim {
  id: string;
  source: Span[];
  cue: Span[];
  content: Span[];
  text: string;
  sentence: number;
  paragraph: number;
  form: "direct" | "mixed" | "indirect";
  attribution: string;
  region: "headline" | "body" | "caption" | "credit" | "boilerplate";
  cue_class: string;
  speaker: Speaker;
  addressee: Span | null;
  medium: Span | null;
  reported_by: Span | null;
  when: (Span & { value: string | null }) | null;
  mentions: number[];
  quantities: Quantity[];
  polarity: "affirmative" | "negative";
  modality: string;
  check_worthiness: number;
  verdicts: Verdict[];
  continues: string | null;
  responds_to: string | null;
  restates: string | null;
  rule: string;
  confidence: number;
}

export interface ArticleRecord {
  schema: "article/1";
  id: string;
  offsets: "byte" | "char" | "utf16";
  article: {
    title: string | null;
    url: string | null;
    date: string | null;
    outlet: string | null;
    byline: string | null;
    dateline: { place: string | null; date: string | null } | null;
    language: string | null;
  };
  text?: string;
  mentions: Mention[];
  entities: Entity[];
  quotations: Quotation[];
  claims: Claim[];
  provenance: { version: string; model: string; gazetteer: string };
}
