// Draws how a cost grows: one line for each kind of work, both axes logarithmic, as SVG.

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const TOP = 24;
const RIGHT = 200;
const BOTTOM = 48;

/** Readable on white and on GitHub's dark background. */
const COLORS = ["#2f81f7", "#d29922", "#3fb950", "#db61a2"];
const GRAY = "#848d97";

const TEXT = 'font-family="sans-serif" font-size="12"';

const text = (x, y, words, more = "") =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${TEXT} fill="${GRAY}" ${more}>${words}</text>`;
const line = (x1, y1, x2, y2) =>
  `<path d="M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}" stroke="${GRAY}" stroke-opacity="0.3"/>`;

/** The powers of ten from the one below the least value to the one above the largest. */
function decades(values) {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

/** Places a value on an axis between two ends, by its logarithm. */
function scale(ticks, from, to) {
  const [first, last] = [ticks[0], ticks.at(-1)];
  const span = Math.log10(last / first);
  return (value) => from + ((to - from) * Math.log10(value / first)) / span;
}

/**
 * @param {readonly { name: string, points: readonly { size: number, ns: number }[] }[]} series
 * @returns {string} an SVG document
 */
export function plot(series) {
  const points = series.flatMap((one) => one.points);
  const sizes = decades(points.map(({ size }) => size));
  const costs = decades(points.map(({ ns }) => ns));
  const x = scale(sizes, LEFT, WIDTH - RIGHT);
  const y = scale(costs, HEIGHT - BOTTOM, TOP);
  const axes = [
    ...sizes.flatMap((size) => [
      line(x(size), TOP, x(size), HEIGHT - BOTTOM),
      text(x(size), HEIGHT - BOTTOM + 18, size.toLocaleString("en"), 'text-anchor="middle"'),
    ]),
    ...costs.flatMap((ns) => [
      line(LEFT, y(ns), WIDTH - RIGHT, y(ns)),
      text(LEFT - 8, y(ns) + 4, `${ns.toLocaleString("en")} ns`, 'text-anchor="end"'),
    ]),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, "how many", 'text-anchor="middle"'),
  ];
  const lines = series.flatMap(({ name, points: its }, i) => {
    const color = COLORS[i % COLORS.length];
    const at = its.map(({ size, ns }) => [x(size).toFixed(1), y(ns).toFixed(1)]);
    const height = TOP + 16 + 24 * i;
    return [
      `<path d="M${at.map((point) => point.join(" ")).join("L")}" fill="none" stroke="${color}" stroke-width="2"/>`,
      ...at.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"/>`),
      `<circle cx="${WIDTH - RIGHT + 20}" cy="${height - 4}" r="4" fill="${color}"/>`,
      text(WIDTH - RIGHT + 32, height, name),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Time of an answer as the work grows">`,
    ...axes,
    ...lines,
    "</svg>",
    "",
  ].join("\n");
}
