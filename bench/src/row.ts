/** One figure: ours, the peer's, and what we aim at. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  /** Absent where there is no peer. */
  readonly peer?: number;
  readonly target?: Target;
}

/** A bound for the ratio to the peer, or for our own figure. */
export interface Target {
  readonly of: "ratio" | "value";
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Prints rows as a table that can be pasted into Markdown. */
export function printRows(title: string, rows: readonly Row[]): void {
  const table = [["", "unit", "homeostat", "client-node", "ratio", "target", ""], ...rows.map(cells)];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => (line[column] ?? "").length), 3)) ?? [];
  const print = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  const [head = [], ...body] = table;
  process.stdout.write(
    `\n## ${title}\n\n${print(head)}${print(widths.map((width) => "-".repeat(width)))}${body.map(print).join("")}`,
  );
}

function cells({ name, unit, ours, peer, target }: Row): readonly string[] {
  const ratio = peer === undefined ? undefined : ours / peer;
  const judged = target?.of === "ratio" ? ratio : ours;
  return [
    name,
    unit,
    format(ours),
    peer === undefined ? "" : format(peer),
    ratio === undefined ? "" : `${ratio < 1 ? ratio.toFixed(2) : ratio.toFixed(1)}×`,
    target === undefined ? "" : targetText(target),
    target === undefined || judged === undefined ? "" : meets(target, judged) ? "met" : "MISSED",
  ];
}

function targetText({ of, atMost, atLeast }: Target): string {
  return `${atMost === undefined ? `≥ ${format(atLeast ?? 0)}` : `≤ ${atMost < 1 ? atMost : format(atMost)}`}${of === "ratio" ? "×" : ""}`;
}

function meets({ atMost, atLeast }: Target, value: number): boolean {
  return atMost === undefined ? value >= (atLeast ?? 0) : value <= atMost;
}

function format(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 10 ? 1 : 0 });
}
