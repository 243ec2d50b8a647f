import fs from "node:fs";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Dealer, Subscriber } from "zeromq";
import { DELIMITER, header } from "./kernel-client";

/** What the stranger knows: the ports, and the code that it would like to run. */
export interface Target {
  readonly ip: string;
  readonly iopub_port: number;
  readonly requests: readonly number[];
  readonly code: string;
  /** Files of the analyst. */
  readonly files: readonly string[];
}

/** What the stranger got. */
export interface Loot {
  readonly user: number | undefined;
  /** How many messages of the kernel it saw. */
  readonly seen: number;
  readonly answers: number;
  readonly readable: readonly string[];
}

const NOBODY = 65534;

/**
 * A program that knows a kernel's ports and nothing else, and tries to run code and to see what the analyst
 * sees. If it starts as root it becomes another user first.
 */
async function attack({ ip, iopub_port, requests, code, files }: Target): Promise<Loot> {
  const seen: Buffer[][] = [];
  const subscriber = new Subscriber();
  subscriber.subscribe();
  subscriber.connect(`tcp://${ip}:${iopub_port}`);
  void collect(subscriber, seen);
  const answers: Buffer[][] = [];
  const sockets = requests.map((port) => {
    const socket = new Dealer({ linger: 0, sendTimeout: 0 });
    socket.connect(`tcp://${ip}:${port}`);
    void collect(socket, answers);
    return socket;
  });
  for (let waits = 0; seen.length === 0 && waits < 20; waits += 1) await sleep(100);
  for (let rounds = 0; rounds < 4; rounds += 1) {
    for (const port of [iopub_port, ...requests])
      net
        .connect(port, ip)
        .on("error", () => {})
        .end("GET / HTTP/1.1\r\n\r\n");
    for (const socket of sockets) {
      // Nothing can be sent to a port without a handshake.
      for (const frames of forgeries(code, seen)) await socket.send(frames).catch(() => undefined);
    }
    await sleep(300);
  }
  const readable = files.filter(canRead);
  return { user: process.getuid?.(), seen: seen.length, answers: answers.length, readable };
}

/** Messages to try: broken ones, ones with every signature that was ever seen, and repetitions of what was seen. */
function forgeries(code: string, seen: readonly Buffer[][]): (Buffer | string)[][] {
  const content = JSON.stringify({ code, silent: false, store_history: false, allow_stdin: false });
  const signed = [header("execute_request"), "{}", "{}", content];
  const shutdown = [header("shutdown_request"), "{}", "{}", '{"restart":false}'];
  const copies = seen.map((frames) => frames.slice(frames.findIndex((frame) => frame.equals(DELIMITER)) + 1));
  const told = seen.flatMap((frames) => frames.join(" ").match(/\b[0-9a-f]{64}\b/g) ?? []);
  return [
    [],
    ["garbage"],
    ["garbage", DELIMITER],
    [DELIMITER, ""],
    [DELIMITER, "", ...signed],
    ["", DELIMITER, "wrong", ...signed],
    [DELIMITER, "0".repeat(64), ...signed],
    [DELIMITER, "0".repeat(64), "{", "}", "[", "not JSON"],
    [DELIMITER, "0".repeat(64), ...signed.slice(0, 2)],
    [...signed, DELIMITER],
    [DELIMITER, DELIMITER, ...signed],
    ...[...new Set(told)].flatMap((signature) => [
      [DELIMITER, signature, ...signed],
      [DELIMITER, signature, ...shutdown],
    ]),
    ...copies.flatMap(([signature = "", head = Buffer.alloc(0), ...rest]) => [
      [DELIMITER, signature, head, ...rest],
      [DELIMITER, signature, head, ...rest.slice(0, 2), content],
      [DELIMITER, signature, Buffer.concat([head, ...rest]), "", "", ""],
      [DELIMITER, signature, head.subarray(0, 9), head.subarray(9), ...rest],
    ]),
  ].map((frames) => (frames.length > 0 ? frames : [""]));
}

async function collect(socket: AsyncIterable<Buffer[]>, into: Buffer[][]): Promise<void> {
  for await (const frames of socket) into.push(frames);
}

function canRead(file: string): boolean {
  try {
    fs.readFileSync(file);
    return true;
  } catch {
    return false;
  }
}

if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}
void attack(JSON.parse(process.argv[2] ?? "")).then((loot) => {
  fs.writeSync(1, JSON.stringify(loot));
  process.exit(0);
});
