import { withAbsoluteLinks } from "../../../tools/docs/links";

const repository = { address: "https://github.com/owner/name", version: "1.2.3" };
const linked = (text: string, page = "docs/_index.md") => withAbsoluteLinks(page, text, repository);

describe("a page that is read elsewhere than in the repository", () => {
  it.each([
    [
      "a page beside it",
      "[a](waiting.md#progress)",
      "[a](https://github.com/owner/name/blob/v1.2.3/docs/waiting.md#progress)",
    ],
    ["a page above it", "[a\nb](../SECURITY.md)", "[a\nb](https://github.com/owner/name/blob/v1.2.3/SECURITY.md)"],
    ["a folder", "[a](../examples/go)", "[a](https://github.com/owner/name/tree/v1.2.3/examples/go)"],
    [
      "a picture",
      "![a](images/waiting-up.svg)",
      "![a](https://github.com/owner/name/raw/v1.2.3/docs/images/waiting-up.svg)",
    ],
    [
      "a path in code",
      "`docs/waiting.md`",
      "[`docs/waiting.md`](https://github.com/owner/name/blob/v1.2.3/docs/waiting.md)",
    ],
  ])("links at the version's tag to %s", (_what, text, expected) => {
    expect(linked(text)).toBe(expected);
  });

  it("has its links from its own folder on", () => {
    expect(linked("[a](docs/waiting.md)", "README.md")).toBe(
      "[a](https://github.com/owner/name/blob/v1.2.3/docs/waiting.md)",
    );
  });

  it.each([
    "[a](#example)",
    "[a](https://portkey.ai/docs/waiting.md)",
    "[a](mailto:somebody@example.com)",
    "[a](https://github.com/other/name/blob/v1/docs/none.md)",
    "`portkey:apiKey`",
    "```text\n[a](waiting.md) `docs/waiting.md`\n```",
  ])("keeps %s", (text) => {
    expect(linked(text)).toBe(text);
  });

  it("follows the version and the address, and is the same when it is done again", () => {
    const text = "![a](images/waiting-up.svg) `docs/waiting.md` [a](../examples/go)";
    const former = withAbsoluteLinks("docs/_index.md", text, {
      address: "https://github.com/a/b",
      version: "0.1.0-rc.1",
    });
    expect(former).not.toBe(linked(text));
    expect(linked(former)).toBe(linked(text));
    expect(linked(linked(text))).toBe(linked(text));
  });
});
