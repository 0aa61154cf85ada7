import { repositoryOf } from "../../tools/repository";

const version = "1.2.3";

describe("the repository that package.json names", () => {
  it.each(["git+https://github.com/owner/pulumi.name.git", "https://github.com/owner/pulumi.name"])(
    "has the address that browsers take: %s",
    (url) => {
      expect(repositoryOf({ version, repository: { type: "git", url } })).toEqual({
        address: "https://github.com/owner/pulumi.name",
        version,
      });
    },
  );

  it("is undefined if there is none", () => {
    expect(repositoryOf({ version })).toBeUndefined();
  });

  it.each(["https://gitlab.example/owner/name", "git@github.com:owner/name.git", "https://github.com/owner"])(
    "is refused where links could not be made: %s",
    (url) => {
      expect(() => repositoryOf({ version, repository: { url } })).toThrow(
        `repository.url in package.json is "${url}"; it must have the form "git+https://github.com/OWNER/NAME.git".`,
      );
    },
  );
});
