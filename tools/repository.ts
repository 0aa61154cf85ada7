import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

/** The repository, for absolute links. */
export interface Repository {
  /** `https://github.com/OWNER/NAME`. */
  readonly address: string;
  /** The version whose tag the links use. */
  readonly version: string;
}

const manifestShape = z.object({ version: z.string(), repository: z.object({ url: z.string() }).optional() });

/** Returns the repository in this package's `package.json`; undefined if it has none. */
export function ownRepository(): Repository | undefined {
  return repositoryOf(JSON.parse(readFileSync(resolve(__dirname, "../package.json"), "utf8")));
}

/** Returns the repository in a `package.json`; undefined if it has none. Throws an error if it is not on GitHub. */
export function repositoryOf(manifest: unknown): Repository | undefined {
  const { version, repository } = manifestShape.parse(manifest);
  if (repository === undefined) {
    return undefined;
  }
  const [, address] = /^(?:git\+)?(https:\/\/github\.com\/[\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(repository.url) ?? [];
  if (address === undefined) {
    throw new Error(
      `repository.url in package.json is ${JSON.stringify(repository.url)}; it must have the form "git+https://github.com/OWNER/NAME.git".`,
    );
  }
  return { address, version };
}
