// Loaders and actions of React Router have the client in their context.
import { clientIp } from "@client-ip/express";
import { createRequestHandler } from "@react-router/express";
import express from "express";
import { createContext, RouterContextProvider } from "react-router";

export const clientContext = createContext("");

export const app = express();
app.use(clientIp("nginx", { onUnresolved: "reject" }));
app.use(
  createRequestHandler({
    build: () => import("virtual:react-router/server-build"),
    getLoadContext(req) {
      const context = new RouterContextProvider();
      context.set(clientContext, req.clientIp ?? "");
      return context;
    },
  }),
);
