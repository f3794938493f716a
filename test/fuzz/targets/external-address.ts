import { isIP } from "node:net";
import { createResolver } from "@client-ip/core";
import { kept, same, type Target } from "../target.ts";
import { canonicalByUrl } from "./addresses.ts";

const PEER = "10.0.0.1";
const HEADER = "x-envoy-external-address";
const resolvers = [0, 1, 2].map((trustedHops) =>
  createResolver({ address: PEER, tells: { value: HEADER, trustedHops } }),
);

function addressOf(text: string): string | undefined {
  const bare = text.replaceAll(/^[ \t]+|[ \t]+$/g, "");
  return isIP(bare) === 0 || bare.includes("%") ? undefined : canonicalByUrl(bare);
}

/** The element from which Envoy takes the address, by `xff_num_trusted_hops`. */
function elementOf(list: string, trustedHops: number): string {
  const elements = list.split(",").toReversed();
  return elements[trustedHops] ?? elements[0] ?? "";
}

const isPlain = (address: string | undefined): boolean =>
  /^203\.0\.113\.|^2001:db8:/.test(address ?? "");

export const externalAddress: Target = {
  name: "external-address",
  guidedBy: ["core/src/headers/envoy-external-address", "core/src/headers/scan"],
  seeds: [
    "203.0.113.7\n203.0.113.7",
    "203.0.113.7\n6.6.6.6, 203.0.113.7",
    "2001:db8::7\n2001:DB8::7, 192.0.2.9",
    "203.0.113.7\n1.1.1.1,203.0.113.7 ,\t192.0.2.9,192.0.2.8",
    "6.6.6.6\n203.0.113.7",
  ],
  tokens: ["\n", ",", ", ", " ", "\t", "203.0.113.7", "2001:db8::7", "::", ".", ":", "6.6.6.6"],
  check: (input) => {
    const [value = "", ...rest] = input
      .split("\n")
      .map((line) => line.replaceAll(/[^\t\u0020-\u007e\u0080-\u00ff]/g, ""));
    const rawHeaders = [HEADER, value, ...rest.flatMap((line) => ["X-Forwarded-For", line])];
    for (const [trustedHops, resolver] of resolvers.entries()) {
      const { ip } = resolver.resolve({ peer: PEER, rawHeaders });
      const claimed = addressOf(value);
      const listed =
        rest.length === 0 ? undefined : addressOf(elementOf(rest.join(", "), trustedHops));
      const agreed = claimed === listed ? claimed : undefined;
      if (ip !== undefined) same("an address on which both headers agree", ip, agreed);
      const isShort = input.length < 1_000;
      if (isShort && isPlain(agreed)) same("what both say is answered", ip, agreed);
      else kept("no address that one header alone has", ip === undefined || ip === claimed);
    }
  },
};
