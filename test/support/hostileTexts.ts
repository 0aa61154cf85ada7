/** Texts that somebody on the way from a server to a reader takes for something else: gRPC, Pulumi's display, a terminal, a CI's runner. */
export const hostileTexts: readonly string[] = [
  "\ud800 half a character",
  `${"x".repeat(299)}😀 cut in two`,
  `${"x".repeat(79)}😀 cut in two`,
  "paused <{%if%}>",
  "open <{% to the end",
  "::stop-commands::token",
  "  ::set-env name=A::b",
  "a\n::add-mask::b\r\n##[error]c",
  "##vso[task.setvariable variable=a]b",
  "\u202egnp.exe\u2066",
  "\u001b[2J\u001b]0;title\u0007",
  "\u009b31m",
  "y".repeat(400_000),
];

/** What no line that is shown may hold. */
export const dangerous = /[\p{Surrogate}\p{Control}\p{Bidi_Control}\u2028\u2029]|<\{%|##\[|##vso\[|^\s*::/iu;
/** Longer than each text's bound, and what an error says around them. */
export const longestLine = 2_000;
