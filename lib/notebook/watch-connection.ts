import type { PoolClient } from "pg";

/** What a connection may do before it is ended. */
export interface ConnectionLimits {
  readonly bytes: number;
  readonly milliseconds: number;
}

/**
 * Ends a connection that receives too many bytes or takes too long: the server does not limit the bytes it sends, and its own
 * timeout does not help if it hangs.
 *
 * @returns `exceeded` names the limit that ended the connection, if one did; `end` ends the watch
 */
export function watchConnection(
  client: PoolClient,
  limits: ConnectionLimits,
): { readonly exceeded: () => keyof ConnectionLimits | undefined; readonly end: () => void } {
  const { stream } = client.connection;
  let exceeded: keyof ConnectionLimits | undefined;
  let bytes = 0;
  const close = (limit: keyof ConnectionLimits) => {
    exceeded ??= limit;
    stream.destroy();
  };
  const count = (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > limits.bytes) close("bytes");
  };
  const timer = setTimeout(() => close("milliseconds"), limits.milliseconds);
  stream.on("data", count);
  return {
    exceeded: () => exceeded,
    end: () => {
      clearTimeout(timer);
      stream.off("data", count);
    },
  };
}
