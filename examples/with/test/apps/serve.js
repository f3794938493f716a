// Serves the `app` or starts the `server` of the built file that RECIPE names. Run by a test.
import { createServer } from "node:http";

const { app, server = createServer(app) } = await import(
  /* @vite-ignore */ `../../${process.env.RECIPE}.mjs`
);
server.listen(0, "127.0.0.1", () => {
  process.send(server.address().port);
});
