import * as ts from "@tslab/typescript-for-tslab";
import type { CompletionInfo, Diagnostic } from "tslab/dist/converter";

/** A cell that does not compile. */
export interface Cell {
  readonly source: string;
  /** The declarations of the cells that have run before. */
  readonly previous: string;
  /** Returns TypeScript's completions at a position of the cell. */
  readonly complete: (position: number) => CompletionInfo;
}

/** TypeScript's diagnostics of one place, from general to specific. */
type Place = [Diagnostic, ...Diagnostic[]];

/** TypeScript's codes for "overload 1 of 3 gave the following error" and "types of property … are incompatible". */
const OVERLOAD = 2772;
const PROPERTY_TYPE = 2326;

/** Its codes for properties that are unknown, misspelled or missing. */
const PROPERTY_NAMES = [2353, 2561, 2739, 2741];

/** Longer lists, such as that of all operators, do not help. */
const MOST_CHOICES = 30;

/** Hints by the message of TypeScript. */
const hints: readonly (readonly [said: RegExp, hint: string])[] = [
  [/type 'Promise</, "Put await before it: "],
  [/'AliasedExpression</, 'Name it with .as("…"): '],
];

/**
 * Explains what is wrong with a cell, in one line per place: which columns or tables exist, the relevant part of an error about a
 * function with overloads, and that cells above have not run.
 *
 * @param diagnostics as tslab returns them, several per place
 */
export function explainDiagnostics(diagnostics: readonly Diagnostic[], cell: Cell): Diagnostic[] {
  const places = byPlace(diagnostics);
  const lines = places.flatMap((place) => (unknownName(place, cell) ? [] : [explain(place, cell)]));
  const unknown = places.flatMap((place) => unknownName(place, cell) ?? []);
  const [first] = places.find((place) => unknownName(place, cell)) ?? [];
  return first ? [{ ...first, messageText: aboutUnknownNames([...new Set(unknown)]) }, ...lines] : lines;
}

function byPlace(diagnostics: readonly Diagnostic[]): Place[] {
  const places = new Map<string, Place>();
  for (const diagnostic of diagnostics) {
    const { code, start, end } = diagnostic;
    // That a variable cannot be exported only follows from another error.
    if (code >= 4000 && code < 5000 && places.size > 0) continue;
    const key = `${start.offset} ${end.offset}`;
    const place = places.get(key);
    if (place) place.push(diagnostic);
    else places.set(key, [diagnostic]);
  }
  return [...places.values()];
}

/** A name that neither this cell nor an earlier one defines, if there is no similar one. */
function unknownName([{ messageText, fileName }]: Place, { source, previous }: Cell): string | undefined {
  // TypeScript's other advice is about settings that a notebook does not have.
  const said = /^Cannot find (?:name|namespace) '(.+?)'\.(?: Did you mean '(.+)'\?)?/.exec(messageText);
  const [, name, similar] = said ?? [];
  const isSimilar = similar !== undefined && `${source}${previous}`.match(/[\w$]+/g)?.includes(similar);
  return isSimilar || fileName ? undefined : name;
}

function aboutUnknownNames(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`).join(", ");
  return names.length === 1
    ? `Cannot find name ${quoted}. Run the cells above, one of which may define it, or check the spelling.`
    : `Cannot find names ${quoted}. Run the cells above, which may define them, or check the spelling.`;
}

function explain(place: Place, cell: Cell): Diagnostic {
  const messageText = whatMatters(place).replace(
    /parameter of type 'OperandValueExpressionOrList<.+"(.+?)">'/,
    "column '$1'",
  );
  const [, hint = ""] = hints.find(([said]) => said.test(messageText)) ?? [];
  return wrongChoice(place, cell) ?? { ...place[0], messageText: `${hint}${messageText}` };
}

/** Lists the possible values if a string in the cell, such as a misspelled column, is none of them. */
function wrongChoice(place: Place, { source, complete }: Cell): Diagnostic | undefined {
  const [{ start, end, fileName }] = place;
  const rejected = place.map(({ messageText }) => /ype '"(.+)"' is not assignable/.exec(messageText)?.[1]);
  const literal = textsOf(source).find(
    (node) => node.getStart() >= start.offset && node.end <= end.offset && rejected.includes(node.text),
  );
  if (fileName || !literal) return undefined;
  const choices = withoutVariants(complete(literal.getStart() + 1).candidates, literal.text);
  if (choices.length === 0 || choices.length > MOST_CHOICES || choices.includes(literal.text))
    return undefined;
  const offset = literal.getStart();
  const messageText = `"${literal.text}" is not one of ${choices.join(", ")}.`;
  return {
    ...place[0],
    start: { offset, ...literal.getSourceFile().getLineAndCharacterOfPosition(offset) },
    messageText,
  };
}

function textsOf(source: string): ts.StringLiteralLike[] {
  const texts: ts.StringLiteralLike[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022, true));
  return texts;
}

/** Kysely also takes `companies.company_id` and `company_id desc`: one form of each is enough. */
function withoutVariants(choices: readonly string[], text: string): readonly string[] {
  const plain = choices.filter((one) => !one.includes(" ") && one.includes(".") === text.includes("."));
  return plain.length > 0 ? plain : choices;
}

/** The relevant message: of several overloads, the last is the most general. */
function whatMatters(place: Place): string {
  const overload = place.map(({ code }) => code).lastIndexOf(OVERLOAD);
  const [general = place[0], ...details] = place.slice(overload + 1);
  const particular = details.at(-1);
  const property = details.filter(({ code }) => code === PROPERTY_TYPE).at(-1);
  if (property && particular) return `${property.messageText} ${particular.messageText}`;
  return (particular && PROPERTY_NAMES.includes(particular.code) ? particular : general).messageText;
}
