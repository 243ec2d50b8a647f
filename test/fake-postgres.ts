import net from "node:net";
import { onTestFinished } from "vitest";

/** A program that speaks as Postgres does, and what it was sent. */
export interface FakePostgres {
  readonly port: number;
  /** All that clients sent after their greeting, the startup message. */
  readonly received: () => string;
}

/** Messages of Postgres, as a server sends them: type, length, content. */
const message = (type: string, content: Buffer | string) => {
  const body = Buffer.from(content);
  const head = Buffer.alloc(5, type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const authentication = (code: number, content = "") =>
  message("R", Buffer.concat([Buffer.from([0, 0, 0, code]), Buffer.from(content)]));

export const CLEAR_TEXT = authentication(3);
export const MD5 = authentication(5, "salt");
export const SASL = authentication(10, "SCRAM-SHA-256\0\0");
export const saslContinue = (content: string) => authentication(11, content);
export const saslFinal = (content: string) => authentication(12, content);
export const OK = authentication(0);
export const READY = message("Z", "I");

/**
 * Listens on a loopback port until the test has finished.
 *
 * @param answer what to send for each piece that a client sends; the first one, `index` 0, is its greeting
 */
export async function fakePostgres(
  answer: (index: number, sent: Buffer) => readonly Buffer[],
  port = 0,
): Promise<FakePostgres> {
  const sockets = new Set<net.Socket>();
  let received = "";
  const server = net.createServer((socket) => {
    sockets.add(socket);
    let pieces = 0;
    socket.on("error", () => undefined);
    socket.on("data", (sent) => {
      if (pieces > 0) received += sent.toString("latin1");
      socket.write(Buffer.concat(answer(pieces, sent)));
      pieces += 1;
    });
  });
  server.listen(port, "127.0.0.1");
  await new Promise((resolve, reject) => server.once("listening", resolve).once("error", reject));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as net.AddressInfo).port, received: () => received };
}
