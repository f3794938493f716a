import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";

import proxyAddr from "proxy-addr";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

const PAGE = `<meta http-equiv="Content-Security-Policy" content="connect-src 'none'">`;

/** What `npm start` runs in the end. */
const program = new URL("../examples/demo/server.js", import.meta.url).href;
const loopback = "../examples/demo/loopback.js";

interface Demo {
  readonly printed: string;
  /** URLs of an application: through both proxies, around the edge, around both. */
  urls(framework: string): readonly [edge: string, balancer: string, application: string];
  /** The cells of the printed table. */
  readonly table: readonly (readonly string[])[];
  /** The walk in brief, for each line of the table. */
  readonly whys: readonly string[];
  /** Does what SIGTERM does, to the program alone. */
  stop(): void;
}

/** Runs the program in this process until it has printed its table, or has failed. */
async function start(port?: string): Promise<Demo> {
  const others = process.listeners("SIGTERM");
  let printed = "";
  vi.stubEnv("PORT", port);
  vi.resetModules();
  for (const method of ["log", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => (printed += `${line}\n`));
  }
  const { serve } = (await import(program)) as {
    readonly serve: (html: string) => Promise<void>;
  };
  await serve(PAGE);
  vi.restoreAllMocks();
  const rows = [...printed.matchAll(/^ {2}(\S.*)\n {6}(\S.*)$/gm)];
  return {
    printed,
    urls(framework) {
      const line = new RegExp(`^ {2}${framework} +(http\\S+) +(http\\S+) +(http\\S+) `, "m").exec(
        printed,
      );
      return [line?.[1] ?? "", line?.[2] ?? "", line?.[3] ?? ""];
    },
    table: rows.map(([, row = ""]) => row.split(/ {2,}/)),
    whys: rows.map(([, , why = ""]) => why),
    stop() {
      const own = process.listeners("SIGTERM").filter((listener) => !others.includes(listener));
      for (const listener of own) listener("SIGTERM");
    },
  };
}

/** What the applications reply in JSON, as far as these tests read it. */
interface Report {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly clientIpInfo: { readonly peer: string };
}

interface Answer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends exactly these header lines; characters are bytes (latin-1). */
async function get(url: string, lines: readonly string[], localAddress?: string): Promise<Answer> {
  const given = lines.flatMap((line) => line.split(/: (.*)/s, 2));
  const headers = ["Host", new URL(url).host, ...given];
  const asking = request(url, {
    headers,
    agent: false,
    ...(localAddress === undefined ? {} : { localAddress }),
  }).end();
  const [response] = await once(asking, "response");
  return { headers: response.headers, body: await text(response) };
}

/**
 * A line of the table: what was sent, what Express, Fastify and Koa say, what clientIp says, and
 * its status.
 */
type Row = [string, string, string, string, string, string];

/**
 * Through both proxies: a count of 2 is right there, `true` takes the first element of the list.
 */
function throughBoth(client: string, edge: string): Row[] {
  const forged = "6.6.6.6 ✗";
  const word = "unknown ✗";
  const list = "X-Forwarded-For: 6.6.6.6";
  return [
    ["nothing forged", client, client, client, client, "resolved"],
    [list, client, forged, forged, client, "resolved"],
    [`${list} + X-Forwarded-For: 7.7.7.7`, client, forged, forged, client, "resolved"],
    [`${list}, ${edge}`, client, forged, forged, client, "resolved"],
    ["X-Forwarded-For: unknown, <script>", client, word, word, client, "resolved"],
    ["X-Real-IP: 6.6.6.6", client, client, client, client, "resolved"],
    ["Forwarded: for=6.6.6.6;proto=https", client, client, client, client, "resolved"],
  ];
}

/** Around the proxies: a count of 2 believes a client that sends two forged elements. */
const around: Row[] = [
  ["nothing forged", "127.0.1.7", "127.0.1.7", "127.0.1.7", "127.0.1.7", "resolved"],
  ["X-Forwarded-For: 6.6.6.6", "6.6.6.6 ✗", "6.6.6.6 ✗", "6.6.6.6 ✗", "127.0.1.7", "resolved"],
  ["nothing forged", "127.0.1.7", "127.0.1.7", "127.0.1.7", "127.0.1.7", "resolved"],
  [
    "X-Forwarded-For: 6.6.6.6, 127.0.1.2",
    "6.6.6.6 ✗",
    "6.6.6.6 ✗",
    "6.6.6.6 ✗",
    "127.0.1.7",
    "resolved",
  ],
  [
    "X-Forwarded-For: unknown, <script>",
    "unknown ✗",
    "unknown ✗",
    "unknown ✗",
    "127.0.1.7",
    "resolved",
  ],
  ["nothing forged", "127.0.1.3 ✗", "127.0.1.3 ✗", "127.0.1.3 ✗", "undefined", "missing"],
  [
    "X-Forwarded-For: unknown, <script>",
    "unknown ✗",
    "unknown ✗",
    "unknown ✗",
    "undefined",
    "malformed",
  ],
  ["X-Forwarded-For: 6.6.6.6", "6.6.6.6 ✗", "6.6.6.6 ✗", "6.6.6.6 ✗", "undefined", "unproven"],
];

