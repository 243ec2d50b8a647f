import { Client } from "pg";
import { UserError } from "../errors/user-error";

/** The handlers of `pg`'s client for what a server sends before it takes queries; they are not in its types. */
declare module "pg" {
  interface Client {
    _handleAuthCleartextPassword(): void;
    _handleAuthMD5Password(): void;
    _handleAuthSASLFinal(message: object): void;
    _handleErrorWhileConnecting(error: Error): void;
    _handleReadyForQuery(message: object): void;
    /** The exchange in progress; `null` once the server has proven that it knows the password. */
    readonly saslSession?: object | null;
  }
}

/**
 * A client that ends a connection which it could not make. `pg` leaves it open if the reason is on this side, such as
 * a password that nobody has named, and the process waits for a minute until the server ends it.
 */
class EndingClient extends Client {
  override _handleErrorWhileConnecting(error: Error): void {
    super._handleErrorWhileConnecting(error);
    this.connection.stream.destroy();
  }
}

/**
 * A client that accepts SCRAM only, as `require_auth=scram-sha-256` of libpq: the server never sees the password and
 * has to prove that it knows it. Otherwise the connection ends before a password or a query is sent.
 */
export class ScramClient extends EndingClient {
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

/**
 * The class of the clients for a URL: one that accepts SCRAM only if the URL says so, as that of the embedded server does.
 */
export function clientClass(url: string): typeof Client {
  return requiresScram(url) ? ScramClient : EndingClient;
}

/** The parameter of such a URL. */
export const REQUIRE_SCRAM = "require_auth=scram-sha-256";

function requiresScram(url: string): boolean {
  return (url.split("?")[1] ?? "").split("&").includes(REQUIRE_SCRAM);
}
