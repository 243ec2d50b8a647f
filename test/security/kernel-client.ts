import { createHmac, randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";

/** What Jupyter's connection file says. */
export interface Connection {
  readonly ip: string;
  readonly iopub_port: number;
  readonly shell_port: number;
  readonly control_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly curve_publickey?: string;
  readonly curve_secretkey?: string;
}

/** A message of the kernel, as its iopub port publishes it. */
export interface Published {
  readonly type: string;
  /** The id of the request that it belongs to. */
  readonly parent: string;
  /** Its content as JSON. */
  readonly content: string;
}

export const DELIMITER = Buffer.from("<IDS|MSG>");

/** The header of a new message. */
export function header(msg_type: string, msg_id: string = randomUUID()): string {
  const date = new Date().toISOString();
  return JSON.stringify({ msg_id, msg_type, session: "test", username: "test", date, version: "5.3" });
}

/** A front end that knows a kernel's key, as JupyterLab does. */
export class KernelClient {
  /** Everything that the kernel has published. */
  readonly published: Published[] = [];
  private readonly shell: Dealer;
  private readonly iopub: Subscriber;

  constructor(private readonly connection: Connection) {
    const { ip, iopub_port, shell_port, curve_publickey, curve_secretkey } = connection;
    const keys = curve_secretkey
      ? { curveServerKey: curve_publickey, curvePublicKey: curve_publickey, curveSecretKey: curve_secretkey }
      : {};
    this.shell = new Dealer({ ...keys, linger: 0 });
    this.iopub = new Subscriber({ ...keys });
    this.iopub.subscribe();
    this.iopub.connect(`tcp://${ip}:${iopub_port}`);
    this.shell.connect(`tcp://${ip}:${shell_port}`);
    void this.collect();
  }

  /** Waits until the kernel answers and what it publishes arrives here. */
  async ready(): Promise<void> {
    while (this.published.length === 0) {
      await this.send("kernel_info_request", {});
      await this.pause();
    }
  }

  /** Runs a cell and returns what it wrote. */
  async run(code: string): Promise<string> {
    const id = await this.send("execute_request", { code, silent: false, store_history: true });
    const own = () => this.published.filter(({ parent }) => parent === id);
    while (!own().some(({ type, content }) => type === "status" && content.includes("idle")))
      await this.pause();
    return own()
      .filter(({ type }) => type === "stream")
      .map(({ content }) => JSON.parse(content).text)
      .join("");
  }

  close(): void {
    this.shell.close();
    this.iopub.close();
  }

  private async send(type: string, content: object): Promise<string> {
    const id = randomUUID();
    const signed = [header(type, id), "{}", "{}", JSON.stringify(content)];
    const hmac = createHmac("sha256", this.connection.key);
    for (const part of signed) hmac.update(part);
    await this.shell.send([DELIMITER, hmac.digest("hex"), ...signed]);
    return id;
  }

  private async collect(): Promise<void> {
    for await (const frames of this.iopub) {
      const [head = "", parent = "", , content = ""] = frames
        .slice(frames.findIndex((frame) => frame.equals(DELIMITER)) + 2)
        .map(String);
      this.published.push({ type: JSON.parse(head).msg_type, parent: JSON.parse(parent).msg_id, content });
    }
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 50));
  }
}
