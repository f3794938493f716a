/** What to write where no preset is: text that is JSON. */
const HOP = `'{ "address": "10.0.1.10", "tells": "x-forwarded-for" }'`;

/** How to find out what a proxy tells that no preset describes. */
const TRY = `Send a request with a forged X-Forwarded-For, and log its headers and clientIpInfo.peer. If your own address stands last, write ${HOP} with that peer.`;

const CLUSTER =
  "Name what brings requests into the cluster, with the range of its pods: 'ingress-nginx 10.244.1.0/24', 'traefik 10.42.0.0/16', 'envoy-gateway 10.244.1.0/24'. `kubectl get pods -A -o wide` shows both.";
const AWS_BALANCER = "Write 'aws-alb 10.0.1.0/24' with the subnets of your balancer.";
const NGINX =
  "It is nginx: write 'nginx 172.18.0.3' with the address of its container, which `docker inspect` shows, or 'nginx' on the same host.";
const TRAEFIK =
  "It has Traefik in front: write 'traefik 172.18.0.0/16' with the range of their common network, which `docker network inspect` shows.";
const NO_PROXY =
  "That is no proxy. Write the name of what stands in front of the application, or 'direct' if nothing does.";
const LAMBDA =
  "Write 'lambda-url' for a function URL, or 'api-gateway integration=lambda' behind API Gateway. Behind an ALB, where a function has no socket, write 'aws-alb invoker'.";
const CDN =
  "Name the CDN, with a secret that it sends: 'cloudflare secret=env:ORIGIN_SECRET', 'cloudfront 198.51.100.0/24 secret=env:ORIGIN_SECRET'. docs/hops.md lists all.";
const TUNNEL = `${TRY} A tunnel connects from your own machine, so write its program's address, often 'loopback'.`;

