import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const script = resolve(__dirname, "../../tools/release.mjs");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portkey-release-"));
  execFileSync("git", ["init", "-q"], { cwd: folder });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ repository: { url: "https://github.com/owner/name" } }));
});

afterEach(() => rmSync(folder, { recursive: true }));

function changelog(text: string, ...args: readonly string[]): Promise<{ code: number; printed: string; text: string }> {
  const file = join(folder, "CHANGELOG.md");
  writeFileSync(file, text);
  return new Promise((done) => {
    execFile(process.execPath, [script, ...args], { cwd: folder }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), printed: stdout + stderr, text: readFileSync(file, "utf8") }),
    );
  });
}

describe("a release", () => {
  const before = "# Changelog\n\n## Unreleased\n\n### Added\n\n- This.\n\n## 0.1.0 - 2026-01-31\n\n- That.\n";

  it("gives what is unreleased its version and date, and leaves room for the next", async () => {
    const { code, text } = await changelog(before, "prepare", "0.1.0", "0.2.0");
    expect(code).toBe(0);
    const today = new Date().toISOString().slice(0, 10);
    expect(text).toBe(before.replace("## Unreleased", `## Unreleased\n\n## 0.2.0 - ${today}`));
  });

  it("names the new version where users copy it, and nowhere else", async () => {
    const files = { "README.md": "portkey@0.1.0", "examples/aws/package.json": '"^0.1.0"', "src.ts": '"0.1.0"' };
    mkdirSync(join(folder, "examples/aws"), { recursive: true });
    Object.entries(files).forEach(([path, text]) => writeFileSync(join(folder, path), text));
    execFileSync("git", ["add", "."], { cwd: folder });
    await changelog(before, "prepare", "0.1.0", "0.2.0");
    expect(Object.keys(files).map((path) => readFileSync(join(folder, path), "utf8"))).toEqual([
      "portkey@0.2.0",
      '"^0.2.0"',
      '"0.1.0"',
    ]);
  });

  it.each([["check"], ["prepare", "0.1.0", "0.2.0"]])(
    "fails where nothing is said of what has changed: %s",
    async (...args) => {
      const empty = "# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-01-31\n\n- That.\n";
      await expect(changelog(empty, ...args)).resolves.toEqual({
        code: 1,
        printed: 'CHANGELOG.md has no entries under "## Unreleased".\n',
        text: empty,
      });
    },
  );

  it.each([["check"], ["prepare", "0.1.0", "0.2.0"]])(
    "fails where nobody has said where the repository is: %s",
    async (...args) => {
      writeFileSync(join(folder, "package.json"), JSON.stringify({ version: "0.2.0" }));
      await expect(changelog(before, ...args)).resolves.toEqual({
        code: 1,
        printed: 'package.json has no repository: add its address as "repository", then run npm run docs.\n',
        text: before,
      });
    },
  );

  it("is checked, and changes nothing, where all is there", async () => {
    await expect(changelog(before, "check")).resolves.toEqual({ code: 0, printed: "", text: before });
  });

  it("has for its notes what the changelog says of its version", async () => {
    await expect(changelog(before, "notes", "0.1.0")).resolves.toMatchObject({ code: 0, printed: "- That.\n" });
    await expect(changelog(before, "notes", "0.1")).resolves.toMatchObject({ code: 1 });
    await expect(changelog(before, "notes", "0.3.0")).resolves.toMatchObject({
      code: 1,
      printed: 'CHANGELOG.md has no entries under "## 0.3.0".\n',
    });
  });
});
