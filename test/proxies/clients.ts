import { networkInterfaces } from "node:os";

/** Where an honest request comes from. */
export interface Client {
  /** The source address of its connections, as the application should name it. */
  readonly address: string;
  /** The proxies' address in the same family. */
  readonly to: "127.0.0.1" | "::1";
}

/** Loopback, but never the address from which the proxies call the application. */
export const LOOPBACK_IPV4: Client = { address: "127.0.1.7", to: "127.0.0.1" };
export const LOOPBACK_IPV6: Client = { address: "::1", to: "::1" };

/**
 * Clients at addresses of this machine that are not loopback, at most one of each family: a gateway
 * in a mesh is never believed to have a loopback client. Extra addresses of `lo` come first, since
 * no proxy takes them for its own.
 */
export const OUTSIDE_CLIENTS: readonly Client[] = (["127.0.0.1", "::1"] as const).flatMap((to) => {
  const family = to === "::1" ? "IPv6" : "IPv4";
  const { lo = [], ...others } = networkInterfaces();
  const address = [lo, ...Object.values(others)]
    .flatMap((addresses) => addresses ?? [])
    .find((entry) => entry.family === family && !/^(?:127\.|::1$|fe80:)/.test(entry.address));
  return address ? [{ address: address.address, to }] : [];
});

export const CLIENTS: readonly Client[] = [LOOPBACK_IPV4, LOOPBACK_IPV6, ...OUTSIDE_CLIENTS];
