import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import type { ListSource } from "@client-ip/core";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { DnsReader, type DnsResolver } from "../../src/live/dns-reader.ts";
import { FileReader } from "../../src/live/file-reader.ts";
import { MAX_BYTES } from "../../src/live/fetch-document.ts";
import { FORMATS } from "../../src/live/formats.ts";
import { planOf } from "../../src/live/source.ts";
import { UrlReader } from "../../src/live/url-reader.ts";
import { publish, sends } from "./publisher.ts";

const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), "sources-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("live-list-source: a source", () => {
  const url = "https://cdn.example/ips";

  it.each<ListSource>([
    { url },
    { url: [url, "https://cdn.example/v6?x=1"] },
    { url: "http://127.0.0.1:8080/ips" },
    { url: "http://localhost/ips" },
    { url: "http://[::1]:80/ips" },
    { url, format: "aws", service: "CLOUDFRONT_ORIGIN_FACING", region: "GLOBAL" },
    { url, format: "google", region: "us-east1" },
    { file: "/etc/tags.json", format: "azure", tag: "AzureFrontDoor.Backend" },
    { dns: "edges.example", refreshAfter: 5000, timeout: 1000, store: "/tmp/x" },
    { dns: ["a.example", "b.example"] },
  ])("is read: %j", (source) => {
    expect(planOf(source).refreshAfter).toBeGreaterThanOrEqual(1000);
  });

  it.each<[object, string]>([
    [{}, "no url, file or dns"],
    [{ url, file: "/x" }, "url and file"],
    [{ url: [] }, "url: an array"],
    [{ url: "cdn.example/ips" }, "cannot be parsed"],
    [{ url: "http://cdn.example/ips" }, "http://cdn.example"],
    [{ url: "http://127.0.0.1.evil.example/" }, "http://127.0.0.1.evil.example"],
    [{ url: "ftp://cdn.example/ips" }, "ftp://cdn.example"],
    [{ url: "file:///etc/passwd" }, "file://"],
    [{ url: "https://user:hunter2@cdn.example/" }, "https://cdn.example"],
    [{ url: ["https://cdn.example/", "http://cdn.example/"] }, "http://cdn.example"],
    [{ url, format: "csv" }, "format: "],
    [{ url, format: "aws" }, "the format aws without service"],
    [{ url, format: "azure" }, "the format azure without tag"],
    [{ url, service: "X" }, "service with the format lines"],
    [{ url, format: "aws", service: "X", tag: "Y" }, "tag with the format aws"],
    [{ dns: "edges.example", format: "lines" }, "dns and format"],
    [{ url, refresh: 5 }, "a live list with refresh"],
    [{ url, refreshAfter: 5 }, "refreshAfter: 5"],
    [{ url, refreshAfter: 2 ** 31 }, "refreshAfter: 2147483648"],
    [{ url, timeout: "1s" }, "timeout: "],
  ])("is refused: %j", (source, given) => {
    const refused = (): unknown => planOf(source);
    expect(refused).toThrow("[live-source]");
    expect(refused).toThrow(given);
    expect(refused).not.toThrow("hunter2");
  });
});

function google(syncToken: string): string {
  return JSON.stringify({ syncToken, prefixes: [{ ipv4Prefix: "192.0.2.0/24" }] });
}

describe("live-document-whole: several documents", () => {
  it("are one list, and none if one of them fails", async () => {
    let isBroken = false;
    const base = await publish((req, res) =>
      isBroken && req.url === "/v6"
        ? void res.writeHead(500).end()
        : sends(req.url === "/v6" ? "2001:db8::/32" : "192.0.2.0/24")(req, res),
    );
    const urls = ["/v4", "/v6"].map((path) => new URL(path, base));
    const reader = new UrlReader(urls, FORMATS.lines, {});
    expect(await reader.read(signal)).toEqual({ prefixes: ["192.0.2.0/24", "2001:db8::/32"] });
    isBroken = true;
    await expect(reader.read(signal)).rejects.toThrow("answered 500");
  });

  it("are read again until a list of them was used, and only where they changed", async () => {
    const versions = { "/v4": 1, "/v6": 1 };
    const asked: (string | undefined)[] = [];
    const base = await publish((req, res) => {
      const path = req.url === "/v6" ? "/v6" : "/v4";
      const etag = `"${versions[path]}"`;
      asked.push(req.headers["if-none-match"]);
      if (req.headers["if-none-match"] === etag) res.writeHead(304).end();
      else
        sends(path === "/v4" ? `192.0.${versions[path]}.0/24` : "2001:db8::/32", "text/plain", {
          etag,
        })(req, res);
    });
    const reader = new UrlReader(
      ["/v4", "/v6"].map((path) => new URL(path, base)),
      FORMATS.lines,
      {},
    );
    await reader.read(signal);
    await reader.read(signal);
    expect(asked).toEqual([undefined, undefined, undefined, undefined]);
    reader.keep();
    expect(await reader.read(signal)).toBeUndefined();
    versions["/v4"] = 2;
    expect(await reader.read(signal)).toEqual({ prefixes: ["192.0.2.0/24", "2001:db8::/32"] });
  });

  it("have the date of the oldest", async () => {
    const base = await publish((req, res) =>
      sends(google(req.url === "/1" ? "1000" : "2000"), "application/json")(req, res),
    );
    const urls = ["/2", "/1"].map((path) => new URL(path, base));
    const reading = await new UrlReader(urls, FORMATS.google, {}).read(signal);
    expect(reading?.published).toEqual(new Date(1000));
  });
});

