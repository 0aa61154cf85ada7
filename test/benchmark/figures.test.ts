import { execFile } from "node:child_process";
import { resolve } from "node:path";

const repository = resolve(__dirname, "../..");

describe("the benchmark's figures", () => {
  it("stand in the documentation's tables and chart as they were measured: npm run benchmark writes all of them", async () => {
    const printed = await new Promise<string>((done) => {
      execFile(
        process.execPath,
        ["--import", "tsx", "test/benchmark/draw.ts", "--check"],
        { cwd: repository },
        (error, stdout, stderr) => done(`${error?.code ?? 0}: ${stdout}${stderr}`),
      );
    });
    expect(printed).toBe("0: ");
  });
});
