import { expect, test } from "vitest";
import { closed, HEADER, kinds, receiving, until } from "./proxy-faults.ts";

test("each connection has the same time from its own beginning, though one timer serves all", async () => {
  await receiving(kinds.net.make(), { timeout: 150 }, async ({ open, refused, acceptor }) => {
    const lived: number[] = [];
    const live = async (): Promise<void> => {
      const begin = performance.now();
      const { accepted } = await open();
      await closed(accepted);
      lived.push(performance.now() - begin);
    };
    const first = live();
    await until(() => acceptor.pending === 1);
    const pause = performance.now() + 60;
    await until(() => performance.now() > pause);
    await Promise.all([first, live()]);
    expect(refused).toEqual(["timeout", "timeout"]);
    // Never early: late is the machine's business.
    expect(Math.min(...lived)).toBeGreaterThan(148);
  });
});

test("a connection that comes when all others are done has its time too", async () => {
  await receiving(kinds.net.make(), { timeout: 60 }, async ({ open, refused }) => {
    const good = await open();
    good.client.write(HEADER);
    await closed(good.client);
    const silent = await open();
    await closed(silent.accepted);
    const again = await open();
    await closed(again.accepted);
    expect(refused).toEqual(["timeout", "timeout"]);
  });
});
