import { proxyFor } from "../../../provider/http/proxy";

const find = (environment: Readonly<Record<string, string>>, url = "https://corp.test/v1") =>
  proxyFor(new URL(url), environment);
const plain = { protocol: "http:", host: "proxy.test", port: 3128 };

describe("proxyFor", () => {
  it.each<[Readonly<Record<string, string>>, string | undefined]>([
    [{ HTTPS_PROXY: "http://a.test:1" }, "a.test"],
    [{ https_proxy: "http://a.test:1" }, "a.test"],
    [{ HTTPS_PROXY: "http://b.test:1", https_proxy: "http://a.test:1" }, "a.test"],
    [{ HTTPS_PROXY: "http://a.test:1", ALL_PROXY: "http://b.test:1" }, "a.test"],
    [{ HTTPS_PROXY: " ", ALL_PROXY: "http://a.test:1" }, "a.test"],
    [{ HTTP_PROXY: "http://a.test:1" }, undefined],
    [{ HTTPS_PROXY: "http://a.test:1", NO_PROXY: "corp.test" }, undefined],
    [{ HTTPS_PROXY: "http://a.test:1", NO_PROXY: "corp.test", no_proxy: "other.test" }, "a.test"],
    [{}, undefined],
  ])("by %j is %s", (environment, host) => {
    expect(find(environment)?.host).toBe(host);
  });

  it("goes by the protocol of the URL", () => {
    const environment = { HTTP_PROXY: "http://a.test:1", HTTPS_PROXY: "http://b.test:1" };
    expect(find(environment, "http://corp.test/v1")?.host).toBe("a.test");
  });

  it.each<[string, object]>([
    ["http://proxy.test:3128", plain],
    // As curl and the pulumi CLI take it, and not by https.
    ["proxy.test:3128", plain],
    ["user:p%40ss@proxy.test:3128", { ...plain, auth: { username: "user", password: "p@ss" } }],
    ["http://:password@proxy.test:3128", { ...plain, auth: { username: "", password: "password" } }],
    ["http://proxy.test", { ...plain, port: 80 }],
    ["https://proxy.test", { ...plain, protocol: "https:", port: 443 }],
    ["http://[::1]:3128", { ...plain, host: "::1" }],
  ])("reads %s", (address, proxy) => {
    expect(find({ HTTPS_PROXY: address })).toEqual(proxy);
  });

  it.each([
    [{ https_proxy: "socks5://proxy.test" }, "https_proxy: socks5:// proxies are not supported"],
    [{ ALL_PROXY: "http://:::" }, "ALL_PROXY: the proxy address is not a URL"],
  ])("refuses %j by the variable's name", (environment, says) => {
    expect(() => find(environment)).toThrow(says);
  });
});
