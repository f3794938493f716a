import { describe, expect, it } from "vitest";
import type { ListSource } from "../../src/index.ts";
import { publicUrl } from "../../src/address/list-source.ts";
import { LiveAddresses } from "../../src/index.ts";

const shown = (source: ListSource): string | undefined =>
  new LiveAddresses({ name: "cdn", prefixes: ["192.0.2.1"], source }).toJSON().source;

describe("the source of a live list", () => {
  it.each<[ListSource, string]>([
    [{ url: "https://cdn.example/ips" }, "https://cdn.example/ips"],
    [
      { url: ["https://cdn.example/v4", "https://cdn.example/v6"] },
      "https://cdn.example/v4 and https://cdn.example/v6",
    ],
    [{ file: "/etc/edges.txt" }, "file /etc/edges.txt"],
    [{ dns: "edges.example" }, "DNS edges.example"],
    [{ dns: ["a.example", "b.example"] }, "DNS a.example and b.example"],
  ])("is shown as text: %j", (source, text) => {
    expect(shown(source)).toBe(text);
  });

  it("is shown without what may be secret", () => {
    expect(shown({ url: "https://user:s3cret@cdn.example/ips?token=s3cret#s3cret" })).toBe(
      "https://cdn.example/ips",
    );
    expect(shown({ url: "https://@cdn.example/ips" })).toBe("https://cdn.example/ips");
  });

  it.each(["?", "#", "?a#b?c", "?a\nb"])("is shown without the rest from %j on", (rest) => {
    expect(publicUrl(`https://cdn.example/ips${rest}`)).toBe("https://cdn.example/ips");
  });

  it("is shown with its path as it is", () => {
    const url = "https://cdn.example/mirror/https://a@b.example/ips";
    expect(publicUrl(url)).toBe(url);
  });

  it("does not follow later changes of the object", () => {
    const url = ["https://cdn.example/v4"];
    const source = { url, format: "lines" as const };
    const list = new LiveAddresses({ name: "cdn", source });
    url[0] = "https://evil.example/";
    Object.assign(source, { format: "aws" });
    expect(list.source).toEqual({ url: ["https://cdn.example/v4"], format: "lines" });
    expect(Object.isFrozen(list.source)).toBe(true);
    expect(Object.isFrozen(list.source?.url)).toBe(true);

    const dns = ["edges.example"];
    const named = new LiveAddresses({ name: "cdn", source: { dns } });
    dns[0] = "evil.example";
    expect(named.source).toEqual({ dns: ["edges.example"] });
    expect(Object.isFrozen(named.source?.dns)).toBe(true);
  });

  it("may be left out", () => {
    const list = new LiveAddresses({ name: "cdn" });
    expect(list.source).toBeUndefined();
    expect(list.toJSON().source).toBeUndefined();
  });
});
