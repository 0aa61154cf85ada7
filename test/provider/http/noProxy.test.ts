import { goesDirectly } from "../../../provider/http/noProxy";

// Of each case golang.org/x/net/http/httpproxy v0.62.0 says the same, but for those of `ours`.
const cases: ReadonlyArray<readonly [noProxy: string, direct: readonly string[], proxied: readonly string[]]> = [
  [
    "corp.test",
    ["corp.test", "gw.corp.test", "a.gw.corp.test", "corp.test:8443"],
    ["notcorp.test", "corp.test.evil.test"],
  ],
  [".corp.test", ["gw.corp.test"], ["corp.test", "notcorp.test"]],
  ["*.corp.test", ["gw.corp.test"], ["corp.test"]],
  ["Corp.TEST", ["gw.corp.test"], []],
  ["corp.test:443", ["corp.test", "gw.corp.test"], ["corp.test:8443"]],
  ["corp.test:8443", ["corp.test:8443"], ["corp.test"]],
  ["corp.test:", ["corp.test"], []],
  ["bücher.test", ["xn--bcher-kva.test", "gw.xn--bcher-kva.test"], []],
  [".bücher.test", ["gw.xn--bcher-kva.test"], ["xn--bcher-kva.test"]],
  ["a.test, corp.test ,b.test", ["corp.test", "b.test"], []],
  ["a.test corp.test", [], ["corp.test"]],
  ["*", ["corp.test", "10.1.2.3", "[2001:db8::1]"], []],
  ["*:443", [], ["corp.test"]],
  ["corp.test/", [], ["corp.test"]],
  ["", [], ["corp.test"]],
  [",, ,:443,.,/8", [], ["corp.test", "10.1.2.3"]],
  ["10.1.2.3", ["10.1.2.3", "10.1.2.3:8443", "[::ffff:10.1.2.3]"], ["10.1.2.33"]],
  ["10.1.2.3:8443", ["10.1.2.3:8443"], ["10.1.2.3"]],
  ["2.3", [], ["10.1.2.3"]],
  ["10.0.0.0/8", ["10.1.2.3", "[::ffff:10.1.2.3]"], ["11.1.2.3", "corp.test"]],
  ["10.1.2.3/8", ["10.9.9.9"], []],
  ["10.0.0.0/9", ["10.127.0.1"], ["10.128.0.1"]],
  ["0.0.0.0/0", ["10.1.2.3"], ["corp.test", "[2001:db8::1]"]],
  ["::/0", ["[2001:db8::1]"], ["10.1.2.3"]],
  ["::ffff:10.1.2.0/120", ["10.1.2.3"], ["10.1.3.3"]],
  ["2001:DB8:0::1", ["[2001:db8::1]"], ["[2001:db8::2]"]],
  ["[2001:db8::1]:443", ["[2001:db8::1]"], ["[2001:db8::1]:8443"]],
  ["2001:db8::/33", ["[2001:db8:7fff::1]"], ["[2001:db8:8000::1]"]],
];
const ours: typeof cases = [
  ["[2001:db8::1]", ["[2001:db8::1]", "[2001:db8::1]:8443"], ["[2001:db8::2]"]],
  ["", ["gw.localhost"], []],
];

describe("goesDirectly", () => {
  it.each([...cases, ...ours])("by %j leaves out %j, and not %j", (noProxy, direct, proxied) => {
    const isDirect = (host: string) => goesDirectly(new URL(`https://${host}/v1`), noProxy);
    expect(direct.filter(isDirect)).toEqual(direct);
    expect(proxied.filter(isDirect)).toEqual([]);
  });

  it("takes the port of the protocol where the URL has none", () => {
    expect(goesDirectly(new URL("http://corp.test/v1"), "corp.test:80")).toBe(true);
    expect(goesDirectly(new URL("http://corp.test/v1"), "corp.test:443")).toBe(false);
  });

  it.each(["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"])(
    "leaves out this machine, whatever is set: %s",
    (host) => {
      expect(goesDirectly(new URL(`https://${host}/v1`), "")).toBe(true);
    },
  );
});
