import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createResolver } from "@client-ip/core";
import { afterAll, describe, expect, it } from "vitest";
import { evidenceFor, type RequestOptions, wholeNumber } from "../../src/options/request-option.ts";

const folder = mkdtempSync(join(tmpdir(), "client-ip-request-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "request.txt");
writeFileSync(file, "X-From: a file");

const resolver = createResolver({ address: "10.0.0.1", tells: "proxy-protocol" });

/** The evidence of these options, with this text on stdin; `undefined` for a terminal. */
function evidence(options: RequestOptions, stdin: string | undefined = "") {
  const input = Readable.from(stdin === undefined ? ["A: typed"] : [stdin]);
  const terminal = { ...process, stdin: Object.assign(input, { isTTY: stdin === undefined }) };
  return evidenceFor(options, resolver, terminal);
}

const peer = "10.0.0.9";
/** A PROXY header that comes from an address, and the evidence of it. */
const line = (address: string): string => `PROXY TCP4 ${address} 10.0.0.1 1 2`;
const from = (address: string) => ({ proxyProtocol: [{ source: { address } }] });

describe("the request that options describe", () => {
  it("is their lines alone, though there is text on stdin", async () => {
    const header = ["A: 1", "B:2"];
    expect(await evidence({ peer, header }, "X-From: stdin")).toStrictEqual({
      peer,
      rawHeaders: ["A", "1", "B", "2"],
    });
  });

  it("is nothing but a peer, at a terminal and where stdin is empty", async () => {
    const expected = { peer, rawHeaders: [] };
    expect(await evidence({ peer }, undefined)).toStrictEqual(expected);
    expect(await evidence({ peer }, " \n")).toStrictEqual(expected);
  });

  it("is on stdin, and options are added to it", async () => {
    const text = JSON.stringify({
      peer: "192.0.2.1",
      encrypted: true,
      authority: "a.example",
      rawHeaders: ["X-From", "stdin"],
    });
    expect(await evidence({}, text)).toStrictEqual({
      peer: "192.0.2.1",
      encrypted: true,
      authority: "a.example",
      rawHeaders: ["X-From", "stdin"],
    });
    expect(await evidence({ peer, request: "-", header: ["A: 1"] }, text)).toMatchObject({
      peer,
      rawHeaders: ["X-From", "stdin", "A", "1"],
    });
    const plain = JSON.stringify({ encrypted: false, rawHeaders: [] });
    expect(await evidence({ peer, encrypted: true }, plain)).toMatchObject({ encrypted: true });
    expect(await evidence({ peer }, plain)).toMatchObject({ encrypted: false });
  });

  it("is in a file", async () => {
    expect(await evidence({ peer, request: file }, "X-From: stdin")).toStrictEqual({
      peer,
      rawHeaders: ["X-From", "a file"],
    });
  });

  it("has the PROXY header of the options in place of that on stdin", async () => {
    const text = `${line("192.0.2.1")}\r\nA: b`;
    const hop = { peer: "10.0.0.1" };
    expect(await evidence(hop, text)).toMatchObject(from("192.0.2.1"));
    const proxy = line("192.0.2.2");
    expect(await evidence({ ...hop, proxy }, text)).toMatchObject(from("192.0.2.2"));
    expect(await evidence({ ...hop, proxy, request: "-" }, text)).toMatchObject({
      ...from("192.0.2.2"),
      rawHeaders: ["A", "b"],
    });
  });

  it("is refused without a peer, and with a wrong line", async () => {
    await expect(evidence({ header: ["A: b"] })).rejects.toThrow(
      expect.objectContaining({
        code: "command-usage",
        given: "a request without the socket's peer",
      }),
    );
    await expect(evidence({ peer, header: ["A: b", "C"] })).rejects.toThrow(
      expect.objectContaining({ given: "--header number 2, which has no colon" }),
    );
    await expect(evidence({ peer, request: "-" }, "")).rejects.toThrow(
      expect.objectContaining({ given: "an empty text" }),
    );
  });
});

describe("the socket's peer", () => {
  it.each(["10.0.0.9", "2001:db8::7", "::ffff:10.0.0.9", "fe80::1%eth0", "unix", "invoker"])(
    "is %s",
    async (one) => {
      expect(await evidence({ peer: one })).toStrictEqual({ peer: one, rawHeaders: [] });
      const text = JSON.stringify({ peer: one, rawHeaders: [] });
      expect(await evidence({}, text)).toStrictEqual({ peer: one, rawHeaders: [] });
    },
  );

  it.each([
    "",
    "bogus",
    "localhost",
    "127.0.0.1:5000",
    "[::1]",
    "127.0.0.1/8",
    "127.1",
    "Unix",
    " 10.0.0.9",
  ])("is not %j", async (one) => {
    const error = {
      given: `the peer ${JSON.stringify(one)}`,
      expected:
        "an address alone, without a port, brackets or a prefix length; or unix, or invoker",
      remedy: `Write what req.socket.remoteAddress is: --peer 127.0.0.1, or in JSON "peer": "127.0.0.1".`,
    };
    await expect(evidence({ peer: one })).rejects.toThrow(
      expect.objectContaining({ ...error, code: "command-usage" }),
    );
    await expect(evidence({}, JSON.stringify({ peer: one, rawHeaders: [] }))).rejects.toThrow(
      expect.objectContaining({ ...error, code: "request-text" }),
    );
  });
});

describe("wholeNumber", () => {
  it.each([
    ["1", 1],
    ["10", 10],
    ["999999", 999_999],
  ])("reads %s", (text, number) => {
    expect(wholeNumber(text)).toBe(number);
  });

  it.each(["", "0", "01", "x1", "1x", "1000000", "-1", "1.5"])("refuses %j", (text) => {
    expect(() => wholeNumber(text)).toThrow(
      expect.objectContaining({
        code: "command-usage",
        given: `the number "${text}"`,
        expected: "a whole number from 1 to 999999",
      }),
    );
  });
});
