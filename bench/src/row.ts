import type { MachineSpeed } from "./machine-speed.ts";

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

/** The rows of one section, and the circumstances under which they were measured. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  /** Who the rows are compared with. */
  readonly peer: string;
  readonly speed: MachineSpeed;
}

/**
 * Prints rows as a table that can be pasted into Markdown. A target for a ratio is met or missed. A target for our own figure
 * was set on a reference machine: beside the figure stands what it would be there, as far as the start of Node tells, and a
 * target that is met only so says it.
 */
export function printSection({ title, rows, peer, speed }: Section): void {
  const head = ["", "unit", "homeostat", peer, "ratio", "at reference speed", "target", ""];
  const body = rows.map((row) => cells(row, speed));
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((line) => (line[column] ?? "").length), 3));
  const print = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  const table = [head, widths.map((width) => "-".repeat(width)), ...body].map(print).join("");
  process.stdout.write(`\n## ${title}\n\n${speedText(speed)}\n\n${table}`);
}

function speedText({ bareNodeMs, slowness }: MachineSpeed): string {
  const bare = `An empty Node process took ${format(bareNodeMs)} ms meanwhile`;
  return slowness === undefined
    ? `${bare}.`
    : `${bare}, ${slowness.toFixed(2)} times as long as on the reference machine.`;
}

function cells(row: Row, { slowness }: MachineSpeed): readonly string[] {
  const { name, unit, ours, peer, target } = row;
  const ratio = peer === undefined ? undefined : ours / peer;
  const scaled =
    target?.of === "value" && slowness !== undefined ? atReferenceSpeed(ours, target, slowness) : undefined;
  return [
    name,
    unit,
    format(ours),
    peer === undefined ? "" : format(peer),
    ratio === undefined ? "" : `${ratio < 1 ? ratio.toFixed(2) : ratio.toFixed(1)}×`,
    scaled === undefined ? "" : format(scaled),
    target === undefined ? "" : targetText(target),
    target === undefined ? "" : verdict(target, target.of === "ratio" ? ratio : ours, scaled),
  ];
}

/** A time is longer on a slow machine, a rate is smaller. */
function atReferenceSpeed(value: number, { atMost }: Target, slowness: number): number {
  return atMost === undefined ? value * slowness : value / slowness;
}

function verdict(target: Target, judged: number | undefined, scaled: number | undefined): string {
  if (judged === undefined) return "";
  if (meets(target, judged)) return "met";
  return scaled !== undefined && meets(target, scaled) ? "met at reference speed" : "MISSED";
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
