import { describe, expect, it } from "vitest";
import { diagnose, type Diagnosis } from "../../src/doctor/diagnosis.ts";
import type { HeaderFate } from "../../src/doctor/fates.ts";
import { diagnosisText } from "../../src/doctor/text.ts";
import { addsLine, appends, type Chain, passes, sets, through } from "./chains.ts";

const CLIENT = "198.51.100.77";

async function textOf(chain: Chain, more: Partial<Diagnosis> = {}): Promise<string> {
  const found = await diagnose(through(chain, CLIENT), { told: undefined, remote: undefined });
  return diagnosisText({ ...found, ...more }, (_style, text) => text);
}

describe("what the doctor says", () => {
  it("is the path as code and as text, and what it answers", async () => {
    const text = await textOf([
      { does: appends, address: "10.1.0.1" },
      { does: addsLine, address: "10.1.0.2" },
    ]);
    expect(text.split("\n\n")[0]).toBe(`The path
  clientIp([
    { address: "10.1.0.1", tells: "x-forwarded-for" },
    { address: "10.1.0.2", tells: "x-forwarded-for" },
  ])
  CLIENT_IP_PATH='[{"address":"10.1.0.1","tells":"x-forwarded-for"},{"address":"10.1.0.2","tells":"x-forwarded-for"}]'
It answers ${CLIENT} to every request, whatever was forged. That should be your own address, as your outermost proxy sees it. If it is a proxy's, that proxy is missing in the path.`);
    expect(text).toContain(
      "- Appended to in a line of its own. The last 2 elements are the proxies', and all before can be forged: x-forwarded-for\n",
    );
  });

  it("names the header that the proxies set", async () => {
    const text = await textOf([{ does: sets("X-Real-IP"), address: "10.1.0.1" }]);
    expect(text).toContain('{ address: "10.1.0.1", tells: { value: "x-real-ip" } }');
    expect(text).toContain("- Set by the proxies. It cannot be forged: x-real-ip\n");
  });

  it("is which hop hides its caller", async () => {
    const text = await textOf([
      { does: passes, address: "10.1.0.9" },
      { does: appends, address: "10.1.0.2" },
    ]);
    expect(text).toContain("No client can be known: 10.1.0.9 hides who calls it.");
  });

  it("is what must be written first behind a sidecar", async () => {
    const text = await textOf([{ does: appends, address: "127.0.0.6" }]);
    expect(text).toContain("Write the gateway's identity in place of spiffe://");
    expect(text).toContain("- What calls the sidecar at 127.0.0.6");
  });

  it.each<[string, Partial<Diagnosis>]>([
    ["No path explains all requests.", { path: undefined }],
    ["A secret came in x-origin.", { masked: ["x-origin"] }],
    ["Identities: X-Forwarded-Client-Cert came.", { masked: ["x-forwarded-client-cert"] }],
    ["Addresses of the path are of cloudflare,", { cdns: ["cloudflare"] }],
    ["A request that forged every header was refused", { refused: ["every header"] }],
    ["Run it from outside, too.", { client: "127.0.113.7" }],
    ["Linkerd", { path: [{ address: "loopback", tells: "x-forwarded-for" }] }],
    ["answers the same.", { own: { answers: "a", agrees: true, fooledBy: [] } }],
    [
      "answers something else: missing.",
      { own: { answers: "missing", agrees: false, fooledBy: [] } },
    ],
    [
      "can be fooled: it answered a forged address. Forged was: a; b.",
      { own: { answers: "a", agrees: false, fooledBy: ["a", "b"] } },
    ],
  ])("has %j", async (says, more) => {
    expect(await textOf([{ does: appends, address: "10.1.0.1" }], more)).toContain(says);
  });
});

const BASE: Diagnosis = {
  path: "direct",
  hides: false,
  client: CLIENT,
  headers: [{ header: "x-a", fate: "absent", elements: 0, ownLine: false, forgeable: false }],
  refused: [],
  own: undefined,
  masked: [],
  sidecar: false,
  cdns: [],
};

/** The sections of a text, each without its title. Styles are shown. */
function sections(more: Partial<Diagnosis>): readonly string[] {
  const text = diagnosisText({ ...BASE, ...more }, (style, words) => `<${style}>${words}</>`);
  return text.split("\n\n<bold>").map((section) => section.replace(/^.*\n/, ""));
}

/** The section about the path that the application has. */
const ownIs = (own: Partial<NonNullable<Diagnosis["own"]>>): string | undefined =>
  sections({ own: { answers: "missing", agrees: false, fooledBy: [], ...own } })[1];

const fate = (header: string, more: Partial<HeaderFate>): HeaderFate => ({
  header,
  fate: "absent",
  elements: 0,
  ownLine: false,
  forgeable: false,
  ...more,
});

/** How the sentences begin about what cannot be seen. */
const unseen = (more: Partial<Diagnosis>): readonly (string | undefined)[] =>
  sections(more)
    .at(-1)!
    .split("\n")
    .map((line) => /^ {2}- (\S+ \S+)/.exec(line)?.[1]);

