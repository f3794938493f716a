import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Resolver } from "@client-ip/node";
import { bindResolver, isBound } from "@client-ip/node/adapter";

/** The request of a connection that was upgraded, on its socket: for all installed copies. */
const UPGRADE: unique symbol = Symbol.for("@client-ip/nestjs upgrade");

/** On a server. */
const FOLLOWED: unique symbol = Symbol.for("@client-ip/nestjs followed");

interface Followed {
  [FOLLOWED]?: true;
}

interface Upgraded {
  [UPGRADE]?: IncomingMessage;
}

/**
 * Binds the requests of a server that gateways and subscriptions take before the platform sees
 * them. Without a listener Node answers an upgrade as a plain request, so none is added to a server
 * that has none.
 */
export function followUpgrades(server: unknown, resolver: Resolver): void {
  if (!(server instanceof EventEmitter)) return;
  const following: EventEmitter & Followed = server;
  if (server.listenerCount("upgrade") === 0 || following[FOLLOWED] === true) return;
  following[FOLLOWED] = true;
  server.prependListener("upgrade", (req: IncomingMessage) => {
    if (!isBound(req)) bindResolver(req, resolver);
    const { socket }: { readonly socket: Socket & Upgraded } = req;
    socket[UPGRADE] = req;
  });
  // socket.io answers polling before the platform. It has done so when this listener is called.
  server.on("request", (req: IncomingMessage) => {
    if (!isBound(req)) bindResolver(req, resolver);
  });
}

/** The request from which a client of `ws` came: the client itself does not hold it. */
export function upgradeOf(client: unknown): IncomingMessage | undefined {
  const { _socket: socket }: { readonly _socket?: Upgraded | null } = Object(client);
  return socket?.[UPGRADE];
}
