import { expect } from "vitest";
import { runWith } from "../running.ts";

/** What is printed of a program that is wrong now and then: twice the same. */
export async function countsBy(command: string): Promise<string> {
  const patient = ["--timeout", "60000"];
  const args = ["vectors", "--run", command, "--file", "nginx", "--http", ...patient];
  const { exitCode, stdout } = await runWith(args);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^ +right +wrong +names the client/);
  expect(stdout).toContain("\nAmong the wrong: nginx-");
  expect(await runWith(args)).toMatchObject({ stdout });
  return stdout;
}
