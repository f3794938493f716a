import { createResolver } from "@client-ip/core";
import { expect, it, vi } from "vitest";
import { undecided } from "../../src/request/undecided.ts";

it("an answer without a client where paths differ is warned of once", () => {
  const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
  const outer = createResolver("direct").resolve({ peer: "203.0.113.7", rawHeaders: [] });
  const unknown = { ip: undefined, port: undefined, source: undefined, status: "ambiguous" };
  for (let i = 0; i < 2; i++) expect(undecided(outer)).toEqual({ ...outer, ...unknown });
  expect(warn.mock.calls).toEqual([
    [
      "Two paths were bound to a request, name different clients, and it cannot be told which one " +
        "holds where the request is now: so it has no client. In Express give each part a router, " +
        "and call router.use(clientIp(path)) in it. In Hono and h3 mount applications with " +
        "different paths at different base paths, in h3 2 by their fetch function: " +
        "app.mount(base, sub.fetch).",
      expect.objectContaining({ code: "CLIENT_IP_UNDECIDED_PATH" }),
    ],
  ]);
  warn.mockRestore();
});
