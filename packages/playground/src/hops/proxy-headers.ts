import type { Evidence, ProxyHeader } from "@client-ip/core";

/** The PROXY headers of a connection, the nearest hop's first. */
export function proxyHeadersOf({ proxyProtocol = [] }: Evidence): readonly ProxyHeader[] {
  return "command" in proxyProtocol ? [proxyProtocol] : proxyProtocol;
}

/** The sender that a PROXY header names, or what it says instead. */
export function proxyText({ command, family, source }: ProxyHeader): string {
  return source === undefined ? `${command} ${family}` : `${source.address} ${source.port}`;
}
