/** What steers a terminal instead of being shown: control characters (ESC, BEL, C1), the order of writing, odd line ends. */
const STEERING = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

const shortForms: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text on one line, with `\u001b` for ESC and so on: a name in the data may be anybody's. */
export function printable(text: string): string {
  return text.replace(
    STEERING,
    (character) => shortForms[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Prints lines on stdout. Every command says all it says here or by `complain`; JSON stays JSON. */
export function say(lines: string): void {
  process.stdout.write(`${printableLines(lines)}\n`);
}

/** Prints lines on stderr. */
export function complain(lines: string): void {
  process.stderr.write(`${printableLines(lines)}\n`);
}

function printableLines(lines: string): string {
  return lines.split("\n").map(printable).join("\n");
}
