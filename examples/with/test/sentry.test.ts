import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

import { describe, expect, it } from "vitest";

import { useBuilt } from "./built.ts";
import { ask, FORGED, listen } from "./support.ts";

const SERVE = "test/apps/serve";
const REPORTED = "test/apps/reported";

const REGISTERED = {
  CLIENT_IP_PATH: "nginx",
  CLIENT_IP_ON_UNRESOLVED: "peer",
  CLIENT_IP_KEEP: "",
};

/** In place of Sentry itself: emits the items that it is sent, each by its type. */
async function sentry(): Promise<{ items: EventEmitter; environment: NodeJS.ProcessEnv }> {
  const items = new EventEmitter();
  const server = createServer(async (req, res) => {
    const [, ...lines] = (await text(req)).split("\n");
    res.end("{}");
    // Each item has a line of headers and one of content.
    for (let i = 0; i + 1 < lines.length; i += 2) {
      items.emit(JSON.parse(lines[i] ?? "").type, JSON.parse(lines[i + 1] ?? ""));
    }
  });
  const dsn = `http://key@127.0.0.1:${await listen(server)}/1`;
  return { items, environment: { SENTRY_DSN: dsn, SENTRY_TRACES_SAMPLE_RATE: "1" } };
}

const LINES = [FORGED, "X-Client-IP: 6.6.6.6"];

describe.each([{}, { "@sentry/node": "sentry-node-10" }])("sentry %o", (older) => {
  const start = useBuilt(["sentry", SERVE], older);

  it("reports the client of an error, and none of a request without one", async () => {
    const { items, environment } = await sentry();
    const { port } = await start(SERVE, [], { ...environment, RECIPE: "sentry" });
    const known = once(items, "event");
    await ask(port, LINES);
    expect(await known).toMatchObject([{ user: { ip_address: "203.0.113.7" } }]);
    const unknown = once(items, "event");
    await ask(port, ["X-Client-IP: 6.6.6.6"], "/?once-more");
    expect(await unknown).toMatchObject([{ user: { ip_address: null } }]);
  });
});

describe("sentry", () => {
  const start = useBuilt(["sentry", REPORTED, SERVE]);

  /** The client of an error, and of the span of its request. */
  const clients = async (
    modules: readonly string[],
    variables: NodeJS.ProcessEnv,
  ): Promise<readonly unknown[]> => {
    const { items, environment } = await sentry();
    const { port } = await start(SERVE, modules, { ...environment, ...variables });
    const both = Promise.all([once(items, "event"), once(items, "span")]);
    await ask(port, LINES);
    const [[{ user }], [{ items: spans }]] = await both;
    const { attributes } = spans.find((span: { is_segment: boolean }) => span.is_segment);
    return [user.ip_address, attributes["client.address"]?.value];
  };

  it("writes nothing from a header into a span with the recipe", async () => {
    expect(await clients([], { RECIPE: "sentry" })).toEqual(["203.0.113.7", undefined]);
  });

  it("reports the client by the register hook alone", async () => {
    const environment = { ...REGISTERED, RECIPE: REPORTED };
    expect(await clients(["register"], environment)).toEqual(["203.0.113.7", "203.0.113.7"]);
  });

  it("reports the forged address if a listener seals the request, which is too late", async () => {
    const environment = { RECIPE: REPORTED, SEAL: "listener" };
    expect(await clients([], environment)).toEqual(["6.6.6.6", "203.0.113.7"]);
  });

  it("reports the forged address without us", async () => {
    expect(await clients([], { RECIPE: REPORTED })).toEqual(["6.6.6.6", "6.6.6.6"]);
  });
});
