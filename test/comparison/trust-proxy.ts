import { clientIpInfoOf, createResolver, type Path } from "@client-ip/node";
import { table } from "../markdown-table.ts";
import { askExpress } from "./packages.ts";
import { requestOf } from "./recordings.ts";

const NAMES = {
  client: "203.0.113.7",
  edge: "10.0.1.2",
  balancer: "10.0.1.3",
} as const;

const { client, edge, balancer } = NAMES;

const PATH: Path = [
  { name: "edge", address: edge, tells: "x-forwarded-for" },
  { name: "balancer", address: balancer, tells: "x-forwarded-for" },
];

/** Requests as the application receives them, behind the two proxies or around them. */
const REQUESTS: readonly (readonly [what: string, peer: string, list?: string])[] = [
  ["through both", balancer, `6.6.6.6, ${client}, ${edge}`],
  ["around the edge, to the balancer", balancer, `6.6.6.6, ${client}`],
  ["around both, to the app", client, `6.6.6.6, ${edge}`],
  ["from the edge's own machine, around the balancer", edge, "6.6.6.6"],
  ["the balancer's health check, nothing forged", balancer],
];

/** An address by its name; a forged one in bold. */
function named(ip: string | undefined): string {
  const name = Object.entries(NAMES).find(([, address]) => address === ip)?.[0];
  return name === undefined ? `**${ip}**` : `the ${name}`;
}

/**
 * The README's table of what a count and a list of addresses get wrong, from the demonstration's
 * requests.
 */
export async function trustProxyTable(): Promise<string> {
  const resolver = createResolver(PATH);
  const byCount = askExpress(2);
  const byList = askExpress([edge, balancer]);
  const rows = REQUESTS.map(async ([what, peer, list]) => {
    const headers = list === undefined ? [] : ([["X-Forwarded-For", list]] as const);
    const request = (): ReturnType<typeof requestOf> => requestOf({ peer, headers });
    const { ip, status } = clientIpInfoOf(request(), resolver);
    const ours = ip === undefined ? `\`undefined\`, \`${status}\`` : named(ip);
    return [what, named(await byCount(request())), named(await byList(request())), ours];
  });
  const head = [
    "A list forged as `6.6.6.6`, sent …",
    "`trust proxy: 2`",
    "both addresses",
    "client-ip",
  ];
  return table([head, ...(await Promise.all(rows))]);
}
