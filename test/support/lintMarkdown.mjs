/** Prints what markdownlint finds in the files that are named: a list for each. It is an ES module, which jest can't load. */
import { lint } from "markdownlint/sync";

const found = lint({
  files: process.argv.slice(2),
  config: {
    default: true,
    "line-length": false, // sentences are as long as they are
    "no-hard-tabs": false, // programs in Go
    "no-duplicate-heading": { siblings_only: true }, // the same steps for GitHub and for GitLab
  },
});
const lines = Object.entries(found).map(([file, errors]) => [
  file,
  errors.map(
    ({ lineNumber, ruleNames, errorDetail }) => `${file}:${lineNumber} ${ruleNames.join("/")} ${errorDetail ?? ""}`,
  ),
]);
process.stdout.write(JSON.stringify(Object.fromEntries(lines)));
