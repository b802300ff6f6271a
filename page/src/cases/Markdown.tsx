/** Stories are written in a little of Markdown: headings, paragraphs, lists, tables, bold, emphasis, code, links. Elements, never markup. */
import type { ReactNode } from "react";

const INLINE = /(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]+`|\[[^\]]+\]\([^)\s]+\))/;

function inline(words: string): ReactNode[] {
  return words.split(INLINE).map((part, i) => {
    if (part.startsWith("**")) return <strong key={i}>{part.slice(2, -2)}</strong>;
    if (part.startsWith("`")) return <code key={i}>{part.slice(1, -1)}</code>;
    if (part.startsWith("*") && part.length > 2) return <em key={i}>{part.slice(1, -1)}</em>;
    const link = /^\[([^\]]+)\]\(([^)\s]+)\)$/.exec(part);
    if (!link) return part;
    return /^https?:/.test(link[2]!) ? <a key={i} href={link[2]} rel="noreferrer">{link[1]}</a> : link[1];
  });
}

/** Chinese lines join without a blank. */
const joined = (lines: string[]) => lines.join("\n").replace(/([\u3000-\u9fff，。；：、（）“”])\n(?=[\u3000-\u9fff“（])/g, "$1").replaceAll("\n", " ");

function block(lines: string[], key: number): ReactNode {
  const head = /^(#{1,4}) (.*)$/.exec(lines[0]!);
  if (head) return head[1]!.length < 3 ? <h2 key={key}>{inline(head[2]!)}</h2> : <h3 key={key}>{inline(head[2]!)}</h3>;
  if (lines[0]!.startsWith("|")) return table(lines, key);
  if (/^([-*]|\d+\.) /.test(lines[0]!)) {
    const items = joined(lines.map((l) => l.replace(/^([-*]|\d+\.) /, "\u0000"))).split("\u0000").slice(1);
    const list = items.map((item, i) => <li key={i}>{inline(item.trim())}</li>);
    return /^\d/.test(lines[0]!) ? <ol key={key}>{list}</ol> : <ul key={key}>{list}</ul>;
  }
  return <p key={key}>{inline(joined(lines))}</p>;
}

function table(lines: string[], key: number): ReactNode {
  const cells = (line: string) => line.replace(/^\||\|$/g, "").split("|").map((c) => c.trim());
  const [head, , ...body] = lines;
  return (
    <div key={key} className="table-wrap" tabIndex={0} role="region">
      <table className="data">
        <thead><tr>{cells(head!).map((c, i) => <th key={i} scope="col" className="words">{inline(c)}</th>)}</tr></thead>
        <tbody>{body.map((line, r) => <tr key={r}>{cells(line).map((c, i) => <td key={i} className="words">{inline(c)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}

export function Markdown({ words }: { words: string }) {
  const blocks = words.replace(/\r/g, "").replace(/^(#{1,4} .*)$/gm, "\n$1\n").split(/\n{2,}/).map((b) => b.trim()).filter(Boolean);
  return <div className="story">{blocks.map((b, i) => block(b.split("\n"), i))}</div>;
}