afterEach(() => {
  vi.doUnmock(loopback);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("the demonstration", () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = await start("0");
  });
  afterAll(() => demo.stop());

  // macOS has only 127.0.0.1 there; what it shows then is tested below.
  describe.runIf(process.platform !== "darwin")("where all of 127.0.0.0/8 is loopback", () => {
    it("prints what each framework and clientIp say of honest and forged requests", () => {
      expect(demo.table).toEqual([...throughBoth("127.0.1.7", "127.0.1.2"), ...around]);
    });

    it("prints under each answer why the client is the client", () => {
      const { whys } = demo;
      expect(whys[1]).toBe("127.0.1.3 is balancer → 127.0.1.2 is edge → 127.0.1.7");
      expect(whys[8]).toBe(
        "127.0.1.3 is balancer → 127.0.1.7 is not edge: 127.0.1.7 is not its address (127.0.1.2)",
      );
      expect(whys[10]).toBe("127.0.1.7 is not balancer: 127.0.1.7 is not its address (127.0.1.3)");
      expect(whys[12]).toMatch(/^127\.0\.1\.3 is balancer → nothing: no client address: missing/);
      expect(whys[13]).toMatch(/^127\.0\.1\.3 is balancer → "<script>": .* malformed/);
      expect(whys[14]).toMatch(/^127\.0\.1\.2 is not balancer: .* \(127\.0\.1\.3\): .* unproven/);
    });

    it("is right that with a list of addresses Express and Fastify would err only where no client is", async () => {
      const isProxy = proxyAddr.compile(["127.0.1.2", "127.0.1.3"]);
      const [edge, balancer, application] = demo.urls("Express");
      const listed = async (
        url: string,
        from: string,
        lines: readonly string[],
      ): Promise<string> => {
        const { body } = await get(url, [...lines, "Accept: application/json"], from);
        const { headers, clientIpInfo } = JSON.parse(body) as Report;
        const asExpress = {
          headers: Object.fromEntries(headers.map(([key, value]) => [key.toLowerCase(), value])),
          socket: { remoteAddress: clientIpInfo.peer },
        };
        return proxyAddr(asExpress as never, isProxy);
      };
      const forged = ["X-Forwarded-For: 6.6.6.6, 127.0.1.2"];
      await expect(listed(edge, "127.0.1.7", forged)).resolves.toBe("127.0.1.7");
      await expect(listed(balancer, "127.0.1.7", forged)).resolves.toBe("127.0.1.7");
      await expect(listed(application, "127.0.1.7", forged)).resolves.toBe("127.0.1.7");
      await expect(listed(application, "127.0.1.3", [])).resolves.toBe("127.0.1.3");
      await expect(listed(application, "127.0.1.2", forged)).resolves.toBe("6.6.6.6");
    });
  });

  describe.each(["Express", "Fastify", "Koa"])("in %s", (framework) => {
    const forged = [
      "X-Forwarded-For: 6.6.6.6, 127.0.1.2, 127.0.1.3",
      "X-Real-IP: 6.6.6.6",
      "Forwarded: for=6.6.6.6",
    ];

    it("names who asks as JSON, by each URL, with the walk and the headers", async () => {
      const asked = demo
        .urls(framework)
        .map((url) => get(url, [...forged, "Accept: application/json"]));
      for (const { body } of await Promise.all(asked)) {
        expect(JSON.parse(body)).toMatchObject({
          framework,
          clientIp: "127.0.0.1",
          clientIpInfo: { ip: "127.0.0.1", status: "resolved" },
          why: expect.arrayContaining([expect.stringMatching(/^127\.0\.0\.1 is the client/)]),
          steps: expect.arrayContaining([expect.objectContaining({ event: "peer" })]),
          headers: expect.arrayContaining([[expect.stringMatching(/^x-real-ip$/i), "6.6.6.6"]]),
          path: [{ name: "edge" }, { name: "balancer" }],
        });
      }
    });

    it("answers curl with text that cannot move a terminal's cursor", async () => {
      const [url] = demo.urls(framework);
      const { headers, body } = await get(url, ["X-Forwarded-For: \u009B2J", "Accept: */*"]);
      expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
      expect(body).toContain(String.raw`\u009b2J`);
      expect(body).not.toMatch(/(?!\n)\p{Cc}/u);
    });
  });

  describe("the page", () => {
    let page = "";

    beforeAll(() => {
      page = /Open (http\S+)\/ in a browser/.exec(demo.printed)?.[1] ?? "";
    });

    it("may connect to its own server, where the file connects to nothing", async () => {
      const { headers, body } = await get(`${page}/`, []);
      expect(body).toBe(PAGE.replace("'none'", "'self'"));
      expect(headers).toMatchObject({
        "content-security-policy": "frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
      });
    });

    it("hears of each request as it comes, without credentials", async () => {
      const asking = request(`${page}/live`).end();
      const [events] = (await once(asking, "response")) as [IncomingMessage];
      const secrets = ["Cookie: a=secret", "Authorization: Bearer secret", "X-Mark: here"];
      await get(demo.urls("Koa")[0], [...secrets, "X-Forwarded-For: 6.6.6.6"]);
      let received = "";
      for await (const chunk of events) {
        received += String(chunk);
        if (/"here"\].*\n\n/.test(received)) break;
      }
      const last = received.trimEnd().split("\n").at(-1) ?? "";
      expect(JSON.parse(last.slice("data: ".length))).toMatchObject({
        framework: "Koa",
        ip: "6.6.6.6",
        path: [{ name: "edge" }, { name: "balancer" }],
        headers: expect.arrayContaining([["cookie", "(not shown)"]]),
      });
      expect(received).not.toContain("secret");
    });

    it.each([
      [403, "GET", ["Host: evil.example"]],
      [403, "GET", ["Origin: http://evil.example"]],
      [405, "POST", []],
    ])("answers %d to what is not its own: %s %j", async (status, method, lines) => {
      const host = new URL(page).host;
      const headers = ["Host", host, ...lines.flatMap((line) => line.split(/: (.*)/s, 2))];
      const asking = request(`${page}/live`, {
        method,
        headers: lines.some((line) => line.startsWith("Host")) ? headers.slice(2) : headers,
      }).end();
      const [response] = (await once(asking, "response")) as [IncomingMessage];
      expect(response.statusCode).toBe(status);
      response.resume();
    });
  });

  it.each(["//", "/..%2f?%zz", "http://[/", "*"])("outlives a request for %s", async (target) => {
    const [url] = demo.urls("Express");
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 [2-4]\d\d /);
    const { body } = await get(url, []);
    expect(body).toContain("clientIp is 127.0.0.1");
  });
});

