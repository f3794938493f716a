const FRAMEWORKS = ["node:http", "Express", "Fastify", "Koa"] as const;
const TRANSPORTS = ["HTTP/1", "HTTP/1 over TLS", "HTTP/2 over TLS"] as const;
/** By what the proxy in front names its own peer. */
const FRONTS = ["X-Forwarded-For", "PROXY"] as const;

export type Framework = (typeof FRAMEWORKS)[number];
export type Transport = (typeof TRANSPORTS)[number];

/** A kind of server. */
export interface Kind {
  readonly framework: Framework;
  readonly transport: Transport;
  readonly front: (typeof FRONTS)[number];
}

/** A server that listens on loopback. */
export interface Target extends Kind {
  readonly port: number;
}

/** Every kind. Express makes its requests of those of node:http, so it has no HTTP/2. */
export const KINDS: readonly Kind[] = FRAMEWORKS.flatMap((framework) =>
  TRANSPORTS.flatMap((transport) => FRONTS.map((front) => ({ framework, transport, front }))),
).filter(({ framework, transport }) => framework !== "Express" || transport !== "HTTP/2 over TLS");

export function nameOf({ framework, transport, front }: Kind): string {
  return `${framework}, ${transport}, ${front}`;
}
