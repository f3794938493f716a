import { once } from "node:events";
import { createServer, type IncomingMessage, request, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { H3Event } from "h3";
import { expect } from "vitest";
import { clientIpInfoOf } from "../src/index.ts";

/** A path for the application, in front of which a firewall must not be bypassed. */
export const site = [
  { name: "waf", address: "198.51.100.0/24", tells: "x-forwarded-for", required: true },
  { name: "balancer", address: "loopback", tells: "x-forwarded-for" },
] as const;
/** The weaker path of a mounted application: partners come to the balancer. */
export const partners = [
  { name: "balancer", address: "loopback", tells: "x-forwarded-for" },
] as const;

export const BYPASSED = { status: "bypassed" };
export const PARTNER = { ip: "203.0.113.66", status: "resolved" };
export const AMBIGUOUS = { status: "ambiguous" };

/** Answers with what the request says of its client here. */
export const answer = (event: H3Event): object => {
  const { ip, status } = event.context.clientIpInfo!;
  expect(clientIpInfoOf(event).status).toBe(status);
  return { ip, status };
};
export const fail = (): never => {
  throw new Error("broken");
};

/** @param target of the request line, which is sent as it is. */
export async function ask(
  listener: RequestListener,
  target: string,
  body?: string,
): Promise<unknown> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const headers = { "X-Forwarded-For": "203.0.113.66" };
    const method = body === undefined ? "GET" : "POST";
    const asking = request({ port, path: target, headers, method, agent: false }).end(body);
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    return await json(response);
  } finally {
    server.close();
  }
}
