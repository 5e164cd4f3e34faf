/** Orders the keys of a YAML mapping as the real server does: numbers within them by value, other signs before letters. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a[index] ?? "", b[index] ?? ""];
    if (left === right) continue;
    const [leftIsLetter, rightIsLetter] = [isLetter(left), isLetter(right)];
    if (leftIsLetter !== rightIsLetter) return leftIsLetter ? 1 : -1;
    return (leftIsLetter ? 0 : compareNumbers(a, b, index)) || (left < right ? -1 : 1);
  }
  return a.length - b.length;
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}

/** Compares the numbers that begin at `index`; a zero counts only behind another digit. */
function compareNumbers(a: string, b: string, index: number): number {
  const before = /[1-9]\d*$/.test(a.slice(0, index)) && (a[index] === "0" || b[index] === "0") ? "1" : "";
  const [left, right] = [a, b].map((text) => /^\d*/.exec(text.slice(index))?.[0] ?? "");
  const difference = Number(before + (left ?? "")) - Number(before + (right ?? ""));
  return difference !== 0 ? difference : (left ?? "").length - (right ?? "").length;
}
