import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { countsBy } from "./counts-by.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

describe("client-ip vectors", () => {
  it("asks a program in Python, which answers as the same in JavaScript", async () => {
    const byPython = await countsBy(`python3 ${folder}python.py`);
    expect(byPython).toBe(await countsBy(`"${process.execPath}" ${folder}node.js`));
  });
});
