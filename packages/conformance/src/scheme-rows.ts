import { expect } from "vitest";
import type { Config } from "@client-ip/core";
import { resolutions } from "./row.ts";
import type { Behavior } from "./subject.ts";

type Told = readonly [ip: string, proto?: string, host?: string];

const forwarded = "X-Forwarded-For: 198.51.100.7";
const stating: Config = {
  address: "127.0.0.1",
  tells: "x-forwarded-for",
  proto: "x-forwarded-proto",
  host: "x-forwarded-host",
};

/** The scheme and the host that the client used. */
export const schemeRows: readonly Behavior[] = [
  row({
    rule: "socket-states-scheme",
    name: "without a hop the socket tells the scheme, and Host the host",
    why: "a server that clients reach directly: no header of theirs counts",
    config: "direct",
    requests: [[], ["X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example"]],
    told: [
      ["127.0.0.1", "http", "client-ip.test"],
      ["127.0.0.1", "http", "client-ip.test"],
    ],
  }),
  row({
    rule: "one-authority",
    name: "two Host lines name no host",
    why: "Node hands on the first, a proxy may have looked at the last",
    config: "direct",
    requests: [["Host: evil.example"]],
    told: [["127.0.0.1", "http"]],
  }),
  row({
    rule: "outermost-states-scheme",
    name: "behind a hop that states them its headers tell both",
    why: "the socket is the hop's own, and so is its Host",
    config: stating,
    requests: [
      [forwarded, "X-Forwarded-Proto: https", "X-Forwarded-Host: shop.example"],
      [forwarded, "X-Forwarded-Proto: https", "X-Forwarded-Proto: http"],
      [forwarded],
    ],
    told: [["198.51.100.7", "https", "shop.example"], ["198.51.100.7"], ["198.51.100.7"]],
  }),
];

/** Requests with these lines on one connection, and what is told of each. */
function row({
  config,
  requests,
  told,
  ...behavior
}: Omit<Behavior, "test"> & {
  readonly config: Config;
  readonly requests: readonly (readonly string[])[];
  readonly told: readonly Told[];
}): Behavior {
  return {
    ...behavior,
    async test(subject) {
      const asked = requests.map((lines) => ({ lines }));
      const answers = await resolutions(subject, config, "127.0.0.1", asked);
      expect(answers.map(({ ip, proto, host }) => [ip, proto, host])).toEqual(
        told.map(([ip, proto, host]) => [ip, proto, host]),
      );
    },
  };
}
