/** The forms in which a request can be pasted. */
export type RequestFormat = "curl-verbose" | "curl-command" | "http" | "har" | "json";

/**
 * A request as a text holds it: the fields of the core's `Evidence`, as far as a text can say them.
 */
export interface PastedRequest {
  /** The form in which the request was written. */
  readonly format: RequestFormat;
  /** Names and values in turn, in the order of the text, duplicates included. */
  readonly rawHeaders: readonly string[];
  /** The only Host line or `:authority`; absent without one, or with several. */
  readonly authority?: string;
  /** The socket's peer, if the text says it. Only JSON does. */
  readonly peer?: string;
  /** Whether the socket is encrypted, if the text says it. Only JSON does. */
  readonly encrypted?: boolean;
  /** The bytes in front of the request: PROXY headers. */
  readonly proxyBytes?: Uint8Array;
}

/** The fields of a request that has these lines. */
export function requestWith(
  format: RequestFormat,
  lines: readonly (readonly [name: string, value: string])[],
  authority?: string,
): PastedRequest {
  const hosts = lines.filter(([name]) => name.toLowerCase() === "host");
  const host = authority ?? (hosts.length === 1 ? hosts[0]![1] : undefined);
  return {
    format,
    rawHeaders: lines.flat(),
    ...(host === undefined ? {} : { authority: host }),
  };
}
