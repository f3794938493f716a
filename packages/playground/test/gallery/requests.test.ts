import { readdirSync } from "node:fs";
import { createResolver } from "@client-ip/core";
import { describe, expect, it } from "vitest";
import { evidenceOf, RECORDINGS } from "../recordings.ts";
import { chosenTopologies, CLIENT } from "./chosen-requests.ts";

const chosen = await chosenTopologies();
const requests = chosen.flatMap(({ title, requests: some }) =>
  some.map((request) => [`${title}: ${request.recording ?? request.kind}`, request] as const),
);

describe("the requests of the gallery", () => {
  it("are the chosen ones, as they were recorded or made", async () => {
    await expect(`${JSON.stringify(chosen, undefined, 1)}\n`).toMatchFileSnapshot(
      "../../src/gallery/requests.json",
    );
  });

  it("are of every topology, each once", () => {
    const folders = readdirSync(new URL("../../../../examples/topologies", import.meta.url), {
      withFileTypes: true,
    })
      .filter((entry) => entry.isDirectory() && !["dist", "node_modules"].includes(entry.name))
      .map(({ name }) => name);
    expect(chosen.flatMap((topology) => topology.folders).toSorted()).toEqual(folders.toSorted());
  });

  it.each(chosen)("are an honest one, then one or two forged ones: $title", (topology) => {
    const [first, ...others] = topology.requests.map(({ kind }) => kind);
    expect(first).toBe("honest");
    expect([["forged"], ["forged", "forged"]]).toContainEqual(others);
  });

  it.each(requests)("have the client as their answer, or none: %s", (_title, request) => {
    const { ip } = createResolver(request.path).resolve(evidenceOf(request));
    const recording = RECORDINGS.find(({ id }) => id === request.recording);
    const truth = recording === undefined ? CLIENT : (recording.truth ?? undefined);
    expect([undefined, truth]).toContain(ip);
    expect(recording?.misuse).toBeUndefined();
  });
});
