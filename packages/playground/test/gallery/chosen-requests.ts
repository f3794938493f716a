import type { Hop, Path, PathConfig, ProxyHeader } from "@client-ip/core";
import { encode } from "@client-ip/proxy-protocol";
import { requestThrough } from "@client-ip/testing";
import type { GalleryRequest, GalleryTopology } from "../../src/gallery/gallery-request.ts";
import { RECORDINGS } from "../recordings.ts";
import { type Choice, CHOICES } from "./choices.ts";

/** The client of the requests that are made. */
export const CLIENT = "203.0.113.7";
const FORGED = { "X-Forwarded-For": "6.6.6.6", Forwarded: "for=6.6.6.6", "X-Real-IP": "6.6.6.6" };

/** What the gallery shows. */
export async function chosenTopologies(): Promise<GalleryTopology[]> {
  return Promise.all(
    CHOICES.map(async ([title, folders, ...choices]) => {
      const [folder = ""] = folders;
      const requests = await Promise.all(choices.map((choice) => requestOf(choice, folder)));
      return { title, folders, requests };
    }),
  );
}

async function requestOf(choice: Choice, folder: string): Promise<GalleryRequest> {
  return "recording" in choice ? recordedRequest(choice.recording) : madeRequest(choice, folder);
}

function recordedRequest(id: string): GalleryRequest {
  const recording = RECORDINGS.find((one) => one.id === id);
  if (recording === undefined) throw new Error(`there is no recording ${id}`);
  const { attack, about, path, peer, headers, preamble } = recording;
  return {
    kind: attack ? "forged" : "honest",
    about,
    recording: id,
    path,
    peer,
    headers,
    ...(preamble === undefined ? {} : { preamble }),
  };
}

async function madeRequest(
  { made, via }: Extract<Choice, { readonly made: unknown }>,
  folder: string,
): Promise<GalleryRequest> {
  const path = await pathOf(folder);
  const sends = made === "forged" ? FORGED : {};
  const names = Object.keys(sends).join(", ");
  const request = requestThrough(path, CLIENT, { sends, ...(via === undefined ? {} : { via }) });
  const { remoteAddress, headers, proxyHeader = [] } = request;
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((line) => [name, line] as const),
  );
  const proxyHeaders: readonly ProxyHeader[] =
    "command" in proxyHeader ? [proxyHeader] : proxyHeader;
  const preamble = proxyHeaders.map((header) => Buffer.from(encode(header)).toString("hex"));
  return {
    kind: made,
    about: `made for this path: client ${CLIENT} sent ${names === "" ? "nothing of its own" : names}`,
    path,
    peer: remoteAddress,
    headers: lines,
    ...(preamble.length === 0 ? {} : { preamble: preamble.join("") }),
  };
}

type WithOptions = PathConfig & { readonly path: Path };

/** The path of a topology as plain hops. */
async function pathOf(folder: string): Promise<Path> {
  const file = new URL(`../../../../examples/topologies/${folder}/path.ts`, import.meta.url);
  const { path } = (await import(file.href)) as { readonly path: Path | Hop | WithOptions };
  if ("path" in path) return path.path;
  return "tells" in path ? [path] : path;
}
