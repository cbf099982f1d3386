/*
 * Select Graphic Rendition sequences (ECMA-48 §8.3.117) and carriage returns of a command's
 * output, as pieces of text with a look. Every other control sequence is dropped.
 */

/** A colour: one of the terminal's sixteen, or red, green and blue from 0 to 255. */
export type AnsiColour = number | readonly [number, number, number];

/** How a piece of text looks. */
export interface AnsiLook {
  readonly foreground?: AnsiColour;
  readonly background?: AnsiColour;
  readonly bold?: boolean;
  readonly faint?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly struck?: boolean;
  readonly inverse?: boolean;
}

/** A piece of a line. */
export interface AnsiPiece {
  readonly text: string;
  readonly look: AnsiLook;
}

/** The pieces of one line. */
export type AnsiLine = readonly AnsiPiece[];

const escape = '\u001b';
/* CSI with its parameters and final byte; OSC up to BEL or ST; two-character sequences. */
const control = new RegExp(
  `${escape}\\[([0-9;:?<=>]*)[ -/]*([@-~])|${escape}\\][^\\u0007${escape}]*(?:\\u0007|${escape}\\\\)?|${escape}[@-Z\\\\^_=>()#][0-9A-B]?`,
  'g',
);
/* Control characters but tab have no look. */
const unseen = /[^\P{Cc}\t]/gu;

/** Splits output into lines; a carriage return begins its line anew, as a terminal shows it. */
export function parseAnsi(output: string): AnsiLine[] {
  let look: AnsiLook = {};
  const texts = output.replaceAll('\r\n', '\n').split('\n');
  if (texts.at(-1) === '') texts.pop();
  return texts.map((text) => {
    const parsed = parseLine(text, look);
    look = parsed.look;
    return parsed.pieces;
  });
}

function parseLine(text: string, before: AnsiLook): { pieces: AnsiPiece[]; look: AnsiLook } {
  let look = before;
  let pieces: AnsiPiece[] = [];
  // Only what follows the last carriage return is seen, unless nothing does.
  const overwritten = text.split('\r');
  overwritten.forEach((stretch, index) => {
    const drawn: AnsiPiece[] = [];
    let from = 0;
    const add = (until: number): void => {
      const seen = stretch.slice(from, until).replace(unseen, '');
      if (seen !== '') drawn.push({ text: seen, look });
    };
    for (const match of stretch.matchAll(control)) {
      add(match.index);
      from = match.index + match[0].length;
      if (match[2] === 'm') look = applied(look, match[1] ?? '');
    }
    add(stretch.length);
    if (index === 0 || drawn.length > 0) pieces = drawn;
  });
  return { pieces, look };
}

function applied(before: AnsiLook, parameters: string): AnsiLook {
  let look = before;
  const codes = parameters.split(/[;:]/).map(Number);
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const { colour, used } = extended(codes, at + 1);
      at += used;
      if (colour !== undefined)
        look = { ...look, [code === 38 ? 'foreground' : 'background']: colour };
    } else {
      look = single(look, code);
    }
  }
  return look;
}

function single(look: AnsiLook, code: number): AnsiLook {
  if (code >= 30 && code <= 37) return { ...look, foreground: code - 30 };
  if (code >= 40 && code <= 47) return { ...look, background: code - 40 };
  if (code >= 90 && code <= 97) return { ...look, foreground: code - 90 + 8 };
  if (code >= 100 && code <= 107) return { ...look, background: code - 100 + 8 };
  switch (code) {
    case 0:
      return {};
    case 1:
      return { ...look, bold: true };
    case 2:
      return { ...look, faint: true };
    case 3:
      return { ...look, italic: true };
    case 4:
      return { ...look, underline: true };
    case 7:
      return { ...look, inverse: true };
    case 9:
      return { ...look, struck: true };
    case 22:
      return { ...look, bold: false, faint: false };
    case 23:
      return { ...look, italic: false };
    case 24:
      return { ...look, underline: false };
    case 27:
      return { ...look, inverse: false };
    case 29:
      return { ...look, struck: false };
    case 39:
      return without(look, 'foreground');
    case 49:
      return without(look, 'background');
    default:
      return look;
  }
}

function without(look: AnsiLook, key: 'foreground' | 'background'): AnsiLook {
  const { [key]: _, ...rest } = look;
  return rest;
}

/** `5;n` or `2;r;g;b` after 38 or 48, and how many codes it took. */
function extended(codes: readonly number[], at: number): { colour?: AnsiColour; used: number } {
  if (codes[at] === 5) return { colour: indexed(codes[at + 1] ?? 0), used: 2 };
  if (codes[at] !== 2) return { used: 0 };
  const part = (offset: number): number => Math.min(255, Math.max(0, codes[at + offset] ?? 0));
  return { colour: [part(1), part(2), part(3)], used: 4 };
}

/** xterm's palette: the sixteen, a cube of 6 × 6 × 6, and 24 greys. */
function indexed(index: number): AnsiColour {
  if (index < 16) return Math.max(0, index);
  if (index >= 232) {
    const grey = 8 + (Math.min(index, 255) - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = index - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)];
}

function level(step: number): number {
  return step === 0 ? 0 : 55 + step * 40;
}
