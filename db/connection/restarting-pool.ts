import { Pool, type PoolClient, type PoolConfig } from "pg";
import { connectionConfig } from "./connection-config";

type Connected = (error: Error | undefined, client: PoolClient | undefined, done: () => void) => void;

/** A pool whose server may stop while the pool is in use: a connection that fails starts the server and is tried once more. */
export class RestartingPool extends Pool {
  private restarting: Promise<string> | undefined;

  /** @param restart starts the server unless it runs; returns its URL, which may have changed */
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
      Object.assign(this.options, connectionConfig(await this.restartOnce()));
      return await super.connect();
    }
  }

  /** However many queries have found the server gone, it is started once. */
  private async restartOnce(): Promise<string> {
    this.restarting ??= this.restart();
    try {
      return await this.restarting;
    } finally {
      this.restarting = undefined;
    }
  }
}
