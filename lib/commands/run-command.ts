// The npm scripts, each a thin file that reads its options, calls one function of the rooms below and prints the result.
// This file is what they share: help, refusals, exit codes and the signals that end a command.

import fs from "node:fs";
import os from "node:os";
import { Command, type Option } from "commander";
import { messageOf, UserError } from "../../db/errors/user-error";
import { complain, printable, say } from "../../db/process/terminal";

/** A command with `--help` that names it as the user calls it: `npm run seed -- [options]`. */
export function command(script: string, description: string): Command {
  return (
    new Command(script)
      .description(description)
      .usage("[-- options]")
      // Refused below, in a sentence that says what was received.
      .allowExcessArguments()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: (text) => say(text.replace(/\n$/, "")),
        writeErr: complain,
        outputError: (message, write) => write(oneLine(message)),
      })
      .hook("preAction", refuseLostFlags)
  );
}

/**
 * Flags that npm has as settings too, with the value of npm's variable if the flag was given. They are passed on to the command
 * rather than refused, since a user may have set them permanently.
 */
const NPM_SETTINGS: Readonly<Record<string, readonly [variable: string, value: string, meaning: boolean]>> = {
  "--json": ["npm_config_json", "true", true],
  "--no-browser": ["npm_config_browser", "", false],
};

/**
 * Without `--`, npm takes the flags and passes on their values at most, so the command would do something else than it was asked
 * to. npm stores what it took in variables such as `npm_config_if_empty`.
 */
function refuseLostFlags(program: Command): void {
  const after = `put options after --, as in ${program.name()} -- --help`;
  const lost = program.options
    .filter((option) => !takeFromNpm(program, option))
    .map((option) => option.long?.slice(2) ?? "")
    .find((name) => process.env[`npm_config_${name.replaceAll("-", "_")}`]);
  if (lost) program.error(`npm took the option '--${lost}'; ${after}`);
  const [argument] = program.args;
  if (argument !== undefined && program.registeredArguments.length === 0)
    program.error(`unexpected argument '${argument}'; ${after}`);
}

/** Whether npm has the option as a setting too; if so, sets it to npm's value. */
function takeFromNpm(program: Command, option: Option): boolean {
  const setting = NPM_SETTINGS[option.long ?? ""];
  if (!setting) return false;
  const [variable, value, meaning] = setting;
  if (process.env[variable] === value) program.setOptionValue(option.attributeName(), meaning);
  return true;
}

/**
 * Runs the command with the arguments of the process. A failure is one sentence on stderr and exit
 * code 1, or that of the signal that ended it, see `endSignal`; with DEBUG set, its stack and those of its causes follow.
 */
export async function runCommand(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (thrown) {
    const sentence = thrown instanceof UserError ? thrown.message : `unexpected: ${messageOf(thrown)}`;
    complain(printable(sentence));
    for (let one = thrown; process.env.DEBUG && one instanceof Error; one = one.cause)
      complain(`${one.stack}`);
    process.exitCode = failureCode();
  }
}

/** Commander's error with its suggestion: `unknown option '--companis' (Did you mean --companies?)`. */
function oneLine(message: string): string {
  const line = message
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ")
    .trim()
    .replace(/\.$/, "");
  return line.endsWith("--help") ? line : `${line}; --help shows the options`;
}

type Name = "SIGINT" | "SIGTERM" | "SIGHUP";

const MS_BETWEEN_LOOKS = 500;

let endedBy: Name | undefined;

/**
 * A signal that is aborted when the command is to end: by Ctrl-C, SIGTERM or SIGHUP, or because npm, which started it,
 * has ended: npm passes a signal on to a shell at most, which ends without notifying the command. The process goes on
 * until the command has removed its temporary files and databases.
 */
export function endSignal(): AbortSignal {
  const ending = new AbortController();
  const end = (name: Name) => {
    endedBy ??= name;
    ending.abort(new UserError(`ended by ${endedBy}`));
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, end);
  const look = setInterval(() => {
    if (startedBy() === starter) return;
    clearInterval(look);
    end("SIGHUP");
  }, MS_BETWEEN_LOOKS);
  look.unref();
  // The terminal may have closed as well: output is lost, and the command goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  return ending.signal;
}

/** The exit code of a command that has failed: by convention 128 and the number of the signal that ended it. */
function failureCode(): number {
  return endedBy ? 128 + os.constants.signals[endedBy] : 1;
}

const starter = startedBy();

/** The processes that started a command: its parent and, if that is a shell on Linux, the parent's parent. */
function startedBy(): string {
  const { ppid, env, platform } = process;
  if (!env.npm_lifecycle_event) return "";
  if (platform !== "linux") return String(ppid);
  try {
    const status = fs.readFileSync(`/proc/${ppid}/stat`, "utf8");
    const [, parent] = /^\d+ \(\w*sh\) \w (\d+) /.exec(status) ?? [];
    return `${ppid} ${parent}`;
  } catch {
    return ""; // it has just ended
  }
}
