import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { whyStale } from "./support/build";

let root: string;

async function write(path: string, minute: number): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, "");
  const time = new Date(Date.UTC(2026, 0, 1, 0, minute));
  await utimes(file, time, time);
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "portkey-build-"));
  await Promise.all(
    ["tsconfig.json", "tsconfig.build.json", "provider/http/one.ts", "sdk/two.ts"].map((path) => write(path, 1)),
  );
  await Promise.all(["dist/provider/http/one.js", "dist/sdk/two.js"].map((path) => write(path, 2)));
});

afterEach(() => rm(root, { recursive: true }));

describe("dist, which jest builds before the tests where it is stale,", () => {
  it("is not when a build was the last that happened", () => {
    expect(whyStale(root)).toBeUndefined();
  });

  it("is when a source has changed since", async () => {
    await write("provider/http/one.ts", 3);
    expect(whyStale(root)).toBe("provider/http/one.ts is newer");
  });

  it("is when a source has come, or gone, since", async () => {
    await write("sdk/three.ts", 1);
    expect(whyStale(root)).toBe("dist/sdk/three.js is missing");
    await rm(join(root, "sdk"), { recursive: true });
    expect(whyStale(root)).toBe("dist/sdk/two.js has no source");
  });

  it("is when it is not there at all", async () => {
    await rm(join(root, "dist"), { recursive: true });
    expect(whyStale(root)).toBe("dist/provider/http/one.js is missing");
  });
});
