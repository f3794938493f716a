// express-ipfilter lets only some clients in.
import { clientIp, clientIpOf } from "@client-ip/express";
import express from "express";
import { IpFilter } from "express-ipfilter";

export const app = express();
app.use(clientIp("nginx"));
app.use(
  IpFilter(["203.0.113.0/24", "2001:db8::/32"], {
    mode: "allow",
    // No list holds 0.0.0.0: a request without a client is refused.
    detectIp: (req) => clientIpOf(req) ?? "0.0.0.0",
  }),
);

app.get("/", (req, res) => {
  res.send("Hello\n");
});
