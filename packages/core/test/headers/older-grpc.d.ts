// The oldest supported release has the same shape here.
declare module "grpc-js-1.9" {
  export * from "@grpc/grpc-js";
}