describe("the doctor's text", () => {
  it("has three sections, or four where the application has a path", () => {
    expect(diagnosisText(BASE, (_style, words) => words).split("\n\n")).toEqual([
      expect.stringMatching(/^The path\n/),
      expect.stringMatching(/^What the proxies do with a client's headers\n/),
      expect.stringMatching(/^What cannot be seen from outside\n/),
    ]);
    const own = { answers: "a", agrees: true, fooledBy: [] };
    expect(sections({ own })).toHaveLength(4);
  });

  it("writes a path as JavaScript and as a variable of a shell", () => {
    const path: Diagnosis["path"] = [
      { address: ["10.1.0.1", "::1"], tells: { value: "x-a", trustedHops: 1 } },
    ];
    expect(sections({ path })[0]).toContain(`  clientIp([
    { address: ["10.1.0.1", "::1"], tells: { value: "x-a", trustedHops: 1 } },
  ])
  CLIENT_IP_PATH='[{"address":["10.1.0.1","::1"],"tells":{"value":"x-a","trustedHops":1}}]'
It answers <green>198.51.100.77</> to`);
  });

  it("says why no client can be known", () => {
    const path: Diagnosis["path"] = [{ address: ["10.1.0.1", "10.1.0.2"], tells: "nothing" }];
    expect(sections({ path, hides: true })[0]).toContain(
      "\n<red>No client can be known:</> 10.1.0.1 and 10.1.0.2 hides who calls it. Let it ",
    );
    expect(sections({ path: undefined })[0]).toMatch(
      /<red>No path explains all requests\.<\/> What .+ --from ADDRESS\.$/,
    );
  });

  it("says that an identity is to be written", () => {
    const path: Diagnosis["path"] = [
      { name: "gateway", identity: "spiffe://a/b", tells: "forwarded" },
    ];
    expect(sections({ path })[0]).toContain(
      "\n<yellow>Write the gateway's identity</> in place of ",
    );
  });

  it("compares with the path that the application has", () => {
    expect(ownIs({ agrees: true })).toBe("  <green>answers the same</>.");
    expect(ownIs({})).toBe("  <red>answers something else</>: missing.");
    expect(ownIs({ agrees: true, fooledBy: ["a", "b"] })).toBe(
      "  <red>can be fooled</>: it answered a forged address. Forged was: a; b.",
    );
  });

  it("groups the headers by what happens to them, what can be forged in yellow", () => {
    const headers = [
      fate("a", { fate: "keeps", forgeable: true }),
      fate("b", { fate: "changes", forgeable: true }),
      fate("c", { fate: "appends", elements: 1, forgeable: true }),
      fate("d", { fate: "appends", elements: 2, ownLine: true, forgeable: true }),
      fate("e", { fate: "sets" }),
      fate("f", { fate: "drops" }),
      fate("g", {}),
      fate("h", {}),
    ];
    expect(sections({ headers, refused: ["i", "j"] })[1]?.split("\n")).toEqual([
      "  - <yellow>Kept as the client sent it. It can be forged, and nothing may read it</>: a",
      "  - <yellow>Changed, with the client's text in it. It can be forged</>: b",
      "  - <yellow>Appended to. The last element is the proxies', and all before can be forged</>: c",
      "  - <yellow>Appended to in a line of its own. The last 2 elements are the proxies', and all before can be forged</>: d",
      "  - <green>Set by the proxies. It cannot be forged</>: e",
      "  - <green>Lost where the client sends one, too</>: f",
      "  - <green>Removed</>: g, h",
      "  - A request that forged i was refused on its way.",
      "  - A request that forged j was refused on its way.",
    ]);
  });

  it("says what cannot be seen", () => {
    const always = ["All addresses:", "Other ways"];
    expect(unseen({})).toEqual(["Secrets: whether", "Identities: whether", ...always]);
    expect(
      unseen({
        path: [{ address: "loopback", tells: "nothing" }],
        masked: ["x-a", "x-forwarded-client-cert", "x-b"],
        sidecar: true,
        cdns: ["cloudflare", "fastly"],
        client: "::1",
      }),
    ).toEqual([
      "Secrets: whether",
      "A secret",
      "A secret",
      "Identities: X-Forwarded-Client-Cert",
      "What calls",
      "What calls",
      "Addresses of",
      "Addresses of",
      "What clients",
      ...always,
    ]);
  });

  it.each([
    ["127.0.0.1", true],
    ["::1", true],
    ["::12", false],
    ["198.51.127.1", false],
    [undefined, false],
  ])("knows whether the doctor runs on the same machine: %s %j", (client, same) => {
    expect(unseen({ client }).includes("What clients")).toBe(same);
  });

  it("looks for a loopback proxy at the nearest hop", () => {
    const loopback = { address: "loopback", tells: "forwarded" } as const;
    const path: Diagnosis["path"] = [loopback, { address: "10.1.0.1", tells: "forwarded" }];
    expect(unseen({ path })).not.toContain("What calls");
    expect(unseen({ path: path.toReversed() })).toContain("What calls");
  });
});
