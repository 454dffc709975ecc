/** What may change while the process runs. */
export interface Credentials {
  readonly headers: Record<string, string>;
  readonly tls: {
    readonly ca?: string | undefined;
    readonly cert?: string | undefined;
    readonly key?: string | undefined;
    readonly servername?: string | undefined;
    readonly rejectUnauthorized?: boolean | undefined;
  };
}

/** An API server, and a way to read the credentials of this moment. */
export interface Access {
  readonly server: string;
  readonly proxyUrl?: string | undefined;
  readCredentials(): Promise<Credentials>;
}

/** The configuration cannot be used; the message is one line for the person who wrote it. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}
