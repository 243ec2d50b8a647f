import net from "node:net";
import { UserError } from "../../../db/errors/user-error";

/**
 * Checks a port before anything is started on it.
 *
 * @throws UserError if it is not a port that a user may have, or something listens on it
 */
export async function checkPort(port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 1024 || port > 65535) {
    throw new UserError(`port must be an integer from 1,024 to 65,535, received ${port}`);
  }
  if (!(await isFree(port))) {
    throw new UserError(`port ${port} is taken; name another one with --port, or leave it out`);
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  return await new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
