export { akamai, type AkamaiOptions } from "./cdns/akamai.ts";
export {
  apiGateway,
  type ApiGatewayLambda,
  type ApiGatewayOptions,
  type ApiGatewayVpcLink,
} from "./clouds/api-gateway.ts";
export { appEngine, type AppEngineOptions } from "./clouds/app-engine.ts";
export { awsAlb, type AwsAlbOptions } from "./clouds/aws-alb.ts";
export { awsClb, type AwsClbOptions } from "./clouds/aws-clb.ts";
export { awsNlb, type AwsNlbOptions } from "./clouds/aws-nlb.ts";
export { azureAppGateway, type AzureAppGatewayOptions } from "./clouds/azure-app-gateway.ts";
export { azureAppService, type AzureAppServiceOptions } from "./clouds/azure-app-service.ts";
export { azureFrontDoor, type AzureFrontDoorOptions } from "./cdns/azure-front-door.ts";
export { alibabaAlb, type AlibabaAlbOptions } from "./clouds/alibaba-alb.ts";
export { alibabaClb, type AlibabaClbOptions } from "./clouds/alibaba-clb.ts";
export {
  alibabaNlb,
  type AlibabaNlbOptions,
  type AlibabaNlbProxyProtocol,
  type AlibabaNlbSource,
} from "./clouds/alibaba-nlb.ts";
export type {
  BalancerLayer4,
  BalancerLayer7,
  BalancerOptions,
  BalancerProxyProtocol,
  BalancerToa,
} from "./clouds/balancer.ts";
export { bunny, type BunnyOptions } from "./cdns/bunny.ts";
export { cloudflare, type CloudflareOptions } from "./cdns/cloudflare.ts";
export {
  type CloudflareHeader,
  cloudflareTunnel,
  type CloudflareTunnelOptions,
} from "./cdns/cloudflare-tunnel.ts";
export { cloudfront, type CloudfrontOptions } from "./cdns/cloudfront.ts";
export { cloudRun, type CloudRunOptions } from "./clouds/cloud-run.ts";
export { edgeOne, type EdgeOneOptions } from "./cdns/edge-one.ts";
export { envoy, type EnvoyOptions } from "./proxies/envoy.ts";
export type { Confidence, FactSheet, Sample, Variant } from "./fact-sheet.ts";
export { fastly, type FastlyOptions } from "./cdns/fastly.ts";
export { globalAccelerator, type GlobalAcceleratorOptions } from "./clouds/global-accelerator.ts";
export { googleAlb, type GoogleAlbOptions } from "./clouds/google-alb.ts";
export { googleProxyNlb, type GoogleProxyNlbOptions } from "./clouds/google-proxy-nlb.ts";
export {
  digitalOcean,
  type DigitalOceanAppPlatform,
  type DigitalOceanLoadBalancer,
  type DigitalOceanOptions,
} from "./platforms/digital-ocean.ts";
export { haproxy, type HaproxyOptions } from "./proxies/haproxy.ts";
export { fly, type FlyOptions } from "./platforms/fly.ts";
export { heroku } from "./platforms/heroku.ts";
export { hetzner, type HetznerOptions } from "./platforms/hetzner.ts";
export { huaweiElb, type HuaweiElbLayer7, type HuaweiElbOptions } from "./clouds/huawei-elb.ts";
export { imperva, type ImpervaOptions } from "./cdns/imperva.ts";
export { istio, type IstioOptions, type IstioSidecar, type IstioTproxy } from "./mesh/istio.ts";
export { knownWords } from "./known-words.ts";
export { lambdaUrl, type LambdaUrlOptions } from "./clouds/lambda-url.ts";
export type { LoadBalancerOptions } from "./platforms/load-balancer.ts";
export { netlify, type NetlifyOptions } from "./platforms/netlify.ts";
export { nginx, type NginxOptions } from "./proxies/nginx.ts";
export { networks } from "./networks.ts";
export type {
  Addresses,
  HopOptions,
  ProofOptions,
  ProvenOptions,
  SharedOptions,
} from "./options.ts";
export type { LiveSettings, PublishedOptions } from "./published-addresses.ts";
export { factSheets, presets } from "./registry.ts";
export type { PresetName } from "./registry.ts";
export { railway, type RailwayOptions } from "./platforms/railway.ts";
export { render } from "./platforms/render.ts";
export { scaleway, type ScalewayOptions } from "./platforms/scaleway.ts";
export { snat, type SnatOptions } from "./kubernetes/snat.ts";
export { tencentClb, type TencentClbOptions } from "./clouds/tencent-clb.ts";
export { apache } from "./proxies/apache.ts";
export { caddy } from "./proxies/caddy.ts";
export { iisArr, type IisArrOptions } from "./proxies/iis-arr.ts";
export { squid } from "./proxies/squid.ts";
export { traefik, type TraefikOptions } from "./proxies/traefik.ts";
export { varnish, type VarnishOptions } from "./proxies/varnish.ts";
export { ingressNginx, type IngressNginxOptions } from "./kubernetes/ingress-nginx.ts";
export { contour, type ContourOptions } from "./kubernetes/contour.ts";
export { emissary, type EmissaryOptions } from "./kubernetes/emissary.ts";
export { envoyGateway, type EnvoyGatewayOptions } from "./kubernetes/envoy-gateway.ts";
export { kong, type KongOptions } from "./kubernetes/kong.ts";
export { haproxyIngress, type HaproxyIngressOptions } from "./kubernetes/haproxy-ingress.ts";
export { klipper } from "./kubernetes/klipper.ts";
export { docker } from "./kubernetes/docker.ts";
export type { HidingOptions } from "./hiding-hop.ts";
export { cilium, type CiliumOptions } from "./mesh/cilium.ts";
export { consul, type ConsulOptions } from "./mesh/consul.ts";
export { linkerd, type LinkerdOptions } from "./mesh/linkerd.ts";
export type { IstioAmbient } from "./mesh/istio-ambient.ts";
export { vercel, type VercelOptions } from "./platforms/vercel.ts";
