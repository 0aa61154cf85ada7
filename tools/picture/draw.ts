import type { Recording } from "./record";

const characterWidth = 8.43;
const lineHeight = 20;
const margin = 18;
const fonts = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

/** The colours of the page, and those of Pulumi's CLI by their numbers. */
const themes = {
  light: {
    paper: "#f6f8fa",
    ink: "#1f2328",
    1: "#cf222e",
    2: "#1a7f37",
    3: "#9a6700",
    5: "#8250df",
    12: "#0969da",
    13: "#8250df",
  },
  dark: {
    paper: "#161b22",
    ink: "#d1d7e0",
    1: "#ff7b72",
    2: "#56d364",
    3: "#e3b341",
    5: "#d2a8ff",
    12: "#79c0ff",
    13: "#d2a8ff",
  },
};

/** Draws a recording as text, in light or dark colours like the reader's page. */
export function draw({ cli, text }: Recording): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const columns = Math.max(...lines.map((line) => line.replaceAll(/\x1b\[[\d;]*m/g, "").length));
  const width = Math.ceil(columns * characterWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" xml:space="preserve">`,
    `<title>pulumi up waits for a fine-tuning job</title>`,
    `<desc>A recorded pulumi up, with Pulumi ${cli}.</desc>`,
    `<style>text{font:14px ${fonts}}.bold{font-weight:bold}${rulesOf(themes.light)}@media(prefers-color-scheme:dark){${rulesOf(themes.dark)}}</style>`,
    `<rect width="${width}" height="${height}" rx="8"/>`,
    ...lines.map(
      (line, index) => `<text x="${margin}" y="${margin + (index + 0.75) * lineHeight}">${drawLine(line)}</text>`,
    ),
    `</svg>`,
    ``,
  ].join("\n");
}

function rulesOf({ paper, ink, ...colors }: Readonly<Record<string, string>>): string {
  const rules = Object.entries(colors).map(([number, color]) => `.c${number}{fill:${color}}`);
  return [`rect{fill:${paper}}`, `text{fill:${ink}}`, ...rules].join("");
}

/** Draws the parts of a line in the style of their escape sequences: a colour by its number, bold, or plain. */
function drawLine(line: string): string {
  const classes = new Set<string>();
  const [plain = "", ...styled] = line.split("\x1b[");
  const stretches = styled.map((part) => {
    const [, code = "", text = ""] = /^([\d;]*)m(.*)$/.exec(part) ?? [];
    if (code === "0") {
      classes.clear();
    } else {
      classes.add(code === "1" ? "bold" : code.replace("38;5;", "c"));
    }
    const isPlain = classes.size === 0 || text === "";
    return isPlain ? escaped(text) : `<tspan class="${[...classes].join(" ")}">${escaped(text)}</tspan>`;
  });
  return escaped(plain) + stretches.join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
