import { readFileSync } from "node:fs";
import { createResolver, type Hop, type Path } from "@client-ip/core";
import {
  apache,
  cilium,
  contour,
  emissary,
  caddy,
  envoy,
  haproxy,
  istio,
  nginx,
  snat,
  squid,
  varnish,
} from "@client-ip/presets";
import { describe, expect, it } from "vitest";

/** The fields of a line of packages/vectors/data/*.jsonl that matter here. */
interface Vector {
  readonly id: string;
  readonly path: readonly Hop[];
  readonly peer: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly preamble?: string;
  readonly expect: { readonly ip?: string };
  readonly attack: boolean;
  readonly misuse?: boolean;
}

function recorded(file: string): readonly Vector[] {
  const text = readFileSync(new URL(`../../vectors/data/${file}.jsonl`, import.meta.url), "utf8");
  const vectors = text.split("\n").flatMap((line) => (line ? [JSON.parse(line) as Vector] : []));
  return vectors.filter(({ preamble, misuse }) => preamble === undefined && !misuse);
}

/**
 * The same path by a preset; `undefined` if the preset cannot express the path of the recording.
 */
type Rewrite = (path: readonly Hop[]) => Path | Hop | undefined;

const tellsText = ({ tells }: Hop): string => JSON.stringify(tells).toLowerCase();
const list = '"x-forwarded-for"';

/** The address of a path's only hop, if it has the given `tells` and is not repeated. */
function only(path: readonly Hop[], tells: string): Required<Pick<Hop, "address">> | undefined {
  const [hop, ...more] = path;
  if (hop?.address === undefined || hop.repeat || more.length > 0) return undefined;
  return tellsText(hop) === tells ? { address: hop.address } : undefined;
}

function hidden(path: readonly Hop[]): Path | undefined {
  const [outer, inner] = path;
  if (path.length !== 2 || outer?.tells !== "nothing" || inner?.address === undefined)
    return undefined;
  if (outer.address === undefined || tellsText(inner) !== list) return undefined;
  return [snat({ address: outer.address }), nginx({ address: inner.address })];
}

function mesh(path: readonly Hop[]): Path | undefined {
  const [gateway, sidecar] = path;
  if (sidecar?.xfcc === undefined || gateway?.identity === undefined) return undefined;
  if (tellsText(gateway) !== list) return undefined;
  return istio({ gateway: gateway.identity, mode: "sidecar", xfcc: sidecar.xfcc });
}

function tproxy(path: readonly Hop[]): Path | undefined {
  const [gateway, sidecar] = path;
  if (sidecar?.tells !== "source-address" || gateway?.address === undefined) return undefined;
  const { address: gatewayAddress } = gateway;
  return istio({ gateway: "istio-system/ingress", mode: "tproxy", gatewayAddress });
}

function external(path: readonly Hop[]): Hop | undefined {
  for (const trustedHops of [0, 1, 2]) {
    const hop = only(path, `{"value":"x-envoy-external-address","trustedhops":${trustedHops}}`);
    if (hop) return envoy({ ...hop, externalAddress: true, trustedHops });
  }
  return undefined;
}

function emissaryOf(path: readonly Hop[]): Hop | undefined {
  for (const l7Depth of [1, 2]) {
    const hop = only(path, `{"value":"x-envoy-external-address","trustedhops":${l7Depth}}`);
    if (hop) return emissary({ ...hop, l7Depth });
  }
  return undefined;
}

const cases: readonly (readonly [what: string, file: string, atLeast: number, rewrite: Rewrite])[] =
  [
    ["nginx that appends", "nginx", 20, (path) => optional(only(path, list), nginx)],
    [
      "nginx that sets X-Real-IP",
      "nginx",
      5,
      (path) =>
        optional(only(path, '{"value":"x-real-ip"}'), (hop) =>
          nginx({ ...hop, header: "x-real-ip" }),
        ),
    ],
    ["nginx behind source NAT", "nginx", 3, hidden],
    [
      "HAProxy with option forwardfor",
      "haproxy",
      10,
      (path) => optional(only(path, list), haproxy),
    ],
    [
      "HAProxy with option forwarded",
      "haproxy",
      5,
      (path) =>
        optional(only(path, '"forwarded"'), (hop) => haproxy({ ...hop, header: "forwarded" })),
    ],
    ["Apache that appends", "apache", 15, (path) => optional(only(path, list), apache)],
    ["Caddy", "caddy", 20, (path) => optional(only(path, list), caddy)],
    ["Varnish that appends", "varnish", 15, (path) => optional(only(path, list), varnish)],
    [
      "Varnish that sets X-Real-IP",
      "varnish",
      4,
      (path) =>
        optional(only(path, '{"value":"x-real-ip"}'), (hop) =>
          varnish({ ...hop, header: "x-real-ip" }),
        ),
    ],
    ["Squid that appends", "squid", 15, (path) => optional(only(path, list), squid)],
    ["Envoy that appends", "envoy", 30, (path) => optional(only(path, list), envoy)],
    [
      "Envoy that appends, as Contour's",
      "envoy",
      30,
      (path) => optional(only(path, list), contour),
    ],
    ["Envoy that appends, as Cilium's", "envoy", 30, (path) => optional(only(path, list), cilium)],
    ["Envoy's external address", "envoy", 50, external],
    ["Envoy's external address, as Emissary's", "envoy", 20, emissaryOf],
    ["a gateway and a sidecar under REDIRECT", "envoy", 30, mesh],
    ["a pod that goes around the gateway under TPROXY", "envoy", 3, tproxy],
  ];

function optional<Given, Made>(
  given: Given | undefined,
  make: (given: Given) => Made,
): Made | undefined {
  return given === undefined ? undefined : make(given);
}

describe.each(cases)("%s, as recorded", (_what, file, atLeast, rewrite) => {
  const replayed = recorded(file).flatMap((vector) => {
    const config = rewrite(vector.path);
    return config === undefined ? [] : [{ vector, config }];
  });

  it("has recordings, with forged requests among them", () => {
    expect(replayed.length).toBeGreaterThanOrEqual(atLeast);
    expect(replayed.some(({ vector }) => vector.attack)).toBe(true);
  });

  it.each(replayed.map(({ vector, config }) => [vector.id, vector, config] as const))(
    "finds the client of the recording %s",
    (_id, vector, config) => {
      const { peer, headers } = vector;
      const { ip } = createResolver(config).resolve({ peer, rawHeaders: headers.flat() });
      expect(ip).toBe(vector.expect.ip);
    },
  );
});
