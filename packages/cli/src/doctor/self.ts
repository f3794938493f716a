import { createResolver } from "@client-ip/core";
import {
  Address,
  isNonPublic,
  networkNameOf,
  parseAddress,
  partsOf,
} from "@client-ip/core/internal";
import { networks } from "@client-ip/presets";

/** Where the doctor stands. */
export interface Standpoint {
  /** Its own address as the outermost proxy sees it, if the user says so. Canonical. */
  readonly told: string | undefined;
  /** The address from which it connects. Canonical. */
  readonly local: string | undefined;
  /** The address to which it connects. */
  readonly remote: string | undefined;
}

const cdns = partsOf(createResolver("direct", { networks }))?.networks ?? [];

/** The preset of the CDN whose address this is, if a vendor publishes it as such. */
export function cdnOf(address: string): string | undefined {
  return networkNameOf(cdns, address);
}

/**
 * Whether an address is certainly the doctor's own. 127.0.0.1 and ::1 may also be those of a proxy
 * on this machine.
 */
export function isSelf(address: string, { told, local }: Standpoint): boolean {
  return address === (told ?? local) && address !== "127.0.0.1" && address !== "::1";
}

/**
 * Whether an address can be the doctor's own, as the outermost proxy sees it. Between the two there
 * may be a router that translates addresses.
 */
export function canBeSelf(address: string, { told, local, remote }: Standpoint): boolean {
  if (told !== undefined) return address === told;
  if (address === local) return true;
  if (local === undefined || address === "unix" || cdnOf(address) !== undefined) return false;
  // Behind a translator the doctor has a private address, and is seen with a public one.
  if (!isPrivate(local)) return false;
  return !isPrivate(address) && (remote === undefined || !isPrivate(remote));
}

function isPrivate(text: string): boolean {
  const address = new Address();
  return parseAddress(text, 0, text.length, address) && isNonPublic(address);
}