describe("starting and stopping the demonstration", () => {
  it("ends on SIGTERM, with connections open, and leaves no listener behind", async () => {
    const before = process.listeners("SIGINT").length + process.listeners("SIGTERM").length;
    const demo = await start("0");
    const [url] = demo.urls("Express");
    const idle = connect(Number(new URL(url).port), "127.0.0.1");
    await once(idle, "connect");
    demo.stop();
    await once(idle.resume(), "close");
    const urls = ["Express", "Fastify", "Koa"].flatMap((framework) => demo.urls(framework));
    const asked = await Promise.allSettled(urls.map((each) => get(each, [])));
    const refused = { status: "rejected", reason: { code: "ECONNREFUSED" } };
    expect(asked).toMatchObject(urls.map(() => refused));
    const after = process.listeners("SIGINT").length + process.listeners("SIGTERM").length;
    expect(after).toBe(before);
  });

  it("ends with the npm that started it, which hands on no SIGTERM", async () => {
    vi.stubEnv("npm_lifecycle_event", "start");
    const demo = await start("0");
    const idle = connect(Number(new URL(demo.urls("Express")[0]).port), "127.0.0.1");
    await once(idle, "connect");
    vi.spyOn(process, "ppid", "get").mockReturnValue(1);
    await once(idle.resume(), "close");
    await expect(get(demo.urls("Koa")[2], [])).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("shows what it can where loopback is a single address", async () => {
    const alike = { client: "127.0.0.1", edge: "127.0.0.1", balancer: "127.0.0.1" };
    vi.doMock(loopback, () => ({ loopbackAddresses: () => alike }));
    const demo = await start("0");
    demo.stop();
    expect(demo.printed).toContain("has only 127.0.0.1 on loopback");
    expect(demo.table).toEqual(throughBoth("127.0.0.1", "127.0.0.1"));
  });

  describe("when the port is taken", () => {
    const other = createServer();
    let taken = 0;

    beforeAll(async () => {
      await once(other.listen(0, "127.0.0.1"), "listening");
      taken = (other.address() as AddressInfo).port;
    });
    afterAll(() => other.close());
    afterEach(() => (process.exitCode = undefined));

    it("says so and fails, if it was asked for", async () => {
      const { printed } = await start(`${taken}`);
      expect(printed).toMatch(
        `Cannot listen on port ${taken}, try another one: Error: listen EADDRINUSE`,
      );
      expect(process.exitCode).toBe(1);
    });

    it("takes a free one, if it was not", async () => {
      const listening = new URL("../examples/demo/listening.js", import.meta.url).href;
      const { listenOn } = (await import(listening)) as {
        listenOn: (...args: unknown[]) => Promise<string>;
      };
      const server = createServer();
      const url = await listenOn(server, undefined, taken);
      server.close();
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(url).not.toContain(`:${taken}`);
    });
  });

  it.each(["http", "-1", "65536", "80.5", " 80", ""])("refuses PORT=%j", async (port) => {
    const { printed } = await start(port);
    expect(printed).toBe(
      `PORT is ${JSON.stringify(port)}, but a port is a number from 0 to 65535.\n`,
    );
    expect(process.exitCode).toBe(1);
    process.exitCode = undefined;
  });
});
