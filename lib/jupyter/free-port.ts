import net from "node:net";
import { ExplainedError } from "../../db/explained-error";

const FIRST_PORT = 8888;
const LAST_PORT = 8987;

/**
 * A port on which nothing listens yet: the one that was asked for, else the first free one from 8888 on,
 * Jupyter's own choice.
 *
 * @throws ExplainedError where the port that was asked for is taken, or all are
 */
export async function freePort(asked?: number): Promise<number> {
  if (asked !== undefined && (!Number.isInteger(asked) || asked < 1024 || asked > 65535)) {
    throw new ExplainedError(`port must be an integer from 1,024 to 65,535, received ${asked}`);
  }
  for (let port = asked ?? FIRST_PORT; port <= (asked ?? LAST_PORT); port += 1) {
    if (await isFree(port)) return port;
  }
  throw new ExplainedError(
    asked === undefined
      ? `port: all from ${FIRST_PORT} to ${LAST_PORT} are taken; name a free one with --port`
      : `port ${asked} is taken; name another one with --port, or leave it out`,
  );
}

/** Whether nothing listens on the port. */
export async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  return await new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
