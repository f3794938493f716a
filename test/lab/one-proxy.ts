import {
  CLIENTS,
  FORGED_HEADERS,
  type Plan,
  resolved,
  type Seen,
  type Task,
  type Visit,
} from "./plan.ts";

type Host = "client" | "neighbor" | "server";

/**
 * A proxy that tells the client by X-Forwarded-For, on the application's own machine. Its name is
 * that in the path too.
 */
export interface OneProxy extends Pick<
  Plan<Host>,
  "name" | "title" | "about" | "applications" | "traps" | "presets"
> {
  readonly runs: Task<Host>["runs"];
  /** Makes the proxy listen on port 8080 of all addresses and call port 3000 of this machine. */
  readonly file: string;
  /** What only this proxy does. */
  readonly visits?: readonly Visit<Host>[];
}

const IPV4 = "http://203.0.113.1:8080/";
const IPV6 = "http://[2001:db8::1]:8080/";
const LINE = "X-Forwarded-For: 6.6.6.6, 127.0.0.1";
const TWO_LINES = "forges two lines that end as if the proxy had called itself";

/**
 * The plan with such a proxy: clients of both families, honest and forging, through it and around
 * it.
 */
export function oneProxy({ name, runs, file, visits = [], traps, ...more }: OneProxy): Plan<Host> {
  const seen = (clientIp: string, also: Partial<Seen> = {}): Seen =>
    resolved(clientIp, [name], "address", also);
  const client = seen("203.0.113.7");
  const ipv6 = seen("2001:db8::7");
  const neighbor = seen("203.0.113.8");
  const peer = "127.0.0.1";
  return {
    ...more,
    name,
    hosts: { ...CLIENTS, server: { lans: { outside: ["203.0.113.1/24", "2001:db8::1/64"] } } },
    drawing: [
      ["client", `to ${name}, port 8080`, "server"],
      ["server", `${name} calls the application from 127.0.0.1`, "server"],
    ],
    app: "server",
    tasks: [{ on: "server", runs, file, port: 8080 }],
    visits: [
      { from: "client", what: "calls", to: IPV4, sees: { ...client, peer, warnings: [] } },
      { from: "client", what: "calls over IPv6", to: IPV6, sees: { ...ipv6, peer } },
      { from: "neighbor", what: "calls", to: IPV4, sees: neighbor },
      {
        from: "client",
        what: "forges headers that name 6.6.6.6",
        to: IPV4,
        sends: FORGED_HEADERS,
        sees: { ...client, source: "x-forwarded-for" },
      },
      { from: "client", what: TWO_LINES, to: IPV4, sends: [LINE, LINE], sees: client },
      {
        from: "client",
        what: "forges a list of nonsense, over IPv6",
        to: IPV6,
        sends: ['X-Forwarded-For: 6.6.6.6, ,"unknown'],
        sees: ipv6,
      },
      ...visits,
      {
        from: "neighbor",
        what: "bypasses the proxy and calls port 3000, with the same forged headers",
        to: "http://203.0.113.1:3000/",
        sends: FORGED_HEADERS,
        sees: resolved("203.0.113.8", [], "none", { peer: "203.0.113.8", source: "socket" }),
      },
    ],
    traps: [
      ...traps,
      `A process that calls the application over this machine's loopback is taken for ${name}. If other users' programs run
  there, use a [unix socket](nginx-unix-socket.md).`,
    ],
  };
}
