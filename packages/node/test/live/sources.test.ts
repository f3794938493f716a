import type { ListSource } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/live/formats.ts";
import { type Plan, planOf } from "../../src/live/source.ts";
import { UrlReader } from "../../src/live/url-reader.ts";
import { publish, sends } from "./publisher.ts";

const { signal } = new AbortController();

describe("live-list-source: a source", () => {
  const url = "https://cdn.example/ips";

  it.each<ListSource>([
    { url },
    { url: [url, "https://cdn.example/v6?x=1"] },
    { url: "http://127.0.0.1:8080/ips" },
    { url: "http://localhost/ips" },
    { url: "http://[::1]:80/ips" },
    { url, format: "aws", service: "CLOUDFRONT_ORIGIN_FACING", region: "GLOBAL" },
    { url, format: "google", service: "Google Cloud", region: "us-east1" },
    { file: "/etc/tags.json", format: "azure", tag: "AzureFrontDoor.Backend" },
    { dns: "edges.example", refreshAfter: 5000, timeout: 1000, store: "/tmp/x" },
    { dns: ["a.example", "b.example"] },
  ])("is read: %j", (source) => {
    expect(planOf(source).refreshAfter).toBeGreaterThanOrEqual(1000);
  });

  it.each<[ListSource, Partial<Plan>]>([
    [{ url }, { refreshAfter: 43_200_000, timeout: 30_000 }],
    [{ file: "/etc/edges.txt" }, { refreshAfter: 60_000, timeout: 30_000 }],
    [{ dns: "edges.example" }, { refreshAfter: 3_600_000, timeout: 30_000 }],
    [{ url, refreshAfter: 1000 }, { refreshAfter: 1000 }],
    [{ url, timeout: 2 ** 31 - 1 }, { timeout: 2_147_483_647 }],
  ])("is read as often, and waited for as long, as is right for it: %j", (source, plan) => {
    expect(planOf(source)).toMatchObject(plan);
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
    [{ url, refresh: 5 }, "a live list with refresh, expected"],
    [{ url, refreshAfter: 2 ** 31 }, "refreshAfter: 2147483648"],
    [{ url, timeout: "1s" }, "timeout: "],
    [{ url, refreshAfter: 999 }, "refreshAfter: 999"],
    [{ url, refreshAfter: "5000" }, 'refreshAfter: "5000"'],
    [{ url: [url, 5] }, "url: an array"],
    [{ url: "https://user@cdn.example/" }, "https://cdn.example"],
    [{ url: "https://:hunter2@cdn.example/" }, "https://cdn.example"],
    [{ url: "http://notlocalhost/" }, "http://notlocalhost"],
    [{ url, region: "X" }, "given region with the format lines, expected the format aws or google"],
    [{ url, service: "X", region: "Y" }, "given service with the format lines"],
    [{ dns: "x.example", format: "lines" }, "dns and format, expected no format. Write"],
    [null as never, "given no object, expected an object. Write"],
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
    expect(await reader.read(signal)).toEqual({
      prefixes: ["192.0.2.0/24", "2001:db8::/32"],
      published: [],
    });
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
    expect(await reader.read(signal)).toEqual({
      prefixes: ["192.0.2.0/24", "2001:db8::/32"],
      published: [],
    });
  });

  it("are read again after a refused list, also if the one in use came in between", async () => {
    let version = 1;
    const asked: (string | undefined)[] = [];
    const base = await publish((req, res) => {
      const etag = `"${version}"`;
      asked.push(req.headers["if-none-match"]);
      if (req.headers["if-none-match"] === etag) res.writeHead(304).end();
      else sends(`192.0.${version}.0/24`, "text/plain", { etag })(req, res);
    });
    const reader = new UrlReader([new URL(base)], FORMATS.lines, {});
    await reader.read(signal);
    reader.keep();
    version = 2;
    // Refused: it is not kept.
    await reader.read(signal);
    version = 1;
    expect(await reader.read(signal)).toBeUndefined();
    reader.keep();
    version = 2;
    expect(await reader.read(signal)).toEqual({ prefixes: ["192.0.2.0/24"], published: [] });
    expect(asked).toEqual([undefined, '"1"', '"1"', '"1"']);
  });

  it("have the date of each", async () => {
    const base = await publish((req, res) =>
      sends(google(req.url === "/1" ? "1000" : "2000"), "application/json")(req, res),
    );
    const urls = ["/2", "/1"].map((path) => new URL(path, base));
    const reading = await new UrlReader(urls, FORMATS.google, {}).read(signal);
    expect(reading?.published).toEqual([new Date(2000), new Date(1000)]);
    const one = await new UrlReader(urls.slice(0, 1), FORMATS.google, {}).read(signal);
    expect(one?.published).toEqual([new Date(2000)]);
  });
});
