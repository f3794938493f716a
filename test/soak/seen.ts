import type { NodeRequest } from "@client-ip/node";

/** What an application has seen of a request, and answers. */
export interface Seen {
  readonly url: string | undefined;
  readonly clientIp: string | undefined;
  /** X-Forwarded-For, of which the seal leaves the client. */
  readonly list: string | undefined;
  /** What else names a client, in the headers and trailers: the seal leaves none. */
  readonly forged: readonly string[];
  /** The length of the body. */
  readonly bytes: number;
}

/** Looks at a request after its last byte: a client that leaves meanwhile sends fewer. */
export async function seen(req: NodeRequest, clientIp: () => string | undefined): Promise<Seen> {
  const bytes = await lengthOf(req);
  const { url, headers, rawHeaders, trailers, rawTrailers } = req;
  const all = [headers, trailers].flatMap((fields) => Object.values(fields).flat());
  const forged = [...all, ...rawHeaders, ...rawTrailers].filter((value) => value?.includes(FORGED));
  const list = headers["x-forwarded-for"];
  return { url, clientIp: clientIp(), list: list?.toString(), forged: forged.map(String), bytes };
}

/** An address that clients write into every header. */
export const FORGED = "6.6.6.6";

async function lengthOf(req: NodeRequest): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of req) bytes += (chunk as Buffer).length;
  } catch {
    // The client has left. Frameworks print such errors, and none reads the answer.
  }
  return bytes;
}
