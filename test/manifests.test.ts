import { readdirSync, readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";

const topologies = new URL("../examples/topologies/", import.meta.url);

/** Each `folder/name.yaml`. What is installed or built is no example. */
const files = readdirSync(topologies, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !["dist", "node_modules"].includes(entry.name))
  .flatMap(({ name }) => readdirSync(new URL(name, topologies)).map((file) => `${name}/${file}`))
  .filter((file) => file.endsWith(".yaml"));

/** As much of a Kubernetes object as is looked at here. */
interface Manifest {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly template?: Manifest };
}

const documentsIn = (file: string): ReturnType<typeof parseAllDocuments> =>
  parseAllDocuments(readFileSync(new URL(file, topologies), "utf8"));

/** All documents but the bootstrap of an Envoy. */
function manifestsIn(file: string): readonly Manifest[] {
  const all = documentsIn(file).map((document) => document.toJS() as Manifest | null);
  return all.filter((one): one is Manifest => one === null || !("static_resources" in one));
}

/** Istio's settings of a pod, which are YAML in an annotation. */
function proxyConfigsIn(file: string): readonly unknown[] {
  const pods = manifestsIn(file).flatMap(({ metadata, spec }) => [
    metadata,
    spec?.template?.metadata,
  ]);
  const texts = pods.map((pod) => pod?.annotations?.["proxy.istio.io/config"]);
  return texts.filter((text) => text !== undefined).map((text) => parse(text) as unknown);
}

describe("a YAML file of examples/topologies", () => {
  it("is found below examples/topologies", () => {
    expect(files).toContain("envoy/envoy.yaml");
    expect(files).toContain("istio-redirect/kubernetes.yaml");
  });

  it.each(files)("can be read in each of its documents: %s", (file) => {
    const documents = documentsIn(file);
    expect(documents.length).toBeGreaterThan(0);
    expect(documents.flatMap(({ errors, warnings }) => errors.concat(warnings))).toEqual([]);
  });

  // test/documents.test.ts reads Docker Compose's.
  const ofClusters = files.filter((file) => !file.endsWith("/compose.yaml"));

  it.each(ofClusters)("configures Envoy, or names each of its Kubernetes objects: %s", (file) => {
    for (const manifest of manifestsIn(file)) {
      expect(manifest).toMatchObject({
        apiVersion: expect.stringMatching(/^([a-z][a-z\d.-]*\/)?v\d[a-z\d]*$/),
        kind: expect.stringMatching(/^[A-Z]\w+$/),
        metadata: { name: expect.stringMatching(/^[a-z\d]([a-z\d.-]*[a-z\d])?$/) },
      });
    }
  });

  it.each(files.filter((file) => proxyConfigsIn(file).length > 0))(
    "has Istio's settings of a pod as a mapping: %s",
    (file) => {
      for (const config of proxyConfigsIn(file)) expect(config).toBeInstanceOf(Object);
    },
  );
});
