/** Where a text stands in a URL: that decides what an escape may stand for. */
export type UrlPart = "path" | "query" | "fragment" | "user" | "host" | "zone";

/** The text without its `%xx` escapes. Throws in the words of Go's `net/url`. */
export function unescapeText(text: string, part: UrlPart): string {
  if (part === "host" || part === "zone") checkHostCharacters(text, part);
  if (!text.includes("%") && !(part === "query" && text.includes("+"))) return text;
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === "%") {
      bytes.push(escapedByte(text.slice(index, index + 3), part));
      index += 2;
    } else if (character === "+" && part === "query") {
      bytes.push(0x20);
    } else {
      const whole = String.fromCodePoint(text.codePointAt(index) ?? 0);
      bytes.push(...new TextEncoder().encode(whole));
      index += whole.length - 1;
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** A path with what may not stand in one as `%XX`. */
export function escapeText(path: string): string {
  let text = "";
  for (const byte of new TextEncoder().encode(path)) {
    const character = String.fromCharCode(byte);
    const isPlain = byte < 0x80 && /[A-Za-z0-9\-._~$&+,/:;=@]/.test(character);
    text += isPlain ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return text;
}

function escapedByte(escape: string, part: UrlPart): number {
  if (!/^%[0-9a-fA-F]{2}$/.test(escape)) throw new Error(`invalid URL escape ${JSON.stringify(escape)}`);
  const byte = Number.parseInt(escape.slice(1), 16);
  if (part === "host" && byte < 0x80 && escape !== "%25")
    throw new Error(`invalid URL escape ${JSON.stringify(escape)}`);
  if (
    part === "zone" &&
    escape !== "%25" &&
    byte !== 0x20 &&
    byte < 0x80 &&
    !isHostCharacter(String.fromCharCode(byte))
  ) {
    throw new Error(`invalid URL escape ${JSON.stringify(escape)}`);
  }
  return byte;
}

function checkHostCharacters(text: string, part: UrlPart): void {
  for (const character of text.replace(/%[0-9a-fA-F]{2}/g, (escape) => {
    escapedByte(escape, part);
    return "";
  })) {
    if (character === "%") continue;
    if (character < "\u0080" && !isHostCharacter(character)) {
      throw new Error(`invalid character ${JSON.stringify(character)} in host name`);
    }
  }
}

function isHostCharacter(character: string): boolean {
  return /[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"]/.test(character);
}
