/** The colours of the picture's terminal: readable on its own background, which is dark on light pages too. */
export const window = { background: "#161b22", bar: "#21262d", border: "#3d444d", text: "#d1d7e0" };

/** By the numbers that programs print; those that Pulumi's CLI uses. */
const colors: Readonly<Record<number, string>> = {
  1: "#ff7b72",
  2: "#56d364",
  3: "#e3b341",
  4: "#79c0ff",
  5: "#d2a8ff",
  6: "#56d4dd",
  9: "#ff7b72",
  10: "#56d364",
  11: "#e3b341",
  12: "#79c0ff",
  13: "#d2a8ff",
  14: "#56d4dd",
};

/** @throws an error where the picture has none. */
export function colorOf(number: number): string {
  const color = colors[number];
  if (color === undefined) {
    throw new Error(`The picture has no colour for the terminal's number ${number}.`);
  }
  return color;
}
