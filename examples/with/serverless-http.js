// An Express application in AWS Lambda, by serverless-http.
import { clientIp } from "@client-ip/express";
import express from "express";
import serverless from "serverless-http";

const { CLIENT_IP_PATH } = process.env; // such as "lambda-url"

const app = express();
app.use(clientIp(CLIENT_IP_PATH));

app.get("/", (req, res) => {
  res.send(`Hello ${req.clientIp ?? "unknown client"}`);
});

export const handler = serverless(app);
