import type { Hops, Rule } from "./rule.ts";

/**
 * The header with the id of a Front Door, which its owner does not keep secret.
 * Source: articles/frontdoor/front-door-http-headers-protocol.md of MicrosoftDocs/azure-docs.
 */
const PUBLIC_ID = "x-azure-fdid";

/** A second proof that is no secret needs the first one. */
export const PUBLIC_ID_RULE: Rule = {
  code: "public-id-alone",
  violation: ({ secret, identity, address }, inside) =>
    secret?.header === PUBLIC_ID &&
    identity === undefined &&
    (address?.isSelective !== true || hidesPeer(inside)) &&
    `the id in ${PUBLIC_ID} without an address that can be checked`,
  expected: "the ranges of Front Door beside the id, and no hop inside that hides its peer",
  remedy:
    "Give the ranges of the service tag AzureFrontDoor.Backend as address, or a secret in a header of your own, which a rule set of Front Door writes: the id is no secret, so with the id alone any host can name any client.",
};

/** Whether the next inner hop that is seen hides its peer. */
function hidesPeer(inside: Hops): boolean {
  return inside.find(({ tells }) => tells.kind !== "source-address")?.tells.kind === "nothing";
}
