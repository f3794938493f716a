import { readFileSync } from "node:fs";
import * as codec from "@client-ip/proxy-protocol";
import { SSL_TLV, TLV } from "@client-ip/proxy-protocol";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../src/error-codes.ts";

const docs = new URL("../../../docs/", import.meta.url);
const page = readFileSync(new URL("proxy-protocol.md", docs), "utf8");
const errors = readFileSync(new URL("errors.md", docs), "utf8");

/** The rows of the table under a heading, cell by cell, without the heads. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const [, section = ""] = page.split(`## ${heading}\n`);
  const [body = ""] = section.split("\n## ");
  const rows = body.split("\n").filter((row) => row.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("docs/proxy-protocol.md", () => {
  it("links to docs/errors.md, which has a heading for each error, in order", () => {
    const [, rest = ""] = errors.split("\n## PROXY headers\n");
    const [section = ""] = rest.split("\n## ");
    const headings = [...section.matchAll(/^### `([^`]+)`$/gm)].map(([, code]) => code);
    expect(page).toContain("(errors.md#proxy-headers)");
    expect(headings).toEqual(Object.keys(ERROR_CODES));
  });

  it("has a row for each TLV that has a name, with its type", () => {
    const types = tableUnder("What TLVs say, and what they prove").map(([type]) => Number(type));
    expect(types).toEqual(
      [...Object.values(TLV), ...Object.values(SSL_TLV)].toSorted((a, b) => a - b),
    );
  });

  it("names for each TLV a reader that the package exports, and every reader", () => {
    const rows = tableUnder("What TLVs say, and what they prove").map(([, , , reader]) => reader);
    const named = new Set(rows.join(" ").match(/\w+(?=\()/g));
    const exported = Object.entries(codec).filter(([, what]) => typeof what === "function");
    const others = new Set(["encode", "ProxyProtocolError"]);
    expect([...named].toSorted()).toEqual(
      exported
        .map(([name]) => name)
        .filter((name) => !others.has(name))
        .toSorted(),
    );
  });
});
