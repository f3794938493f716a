import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { createResolver, sealRequests } from "../../src/index.ts";
import { bytesOf, exchange, listening } from "./serving.ts";

const GATEWAY = "spiffe://cluster.local/ns/istio-system/sa/gateway";
const POD = "spiffe://cluster.local/ns/default/sa/pod";
const elementOf = (uri: string): string => `Hash=${"0".repeat(64)};URI=${uri}`;

/** A sidecar at 127.0.0.1 in place of 127.0.0.6. */
async function certificatesSeen(
  address: string,
  lines: readonly string[],
  keep: readonly string[] = [],
): Promise<unknown> {
  const resolver = createResolver([
    { identity: GATEWAY, tells: "x-forwarded-for" },
    { address, tells: "nothing", xfcc: "last" },
  ]);
  const server = createServer((req, res) => {
    const name = "x-forwarded-client-cert";
    res.end(JSON.stringify([req.headers[name] ?? null, req.headersDistinct[name] ?? null]));
  });
  sealRequests(server, resolver, { onUnresolved: "peer", keep });
  const received = await listening(server, (port) => exchange(port, bytesOf(lines)));
  return JSON.parse(received.slice(received.indexOf("\r\n\r\n")));
}

describe("sealed-client-cert: X-Forwarded-Client-Cert behind a seal", () => {
  const forged = `X-Forwarded-Client-Cert: ${elementOf(GATEWAY)}`;

  it("holds exactly the element that the sidecar wrote", async () => {
    const genuine = elementOf(POD);
    const seen = await certificatesSeen("127.0.0.1", [forged, `${forged},${genuine}`]);
    expect(seen).toEqual([genuine, [genuine]]);
  });

  it("is gone if no sidecar was recognized", async () => {
    expect(await certificatesSeen("127.0.0.6", [forged])).toEqual([null, null]);
  });

  it("stays as it came if keep names it", async () => {
    const both = `${elementOf(GATEWAY)},${elementOf(POD)}`;
    const lines = [`X-Forwarded-Client-Cert: ${both}`];
    const kept = await certificatesSeen("127.0.0.1", lines, ["x-forwarded-client-cert"]);
    expect(kept).toEqual([both, [both]]);
  });

  it("is gone if its last element is malformed", async () => {
    expect(await certificatesSeen("127.0.0.1", [`${forged},By=a`])).toEqual([null, null]);
  });
});
