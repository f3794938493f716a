import * as node from "@client-ip/node";
import * as nodeProxyProtocol from "@client-ip/node/proxy-protocol";
import { describe, expect, it } from "vitest";
import * as main from "../src/index.ts";
import * as proxyProtocol from "../src/proxy-protocol.ts";

describe("the exports of @client-ip/fastify", () => {
  it("are what an application needs, and the presets", () => {
    const names = Object.keys(main).filter((name) => !Object.hasOwn(main.presets, name));
    expect(names.toSorted()).toEqual([
      "ClientIpError",
      "LiveAddresses",
      "anonymize",
      "clientIp",
      "clientIpInfoOf",
      "clientIpOf",
      "createResolver",
      "explainClientIp",
      "factSheets",
      "oneOf",
      "presets",
      "rateLimitKey",
    ]);
  });

  it("are those of @client-ip/node, but for a clientIp of its own", () => {
    const { clientIp, ...rest } = main;
    const { clientIp: clientIpOfNode, ...restOfNode } = node;
    expect(rest).toEqual(restOfNode);
    expect(clientIp).not.toBe(clientIpOfNode);
  });

  it("at /proxy-protocol are those of @client-ip/node/proxy-protocol", () => {
    expect({ ...proxyProtocol }).toEqual({ ...nodeProxyProtocol });
  });
});
