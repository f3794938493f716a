// An Express application in AWS Lambda, by @vendia/serverless-express.
import { clientIp } from "@client-ip/express";
import { configure } from "@vendia/serverless-express";
import express from "express";

const { CLIENT_IP_PATH } = process.env; // such as "lambda-url"

const app = express();
app.use(clientIp(CLIENT_IP_PATH));

app.get("/", (req, res) => {
  res.send(`Hello ${req.clientIp ?? "unknown client"}`);
});

export const handler = configure({ app });
