import { readdirSync, readFileSync } from "node:fs";
import { createResolver, type Evidence, type Path, type ProxyHeader } from "@client-ip/core";
import { decode } from "@client-ip/proxy-protocol";

/** What a real proxy sent. */
export interface Recording {
  readonly id: string;
  readonly proxy: string;
  readonly scenario: string;
  readonly about: string;
  readonly path: Path;
  readonly peer: string;
  readonly headers: readonly (readonly [string, string])[];
  /** Hexadecimal. */
  readonly preamble?: string;
  readonly expect: { readonly ip: string } | { readonly unresolved: true; readonly why: string };
  readonly truth: string | null;
  readonly attack: boolean;
  readonly misuse?: boolean;
}

const FOLDER = new URL("../../vectors/data/", import.meta.url);

/** All recordings. */
export const RECORDINGS: readonly Recording[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".jsonl") && name !== "proxy-headers.jsonl")
  .flatMap((name) => readFileSync(new URL(name, FOLDER), "utf8").trim().split("\n"))
  .map((line) => JSON.parse(line) as Recording);

/** The request as a server reads it: it takes off the PROXY headers that the path asks for. */
export function evidenceOf({
  path,
  peer,
  headers,
  preamble = "",
}: Pick<Recording, "path" | "peer" | "headers" | "preamble">): Evidence {
  const resolver = createResolver(path);
  const proxyProtocol: ProxyHeader[] = [];
  let bytes: Uint8Array = Buffer.from(preamble, "hex");
  while (resolver.expectsProxyHeader({ peer, rawHeaders: [], proxyProtocol })) {
    const found = decode(bytes);
    if (found === undefined) break;
    proxyProtocol.push(found.header);
    bytes = bytes.subarray(found.byteLength);
  }
  return { peer, rawHeaders: headers.flat(), proxyProtocol };
}
