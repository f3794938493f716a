import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";

import { decode } from "@msgpack/msgpack";
import { describe, expect, it } from "vitest";

import { useBuilt } from "./built.ts";
import { ask, FORGED, listen } from "./support.ts";

const SERVE = "test/apps/serve";
const TRACED = "test/apps/traced";
const DATADOG = "test/apps/datadog";

/** The tags of a span. */
type Tags = Readonly<Record<string, string>>;

/** In place of Datadog's agent: emits the tags of each server span. */
async function agent(): Promise<{ spans: EventEmitter; environment: NodeJS.ProcessEnv }> {
  const spans = new EventEmitter();
  const server = createServer(async (req, res) => {
    const body = await buffer(req);
    res.end("{}");
    const traces = req.url === "/v0.4/traces" ? decode(body) : [];
    for (const { meta } of (traces as { meta: Tags }[][]).flat()) {
      if (meta["span.kind"] === "server") spans.emit("server", meta);
    }
  });
  const environment = {
    DD_TRACE_AGENT_URL: `http://127.0.0.1:${await listen(server)}`,
    DD_TRACE_CLIENT_IP_ENABLED: "true",
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: "false",
    DD_REMOTE_CONFIGURATION_ENABLED: "false",
    DD_TRACE_FLUSH_INTERVAL: "0",
  };
  return { spans, environment };
}

/** Tests the client's address in Datadog's spans, with a recipe and with the register hook. */
export function describeDatadog(name: string, older: Readonly<Record<string, string>>): void {
  describe(`Datadog's span of a request, by ${Object.values(older).join(" and ") || name}`, () => {
    const start = useBuilt([name, SERVE, TRACED, DATADOG], older);

    /** The client of the span of each request. */
    const clients = async (
      program: string,
      modules: readonly string[],
      variables: NodeJS.ProcessEnv,
      requests: readonly (readonly string[])[],
    ): Promise<readonly (string | undefined)[]> => {
      const { spans, environment } = await agent();
      const { port } = await start(program, modules, { ...environment, ...variables });
      const found: (string | undefined)[] = [];
      for (const lines of requests) {
        const span = once(spans, "server");
        await ask(port, lines);
        const [tags] = (await span) as [Tags];
        found.push(tags["http.client_ip"]);
      }
      return found;
    };

    const HEADER = { DD_TRACE_CLIENT_IP_HEADER: "x-client-ip-sealed" };
    const REQUESTS = [
      [FORGED],
      [FORGED, "X-Client-IP-Sealed: 6.6.6.6"],
      ["X-Forwarded-For: 6.6.6.6, 10.1.2.3"],
    ];
    const CLIENTS = ["203.0.113.7", "203.0.113.7", "10.1.2.3"];

    it("has the client with the recipe", async () => {
      const variables = { ...HEADER, RECIPE: name };
      expect(await clients(SERVE, [DATADOG], variables, REQUESTS)).toEqual(CLIENTS);
    });

    it.each([
      ["before", ["register", DATADOG]],
      ["after", [DATADOG, "register"]],
    ])("has the client by the register hook, imported %s Datadog", async (_order, modules) => {
      const variables = {
        ...HEADER,
        CLIENT_IP_PATH: "nginx",
        CLIENT_IP_ON_UNRESOLVED: "peer",
        CLIENT_IP_HEADER: "x-client-ip-sealed",
        CLIENT_IP_KEEP: "",
      };
      const requests = [...REQUESTS, ["X-Client-IP: 6.6.6.6"]];
      expect(await clients(TRACED, modules, variables, requests)).toEqual([...CLIENTS, undefined]);
    });

    it("has the forged address if a listener seals the request, which is too late", async () => {
      expect(await clients(TRACED, [DATADOG], { SEAL: "listener" }, [[FORGED]])).toEqual([
        "9.9.9.9",
      ]);
    });

    it("has the forged address without us", async () => {
      const requests = [...REQUESTS, ["X-Client-IP: 6.6.6.6"]];
      const forged = ["9.9.9.9", "9.9.9.9", "6.6.6.6", "6.6.6.6"];
      expect(await clients(TRACED, [DATADOG], {}, requests)).toEqual(forged);
    });
  });
}
