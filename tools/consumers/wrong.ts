// A mistake that must not compile, so that the types are known to be read.
import { clientIp } from "@client-ip/express";

clientIp({ adress: "10.0.0.0/8", tells: "x-forwarded-for" });
