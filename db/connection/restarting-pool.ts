import { Pool, type PoolClient, type PoolConfig } from "pg";
import { connectionConfig } from "./connection-config";

type Connected = (error: Error | undefined, client: PoolClient | undefined, done: () => void) => void;

/** A pool of the embedded server: if it cannot connect, it starts the server and tries once more. */
export class RestartingPool extends Pool {
  private restarting: Promise<string> | undefined;

  /** @param restart starts the server unless it is running; returns its URL, which may have changed */
  constructor(
    config: PoolConfig,
    private readonly restart: () => Promise<string>,
  ) {
    super(config);
  }

  override connect(): Promise<PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<PoolClient> | undefined {
    const connected = this.connectedClient();
    if (!callback) return connected;
    connected.then(
      (client) => callback(undefined, client, () => client.release()),
      (error) => callback(error, undefined, () => undefined),
    );
  }

  private async connectedClient(): Promise<PoolClient> {
    try {
      return await super.connect();
    } catch (thrown) {
      if (this.ending) throw thrown;
      // One start serves all queries that found the server stopped.
      this.restarting ??= this.restart().finally(() => {
        this.restarting = undefined;
      });
      Object.assign(this.options, connectionConfig(await this.restarting));
      return await super.connect();
    }
  }
}

export function isEmbedded(pool: Pool): boolean {
  return pool instanceof RestartingPool;
}
