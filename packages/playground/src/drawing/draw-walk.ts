import { DRAWING_STYLE } from "./drawing-style.ts";
import { drawLines } from "./draw-lines.ts";
import { drawPlace } from "./draw-place.ts";
import { svgElement, svgText, wrap } from "./svg-text.ts";
import type { Drawn, WalkDrawing } from "./walk-drawing.ts";

/** How a walk is drawn. */
export interface DrawingOptions {
  /** What the picture shows, for those who do not see it. */
  readonly title: string;
  /** In pixels, 288 or more. Default: 680. */
  readonly width?: number;
}

const MARGIN = 16;
const LINE = 18;
const GAP = 14;

/**
 * A walk as an SVG picture: the request, the places that it came through with what each of them
 * told, and the answer. It has both color schemes, and the whole walk in words as its description.
 */
export function drawWalk(drawing: WalkDrawing, { title, width = 680 }: DrawingOptions): string {
  const inner = width - 2 * MARGIN;
  const parts: string[] = [];
  let y = MARGIN;
  const add = ({ svg, height }: Drawn): void => {
    parts.push(svgElement("g", { transform: `translate(${MARGIN} ${y})` }, svg));
    y += height;
  };
  add(drawLines(drawing, inner));
  for (const place of drawing.places) add(drawPlace(place, drawing, inner));
  add(paragraphs(drawing.notes, "dim", Math.floor(inner / 7)));
  add(
    paragraphs(
      [drawing.answer],
      drawing.resolved ? "answer" : "no-answer",
      Math.floor(inner / 8.4),
    ),
  );
  y += MARGIN - GAP / 2;
  return svgElement(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "walk",
      role: "img",
      "aria-labelledby": "title desc",
      width,
      height: y,
      viewBox: `0 0 ${width} ${y}`,
    },
    svgElement("title", { id: "title" }, svgText(title)),
    svgElement("desc", { id: "desc" }, svgText(drawing.words)),
    svgElement("style", {}, DRAWING_STYLE),
    svgElement("rect", { class: "paper", width, height: y, rx: 8 }),
    ...parts,
  );
}

/** Texts below each other, in lines of so many characters. */
function paragraphs(texts: readonly string[], style: string, columns: number): Drawn {
  const lines = texts.flatMap((text) => wrap(text, columns));
  const svg = lines.map((line, index) =>
    svgElement("text", { class: style, y: 13 + index * LINE }, svgText(line)),
  );
  return { svg: svg.join(""), height: lines.length === 0 ? 0 : lines.length * LINE + GAP / 2 };
}
