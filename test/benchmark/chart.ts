import { jobCounts, ratioTo, type Figures } from "./figures";
import { operationNames, operations, type OperationName } from "./measure";
import { variantNames, variantOf, type VariantName } from "./variants";

const width = 820;
const labelWidth = 270;
const valueWidth = 60;
const barHeight = 12;
const groupGap = 10;
const panelTop = 34;
const margin = 16;
const colors: Readonly<Record<OperationName, string>> = {
  preview: "#8a8f98",
  firstUp: "#4d5bd9",
  unchangedUp: "#f26e7e",
};

const shown = variantNames.filter((name) => variantOf(name).jobs !== "none");
const groupHeight = operationNames.length * barHeight + groupGap;
const panelHeight = panelTop + shown.length * groupHeight;

/** Draws the ratios to (a) as bars: a panel for each number of jobs, each with a scale of its own. */
export function chartOf(figures: Figures): string {
  const panels = jobCounts(figures).filter((jobs) => jobs > 0);
  const top = 60;
  const height = top + panels.length * panelHeight + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#24292f" role="img">`,
    `<title>What jobs cost, in times of an empty program</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(margin, 26, "What jobs cost, in times of an empty program: shorter is better", { bold: true, size: 15 }),
    ...operationNames.flatMap((operation, index) => legend(operation, margin + index * 130)),
    ...panels.flatMap((jobs, index) => panel(figures, jobs, top + index * panelHeight)),
    "</svg>",
    "",
  ].join("\n");
}

function panel(figures: Figures, jobs: number, top: number): string[] {
  const bars = shown.flatMap((variant, group) =>
    operationNames.map((operation, index) => ({
      variant,
      operation,
      ratio: ratioTo("empty", figures, variant, jobs, operation) ?? 0,
      y: top + panelTop + group * groupHeight + index * barHeight,
      isFirst: index === 0,
    })),
  );
  const largest = Math.max(...bars.map(({ ratio }) => ratio));
  const perUnit = (width - labelWidth - valueWidth - margin) / largest;
  return [
    text(margin, top + 22, jobs === 1 ? "1 job" : `${jobs} jobs`, { bold: true }),
    ...bars.filter(({ isFirst }) => isFirst).map(({ variant, y }) => label(variant, y)),
    ...bars.flatMap(({ operation, ratio, y }) => [
      rectangle(labelWidth, y, ratio * perUnit, operation),
      text(labelWidth + ratio * perUnit + 5, y + barHeight - 3, ratio.toFixed(2), { size: 10 }),
    ]),
    // What an empty program takes.
    `<line x1="${rounded(labelWidth + perUnit)}" x2="${rounded(labelWidth + perUnit)}" y1="${top + panelTop - 4}" y2="${top + panelHeight - groupGap + 2}" stroke="#24292f" stroke-dasharray="2 2"/>`,
  ];
}

function label(variant: VariantName, y: number): string {
  return text(margin, y + (operationNames.length * barHeight) / 2 + 4, variantOf(variant).title);
}

function legend(operation: OperationName, x: number): string[] {
  return [
    `<rect x="${x}" y="38" width="12" height="12" fill="${colors[operation]}"/>`,
    text(x + 18, 48, operations[operation].title),
  ];
}

function rectangle(x: number, y: number, length: number, operation: OperationName): string {
  return `<rect x="${x}" y="${y}" width="${rounded(length)}" height="${barHeight - 2}" fill="${colors[operation]}"/>`;
}

function text(
  x: number,
  y: number,
  content: string,
  { bold = false, size = 12 }: { readonly bold?: boolean; readonly size?: number } = {},
): string {
  const weight = bold ? ' font-weight="bold"' : "";
  return `<text x="${rounded(x)}" y="${rounded(y)}" font-size="${size}"${weight}>${content}</text>`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
