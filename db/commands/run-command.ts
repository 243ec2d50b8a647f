import { Command } from "commander";
import { ExplainedError, messageOf } from "../explained-error";

/** A command with `--help` that names it as the user calls it: `npm run seed -- [options]`. */
export function command(script: string, description: string): Command {
  return (
    new Command(script)
      .description(description)
      .usage("[-- options]")
      // Refused below, where the sentence can say what was received.
      .allowExcessArguments()
      .showSuggestionAfterError()
      .configureOutput({ outputError: (message, write) => write(oneLine(message)) })
      .hook("preAction", refuseLostFlags)
  );
}

/** Flags that npm knows too: their variables say nothing of this command. */
const NPM_FLAGS = ["browser", "json"];

/**
 * Without `--`, npm takes the flags and the command gets at most their values: it would do something else
 * than what was asked for. What npm took is in its variables, `npm_config_if_empty`.
 */
function refuseLostFlags(program: Command): void {
  const after = `options come after --, as in ${program.name()} -- --help`;
  const lost = program.options
    .map((option) => option.long?.slice(2) ?? "")
    .find((name) => !NPM_FLAGS.includes(name) && process.env[`npm_config_${name.replaceAll("-", "_")}`]);
  if (lost) program.error(`option '--${lost}' went to npm; ${after}`);
  const [argument] = program.args;
  if (argument !== undefined) program.error(`unexpected argument '${argument}'; ${after}`);
}

/**
 * Runs the command with the arguments of the process. A failure is one sentence on stderr and exit
 * code 1; with DEBUG set, the stack and the cause follow.
 */
export async function runCommand(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (thrown) {
    const sentence = thrown instanceof ExplainedError ? thrown.message : `unexpected: ${messageOf(thrown)}`;
    process.stderr.write(`${sentence}\n`);
    if (process.env.DEBUG) console.error(thrown instanceof Error ? (thrown.stack ?? thrown) : thrown);
    process.exitCode = 1;
  }
}

/** Commander's error with its suggestion: `unknown option '--companis' (Did you mean --companies?)`. */
function oneLine(message: string): string {
  const line = message
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ")
    .trim()
    .replace(/\.$/, "");
  return line.endsWith("--help") ? `${line}\n` : `${line}; --help shows the options\n`;
}
