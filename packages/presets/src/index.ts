export { awsAlb, type AwsAlbOptions } from "./aws-alb.ts";
export { cloudflare, type CloudflareOptions } from "./cloudflare.ts";
export { envoy, type EnvoyOptions } from "./envoy.ts";
export type { Confidence, FactSheet } from "./fact-sheet.ts";
export { haproxy, type HaproxyOptions } from "./haproxy.ts";
export { heroku } from "./heroku.ts";
export { istio, type IstioOptions, type IstioSidecar, type IstioTproxy } from "./istio.ts";
export { nginx, type NginxOptions } from "./nginx.ts";
export { networks } from "./networks.ts";
export type { Addresses, HopOptions } from "./options.ts";
export { factSheets, presets } from "./registry.ts";
export { snat, type SnatOptions } from "./snat.ts";
export {
  tencentClb,
  type TencentClbLayer4,
  type TencentClbLayer7,
  type TencentClbOptions,
  type TencentClbProxyProtocol,
} from "./tencent-clb.ts";
