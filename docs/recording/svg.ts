import type { Frame } from "./frames";
import { layersOf, type Layer, type Look } from "./layers";
import { colorOf, window } from "./palette";
import type { Run } from "./screen";

const cellWidth = 8.4;
const lineHeight = 20;
const fontSize = 14;
const margin = 18;
const barHeight = 32;
/** How long the last frame stands before all begins again. */
const lastFrameMs = 6_000;
const fonts = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

export interface Caption {
  readonly title: string;
  readonly description: string;
}

/** Draws frames as an SVG that moves by CSS alone. Where nothing is to move it shows the last frame. */
export function drawFrames(frames: readonly Frame[], columns: number, { title, description }: Caption): string {
  const layers = layersOf(frames);
  const rowCount = Math.max(...layers.flatMap(({ looks }) => looks.map(({ row }) => row + 1)));
  const width = rounded(columns * cellWidth + 2 * margin);
  const height = barHeight + rowCount * lineHeight + margin;
  const totalMs = (frames.at(-1)?.atMs ?? 0) + lastFrameMs;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<style>`,
    `text{font:${fontSize}px ${fonts};fill:${window.text}}`,
    `.bold{font-weight:bold}`,
    `.underlined{text-decoration:underline}`,
    ...colorsIn(layers).map((color) => `.c${color}{fill:${colorOf(color)}}`),
    `@media (prefers-reduced-motion:no-preference){g{animation:${totalMs}ms step-end infinite}}`,
    ...layers.flatMap((layer, index) => moves(layer, `#layer${index}`, totalMs)),
    `</style>`,
    ...windowOf(width, height),
    ...layers.map(({ looks }, index) => `<g id="layer${index}">\n${looks.flatMap(drawLook).join("\n")}\n</g>`),
    `</svg>`,
    ``,
  ].join("\n");
}

/** Writes the rules by which a layer comes and goes. */
function moves({ changesMs }: Layer, selector: string, totalMs: number): string[] {
  const [first] = changesMs;
  if (first === 0 && changesMs.length === 1) {
    return [];
  }
  const start = first === 0 ? [] : [`0%{${visibilityAfter(0)}}`];
  const changes = changesMs.map((atMs, index) => `${rounded((atMs / totalMs) * 100)}%{${visibilityAfter(index + 1)}}`);
  const name = selector.slice(1);
  return [
    `${selector}{${visibilityAfter(changesMs.length)};animation-name:${name}}`,
    `@keyframes ${name}{${[...start, ...changes].join("")}}`,
  ];
}

function visibilityAfter(changes: number): string {
  return `visibility:${changes % 2 === 0 ? "hidden" : "visible"}`;
}

function windowOf(width: number, height: number): string[] {
  const lights = ["#ff5f57", "#febc2e", "#28c840"];
  const { background, bar, border } = window;
  return [
    `<clipPath id="window"><rect width="${width}" height="${height}" rx="8"/></clipPath>`,
    `<g clip-path="url(#window)"><rect width="${width}" height="${height}" fill="${background}"/><rect width="${width}" height="${barHeight}" fill="${bar}"/></g>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="7.5" fill="none" stroke="${border}"/>`,
    ...lights.map((color, index) => `<circle cx="${20 + index * 20}" cy="${barHeight / 2}" r="6" fill="${color}"/>`),
  ];
}

function drawLook({ row, runs }: Look): string[] {
  return runs.map((run) => drawRun(run, barHeight + (row + 1) * lineHeight));
}

/** Draws a run as wide as its cells are, whatever the font. */
function drawRun({ column, text, color, bold, underlined }: Run, y: number): string {
  const classes = [
    ...(color === undefined ? [] : [`c${color}`]),
    ...(bold ? ["bold"] : []),
    ...(underlined ? ["underlined"] : []),
  ];
  const x = rounded(margin + column * cellWidth);
  const width = rounded(text.length * cellWidth);
  const style = classes.length === 0 ? "" : ` class="${classes.join(" ")}"`;
  return `<text x="${x}" y="${y}" textLength="${width}"${style}>${escaped(text)}</text>`;
}

function colorsIn(layers: readonly Layer[]): number[] {
  const colors = layers.flatMap(({ looks }) => looks.flatMap(({ runs }) => runs.flatMap(({ color }) => color ?? [])));
  return [...new Set(colors)].toSorted((one, other) => one - other);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}
