// An application on the second port that it tries, and its metrics. Run by a test with the register
// hook.
import { createServer } from "node:http";

const answer = (req, res) => res.end(JSON.stringify(req.headers));
const taken = createServer(answer).on("error", () => {
  const app = createServer(answer).listen(0, "127.0.0.1", () => {
    const metrics = createServer(answer).listen(0, "127.0.0.1", () => {
      process.send?.({ port: app.address().port, metrics: metrics.address().port });
    });
  });
});
taken.listen(Number(process.env.TAKEN), "127.0.0.1");
process.on("disconnect", () => process.exit());
