/**
 * Fails on what the project's style (phrases.yml) has a better word for, and on long sentences: in every page, in the docstrings that users'
 * editors show, and in the texts of the code. `npm run lint:prose -- docs README.md` reads those alone.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { TextlintKernel } from "@textlint/kernel";
import markdown from "@textlint/textlint-plugin-markdown";
import sentenceLength from "textlint-rule-sentence-length";
import terminology from "textlint-rule-terminology";
import ts from "typescript";
import { parse } from "yaml";

const phrases = parse(readFileSync(new URL("phrases.yml", import.meta.url), "utf8"));

const style = {
  ruleId: "style",
  rule: terminology,
  options: {
    defaultTerms: false,
    terms: phrases.map(({ avoid, write }) => [
      String.raw`\b(?:${avoid})\b(?!-)`.replaceAll(" ", String.raw`\s+`),
      write,
    ]),
  },
};

/** 180 characters are about 33 words. Headings, tables and blocks of code are no sentences. */
const length = { ruleId: "length", rule: sentenceLength.default, options: { max: 180 } };

/** What a file has to read, as Markdown on the same lines, and the rules for it. */
function proseOf(file) {
  const content = readFileSync(file, "utf8");
  if (file.endsWith(".md")) {
    return [{ text: content, rules: [style, length] }];
  }
  const texts = { text: textsOf(content), rules: [style] };
  return /^sdk\/(testing\/)?[^/]+$/.test(file)
    ? [texts, { text: docstringsOf(content), rules: [style, length] }]
    : [texts];
}

function docstringsOf(source) {
  const lines = source.split("\n").fill("");
  for (const { 1: docstring, index } of source.matchAll(/\/\*\*(.*?)\*\//gs)) {
    const first = lineOf(source, index);
    for (const [offset, line] of docstring.split("\n").entries()) {
      lines[first + offset] = line.replace(/^\s*\* ?/, "").trim();
    }
  }
  return lines.join("\n");
}

/** Error messages, log lines and help: every literal of three words or more. */
function textsOf(source) {
  const lines = source.split("\n").fill("");
  const visit = (node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = ts.isTemplateExpression(node)
        ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map((part) => part.text).join("…")
        : node.text;
      if (/\S\s+\S+\s+\S/.test(text)) {
        lines[lineOf(source, node.getStart())] += ` ${text.replaceAll(/\s+/g, " ").trim()}`;
      }
    }
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile("", source, ts.ScriptTarget.Latest, true));
  return lines.map((line) => line.trim()).join("\n");
}

function lineOf(source, index) {
  return source.slice(0, index).split("\n").length - 1;
}

const listed = execFileSync(
  "git",
  ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", ...process.argv.slice(2)],
  { encoding: "utf8" },
);
const kernel = new TextlintKernel();
const plugins = [{ pluginId: "markdown", plugin: markdown.default }];
const files = listed.split("\0").filter((file) => /\.md$|^(provider|sdk)\/.*\.ts$/.test(file) && existsSync(file));
for (const file of files) {
  for (const { text, rules } of proseOf(file)) {
    const { messages } = await kernel.lintText(text, { ext: ".md", plugins, rules });
    for (const { line, message } of messages) {
      console.log(`${file}:${line} ${message.replaceAll(/\s+/g, " ")}`);
      process.exitCode = 1;
    }
  }
}
