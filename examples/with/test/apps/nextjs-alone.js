// A custom server of Next.js without the recipe. Run by a test.
import { createServer } from "node:http";
import next from "next";

const application = next({});
const handle = application.getRequestHandler();
await application.prepare();

export const server = createServer((req, res) => handle(req, res));
