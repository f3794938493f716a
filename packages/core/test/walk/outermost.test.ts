import { describe, expect, it } from "vitest";
import { createResolver, type Hop, type Resolution } from "../../src/index.ts";
import { ask } from "../support/ask.ts";

const lb: Hop = { name: "lb", address: "10.0.0.5", tells: "x-forwarded-for" };
const secret = { header: "x-key", value: "0123456789abcdef" };
const any: Hop = { name: "any", address: "any", tells: "x-forwarded-for" };
const xff = (list: string): { readonly "X-Forwarded-For": string } => ({ "X-Forwarded-For": list });

describe("outermost-proven: an answer without a client", () => {
  it.each<[string, Resolution, string | undefined]>([
    ["the peer", ask(lb, "10.0.0.5"), "10.0.0.5"],
    ["the peer, canonical", ask({ ...lb, address: "::/0" }, "2001:DB8::05"), "2001:db8::5"],
    ["a unix socket", ask("unix", "unix"), "unix"],
    ["a connection that is gone", ask(lb, undefined), undefined],
    ["a peer that is none", ask(lb, "10.0.0"), undefined],
    [
      "what a recognized hop told, if no client can have it",
      ask(lb, "10.0.0.5", xff("127.0.0.1")),
      "127.0.0.1",
    ],
    ["not what cannot be an address of a host", ask(lb, "10.0.0.5", xff("224.0.0.1")), "10.0.0.5"],
    ["the hop that hides its peer", ask({ ...lb, tells: "nothing" }, "10.0.0.5"), "10.0.0.5"],
    ["the hop whose peer is unknown", ask(lb, "10.0.0.5", xff("6.6.6.6, unknown")), "10.0.0.5"],
    [
      "the hop that named a unix socket",
      ask([{ ...lb, address: "unix" }, lb], "10.0.0.5", xff("x, unix:")),
      "10.0.0.5",
    ],
    [
      "a unix socket whose peer is unknown",
      ask({ ...lb, address: "unix" }, "unix", xff("unknown")),
      "unix",
    ],
    [
      "the hop outside a hidden one whose report is malformed",
      ask(
        [
          { tells: "x-forwarded-for", secret },
          { ...lb, tells: "nothing" },
        ],
        "10.0.0.5",
        {
          "X-Key": secret.value,
          "X-Forwarded-For": "x",
        },
      ),
      "10.0.0.5",
    ],
    [
      "what a hop outside a hidden one told",
      ask(
        [
          { ...lb, address: "192.0.2.0/24", required: true },
          { tells: "x-forwarded-for", secret },
          { ...lb, tells: "nothing" },
        ],
        "10.0.0.5",
        { "X-Key": secret.value, ...xff("203.0.113.9") },
      ),
      "203.0.113.9",
    ],
    [
      "only what is proven by more than a number of hops",
      ask([{ ...lb, required: true }, any, lb], "10.0.0.5", xff("6.6.6.6, 203.0.113.9")),
      "203.0.113.9",
    ],
    [
      "of a number of hops alone, the peer",
      ask({ hops: 2 }, "10.0.0.5", xff("6.6.6.6")),
      "10.0.0.5",
    ],
  ])("outermost-proven: has %s", (_what, { ip, outermost }, address) => {
    expect(ip).toBeUndefined();
    expect(outermost).toBe(address);
  });

  it("outermost-proven: nothing of the request before is left", () => {
    const resolver = createResolver({ ...lb, tells: "nothing", required: true });
    expect(ask(resolver, "10.0.0.5").outermost).toBe("10.0.0.5");
    expect(ask(resolver, "192.0.2.1").outermost).toBe("192.0.2.1");
    expect(ask(resolver, undefined).outermost).toBeUndefined();
  });

  it("outermost-proven: an answer with a client has no such field", () => {
    expect(ask(lb, "10.0.0.5", xff("203.0.113.7"))).not.toHaveProperty("outermost");
  });
});
