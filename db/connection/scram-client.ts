import { Client } from "pg";
import { UserError } from "../errors/user-error";

/** Internal methods of `pg`'s client, which handle the messages of a server before the first query. */
declare module "pg" {
  interface Client {
    _handleAuthCleartextPassword(): void;
    _handleAuthMD5Password(): void;
    _handleAuthSASLFinal(message: object): void;
    _handleErrorWhileConnecting(error: Error): void;
    _handleReadyForQuery(message: object): void;
    /** The exchange in progress, `null` once the server has proven that it knows the password. */
    readonly saslSession?: object | null;
  }
}

/**
 * A client that closes its connection if it cannot log in. If the reason is on this side, such as a missing password, `pg`
 * leaves the connection open, and the process waits for a minute until the server closes it.
 */
class ClosingClient extends Client {
  override _handleErrorWhileConnecting(error: Error): void {
    super._handleErrorWhileConnecting(error);
    this.connection.stream.destroy();
  }
}

/**
 * A client that accepts SCRAM only, as libpq does with `require_auth=scram-sha-256`: the server never receives the password
 * and must prove that it knows it. Otherwise the connection is closed before a password or a query is sent.
 */
export class ScramClient extends ClosingClient {
  private proven = false;

  override _handleAuthCleartextPassword(): void {
    this.refuse("asks for the password in clear text");
  }

  override _handleAuthMD5Password(): void {
    this.refuse("asks for the password as an MD5 hash");
  }

  override _handleAuthSASLFinal(message: object): void {
    super._handleAuthSASLFinal(message);
    this.proven = this.saslSession === null;
  }

  override _handleReadyForQuery(message: object): void {
    if (this.proven) super._handleReadyForQuery(message);
    else this.refuse("asks for no password");
  }

  private refuse(what: string): void {
    const place = `${this.host}:${this.port}`;
    this.connection.stream.destroy(
      new UserError(
        `database: the server at ${place} must authenticate with SCRAM, and it ${what}; another program listens there, close it`,
      ),
    );
  }
}

/** The parameter of a URL that requires SCRAM, as the embedded server's does. */
export const REQUIRE_SCRAM = "require_auth=scram-sha-256";

export function clientClass(url: string): typeof Client {
  const requiresScram = (url.split("?")[1] ?? "").split("&").includes(REQUIRE_SCRAM);
  return requiresScram ? ScramClient : ClosingClient;
}
