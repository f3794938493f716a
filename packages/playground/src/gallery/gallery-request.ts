import type { Path } from "@client-ip/core";

/** A request of the gallery, with the path that it came through. */
export interface GalleryRequest {
  /** Whether the client sent what proxies write. */
  readonly kind: "honest" | "forged";
  /** What the client sent, in words. */
  readonly about: string;
  /** The name of the recording in `@client-ip/vectors`; left out if the request was made. */
  readonly recording?: string;
  readonly path: Path;
  /** The socket's peer: an address, or `unix`. */
  readonly peer: string;
  /** Names and values, in wire order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The PROXY headers in front of the request, in hexadecimal. */
  readonly preamble?: string;
}

/** A topology, or several that an application cannot tell apart. */
export interface GalleryTopology {
  readonly title: string;
  /** Folders of `examples/topologies`. */
  readonly folders: readonly string[];
  readonly requests: readonly GalleryRequest[];
}
