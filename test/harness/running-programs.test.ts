import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

import { describe, expect, it } from "vitest";

import { Programs } from "./running-programs.ts";

const node = (script: string): readonly string[] => [process.execPath, "-e", script];

describe("A program that a test starts", () => {
  it("is not ready because another one listens where it should", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const command = node(`net.createServer().listen(${port}, "127.0.0.1")`);
    await expect(new Programs().start(command, port)).rejects.toThrow(`${port} already`);
    other.close();
  });

  it("is not ready when it ends, although another one listens", async () => {
    const starting = new Programs().start(node("process.exit(3)"), 1);
    await expect(starting).rejects.toThrow("does not listen on 1");
  });
});
