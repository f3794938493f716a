import { setImmediate } from "node:timers/promises";
import { expect, vi } from "vitest";
import { listening } from "./listening.ts";
import { ask } from "./raw-client.ts";
import { both, exchange, resolutions } from "./row.ts";
import type { Behavior } from "./subject.ts";

const appending = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;
const twoElements = { lines: ["X-Forwarded-For: 198.51.100.7, 198.51.100.8"] };

/** What an application does with an adapter. */
export const applicationRows: readonly Behavior[] = [
  {
    rule: "resolve-when-asked",
    name: "nothing is resolved before the application asks",
    why: "most requests of most applications never ask; a resolver costs them nothing",
    async test({ serve, adapter }) {
      const resolver = adapter.createResolver("direct");
      const resolve = vi.spyOn(resolver, "resolve");
      const server = await serve(resolver, async () => ({}));
      await listening(server, "127.0.0.1", (to) => ask(to, [twoElements]));
      expect(resolve).not.toHaveBeenCalled();
    },
  },
  {
    rule: "one-answer-a-request",
    name: "a request is resolved once, however often it is asked",
    why: "loggers, limiters and handlers all ask, and must get the same answer",
    async test({ serve, adapter }) {
      const resolver = adapter.createResolver("direct");
      const resolve = vi.spyOn(resolver, "resolve");
      const server = await serve(resolver, async (requestLike, request) => {
        expect(requestLike.clientIpInfo).toBe(requestLike.clientIpInfo);
        expect(adapter.clientIpInfoOf(request, resolver)).toBe(requestLike.clientIpInfo);
        return both(requestLike);
      });
      const answers = await listening(server, "127.0.0.1", (to) => ask(to, [twoElements]));
      expect(answers).toMatchObject([{ clientIp: "127.0.0.1" }]);
      expect(resolve).toHaveBeenCalledOnce();
    },
  },
  {
    rule: "bound-where-it-stands",
    name: "clientIpOf answers by the application's configuration when none is named",
    why: "a library that gets Node's request, or the framework's, has no resolver of its own",
    async test({ serve, adapter }) {
      const server = await serve(appending, async (requestLike, request) => ({
        own: requestLike.clientIp,
        raw: adapter.clientIpOf(request),
        framework: Reflect.apply(adapter.clientIpOf, adapter, [requestLike]) as unknown,
      }));
      const answers = await listening(server, "127.0.0.1", (to) => ask(to, [twoElements]));
      const client = "198.51.100.8";
      expect(answers).toEqual([{ own: client, raw: client, framework: client }]);
    },
  },
  {
    rule: "nothing-carried-over",
    name: "two resolvers on one request and one socket do not disturb each other",
    why: "answers are kept on the request, connections on the socket: each must be kept apart",
    async test({ serve, adapter }) {
      const other = adapter.createResolver({ hops: 2 });
      const server = await serve(appending, async (requestLike, request) => ({
        first: adapter.clientIpOf(request, other),
        own: requestLike.clientIp,
        again: adapter.clientIpOf(request, other),
      }));
      const requests = [twoElements, { lines: ["X-Forwarded-For: 198.51.100.9"] }];
      const answers = await listening(server, "127.0.0.1", (to) => ask(to, requests));
      expect(answers).toEqual([
        { first: "198.51.100.7", own: "198.51.100.8", again: "198.51.100.7" },
        // The list ends before the second hop: no client.
        { own: "198.51.100.9" },
      ]);
    },
  },
  {
    rule: "bound-where-it-stands",
    name: "two applications of one process each have their own configuration",
    why: "a public and an internal listener; a module-level resolver would mix them up",
    async test(subject) {
      const [outer, inner] = [{ hops: 2 }, appending];
      const answers = await Promise.all(
        [outer, inner, outer, "direct"].map((config) =>
          resolutions(subject, config, "127.0.0.1", [twoElements]),
        ),
      );
      expect(answers.flat().map(({ ip }) => ip)).toEqual([
        "198.51.100.7",
        "198.51.100.8",
        "198.51.100.7",
        "127.0.0.1",
      ]);
    },
  },
  {
    rule: "closed-grammar",
    name: "a configuration that cannot be right throws before a request is served",
    why: "a half-working resolver would answer wrongly until a person looks",
    async test({ serve }) {
      const start = async (): Promise<unknown> => await serve("loopbak", both);
      await expect(start()).rejects.toMatchObject({
        name: "ClientIpError",
        code: "config-text",
        remedy: expect.any(String) as unknown,
      });
    },
  },
  exchange({
    rule: "closed-grammar",
    name: "presets are known by name",
    why: "a configuration that comes as text from the environment; Heroku's router is never 127.0.0.1",
    config: "heroku",
    requests: [["X-Forwarded-For: 6.6.6.6, 198.51.100.7"]],
    answers: [{ ip: undefined, status: "bypassed" }],
  }),
  exchange({
    rule: "unconfigured-proxy",
    name: "without a configuration a local peer is the client",
    why: "development: no proxy, no forwarding header",
    config: undefined,
    requests: [[]],
    answers: [{ ip: "127.0.0.1", source: "socket", warnings: [] }],
  }),
  {
    rule: "unconfigured-proxy",
    name: "without a configuration a local peer that forwards is no client, with one warning",
    why: "status unconfigured: a proxy is there, and any client may have written its headers",
    async test(subject) {
      const warned = vi.fn<(warning: Error & { code?: string }) => void>();
      process.on("warning", warned);
      try {
        const requests = [twoElements, twoElements, { lines: ["Forwarded: for=6.6.6.6"] }];
        const answers = await resolutions(subject, undefined, "127.0.0.1", requests);
        const again = await resolutions(subject, undefined, "127.0.0.1", requests);
        for (const answer of [...answers, ...again]) {
          expect(answer).toMatchObject({ status: "unconfigured", peer: "127.0.0.1" });
          expect(answer.ip).toBeUndefined();
        }
        // Node emits warnings on the next tick.
        await setImmediate();
        const [warning, ...more] = warned.mock.calls.map(([given]) => given);
        expect(more).toEqual([]);
        expect(warning?.code).toBe("CLIENT_IP_UNCONFIGURED");
        expect(warning?.message).toContain("Got X-Forwarded-For from 127.0.0.0/24");
        expect(warning?.message).not.toContain("198.51.100");
      } finally {
        process.off("warning", warned);
      }
    },
  },
];
