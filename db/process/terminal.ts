/** Characters that a terminal obeys instead of showing: controls (ESC, BEL, C1), writing directions, odd line ends. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu;

const shortForms: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text on one line, with `\u001b` for ESC and so on, since a stranger may have chosen a name in the data. */
export function printable(text: string): string {
  return text.replace(
    CONTROLS,
    (character) => shortForms[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Prints lines on stdout. Commands print only with this and `complain`. */
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
