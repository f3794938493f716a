/** The style of a drawing, in light and dark. Each color has a contrast of 4.5 at least. */
export const DRAWING_STYLE = `
.walk { --ink: #1c2530; --dim: #5d6b7a; --line: #8494a4; --paper: #f5f7fa; --card: #fff; --good: #0b7a4b; --bad: #b3261e; }
@media (prefers-color-scheme: dark) {
.walk { --ink: #dde5ee; --dim: #9aa8b7; --line: #66788a; --paper: #10161d; --card: #18212b; --good: #4ed39a; --bad: #ff8f85; }
}
.walk text { font: 13px system-ui, "Segoe UI", sans-serif; fill: var(--ink); }
.walk .paper { fill: var(--paper); }
.walk .box { fill: var(--card); stroke: var(--line); }
.walk .client { stroke: var(--good); stroke-width: 2; }
.walk .unknown, .walk .failed { stroke: var(--bad); stroke-width: 2; }
.walk .outside { fill: none; stroke-dasharray: 5 4; }
.walk .name { font-weight: 600; }
.walk .code { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre; }
.walk .small { font-size: 10.5px; }
.walk .dim { fill: var(--dim); }
.walk .arrow { stroke: var(--line); fill: none; stroke-width: 1.5; }
.walk .badge { fill: none; stroke: var(--line); }
.walk .mark { stroke: var(--good); stroke-width: 2; }
.walk .answer { font-weight: 600; fill: var(--good); }
.walk .no-answer { font-weight: 600; fill: var(--bad); }
`;
