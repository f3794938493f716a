import { createResolver, oneOf, type Path } from "@client-ip/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawWalk } from "../../src/drawing/draw-walk.ts";
import { drawingOf } from "../../src/drawing/drawing-of.ts";
import { svgText, wrap } from "../../src/drawing/svg-text.ts";
import { evidenceOf, RECORDINGS } from "../recordings.ts";

const nginx = { name: "nginx", address: "10.0.1.10", tells: "x-forwarded-for" } as const;
const cdn = { name: "cdn", address: "198.51.100.0/24", tells: "x-forwarded-for" } as const;

const places = (path: Path, peer: string, list: string): string[] =>
  drawingOf(createResolver(path), { peer, rawHeaders: ["X-Forwarded-For", list] }).places.map(
    ({ name, kind }) => `${name} ${kind}`,
  );

describe("a drawing", () => {
  it("has the client before the outermost hop that was passed", () => {
    expect(places([cdn, nginx], "10.0.1.10", "203.0.113.7, 198.51.100.1")).toEqual([
      "client client",
      "cdn passed",
      "nginx passed",
      "application passed",
    ]);
    expect(places([cdn, nginx], "10.0.1.10", "203.0.113.7")).toEqual([
      "cdn outside",
      "client client",
      "nginx passed",
      "application passed",
    ]);
    expect(places([cdn, nginx], "203.0.113.7", "6.6.6.6")).toEqual([
      "cdn outside",
      "nginx outside",
      "client client",
      "application passed",
    ]);
  });

  it("marks the hop whose report was not believed", () => {
    expect(places([cdn, nginx], "10.0.1.10", "junk")).toEqual([
      "cdn outside",
      "client client",
      "nginx failed",
      "application passed",
    ]);
  });

  it("names entry points together until one of them is tried", () => {
    const office = { name: "office", address: "192.0.2.1", tells: "x-forwarded-for" } as const;
    const path = [oneOf(cdn, office), nginx];
    expect(places(path, "203.0.113.7", "6.6.6.6")).toContain("cdn or office outside");
    expect(places(path, "10.0.1.10", "203.0.113.7, 192.0.2.1")).toEqual([
      "cdn outside",
      "client client",
      "office passed",
      "nginx passed",
      "application passed",
    ]);
  });

  it.each(["198.51.100.1", "203.0.113.7"])("never shows a secret: called by %s", (peer) => {
    const value = "a secret of some length";
    const path = { ...cdn, secret: { header: "X-Key", value } };
    const rawHeaders = ["X-Key", value, "X-Forwarded-For", "203.0.113.7"];
    const drawing = drawingOf(createResolver(path), { peer, rawHeaders });
    expect(drawWalk(drawing, { title: "A walk" })).not.toContain(value);
    expect(drawing.lines[0]?.pieces.map(({ text }) => text)).toEqual(["(secret)"]);
  });

  it("has each step of a walk, and each character of a request, once", () => {
    for (const recording of RECORDINGS) {
      const resolver = createResolver(recording.path);
      const evidence = evidenceOf(recording);
      const { places: drawn, lines } = drawingOf(resolver, evidence);
      const numbers = drawn.flatMap(({ steps }) => steps.map(({ number }) => number));
      const { steps } = resolver.explain(evidence);
      const walked = steps.flatMap(({ event }, index) =>
        event === "told" || event === "untold" || event === "refused" ? [] : [index + 1],
      );
      expect(numbers.toSorted((a, b) => a - b)).toEqual(walked);
      const texts = lines
        .filter(({ name }) => !/^PROXY v\d$/.test(name))
        .map(({ name, pieces }) => [name, pieces.map(({ text }) => text).join("")]);
      expect(texts).toEqual(recording.headers);
    }
  });
});

describe("a picture", () => {
  it("holds what a client sent as text", () => {
    const rawHeaders = ["X-Forwarded-For", `<img src=x onerror="alert(1)">&]]>\u0000`];
    const drawing = drawingOf(createResolver(nginx), { peer: "10.0.1.10", rawHeaders });
    const svg = drawWalk(drawing, { title: "<script>" });
    expect(svg).not.toMatch(/<(?:img|script)/);
    expect(svg).not.toContain("\u0000");
    expect(svg).toContain("&lt;script&gt;");
  });

  it.each([320, 680])("is as wide as it is asked to be: %d", (width) => {
    const name = "Zugriffsberechtigungsverwaltungsdienst".repeat(3);
    const drawing = drawingOf(createResolver({ ...nginx, name }), {
      peer: "10.0.1.10",
      rawHeaders: ["X-Forwarded-For", "203.0.113.7"],
    });
    const svg = drawWalk(drawing, { title: "A walk", width });
    const lines = [...svg.matchAll(/<text class="name"[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(lines.join("")).toBe(`client${name}application`);
    expect(Math.max(...lines.map((text) => text?.length ?? 0)) * 7.8).toBeLessThan(width);
  });

  it("wraps a long word after a comma or a slash", () => {
    expect(wrap("10.0.1.20/30,10.0.1.20", 20)).toEqual(["10.0.1.20/30,", "10.0.1.20"]);
    expect(wrap("spiffe://shop.example/gateway", 24)).toEqual([
      "spiffe://shop.example/",
      "gateway",
    ]);
  });

  it("wraps any text without losing a word", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const lines = wrap(text, columns);
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });

  it("holds any text so that XML and a URL can hold it", () => {
    const unit = fc.integer({ min: 0, max: 0xff_ff });
    fc.assert(
      fc.property(fc.array(unit), (units) => {
        const text = svgText(String.fromCharCode(...units));
        expect(text).not.toMatch(/[<>"]|&(?!(?:amp|lt|gt|quot);)/);
        expect(() => encodeURIComponent(text)).not.toThrow();
      }),
    );
  });
});
