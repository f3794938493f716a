import { describe, expect, it } from "vitest";
import { diagnose, type Diagnosis } from "../../src/doctor/diagnosis.ts";
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

  it("is which header is set", async () => {
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
