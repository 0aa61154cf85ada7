import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

/** The repository as links from elsewhere name it. */
export interface Repository {
  /** `https://github.com/OWNER/NAME`. */
  readonly address: string;
  /** The version whose tag is linked to. */
  readonly version: string;
}

const manifestShape = z.object({ version: z.string(), repository: z.object({ url: z.string() }).optional() });

/** Returns the repository that this package's `package.json` names, or undefined as long as it names none. */
export function ownRepository(): Repository | undefined {
  return repositoryOf(JSON.parse(readFileSync(resolve(__dirname, "../package.json"), "utf8")));
}

/** Returns the repository that a `package.json` names, or undefined where it names none. Throws where it is not at GitHub. */
export function repositoryOf(manifest: unknown): Repository | undefined {
  const { version, repository } = manifestShape.parse(manifest);
  if (repository === undefined) {
    return undefined;
  }
  const [, address] = /^(?:git\+)?(https:\/\/github\.com\/[\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(repository.url) ?? [];
  if (address === undefined) {
    throw new Error(
      `package.json has ${JSON.stringify(repository.url)} as repository.url: write it as "git+https://github.com/OWNER/NAME.git".`,
    );
  }
  return { address, version };
}
