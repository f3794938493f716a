import { createResolver, type Evidence, type Path } from "@client-ip/core";
import { type Vector, vectors } from "@client-ip/vectors";
import { takeProxyHeaders } from "../../cli/src/request-text/with-proxy-headers.ts";

/** What a real proxy sent. */
export interface Recording extends Omit<Vector, "path"> {
  readonly path: Path;
}

/** All recordings. */
export const RECORDINGS = vectors() as unknown as readonly Recording[];

/** The request as a server reads it: it takes off the PROXY headers that the path asks for. */
export function evidenceOf({
  path,
  peer,
  headers,
  preamble = "",
}: Pick<Recording, "path" | "peer" | "headers" | "preamble">): Evidence {
  const evidence = { peer, rawHeaders: headers.flat() };
  const bytes = Buffer.from(preamble, "hex");
  const { proxyProtocol } = takeProxyHeaders(evidence, bytes, createResolver(path));
  return { ...evidence, proxyProtocol };
}
