import { parseSync } from "vite";

/**
 * A small change of a source file: `to` replaces the text from `start` to `end`.
 *
 * @typedef {{ start: number, end: number, to: string, line: number, code: string, what: string }}
 * Mutation
 */

const SWAPPED = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "&": ["|"],
  "|": ["&"],
  "^": ["|"],
  "<<": [">>"],
  ">>": ["<<"],
  ">>>": ["<<"],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
  "|=": ["&="],
  "??=": ["="],
};

const METHODS = {
  some: "every",
  every: "some",
  find: "findLast",
  findLast: "find",
  startsWith: "endsWith",
  toLowerCase: "toUpperCase",
  indexOf: "lastIndexOf",
  lastIndexOf: "indexOf",
};

/** Constants of one kind: each is replaced by its neighbor. */
const WORDS = [
  ["missing", "malformed", "ambiguous", "conflict", "too-long", "unproven", "bypassed", "no-peer"],
  ["address", "hidden", "unix"],
  ["yes", "no"],
  ["identity", "secret", "count", "none"],
  ["proxy-local", "list-exhausted", "stopped"],
  // Node ends the process for an empty protocol.
  ["http/1.1", "h2"],
];

/** Every mutation of a TypeScript source. */
export function mutationsOf(file, text) {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  /** @type {Mutation[]} */
  const found = [];
  const put = (start, end, to, what) => {
    const line = text.slice(0, start).split("\n").length;
    found.push({ start, end, to, line, code: text.split("\n")[line - 1].trim(), what });
  };
  const of = (node) => text.slice(node.start, node.end);
  const replace = (node, to) => put(node.start, node.end, to, `${short(of(node))} → ${short(to)}`);
  walk(program, undefined, (node, parent) => {
    MUTATORS[node.type]?.(node, { parent, of, put, replace, text });
  });
  return found;
}

/** For each kind of node, its mutations. */
const MUTATORS = {
  IfStatement: ({ test }, tools) => decide(test, tools),
  ConditionalExpression: ({ test }, tools) => decide(test, tools),
  WhileStatement: ({ test }, tools) => decide(test, tools),
  DoWhileStatement: ({ test }, tools) => decide(test, tools),
  ForStatement: ({ test }, tools) => test !== null && decide(test, tools),
  LogicalExpression(node, tools) {
    operator(node, tools);
    const neutral = { "&&": "true", "||": "false" }[node.operator];
    if (neutral === undefined) tools.replace(node, tools.of(node.left));
    else for (const side of [node.left, node.right]) tools.replace(side, neutral);
  },
  BinaryExpression: operator,
  AssignmentExpression: operator,
  UpdateExpression(node, { of, replace }) {
    replace(
      node,
      of(node).replace(/\+\+|--/, (sign) => (sign === "++" ? "--" : "++")),
    );
  },
  UnaryExpression(node, { of, replace }) {
    if (node.operator === "!" || node.operator === "-") replace(node, of(node.argument));
  },
  Literal(node, { of, parent, replace }) {
    const { value } = node;
    if (node.regex) pattern(node, of(node), replace);
    else if (parent.type === "Property" && parent.key === node) {
      // A property name is not a value.
    } else if (typeof value === "boolean") replace(node, String(!value));
    else if (typeof value === "bigint" || typeof value === "number") {
      const unit = typeof value === "bigint" ? "1n" : "1";
      for (const sign of ["+", "-"]) replace(node, `(${of(node)} ${sign} ${unit})`);
    } else if (typeof value === "string" && !/\s.*\s/.test(value)) {
      // Sentences are not mutated.
      const words = WORDS.find((list) => list.includes(value));
      const other = words && words[(words.indexOf(value) + 1) % words.length];
      replace(node, JSON.stringify(other ?? (value === "" ? "mutant" : "")));
    }
  },
  TaggedTemplateExpression({ quasi }, { of, replace }) {
    for (const element of quasi.quasis) pattern(element, of(element), replace);
  },
  ChainExpression(node, { of, put }) {
    const text = of(node);
    for (const { index } of text.matchAll(/\?\.(?=[\w#])/g)) {
      put(node.start + index, node.start + index + 2, ".", `${short(text)}: ?. → .`);
    }
  },
  CallExpression(node, { of, put, replace }) {
    const { callee } = node;
    if (callee.type !== "MemberExpression") return;
    if (of(callee) === "Object.freeze") replace(node, of(node.arguments[0]));
    const name = of(callee.property);
    const to = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (to) put(callee.property.start, callee.property.end, to, `.${name}() → .${to}()`);
  },
  ArrayExpression(node, { of, put, replace }) {
    if (node.elements.length === 0) return;
    if (!node.elements.every(({ type }) => type === "ObjectExpression")) {
      replace(node, "[]");
      return;
    }
    node.elements.forEach((element, index) => {
      const next = node.elements[index + 1]?.start ?? element.end;
      put(element.start, next, "", `without ${short(of(element))}`);
    });
  },
  ExpressionStatement: remove,
  ReturnStatement: remove,
  ThrowStatement: remove,
  BreakStatement: remove,
  ContinueStatement: remove,
};

function decide(test, { of, put }) {
  for (const to of ["true", "false"]) {
    put(test.start, test.end, `(${of(test)}, ${to})`, `if (${short(of(test))}) → if (${to})`);
  }
}

function operator({ left, right, operator: sign }, { put, text }) {
  const at = text.indexOf(sign, left.end);
  for (const to of SWAPPED[sign] ?? []) {
    const what = `${short(text.slice(left.start, right.end))}: ${sign} → ${to}`;
    put(at, at + sign.length, to, what);
  }
}

function remove(node, { of, put }) {
  put(node.start, node.end, ";", `without ${short(of(node))}`);
}

/** Mutates a regular expression: drops an anchor or a repetition, negates a class. */
function pattern(node, text, replace) {
  const parts = text.matchAll(/\\.|\[\^?|\]|\^|\$(?!\{)|[*+?](?!:)|\$\{[^}]*\}/g);
  let inClass = false;
  for (const { 0: part, index } of parts) {
    const change = (to) =>
      replace(node, text.slice(0, index) + to + text.slice(index + part.length));
    if (part === "]") inClass = false;
    else if (part.startsWith("[") && !inClass) {
      inClass = true;
      change(part === "[" ? "[^" : "[");
    } else if (inClass || part.length > 1) continue;
    else if (part === "*") change("+");
    else if (part === "+") change("*");
    else if (text[index - 1] !== "(") change("");
  }
}

function walk(node, parent, visit) {
  if (SKIPPED.test(node.type) || isReExport(node)) return;
  visit(node, parent);
  for (const [key, value] of Object.entries(node)) {
    if (TYPES.has(key)) continue;
    for (const child of [value].flat()) {
      if (typeof child?.type === "string") walk(child, node, visit);
    }
  }
}

/** Nodes that do not exist at run time. */
const SKIPPED =
  /^(?:TS(?!AsExpression|SatisfiesExpression|NonNullExpression)|ImportDeclaration|ExportAll)/;
/** `export … from`, like an import, has no detail: without its module the build fails. */
const isReExport = ({ type, source }) => type === "ExportNamedDeclaration" && source !== null;
const TYPES = new Set(["typeAnnotation", "returnType", "typeParameters", "typeArguments"]);

function short(text) {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 70 ? `${line.slice(0, 67)}...` : line;
}
