// The oldest supported release has the same shape here.
declare module "hapi-21.0" {
  export { server } from "@hapi/hapi";
}
