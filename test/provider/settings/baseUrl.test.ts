import { InvalidArgumentError } from "../../../provider/errors";
import { checkBaseUrl, isLoopback } from "../../../provider/settings/baseUrl";

const argument = "portkey:baseUrl";

describe("checkBaseUrl", () => {
  it.each([
    ["https://api.portkey.ai/v1", "https://api.portkey.ai/v1"],
    ["https://api.portkey.ai/v1/", "https://api.portkey.ai/v1"],
    ["https://api.portkey.ai/v1///", "https://api.portkey.ai/v1"],
    ["https://gateway.example.com", "https://gateway.example.com"],
    ["https://gateway.example.com:8443/portkey/v1", "https://gateway.example.com:8443/portkey/v1"],
    ["HTTPS://Gateway.Example.com/V1", "https://gateway.example.com/V1"],
    ["https://gateway.example.com:443/v1", "https://gateway.example.com/v1"],
    ["http://localhost:8787/v1", "http://localhost:8787/v1"],
    ["http://gateway.localhost/v1", "http://gateway.localhost/v1"],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8787"],
    ["http://127.1", "http://127.0.0.1"],
    ["http://[::1]:8787/v1", "http://[::1]:8787/v1"],
  ])("takes %s as %s", (value, checked) => {
    expect(checkBaseUrl({ value, argument }, false)).toBe(checked);
  });

  it.each([
    ["api.portkey.ai/v1", "it must be a URL"],
    ["https://", "it must be a URL"],
    ["https://user:hunter2@api.portkey.ai/v1", "must not contain a user name or password"],
    ["https://hunter2@api.portkey.ai/v1", "must not contain a user name or password"],
    ["https://:hunter2@api.portkey.ai/v1", "must not contain a user name or password"],
    ["https://api.portkey.ai/v1?key=hunter2", "must not contain a query or a fragment"],
    ["https://api.portkey.ai/v1#hunter2", "must not contain a query or a fragment"],
    ["ftp://api.portkey.ai/v1", "must begin with https:// or http://"],
    ["file:///etc/passwd", "must begin with https:// or http://"],
    ["javascript:alert(1)", "must begin with https:// or http://"],
  ])("refuses %s, names the argument and does not repeat what could be a password", (value, problem) => {
    const check = () => checkBaseUrl({ value, argument }, true);
    expect(check).toThrow(InvalidArgumentError);
    expect(check).toThrow(/^portkey:baseUrl: /);
    expect(check).toThrow(problem);
    expect(check).not.toThrow("hunter2");
  });

  it.each([
    "http://gateway.example.com/v1",
    "http://10.0.0.1/v1",
    "http://localhost.example.com/v1",
    "http://127.0.0.1.example.com/v1",
    "http://[::2]/v1",
  ])("refuses plain http to %s, unless that is allowed", (value) => {
    expect(() => checkBaseUrl({ value, argument }, false)).toThrow(/^portkey:baseUrl: http would .*allowInsecureHttp/);
    expect(checkBaseUrl({ value, argument }, true)).toBe(value);
  });
});

describe("isLoopback", () => {
  it.each(["localhost", "a.localhost", "[::1]", "127.0.0.1", "127.9.9.9"])("%s is this machine", (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each(["localhost.com", "mylocalhost", "128.0.0.1", "127.0.0.1.com", "0.0.0.0", "[::]", ""])(
    "%j is not known to be this machine",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
