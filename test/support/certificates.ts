import { generate } from "selfsigned";

/** A certificate and its private key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateRequest {
  /** The name or names of the host that the certificate is for. */
  readonly host: string | readonly string[];
  /** Left out, the certificate signs itself. */
  readonly authority?: Certificate;
  readonly expired?: boolean;
  /** Whether it is a client that shows it, and not a server. */
  readonly client?: boolean;
}

const day = 86_400_000;
const algorithm = { keyType: "ec", algorithm: "sha256" } as const;

/** Makes a certificate authority that nobody knows yet. */
export async function makeAuthority(name: string): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: name }], {
    ...algorithm,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** Makes a certificate for a server, or for a client. */
export async function makeCertificate(request: CertificateRequest): Promise<Certificate> {
  const { host, authority, expired = false, client = false } = request;
  const end = Date.now() + (expired ? -day : day);
  const hosts = [host].flat();
  const made = await generate([{ name: "commonName", value: String(hosts[0]) }], {
    ...algorithm,
    ...(authority === undefined ? {} : { ca: authority }),
    notBeforeDate: new Date(end - 2 * day),
    notAfterDate: new Date(end),
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true },
      { name: "extKeyUsage", serverAuth: !client, clientAuth: client },
      { name: "subjectAltName", altNames: hosts.map((value) => ({ type: 2, value })) },
    ],
  });
  return { cert: made.cert, key: made.private };
}