function readFile(path: string) {
  return new FileReader(path, FORMATS.lines, {}).read(signal);
}

describe("live-list-source: a file", () => {
  it("has the date of its last change", async () => {
    const path = join(folder, "edges.txt");
    writeFileSync(path, "192.0.2.0/24\n");
    utimesSync(path, 1000, 1000);
    expect(await readFile(path)).toEqual({ prefixes: ["192.0.2.0/24"], date: new Date(1_000_000) });
  });

  it("is refused if it is absent, a folder, a device or too large", async () => {
    await expect(readFile(join(folder, "none.txt"))).rejects.toThrow("(ENOENT)");
    await expect(readFile(folder)).rejects.toThrow("which is no file");
    await expect(readFile(devNull)).rejects.toThrow("which is no file");
    const path = join(folder, "large.txt");
    writeFileSync(path, Buffer.alloc(MAX_BYTES + 1, "\n"));
    await expect(readFile(path)).rejects.toThrow("more than");
  });
});

function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe("live-list-source: the addresses of a name", () => {
  type Records = readonly { readonly address: string; readonly ttl: number }[];

  function resolverOf(v4: Records | string, v6: Records | string): DnsResolver {
    const answer = async (records: Records | string): Promise<Records> => {
      if (typeof records === "string") throw failing(records);
      return records;
    };
    return { resolve4: () => answer(v4), resolve6: () => answer(v6), cancel: () => undefined };
  }

  const read = (v4: Records | string, v6: Records | string) =>
    new DnsReader(["edges.example"], resolverOf(v4, v6)).read(signal);

  it("are both families, as long as the shortest lifetime", async () => {
    const v4 = [
      { address: "192.0.2.9", ttl: 300 },
      { address: "192.0.2.1", ttl: 60 },
    ];
    expect(await read(v4, [{ address: "2001:db8::1", ttl: 900 }])).toEqual({
      prefixes: ["192.0.2.1", "192.0.2.9", "2001:db8::1"],
      lifetime: 60_000,
    });
    expect((await read(v4, "ENODATA")).prefixes).toHaveLength(2);
  });

  it.each([
    ["ENOTFOUND", "ENOTFOUND", "no addresses of edges.example"],
    ["ENODATA", "ENODATA", "no addresses of edges.example"],
    ["ESERVFAIL", "ENODATA", "(ESERVFAIL)"],
    ["ENODATA", "ETIMEOUT", "(ETIMEOUT)"],
  ])("are none if one family has no answer: %s, %s", async (v4, v6, message) => {
    await expect(read(v4, v6)).rejects.toThrow(message);
  });

  it("are none if one of several names fails", async () => {
    const one = resolverOf([{ address: "192.0.2.1", ttl: 60 }], "ENODATA");
    const two = resolverOf("ESERVFAIL", "ESERVFAIL");
    const both: DnsResolver = {
      ...one,
      resolve4: (name, options) => (name === "a" ? one : two).resolve4(name, options),
    };
    await expect(new DnsReader(["a", "b"], both).read(signal)).rejects.toThrow("answer for b");
  });

  it("are given up with the signal", async () => {
    const abort = new AbortController();
    let cancelled = 0;
    const waiting = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener("abort", () => reject(failing("ECANCELLED")));
    });
    const resolver = {
      resolve4: () => waiting,
      resolve6: () => waiting,
      cancel: () => cancelled++,
    };
    const reading = new DnsReader(["edges.example"], resolver).read(abort.signal);
    abort.abort();
    await expect(reading).rejects.toThrow("(ECANCELLED)");
    expect(cancelled).toBe(1);
  });

  it("are each address once, whatever the answers are", async () => {
    const records = fc.array(
      fc.record({ address: fc.ipV4(), ttl: fc.integer({ min: 0, max: 2 ** 31 - 1 }) }),
      { minLength: 1 },
    );
    await fc.assert(
      fc.asyncProperty(records, async (v4) => {
        const { prefixes, lifetime } = await read(v4, "ENODATA");
        expect(new Set(prefixes)).toEqual(new Set(v4.map(({ address }) => address)));
        expect(prefixes).toHaveLength(new Set(prefixes).size);
        expect(lifetime).toBe(Math.min(...v4.map(({ ttl }) => ttl)) * 1000);
      }),
    );
  });
});
