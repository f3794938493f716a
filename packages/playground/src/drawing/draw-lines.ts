import { svgElement, svgText } from "./svg-text.ts";
import type { Drawn, DrawnLine, WalkDrawing } from "./walk-drawing.ts";

/** The width of a character of the monospaced font, in pixels. */
const CHARACTER = 7.25;
const SMALL = 6;
/** A row of characters with the names of their writers below. */
const ROW = 38;

/** The lines of a request: each part with who wrote it in words below. */
export function drawLines({ lines, resolved }: WalkDrawing, width: number): Drawn {
  const columns = Math.floor(width / CHARACTER);
  const other = resolved ? "client" : "unproven";
  const rows = lines.flatMap((line) => rowsOf(line, columns, other));
  const svg = rows.flatMap((row, index) =>
    row.map((part, at) => drawPart(part, row[at + 1]?.column ?? columns, index * ROW)),
  );
  return { svg: svg.join(""), height: rows.length === 0 ? 0 : rows.length * ROW + 6 };
}

/** Some characters in one row, from this column on. */
interface RowPart {
  readonly column: number;
  readonly text: string;
  /** Whether a hop vouches for them. */
  readonly proven: boolean;
  /** Below it. */
  readonly label: string;
}

/** @param other who wrote what no hop did */
function rowsOf({ name, pieces }: DrawnLine, columns: number, other: string): RowPart[][] {
  const rows: RowPart[][] = [[]];
  let column = 0;
  const add = (text: string, proven: boolean, label: string): void => {
    for (let left = text; left !== "";) {
      if (column >= columns) {
        rows.push([]);
        column = 0;
      }
      const part = left.slice(0, columns - column);
      rows.at(-1)?.push({ column, text: part, proven, label: /[^,\s]/.test(part) ? label : "" });
      column += part.length;
      left = left.slice(part.length);
    }
  };
  add(`${name}: `, false, "");
  for (const { text, by } of pieces) add(text, by !== undefined, by ?? other);
  return rows;
}

/** @param next the column where the next part begins, before which the label must end */
function drawPart({ column, text, proven, label }: RowPart, next: number, y: number): string {
  const width = text.length * CHARACTER;
  // The comma before an element is the hop's, but marked is what the hop says.
  const blank = proven ? (/^[,\s]*/.exec(text)?.[0].length ?? 0) * CHARACTER : 0;
  const room = (next - column + 1) * CHARACTER - blank;
  const fitting = Math.max(Math.floor(room / SMALL), 1);
  const short = label.length > fitting ? `${label.slice(0, fitting - 1)}…` : label;
  const drawn = [
    svgElement(
      "text",
      { class: proven ? "code" : "code dim", y: 13, textLength: width },
      svgText(text),
    ),
  ];
  if (proven && blank < width) {
    drawn.push(svgElement("path", { class: "mark", d: `M${blank} 18H${width}` }));
  }
  if (label !== "") {
    drawn.push(svgElement("text", { class: "small dim", x: blank, y: 30 }, svgText(short)));
  }
  return svgElement("g", { transform: `translate(${column * CHARACTER} ${y})` }, ...drawn);
}
