import { svgElement, svgText, wrap } from "./svg-text.ts";
import type { Drawn, DrawnStep, Place, WalkDrawing } from "./walk-drawing.ts";

const LINE = 18;
const PADDING = 8;
/** The width of a box that has its steps beside it. */
const BOX = 184;
const ARROW = 24;
const BADGE = 26;

/** What stands beside a place, in words: the kinds differ not by color alone. */
const STATES: Readonly<Record<Place["kind"], string>> = {
  client: "",
  passed: "",
  failed: "not believed",
  outside: "not passed",
};

/** A place as a box with its steps, and the arrow of the traffic to the next one. */
export function drawPlace(place: Place, { resolved, places }: WalkDrawing, width: number): Drawn {
  const isNarrow = width < 480;
  const box = isNarrow ? width : BOX;
  const [left, top] = isNarrow ? [0, 1] : [BOX + 16, 0];
  const name = wrap(place.name, Math.floor((box - 2 * PADDING) / 7.8));
  const state = STATES[place.kind];
  const detail = [place.detail, state].filter((text) => text !== "");
  const about = detail.flatMap((text) => wrap(text, Math.floor((box - 2 * PADDING) / 7.3)));
  const boxHeight = (name.length + about.length) * LINE + 2 * PADDING;
  const steps = drawSteps(place.steps, width - left);
  const stepsAt = top === 1 ? boxHeight + PADDING : Math.max((boxHeight - steps.height) / 2, 0);
  const height = Math.max(boxHeight, stepsAt + steps.height);
  const style = place.kind === "client" && !resolved ? "unknown" : place.kind;
  const texts = [
    ...name.map((line) => ["name", line] as const),
    ...about.map((line) => ["code dim", line] as const),
  ];
  const isLast = place === places.at(-1);
  const hasArrow = !isLast && place.kind !== "outside";
  const middle = isNarrow ? 24 : BOX / 2;
  const end = height + ARROW - 4;
  const svg = [
    svgElement("rect", { class: `box ${style}`, width: box, height: boxHeight, rx: 8 }),
    ...texts.map(([kind, line], index) =>
      svgElement(
        "text",
        { class: kind, x: PADDING, y: PADDING + 13 + index * LINE },
        svgText(line),
      ),
    ),
    svgElement("g", { transform: `translate(${left} ${stepsAt})` }, steps.svg),
    hasArrow
      ? svgElement("path", {
          class: "arrow",
          d: `M${middle} ${isNarrow ? height + 4 : boxHeight + 4}V${end}m-5 -6l5 6l5 -6`,
        })
      : "",
  ];
  return { svg: svg.join(""), height: height + (isLast ? PADDING * 2 : ARROW) };
}

/** Steps with their numbers. */
function drawSteps(steps: readonly DrawnStep[], width: number): Drawn {
  let y = 0;
  const svg: string[] = [];
  for (const { number, text } of steps) {
    svg.push(
      svgElement("circle", { class: "badge", cx: 10, cy: y + 9, r: 9 }),
      svgElement(
        "text",
        { class: "small", x: 10, y: y + 13, "text-anchor": "middle" },
        String(number),
      ),
    );
    for (const line of wrap(text, Math.floor((width - BADGE) / 7))) {
      svg.push(svgElement("text", { x: BADGE, y: y + 13 }, svgText(line)));
      y += LINE;
    }
    y += 4;
  }
  return { svg: svg.join(""), height: Math.max(y - 4, 0) };
}
