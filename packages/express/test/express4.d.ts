// Express 4 has the same shape here; @types/express describes 5.
declare module "express4" {
  export { default } from "express";
}
