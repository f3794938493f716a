import { presets } from "@client-ip/presets";

/** An environment variable that shows on which platform the application runs. */
interface Sign {
  readonly variable: string;
  readonly platform: string;
  /** The name of the platform's preset. */
  readonly preset?: string;
}

/** The most specific first: other platforms may run on Kubernetes. */
const SIGNS: readonly Sign[] = [
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
 * What to configure for the platform that this process seems to run on. It only chooses the words
 * of a warning; nothing is ever trusted because of it.
 *
 * @param environment variables by name, such as `process.env`.
 * @returns one or two sentences.
 */
export function platformHint(environment: Readonly<Record<string, string | undefined>>): string {
  const sign = SIGNS.find(({ variable }) => environment[variable] !== undefined);
  const general = "clientIp('direct') if nothing stands in front, or the ranges of your proxies";
  if (sign === undefined) return `Configure what stands in front of the application: ${general}.`;
  const { platform, preset } = sign;
  return preset !== undefined && Object.hasOwn(presets, preset)
    ? `This looks like ${platform}: clientIp('${preset}').`
    : `This looks like ${platform}. Configure what stands in front of the application: ${general}.`;
}
