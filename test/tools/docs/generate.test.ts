import { execFile } from "node:child_process";
import { resolve } from "node:path";

const repository = resolve(__dirname, "../../..");

describe("the documentation", () => {
  it("has the tables that the code has: npm run docs writes them", async () => {
    const printed = await new Promise<string>((done) => {
      execFile(
        process.execPath,
        ["--import", "tsx", "tools/docs/generate.ts", "--check"],
        { cwd: repository },
        (error, stdout, stderr) => done(`${error?.code ?? 0}: ${stdout}${stderr}`),
      );
    });
    expect(printed).toBe("0: ");
  });
});
