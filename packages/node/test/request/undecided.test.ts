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
      "A router without a path of its own is mounted at the same place as one that has its own " +
        "path, or in it: the two name different clients, so the request has none. Call " +
        "router.use(clientIp(path)) in that router, too. In Hono and h3 mount applications with " +
        "different paths at different base paths, in h3 2 by their fetch function: " +
        "app.mount(base, sub.fetch).",
      expect.objectContaining({ code: "CLIENT_IP_UNDECIDED_PATH" }),
    ],
  ]);
  warn.mockRestore();
});
