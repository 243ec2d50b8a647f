import net from "node:net";
import { onTestFinished } from "vitest";

/** What becomes of a piece that a client sends: it goes through, is held for good, or the wire is cut before or behind it. */
export type Verdict = "through" | "held" | "cut before" | "cut behind";

/** A way to a Postgres through a port of its own. */
export interface Wire {
  /** The server's URL with the port of this wire. */
  readonly url: string;
  /** Cuts all connections; new ones can be made. */
  cut(): void;
  /** From now on new connections are cut too, and those of others with the next one that is cut behind what it sent. */
  close(): void;
}

/**
 * Lays a wire to a server that can be cut: by `cut`, or when a client sends what `judge` names.
 *
 * @param judge is given each piece that a client sends
 */
export async function cuttableWire(
  serverUrl: string,
  judge: (sent: Buffer, wire: Wire) => Verdict = () => "through",
): Promise<Wire> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<net.Socket>();
  const nears = new Set<net.Socket>();
  let closed = false;
  const listener = net.createServer((near) => {
    if (closed) return near.destroy();
    const far = net.connect(Number(port), hostname);
    nears.add(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    far.pipe(near);
    far.on("close", () => near.destroy());
    near.on("close", () => far.end());
    near.on("data", (sent) => {
      const verdict = judge(sent, wire);
      if (verdict === "cut before") wire.cut();
      else if (verdict !== "held" && !far.write(sent)) {
        near.pause();
        far.once("drain", () => near.resume());
      }
      // The server gets what was sent; its answer finds nobody, nor does one on another connection of a closed wire.
      if (verdict === "cut behind") for (const socket of closed ? nears : [near]) socket.destroy();
    });
  });
  listener.listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const wire: Wire = {
    url: Object.assign(new URL(serverUrl), { port: String((listener.address() as net.AddressInfo).port) })
      .href,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      closed = true;
    },
  };
  onTestFinished(async () => {
    wire.cut();
    await new Promise((resolve) => listener.close(resolve));
  });
  return wire;
}
