import { createHmac, timingSafeEqual } from "node:crypto";
import fs from "node:fs";
import { ZmqServer } from "tslab/dist/jupyter";
import { Publisher, Reply, Router } from "zeromq";
import { UserError } from "../../../db/errors/user-error";

/** Jupyter's connection file, which only its owner can read. */
type Connection = ZmqServer["connInfo"] & {
  /** Set if the front end encrypts. A client then needs the matching public key, which is in this file only. */
  readonly curve_secretkey?: string;
};

/** Separates a message's addresses from its signature, which four or more signed frames follow. */
const DELIMITER = Buffer.from("<IDS|MSG>");
const LEAST_FRAMES = 4;

/** The requests that tslab answers. The history, which JupyterLab requests from every kernel, is not among them. */
const ANSWERED = new Set([
  "kernel_info_request",
  "execute_request",
  "is_complete_request",
  "inspect_request",
  "complete_request",
  "comm_info_request",
  "shutdown_request",
]);

/**
 * tslab's message server, protected from other users of the machine. tslab 1.0.22 prints the correct signature
 * of a message that came with a wrong one, and any user can connect to its ports.
 * - Only a request with the correct signature is read at all; everything else is dropped silently. That
 *   includes copies of what the kernel publishes, which is signed with the same key.
 * - Every port is encrypted (CurveZMQ) if the front end supports it, as JupyterLab and nbconvert do when this
 *   project starts them. If not, as in VS Code, any user can subscribe to what the kernel publishes.
 */
export class KernelServer extends ZmqServer {
  #noteAnswer = () => {};

  /** Resolves when a front end has been answered for the first time. */
  readonly answered = new Promise<void>((resolve) => {
    this.#noteAnswer = resolve;
  });

  /**
   * Listens on the ports that the connection file names.
   *
   * @throws UserError if that file has no key
   */
  override async init(): Promise<void> {
    const connection: Connection = JSON.parse(fs.readFileSync(this.configPath, "utf8"));
    const { key, transport, ip, curve_secretkey: curveSecretKey } = connection;
    if (!key) {
      throw new UserError(
        "kernel: the connection file must contain a key, received none; without it any user of this machine could run code, so do not set Session.key to nothing in Jupyter's configuration",
      );
    }
    this.connInfo = connection;
    // Sends at once and drops nothing, so that a cell which writes thousands of lines loses none of them.
    const sending = { sendTimeout: 0, sendHighWaterMark: 0 };
    const options = curveSecretKey ? { ...sending, curveServer: true, curveSecretKey } : sending;
    this.iopub = new Publisher(options);
    this.shell = new Router(options);
    this.control = new Router(options);
    this.stdin = new Router(options);
    this.hb = new Reply(options);
    void this.answer(this.shell);
    void this.answer(this.control);
    void this.echo(this.hb);
    const address = (port: number) => `${transport}://${ip}:${port}`;
    await Promise.all([
      this.iopub.bind(address(connection.iopub_port)),
      this.shell.bind(address(connection.shell_port)),
      this.control.bind(address(connection.control_port)),
      this.stdin.bind(address(connection.stdin_port)),
      this.hb.bind(address(connection.hb_port)),
    ]);
  }

  /** Requests are not awaited: tslab queues cells itself, and the next request may ask to interrupt one. */
  private async answer(socket: Router): Promise<void> {
    for await (const frames of socket) {
      if (!isRequest(frames, this.connInfo.key)) continue;
      void this.handleShellMessage(socket, ...frames);
      this.#noteAnswer();
    }
  }

  private async echo(heartbeat: Reply): Promise<void> {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  }
}

/** Whether the frames are a request that tslab answers, signed with the key. */
function isRequest(frames: readonly Buffer[], key: string): boolean {
  const delimiter = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (delimiter === -1) return false;
  const [signature, ...signed] = frames.slice(delimiter + 1);
  const [header] = signed;
  if (!signature || !header || signed.length < LEAST_FRAMES) return false;
  const correct = signed.reduce((hmac, frame) => hmac.update(frame), createHmac("sha256", key)).digest("hex");
  return isSame(signature, Buffer.from(correct)) && ANSWERED.has(messageType(header));
}

/** Compares in constant time. */
function isSame(received: Buffer, correct: Buffer): boolean {
  return received.length === correct.length && timingSafeEqual(received, correct);
}

/** The type that a header names, nothing if the frame is cut from a message at another place. */
function messageType(header: Buffer): string {
  try {
    return JSON.parse(header.toString()).msg_type;
  } catch {
    return "";
  }
}