/** Words by what they name, and what to write for them. */
const TABLE: readonly (readonly [words: string, sentences: string])[] = [
  // Kubernetes and containers.
  ["k8s kubernetes ingress ingress-controller gateway-api rke talos openshift", CLUSTER],
  [
    "k3s k3d rancher rke2 servicelb svclb klipper-lb",
    "k3s has klipper in front of Traefik, and RKE2 in front of ingress-nginx: write 'klipper > traefik 10.42.0.0/16 > app' or 'klipper > ingress-nginx 10.42.0.0/16 > app'. klipper hides the clients unless the service has externalTrafficPolicy: Local.",
  ],
  ["minikube kind microk8s", CLUSTER],
  [
    "nginx-ingress nginx-ingress-controller",
    "For the controller of the Kubernetes project write 'ingress-nginx 10.244.1.0/24'. For that of F5 write 'nginx 10.244.1.0/24'. Both with the range of its pods.",
  ],
  [
    "gateway",
    "Name the product: 'api-gateway 10.0.3.0/24 integration=vpc-link', 'azure-app-gateway 10.0.4.0/24', 'envoy-gateway 10.244.1.0/24' or 'kong 10.244.1.0/24'.",
  ],
  ["ambassador edge-stack", "Write 'emissary 10.244.1.0/24' with the range of its pods."],
  [
    "kube-proxy nodeport nat nat-gateway masquerade",
    "It hides its peers: write 'snat 10.0.0.0/24' with the addresses of the nodes, behind a hop that has a secret. Better, set externalTrafficPolicy: Local.",
  ],
  [
    "docker-compose compose podman portainer bridge",
    "Name the proxy of your compose file, with the range of its network: 'nginx 172.18.0.0/16'. If only a published port is in front, write 'docker'.",
  ],
  [
    "docker-swarm swarm",
    "Publish the port with `mode: host`, and name the proxy: 'traefik 10.0.1.0/24'. The routing mesh hides the clients: 'docker 10.0.0.0/24'.",
  ],
  [
    "mesh service-mesh sidecar",
    "Name the mesh: 'istio gateway=istio-system/istio-ingressgateway-service-account mode=sidecar', 'linkerd loopback, 10.1.0.4' with the pod's own address, 'cilium 10.0.0.0/24'.",
  ],
  [
    "istio-ingressgateway istio-ingress istio-gateway istio-proxy",
    "Write 'istio gateway=istio-system/istio-ingressgateway-service-account mode=sidecar' with the namespace and the service account of the gateway.",
  ],
  [
    "ambient ztunnel waypoint istio-ambient",
    "Write 'istio mode=ambient gateway-address=10.244.1.0/24' with the range of the gateway's pods.",
  ],
  // Amazon.
  ["elb elbv2 alb ecs fargate elastic-beanstalk elasticbeanstalk beanstalk", AWS_BALANCER],
  [
    "aws amazon ec2 eks",
    "Name the product: 'aws-alb 10.0.1.0/24', 'aws-nlb preserve-client-ip', 'cloudfront 198.51.100.0/24 secret=env:ORIGIN_SECRET'. On EKS, name the ingress inside it too: 'aws-nlb preserve-client-ip > ingress-nginx 10.244.1.0/24 > app'.",
  ],
  [
    "nlb",
    "Write 'aws-nlb preserve-client-ip', 'aws-nlb 10.0.1.0/24 proxy-protocol' or, at Alibaba Cloud, 'alibaba-nlb preserve-client-ip'.",
  ],
  [
    "proxy-protocol send-proxy send-proxy-v2",
    `Write '{ "address": "10.0.3.5", "tells": "proxy-protocol" }' with the address of the proxy that sends the PROXY header.`,
  ],
  [
    "clb",
    "Write 'aws-clb 10.0.1.0/24', 'tencent-clb 10.0.1.0/24 layer=7' or 'alibaba-clb 10.0.1.0/24 layer=7'.",
  ],
  [
    "cloud-front amazon-cloudfront",
    "Write 'cloudfront 198.51.100.0/24 secret=env:ORIGIN_SECRET' with the ranges that AWS publishes as CLOUDFRONT_ORIGIN_FACING.",
  ],
  ["lambda serverless", LAMBDA],
  [
    "apigw apigateway",
    "Write 'api-gateway integration=lambda' or, for a server, 'api-gateway 10.0.3.0/24 integration=vpc-link'.",
  ],
  ["lightsail app-runner apprunner amplify vpc-lattice", `There is no preset for it yet. ${TRY}`],
  ["privatelink", "Write 'aws-nlb 10.0.1.0/24 proxy-protocol' with the subnets of the balancer."],
  // Google.
  [
    "gcp google google-cloud gclb gfe gke google-load-balancer",
    "Name the product: 'google-alb', 'google-proxy-nlb', 'cloud-run' or 'cloud-run balancer=198.51.100.10'. On GKE, name the ingress inside it too.",
  ],
  ["gke-ingress", "Write 'google-alb'."],
  ["google-cloud-run gcr", "Write 'cloud-run'."],
  ["cloud-functions cloud-function gcf", "Write 'cloud-run': functions run there."],
  [
    "firebase firebase-hosting firebase-app-hosting",
    "Functions and App Hosting run on Cloud Run: write 'cloud-run'. Firebase Hosting has Fastly in front of it: docs/hops.md says under cloudRun what that means.",
  ],
  ["gae appspot", "Write 'app-engine 169.254.0.0/16' with the range of clientIpInfo.peer."],
  // Microsoft.
  [
    "azure aks",
    "Name the product: 'azure-front-door 198.51.100.0/24 secret=env:FDID', 'azure-app-gateway 10.0.4.0/24', 'azure-app-service'. On AKS, name the ingress inside it too.",
  ],
  [
    "azure-load-balancer azure-lb",
    "Azure Load Balancer keeps the source address, so it is no hop: write 'direct', or the proxy behind it, such as 'ingress-nginx 10.244.1.0/24'.",
  ],
  ["app-service azure-functions azure-web-app webapp", "Write 'azure-app-service'."],
  [
    "front-door frontdoor afd",
    "Write 'azure-front-door 198.51.100.0/24 secret=env:FDID' with the ranges of the service tag AzureFrontDoor.Backend, and your profile's identifier in FDID.",
  ],
  [
    "app-gateway application-gateway appgw agic",
    "Write 'azure-app-gateway 10.0.4.0/24' with the subnet of the gateway.",
  ],
  ["container-apps azure-container-apps", `There is no preset for it yet. ${TRY}`],
  [
    "iis iisnode arr windows",
    "Write 'iis-arr' for Application Request Routing on the same host. docs/hops.md says what iisnode needs.",
  ],
  // Other clouds.
  [
    "tencent tencent-cloud gaap anti-ddos tke",
    "Name the product: 'tencent-clb 10.0.1.0/24 layer=7', 'tencent-clb layer=4' or 'edge-one live secret=env:ORIGIN_SECRET'. docs/hops.md has GAAP and Anti-DDoS under tencentClb.",
  ],
  [
    "ga2",
    "Global Accelerator 2 writes TOA, or PROXY if that is turned on: write 'tencent-clb 198.51.100.7 layer=4 proxy-protocol' with its exit, and read docs/topologies/toa.md for TOA.",
  ],
  ["teo tencent-edgeone", "Write 'edge-one live secret=env:ORIGIN_SECRET'."],
  [
    "alibaba alibaba-cloud aliyun slb ack",
    "Name the product: 'alibaba-alb 10.0.1.0/24', 'alibaba-clb 10.0.1.0/24 layer=7' or 'alibaba-nlb preserve-client-ip'.",
  ],
  [
    "alibaba-cdn ali-cdn aliyun-cdn dcdn esa",
    `There is no preset for it yet. It sets ali-cdn-real-ip, connects from addresses that it does not publish, and its X-Forwarded-For grows by more than one: let it send a secret header of your own. ${TRY}`,
  ],
  [
    "huawei huawei-cloud cce",
    "Write 'huawei-elb 10.0.1.0/24 layer=7', or 'huawei-elb 100.125.0.0/16 layer=7' for a shared balancer.",
  ],
  [
    "oracle oracle-cloud oci oke",
    `Its balancer always sets X-Real-IP: write '{ "address": "10.0.0.0/24", "tells": { "value": "x-real-ip" } }' with the balancer's subnet.`,
  ],
  [
    "linode akamai-linode nodebalancer lke ovh ovhcloud vultr upcloud exoscale ionos",
    `There is no preset for it yet. If the balancer sends Proxy Protocol, write '{ "address": "10.0.1.10", "tells": "proxy-protocol" }' with its address. ${TRY}`,
  ],
  [
    "digitalocean app-platform droplet doks",
    "Write 'digital-ocean product=app-platform', or 'digital-ocean 10.116.0.2 product=load-balancer' with the balancer's address.",
  ],
  ["hcloud", "Write 'hetzner 10.0.0.3' with the address of the Load Balancer."],
  ["scw kapsule", "Write 'scaleway 10.70.0.2' with the address of the Load Balancer."],
  // CDNs and what runs at their edge.
  ["cdn edge waf", CDN],
  [
    "cloudflared argo argo-tunnel zero-trust",
    "Write 'cloudflare-tunnel', or 'cloudflare-tunnel 172.18.0.3' with the address of cloudflared's container.",
  ],
  [
    "spectrum",
    "Write 'cloudflare spectrum any-customer': a PROXY header has no second proof. Better, send HTTP through the proxy: 'cloudflare secret=env:ORIGIN_SECRET'.",
  ],
  [
    "workers cloudflare-workers cloudflare-pages deno-deploy",
    "There is no Node socket there: read the address that the platform gives with the request. For an origin behind it, name the CDN: 'cloudflare secret=env:ORIGIN_SECRET'.",
  ],
  ["incapsula", "Write 'imperva secret=env:ORIGIN_SECRET'."],
  ["bunnycdn bunny-cdn bunny-net", "Write 'bunny live secret=env:ORIGIN_SECRET'."],
  [
    "siteshield site-shield",
    "Write 'akamai 198.51.100.0/24 header=x-edge-client-ip secret=env:ORIGIN_SECRET'.",
  ],
  [
    "sucuri stackpath keycdn cdn77 gcore edgio quic-cloud",
    `There is no preset for it yet. Other customers share its addresses: let it send a secret header of your own. ${TRY}`,
  ],
  // Platforms and what people run themselves.
  ["flyio fly-io", "Write 'fly'."],
  ["heroku-router", "Write 'heroku', which is its router."],
  [
    "koyeb northflank zeabur replit clever-cloud upsun scalingo aptible supabase",
    `There is no preset for it yet. ${TRY}`,
  ],
  ["coolify dokploy easypanel", TRAEFIK],
  [
    "dokku",
    "Its nginx runs on the host: write 'nginx 172.17.0.1' with the gateway of the container's network.",
  ],
  [
    "caprover",
    "Its nginx is a service of Docker Swarm: write 'nginx 10.0.1.0/24' with the range of captain-overlay-network.",
  ],
  [
    "kamal kamal-proxy",
    `kamal-proxy is a container beside yours: \`docker network inspect kamal\` shows its address. ${TRY}`,
  ],
  ["nginx-proxy-manager npm nginx-proxy swag openresty tengine angie freenginx", NGINX],
  ["plesk cpanel", "It has nginx or Apache in front, on the same host: write 'nginx' or 'apache'."],
  [
    "passenger",
    `Passenger stands in nginx or Apache, and connects over a unix socket or loopback. ${TRY}`,
  ],
  ["httpd apache2 mod-proxy", "Write 'apache', or 'apache 10.0.1.10' with its address."],
  ["caddy-docker-proxy", "Write 'caddy 172.18.0.3' with the address of its container."],
  [
    "haproxy-router",
    "It is HAProxy: write 'haproxy 10.128.0.0/23' with the range of the routers' pods.",
  ],
  [
    "f5 big-ip bigip netscaler citrix-adc apisix tyk krakend lighttpd litespeed h2o yarp stunnel hitch",
    `There is no preset for it yet. ${TRY}`,
  ],
  [
    "ngrok localtunnel tailscale tailscale-funnel tailscale-serve zrok",
    `There is no preset for it yet. ${TUNNEL}`,
  ],
  [
    "socket unix-socket",
    "Name the proxy that connects over the unix socket: 'nginx unix'. If no proxy is in front of the application, write 'direct'.",
  ],
  [
    "pm2 nodemon forever cluster systemd express fastify koa nest nestjs next nextjs hono hapi h3 nitro nuxt remix astro sveltekit bun deno node",
    NO_PROXY,
  ],
  [
    "client clients browser user users visitor visitors internet",
    "Leave it out: a path begins with the outermost proxy, as in 'cloudflare secret=env:ORIGIN_SECRET > nginx > app'.",
  ],
  [
    "proxy reverse-proxy load-balancer loadbalancer balancer lb vpn",
    "Name the product, with its addresses: 'nginx 10.0.1.10', 'haproxy 10.0.1.10', 'aws-alb 10.0.1.0/24'. docs/hops.md lists all.",
  ],
];

/**
 * What to write for words that name a platform, a product or a proxy, but are no preset: whole
 * sentences, by the word in lower case, for `createResolver(config, { knownWords })`. They are the
 * remedy of `config-text`. What is in single quotes is a configuration.
 *
 * @example
 * ```ts
 * import { knownWords } from "@client-ip/presets";
 *
 * knownWords["fargate"]; // -> "Write 'aws-alb 10.0.1.0/24' with the subnets of your balancer."
 * ```
 */
export const knownWords: Readonly<Record<string, string>> = Object.fromEntries(
  TABLE.flatMap(([words, sentences]) => words.split(" ").map((word) => [word, sentences])),
);
