import { factSheets, knownWords } from "@client-ip/presets";

/** An environment variable that shows on which platform the application runs. */
interface Sign {
  readonly variable: string;
  readonly platform: string;
  /** The name of the platform's preset, or a known word if several things can be in front. */
  readonly name: string;
}

/** The most specific first: other platforms may run on Kubernetes. */
const SIGNS: readonly Sign[] = [
  { variable: "DYNO", platform: "Heroku", name: "heroku" },
  { variable: "FLY_APP_NAME", platform: "Fly.io", name: "fly" },
  { variable: "K_SERVICE", platform: "Google Cloud Run", name: "cloudRun" },
  { variable: "GAE_SERVICE", platform: "Google App Engine", name: "appEngine" },
  { variable: "RENDER", platform: "Render", name: "render" },
  { variable: "RAILWAY_PROJECT_ID", platform: "Railway", name: "railway" },
  { variable: "VERCEL", platform: "Vercel", name: "vercel" },
  { variable: "NETLIFY", platform: "Netlify", name: "netlify" },
  { variable: "WEBSITE_SITE_NAME", platform: "Azure App Service", name: "azureAppService" },
  { variable: "AWS_LAMBDA_FUNCTION_NAME", platform: "AWS Lambda", name: "lambda" },
  { variable: "ECS_CONTAINER_METADATA_URI_V4", platform: "Amazon ECS", name: "ecs" },
  { variable: "KUBERNETES_SERVICE_HOST", platform: "Kubernetes", name: "kubernetes" },
];

/** Ranges of peers that are known by name, and the platforms that use them. */
const RANGES: readonly (readonly [name: string, range: RegExp, presets: readonly string[]])[] = [
  ["linklocal", /^169\.254\./, ["cloudRun", "azureAppService"]],
  ["cgnat", /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, ["railway"]],
];

/**
 * What to configure for the platform that this process seems to run on, and for the range of a
 * peer. It only chooses the words of a warning; nothing is ever trusted because of it.
 *
 * @param environment variables by name, such as `process.env`.
 * @param peer canonical text.
 * @returns a few sentences.
 */
export function platformHint(
  environment: Readonly<Record<string, string | undefined>>,
  peer: string | undefined,
): string {
  const sign = SIGNS.find(({ variable }) => environment[variable] !== undefined);
  const range = RANGES.find(([, pattern]) => pattern.test(peer ?? ""));
  const hint =
    sign === undefined
      ? "Configure what stands in front of the application: clientIp('direct') if nothing does, or the name of your proxy (docs/hops.md)."
      : `This looks like ${sign.platform}: ${whatToWrite(sign.name)}`;
  if (range === undefined) return hint;
  const [name, , presets] = range;
  const users = sign === undefined ? `, as on ${presets.map(callOf).join(", ")}` : "";
  return `${hint} The peer is in the range '${name}'${users}.`;
}

function whatToWrite(name: string): string {
  return knownWords[name] ?? `${callOf(name)}.`;
}

/** The call to write. Where it has addresses, they are an example. */
function callOf(preset: string): string {
  return `clientIp('${factSheets[preset]?.text ?? preset}')`;
}
