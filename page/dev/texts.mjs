// Checks src/texts.csv and writes src/texts.gen.ts: an empty cell, a double key or a lost {blank} ends the build.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("../src/", import.meta.url));

/** Rows of a CSV text (RFC 4180). */
export function rows(text) {
  const out = [[]];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted && c === '"' && text[i + 1] === '"') (cell += '"'), i++;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === "," || c === "\n")) {
      out.at(-1).push(cell);
      cell = "";
      if (c === "\n") out.push([]);
    } else if (c !== "\r") cell += c;
  }
  if (cell) out.at(-1).push(cell);
  return out.filter((row) => row.length);
}

const blanks = (words) => [...words.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().join();

/** Faults of a dictionary, in words. */
export function faults([head, ...body]) {
  const out = head.join() === "key,en,zh" ? [] : [`the first line is ${head.join()}, not key,en,zh`];
  const seen = new Set();
  for (const [i, [key, en, zh, more]] of body.entries()) {
    const at = `line ${i + 2} (${key})`;
    if (!key || !en?.trim() || !zh?.trim()) out.push(`${at}: a cell is empty`);
    else if (more !== undefined) out.push(`${at}: more than three cells; put quotes around a text with a comma`);
    else if (blanks(en) !== blanks(zh)) out.push(`${at}: the blanks differ: {${blanks(en)}} against {${blanks(zh)}}`);
    if (seen.has(key)) out.push(`${at}: the key stands twice`);
    seen.add(key);
  }
  return out;
}

/** Keys that no source file says; keys made at run time carry a prefix that stands in the source as `prefix.${`. */
function idle(keys) {
  const files = readdirSync(here, { recursive: true }).filter((f) => /\.tsx?$/.test(f) && !f.endsWith("texts.gen.ts"));
  const source = files.map((f) => readFileSync(join(here, f), "utf8")).join("\n");
  const said = (k) => source.includes(`"${k}"`) || source.includes(`\`${k.replace(/\.[^.]*$/, "")}.\${`) || source.includes(`"${k.replace(/\.[^.]*$/, "")}", `);
  return keys.filter((k) => !said(k) && !said(k.replace(/_words$/, "")));
}

const table = rows(readFileSync(join(here, "texts.csv"), "utf8"));
const found = faults(table);
if (found.length) {
  console.error(`src/texts.csv:\n  ${found.join("\n  ")}`);
  process.exit(1);
}
const body = table.slice(1);
const unused = idle(body.map((r) => r[0]));
if (unused.length) console.warn(`src/texts.csv: not used: ${unused.join(", ")}`);
const column = (at) => `{\n${body.map((r) => `  ${JSON.stringify(r[0])}: ${JSON.stringify(r[at])},`).join("\n")}\n}`;
writeFileSync(
  join(here, "texts.gen.ts"),
  `// Made by dev/texts.mjs from texts.csv.\nexport const en = ${column(1)} as const;\nexport const zh: Record<keyof typeof en, string> = ${column(2)};\n`,
);
