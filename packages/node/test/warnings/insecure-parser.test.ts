import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

type Parser = typeof import("../../src/warnings/insecure-parser.ts");

const emitted = vi.spyOn(process, "emitWarning");

// Warnings are remembered for the life of a process: each test gets modules of its own.
beforeEach(() => {
  vi.resetModules();
  emitted.mockReset().mockImplementation(() => {});
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The texts of the warnings so far. */
const texts = (): unknown[] => emitted.mock.calls.map(([text]) => text);

describe("the warning of a lenient parser", () => {
  /** The server's own option; `undefined` leaves it to Node's flag, which is off here. */
  it.each([
    [{ insecureHTTPParser: true }, 1],
    [{ insecureHTTPParser: false }, 0],
    [{ insecureHTTPParser: undefined }, 0],
    [{}, 0],
    [undefined, 0],
  ])("is emitted, for a server with %o, %d times", async (server, times) => {
    const { warnOfInsecureParser }: Parser = await import("../../src/warnings/insecure-parser.ts");
    warnOfInsecureParser(server);
    warnOfInsecureParser(server);
    expect(emitted).toHaveBeenCalledTimes(times);
  });

  it.each([
    [true, { insecureHTTPParser: undefined }, 1],
    [true, { insecureHTTPParser: false }, 0],
    [false, { insecureHTTPParser: undefined }, 0],
  ])(
    "is emitted, with the flag in NODE_OPTIONS %s and a server with %o, %d times",
    async (flag, server, times) => {
      vi.stubEnv("NODE_OPTIONS", flag ? "--max-http-header-size=8192 --insecure-http-parser" : "");
      const { warnOfInsecureParser }: Parser =
        await import("../../src/warnings/insecure-parser.ts");
      warnOfInsecureParser(server);
      expect(texts()).toHaveLength(times);
      expect(texts().join("")).toContain(times === 1 ? "smuggled" : "");
    },
  );

  it("is emitted with the first request of a connection", async () => {
    const { evidenceOf } = await import("../../src/request/evidence.ts");
    const socket = Object.assign(new Socket(), { server: { insecureHTTPParser: true } });
    evidenceOf(new IncomingMessage(socket));
    expect(emitted).toHaveBeenCalledWith(
      expect.stringMatching(/^insecureHTTPParser is on: .*\.$/),
      {
        type: "ClientIpWarning",
        code: "CLIENT_IP_INSECURE_HTTP_PARSER",
        detail: expect.any(String),
      },
    );
  });

  it("is emitted for the flag of the process", async () => {
    const { warnOfInsecureParser }: Parser = await import("../../src/warnings/insecure-parser.ts");
    process.execArgv.push("--insecure-http-parser");
    warnOfInsecureParser({ insecureHTTPParser: undefined });
    process.execArgv.pop();
    expect(emitted).toHaveBeenCalledOnce();
  });

  it("is decided once for servers that say nothing: the variable may change later", async () => {
    vi.stubEnv("NODE_OPTIONS", undefined);
    const { warnOfInsecureParser }: Parser = await import("../../src/warnings/insecure-parser.ts");
    warnOfInsecureParser({});
    vi.stubEnv("NODE_OPTIONS", "--insecure-http-parser");
    warnOfInsecureParser({});
    expect(texts()).toEqual([]);
  });
});
