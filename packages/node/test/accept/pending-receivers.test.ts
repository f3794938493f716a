import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import { connect, createServer, Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { type EvidenceOfHeaders, HeaderReceiver } from "../../src/accept/header-receiver.ts";
import { createResolver } from "../../src/index.ts";
import { PendingReceivers } from "../../src/accept/pending-receivers.ts";
import { CLIENT, closed, HEADER, kinds, receiving, until } from "./server-kinds.ts";
import { uncaughtDuring } from "../uncaught.ts";

it("receiver-deadline: every connection has the same time from its own start, with one timer for all", async () => {
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
    // Never early. Late depends on the machine.
    expect(Math.min(...lived)).toBeGreaterThan(148);
  });
});

it("a connection has its full time if all earlier ones are done", async () => {
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

it("a header that arrived in time is read if the process was busy until after the deadline", async () => {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const came = once(server, "connection");
  const { port } = server.address() as { readonly port: number };
  const client = connect(port, "127.0.0.1");
  const [[accepted]] = (await Promise.all([came, once(client, "connect")])) as [[Socket], unknown];
  const all = new PendingReceivers(10);
  const outcome = await new Promise((resolve) => {
    all.add(new HeaderReceiver(accepted, ...nothing(), resolve));
    // On loopback it has arrived when this returns.
    client.write(HEADER);
    const end = performance.now() + 20;
    while (performance.now() < end);
  });
  expect(outcome).toMatchObject([{ source: { address: CLIENT } }]);
  client.destroy();
  accepted.destroy();
  server.close();
});

/** What a receiver is made with before it has read anything. */
function nothing(): [EvidenceOfHeaders, ConstructorParameters<typeof HeaderReceiver>[2]] {
  const resolver = createResolver({ address: "loopback", tells: "proxy-protocol" });
  const options = { resolver, maxByteLength: 107, dangerouslyOptional: false };
  return [{ peer: "127.0.0.1", rawHeaders: [], proxyProtocol: [] }, options];
}

/** Adds a connection that sends nothing; `refused` is called when it is refused. */
function addSilent(all: PendingReceivers, refused: () => void): Socket {
  const socket = new Socket();
  const receiver = new HeaderReceiver(socket, ...nothing(), () => {
    all.delete(receiver);
    refused();
  });
  all.add(receiver);
  return socket;
}

it("receiver-deadline: each connection is refused at its own deadline, to the millisecond", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const all = new PendingReceivers(10);
  const began = performance.now();
  const refused: number[] = [];
  for (let passed = 0; passed < 15; passed++) {
    if (passed < 2) addSilent(all, () => refused.push(performance.now() - began));
    vi.advanceTimersByTime(1);
    await new Promise(setImmediate);
  }
  expect(refused).toEqual([10, 11]);
});

it.each(["close", "deadline"])(
  "an exception of onError stops no other refusal (%s)",
  async (how) => {
    const all = new PendingReceivers(1);
    const fault = new Error("of onError");
    const reported: number[] = [];
    const uncaught = await uncaughtDuring(async () => {
      for (const number of [1, 2, 3]) {
        addSilent(all, () => {
          reported.push(number);
          throw fault;
        });
      }
      if (how === "close") all.close();
      await until(() => all.size === 0);
    });
    expect(reported).toEqual([1, 2, 3]);
    expect(uncaught).toEqual([fault, fault, fault]);
  },
);

it("a refusal at the deadline runs in no connection's asynchronous context", async () => {
  const all = new PendingReceivers(1);
  const context = new AsyncLocalStorage<string>();
  const reported: (string | undefined)[] = [];
  for (const name of ["first", "second"]) {
    context.run(name, () => {
      addSilent(all, () => reported.push(context.getStore()));
    });
  }
  await until(() => all.size === 0);
  expect(reported).toEqual([undefined, undefined]);
});

it("an error of a connection that was closed in the same tick is not uncaught", async () => {
  const all = new PendingReceivers(5_000);
  const uncaught = await uncaughtDuring(async () => {
    const socket = addSilent(all, () => {});
    socket.destroy(new Error("reset"));
    all.close();
    await closed(socket);
  });
  expect([uncaught, all.size]).toEqual([[], 0]);
});
