import { presets } from "@client-ip/presets";

/** One sign of where the application runs: an environment variable that the platform sets. */
interface Sign {
  readonly variable: string;
  readonly platform: string;
  /** The preset for it, by name. */
  readonly preset?: string;
}

/** The more special first: what runs on Kubernetes may be sold as something else. */
const signs: readonly Sign[] = [
  { variable: "DYNO", platform: "Heroku", preset: "heroku" },
  { variable: "FLY_APP_NAME", platform: "Fly.io", preset: "fly" },
  { variable: "K_SERVICE", platform: "Google Cloud Run", preset: "cloudRun" },
  { variable: "GAE_SERVICE", platform: "Google App Engine", preset: "appEngine" },
  { variable: "RENDER", platform: "Render", preset: "render" },
  { variable: "RAILWAY_PROJECT_ID", platform: "Railway", preset: "railway" },
  { variable: "VERCEL", platform: "Vercel", preset: "vercel" },
  { variable: "WEBSITE_SITE_NAME", platform: "Azure App Service", preset: "azureAppService" },
  { variable: "ECS_CONTAINER_METADATA_URI_V4", platform: "Amazon ECS" },
  { variable: "KUBERNETES_SERVICE_HOST", platform: "Kubernetes" },
];

/**
 * What to write for the platform this process seems to run on. It only chooses the words of a warning;
 * nothing is ever trusted for it.
 *
 * @param environment variables by name, such as `process.env`.
 * @returns one or two sentences.
 */
export function platformHint(environment: Readonly<Record<string, string | undefined>>): string {
  const sign = signs.find(({ variable }) => environment[variable] !== undefined);
  const general = "clientIp('direct') if nothing stands in front, or the ranges of your proxies";
  if (sign === undefined) return `Say what stands in front of the application: ${general}.`;
  const { platform, preset } = sign;
  return preset !== undefined && Object.hasOwn(presets, preset)
    ? `This looks like ${platform}: clientIp('${preset}').`
    : `This looks like ${platform}. Say what stands in front of the application: ${general}.`;
}
