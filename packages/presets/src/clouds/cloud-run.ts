import type { Hop, Path } from "@client-ip/core";
import {
  isNonPublic,
  isObject,
  oneOfThese,
  type OptionRules,
  parsePrefix,
} from "@client-ip/core/internal";
import type { FactSheet } from "../fact-sheet.ts";
import {
  type Addresses,
  ADDRESSES,
  checkPreset,
  HOP_RULES,
  type HopOptions,
  presetError,
} from "../options.ts";

/** The options of {@link cloudRun}. */
export interface CloudRunOptions extends HopOptions {
  /**
   * The public addresses of the Application Load Balancer in front, if there is one. Requests that
   * come to the service's own URL are answered too.
   */
  readonly balancer?: Addresses;
  /**
   * The header to read; `x-forwarded-for` if absent. Both end in the same address. What becomes of
   * a client's own Forwarded is not documented: send a forged one before you rely on it.
   */
  readonly header?: "x-forwarded-for" | "forwarded";
}

const BALANCER_CALL = {
  example: "cloudRun({ balancer: '198.51.100.10' })",
  text: "cloud-run balancer=198.51.100.10",
};

export const CLOUD_RUN_FACTS: FactSheet = {
  preset: "cloudRun",
  vendor: "Google Cloud",
  what: "Cloud Run, and functions on it, with and without a load balancer",
  words: ["run.app", "K_SERVICE", "Cloud Functions", "serverless NEG"],
  example: "cloudRun()",
  text: "cloud-run",
  sample: {
    peer: "169.254.1.1",
    headers: [
      "X-Forwarded-For: 6.6.6.6,203.0.113.7",
      'Forwarded: for="203.0.113.7";proto=https',
      "X-Forwarded-Proto: https",
    ],
    client: "203.0.113.7",
  },
  variants: [
    {
      what: "behind an Application Load Balancer",
      example: BALANCER_CALL.example,
      note: `As text \`${BALANCER_CALL.text}\`. The address is the balancer's public one. Several need JSON: \`{"preset":"cloud-run","balancer":["198.51.100.10","2001:db8:a::1"]}\`.`,
    },
    { what: "read in Forwarded", example: "cloudRun({ header: 'forwarded' })" },
  ],
  tells:
    "X-Forwarded-For ends in its peer, and so does Forwarded, some IPv6 without brackets. Behind an Application Load Balancer X-Forwarded-For ends in the client and the balancer's public address: write `balancer`.",
  scheme:
    "Says in X-Forwarded-Proto what the client used. That it overwrites a client's own is not documented: if you have tried it, write `proto: 'x-forwarded-proto'`.",
  peer: "Google's front end, at a link-local address (169.254.0.0/16), as users report.",
  forged:
    "Users report both that a forged X-Forwarded-For stays to the left, and that it is overwritten. Either way the last element is the front end's own.",
  authenticate: "By the platform alone: only its front end can reach a container.",
  traps: [
    "With a balancer and without `balancer`, the answer is the balancer's address, the same for all clients: `gcloud compute forwarding-rules list` shows it. `google-alb > cloud-run > app` describes another network, and is refused. Counting two elements instead is not safe: a request to the service's own URL could forge the first of them.",
    "In 2022 the front end appended the client once more behind the balancer's elements. Both forms are answered.",
    "Behind a CDN such as Fastly the front end's peer is the CDN. Where it overwrites X-Forwarded-For, only a header of the CDN's own has the client: write the CDN as a hop outside, by that header.",
    "On a developer's machine there is no front end: use 'direct' there.",
  ],
  unknown:
    "Whether the front end ever connects from another address: such a request is `bypassed`. What becomes of a client's own Forwarded, and what it holds behind a balancer: send a forged one before you read that header.",
  sources: [
    "https://pc.atsuhiro-me.net/entry/2022/08/11/081130",
    "https://blog.cateiru.com/entry/2024/02/19/233045",
    "https://github.com/noricha-vr/vrc-ta-hub/issues/98",
    "https://github.com/kubernetes/registry.k8s.io/issues/63",
    "https://github.com/kubernetes/registry.k8s.io/pull/132",
    "https://cloud.google.com/functions/docs/reference/headers",
    "https://github.com/spring-cloud/spring-cloud-gateway/issues/2512",
  ],
  read: "2026-11-29",
  confidence: ["documented", "reported"],
};

const RULES: OptionRules<CloudRunOptions> = {
  ...HOP_RULES,
  balancer: ADDRESSES,
  header: oneOfThese("x-forwarded-for", "forwarded"),
};

/** Whether it is an address of the internet. Names of ranges and live lists are not looked at. */
function isPublic(entry: unknown): boolean {
  if (typeof entry !== "string" || !/^[\da-f]*[.:]/i.test(entry)) return false;
  return !isNonPublic(parsePrefix(entry).network);
}

/** The front end knows the names of its services, so that no Host can hold another element. */
const FORWARDED = { list: "forwarded", unquoted: true, hostChecked: true } as const;

/**
 * A hop for Google Cloud Run. With `balancer` the load balancer is a second hop, known by its own
 * addresses. It is `required`: every request comes through the platform's front end. Facts and
 * sources: docs/hops.md.
 *
 * @throws {ClientIpError} `preset-option`; also for `balancer` together with the header
 *   `forwarded`, and for a public address, which is the balancer's
 *
 * @example
 * ```ts
 * import { createResolver } from "@client-ip/core";
 * import { cloudRun } from "@client-ip/presets";
 *
 * const resolver = createResolver(cloudRun({ balancer: "198.51.100.10" }));
 * const rawHeaders = ["X-Forwarded-For", "6.6.6.6,203.0.113.7,198.51.100.10"];
 * resolver.resolve({ peer: "169.254.1.1", rawHeaders }).ip; // -> "203.0.113.7"
 * ```
 */
export function cloudRun(options: CloudRunOptions = {}): Hop | Path {
  const isBalancer = isObject(options) && "balancer" in options;
  checkPreset({ ...CLOUD_RUN_FACTS, ...(isBalancer && BALANCER_CALL) }, options, RULES);
  if ([options.address ?? []].flat().some((entry) => isPublic(entry))) {
    throw presetError(
      "cloudRun({ address }) with a public address",
      "the addresses of Cloud Run's front end, which are none of the internet",
      `Leave address out. If it is the balancer's, write ${BALANCER_CALL.example}, or as text '${BALANCER_CALL.text}'.`,
    );
  }
  const { balancer, header = "x-forwarded-for", ...given } = options;
  const tells = header === "forwarded" ? FORWARDED : header;
  const hop = { name: "cloudRun", address: "169.254.0.0/16", tells, required: true, ...given };
  if (balancer === undefined) return hop;
  if (header === "forwarded") {
    throw presetError(
      'cloudRun({ balancer, header: "forwarded" })',
      "one of the two",
      "Leave header out: the balancer writes X-Forwarded-For.",
    );
  }
  return [{ name: "googleAlb", address: balancer, tells: "x-forwarded-for" }, hop];
}
