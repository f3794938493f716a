// Koa 2 has the same shape here; @types/koa describes 3.
declare module "koa2" {
  export { default } from "koa";
}
