import { ACRONYMS, IRREGULAR_NOUNS, PLURAL_ENDINGS } from "./plural-tables.ts";

/**
 * The plural of an English noun, or of the last word of a name such as `CronJob`, letter for letter as gobuffalo/flect makes it: so the
 * names of resources are those that controller-gen gives. A plural stays as it is.
 */
export function pluralize(word: string): string {
  const last = lastWord(word);
  if (last === "") return "";
  if (PLURALS.has(word)) return PLURALS.get(word) ?? word;
  if (KNOWN_PLURALS.has(word)) return word;
  const lower = last.toLowerCase();
  if (KNOWN_PLURALS.has(lower)) return word;
  const known = PLURALS.get(lower);
  if (known !== undefined) return replaceEnd(word, last, last === capitalize(last) ? capitalize(known) : known);
  for (const [ending, plural] of ENDINGS) {
    if (last.endsWith(ending)) return replaceEnd(word, last, last.slice(0, last.length - ending.length) + plural);
  }
  return lower.endsWith("s") ? word : `${word}s`;
}

const PLURALS: ReadonlyMap<string, string> = new Map(IRREGULAR_NOUNS.map((noun) => [noun.singular, noun.plural]));

const KNOWN_PLURALS: ReadonlySet<string> = new Set(
  IRREGULAR_NOUNS.filter((noun) => !noun.sharedPlural).flatMap((noun) => [
    noun.plural,
    noun.alternative ?? noun.plural,
  ]),
);

/** Endings of compounds before those of the rules; the plural of each stays as it is. */
const ENDINGS: readonly (readonly [ending: string, plural: string])[] = [
  ...IRREGULAR_NOUNS.filter((noun) => !noun.exact)
    .reverse()
    .map((noun) => [noun.singular, noun.plural] as const),
  ...PLURAL_ENDINGS,
].flatMap(([singular, plural]) => [[plural, plural] as const, [singular, plural] as const]);

/** Abbreviations come in capitals, even when the name does not write them so. */
function lastWord(name: string): string {
  const trimmed = name.trim();
  if (ACRONYMS.has(trimmed.toUpperCase())) return trimmed.toUpperCase();
  return wordsOf(trimmed).at(-1) ?? "";
}

function wordsOf(name: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  let previous = "";
  const finish = (next: string): void => {
    const bare = word.replaceAll(/^[\s_:/-]+|[\s_:/-]+$/g, "");
    if (bare !== "") words.push(ACRONYMS.has(bare.toUpperCase()) ? bare.toUpperCase() : bare);
    word = next;
  };
  for (const character of name) {
    const upper = /\p{Lu}/u.test(character);
    const begins =
      /[\s_:/-]/.test(character) || (upper && (!/\p{Lu}/u.test(previous) || ACRONYMS.has(word.toUpperCase())));
    if (begins) finish(character);
    else if (/[\p{L}\p{Nd}\p{P}`]/u.test(character)) word += character;
    else finish("");
    previous = character;
  }
  finish("");
  return words;
}

/** Appends when the name does not end so: an abbreviation that it writes in small letters. */
function replaceEnd(name: string, end: string, replacement: string): string {
  return (name.endsWith(end) ? name.slice(0, name.length - end.length) : name) + replacement;
}

function capitalize(word: string): string {
  const [first = ""] = word;
  return first.toUpperCase() + word.slice(first.length);
}
