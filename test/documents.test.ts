import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { path as composePath } from "../examples/topologies/docker-compose/path.ts";
import type { Hop } from "../packages/core/src/index.ts";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

describe("docs/topologies", () => {
  const pages = readdirSync(new URL("../docs/topologies", import.meta.url));

  it("has an index of all its pages", () => {
    const index = read("docs/topologies/README.md");
    const linked = [...index.matchAll(/\]\(([a-z0-9-]+\.md)\)/g)].map(([, page = ""]) => page);
    expect([...new Set(linked)].toSorted()).toEqual(
      pages.filter((page) => page !== "README.md").toSorted(),
    );
  });
});

describe("examples/topologies/docker-compose", () => {
  const { services, networks } = parse(read("examples/topologies/docker-compose/compose.yaml"));

  const [docker, nginx] = composePath.path as readonly [Hop, Hop];

  it("gives nginx the address of the path, where no other container can have it", () => {
    expect(services.nginx.networks.default.ipv4_address).toBe(nginx.address);
    const [{ subnet, ip_range: range }] = networks.default.ipam.config;
    expect([subnet, range]).toEqual(["10.80.0.0/24", "10.80.0.128/25"]);
    expect(nginx.address).toMatch(/^10\.80\.0\.(?:[2-9]|[1-9]\d)$/);
  });

  it("gives the networks the gateways of the path, behind which Docker hides callers", () => {
    const subnets: { gateway: string }[] = networks.default.ipam.config;
    expect(subnets.map(({ gateway }) => gateway)).toEqual(docker.address);
  });

  it("mounts the tested file, which calls the application by its name", () => {
    const conf = read("examples/topologies/docker-compose/nginx.conf");
    expect(services.nginx.volumes).toEqual(["./nginx.conf:/etc/nginx/conf.d/default.conf:ro"]);
    expect(Object.keys(services)).toEqual(["nginx", "app"]);
    expect(conf).toContain("proxy_pass http://app:3000;");
    expect(conf).toContain(`listen ${services.nginx.ports[0].split(":")[1]};`);
  });

  it("publishes no port of the application", () => {
    expect(services.app.ports).toBeUndefined();
  });
});
