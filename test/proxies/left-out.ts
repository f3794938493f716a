import { clientsLeftOut, type LeftOut, suitesLeftOut } from "./suites.ts";

/**
 * Says what this machine cannot run of the suites with real proxies, and how to have it.
 *
 * @param required that nothing may be left out.
 * @throws Error with the same words instead, where something is left out although it is required.
 */
export function announce(
  leftOut: readonly LeftOut[],
  required: boolean,
  say: (text: string) => void,
): void {
  if (leftOut.length === 0) return;
  const text = leftOut.map(({ what, because }) => `left out: ${what}: ${because}`).join("\n");
  if (required) throw new Error(`CLIENT_IP_REAL_PROXIES=required, but\n${text}`);
  say(text);
}

/** Vitest's global setup, before all tests. */
export default function setup(): void {
  const required = process.env["CLIENT_IP_REAL_PROXIES"] === "required";
  announce([...suitesLeftOut(), ...clientsLeftOut()], required, console.log);
}
