import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Directories with files that are not ours, or that are built. */
const NOT_OURS = new Set(["node_modules", "dist", "coverage", ".git", ".cache"]);

/** The paths of all Markdown files below a directory, from the repository's root. */
function pagesIn(directory: string): readonly string[] {
  return readdirSync(join(root, directory), { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const withoutFences = (text: string): string => text.replaceAll(/^( *)```[^]*?^\1```$/gm, "");

/** The targets of a page's links and pictures, with those of its references. */
function linksIn(text: string): readonly string[] {
  const prose = withoutFences(text).replaceAll(/`[^`\n]*`/g, "code");
  const inline = [...prose.matchAll(/\]\(<?([^\s)>]+)>?(?: "[^"]*")?\)/g)];
  const references = [...prose.matchAll(/^\[[^\]]+\]: <?([^\s>]+)/gm)];
  return [...inline, ...references].flatMap(([, target]) => target ?? []);
}

/** The anchors of a page as GitHub makes them: from its headings, and from `<a id>`. */
function anchorsIn(text: string): ReadonlySet<string> {
  const prose = withoutFences(text);
  const anchors = new Set(
    [...prose.matchAll(/<a (?:id|name)="([^"]+)"/g)].flatMap(([, id]) => id ?? []),
  );
  for (const [, heading = ""] of prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = words.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, "").replaceAll(" ", "-");
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What is wrong with a link; `undefined` if it resolves, or leads out of the repository. */
function faultOf(page: string, link: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined;
  const [target = "", anchor] = link.split("#");
  const path = target === "" ? page : join(dirname(page), decodeURI(target));
  if (path.startsWith("..") || path.startsWith("/")) return "leads out of the repository";
  const file = join(root, path);
  if (!existsSync(file)) return `there is no ${relative(root, file)}`;
  if (anchor === undefined) return undefined;
  if (statSync(file).isDirectory()) return "a folder has no anchors";
  if (!file.endsWith(".md")) return undefined;
  const anchors = anchorsIn(readFileSync(file, "utf8"));
  return anchors.has(anchor) ? undefined : `${path} has no heading #${anchor}`;
}

describe("links between pages", () => {
  const pages = pagesIn(".");

  it("finds the pages and their links", () => {
    expect(pages).toContain("README.md");
    expect(pages.length).toBeGreaterThan(50);
    expect(linksIn(readFileSync(join(root, "README.md"), "utf8")).length).toBeGreaterThan(10);
  });

  it.each(pages)("resolve in %s", (page) => {
    const links = linksIn(readFileSync(join(root, page), "utf8"));
    const faults = links.flatMap((link) => {
      const fault = faultOf(page, link);
      return fault === undefined ? [] : [`${link}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });

  it.each([
    ["#no-such-heading", "README.md has no heading #no-such-heading"],
    ["docs/no-such-page.md", "there is no docs/no-such-page.md"],
    ["docs#presets", "a folder has no anchors"],
    ["../elsewhere.md", "leads out of the repository"],
  ])("would report %s", (link, fault) => {
    expect(faultOf("README.md", link)).toBe(fault);
  });

  it("makes anchors as GitHub does", () => {
    const page = "# A `code`, and *more*\n\n```sh\n# no heading\n```\n\n## Same\n\n## Same\n";
    expect([...anchorsIn(page)]).toEqual(["a-code-and-more", "same", "same-1"]);
  });
});
