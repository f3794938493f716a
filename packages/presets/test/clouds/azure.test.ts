import { type Config, createResolver, type Resolution } from "@client-ip/core";
import {
  azureAppGateway,
  azureAppService,
  azureFrontDoor,
  docker,
  nginx,
  snat,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";
import { errorOf } from "../error-of.ts";

const client = "203.0.113.7";
const edge = "198.51.100.9";
const container = "169.254.130.1";
const value = "55ce4ed1-4b06-4bf1-b40e-4638452104da";
const address = "198.51.100.0/24";
const cdn = azureFrontDoor({ address, secret: { value } });
const listed = azureFrontDoor({ address, secret: { value }, header: "x-forwarded-for" });
const gateway = azureAppGateway({ address: "10.0.4.0/24" });
const ours = ["X-Azure-FDID", value, "X-Azure-ClientIP", "6.6.6.6", "X-Azure-SocketIP", client];
const xff = (text: string): string[] => ["X-Forwarded-For", text];

function ask(config: Config, peer: string, rawHeaders: string[]): Resolution {
  return createResolver(config).resolve({ peer, rawHeaders });
}

describe("behind Azure the client is found, with forged headers or without", () => {
  it.each<[title: string, resolution: Resolution, via: readonly string[]]>([
    ["Front Door", ask(cdn, edge, [...ours, ...xff(`6.6.6.6, ${client}`)]), ["azureFrontDoor"]],
    [
      "Front Door, in the list",
      ask(listed, edge, [...ours, ...xff(`6.6.6.6, ${client}`)]),
      ["azureFrontDoor"],
    ],
    [
      "Front Door and App Service",
      ask([cdn, azureAppService()], container, [
        ...ours,
        ...xff(`6.6.6.6, ${client}, ${edge}:49828`),
      ]),
      ["azureFrontDoor", "azureAppService"],
    ],
    [
      "Front Door in the list, and App Service",
      ask([listed, azureAppService()], container, [
        ...ours,
        ...xff(`6.6.6.6, ${client}, ${edge}:49828`),
      ]),
      ["azureFrontDoor", "azureAppService"],
    ],
    [
      "Front Door and Application Gateway",
      ask([cdn, gateway], "10.0.4.9", [...ours, ...xff(`6.6.6.6, ${client}, ${edge}:17085`)]),
      ["azureFrontDoor", "azureAppGateway"],
    ],
    [
      "Application Gateway and nginx",
      ask([gateway, nginx()], "127.0.0.1", xff(`6.6.6.6, ${client}:17085, 10.0.4.9`)),
      ["azureAppGateway", "nginx"],
    ],
    [
      "Application Gateway whose rule removes ports",
      ask(
        azureAppGateway({ address: "10.0.4.0/24", clientPort: false }),
        "10.0.4.9",
        xff(`6.6.6.6:80, ${client}`),
      ),
      ["azureAppGateway"],
    ],
    [
      "App Service, in Client-IP",
      ask(azureAppService({ header: "client-ip" }), container, [
        "Client-IP",
        `${client}:49828`,
        ...xff("6.6.6.6:80"),
      ]),
      ["azureAppService"],
    ],
    [
      "App Service on Windows, over iisnode's named pipe",
      ask(azureAppService({ address: "unix" }), "unix", xff(`6.6.6.6, ${client}:49828`)),
      ["azureAppService"],
    ],
  ])("%s", (_title, { ip, via }, names) => {
    expect(ip).toBe(client);
    expect(via).toEqual(names);
  });

  it.each([
    ["in brackets", "x-forwarded-for", "[2001:db8::7]:49828"],
    ["without brackets, in Client-IP", "client-ip", "2001:db8::7:49828"],
  ] as const)("over IPv6 %s", (_title, header, text) => {
    expect(ask(azureAppService({ header }), container, [header, text]).ip).toBe("2001:db8::7");
  });
});

describe("behind Azure a request is unresolved", () => {
  it.each<[title: string, resolution: Resolution, status: Resolution["status"]]>([
    [
      "another customer's Front Door",
      ask(cdn, edge, ["X-Azure-FDID", value.replace("5", "6"), "X-Azure-SocketIP", "6.6.6.6"]),
      "unproven",
    ],
    [
      "another customer's Front Door, through App Service",
      ask([cdn, azureAppService()], container, [
        "X-Azure-SocketIP",
        "6.6.6.6",
        ...xff(`6.6.6.6, ${edge}:49828`),
      ]),
      "unproven",
    ],
    [
      "App Service from another address",
      ask(azureAppService(), "10.0.0.5", xff(`${client}:1`)),
      "bypassed",
    ],
    ["an element without its port", ask(gateway, "10.0.4.9", xff(client)), "malformed"],
    [
      "IPv6 with a port and without brackets, which has two readings",
      ask(gateway, "10.0.4.9", xff("2001:db8::7:17085")),
      "malformed",
    ],
  ])("%s", (_title, { ip, status }, expected) => {
    expect(ip).toBeUndefined();
    expect(status).toBe(expected);
  });

  it("who knows the id and comes from elsewhere is the client", () => {
    expect(ask(cdn, "192.0.2.66", ours)).toMatchObject({ ip: "192.0.2.66", via: [] });
  });

  it("as Front Door, by its addresses alone", () => {
    expect(() => createResolver(azureFrontDoor({ address }))).toThrow("[shared-hop-unproven]");
    const open = createResolver(azureFrontDoor({ address, anyCustomer: true }));
    expect(open.findings.map(({ code }) => code)).toEqual(["shared-without-proof"]);
  });
});

describe("options of Azure that cannot be right are an error", () => {
  it.each<[preset: string, options: object, given: string, expected: string, remedy: RegExp]>([
    [
      "azureFrontDoor",
      { address, header: "X-Azure-ClientIP" },
      'azureFrontDoor({ header: "x-azure-clientip" })',
      'header: "x-azure-socketip" or "x-forwarded-for"',
      /^Leave header out/,
    ],
    [
      "azureFrontDoor",
      {},
      "azureFrontDoor() without address",
      "AzureFrontDoor.Backend",
      /secret=env:FDID/,
    ],
    [
      "azureAppGateway",
      {},
      "azureAppGateway() without address",
      "az network vnet subnet list",
      /azure-app-gateway 10\.0\.4\.0\/24/,
    ],
    [
      "azureAppService",
      { header: "x-client-ip" },
      'azureAppService({ header: "x-client-ip" })',
      'header: "x-forwarded-for" or "client-ip"',
      /azure-app-service/,
    ],
  ])("%s(%o)", (preset, options, given, expected, remedy) => {
    const error = errorOf(preset, options);
    expect(error.code).toBe("preset-option");
    expect(error.given).toBe(given);
    expect(error.expected).toContain(expected);
    expect(error.remedy).toMatch(remedy);
  });
});

describe("public-id-alone: the id of a Front Door", () => {
  it.each<[where: string, path: Config]>([
    ["at any address", azureFrontDoor({ address: "any", secret: { value } })],
    ["behind source NAT", [cdn, snat({ address: "10.0.0.0/24" })]],
    ["behind Docker", [cdn, docker()]],
  ])("is refused %s, where whatever knows it could name any client", (_where, path) => {
    expect(() => createResolver(path)).toThrow(
      expect.objectContaining({ code: "public-id-alone" }),
    );
  });
});

describe("paths of Azure", () => {
  it.each<[title: string, config: Config, codes: readonly string[]]>([
    ["Front Door with its id", cdn, []],
    ["Application Gateway", gateway, []],
    ["App Service", azureAppService(), []],
    // What App Service does to X-Forwarded-Proto is not documented.
    ["Front Door and App Service", [cdn, azureAppService()], ["scheme-of-inner-link"]],
  ])("have the expected findings: %s", (_title, config, codes) => {
    expect(createResolver(config).findings.map(({ code }) => code)).toEqual(codes);
  });

  it("tell the scheme and the host that Front Door sets", () => {
    const lines = [...ours, "X-Forwarded-Proto", "https", "X-Forwarded-Host", "shop.example"];
    expect(ask(cdn, edge, lines)).toMatchObject({ proto: "https", host: "shop.example" });
  });
});
