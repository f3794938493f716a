// What `react-router build` makes of an application with one resource route. Run by a test.
import { clientContext } from "../../react-router.js";

const loader = ({ context, request }) =>
  Response.json({
    client: context.get(clientContext),
    header: request.headers.get("x-forwarded-for"),
  });

export const entry = { module: { default: () => new Response() } };
export const routes = {
  root: { id: "root", path: "", module: { default: () => null } },
  client: { id: "client", parentId: "root", index: true, module: { loader } },
};
export const assets = { entry: { imports: [], module: "" }, routes: {}, url: "", version: "1" };
export const publicPath = "/";
export const assetsBuildDirectory = "build/client";
export const basename = "/";
export const future = { v8_middleware: true };
export const ssr = true;
export const isSpaMode = false;
export const prerender = [];
export const routeDiscovery = { mode: "initial" };
