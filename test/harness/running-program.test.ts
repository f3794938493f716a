import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

import { expect, test } from "vitest";

import { startProgram } from "./running-program.ts";

test("A program is not ready because another one listens where it should", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const command: [string, ...string[]] = [
    process.execPath,
    "-e",
    `net.createServer().listen(${port}, "127.0.0.1")`,
  ];
  await expect(startProgram(command, port, {})).rejects.toThrow(`${port} already`);
  other.close();
});

test("A program that ends is not ready, whoever listens", async () => {
  const command: [string, ...string[]] = [process.execPath, "-e", "process.exit(3)"];
  await expect(startProgram(command, 1, {})).rejects.toThrow("does not listen on 1");
});
