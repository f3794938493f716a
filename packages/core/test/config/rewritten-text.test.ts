import { describe, expect, it } from "vitest";
import { reversedText, textWith, textWithout } from "../../src/config/rewritten-text.ts";

describe("hops-by-name: a text with more options behind a hop", () => {
  it.each<[text: string, name: string, expected: string | undefined]>([
    ["nginx", "nginx", "nginx x=y"],
    ["aws-alb 10.0.0.1, ::1 > nginx > app", "awsAlb", "aws-alb 10.0.0.1, ::1 x=y > nginx > app"],
    ["cloudflare>aws-alb\t10.0.0.1>app", "awsAlb", "cloudflare > aws-alb\t10.0.0.1 x=y > app"],
    ["nginx,10.0.0.1 > app", "nginx", "nginx,10.0.0.1 x=y > app"],
    ["nginx > nginx > app", "nginx", "nginx x=y > nginx > app"],
    ["nginx > app", "awsAlb", undefined],
  ])("%j with options of %s is %j", (text, name, expected) => {
    expect(textWith(text, name, "x=y")).toBe(expected);
  });
});

describe("hops-by-name: a text without a hop", () => {
  it.each<[text: string, name: string, expected: string | undefined]>([
    ["aws-nlb ::1 x > nginx > app", "awsNlb", "nginx > app"],
    ["nginx>aws-nlb ::1>app", "awsNlb", "nginx > app"],
    ["aws-nlb > app", "awsNlb", undefined],
    ["aws-nlb", "awsNlb", undefined],
    ["nginx > traefik > app", "awsNlb", undefined],
  ])("%j without %s is %j", (text, name, expected) => {
    expect(textWithout(text, name)).toBe(expected);
  });
});

it("hops-by-name: a text in the other order ends in the application, too", () => {
  expect(reversedText("nginx ::1>cloudflare secret=env:A > app")).toBe(
    "cloudflare secret=env:A > nginx ::1 > app",
  );
  expect(reversedText("nginx > app")).toBeUndefined();
});
