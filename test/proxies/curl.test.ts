import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { path } from "../../examples/topologies/curl-proxy-protocol/path.ts";
import { koaBehindProxyProtocol } from "../../examples/topologies/koa-proxy-protocol.ts";
import { findProgram } from "../harness/programs.ts";
import { readReply } from "../harness/reply.ts";
import { byProxyProtocol, replyTo } from "./behaviors.ts";
import { type Client, LOOPBACK_IPV4, LOOPBACK_IPV6, OUTSIDE_CLIENTS } from "./clients.ts";
import { useLoopback } from "./loopback.ts";

const curl = findProgram("curl") ?? "curl";
const run = promisify(execFile);
// curl 8.2 and later can name any client.
const help = execFileSync(curl, ["--help", "all"], { encoding: "utf8" });
const settable = help.includes("--haproxy-clientip") ? ["203.0.113.9", "2001:db8::9"] : [];
const forged = ["--header", "X-Forwarded-For: 6.6.6.6", "--header", "Forwarded: for=6.6.6.6"];

describe("Koa called by curl with --haproxy-protocol", () => {
  const loopback = useLoopback({ app: () => koaBehindProxyProtocol(path), proxies: [] });

  /** What curl prints: the body, and behind it the status, 000 where there was no answer. */
  async function call({ address, to }: Client, ...more: readonly string[]): Promise<string> {
    const config = await loopback.place("curl-proxy-protocol/curlrc");
    const host = to === "::1" ? `[${to}]` : to;
    const from = ["--interface", address, "--connect-to", `::${host}:`];
    const print = ["--silent", "--write-out", " %{http_code}"];
    const args = ["--config", config, ...from, ...print, ...more];
    const { stdout } = await run(curl, args).catch((failed: { stdout: string }) => failed);
    return stdout;
  }

  for (const client of [LOOPBACK_IPV4, LOOPBACK_IPV6]) {
    it(`names ${client.address}`, async () => {
      const answer = await call(client, ...forged);
      const how = { ...byProxyProtocol("curl"), peer: client.address };
      const body = answer.replace(/ 200$/, "");
      expect(readReply({ status: 200, body })).toEqual(replyTo(client, how));
    });
  }

  for (const client of OUTSIDE_CLIENTS) {
    it(`refuses ${client.address}, which is no proxy`, async () => {
      await expect(call(client, ...forged)).resolves.toMatch(/^ (?:400|000)$/);
    });
  }

  for (const address of settable) {
    const to = address.includes(":") ? "::1" : "127.0.0.1";

    it(`names the client ${address} of --haproxy-clientip`, async () => {
      const answer = await call({ address: to, to }, "--haproxy-clientip", address);
      const how = { ...byProxyProtocol("curl"), peer: to };
      const body = answer.replace(/ 200$/, "");
      expect(readReply({ status: 200, body })).toEqual(replyTo({ address, to }, how));
    });

    it(`refuses the client ${address} over a connection of the other family`, async () => {
      const other = to === "::1" ? LOOPBACK_IPV4 : LOOPBACK_IPV6;
      await expect(call(other, "--haproxy-clientip", address)).resolves.toBe(" 000");
    });
  }
});
