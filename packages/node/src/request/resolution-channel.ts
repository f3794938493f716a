import { channel } from "node:diagnostics_channel";
import type { Resolution, Resolver } from "@client-ip/core";

/** What a subscriber of the channel `client-ip:resolution` is given for each answer. */
export interface ResolutionMessage {
  /** The request of Node, or a socket. */
  readonly request: object;
  readonly resolution: Resolution;
  readonly resolver: Resolver;
}

const resolutions = channel("client-ip:resolution");

/** Tells subscribers of an answer; one request has one for each resolver. */
export function publishResolution(
  request: object,
  resolution: Resolution,
  resolver: Resolver,
): void {
  // Without a subscriber nothing is made.
  if (!resolutions.hasSubscribers) return;
  const message: ResolutionMessage = { request, resolution, resolver };
  resolutions.publish(message);
}
