import type { Hop } from "@client-ip/core";
import { isObject } from "@client-ip/core/internal";
import type { Paint } from "../options/output.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { HeaderFate } from "./fates.ts";
import { UNKNOWN_IDENTITY } from "./sidecar.ts";

/** The findings in words. */
export function diagnosisText(diagnosis: Diagnosis, paint: Paint): string {
  return [
    pathText(diagnosis, paint),
    ownText(diagnosis, paint),
    `${paint("bold", "What the proxies do with a client's headers")}\n${headersText(diagnosis, paint)}`,
    `${paint("bold", "What cannot be seen from outside")}\n${listOf(missingFrom(diagnosis))}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const listOf = (sentences: readonly string[]): string =>
  sentences.map((sentence) => `  - ${sentence}`).join("\n");

function pathText({ path, hides, client }: Diagnosis, paint: Paint): string {
  if (path === undefined) {
    return `${paint("red", "No path explains all requests.")} What was forged changes the client, or your own address is in none of the headers. ${TELL_IT}`;
  }
  const isOpen = typeof path === "object" && path.some(({ identity }) => identity !== undefined);
  const meaning = hides
    ? `${paint("red", "No client can be known:")} ${hiddenText(path)} Let it append to X-Forwarded-For, send a PROXY header, or keep the source address. ${TELL_IT}`
    : isOpen
      ? `${paint("yellow", "Write the gateway's identity")} in place of ${UNKNOWN_IDENTITY}. Until then no request has a client. With it this one has ${String(client)}.`
      : `It answers ${paint("green", String(client))} to every request, whatever was forged. That should be your own address, as your outermost proxy sees it. If it is a proxy's, that proxy is missing in the path.`;
  return `${paint("bold", "The path")}\n${pathLines(path)}\n${meaning}`;
}

const TELL_IT =
  "If you know your own address as the outermost proxy sees it, say it: --from ADDRESS.";

function hiddenText(path: Diagnosis["path"]): string {
  const first = typeof path === "object" ? path[0] : undefined;
  return `${[first?.address ?? []].flat().map(String).join(" and ")} hides who calls it.`;
}

/** As JavaScript, and as the variable of the register hook and of the other commands. */
function pathLines(path: readonly Hop[] | "direct"): string {
  const js =
    path === "direct"
      ? '"direct"'
      : `[\n${path.map((hop) => `    ${literal(hop)},\n`).join("")}  ]`;
  const text = path === "direct" ? path : JSON.stringify(path);
  return `  clientIp(${js})\n  CLIENT_IP_PATH='${text}'`;
}

/** JavaScript, as people write it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => literal(one)).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${literal(field)}`);
  return `{ ${fields.join(", ")} }`;
}

function ownText({ own }: Diagnosis, paint: Paint): string {
  if (own === undefined) return "";
  const title = paint("bold", "The path that the application has now");
  if (own.fooledBy.length > 0) {
    return `${title}\n  ${paint("red", "can be fooled")}: it answered a forged address. Forged was: ${own.fooledBy.join("; ")}.`;
  }
  return own.agrees
    ? `${title}\n  ${paint("green", "answers the same")}.`
    : `${title}\n  ${paint("red", "answers something else")}: ${own.answers}.`;
}

/** What each fate means. The names of its headers follow. */
const FATES: Readonly<Record<HeaderFate["fate"], (fate: HeaderFate) => string>> = {
  keeps: () => "Kept as the client sent it. It can be forged, and nothing may read it",
  changes: () => "Changed, with the client's text in it. It can be forged",
  appends: ({ elements, ownLine }) =>
    `Appended to${ownLine ? " in a line of its own" : ""}. The last ${elements === 1 ? "element is" : `${elements} elements are`} the proxies', and all before can be forged`,
  sets: () => "Set by the proxies. It cannot be forged",
  drops: () => "Lost where the client sends one, too",
  absent: () => "Removed",
};

function headersText({ headers, refused }: Diagnosis, paint: Paint): string {
  const groups = new Map<string, string[]>();
  for (const fate of headers) {
    const text = paint(fate.forgeable ? "yellow" : "green", FATES[fate.fate](fate));
    groups.set(text, [...(groups.get(text) ?? []), fate.header]);
  }
  return listOf([
    ...[...groups].map(([text, names]) => `${text}: ${names.join(", ")}`),
    ...refused.map((what) => `A request that forged ${what} was refused on its way.`),
  ]);
}

function missingFrom({ path, client, masked, sidecar, cdns }: Diagnosis): readonly string[] {
  const secrets = masked.filter((name) => name !== "x-forwarded-client-cert");
  const hasIdentity = masked.length > secrets.length;
  return [
    "Secrets: whether a proxy proves itself by one. Then add to its hop secret: { header, value }.",
    ...secrets.map((name) => `A secret came in ${name}. Keep it at the hop that sends it.`),
    hasIdentity
      ? "Identities: X-Forwarded-Client-Cert came. A sidecar or gateway proves by it who called: see istio() in docs/hops.md."
      : "Identities: whether a proxy shows a certificate.",
    ...(sidecar ? ["What calls the sidecar at 127.0.0.6: any pod of the mesh can."] : []),
    ...(hasLoopback(path)
      ? [
          "What calls a proxy on the application's machine. If it is a sidecar (Linkerd), any pod can: take the preset linkerd, with a secret at the hop in front of it.",
        ]
      : []),
    ...cdns.map(
      (name) =>
        `Addresses of the path are of ${name}, whose other customers use them too: take the preset ${name}, with its secret.`,
    ),
    ...(client !== undefined && /^(?:127\.|::1$)/.test(client)
      ? [
          "What clients of other machines meet: the doctor runs on the application's machine, whose addresses a path may take for proxies. Run it from outside, too.",
        ]
      : []),
    "All addresses: only those that a few requests met are in the path. Write the ranges of your proxies.",
    "Other ways in: callers that go around a proxy, and other front doors. Run the doctor at each, and join their paths by oneOf. If all must come through a hop, write required: true.",
  ];
}

function hasLoopback(path: Diagnosis["path"]): boolean {
  return typeof path === "object" && path.at(-1)?.address === "loopback";
}
