import { createResolver, type Hop } from "@client-ip/core";
import {
  apiGateway,
  awsAlb,
  awsNlb,
  azureAppService,
  azureFrontDoor,
  cloudRun,
  factSheets,
  presets,
} from "@client-ip/presets";
import { expect, it } from "vitest";
import { pathFrom } from "./sampled.ts";

const SHEETS = Object.values(factSheets).flatMap((sheet) =>
  sheet.text === undefined ? [] : [{ ...sheet, text: sheet.text }],
);

/** The hops that the presets return when a resolver reads this text. */
function hopsOf(text: string, secret = ""): unknown[] {
  const made: Hop[] = [];
  const noted = Object.entries(presets).map(([name, preset]) => [
    name,
    (...options: never[]) => {
      const hops = preset(...options);
      made.push(...([hops].flat() as Hop[]));
      return hops;
    },
  ]);
  const variables = Array.from(text.matchAll(/env:(\w+)/g), ([, name]) => [name, secret]);
  const env = Object.fromEntries(variables) as Record<string, string>;
  createResolver(text, { presets: Object.fromEntries(noted) as typeof presets, env });
  return made.map((hop) => plain(hop));
}

/** Text has a single range as text, and several as an array. */
function plain(hop: Hop): unknown {
  return { ...hop, address: [hop.address].flat() };
}

it.each(SHEETS.map(({ text, example }) => [text, example] as const))(
  "the text %j says what the example of its sheet says",
  (text, example) => {
    const path = pathFrom(example) as readonly Hop[];
    const [secret] = path.flatMap((hop) => [hop.secret?.value ?? hop.identity ?? []].flat());
    expect(hopsOf(text, secret)).toEqual(path.map((hop) => plain(hop)));
  },
);

const address = "10.0.1.0/24";

it.each<[text: string, path: Hop | readonly Hop[]]>([
  ["aws-alb 10.0.1.0/24 client-port", awsAlb({ address, clientPort: true })],
  ["aws-alb invoker", awsAlb({ address: "invoker" })],
  ["aws-alb 10.0.1.0/24 mode=remove", awsAlb({ address, mode: "remove" })],
  ["aws-nlb preserve-client-ip", awsNlb({ preserveClientIp: true })],
  ["aws-nlb 10.0.1.0/24 preserve-client-ip=false", awsNlb({ address, preserveClientIp: false })],
  ["api-gateway integration=lambda", apiGateway({ integration: "lambda" })],
  ["cloud-run balancer=198.51.100.10", cloudRun({ balancer: "198.51.100.10" }) as readonly Hop[]],
  ["azure-app-service unix", azureAppService({ address: "unix" })],
  [
    "azure-front-door 10.0.1.0/24 any-customer > azure-app-service header=client-ip > app",
    [azureFrontDoor({ address, anyCustomer: true }), azureAppService({ header: "client-ip" })],
  ],
])("the text %j says what the call says", (text, path) => {
  expect(hopsOf(text)).toEqual([path].flat().map((hop) => plain(hop)));
});
