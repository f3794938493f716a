import type { Socket } from "node:net";

import { exchange } from "./exchange.ts";

/** What the application of examples/topologies/node-proxy-protocol.ts says of the PROXY headers of a connection. */
export async function headersHeard(socket: Socket): Promise<unknown> {
  const [reply] = await exchange(socket, [[]]);
  return (JSON.parse(reply?.body ?? "") as { headers: unknown }).headers;
}
