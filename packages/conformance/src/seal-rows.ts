import type { IncomingMessage } from "node:http";
import { diagnostics } from "@client-ip/node";
import { expect } from "vitest";
import { listening } from "./listening.ts";
import { ask, bytesOf, exchange, type RawRequest } from "./raw-client.ts";
import type { Behavior, Subject, Treatment } from "./subject.ts";

const appending = { address: "127.0.0.1", tells: "x-forwarded-for" } as const;
const known = { lines: ["X-Real-IP: 6.6.6.6", "X-Forwarded-For: 6.6.6.6, 198.51.100.7"] };
const forged = { lines: ["X-Real-IP: 6.6.6.6", "Forwarded: for=6.6.6.6"] };

/** What a program that looks for a client's address finds. */
function addressesIn({ headers, headersDistinct, rawHeaders }: IncomingMessage): readonly string[] {
  const values = [headers, headersDistinct ?? {}].flatMap((fields) => Object.values(fields).flat());
  const texts = [...values, ...rawHeaders].map(String);
  return texts.filter((text) => /\d\.\d|for=/.test(text));
}

async function answersTo(
  { serve }: Subject,
  treatment: Treatment,
  requests: readonly RawRequest[],
): Promise<readonly object[]> {
  const server = await serve(
    appending,
    async (requestLike, request) => ({
      clientIp: requestLike.clientIp,
      found: [...new Set(addressesIn(request))],
    }),
    treatment,
  );
  return await listening(server, "127.0.0.1", (to) => ask(to, requests));
}

/** Requests that an adapter seals or rejects. */
export const sealRows: readonly Behavior[] = [
  {
    rule: "sealed-headers",
    name: "behind a seal a handler finds our answer alone, request by request",
    why: "tracing, sessions and error reports read headers themselves, and believe forged ones",
    async test(subject) {
      const treatment = { seal: { onUnresolved: "peer", keep: [] } } as const;
      const answers = await answersTo(subject, treatment, [known, forged, known]);
      const sealed = { clientIp: "198.51.100.7", found: ["198.51.100.7"] };
      expect(answers).toEqual([sealed, { found: [] }, sealed]);
    },
  },
  {
    rule: "unresolved-rejected",
    name: "a seal can reject a request without a client, and the connection goes on",
    why: "what reads the socket behind a seal takes the proxy for the client",
    async test(subject) {
      const treatment = { seal: { onUnresolved: "reject", keep: [] } } as const;
      const answers = await answersTo(subject, treatment, [forged, known]);
      expect(answers).toMatchObject([
        { status: 403, title: "Forbidden" },
        { clientIp: "198.51.100.7" },
      ]);
    },
  },
  {
    rule: "unresolved-rejected",
    name: "a request without a client can be rejected without a seal",
    why: "an application that reads the address in many places forgets one of them",
    async test(subject) {
      const answers = await answersTo(subject, { onUnresolved: "reject" }, [forged, known]);
      expect(answers).toMatchObject([
        { status: 403, title: "Forbidden" },
        { clientIp: "198.51.100.7", found: ["6.6.6.6", "6.6.6.6, 198.51.100.7"] },
      ]);
    },
  },
  {
    rule: "unresolved-rejected",
    name: "a rejection has its status and its headers: a problem that no cache keeps",
    why: "a cache in front would give one client's rejection to the next one",
    async test({ serve }) {
      const server = await serve(appending, async () => ({}), { onUnresolved: "reject" });
      const answer = await listening(server, "127.0.0.1", (to) =>
        exchange(to, bytesOf(forged, true)),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).toMatch(/^content-type: application\/problem\+json(?:;|\r$)/im);
      expect(answer).toMatch(/^cache-control: no-store\r$/im);
    },
  },
  {
    rule: "diagnostics-by-token",
    name: "the diagnostic endpoint answers a request with its token, although the path rejects it",
    why: "a path that is wrong can be found from outside only if its answer can be seen",
    async test(subject) {
      const token = "0123456789abcdef0123456789abcdef";
      const treatment = { onUnresolved: "reject", diagnostics: diagnostics({ token }) } as const;
      const url = "/client-ip-diagnostics";
      const lines = [...forged.lines, "Cookie: session=1"];
      const asked = { url, lines: [...lines, `Client-IP-Token: ${token}`] };
      const wrong = { url, lines: [...lines, "Client-IP-Token: 1"] };
      const answers = await answersTo(subject, treatment, [asked, known]);
      expect(answers).toEqual([
        expect.objectContaining({
          peer: "127.0.0.1",
          rawHeaders: ["X-Real-IP", "6.6.6.6", "Forwarded", "for=6.6.6.6"],
          answer: expect.objectContaining({ status: "missing" }),
        }),
        expect.objectContaining({ clientIp: "198.51.100.7" }),
      ]);
      const refused = await answersTo(subject, treatment, [wrong, known]);
      expect(refused[0]).toMatchObject({ status: 403 });
    },
  },
];
