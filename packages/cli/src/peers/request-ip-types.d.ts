// @types/request-ip declares `clientIp` on the requests of Express, as our adapter does.
declare module "request-ip" {
  const requestIp: { getClientIp(request: object): string | null };
  export default requestIp;
}
